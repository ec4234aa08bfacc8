/** Entries in columns: what decodeBatch() gives and encodeBatch() takes. */
import { flagColumn, kinds } from '../../spec/kinds.ts';
import { rangeError, shown, typeError } from '../base/errors.ts';
import type { Columns } from './engine/types.ts';

export type { Columns } from './engine/types.ts';

/** The kinds by the number that the `kind` column gives: `KINDS[columns.kind[i]]` is what decode() calls `kind`. */
export const KINDS = kinds;

type FlagId = (typeof flagColumn)[number]['id'];
/**
 * Masks of the named bits in the `flags` column, the same for every kind and kernel: `enc`, `young`, `dirty`, `write`,
 * `softDirty`, `uffdWp`, `exclusive`, `unexplained`. The 24 bits below them are raw: of a present, protnone or empty entry
 * the bits of the word below the page frame number and then those above it; of any other the word bits 0 to 7 and then, for
 * kinds with a page frame number, what the offset holds above it. `enc` is the C-bit, or the bit of a page shared with the host
 * (`sharedMask`); bits above the latter, which no entry of such a machine has, stand above the page frame number in `payload`.
 */
export const FLAG = Object.freeze(
  Object.fromEntries(flagColumn.map(({ id, bit }) => [id, 2 ** bit])) as Record<FlagId, number>,
);

/**
 * Columns of zeros for `n` entries: 14 bytes an entry.
 * @throws TypeError unless `n` is a number, RangeError unless it is an integer from 0 for which there is room.
 */
export function columns(n: number): Columns {
  if (typeof n !== 'number') throw typeError(`expected a number of entries, got ${shown(n)}`);
  if (!Number.isSafeInteger(n) || n < 0) throw rangeError(`expected a number of entries from 0, got ${n}`);
  return roomFor(n, () => ({
    kind: new Uint8Array(n),
    type: new Uint8Array(n),
    flags: new Uint32Array(n),
    payload: new BigUint64Array(n),
  }));
}

/** New arrays for `n` entries. @throws RangeError where there are too many for an array or for the memory. */
export function roomFor<T>(n: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw rangeError(`expected a number of entries that there is room for, got ${n}`);
  }
}

/** The first `n` elements, over the same memory; the array itself if it has no more, since a view costs as much as the decoding of a hundred. */
export const firstOf = <T extends Uint8Array | Uint32Array | BigUint64Array>(array: T, n: number): T =>
  array.length === n ? array : (array.subarray(0, n) as T);

/** The first `n` entries, over the same memory. */
export const firstEntries = ({ kind, type, flags, payload }: Columns, n: number): Columns => ({
  kind: firstOf(kind, n),
  type: firstOf(type, n),
  flags: firstOf(flags, n),
  payload: firstOf(payload, n),
});

/** One entry of the columns, as an error message shows it. */
export function entryText({ kind, type, flags, payload }: Columns, i: number): string {
  const number = kind[i] ?? 0;
  const hex = (v: number | bigint = 0) => `0x${v.toString(16)}`;
  return `kind ${number} (${KINDS[number] ?? 'none of KINDS'}), type ${type[i]}, flags ${hex(flags[i])}, payload ${hex(payload[i])}`;
}
