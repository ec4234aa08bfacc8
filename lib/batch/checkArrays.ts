/** Arrays that callers hand over: of their type, over memory that is there and nobody else's, long enough, and apart. */
import { rangeError, shown, typeError } from '../base/errors.ts';
import type { Columns } from './engine/types.ts';

/** An array of the caller's, under the name that errors give it. */
export interface Named {
  readonly name: string;
  readonly array: Uint8Array | Uint32Array | BigUint64Array;
}

type ArrayType = 'Uint8Array' | 'Uint32Array' | 'BigUint64Array';

// By the internal slots that a value has, whatever its prototype says and whichever realm made it: @@toStringTag of typed
// arrays and byteLength of buffers are getters that read them.
const tagOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)?.get;
const ownLength = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength')?.get;
/** The getter throws for a SharedArrayBuffer alone. A throw takes microseconds, so that it is no way to say that all is well. */
function isShared(buffer: ArrayBufferLike): boolean {
  try {
    ownLength?.call(buffer);
    return false;
  } catch {
    return true;
  }
}

/** Whether it is a buffer, whatever it says of itself, and one that is there. */
const isBuffer = (value: ArrayBuffer): boolean => !isShared(value) && !isDetached(value);

/** ArrayBuffer.slice() is the one question to a detached buffer that Node 20 has an answer to. */
function isDetached(buffer: ArrayBufferLike): boolean {
  try {
    buffer.slice(0, 0);
    return false;
  } catch {
    return true;
  }
}

function checked<T extends Named['array']>(name: string, array: T, type: ArrayType): T {
  if (tagOf?.call(array) !== type) throw typeError(`expected ${name} to be a ${type}, got ${shown(array)}`);
  if (isShared(array.buffer))
    throw typeError(
      `expected ${name} over memory of its own, got a SharedArrayBuffer: copy it first, as new ${type}(${name})`,
    );
  if (array.length === 0 && isDetached(array.buffer))
    throw typeError(`expected ${name} over memory that is there, got a detached buffer`);
  return array;
}

/** Arrays that words are read from: little-endian bytes, such as a Buffer, are taken where they stand. */
export type WordArray = BigUint64Array | Uint8Array | ArrayBuffer;

const wordBytes = BigUint64Array.BYTES_PER_ELEMENT;
const classOf = Object.prototype.toString;

/** What turns a value that holds words in another form into one that is taken; empty where nothing does. */
function howToConvert(name: string, given: unknown): string {
  if (Array.isArray(given)) return `: give BigUint64Array.from(${name})`;
  if (ArrayBuffer.isView(given))
    return `: give its bytes, as new Uint8Array(${name}.buffer, ${name}.byteOffset, ${name}.byteLength)`;
  return classOf.call(given) === '[object SharedArrayBuffer]'
    ? `: copy it first, as new BigUint64Array(new BigUint64Array(${name}))`
    : '';
}

/** The words in bytes, over the same memory. */
function wordsInBytes(name: string, bytes: Uint8Array): BigUint64Array {
  const { buffer, byteOffset, length } = checked(name, bytes, 'Uint8Array');
  const over = length % wordBytes;
  if (over !== 0)
    throw rangeError(
      `expected ${name} to hold whole 64-bit words (a multiple of ${wordBytes} bytes), got ${length} bytes, ${over} too many: ` +
        `give ${name}.subarray(0, ${length - over})`,
    );
  if (byteOffset % wordBytes !== 0)
    throw rangeError(
      `expected ${name} at a multiple of ${wordBytes} bytes in their buffer, got byte ${byteOffset}: ` +
        `copy it first, as new Uint8Array(${name})`,
    );
  return new BigUint64Array(buffer, byteOffset, length / wordBytes);
}

/**
 * 64-bit words that are read: a BigUint64Array, or the same memory as bytes or as a buffer.
 * @throws TypeError and RangeError that say how to convert what cannot be taken as it is.
 */
export function givenWords(name: string, given: WordArray): BigUint64Array {
  const tag = tagOf?.call(given);
  if (tag === 'BigUint64Array') return checked(name, given as BigUint64Array, tag);
  if (tag === 'Uint8Array') return wordsInBytes(name, given as Uint8Array);
  if (tag === undefined && classOf.call(given) === '[object ArrayBuffer]' && isBuffer(given as ArrayBuffer))
    return wordsInBytes(name, new Uint8Array(given as ArrayBuffer));
  throw typeError(`expected ${name} to be a BigUint64Array, got ${shown(given)}${howToConvert(name, given)}`);
}

/** 64-bit words, once they are a BigUint64Array over memory that is there and nobody else's. */
export const checkedWords = (name: string, words: BigUint64Array): BigUint64Array =>
  checked(name, words, 'BigUint64Array');
/** The same of bytes. */
export const checkedBytes = (name: string, bytes: Uint8Array): Uint8Array => checked(name, bytes, 'Uint8Array');
/** The same of 32-bit numbers. */
export const checkedNumbers = (name: string, numbers: Uint32Array): Uint32Array =>
  checked(name, numbers, 'Uint32Array');

const columnTypes = {
  kind: 'Uint8Array',
  type: 'Uint8Array',
  flags: 'Uint32Array',
  payload: 'BigUint64Array',
} as const satisfies Record<keyof Columns, ArrayType>;
const columnIds = Object.keys(columnTypes) as (keyof Columns)[];

/** The four columns, once each is an array of its type. */
export function checkedColumns(name: string, given: Columns): Columns {
  if (typeof given !== 'object' || given === null)
    throw typeError(`expected ${name} to be columns, got ${shown(given)}`);
  const { kind, type, flags, payload } = given; // each read once: a getter cannot give another array after the check
  const read = { kind, type, flags, payload };
  for (const id of columnIds) checked(`${name}.${id}`, read[id], columnTypes[id]);
  return read;
}

/** The four columns as a list, each under the name that errors give it. */
export const namedColumns = (name: string, { kind, type, flags, payload }: Columns): readonly Named[] => [
  { name: `${name}.kind`, array: kind },
  { name: `${name}.type`, array: type },
  { name: `${name}.flags`, array: flags },
  { name: `${name}.payload`, array: payload },
];

/** Throws RangeError for an array that holds less than `n` entries. */
export function holding(n: number, arrays: readonly Named[]): void {
  for (const { name, array } of arrays)
    if (array.length < n) throw rangeError(`expected ${name} to hold ${n} entries, got ${array.length}`);
}

/** Throws RangeError when an array that is read and one that is written share memory, be they of what length they may. */
export function memoryApart({ name, array }: Named, written: Named): void {
  const end = (a: Named['array']) => a.byteOffset + a.byteLength;
  const other = written.array;
  if (array.buffer === other.buffer && array.byteOffset < end(other) && other.byteOffset < end(array))
    throw rangeError(`expected ${name} and ${written.name} in memory apart, got overlapping arrays`);
}

/** Where the first `n` entries of an array lie, asked once: each of these questions takes longer than to compare the answers. */
const placeOf = ({ name, array: { buffer, byteOffset, BYTES_PER_ELEMENT } }: Named, n: number) => ({
  name,
  buffer,
  from: byteOffset,
  to: byteOffset + n * BYTES_PER_ELEMENT,
});

/** Throws RangeError when the first `n` entries of any of `written` share memory with another array. */
export function apart(n: number, read: readonly Named[], written: readonly Named[]): void {
  if (n === 0) return;
  const others = read.map((named) => placeOf(named, n));
  for (const named of written) {
    const a = placeOf(named, n);
    for (const b of others)
      if (a.buffer === b.buffer && a.from < b.to && b.from < a.to)
        throw rangeError(`expected ${a.name} and ${b.name} in memory apart, got overlapping arrays`);
    others.push(a);
  }
}
