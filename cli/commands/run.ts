/** `pte run SCRIPT`: the life of an entry, on one kernel or on several side by side. */
import type { Command } from 'commander';
import { expectWritable, save } from '../../files/save.ts';
import { shown as quoted, rangeError } from '../../lib/base/errors.ts';
import { toJson } from '../../lib/base/json.ts';
import { printable } from '../../lib/base/printable.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { type Played, shownRows } from '../../lib/picture/shownRows.ts';
import { timelineSvg } from '../../lib/picture/timelineSvg.ts';
import { type Playing, play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript, type Script } from '../../lib/world/script.ts';
import { countsOf } from '../../lib/world/told/counts.ts';
import { type LifeParting, partings, sayParting } from '../../lib/world/told/partings.ts';
import { note, usageError } from '../fail.ts';
import { type KernelOptions, kernelsOf, withKernelsOptions } from '../kernelOptions.ts';
import { parseNumber } from '../optionValues.ts';
import { colors, wrap } from '../terminal.ts';
import { writeC } from './explore/toC.ts';
import { playAsJson } from './run/asJson.ts';
import { countLine } from './run/counts.ts';
import { help } from './run/help.ts';
import { interleave } from './run/interleave.ts';
import { printTimeline } from './run/timeline.ts';

interface Options extends Omit<KernelOptions, 'kernel'> {
  readonly kernel?: readonly string[];
  readonly trace?: boolean;
  readonly json?: boolean;
  readonly svg?: string;
  readonly interleave?: boolean;
  readonly count?: boolean;
  readonly pagemap?: boolean;
  readonly from?: string;
  readonly keepGoing?: boolean;
  readonly why?: boolean;
  readonly toC?: string;
}

/** Adds what `pte run` takes and runs. */
export function define(command: Command): void {
  withKernelsOptions(command.argument('<script...>', 'a mapping, then operations: see below'))
    .option('--trace', 'every helper that was applied, and why')
    .option('--json', 'a JSON object for each kernel, one a line')
    .option('--svg <file>', 'draw the lives into an SVG file')
    .option('--interleave', "every order of the CPUs' steps that keeps each one's own: the shortest that loses a write")
    .option('--count', 'faults, TLB flushes, waits, traps and copies of each kernel')
    .option('--pagemap', 'the word of /proc/PID/pagemap beside each step')
    .option('--from <word>', 'the entry that the life starts with; what stands behind it is made up')
    .option('--keep-going', 'go on after an operation that a kernel does not have')
    .option('--to-c <file>', 'write a C program that does it on a running kernel, and looks at it')
    .option('--no-why', 'leave out which rows part kernels that differ')
    .addHelpText('after', help)
    .action(run);
}

type Named = readonly string[] | undefined;

interface Play {
  readonly kernel: Kernel;
  readonly rows: readonly ScenarioRow[];
}

async function run(words: readonly string[], { kernel: names, ...options }: Options): Promise<void> {
  const script = parseScript(words.join(' '));
  if (options.svg !== undefined) expectWritable(options.svg);
  if (options.toC !== undefined) return runInC(script, options.toC, names, options);
  if (options.interleave) {
    if (options.svg !== undefined || options.count)
      throw rangeError('expected --interleave without --svg and --count: it plays every order, not one');
    return interleave(await kernelsOf(names, options), script, options);
  }
  const how: Playing = {
    ...(options.keepGoing && { keepGoing: true }),
    ...(options.from !== undefined && { from: wordOf(options.from) }),
  };
  const kernels = await kernelsOf(names, options);
  const plays = kernels.map((kernel): Play => ({ kernel, rows: play(kernel, script, how) }));
  const shown = plays.map(({ kernel, rows }) => ({ kernel, rows: shownRows(kernel, rows) }));
  if (options.svg !== undefined) save(options.svg, timelineSvg(words.join(' '), shown));
  const why =
    options.why === false || (options.svg !== undefined && !options.json) ? [] : partings(kernels, script, how);
  if (options.json) printJson(shown, why, options);
  else if (options.svg === undefined) {
    printTimeline(shown, options);
    printPartings(why);
  }
  if (options.count && !options.json) printCounts(plays);
  if (!options.keepGoing) tellEnds(plays);
}

async function runInC(script: Script, file: string, names: Named, options: Omit<Options, 'kernel'>): Promise<void> {
  const other = (['svg', 'interleave', 'from', 'json', 'count', 'trace'] as const).find((name) => options[name]);
  if (other) throw rangeError(`expected --to-c without --${other}, got both: it writes a program and plays nothing`);
  expectWritable(file);
  const [k, more] = await kernelsOf(names, options);
  if (!k || more) throw rangeError('expected --to-c with one kernel, got several: what is expected is what one does');
  writeC(file, k, [script]);
}

function wordOf(text: string): bigint {
  const word = parseNumber('--from', text);
  if (word === BigInt.asUintN(64, word)) return word;
  throw rangeError(`expected --from as a 64-bit word, got ${quoted(text)}`, 'ERR_PTE_INPUT');
}

function printJson(shown: readonly Played[], why: readonly LifeParting[], options: Options): void {
  for (const [i, played] of shown.entries()) {
    const before = shown[i - 1]?.kernel;
    const parting = why.find(({ first, second }) => first === before && second === played.kernel);
    const counts = options.count && { counts: countsOf(played.rows) };
    console.log(toJson({ ...playAsJson(played, parting, options.pagemap === true), ...counts }));
  }
}

function printPartings(why: readonly LifeParting[]): void {
  if (why.length > 0) console.log();
  for (const parting of why) for (const line of wrap(printable(sayParting(parting)), 0)) console.log(line);
}

/** Which kernel's life ended where, for who reads neither the timeline nor to its end. */
function tellEnds(plays: readonly Play[]): void {
  for (const { kernel, rows } of plays) {
    const ended = rows.find(({ result }) => result === 'cannot');
    if (!ended) continue;
    note(`${kernel.name} ends at ${ended.operation}: ${ended.events.at(-1) ?? ''}`);
    process.exitCode = usageError;
  }
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
