/** `pte run SCRIPT`: the life of an entry, on one kernel or on several side by side. */
import type { Command } from 'commander';
import { expectWritable, save } from '../../files/save.ts';
import { rangeError } from '../../lib/base/errors.ts';
import { hex } from '../../lib/base/hex.ts';
import { printable } from '../../lib/base/printable.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { type Played, type ShownRow, shownRows } from '../../lib/picture/shownRows.ts';
import { timelineSvg } from '../../lib/picture/timelineSvg.ts';
import { countsOf } from '../../lib/world/counts.ts';
import { sayables } from '../../lib/world/operations/names.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { mappingNames, parseScript, rareMappingNames } from '../../lib/world/script.ts';
import { toJson } from '../json.ts';
import { type KernelOptions, kernelOf, nameKernel, newest, withKernelsOptions } from '../kernelOptions.ts';
import { colors, wrap } from '../terminal.ts';
import { countLine } from './run/counts.ts';
import { interleave } from './run/interleave.ts';

interface Options extends Omit<KernelOptions, 'kernel'> {
  readonly kernel?: readonly string[];
  readonly trace?: boolean;
  readonly json?: boolean;
  readonly svg?: string;
  readonly interleave?: boolean;
  readonly count?: boolean;
}

const list = () =>
  Object.entries(sayables).map(
    ([name, o]) =>
      `  ${name.padEnd(18)}${wrap(`${o.says}${o.words.length > 0 ? `: ${o.words.join(', ')}` : ''}`, 20)
        .join('\n')
        .trimStart()}`,
  );

const examples = `
A script names a mapping (${mappingNames.join(', ')};
also ${rareMappingNames.join(', ')}) and then operations, with ';' between:
${list().join('\n')}

Examples:
  pte run --kernel 6.12 'anon; write; uffd-wp; pageout; read; migrate; write'
  pte run --kernel 6.1.7 --kernel 6.1.8 'shmem; read; uffd-wp; migrate; write'
  pte run --trace 'anon; write; clear-refs; migrate'
  pte run --svg life.svg 'anon; write; fork; write'`;

/** Adds what `pte run` takes and runs. */
export function define(command: Command): void {
  withKernelsOptions(command.argument('<script...>', 'a mapping, then operations: see below'))
    .option('--trace', 'every helper that was applied, and why')
    .option('--json', 'a JSON object for each kernel, one a line')
    .option('--svg <file>', 'draw the lives into an SVG file')
    .option('--interleave', "every order of the CPUs' steps that keeps each one's own: the shortest that loses a write")
    .option('--count', 'faults, TLB flushes, waits, traps and copies of each kernel')
    .addHelpText('after', examples)
    .action(run);
}

interface Play {
  readonly kernel: Kernel;
  readonly rows: readonly ScenarioRow[];
}

async function run(words: readonly string[], { kernel: names, ...options }: Options): Promise<void> {
  const script = parseScript(words.join(' '));
  if (options.svg !== undefined) expectWritable(options.svg);
  if (options.interleave) {
    if (options.svg !== undefined || options.count)
      throw rangeError('expected --interleave without --svg and --count: it plays every order, not one');
    const ks: Kernel[] = [];
    for (const name of names ?? [newest]) ks.push(await kernelOf({ ...options, kernel: name }));
    return interleave(ks, script, options);
  }
  const plays: Play[] = [];
  for (const name of names ?? [newest]) {
    const kernel = await kernelOf({ ...options, kernel: name });
    plays.push({ kernel, rows: play(kernel, script) });
  }
  const shown = () => plays.map(({ kernel, rows }) => ({ kernel, rows: shownRows(kernel, rows) }));
  if (options.svg !== undefined) save(options.svg, timelineSvg(words.join(' '), shown()));
  if (options.json)
    for (const { kernel, rows } of plays)
      console.log(toJson({ kernel: kernel.name, rows, ...(options.count && { counts: countsOf(rows) }) }));
  else if (options.svg === undefined) print(shown(), options.trace === true);
  if (options.count && !options.json) printCounts(plays);
}

/** A line for each kernel. */
function printCounts(plays: readonly Play[]): void {
  const { cyan } = colors();
  const wide = plays.length > 1 ? Math.max(10, ...plays.map(({ kernel }) => printable(kernel.name).length)) : 0;
  console.log();
  for (const { kernel, rows } of plays) {
    const name = wide > 0 ? `${printable(kernel.name).padEnd(wide)} ` : '';
    const [first = '', ...more] = wrap(countLine(rows), 2 + name.length);
    console.log(`  ${cyan(name)}${first.trimStart()}`);
    for (const line of more) console.log(line);
  }
}

function print(played: readonly Played[], trace: boolean): void {
  const { bold } = colors();
  const [first] = played;
  if (!first) return;
  const several = played.length > 1;
  if (!several) console.log(bold(nameKernel(first.kernel)));
  if (first.rows.length === 0) console.log("\nNothing happens: operations come after the mapping, as in 'anon; write'");
  const wide = Math.max(10, ...played.map(({ kernel }) => printable(kernel.name).length));
  for (const { line, operation } of linesOf(played)) {
    console.log(`\n${bold(operation)}`);
    for (const { kernel, rows } of played)
      for (const row of rows.filter((one) => one.line === line))
        printRow(several ? `${printable(kernel.name).padEnd(wide)} ` : '', row, trace, row.operation === operation);
  }
}

/** Each line of the script that a kernel has played, as the script says it. */
function linesOf(played: readonly Played[]): readonly Pick<ScenarioRow, 'line' | 'operation'>[] {
  const most = [...played].sort((a, b) => (b.rows.at(-1)?.line ?? -1) - (a.rows.at(-1)?.line ?? -1))[0];
  return (most?.rows ?? []).filter(({ line }, i, rows) => rows.findIndex((row) => row.line === line) === i);
}

/** `name` is the kernel's, where several stand side by side. A line that had to wait stands under the one that let it go on. */
function printRow(name: string, row: ShownRow, trace: boolean, isOwn: boolean): void {
  const { dim, green, red, cyan, bold } = colors();
  const indent = 2 + name.length;
  if (!isOwn) console.log(`${' '.repeat(indent)}${bold(row.operation)}`);
  console.log(`  ${cyan(name)}${coloredWord(row)}  ${row.explanation.headline}`);
  const changed = [...row.came.map((bit) => green(`+${bit}`)), ...row.went.map((bit) => red(`-${bit}`))];
  if (changed.length > 0) console.log(`${' '.repeat(indent)}${changed.join(' ')}`);
  for (const event of row.events) for (const line of wrap(event, indent)) console.log(line);
  if (!trace) return;
  for (const { did, value, why } of row.steps)
    for (const line of wrap(`${hex(value)} ${did}: ${why}`, indent + 2)) console.log(dim(line));
}

/** The digits that changed stand out. */
function coloredWord({ before, after }: ShownRow): string {
  const { yellow } = colors();
  const [old, now] = [hex(before), hex(after)];
  return [...now].map((digit, i) => (digit === old[i] ? digit : yellow(digit))).join('');
}
