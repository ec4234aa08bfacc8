/** Scripts in which calls come between the halves of a migration, as a program that tries for a while to bring such an order about. */
import type { Kernel } from '../../kernel/kernel.ts';
import { play, type ScenarioRow } from '../scenario.ts';
import type { Script, ScriptLine } from '../script.ts';
import { pagemapOf } from '../told/pagemapOf.ts';
import type { PieceName } from './pieces.ts';
import { cannotSay, checkRow, saidOf } from './refusals.ts';
import { spoken } from './steps.ts';

/** The lines before the page moves, meanwhile, and after. */
export interface RaceParts {
  readonly before: readonly ScriptLine[];
  readonly meanwhile: readonly ScriptLine[];
  readonly after: readonly ScriptLine[];
}

/** What C is made of it. */
export interface Race {
  readonly parts: RaceParts;
  /** The bits of pagemap at the end of the script; and where nothing moves meanwhile, in both ways. */
  readonly bits: bigint;
  readonly controls: readonly bigint[];
  readonly needs: readonly PieceName[];
}

/** The parts of a script that has the halves of a migration; undefined where it has none. */
export function partsOf({ lines }: Script): RaceParts | undefined {
  const [begin, end] = ['migrate-begin', 'migrate-end'].map((half) => lines.findIndex(({ name }) => name === half));
  if (begin === undefined || begin < 0) return undefined;
  if (end === undefined || end < begin) throw cannotSay('migrate-begin without its end');
  return { before: lines.slice(0, begin), meanwhile: lines.slice(begin + 1, end), after: lines.slice(end + 1) };
}

/** What a program of one process, in which many pages have the same life, can do. */
const left: readonly string[] = [
  'fork',
  'map',
  'exit',
  'child-exit',
  'mremap',
  'mmap-next',
  'mprotect-merge',
  'uffd-move',
  'pin',
  'mremap-dontunmap',
  'compact',
  'splice',
  'unsplice',
  'read-wait',
  'write-wait',
];

function checkLine(line: ScriptLine): void {
  saidOf(line);
  if (left.includes(line.name) || line.page !== undefined || (line.mm !== undefined && line.mm !== 'A'))
    throw cannotSay(`${line.name} in a script with migrate-begin: many pages move at once, of one process`);
}

/** @throws RangeError (ERR_PTE_INPUT) where no program does a line, or nothing tells the order from an ordinary one. */
export function raceOf(k: Kernel, script: Script, parts: RaceParts): Race {
  const { before, meanwhile, after } = parts;
  const all = [...before, ...meanwhile, ...after];
  for (const line of all) checkLine(line);
  const rows = play(k, script);
  for (const row of rows) checkRow(row, script.lines[row.line] as ScriptLine);
  const migrate: ScriptLine = { name: 'migrate', word: '' };
  const end = (lines: readonly ScriptLine[]): bigint => bitsOf(k, play(k, { ...script, lines }).at(-1));
  const bits = bitsOf(k, rows.at(-1));
  const controls = [
    all,
    [...before, migrate, ...meanwhile, ...after],
    [...before, ...meanwhile, migrate, ...after],
  ].map(end);
  if (controls.includes(bits)) throw cannotSay('an order that /proc/PID/pagemap does not tell from an ordinary one');
  return { parts, bits, controls, needs: ['migration', ...all.flatMap((line) => saidOf(line)?.needs ?? [])] };
}

function bitsOf({ pagemap }: Kernel, row: ScenarioRow | undefined): bigint {
  const mask = Object.values(pagemap).reduce((all, bit) => all | bit, 0n);
  return ((row && pagemapOf(row.world, 'A')?.raw) ?? 0n) & mask;
}

const statements = (lines: readonly ScriptLine[]): string =>
  lines.map((line) => `    ${saidOf(line)?.c(spoken(line, true, undefined))};\n`).join('');

/** The functions of a race, and main(). */
export const raceText = ({ parts, bits, controls }: Race, script: string, kernel: string): string => `
static const char script[] = ${script}, model_of[] = ${kernel};
static void before(void) {
${statements(parts.before)}}
static void meanwhile(void) {
${statements(parts.meanwhile)}}
static void after(void) {
${statements(parts.after)}}

/* Bits of pagemap at the end: of a page that was on its way meanwhile, and of those that were not */
static const uint64_t on_its_way = 0x${bits.toString(16)}ull;
static const uint64_t others[] = {${controls.map((word) => `0x${word.toString(16)}ull`).join(', ')}};
${racing}`;

const racing = String.raw`
/* All pages go from one node to the other and back, for as long as they shall. */
enum { PAGES = LENGTH / STRIDE };
static volatile int go, idle = 1, quit;
static volatile long takes = 5000; /* microseconds */
static void *mover(void *unused) {
    static void *pages[PAGES];
    static int nodes[PAGES], status[PAGES];
    (void)unused;
    for (int node = 1; !quit;) {
        struct timespec from, to;
        if (!go) {
            idle = 1;
            usleep(100);
            continue;
        }
        idle = 0;
        clock_gettime(CLOCK_MONOTONIC, &from);
        for (int i = 0; i < PAGES; i++) pages[i] = at + (size_t)i * STRIDE, nodes[i] = node;
        syscall(SYS_move_pages, 0L, (long)PAGES, pages, nodes, status, 2L);
        node = !node;
        clock_gettime(CLOCK_MONOTONIC, &to);
        takes = (to.tv_sec - from.tv_sec) * 1000000 + (to.tv_nsec - from.tv_nsec) / 1000 + 1;
    }
    return NULL;
}
static void stop(void) {
    go = 0;
    while (!idle) usleep(100);
}

static int seen, strange;
static uint64_t strange_word;
static void round_of(int moves) {
    if (at) munmap(whole, span);
    map_it();
    before();
    if (moves) {
        go = 1;
        while (idle) continue;
        usleep((unsigned)(rand() % takes));
        if (moves == 1) stop();
    }
    meanwhile();
    stop();
    after();
    for (int i = 0; i < PAGES; i++) {
        const uint64_t word = entry_of(getpid(), at + (size_t)i * STRIDE) & MASK;
        int known = 0;
        for (size_t j = 0; j < sizeof others / sizeof *others; j++) known |= word == others[j];
        if (word == on_its_way) seen++;
        else if (!known) strange++, strange_word = word;
    }
}
static int finish(int status, const char *why) {
    quit = 1;
    printf("%s%s\n", status == 77 ? "cannot be said here: " : status ? "the kernel did otherwise: " : "the kernel did the same", why);
    return status;
}

int main(int count, char **values) {
    static const char *const kinds[] = {"nothing moves", "pages have moved before", "pages move meanwhile"};
    const int seconds = count > 1 ? atoi(values[1]) : 30;
    char why[200];
    struct utsname names;
    pthread_t thread;
    const int to = 1;
    setvbuf(stdout, NULL, _IOLBF, 0);
    uname(&names);
    printf("%s, as Linux %s does it by the model; this is %s\n", script, model_of, names.release);
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    length = span = LENGTH, task = pthread_self();
    hear_signals();
    const char *const lacks = make_backing();
    if (lacks) return finish(77, lacks);
    map_it();
    touch(at, 1);
    if (MASK >> 55 & 1 && !(entry_of(getpid(), at) >> 55 & 1)) return finish(77, "this kernel does not track soft-dirty pages");
    if (move_page(at, &to, 2) < 0) return finish(77, "no second NUMA node to move to");
    pthread_create(&thread, NULL, mover, NULL);
    for (int moves = 0; moves < 3; moves++) {
        const time_t end = time(NULL) + (moves == 2 ? seconds : seconds / 6 + 1);
        int rounds = 0;
        seen = strange = 0;
        while (time(NULL) < end && !(moves == 2 && seen)) round_of(moves), rounds++;
        printf("%-24s rounds: %d, pages that end as the script says: %d, as ordinary orders say: %d\n", kinds[moves], rounds,
               seen, rounds * PAGES - seen - strange);
        if (shared->undone || (shared->error && !seen))
            return finish(77, shared->undone ? (const char *)shared->undone : strerror(shared->error));
        if (strange || (seen && moves < 2)) {
            snprintf(why, sizeof why, "step 0, %s: expected one of the words that the model has, got %#llx", kinds[moves],
                     (unsigned long long)(seen && moves < 2 ? on_its_way : strange_word));
            return finish(1, why);
        }
    }
    if (!seen) return finish(77, "no page was on its way at the right moment");
    return finish(0, "");
}
`;
