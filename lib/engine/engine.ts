/** What decodes and encodes arrays: the C++ core where its addon loads, else the same in TypeScript. */
import type { Decisions } from '../decisions.ts';
import { rangeError, shown } from '../errors.ts';
import { loadNative } from './native.ts';
import { referenceEngine } from './reference.ts';

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
    table: Decisions,
    words: BigUint64Array,
    facts: Uint8Array,
    pfns: BigUint64Array,
    copies: BigUint64Array,
    out: BigUint64Array,
    rows: Uint32Array,
  ): number;
}

const names = ['native', 'reference'];

function choose(): Engine {
  const wanted = process.env.PTE_ENGINE;
  if (wanted !== undefined && !names.includes(wanted))
    throw rangeError(`expected PTE_ENGINE to be ${names.join(' or ')}, got ${shown(wanted)}`, 'ERR_PTE_ENGINE');
  if (wanted === 'reference') return referenceEngine;
  const native = loadNative();
  if ('decode' in native) return native;
  if (wanted === 'native')
    throw rangeError(
      `expected a native engine for ${process.platform}-${process.arch}, got none: ${native.failure}`,
      'ERR_PTE_ENGINE',
    );
  console.error(
    `x86-pte: no native engine for ${process.platform}-${process.arch}, arrays go through the slower reference engine`,
  );
  return referenceEngine;
}

let chosen: Engine | undefined;

/** The engine of this process, chosen when first needed by PTE_ENGINE, PTE_ADDON and PTE_TARGET. */
export const engine = (): Engine => {
  chosen ??= choose();
  return chosen;
};
