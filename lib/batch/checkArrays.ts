/** Arrays that callers hand over: of their type, over memory that is there and nobody else's, long enough, and apart. */
import { rangeError, shown, typeError } from '../base/errors.ts';
import type { Columns } from './engine/types.ts';

/** An array of the caller's, under the name that errors give it. */
export interface Named {
  readonly name: string;
  readonly array: Uint8Array | Uint32Array | BigUint64Array;
}

// By the internal slots that a value has, whatever its prototype says and whichever realm made it: @@toStringTag of typed
// arrays and byteLength of buffers are getters that read them.
const tagOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)?.get;
const is = (type: string) => (v: unknown) => tagOf?.call(v) === type;
const isBigUint64Array = is('BigUint64Array');
const isUint8Array = is('Uint8Array');
const isUint32Array = is('Uint32Array');
const sharedLength =
  typeof SharedArrayBuffer === 'undefined'
    ? undefined
    : Object.getOwnPropertyDescriptor(SharedArrayBuffer.prototype, 'byteLength')?.get;
/** The getter throws for what is no SharedArrayBuffer. */
function isShared(buffer: ArrayBufferLike): boolean {
  try {
    sharedLength?.call(buffer);
    return sharedLength !== undefined;
  } catch {
    return false;
  }
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
  if (isShared(array.buffer)) throw typeError(`expected ${name} over memory of its own, got a SharedArrayBuffer`);
  if (array.length === 0 && isDetached(array.buffer))
    throw typeError(`expected ${name} over memory that is there, got a detached buffer`);
  return array;
}

export const checkedWords = (name: string, words: BigUint64Array): BigUint64Array =>
  checked(name, words, isBigUint64Array, 'BigUint64Array');

export const checkedBytes = (name: string, bytes: Uint8Array): Uint8Array =>
  checked(name, bytes, isUint8Array, 'Uint8Array');
export const checkedNumbers = (name: string, numbers: Uint32Array): Uint32Array =>
  checked(name, numbers, isUint32Array, 'Uint32Array');

export function checkedColumns(name: string, given: Columns): Columns {
  if (typeof given !== 'object' || given === null)
    throw typeError(`expected ${name} to be columns, got ${shown(given)}`);
  return {
    kind: checked(`${name}.kind`, given.kind, isUint8Array, 'Uint8Array'),
    type: checked(`${name}.type`, given.type, isUint8Array, 'Uint8Array'),
    flags: checked(`${name}.flags`, given.flags, isUint32Array, 'Uint32Array'),
    payload: checked(`${name}.payload`, given.payload, isBigUint64Array, 'BigUint64Array'),
  };
}

export const namedColumns = (name: string, { kind, type, flags, payload }: Columns): readonly Named[] => [
  { name: `${name}.kind`, array: kind },
  { name: `${name}.type`, array: type },
  { name: `${name}.flags`, array: flags },
  { name: `${name}.payload`, array: payload },
];

/** The first `n` entries of each; RangeError for one that holds less. */
export function holding(n: number, arrays: readonly Named[]): void {
  for (const { name, array } of arrays)
    if (array.length < n) throw rangeError(`expected ${name} to hold ${n} entries, got ${array.length}`);
}

/** RangeError when the first `n` entries of any of `written` share memory with another array. */
export function apart(n: number, read: readonly Named[], written: readonly Named[]): void {
  const end = ({ array }: Named) => array.byteOffset + n * array.BYTES_PER_ELEMENT;
  const overlap = (a: Named, b: Named) =>
    a.array.buffer === b.array.buffer && a.array.byteOffset < end(b) && b.array.byteOffset < end(a);
  written.forEach((a, i) => {
    for (const b of [...read, ...written.slice(0, i)])
      if (n > 0 && overlap(a, b))
        throw rangeError(`expected ${a.name} and ${b.name} in memory apart, got overlapping arrays`);
  });
}
