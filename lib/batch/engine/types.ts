/** What an engine is: it decodes and encodes arrays, and takes rows of tables for them. */

/**
 * Entries in columns: place `i` of each of the four arrays is about entry `i`. decodeBatch() makes and encodeBatch() takes
 * them; columns() makes empty ones.
 */
export interface Columns {
  /** A place in KINDS. */
  readonly kind: Uint8Array;
  /** The swap type, 0 to 31; 0 for entries that have none. */
  readonly type: Uint8Array;
  /** The other bits of the word, and in the high byte the same answers for every kind: see FLAG. */
  readonly flags: Uint32Array;
  /** The page frame number, counted in pages, or the swap offset. */
  readonly payload: BigUint64Array;
}

/**
 * A table as an engine takes it; the C++ core has the same struct. The row of an entry is the bits of its word that `mask`
 * has, packed together, and above them `facts` bits of its page. The entry becomes `base ^ ((pfn << shift) & flip)` of its row.
 */
export interface DecisionTable {
  /** The bits of a word that decide. */
  readonly mask: bigint;
  /** How many facts of a page decide. */
  readonly facts: number;
  readonly base: BigUint64Array;
  readonly flip: BigUint64Array;
  /** Under 64. */
  readonly shift: Uint8Array;
  /** 0: `pfn` is the page's; 1: it is its copy's; noDecision: there is no row for such an entry. */
  readonly source: Uint8Array;
}
/** In `source` of a table: no row is for such an entry. */
export const noDecision = 2;

/**
 * How many numbers a step of a map is: mask, value, some, keep, flip. Where `(word & mask) === value` and, unless `some` is 0, `word & some`
 * is not 0, of the word as it was: there what it is by now becomes `(word & keep) ^ flip`.
 */
export const mapStepWords = 5;
/** How many steps a map has at the most; the first is for all words. */
export const mostMapSteps = 8;

/**
 * Hears of a job on other threads, on the caller's event loop: so many entries are done, the first that could not be is `bad` (-1 if
 * none is), and with `through` no thread touches the arrays any more. It is called last with that, and with what a pass that only reads
 * has counted or found.
 */
export type Settle<Answer = undefined> = (done: number, bad: number, through: boolean, answer?: Answer) => void;
/** Ends a job early: what has begun is done, and settle() hears the end. */
export type Stop = () => void;

/**
 * Calls of an engine on threads of its own; arrays stay as they are until settle() hears that the job is through. Where `progress` is false
 * it need not hear of it before.
 */
export interface EngineThreads {
  /** How many threads run at once on this machine. */
  readonly most: number;
  /** Whether so many are faster than the caller's own thread, for a call over these arrays; where it is absent they always are. */
  worth?(threads: number, arrays: readonly BigUint64Array[]): boolean;
  /** Engine.decode() on so many threads. */
  decode(
    layout: BigUint64Array,
    words: BigUint64Array,
    columns: Columns,
    threads: number,
    settle: Settle,
    progress?: boolean,
  ): Stop;
  /** Engine.encode() on so many threads; of the words behind a row that is no entry some may be written. */
  encode(
    layout: BigUint64Array,
    columns: Columns,
    words: BigUint64Array,
    threads: number,
    settle: Settle,
    progress?: boolean,
  ): Stop;
  /** Engine.census() on so many threads; the answer is counts in its order. */
  census(
    layout: BigUint64Array,
    words: BigUint64Array,
    byKind: boolean,
    threads: number,
    settle: Settle<BigUint64Array>,
    progress?: boolean,
  ): Stop;
  /**
   * Engine.find() on so many threads, of all words; the answer is the places of those that match, in order. Absent where to bring words
   * to a thread takes longer than to search them.
   */
  find?(
    steps: BigUint64Array,
    words: BigUint64Array,
    threads: number,
    settle: Settle<Uint32Array>,
    progress?: boolean,
  ): Stop;
  /** Engine.map() on so many threads; absent where that brings nothing. */
  map?(
    steps: BigUint64Array,
    words: BigUint64Array,
    into: BigUint64Array,
    threads: number,
    settle: Settle,
    progress?: boolean,
  ): Stop;
}

/** Calls over arrays that an engine has checked once. */
export interface BoundCalls {
  /** Decodes the first `n` words. @throws RangeError unless there are so many, TypeError once their memory is detached. */
  decode(n: number): void;
  /** Encodes the first `n` rows; the first that is no entry, or -1. */
  encode(n: number): number;
}

/** Decodes and encodes arrays, and takes rows of tables for them. Callers have checked the shapes of all arrays. */
export interface Engine {
  /** `native` is the C++ core as an addon, `wasm` as WebAssembly, `reference` the same in TypeScript. */
  readonly name: 'native' | 'wasm' | 'reference';
  /** The instruction set it was compiled for: scalar, ssse3, avx2 or avx512; neon on ARM64. Of the others their name. */
  readonly target: string;
  /** `layout` is what layoutWords() gives. The columns hold as many entries as `words`. */
  decode(layout: BigUint64Array, words: BigUint64Array, columns: Columns): void;
  /** The first row that no entry decodes to, at which it stopped; -1 when all of `words` are written. */
  encode(layout: BigUint64Array, columns: Columns, words: BigUint64Array): number;
  /**
   * Adds up words of the level pte: `counts` holds censusLength numbers in the order of native/batch/census.hpp, kinds by
   * their places in KINDS, types by number, flags from `enc` on, and last, where `byKind` asks for it, those flags of each kind.
   */
  census(layout: BigUint64Array, words: BigUint64Array, byKind: boolean, counts: BigUint64Array): void;
  /**
   * Writes the places of words that answer a question with yes, from `from` on and in order, until `found` is full; how many.
   * `steps` is what stepsOf() makes of the question.
   */
  find(steps: BigUint64Array, words: BigUint64Array, from: number, found: Uint32Array): number;
  /** Takes words through steps of mapStepsOf(), as many as `words` holds; `into` may be `words` itself. */
  map(steps: BigUint64Array, words: BigUint64Array, into: BigUint64Array): void;
  /** Takes the row of a table for each word; the first word without one, at which it stopped, or -1. */
  decide(
    table: DecisionTable,
    words: BigUint64Array,
    facts: Uint8Array,
    pfns: BigUint64Array,
    copies: BigUint64Array,
    out: BigUint64Array,
    rows: Uint32Array,
  ): number;
  /** Absent where an engine has no threads. */
  readonly threads?: EngineThreads;
  /** Calls over the same arrays again and again; the columns hold as many entries as `words`. Absent where nothing is saved by it. */
  bind?(layout: BigUint64Array, words: BigUint64Array, columns: Columns): BoundCalls;
  /**
   * Memory for so many bytes of arrays that it works on as they stand, from a place in a buffer on; absent where it works so on all.
   * @throws RangeError where there is none.
   */
  memory?(bytes: number): { readonly buffer: ArrayBuffer; readonly from: number };
}
