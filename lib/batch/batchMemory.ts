/** Arrays where the engine of this process works on them as they stand. */
import { rangeError, shown, typeError } from '../base/errors.ts';
import { engine } from './engine/engine.ts';
import { placeAfter } from './engine/places.ts';
import type { Columns, Engine } from './engine/types.ts';

/** Bytes for what lies between some hundred arrays. */
const between = 2 ** 18;

/** Memory of a fixed length, given out array by array; what batchMemory() makes. */
export class BatchMemory {
  readonly #buffer: ArrayBuffer;
  #next: number;
  #left: number;

  /** Over a buffer from a place on; `bytes` are what it gives out. */
  constructor(buffer: ArrayBuffer, from: number, bytes: number) {
    this.#buffer = buffer;
    this.#next = from;
    this.#left = bytes;
  }

  /** The place of the next array. */
  #take(n: number, bytesPerElement: number): number {
    if (typeof n !== 'number') throw typeError(`expected a number of elements, got ${shown(n)}`);
    if (!Number.isSafeInteger(n) || n < 0) throw rangeError(`expected a number of elements from 0, got ${n}`);
    const bytes = n * bytesPerElement;
    const at = this.#next;
    const next = placeAfter(at, bytes);
    if (bytes > this.#left || next > this.#buffer.byteLength)
      throw rangeError(`expected at most ${this.#left} bytes more of this memory, got ${bytes}`);
    this.#left -= bytes;
    this.#next = next;
    return at;
  }

  /** Words: 8 bytes each. @throws RangeError where less is left. */
  words(n: number): BigUint64Array {
    return new BigUint64Array(this.#buffer, this.#take(n, 8), n);
  }
  /** Bytes, such as those of pages: 1 each. @throws RangeError as words() does. */
  bytes(n: number): Uint8Array {
    return new Uint8Array(this.#buffer, this.#take(n, 1), n);
  }
  /** Numbers of 32 bits, such as rows: 4 bytes each. @throws RangeError as words() does. */
  numbers(n: number): Uint32Array {
    return new Uint32Array(this.#buffer, this.#take(n, 4), n);
  }
  /** Columns for `n` entries: 14 bytes each. @throws RangeError as words() does. */
  columns(n: number): Columns {
    return { kind: this.bytes(n), type: this.bytes(n), flags: this.numbers(n), payload: this.words(n) };
  }
}

function memoryOf(serving: Engine, bytes: number): { readonly buffer: ArrayBuffer; readonly from: number } {
  const length = bytes + between;
  try {
    return serving.memory?.(length) ?? { buffer: new ArrayBuffer(length), from: 0 };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw rangeError(`expected a number of bytes that there is room for, got ${bytes}`);
  }
}

/**
 * Memory for arrays that decodeBatch() and all others of its kind take. Whatever the engine, it works on them without copying; the
 * WebAssembly engine copies all other arrays in and out, which takes a quarter to two fifths of its time.
 *
 * @param bytes of all arrays together, in up to a hundred of them: 22 an entry for words and their columns. Less than 4 GiB with the
 *   WebAssembly engine. Such a memory goes when its last array does; it cannot be transferred to another thread.
 * @throws TypeError unless it is a number, RangeError unless it is an integer from 0 for which there is room.
 */
export function batchMemory(bytes: number): BatchMemory {
  if (typeof bytes !== 'number') throw typeError(`expected a number of bytes, got ${shown(bytes)}`);
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw rangeError(`expected a number of bytes from 0, got ${bytes}`);
  const { buffer, from } = memoryOf(engine(), bytes);
  return new BatchMemory(buffer, from, bytes);
}
