/** Two kernels side by side: every state in which they end differently by the same operation. */
import type { Kernel } from '../kernel/kernel.ts';
import { type Parting, parting } from '../kernel/parting.ts';
import { type Script, type ScriptLine, sayLine } from '../world/script.ts';
import { born } from '../world/start/born.ts';
import type { MappingName } from '../world/start/mappings.ts';
import { Words } from './facts.ts';
import { plainScript } from './moves.ts';
import type { OwnOperation, OwnOperations } from './own.ts';
import { Pairs } from './pairs.ts';
import type { PairsFound, SeenBefore, StepsThatDiffer } from './pairsFound.ts';
import { playLine } from './play.ts';
import type { Bounds, SearchEnd, Watching } from './searched.ts';
import { type SearchSetting, type Setting, settlePatched } from './setup.ts';
import { atOnce, inSlices } from './slices.ts';
import type { ExploreTables } from './tables.ts';
import { feltOf, Tells } from './told.ts';

/** What is to be compared, and how far. */
export interface Comparing extends Setting, Watching {
  /** A patch of the second kernel, which may then be the first one again: operations of one's own by names of scripts. */
  readonly patched?: readonly OwnOperation[];
  /** What searches and comparisons before this one have worked out, and where it leaves what it works out. */
  readonly tables?: ExploreTables;
}

/** One way in which the kernels differ after an operation. */
export interface ComparedCase {
  /** What the first kernel alone shows afterwards: `write`, `result: failed`. */
  readonly first: readonly string[];
  readonly second: readonly string[];
  /** What stood there before, on each of them. */
  readonly before: readonly [SeenBefore, SeenBefore];
  /** In how many transitions. */
  readonly times: number;
  /** The shortest one. */
  readonly script: Script;
}

/** An operation after which the kernels differ by the same rows. */
export interface KernelsDiffer extends Parting {
  readonly operation: string;
  readonly mapping: MappingName;
  /** False where they part; true where they had parted before, so that this follows: then the rows are those of the shortest script. */
  readonly apart: boolean;
  readonly times: number;
  /** The shortest script of all cases. */
  readonly script: Script;
  readonly cases: readonly ComparedCase[];
}

/** What a comparison found. */
export interface KernelsCompared {
  readonly first: Kernel;
  readonly second: Kernel;
  readonly mapping: MappingName;
  readonly cpus: number;
  readonly processes: number;
  readonly operations: readonly string[];
  /** Pairs of worlds: one on each kernel, by the same script. */
  readonly states: number;
  readonly transitions: number;
  /** Those that end in a difference that was not there before. */
  readonly differing: number;
  readonly depth: number;
  readonly exhausted: boolean;
  readonly end: SearchEnd;
  readonly bounds: Bounds;
  /** Where they part, the shortest scripts first; then what follows from that. */
  readonly differences: readonly KernelsDiffer[];
}

/** What a kernel shows after the last line of a script, as a search of pairs compares it. */
function shownAfter(
  k: Kernel,
  mapping: MappingName,
  lines: readonly ScriptLine[],
  own: OwnOperations | undefined,
): string {
  let w = born(k, mapping);
  let felt: readonly string[] = [];
  for (const line of lines) {
    const performed = playLine(w, line, own);
    if (!performed) break;
    w = performed.moved.world;
    felt = feltOf(performed.result, performed.moved.events);
  }
  return [...new Tells(new Words(k)).world(w), ...felt].join('\n');
}

/** Where they part first, then what follows; the shortest scripts first. */
const inOrder = (a: KernelsDiffer, b: KernelsDiffer): number =>
  Number(a.apart) - Number(b.apart) || a.script.lines.length - b.script.lines.length;

/** A search of pairs that is about to run, and how what it finds is told. */
interface PreparedPairs {
  readonly pairs: Pairs;
  readonly told: (found: PairsFound) => KernelsCompared;
}

function prepared(first: Kernel, second: Kernel, how: Comparing): PreparedPairs {
  const { patched, ...settled } = settlePatched([first, second], how);
  const { onProgress, signal, memoryUsed, tables } = how;
  const pairs = new Pairs({
    ...{ ...settled, kernels: [first, second] },
    ...(patched && { patched }),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
    ...(memoryUsed && { memoryUsed }),
    ...(tables && { tables }),
  });
  return { pairs, told: (found) => toldOfPairs(first, second, settled, found) };
}

function toldOfPairs(first: Kernel, second: Kernel, settled: SearchSetting, found: PairsFound): KernelsCompared {
  const { mapping, width, lines, bounds } = settled;
  return {
    ...{ first, second, mapping, ...width, operations: lines.map(sayLine), bounds },
    ...{ states: found.states, transitions: found.transitions, differing: found.differing, depth: found.depth },
    ...{ exhausted: found.end === 'exhausted', end: found.end },
    differences: [...grouped(first, second, settled, found.steps)].sort(inOrder),
  };
}

/** Steps by their operation and the rows that say why. */
function grouped(
  first: Kernel,
  second: Kernel,
  { mapping, width, own }: SearchSetting,
  all: readonly StepsThatDiffer[],
): Iterable<KernelsDiffer> {
  const groups = new Map<string, KernelsDiffer>();
  for (const steps of all) {
    const known = steps.apart ? groups.get(`apart ${steps.operation}`) : undefined;
    const why = known ?? parting(first, second, (k) => shownAfter(k, mapping, steps.lines, own));
    const rows = [...why.alone, ...why.together].map(({ key }) => key);
    const key = `${steps.apart ? 'apart' : rows.join()} ${steps.operation}`;
    const { alone, together } = why;
    const script = plainScript({ mapping, lines: steps.lines }, width);
    groups.set(key, joined(groups.get(key), { alone, together, ...ofSteps(steps, mapping, script) }));
  }
  return groups.values();
}

const ofSteps = (
  { operation, apart, first, second, before, times }: StepsThatDiffer,
  mapping: MappingName,
  script: Script,
): Omit<KernelsDiffer, keyof Parting> => ({
  ...{ operation, mapping, apart, times, script },
  cases: [{ first, second, before, times, script }],
});

const joined = (one: KernelsDiffer | undefined, other: KernelsDiffer): KernelsDiffer =>
  one ? { ...one, times: one.times + other.times, cases: [...one.cases, ...other.cases] } : other;

/**
 * Plays every sequence of some operations on two kernels at once, breadth first, and tells after which operations they differ in a way in
 * which they did not before: in what an entry says, in what a TLB holds, in traps, losses and errors. NumberList of pages, flushes and the
 * layout of entries make no difference.
 *
 * ```ts
 * const { differences } = compare(kernel('6.0'), kernel('6.0:wrprotectIfUffd'), { mapping: 'shmem', operations: ['uffd-wp', 'migrate'] });
 * ```
 *
 * @throws as settle() does; RangeError (ERR_PTE_INPUT) for a patch of what is no operation of a script.
 */
export function compare(first: Kernel, second: Kernel, how: Comparing = {}): KernelsCompared {
  const { pairs, told } = prepared(first, second, how);
  return told(atOnce(pairs.run()));
}

/**
 * compare() in slices, as exploreAsync() is of explore().
 *
 * @throws (the promise is rejected) as compare() does.
 */
export async function compareAsync(first: Kernel, second: Kernel, how: Comparing = {}): Promise<KernelsCompared> {
  const { pairs, told } = prepared(first, second, how);
  return told(await inSlices(pairs.run()));
}
