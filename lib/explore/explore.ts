/** The door of the explorer: arguments are checked, worlds are searched, and what was found is told with scripts that `pte run` plays. */
import { rangeError, shown, typeError } from '../base/errors.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import { quiet } from '../kernel/quiet.ts';
import { mappingNames, rareMappingNames, type Script, type ScriptLine, sayLine } from '../world/script.ts';
import { lacksFor, type MappingName } from '../world/start/mappings.ts';
import type { EntryFacts } from './facts.ts';
import { type Invariant, isPromised } from './invariant.ts';
import { allInvariants } from './invariants/invariants.ts';
import { plainScript } from './moves.ts';
import { Search } from './search.ts';
import type { Bounds, SearchEnd, Searched, SearchProgress } from './searched.ts';
import { linesFor } from './sets.ts';

/** What is to be explored, and how far. */
export interface Exploring {
  /** The mapping in which it starts, by the name of a script; anon if left out. */
  readonly mapping?: MappingName;
  /** Operations as a script has them, such as `mprotect r` or `migrate`, in any order; the usual ones if left out. */
  readonly operations?: readonly string[];
  /** The operations are all that is tried: nothing is added that they need. */
  readonly only?: boolean;
  /** What must hold; all that the kernel promises if left out. */
  readonly invariants?: readonly Invariant[];
  /** What is so by design is a violation too. */
  readonly all?: boolean;
  /** 1 to 3; one if left out. */
  readonly cpus?: number;
  /** 1 or 2; two if left out and an operation makes one, or else one. */
  readonly processes?: number;
  readonly bounds?: Partial<Bounds>;
  /** Told now and then how far it is. */
  readonly onProgress?: (progress: SearchProgress) => void;
  /** An AbortSignal: the search ends, and what it has is given. */
  readonly signal?: { readonly aborted: boolean };
  /** Bytes that the program has now, for the bound of them, which counts for nothing without it: `() => process.memoryUsage().rss` on Node. */
  readonly memoryUsed?: () => number;
  /** Ends the search at the first world that has such an entry: `found` is the way there. */
  readonly until?: (entry: EntryFacts) => boolean;
}

/** One invariant, and what came of it. */
export interface InvariantFound {
  readonly invariant: Invariant;
  /** Untested is what no world met the premise of. */
  readonly verdict: 'holds' | 'violated' | 'untested';
  /** Worlds, or steps, that met the premise. */
  readonly met: number;
  /** The shortest script that breaks it. */
  readonly script?: Script;
  /** The entry that breaks it, at the end of the script: whose it is, and its word. */
  readonly entry?: Pick<EntryFacts, 'name' | 'pte' | 'level'>;
}

/** What a search found. */
export interface Explored {
  readonly kernel: Kernel;
  readonly mapping: MappingName;
  readonly cpus: number;
  readonly processes: number;
  /** What was tried, as scripts say it. */
  readonly operations: readonly string[];
  /** Those of them that never did anything. */
  readonly idle: readonly string[];
  /** Different worlds. */
  readonly states: number;
  readonly transitions: number;
  /** Lines of the longest script that was tried. */
  readonly depth: number;
  readonly exhausted: boolean;
  /** What ended it. */
  readonly end: SearchEnd;
  readonly bounds: Bounds;
  /** Bytes of the key of a world, on average. */
  readonly bytesOfKey: number;
  /** Kinds of entries that came up, in the order of the alphabet. */
  readonly kinds: readonly string[];
  /** Rows of behaviours that the kernel's functions asked for and found in force, in the order of the alphabet. */
  readonly behaviours: readonly string[];
  readonly invariants: readonly InvariantFound[];
  /** The shortest way to what `until` asked for. */
  readonly found?: Script;
}

/** Where a search ends if nothing else is said. */
export const defaultBounds: Bounds = { depth: 40, states: 200_000, milliseconds: 60_000, bytes: 2 ** 31 };

const most = { cpus: 3, processes: 2 } as const;

function count(name: keyof typeof most, given: number): number {
  if (Number.isInteger(given) && given >= 1 && given <= most[name]) return given;
  throw rangeError(`expected 1 to ${most[name]} ${name}, got ${shown(given)}`);
}

function boundsOf(given: Partial<Bounds> = {}): Bounds {
  const bounds = { ...defaultBounds, ...given };
  for (const [name, value] of Object.entries(bounds))
    if (!(typeof value === 'number' && value >= 1))
      throw rangeError(`expected a bound of ${name} from 1 on, got ${shown(value)}`);
  return bounds;
}

function mappingOf(k: Kernel, mapping: MappingName): MappingName {
  if (![...mappingNames, ...rareMappingNames].includes(mapping))
    throw rangeError(`expected a mapping as a script has it, got ${shown(mapping)}`, 'ERR_PTE_INPUT');
  const lacks = lacksFor(k, mapping);
  if (lacks !== undefined) throw rangeError(lacks, 'ERR_PTE_INPUT');
  return mapping;
}

/** It makes another process. */
const isMaker = ({ name }: ScriptLine): boolean => name === 'fork' || name === 'map';

/** The kernel, which remembers what it was asked for. */
function listening(k: Kernel): { readonly k: Kernel; readonly heard: Set<string> } {
  const heard = new Set<string>();
  const does: Kernel['does'] = (id) => {
    const is = k.does(id);
    if (is) heard.add(id);
    return is;
  };
  return { k: Object.freeze({ ...quiet(k), does }), heard };
}

/**
 * Tries every sequence of some operations on a page, in every order, on a kernel: breadth first, so that the script of a violation is one
 * of the shortest. It gives the same each time, unless time ends it.
 *
 * ```ts
 * const { invariants } = explore(kernel('6.0'), { mapping: 'shmem', operations: ['uffd-wp', 'migrate'] });
 * invariants.find(({ verdict }) => verdict === 'violated')?.script;
 * ```
 *
 * @throws TypeError for what is no kernel; RangeError for a bound that is none, (ERR_PTE_INPUT) for an operation or a mapping that is none.
 */
export function explore(k: Kernel, how: Exploring = {}): Explored {
  checkKernel(k);
  if (typeof how !== 'object' || how === null)
    throw typeError(`expected what to explore as an object, got ${shown(how)}`);
  const mapping = mappingOf(k, how.mapping ?? 'anon');
  const all = linesFor(mapping, how.operations ?? [], how.only);
  const makes = how.operations !== undefined && all.some(isMaker);
  const width = { cpus: count('cpus', how.cpus ?? 1), processes: count('processes', how.processes ?? (makes ? 2 : 1)) };
  const lines = width.processes > 1 ? all : all.filter((line) => !isMaker(line));
  const bounds = boundsOf(how.bounds);
  const invariants = (how.invariants ?? allInvariants).filter(
    (one) => isPromised(k, one) && (how.all || how.invariants || one.kind === 'bug'),
  );
  const { k: listener, heard } = listening(k);
  const { onProgress, signal, until, memoryUsed } = how;
  const searched = new Search({
    ...{ k: listener, mapping, lines, width, invariants, bounds },
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
    ...(until && { until }),
    ...(memoryUsed && { memoryUsed }),
  }).run();
  const asScript = (way: Searched['found']): Script => plainScript({ mapping, lines: way ?? [] }, width);
  const idle = lines.filter(({ name }) => !searched.done.has(name.replace(/-(begin|end)$/, '')));
  return {
    ...{ kernel: k, mapping, ...width, operations: lines.map(sayLine), idle: idle.map(sayLine), bounds },
    ...{ states: searched.states, transitions: searched.transitions, depth: searched.depth },
    ...{
      exhausted: searched.end === 'exhausted',
      end: searched.end,
      bytesOfKey: (2 * searched.keyLength) / searched.states,
    },
    ...{ kinds: [...searched.kinds].sort(), behaviours: [...heard].sort() },
    invariants: searched.tested.map(({ invariant, met, broken, breaker }) => ({
      ...{ invariant, met, verdict: broken ? 'violated' : met > 0 ? 'holds' : 'untested' },
      ...(broken && { script: asScript(broken) }),
      ...(breaker && { entry: { name: breaker.name, pte: breaker.pte, level: breaker.level } }),
    })),
    ...(searched.found && { found: asScript(searched.found) }),
  };
}
