/** The door of the explorer: arguments are checked, worlds are searched, and what was found is told with scripts that `pte run` plays. */
import type { Kernel } from '../kernel/kernel.ts';
import { type Script, sayLine } from '../world/script.ts';
import type { MappingName } from '../world/start/mappings.ts';
import type { World } from '../world/world.ts';
import type { EntryFacts } from './facts.ts';
import { checkInvariants, guarded, type Invariant, isPromised } from './invariant.ts';
import { allInvariants } from './invariants/invariants.ts';
import { plainScript } from './moves.ts';
import { Search } from './search.ts';
import type { Bounds, SearchEnd, Searched, Watching } from './searched.ts';
import { everyOperation } from './sets.ts';
import { type SearchSetting, type Setting, settle } from './setup.ts';
import { atOnce, inSlices } from './slices.ts';
import type { ExploreTables } from './tables.ts';
import { tracedName } from './takes.ts';

/** What is to be explored, and how far. */
export interface Exploring extends Setting, Watching {
  /** What must hold; all that the kernel promises if left out. */
  readonly invariants?: readonly Invariant[];
  /** What is so by design is a violation too. */
  readonly all?: boolean;
  /** Ends the search at the first world that has such an entry: `found` is the way there. */
  readonly until?: (entry: EntryFacts, world: World) => boolean;
  /** A helper or function by any of its names, `pteMkuffdWp` or `pte_mkuffd_wp`: `takes` is then the operations whose trace ever has it, of all that
   * there are, up to three of them in a row, where nothing else is said. */
  readonly helper?: string;
  /** What searches before this one have worked out, and where it leaves what it works out: it finds the same without, but later. */
  readonly tables?: ExploreTables;
}

/** An operation that takes the helper that was asked for. */
export interface TakesHelper {
  /** As scripts say it. */
  readonly operation: string;
  /** In how many transitions. */
  readonly times: number;
  /** The shortest script: its last line is the operation, or a half of it. */
  readonly script: Script;
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
  /** Those of them that are of one's own, by name: playOwn() plays scripts that have one, `pte run` does not. */
  readonly own: readonly string[];
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
  /** How many of the transitions were played: the others were looked up in the tables. */
  readonly played: number;
  /** Bytes that a state takes: all arrays that hold states, by how many there are. */
  readonly bytesOfState: number;
  /** The different parts (a process, a CPU, what is known of a page) that states are made of, each of which is kept once. */
  readonly parts: number;
  /** Kinds of entries that came up, in the order of the alphabet. */
  readonly kinds: readonly string[];
  /** Rows of behaviours that the kernel's functions asked for and found in force, in the order of the alphabet. */
  readonly behaviours: readonly string[];
  readonly invariants: readonly InvariantFound[];
  /** Of what was asked for by `helper`: its name in traces of this kernel, and the operations that take it, the shortest scripts first. */
  readonly helper?: string;
  readonly takes?: readonly TakesHelper[];
  /** The shortest way to what `until` asked for. */
  readonly found?: Script;
}

/** Invariants of others say whose they are where they throw. */
const asGuarded = (one: Invariant): Invariant => (allInvariants.includes(one) ? one : guarded(one));

/** A helper may be taken by any operation: where none is named all are tried, in short sequences. */
const withEvery = (how: Exploring): Exploring =>
  how?.helper === undefined || how.operations || how.only
    ? how
    : { processes: 1, ...how, operations: everyOperation, bounds: { depth: 3, ...how.bounds } };

/** A search that is about to run, and how what it finds is told. */
interface Prepared {
  readonly search: Search;
  readonly told: (searched: Searched) => Explored;
}

function prepared(k: Kernel, given: Exploring): Prepared {
  const how = withEvery(given);
  const settled = settle([k], how);
  checkInvariants(how.invariants ?? []);
  const all = (how.invariants ?? allInvariants).filter((one) => how.all || how.invariants || one.kind === 'bug');
  const invariants = all.filter((one) => isPromised(k, one));
  const asked = invariants.map(asGuarded);
  const besides = how.tables ? all.filter((one) => !isPromised(k, one) && (one.needs?.(k) ?? true)).map(asGuarded) : [];
  const helper = how.helper === undefined ? undefined : tracedName(k, how.helper);
  const { onProgress, signal, until, memoryUsed, tables } = how;
  const search = new Search({
    ...{ ...settled, k, invariants: asked, besides },
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
    ...(until && { until }),
    ...(memoryUsed && { memoryUsed }),
    ...(tables && { tables }),
    ...(helper !== undefined && { helper }),
  });
  const whose = (one: Invariant): Invariant => invariants[asked.indexOf(one)] ?? one;
  return { search, told: (searched) => toldOf(k, settled, searched, whose, helper) };
}

function toldOf(
  kernel: Kernel,
  { mapping, lines, width, bounds, own }: SearchSetting,
  searched: Searched,
  whose: (guarded: Invariant) => Invariant,
  helper: string | undefined,
): Explored {
  const asScript = (way: Searched['found']): Script => plainScript({ mapping, lines: way ?? [] }, width);
  const idle = lines.filter(({ name }) => !searched.done.has(name.replace(/-(begin|end)$/, '')));
  const { states, transitions, depth, end, played, bytesOfState, parts, kinds, behaviours, found } = searched;
  return {
    ...{ kernel, mapping, ...width, operations: lines.map(sayLine), idle: idle.map(sayLine), bounds },
    own: Object.keys(own ?? {}),
    ...{ states, transitions, depth, exhausted: end === 'exhausted', end, played, bytesOfState, parts },
    ...{ kinds: [...kinds].sort(), behaviours },
    invariants: searched.tested.map(({ invariant, met, broken, entry }) => ({
      ...{ invariant: whose(invariant), met, verdict: broken ? 'violated' : met > 0 ? 'holds' : 'untested' },
      ...(broken && { script: asScript(broken) }),
      ...(entry && { entry: { name: entry.name, pte: entry.pte, level: entry.level } }),
    })),
    ...(helper !== undefined && {
      helper,
      takes: [...searched.takes].map(([operation, { times, lines: way }]) => ({
        ...{ operation, times, script: asScript(way) },
      })),
    }),
    ...(found && { found: asScript(found) }),
  };
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
 * @throws as settle() does.
 */
export function explore(k: Kernel, given: Exploring = {}): Explored {
  const { search, told } = prepared(k, given);
  return told(atOnce(search.run()));
}

/**
 * The same in slices of some milliseconds, for servers and pages: timers fire and events come in between, so that `signal` can be aborted by
 * them, and what `onProgress` shows is seen.
 *
 * ```ts
 * const { end } = await exploreAsync(kernel('6.12'), { cpus: 2, signal: AbortSignal.timeout(5000) });
 * ```
 *
 * @throws (the promise is rejected) as explore() does.
 */
export async function exploreAsync(k: Kernel, given: Exploring = {}): Promise<Explored> {
  const { search, told } = prepared(k, given);
  return told(await inSlices(search.run()));
}
