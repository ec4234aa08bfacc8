/** Recorded random walks, played in the world page by page: what the whole life of a page has been decides what its entry is to be. */
import { pteMkdirty, pteMkyoung, ptePfn, ptePresent, pteWrite } from '../../lib/helpers/pgtable.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { vmHas } from '../../lib/mm/common/vma.ts';
import type { RecordedStep, Recording } from '../../lib/replay/recording.ts';
import { mappingFromSmaps } from '../../lib/replay/smaps.ts';
import { perform } from '../../lib/world/run/perform.ts';
import { born } from '../../lib/world/start/born.ts';
import { bornFrom } from '../../lib/world/start/bornFrom.ts';
import type { MappingName } from '../../lib/world/start/mappings.ts';
import { withMm } from '../../lib/world/withParts.ts';
import { mmOf, type World } from '../../lib/world/world.ts';

/** What a step of a walk is in a script. The recorder's write is an increment, which reads first. */
const lines: readonly (readonly [step: RegExp, line: string])[] = [
  [/^read/, 'read'],
  [/^write/, 'increment'],
  [/^MADV_PAGEOUT/, 'pageout'],
  [/^MADV_DONTNEED/, 'dontneed'],
  [/^MADV_COLD/, 'cold'],
  [/^MADV_FREE/, 'free'],
  [/^MADV_GUARD_INSTALL/, 'guard-install'],
  [/^MADV_GUARD_REMOVE/, 'guard-remove'],
  [/^move_pages/, 'migrate'],
  [/^clear_refs/, 'clear-refs'],
  [/^fork/, 'fork'],
  [/^child exits/, 'child-exit'],
  [/^UFFDIO_WRITEPROTECT off/, 'uffd-wp-resolve'],
  [/^UFFDIO_WRITEPROTECT/, 'uffd-wp'],
  [/^mprotect NONE/, 'mprotect none'],
  [/^mprotect READ\|WRITE\|EXEC/, 'mprotect rwx'],
  [/^mprotect READ\|WRITE/, 'mprotect rw'],
  [/^mprotect READ/, 'mprotect r'],
  [/^mremap/, 'mremap'],
];
const ofAll = ['fork', 'child-exit', 'clear-refs'];

/** A page whose life is followed. */
export interface Followed {
  world: World;
  script: string[];
}

/** An entry that a life leads to, beside the recorded one. */
export interface PlayedEntry {
  readonly script: string;
  readonly step: string;
  readonly recorded: bigint;
  readonly played: bigint;
}

const lineOf = ({ step }: RecordedStep): string | undefined => {
  const words = step.replace(/^\d+ /, '');
  return lines.find(([pattern]) => pattern.test(words))?.[1];
};

/** MADV_PAGEOUT and move_pages() without MPOL_MF_MOVE_ALL pass over a page that more than one process maps. */
function leavesShared(w: World, line: string): boolean {
  const { k, mms } = w;
  const [pfn, ...others] = mms.map(({ pte }) => (ptePresent(k, pte) ? ptePfn(k, pte) : undefined));
  const asks = line === 'migrate' || (line === 'pageout' && k.has('MADV_PAGEOUT'));
  return asks && pfn !== undefined && others.includes(pfn);
}

/** A page of a mapping that has just been made. */
export const freshPage = (k: Kernel, mapping: string): Followed => ({
  world: born(k, mapping as MappingName),
  script: [mapping],
});

/** A line; a write that is trapped is resolved and done again, as the recorder's handler did. */
export function say(page: Followed, line: string): void {
  if (line === 'increment') for (const one of ['read', 'write']) say(page, one);
  if (line === 'increment' || leavesShared(page.world, line)) return;
  const [name = '', ...words] = line.split(' ');
  const run = (given: { name: string; word: string }) => {
    page.script.push(given.word ? `${given.name} ${given.word}` : given.name);
    const done = perform(page.world, given);
    const world = done.at(-1)?.moved.world ?? page.world;
    page.world = { ...world, mms: world.mms.filter(({ mapped }) => mapped) }; // a walk has more children than there are letters
    return done;
  };
  const done = run({ name, word: words.join(' ') });
  const trapped = done.some(({ moved }) =>
    moved.events.some((event) => event.kind === 'goesOn' && event.next === 'handle_userfault'),
  );
  if (!trapped) return;
  run({ name: isAccessTrapped(page.world) ? 'uffd-rwp-resolve' : 'uffd-wp-resolve', word: '' });
  if (name === 'write')
    page.world = withMm(page.world, 'A', (mm) => ({ ...mm, pte: triedAgain(page.world.k, mm.pte) }));
  run({ name, word: '' });
}

/** The mapping is registered for UFFDIO_RWPROTECT. */
const isAccessTrapped = ({ k, mms: [a] }: World): boolean => a !== undefined && vmHas(a.vma, k.vm.uffdRwp);

/** handle_pte_fault() of a write that comes back from its sleep, to an entry that is writable now: pte_mkdirty(), pte_mkyoung(). */
const triedAgain = (k: Kernel, pte: bigint): bigint =>
  ptePresent(k, pte) && pteWrite(k, pte) ? pteMkyoung(k, pteMkdirty(k, pte)) : pte;

function fresh(k: Kernel, { scenario, vmFlags }: RecordedStep): Followed {
  const [, seed, what = '', traps] = /^random-(\d+) (anon|shmem|file-private)(-wp)?$/.exec(scenario) ?? [];
  const page = freshPage(k, what);
  if (traps && vmFlags.includes('uw'))
    say(page, Number(seed) % 4 >= 2 ? 'uffd-register wp wp-unpopulated' : 'uffd-register wp');
  return page;
}

/** A page that mremap() has brought here from where nobody says: known well enough if it is empty, or writable. */
function moved(k: Kernel, { raw, vmFlags, scenario, step }: RecordedStep, hasChild: boolean): Followed | undefined {
  if (raw !== 0n && hasChild) return undefined;
  if (raw !== 0n && (raw & 3n) !== 3n) return undefined;
  const anonymous = scenario.includes('anon');
  if (scenario.includes('file-private')) return undefined; // whether it has an anon_vma decides what fork() does
  const mapping = { ...mappingFromSmaps(k, vmFlags, 0n), anonymous };
  return {
    world: bornFrom(k, { pte: raw, vma: { ...mapping, anonVma: anonymous }, page: { exclusive: anonymous } }),
    script: [`(${step})`],
  };
}

/** Every entry of a walk that a life leads to, in the order of time. */
export function playedEntries({ kernel: k, records }: Recording): readonly PlayedEntry[] {
  const pages = new Map<bigint, Followed | undefined>();
  const before: string[] = []; // what all pages have met
  return records.flatMap((record): readonly PlayedEntry[] => {
    const line = record.level === 'pte' ? lineOf(record) : undefined;
    const { vaddr, raw } = record;
    if (line === undefined || line === 'mremap') {
      const hasChild = before.findLast((one) => one !== 'clear-refs') === 'fork';
      pages.set(vaddr, line === 'mremap' ? moved(k, record, hasChild) : undefined);
      return [];
    }
    if (!pages.has(vaddr)) {
      const page = fresh(k, record);
      for (const one of before) say(page, one);
      pages.set(vaddr, page);
    }
    const its = pages.get(vaddr);
    if (ofAll.includes(line)) {
      const again = line !== 'clear-refs' && line === before.findLast((one) => one !== 'clear-refs'); // written for two pages
      if (!again) before.push(line);
      if (!again) for (const page of pages.values()) if (page) say(page, line);
    } else if (its) say(its, line);
    if (!its) return [];
    const played = mmOf(its.world, 'A')?.pte ?? 0n;
    const entry = { script: its.script.join('; '), step: record.step, recorded: raw, played };
    if (withoutNumber(played) !== withoutNumber(raw)) pages.set(vaddr, undefined);
    return [entry];
  });
}

/** All but the page frame number, or the offset: of a present entry bits 12 to 51, of another 9 to 58. */
export function withoutNumber(word: bigint): bigint {
  const number = word & 1n ? ((1n << 40n) - 1n) << 12n : ((1n << 50n) - 1n) << 9n;
  return word & ~number;
}
