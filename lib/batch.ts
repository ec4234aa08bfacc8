/** Arrays of entries, in columns. Shapes are checked here, meanings by the engine. */
import { types } from 'node:util';
import { flagColumn, kinds } from '../spec/kinds.ts';
import { type Columns, engine } from './engine/engine.ts';
import { layoutWords } from './engine/layoutWords.ts';
import { rangeError, shown, typeError } from './errors.ts';
import { formsOf } from './forms.ts';
import type { Kernel } from './kernel.ts';

export type { Columns } from './engine/engine.ts';

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

/** An array of the caller's, under the name that errors give it. */
interface Named {
  readonly name: string;
  readonly array: Uint8Array | Uint32Array | BigUint64Array;
}

/** ArrayBuffer.slice() is the one question to a detached buffer that Node 20 has an answer to. */
function isDetached(buffer: ArrayBufferLike): boolean {
  try {
    buffer.slice(0, 0);
    return false;
  } catch {
    return true;
  }
}

/** The array, once it is of its type and over memory that is there and nobody else's. */
function checked<T extends Named['array']>(name: string, array: T, is: (v: unknown) => boolean, type: string): T {
  if (!is(array)) throw typeError(`expected ${name} to be a ${type}, got ${shown(array)}`);
  if (types.isSharedArrayBuffer(array.buffer))
    throw typeError(`expected ${name} over memory of its own, got a SharedArrayBuffer`);
  if (array.length === 0 && isDetached(array.buffer))
    throw typeError(`expected ${name} over memory that is there, got a detached buffer`);
  return array;
}

const checkedWords = (name: string, words: BigUint64Array): BigUint64Array =>
  checked(name, words, types.isBigUint64Array, 'BigUint64Array');

function checkedColumns(name: string, given: Columns): Columns {
  if (typeof given !== 'object' || given === null)
    throw typeError(`expected ${name} to be columns, got ${shown(given)}`);
  return {
    kind: checked(`${name}.kind`, given.kind, types.isUint8Array, 'Uint8Array'),
    type: checked(`${name}.type`, given.type, types.isUint8Array, 'Uint8Array'),
    flags: checked(`${name}.flags`, given.flags, types.isUint32Array, 'Uint32Array'),
    payload: checked(`${name}.payload`, given.payload, types.isBigUint64Array, 'BigUint64Array'),
  };
}

const namedColumns = (name: string, { kind, type, flags, payload }: Columns): readonly Named[] => [
  { name: `${name}.kind`, array: kind },
  { name: `${name}.type`, array: type },
  { name: `${name}.flags`, array: flags },
  { name: `${name}.payload`, array: payload },
];

/** The first `n` entries of each; RangeError for one that holds less. */
function holding(n: number, arrays: readonly Named[]): void {
  for (const { name, array } of arrays)
    if (array.length < n) throw rangeError(`expected ${name} to hold ${n} entries, got ${array.length}`);
}

/** RangeError when the first `n` entries of any of `written` share memory with another array. */
function apart(n: number, read: readonly Named[], written: readonly Named[]): void {
  const end = ({ array }: Named) => array.byteOffset + n * array.BYTES_PER_ELEMENT;
  const overlap = (a: Named, b: Named) =>
    a.array.buffer === b.array.buffer && a.array.byteOffset < end(b) && b.array.byteOffset < end(a);
  written.forEach((a, i) => {
    for (const b of [...read, ...written.slice(0, i)])
      if (n > 0 && overlap(a, b))
        throw rangeError(`expected ${a.name} and ${b.name} in memory apart, got overlapping arrays`);
  });
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
  formsOf(k, 'pte');
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
  formsOf(k, 'pte');
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
