/** The same arrays again and again: what can be checked once is. */
import { rangeError, shown, typeError } from '../base/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { WordArray } from './checkArrays.ts';
import { decodeArrays, refuseBad } from './codecBatch.ts';
import { firstEntries } from './columns.ts';
import { engine } from './engine/engine.ts';
import { layoutWords } from './engine/layoutWords.ts';
import type { BoundCalls, Columns } from './engine/types.ts';

/** What bind() gives: a call that decodes, with one that encodes beside it. */
export interface BoundCodec {
  /** decodeBatch() of the first `n` words into the first `n` rows. @throws RangeError unless there are so many. */
  (n: number): void;
  /** encodeBatch() of the first `n` rows into the first `n` words. @throws as it does, and as the call itself does. */
  encode(n: number): void;
}

/**
 * decodeBatch() and encodeBatch() bound to a kernel and arrays, for the many short calls of a walk or a fuzzer: a call asks only
 * whether the memory is still there.
 *
 * ```ts
 * const decode = bind(k, words, columns(words.length));
 * decode(512); // a table at a time
 * ```
 *
 * @param words the words, and `cols` columns for as many; they are the call's for as long as it is used.
 * @throws as decodeBatch() does for arrays and kernels; a call throws TypeError once one of the arrays is detached.
 */
export function bind(k: Kernel, words: WordArray, cols: Columns): BoundCodec {
  const { from, out } = decodeArrays(k, words, cols);
  const calls = engine().bind?.(layoutWords(k), from, out) ?? eachTime(layoutWords(k), from, out);
  const { decode } = calls;
  return Object.assign((n: number) => decode(n), { encode: (n: number) => refuseBad(k, out, calls.encode(n)) });
}

/** An engine that is handed its arrays at each call. */
function eachTime(layout: BigUint64Array, words: BigUint64Array, out: Columns): BoundCalls {
  const most = words.length;
  const arrays = [words, ...Object.values(out)];
  const first = (n: number) => {
    if (!(Number.isInteger(n) && n >= 0 && n <= most))
      throw rangeError(`expected a number of entries from 0 to ${most}, got ${shown(n)}`);
    if (arrays.some(({ length }) => length < most))
      throw typeError('expected memory that is there, got a detached buffer');
    return { some: words.subarray(0, n), rows: firstEntries(out, n) };
  };
  return {
    decode(n) {
      const { some, rows } = first(n);
      engine().decode(layout, some, rows);
    },
    encode(n) {
      const { some, rows } = first(n);
      return engine().encode(layout, rows, some);
    },
  };
}
