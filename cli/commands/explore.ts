/** `pte explore`: every sequence of operations on a page, breadth first, and what must hold in all of them. */
import type { Command } from 'commander';
import { expectWritable } from '../../files/save.ts';
import { shown as quoted, rangeError } from '../../lib/base/errors.ts';
import { toJson } from '../../lib/base/json.ts';
import { compareAsync } from '../../lib/explore/compare.ts';
import { type Explored, exploreAsync } from '../../lib/explore/explore.ts';
import { defaultBounds } from '../../lib/explore/setup.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { mappingNames, type Script } from '../../lib/world/script.ts';
import { difference, usageError } from '../fail.ts';
import { kernelOf, kernelsOf, withKernelOptions } from '../kernelOptions.ts';
import { eachWord, listItems, wholeNumber } from '../optionValues.ts';
import { statusOf, untilSignal } from '../untilSignal.ts';
import { exploreAll } from './explore/all.ts';
import { exploredAsJson } from './explore/asJson.ts';
import { askedIn, type ExploreOptions, exploringOf, mebibyte, settingOf } from './explore/asked.ts';
import { comparedAsJson, printCompared } from './explore/compare.ts';
import { drawShortest, drawStates } from './explore/draw.ts';
import { help } from './explore/help.ts';
import { printExplored } from './explore/print.ts';
import { progressOf } from './explore/progress.ts';
import { writeC } from './explore/toC.ts';

/** Adds what `pte explore` takes and runs. */
export function define(command: Command): void {
  withKernelOptions(command.argument('[operations...]', "operations with ';' between; the usual ones if left out"))
    .option('--for <mapping>', `the mapping: ${mappingNames.join(', ')}, or one of pte run --help (default: anon)`)
    .option('--only', 'take the operations literally: add none that they need')
    .option(
      '--cpus <n>',
      'CPUs, 1 to 3; with more than one, operations are tried by halves too',
      wholeNumber('--cpus', 1),
    )
    .option(
      '--processes <n>',
      'processes, 1 or 2 (default: 2 where fork or map is asked for)',
      wholeNumber('--processes', 1),
    )
    .option(
      '--depth <n>',
      `operations of the longest script (default: ${defaultBounds.depth})`,
      wholeNumber('--depth', 3),
    )
    .option('--states <n>', `states that are kept (default: ${defaultBounds.states})`, wholeNumber('--states', 9))
    .option('--seconds <n>', `time (default: ${defaultBounds.milliseconds / 1000})`, wholeNumber('--seconds', 9))
    .option(
      '--memory <MiB>',
      `memory of the process (default: ${defaultBounds.bytes / mebibyte})`,
      wholeNumber('--memory', 7),
    )
    .option(
      '--threads <n>',
      'threads, among which the settings of a kernel alone are shared out (default: 1)',
      wholeNumber('--threads', 2),
    )
    .option('--never <query>', 'the shortest script after which an entry matches, or in how many states none does')
    .option('--reach <query>', 'the shortest script to an entry that matches, or that is like this word')
    .option('--steps <name>', 'the operations whose trace ever has a helper, such as pte_mkuffd_wp')
    .option('--compare <kernels...>', 'two kernels: where they differ, and the shortest script for each', eachWord)
    .option('--invariant <names>', 'ask these invariants alone, of those below', listItems)
    .option('--all', 'what is so by design is a violation too')
    .option('--json', 'the result as a JSON object')
    .option('--svg <file>', 'draw the shortest script that was found into an SVG file, as pte run does')
    .option('--dot <file>', 'write the graph of states, the first 100 or --states of them, for Graphviz')
    .option('--to-c <file>', 'write a C program that does the shortest script on a running kernel, and looks at it')
    .addHelpText('after', help)
    .action(run);
}

async function run(words: readonly string[], options: ExploreOptions): Promise<void> {
  checkTogether(options);
  if (options.compare) return compareKernels(words, options.compare, options);
  for (const file of [options.svg, options.dot, options.toC]) if (file !== undefined) expectWritable(file);
  const k = await kernelOf(options);
  const progress = progressOf();
  if (words.length === 0 && asks.every((name) => options[name] === undefined)) {
    const { result: isBroken, by } = await untilSignal((stop) => exploreAll(k, options, progress, stop));
    process.exitCode = by === undefined ? (isBroken ? difference : 0) : statusOf(by);
    return;
  }
  if (options.threads !== undefined)
    throw rangeError('expected --threads for all settings of a kernel, got one search, which takes one thread');
  const how = exploringOf(k, words, options);
  const { result: found, by } = await untilSignal((signal) =>
    exploreAsync(k, { ...how, onProgress: progress.at, memoryUsed, signal }),
  );
  progress.done();
  if (options.json) console.log(toJson(exploredAsJson(found)));
  else printExplored(found, options);
  if (options.svg !== undefined) drawShortest(options.svg, [k], scriptsOf(found));
  if (options.dot !== undefined) drawStates(options.dot, k, how, options.states);
  if (options.toC !== undefined) writeC(options.toC, k, scriptsOf(found));
  if (by === undefined) tell(found, options);
  else process.exitCode = statusOf(by);
}

/** With none of them, and no operations, the default settings are explored. */
const asks = [
  ...(['for', 'cpus', 'processes', 'depth', 'states', 'seconds', 'memory', 'only'] as const),
  ...(['never', 'reach', 'steps', 'invariant', 'svg', 'dot', 'toC'] as const),
];

const searches = ['never', 'reach', 'steps', 'compare'] as const;

/** Options that contradict each other. */
function checkTogether(o: ExploreOptions): void {
  const [one, other] = searches.filter((name) => o[name] !== undefined);
  if (one && other) throw rangeError(`expected --${one} or --${other}, got both: each is a search of its own`);
  if (one && one !== 'compare' && o.all)
    throw rangeError(`expected --all without --${one}, got both: it is about the invariants of the kernel`);
  if (one && o.invariant)
    throw rangeError(`expected --invariant without --${one}, got both: it is about the invariants of the kernel`);
  const idle = (['kernel', 'uname', 'dot', 'toC', 'threads'] as const).find((name) => o[name] !== undefined);
  if (o.threads === 0) throw rangeError('expected --threads from 1 on, got 0');
  if (o.compare && idle)
    throw rangeError(
      `expected --compare without --${idle === 'toC' ? 'to-c' : idle}, got both: the two kernels are named after --compare`,
    );
}

/** Scripts that were found, of whatever was asked. */
const scriptsOf = ({ invariants, found, takes = [] }: Explored): readonly Script[] => [
  ...invariants.flatMap(({ script }) => script ?? []),
  ...takes.map(({ script }) => script),
  ...(found ? [found] : []),
];

/** What follows the two kernels are operations, as what stands in front of them is. */
async function compareKernels(words: readonly string[], given: readonly string[], o: ExploreOptions): Promise<void> {
  const [first, second, ...more] = given;
  if (first === undefined || second === undefined)
    throw rangeError(`expected --compare with two kernels, got ${quoted(given.join(' '))} alone`);
  if (first === second) throw rangeError(`expected --compare with two kernels, got ${quoted(first)} twice`);
  if (o.svg !== undefined) expectWritable(o.svg);
  const [a, b] = await kernelsOf([first, second], o);
  const progress = progressOf();
  const { mapping, operations } = askedIn([...words, ...more], o);
  const how = settingOf(mapping, operations, o);
  const { result: compared, by } = await untilSignal((signal) =>
    compareAsync(a as Kernel, b as Kernel, { ...how, onProgress: progress.at, memoryUsed, signal }),
  );
  progress.done();
  if (o.json) console.log(comparedAsJson(compared));
  else printCompared(compared, o.all === true);
  if (o.svg !== undefined)
    drawShortest(
      o.svg,
      [a as Kernel, b as Kernel],
      compared.differences.map(({ script }) => script),
    );
  if (by !== undefined) process.exitCode = statusOf(by);
  else if (compared.differing > 0) process.exitCode = difference;
}

const memoryUsed = (): number => process.memoryUsage().rss;

/** 2 for a violation, 1 for a question that nothing was asked of. */
function tell({ invariants, found, takes }: Explored, { never: asked, reach }: ExploreOptions): void {
  if (invariants.some(({ verdict }) => verdict === 'violated')) process.exitCode = difference;
  else if (asked !== undefined && invariants.some(({ verdict }) => verdict === 'untested'))
    process.exitCode = usageError;
  else if ((reach !== undefined && !found) || takes?.length === 0) process.exitCode = difference;
}
