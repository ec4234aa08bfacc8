/** A core with its memory divided: a passage for arrays from elsewhere, a table of kernel logic, and arrays that stay. */
import { aligned, line } from './places.ts';
import type { DecisionTable } from './types.ts';
import { type Core, growTo, newCore } from './wasmCore.ts';

/** An array that a call works on. */
export type Elements = Uint8Array | Uint32Array | BigUint64Array;

/** Bytes that copies pass through: 16 Ki words with their columns, which a second-level cache of 512 KiB holds. */
export const passageLength = 3 * 2 ** 17;
/** Bytes for a table, more than any function of lib/mm needs. */
const tableLength = 2 ** 20;
/** Bytes of a row of a table: of its columns, and of what they become. */
const rowLength = 8 + 8 + 1 + 1 + 24;
const bytesFor = (rows: number): number => rows * rowLength + 5 * line;

/** The memory of a core from `__heap_base` on: the passage, the table, the arrays. It has no more than what it was made with. */
export class Room {
  readonly core: Core;
  readonly passage: number;
  readonly #table: number;
  /** Where arrays may begin that stay. */
  readonly free: number;
  #bytes: Uint8Array;
  #layout: BigUint64Array | undefined;
  #made: DecisionTable | undefined;

  /** With so many bytes for arrays that stay. @throws as newCore() does. */
  constructor(length: number) {
    this.core = newCore(passageLength + tableLength + length + 3 * line);
    this.passage = aligned(this.core.__heap_base.value);
    this.#table = aligned(this.passage + passageLength);
    this.free = aligned(this.#table + tableLength);
    this.#bytes = new Uint8Array(this.core.memory.buffer);
  }

  /** What arrays in this room are over. */
  get buffer(): ArrayBufferLike {
    return this.#bytes.buffer;
  }

  /** An array over a place, of elements of so many bytes. */
  over(bytes: number, at: number, n: number): Elements {
    if (bytes === 1) return new Uint8Array(this.buffer, at, n);
    return bytes === 4 ? new Uint32Array(this.buffer, at, n) : new BigUint64Array(this.buffer, at, n);
  }
  /** Copies an array to a place. */
  put(array: Elements, at: number): void {
    this.#bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
  }

  /** Makes a kernel ready, unless it was the last: `layout` is what layoutWords() gives, to which nobody writes. */
  prepare(layout: BigUint64Array): void {
    if (layout === this.#layout) return;
    this.put(layout, this.core.layout());
    this.core.prepare();
    this.#layout = layout;
  }

  /** Whether there is room for a table of so many rows. */
  holds(rows: number): boolean {
    return bytesFor(rows) <= tableLength;
  }
  /** Makes room for one. Only where no arrays stay: they would end. */
  growFor(rows: number): void {
    growTo(this.core, this.#table + bytesFor(rows));
    this.#bytes = new Uint8Array(this.core.memory.buffer);
  }

  /** Makes a table ready, unless it was the last; where its rows are. */
  prepareTable(table: DecisionTable): number {
    const size = table.base.length;
    const [rows, base, flip, shift, source] = this.#placesOf(size);
    if (table !== this.#made) {
      this.put(table.base, base);
      this.put(table.flip, flip);
      this.put(table.shift, shift);
      this.put(table.source, source);
      this.core.table(size, base, flip, shift, source, rows);
      this.#made = table;
    }
    return rows;
  }
  #placesOf(size: number): readonly [rows: number, base: number, flip: number, shift: number, source: number] {
    const base = aligned(this.#table + 24 * size);
    const flip = aligned(base + 8 * size);
    const shift = aligned(flip + 8 * size);
    return [this.#table, base, flip, shift, aligned(shift + size)];
  }
}
