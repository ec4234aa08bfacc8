/** What a search is made of, and what it finds. */
import type { Kernel } from '../kernel/kernel.ts';
import type { ScriptLine } from '../world/script.ts';
import type { MappingName } from '../world/start/mappings.ts';
import type { World } from '../world/world.ts';
import type { EntryFacts } from './facts.ts';
import type { Invariant } from './invariant.ts';
import type { Width } from './moves.ts';
import type { OwnOperations } from './own.ts';
import type { ExploreTables } from './tables.ts';
import type { Taking } from './takes.ts';

/** Where a search ends if it has not ended by itself. */
export interface Bounds {
  /** The longest script. */
  readonly depth: number;
  /** How many different worlds are kept. */
  readonly states: number;
  readonly milliseconds: number;
  /** Of memory, as `memoryUsed` counts it. */
  readonly bytes: number;
}

/** How far a search is. */
export interface SearchProgress {
  readonly states: number;
  readonly transitions: number;
  /** Lines of the scripts that are tried now. */
  readonly depth: number;
}

/** Who watches a search. */
export interface Watching {
  /** Told now and then how far it is: within the call, unless it is exploreAsync() or compareAsync(). */
  readonly onProgress?: (progress: SearchProgress) => void;
  /**
   * An AbortSignal: the search ends, and what it has is given. No timer fires and no event comes while explore() or compare() runs, so that
   * there onProgress alone can abort it, and `AbortSignal.timeout()` cannot; exploreAsync() and compareAsync() let events in.
   */
  readonly signal?: { readonly aborted: boolean };
  /** Bytes that the program has now, for the bound of them, which counts for nothing without it: `() => process.memoryUsage().rss` on Node. */
  readonly memoryUsed?: () => number;
}

/** What a search is made of. */
export interface SearchOf extends Watching {
  readonly k: Kernel;
  readonly mapping: MappingName;
  readonly lines: readonly ScriptLine[];
  readonly width: Width;
  readonly invariants: readonly Invariant[];
  /** What other kernels promise: asked about all that is played, so that their searches need not play it. */
  readonly besides: readonly Invariant[];
  readonly bounds: Bounds;
  /** Operations of one's own, which some of the lines say. */
  readonly own?: OwnOperations;
  /** Ends the search at a world. */
  readonly until?: (entry: EntryFacts, world: World) => boolean;
  /** What searches before this one have worked out. */
  readonly tables?: ExploreTables;
  /** A helper or function, as traces of the kernel call it: which operations take it is told. */
  readonly helper?: string;
}

/** What was asked of one invariant, and how it stands. */
export interface Tested {
  readonly invariant: Invariant;
  /** Entries of worlds, or of steps, that met the premise. */
  met: number;
  /** The lines up to the first world or step that breaks it. */
  broken?: readonly ScriptLine[];
  /** The name of the entry that breaks it there. */
  breaker?: string;
}

/** The same at the end, with the entry as it is at the end of the lines. */
export interface TestedToEnd extends Readonly<Pick<Tested, 'invariant' | 'met' | 'broken'>> {
  readonly entry?: EntryFacts;
}

/** What ended a search. */
export type SearchEnd = 'exhausted' | 'depth' | 'states' | 'time' | 'memory' | 'stopped' | 'found';

/** What a search found. */
export interface Searched {
  readonly states: number;
  readonly transitions: number;
  /** Lines of the longest script that was tried. */
  readonly depth: number;
  readonly end: SearchEnd;
  /** How many transitions were played: the others were remembered. */
  readonly played: number;
  /** Bytes of all arrays that hold states, by how many there are. */
  readonly bytesOfState: number;
  /** How many different parts the states are made of. */
  readonly parts: number;
  readonly tested: readonly TestedToEnd[];
  /** Rows of behaviours in force that were asked for, in the order of the alphabet. */
  readonly behaviours: readonly string[];
  /** How often each operation did something. */
  readonly done: ReadonlyMap<string, number>;
  /** Families and kinds of the entries. */
  readonly kinds: ReadonlySet<string>;
  /** Operations that took the helper. */
  readonly takes: ReadonlyMap<string, Taking>;
  /** The shortest way to what the search was for. */
  readonly found?: readonly ScriptLine[];
}
