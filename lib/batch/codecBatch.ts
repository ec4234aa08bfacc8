/** Arrays of entries, in columns. Shapes are checked before the engine starts, meanings by the engine. */
import { flagColumn, kinds } from '../../spec/kinds.ts';
import { rangeError, shown, typeError } from '../base/errors.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import { apart, checkedColumns, checkedWords, holding, namedColumns } from './checkArrays.ts';
import { engine } from './engine/engine.ts';
import { layoutWords } from './engine/layoutWords.ts';
import type { Columns } from './engine/types.ts';

export type { Columns } from './engine/types.ts';

/** The kinds by the number that the `kind` column gives. */
export const KINDS = kinds;

type FlagId = (typeof flagColumn)[number]['id'];
/**
 * Masks of the named bits in the `flags` column, the same for every kind and kernel: `enc`, `young`, `dirty`, `write`,
 * `softDirty`, `uffdWp`, `exclusive`, `unexplained`. The 24 bits below them are raw: of a present, protnone or empty entry
 * the bits of the word below the page frame number and then those above it; of any other the word bits 0 to 7 and then, for
 * kinds with a page frame number, what the offset holds above it.
 */
export const FLAG = Object.freeze(
  Object.fromEntries(flagColumn.map(({ id, bit }) => [id, 2 ** bit])) as Record<FlagId, number>,
);

/** Empty columns for `n` entries. */
export function columns(n: number): Columns {
  if (typeof n !== 'number') throw typeError(`expected a number of entries, got ${shown(n)}`);
  if (!Number.isSafeInteger(n) || n < 0) throw rangeError(`expected a number of entries from 0, got ${n}`);
  return {
    kind: new Uint8Array(n),
    type: new Uint8Array(n),
    flags: new Uint32Array(n),
    payload: new BigUint64Array(n),
  };
}

const cut = ({ kind, type, flags, payload }: Columns, n: number): Columns => ({
  kind: kind.subarray(0, n),
  type: type.subarray(0, n),
  flags: flags.subarray(0, n),
  payload: payload.subarray(0, n),
});

/**
 * Decodes entries of the level pte. Every 64-bit word has a meaning, so no data makes it fail.
 *
 * @param into columns that hold at least `words.length` entries, of which the first so many are written; new ones if left out.
 *   Memory that is used again costs nothing, fresh memory 14 ns an entry.
 * @throws TypeError for an array of another type or over a shared or detached buffer, RangeError for a short column and for
 *   overlapping arrays.
 */
export function decodeBatch(k: Kernel, words: BigUint64Array, into?: Columns): Columns {
  checkKernel(k);
  const from = checkedWords('words', words);
  const n = from.length;
  const out = into === undefined ? columns(n) : checkedColumns('into', into);
  holding(n, namedColumns('into', out));
  apart(n, [{ name: 'words', array: from }], namedColumns('into', out));
  engine().decode(layoutWords(k), from, cut(out, n));
  return into ?? out;
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
  checkKernel(k);
  const from = checkedColumns('columns', cols);
  const read = namedColumns('columns', from);
  const n = Math.max(...read.map(({ array }) => array.length));
  holding(n, read);
  const out = into === undefined ? new BigUint64Array(n) : checkedWords('into', into);
  holding(n, [{ name: 'into', array: out }]);
  apart(n, read, [{ name: 'into', array: out }]);
  const bad = engine().encode(layoutWords(k), from, out.subarray(0, n));
  if (bad !== -1)
    throw rangeError(`expected columns of one entry of ${k.name} at index ${bad}, got ${rowText(from, bad)}`);
  return out;
}

function rowText({ kind, type, flags, payload }: Columns, i: number): string {
  const at = kind[i] as number;
  const hex = (v: number | bigint) => `0x${v.toString(16)}`;
  return `kind ${at} (${KINDS[at] ?? 'none of KINDS'}), type ${type[i]}, flags ${hex(flags[i] as number)}, payload ${hex(payload[i] as bigint)}`;
}
