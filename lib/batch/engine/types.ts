/** What an engine is: it decodes and encodes arrays, and takes rows of tables for them. */

/**
 * One row for each entry, one column for each question. `kind` is a place in KINDS, `type` the swap type (0 for what is
 * none), `payload` the page frame number or the swap offset. `flags` keeps the other bits of the word, and says in its high
 * byte the same things for every kind: see FLAG.
 */
export interface Columns {
  readonly kind: Uint8Array;
  readonly type: Uint8Array;
  readonly flags: Uint32Array;
  readonly payload: BigUint64Array;
}

/** A table as an engine takes it: see native/batch/decision_table.hpp. */
export interface DecisionTable {
  readonly mask: bigint;
  readonly facts: number;
  readonly base: BigUint64Array;
  readonly flip: BigUint64Array;
  readonly shift: Uint8Array;
  readonly source: Uint8Array;
}
/** In `source` of a table: no row is for such an entry. */
export const noDecision = 2;

export interface Engine {
  readonly name: 'native' | 'reference';
  /** The instruction set it was compiled for: scalar, sse2, avx2 or avx512. */
  readonly target: string;
  /** `layout` is what layoutWords() gives. The columns hold as many entries as `words`. */
  decode(layout: BigUint64Array, words: BigUint64Array, columns: Columns): void;
  /** The first row that no entry decodes to, at which it stopped; -1 when all of `words` are written. */
  encode(layout: BigUint64Array, columns: Columns, words: BigUint64Array): number;
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
}
