/** `pte explore`: every sequence of operations on a page, breadth first, and what must hold in all of them. */
import type { Command } from 'commander';
import { expectWritable } from '../../files/save.ts';
import { shown as quoted, rangeError } from '../../lib/base/errors.ts';
import { toJson } from '../../lib/base/json.ts';
import { nearest } from '../../lib/base/nearest.ts';
import { cpusIn, never, reaching } from '../../lib/explore/ask.ts';
import { compare } from '../../lib/explore/compare.ts';
import { type Explored, type Exploring, explore } from '../../lib/explore/explore.ts';
import { type Invariant, isPromised } from '../../lib/explore/invariant.ts';
import { allInvariants } from '../../lib/explore/invariants/invariants.ts';
import { operationsFor, operationsForWord } from '../../lib/explore/needed.ts';
import { usualOperations } from '../../lib/explore/sets.ts';
import { defaultBounds, type Setting } from '../../lib/explore/setup.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { mappingNames, rareMappingNames, type Script } from '../../lib/world/script.ts';
import type { MappingName } from '../../lib/world/start/mappings.ts';
import { difference, usageError } from '../fail.ts';
import { type KernelOptions, kernelOf, kernelsOf, withKernelOptions } from '../kernelOptions.ts';
import { eachWord, listItems, wholeNumber } from '../optionValues.ts';
import { exploreAll } from './explore/all.ts';
import { exploredAsJson } from './explore/asJson.ts';
import { comparedAsJson, printCompared } from './explore/compare.ts';
import { drawShortest, drawStates } from './explore/draw.ts';
import { help } from './explore/help.ts';
import { printExplored } from './explore/print.ts';
import { progressOf } from './explore/progress.ts';
import { writeC } from './explore/toC.ts';

const mebibyte = 2 ** 20;

interface Options extends KernelOptions {
  readonly for?: string;
  readonly cpus?: number;
  readonly processes?: number;
  readonly depth?: number;
  readonly states?: number;
  readonly seconds?: number;
  readonly memory?: number;
  readonly never?: string;
  readonly reach?: string;
  readonly only?: boolean;
  readonly all?: boolean;
  readonly invariant?: readonly string[];
  readonly steps?: string;
  readonly compare?: readonly string[];
  readonly json?: boolean;
  readonly svg?: string;
  readonly dot?: string;
  readonly toC?: string;
}

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

async function run(words: readonly string[], options: Options): Promise<void> {
  checkTogether(options);
  if (options.compare) return compareKernels(words, options.compare, options);
  for (const file of [options.svg, options.dot, options.toC]) if (file !== undefined) expectWritable(file);
  const k = await kernelOf(options);
  const progress = progressOf();
  if (words.length === 0 && asks.every((name) => options[name] === undefined)) {
    if (exploreAll(k, options, progress)) process.exitCode = difference;
    return;
  }
  const how = exploringOf(k, words, options);
  const found = explore(k, { ...how, onProgress: progress.at, memoryUsed });
  progress.done();
  if (options.json) console.log(toJson(exploredAsJson(found)));
  else printExplored(found, options);
  if (options.svg !== undefined) drawShortest(options.svg, [k], scriptsOf(found));
  if (options.dot !== undefined) drawStates(options.dot, k, how, options.states);
  if (options.toC !== undefined) writeC(options.toC, k, scriptsOf(found));
  tell(found, options);
}

/** With none of them, and no operations, the default settings are explored. */
const asks = [
  ...(['for', 'cpus', 'processes', 'depth', 'states', 'seconds', 'memory', 'only', 'all'] as const),
  ...(['never', 'reach', 'steps', 'invariant', 'svg', 'dot', 'toC'] as const),
];

const searches = ['never', 'reach', 'steps', 'compare'] as const;

/** Options that contradict each other. */
function checkTogether(o: Options): void {
  const [one, other] = searches.filter((name) => o[name] !== undefined);
  if (one && other) throw rangeError(`expected --${one} or --${other}, got both: each is a search of its own`);
  if (one && one !== 'compare' && o.all)
    throw rangeError(`expected --all without --${one}, got both: it is about the invariants of the kernel`);
  if (one && o.invariant)
    throw rangeError(`expected --invariant without --${one}, got both: it is about the invariants of the kernel`);
  const idle = (['kernel', 'uname', 'dot', 'toC'] as const).find((name) => o[name] !== undefined);
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
async function compareKernels(words: readonly string[], given: readonly string[], o: Options): Promise<void> {
  const [first, second, ...more] = given;
  if (first === undefined || second === undefined)
    throw rangeError(`expected --compare with two kernels, got ${quoted(given.join(' '))} alone`);
  if (first === second) throw rangeError(`expected --compare with two kernels, got ${quoted(first)} twice`);
  if (o.svg !== undefined) expectWritable(o.svg);
  const [a, b] = await kernelsOf([first, second], o);
  const progress = progressOf();
  const { mapping, operations } = askedIn([...words, ...more], o);
  const how = settingOf(mapping, operations, o);
  const compared = compare(a as Kernel, b as Kernel, { ...how, onProgress: progress.at, memoryUsed });
  progress.done();
  if (o.json) console.log(comparedAsJson(compared));
  else printCompared(compared, o.all === true);
  if (o.svg !== undefined)
    drawShortest(
      o.svg,
      [a as Kernel, b as Kernel],
      compared.differences.map(({ script }) => script),
    );
  if (compared.differing > 0) process.exitCode = difference;
}

const memoryUsed = (): number => process.memoryUsage().rss;

function exploringOf(k: Kernel, words: readonly string[], o: Options): Exploring {
  const { mapping, operations: asked } = askedIn(words, o);
  const question = o.never ?? (o.reach === undefined || isWord(o.reach) ? undefined : o.reach);
  if (question !== undefined && cpusIn(question) > (o.cpus ?? 1))
    throw rangeError(`expected --cpus ${cpusIn(question)} for a question about as many, got ${o.cpus ?? 1}`);
  return {
    ...settingOf(mapping, [...asked, ...(o.only ? [] : neededBy(k, o, asked.length > 0))], o),
    ...(o.all && { all: true }),
    ...(o.invariant && { invariants: o.invariant.map((name) => invariantOf(k, name)) }),
    ...(o.steps !== undefined && { invariants: [], helper: o.steps }),
    ...(o.never !== undefined && { invariants: [never(k, o.never)] }),
    ...(o.reach !== undefined && { invariants: [], until: reaching(k, isWord(o.reach) ? BigInt(o.reach) : o.reach) }),
  };
}

/** What a question needs to come up; a way to an entry may go through whatever is usual. */
function neededBy(k: Kernel, { never: asked, reach }: Options, isAsked: boolean): readonly string[] {
  if (asked !== undefined) return operationsFor(asked);
  if (reach === undefined) return [];
  return [
    ...(isAsked ? [] : usualOperations.filter((name) => name !== 'fork')),
    ...(isWord(reach) ? operationsForWord(k, BigInt(reach)) : operationsFor(reach)),
  ];
}

function invariantOf(k: Kernel, name: string): Invariant {
  const found = allInvariants.find((one) => one.name === name);
  if (found && isPromised(k, found)) return found;
  if (found) throw rangeError(`expected an invariant that ${k.name} promises, got ${quoted(name)}`);
  const near = nearest(
    name,
    allInvariants.map((one) => one.name),
  );
  const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
  throw rangeError(`expected --invariant with a name that pte explore --help lists, got ${quoted(name)}${hint}`);
}

/** The mapping may stand in front of the operations, as it does in a script. */
function askedIn(
  words: readonly string[],
  o: Options,
): { readonly mapping: MappingName; readonly operations: readonly string[] } {
  const [first, ...rest] = partsOf(words.join(' '));
  const inFront = mappings.find((one) => one === first);
  if (inFront === undefined)
    return { mapping: mappingOf(o.for ?? 'anon'), operations: first === undefined ? [] : [first, ...rest] };
  if (o.for !== undefined && mappingOf(o.for) !== inFront)
    throw rangeError(`expected one mapping, got --for ${o.for} and ${inFront} in front of the operations`);
  return { mapping: inFront, operations: rest };
}

const mappings: readonly MappingName[] = [...mappingNames, ...rareMappingNames];

function settingOf(mapping: MappingName, operations: readonly string[], o: Options): Setting {
  return {
    mapping,
    ...(operations.length > 0 || o.only ? { operations } : {}),
    ...(o.only && { only: true }),
    ...(o.cpus !== undefined && { cpus: o.cpus }),
    ...(o.processes !== undefined && { processes: o.processes }),
    bounds: {
      ...(o.depth !== undefined && { depth: o.depth }),
      ...(o.states !== undefined && { states: o.states }),
      ...(o.seconds !== undefined && { milliseconds: o.seconds * 1000 }),
      ...(o.memory !== undefined && { bytes: o.memory * mebibyte }),
    },
  };
}

const partsOf = (text: string): readonly string[] =>
  text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
function isWord(text: string): boolean {
  if (!/^0x[\da-f]+$/i.test(text)) return false;
  if (text.length <= '0x'.length + 16) return true;
  throw rangeError(`expected --reach with a word of 64 bits, got ${quoted(text)}`, 'ERR_PTE_INPUT');
}

function mappingOf(name: string): MappingName {
  const found = mappings.find((one) => one === name);
  if (found) return found;
  const near = nearest(name, mappings);
  const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
  throw rangeError(`expected --for with one of ${mappings.join(', ')}, got ${quoted(name)}${hint}`, 'ERR_PTE_INPUT');
}

/** 2 for a violation, 1 for a question that nothing was asked of. */
function tell({ invariants, found, takes }: Explored, { never: asked, reach }: Options): void {
  if (invariants.some(({ verdict }) => verdict === 'violated')) process.exitCode = difference;
  else if (asked !== undefined && invariants.some(({ verdict }) => verdict === 'untested'))
    process.exitCode = usageError;
  else if ((reach !== undefined && !found) || takes?.length === 0) process.exitCode = difference;
}
