/** Calls of a core over arrays wherever they are: those in its room as they stand, others block by block through its passage. */
import { line, placeAfter } from './places.ts';
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

/** Where the operands are for the core: each at a place, which for those in the room goes on by `steps` bytes an entry. */
interface Ways {
  readonly places: number[];
  readonly steps: number[];
  /** What those from elsewhere are copied through. */
  readonly through: (Elements | undefined)[];
}

function waysOf(room: Room, operands: readonly Operand[], block: number): Ways {
  const ways: Ways = { places: [], steps: [], through: [] };
  let next = room.passage;
  for (const { array } of operands) {
    const bytes = array.BYTES_PER_ELEMENT;
    const stays = array.buffer === room.buffer;
    ways.places.push(stays ? array.byteOffset : next);
    ways.steps.push(stays ? bytes : 0);
    ways.through.push(stays ? undefined : room.over(bytes, next, block));
    if (!stays) next = placeAfter(next, block * bytes);
  }
  return ways;
}

/** Copies between arrays of one type. */
const copy = (to: Elements, from: Elements, at = 0): void => (to as Uint8Array).set(from as Uint8Array, at);

/** What fetchLines() has read: a loop whose result nobody has might not run. */
const fetched = new Uint8Array(1);

/**
 * Reads a byte of each line of the cache of what is to be written. Beyond the caches lines that are loaded many at a time, and then
 * written, come sooner than those that the stores of a copy wait for: a tenth of all time, where it costs a tenth in them.
 */
export function fetchLines(bytes: Uint8Array): void {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += line) sum |= bytes[i] as number;
  fetched[0] = sum;
}

/** The bytes of `n` entries of an array. */
export const bytesOf = ({ buffer, byteOffset, BYTES_PER_ELEMENT }: Elements, first: number, n: number): Uint8Array =>
  new Uint8Array(buffer, byteOffset + first * BYTES_PER_ELEMENT, n * BYTES_PER_ELEMENT);

function oneBlock(from: number, n: number, operands: readonly Operand[], ways: Ways, call: Call): number {
  const { through, steps, places } = ways;
  operands.forEach(({ array, reads }, i) => {
    if (reads && through[i]) copy(through[i], array.subarray(from, from + n));
  });
  const done = call(n, ...places);
  operands.forEach(({ array, writes }, i) => {
    const way = through[i];
    if (writes && way) {
      if (array.length > way.length) fetchLines(bytesOf(array, from, done));
      copy(array, done === way.length ? way : way.subarray(0, done), from);
    }
    places[i] = (places[i] as number) + n * (steps[i] as number);
  });
  return done;
}

/** Calls for the first `n` entries of all operands; the first entry that it did not do, before which all are written, or -1. */
export function overBlocks(room: Room, n: number, operands: readonly Operand[], call: Call): number {
  const block = Math.min(n, blockOf(room, operands));
  const ways = waysOf(room, operands, block);
  for (let from = 0; from < n; from += block) {
    const count = Math.min(block, n - from);
    const done = oneBlock(from, count, operands, ways, call);
    if (done < count) return from + done;
  }
  return -1;
}
