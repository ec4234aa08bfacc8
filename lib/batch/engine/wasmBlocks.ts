/** Calls of a core over arrays wherever they are: those in its room as they stand, others block by block through its passage. */
import { placeAfter } from './places.ts';
import { type Elements, passageLength, type Room } from './wasmRoom.ts';

/** An array that a call reads, writes, or both. */
export interface Operand {
  readonly array: Elements;
  readonly reads?: true;
  readonly writes?: true;
}
/** An array that is read. */
export const reads = (array: Elements): Operand => ({ array, reads: true });
/** An array that is written. */
export const writes = (array: Elements): Operand => ({ array, writes: true });

/** A function of the core: for `n` entries whose operands are at `places`, how many it did. */
type Call = (n: number, ...places: number[]) => number;

/** Entries in a call where nothing is copied: where a host makes better code of what runs often, the next call has it. */
const mostEntries = 2 ** 16;
const multiple = 64;

/** Entries that pass at once: as many as the passage has room for, in whole blocks of bytes. */
function blockOf(room: Room, operands: readonly Operand[]): number {
  const outside = operands.filter(({ array }) => array.buffer !== room.buffer);
  if (outside.length === 0) return mostEntries;
  const width = outside.reduce((sum, { array }) => sum + array.BYTES_PER_ELEMENT, 0);
  const between = outside.length * placeAfter(1, 0);
  return Math.floor((passageLength - between) / width / multiple) * multiple;
}

function oneBlock(room: Room, from: number, n: number, operands: readonly Operand[], call: Call): number {
  let next = room.passage;
  const places = operands.map(({ array, reads }) => {
    const bytes = array.BYTES_PER_ELEMENT;
    if (array.buffer === room.buffer) return array.byteOffset + from * bytes;
    const at = next;
    next = placeAfter(at, n * bytes);
    if (reads) room.put(array.subarray(from, from + n), at);
    return at;
  });
  const done = call(n, ...places);
  operands.forEach(({ array, writes }, i) => {
    if (writes && array.buffer !== room.buffer) room.take(array.subarray(from, from + done), places[i] as number);
  });
  return done;
}

/** Calls for the first `n` entries of all operands; the first entry that it did not do, before which all are written, or -1. */
export function overBlocks(room: Room, n: number, operands: readonly Operand[], call: Call): number {
  const block = blockOf(room, operands);
  for (let from = 0; from < n; from += block) {
    const count = Math.min(block, n - from);
    const done = oneBlock(room, from, count, operands, call);
    if (done < count) return from + done;
  }
  return -1;
}
