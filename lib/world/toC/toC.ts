/** A script as a C program, which does on a running kernel what each line says, and looks whether the kernel did what the model says. */
import type { Kernel } from '../../kernel/kernel.ts';
import { checkKernel } from '../../kernel/kernel.ts';
import { checkedScript } from '../scenario.ts';
import { type Script, sayLine } from '../script.ts';
import { driving } from './driver.ts';
import type { Ending, EntrySeen } from './expected.ts';
import { looking, tables } from './looking.ts';
import { mappingText } from './mappings.ts';
import { leaveMapping, mapNext, moveMapping, uffdMove } from './moving.ts';
import { type PieceName, textOf } from './pieces.ts';
import { forking, processes } from './processes.ts';
import { partsOf, type Race, raceOf, raceText } from './race.ts';
import { mappedOf } from './refusals.ts';
import { type ProgramStep, stepsOf } from './steps.ts';

const head = (script: string, kernel: string): string => `// SPDX-License-Identifier: MIT
/*
 * ${script}
 *
 * Does on a running kernel what each line says, and looks at /proc/PID/pagemap after each: the model of Linux ${kernel} of x86-pte says
 * what must stand there. Root sees more: without it the numbers of pages are hidden, and left out. What root may it does change settings of
 * the machine, such as those of KSM, huge pages and NUMA balancing: a virtual machine is the place for it.
 *
 *   cc -pthread -o life life.c && ./life
 *
 * The last line and the exit status say: 0 the kernel did the same, 1 the kernel did otherwise, 77 it cannot be said here.
 */
`;

const where = '0x600000000000';

/** What a C string holds. */
const quoted = (text: string): string => JSON.stringify(text.replaceAll(/[^\x20-\x7e]/g, '?'));

/**
 * A C program of one file for a script, which parseScript() has read: it does what each line says on a running kernel, looks at
 * /proc/PID/pagemap after each, and tells what stands there and what the model of this kernel says.
 *
 * @throws TypeError for what is no kernel and no script; RangeError (ERR_PTE_INPUT) for what no program does, and for a script that never
 * ends by the model.
 */
export function toC(k: Kernel, script: Script): string {
  checkKernel(k);
  const checked = checkedScript(script);
  const text = [checked.mapping, ...checked.lines.map(sayLine)].join('; ');
  const parts = partsOf(checked);
  return (
    head(text, k.name) +
    (parts ? raceProgram(k, checked, raceOf(k, checked, parts), text) : stepProgram(k, checked, text))
  );
}

function raceProgram(k: Kernel, { mapping }: Script, race: Race, text: string): string {
  const of = mappedOf(mapping);
  const huge = 'bytes' in of && of.bytes === 'HUGE_PAGE';
  const settings = {
    STRIDE: huge ? 'HUGE_PAGE' : 'PAGE',
    LENGTH: huge ? '(16 * HUGE_PAGE)' : '(2048 * PAGE)',
    MASK: `${maskOf(k)}ull`,
  };
  return [
    piecesOf(settings, new Set<PieceName>(race.needs)),
    mappingText(of, where),
    raceText(race, quoted(text), quoted(k.name)),
  ].join('');
}

function stepProgram(k: Kernel, script: Script, text: string): string {
  const { mapping, lines } = script;
  const of = mappedOf(mapping);
  const collapses = lines.some(({ name }) => name === 'collapse');
  const steps = stepsOf(k, script, collapses);
  const needs = new Set<PieceName>(steps.flatMap((step) => step.needs));
  const said = steps.map(({ c }) => c ?? '').join('\n');
  const bytes = collapses ? 'HUGE_PAGE' : 'bytes' in of ? of.bytes : 'PAGE';
  const settings = {
    STRIDE: bytes === 'HUGE_PAGE' && !collapses ? 'HUGE_PAGE' : 'PAGE',
    LENGTH: bytes,
    SPAN: said.includes('uffd_move(') ? `(2 * ${bytes})` : `(${bytes})`,
    MASK: `${maskOf(k)}ull`,
    FIRST_PROCESSES: String(firstProcesses(steps)),
    NEEDS_SWAP: steps.some(({ swaps }) => swaps) && !mapping.startsWith('file') ? '1' : '0',
    HAS_SWAP: needs.has('hasSwap') ? 'has_swap()' : '1',
    ENTER: needs.has('reclaim') ? 'enter_cgroup()' : '(void)0',
    AFTER_EACH: needs.has('waiting') ? 'see_sleeper()' : '(void)0',
    FILL: needs.has('compaction') ? 'fill_memory()' : '(void)0',
    LEAVE: needs.has('reclaim') ? 'leave_cgroup()' : '(void)0',
  };
  return [
    piecesOf(settings, needs),
    mappingText(of, where),
    ...(said.includes('move_mapping()') ? [moveMapping] : []),
    ...(said.includes('leave_mapping()') ? [leaveMapping] : []),
    ...(said.includes('map_next(') ? [mapNext] : []),
    ...(said.includes('uffd_move(') ? [uffdMove] : []),
    ...(said.includes('have_child(') ? [forking(inChild(needs))] : []),
    tables,
    ...stepTables(steps, text, k.name),
    processes,
    looking,
    driving,
  ].join('');
}

/** What a child does first: it has no thread of its parent. */
const inChild = (needs: ReadonlySet<PieceName>): string =>
  (needs.has('waiting') ? 'sleeper_id = 0;\n        ' : '') + (needs.has('uffd') ? 'uffd_in_child();\n        ' : '');

/** The pieces, with what they are set to before them. */
const piecesOf = (settings: Readonly<Record<string, string>>, needs: ReadonlySet<PieceName>): string =>
  textOf(needs).replace('#define NOT_USED', `${defined(settings)}#define NOT_USED`);

const defined = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `#define ${name} ${value}\n`)
    .join('');

/** Bits that the kernel has; a build without soft-dirty tracking never sets that one. */
function maskOf({ pagemap, config }: Kernel): string {
  const { pmSoftDirty, ...others } = pagemap;
  const all = Object.values(others).reduce((mask, bit) => mask | bit, config.softDirty ? pmSoftDirty : 0n);
  return `0x${all.toString(16)}`;
}

/** A bit for A, and for each process that maps the same without being a child. */
const firstProcesses = (steps: readonly ProgramStep[]): number =>
  steps.reduce((mask, { c, process }) => (c === 'map_it()' ? mask | (1 << process) : mask), 0);

const endings: Readonly<Partial<Record<Ending, string>>> = {
  done: 'DONE, 0',
  any: 'ANY, 0',
  trapped: 'TRAPPED, 0',
  never: 'NEVER, 0',
  SIGSEGV: 'SIGNAL, SIGSEGV',
  SIGBUS: 'SIGNAL, SIGBUS',
};
const kinds = { none: 'NO_PLACE', frame: 'FRAME', slot: 'SLOT', exact: 'EXACT', type: 'TYPE' } as const;

function stepTables(steps: readonly ProgramStep[], script: string, kernel: string): readonly string[] {
  const functions = steps.map(({ c, says }, i) =>
    c === undefined ? '' : `/* ${says} */\nstatic void step_${i}(void) { ${c}; }\n`,
  );
  const rows = steps.map(({ says, process, c, ends, ending, written, asleep }, i) => {
    const call = c === undefined ? 'NULL' : `step_${i}`;
    const told = [written, asleep].map((is) => (is === undefined ? -1 : Number(is))).join(', ');
    return `    {${quoted(says)}, ${process}, ${call}, ${ends === undefined ? 0 : ends + 1}, ${endings[ending] ?? `ERROR, ${ending}`}, ${told}},\n`;
  });
  const entries = steps.flatMap((step, i) => step.entries.map((entry) => `    ${entryText(i, entry)},\n`));
  return [
    '\n',
    ...functions,
    `\nstatic const char script[] = ${quoted(script)}, model_of[] = ${quoted(kernel)};\n`,
    `static const struct step steps[] = {\n${rows.join('')}};\n`,
    `/* step, process, page, bits of pagemap, and which page or slot, numbered as they come up */\n`,
    `static const struct entry model[] = {\n${entries.join('')}};\n`,
    'enum { STEPS = sizeof steps / sizeof *steps, ENTRIES = sizeof model / sizeof *model };\n',
  ];
}

const entryText = (step: number, { process, page, bits, kind, number }: EntrySeen): string =>
  `{${step}, ${process}, ${page}, 0x${bits.toString(16)}ull, ${kinds[kind]}, ${number}}`;
