/** Arrays of entries to columns and back. Shapes are checked before the engine starts, meanings by the engine. */
import { rangeError } from '../base/errors.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import {
  apart,
  checkedColumns,
  checkedWords,
  givenWords,
  holding,
  namedColumns,
  type WordArray,
} from './checkArrays.ts';
import { columns, entryText, firstEntries, firstOf, roomFor } from './columns.ts';
import { engine } from './engine/engine.ts';
import { layoutWords } from './engine/layoutWords.ts';
import type { Columns } from './engine/types.ts';

/**
 * Decodes entries of the level pte; `words` may be a Uint8Array or Buffer of little-endian words, too, aligned to 8 bytes. Every 64-bit word has a meaning, so no data makes it fail.
 *
 * @param into columns that hold at least `words.length` entries, of which the first so many are written; new ones if left out.
 *   Memory that is used again costs nothing, fresh memory 14 ns an entry.
 * @throws TypeError for an array of another type or over a shared or detached buffer, RangeError for bytes that are no whole or no
 *   aligned words (both say how to convert them), for a short column and for
 *   overlapping arrays, and for a kernel with a proposed layout (ERR_PTE_ENGINE).
 */
export function decodeBatch(k: Kernel, words: WordArray, into?: Columns): Columns {
  const { from, out } = decodeArrays(k, words, into);
  engine().decode(layoutWords(k), from, out);
  return into ?? out;
}

/** What decodeBatch() is given, checked: the words, and columns for as many. @throws as it does. */
export function decodeArrays(k: Kernel, words: WordArray, into?: Columns) {
  checkKernel(k);
  const from = givenWords('words', words);
  const n = from.length;
  const out = into === undefined ? columns(n) : checkedColumns('into', into);
  const written = namedColumns('into', out);
  holding(n, written);
  apart(n, [{ name: 'words', array: from }], written);
  return { from, out: firstEntries(out, n) };
}

/**
 * Encodes what decodeBatch() gives, or columns made by hand. Of `flags` it reads the raw bits and `enc`; `encodeBatch(k,
 * decodeBatch(k, words))` is `words` for all words.
 *
 * @param into an array that holds at least as many words as `kind` has entries; a new one if left out.
 * @throws RangeError with the index of the first row that is no entry of this kernel; `into` then holds the words before it.
 *   For arrays as decodeBatch() does.
 */
export function encodeBatch(k: Kernel, cols: Columns, into?: BigUint64Array): BigUint64Array {
  const { from, out } = encodeArrays(k, cols, into);
  refuseBad(k, from, engine().encode(layoutWords(k), from, out));
  return into ?? out;
}

/** What encodeBatch() is given, checked: the columns, and room for as many words. @throws as it does. */
export function encodeArrays(k: Kernel, cols: Columns, into?: BigUint64Array) {
  checkKernel(k);
  const from = checkedColumns('columns', cols);
  const read = namedColumns('columns', from);
  const n = Math.max(...read.map(({ array }) => array.length));
  holding(n, read);
  const out = into === undefined ? roomFor(n, () => new BigUint64Array(n)) : checkedWords('into', into);
  const written = [{ name: 'into', array: out }];
  holding(n, written);
  apart(n, read, written);
  return { from, out: firstOf(out, n) };
}

/** @throws RangeError for the first row that is no entry; -1 is none. */
export function refuseBad(k: Kernel, from: Columns, bad: number): void {
  if (bad !== -1)
    throw rangeError(`expected columns of one entry of ${k.name} at index ${bad}, got ${entryText(from, bad)}`);
}
