/** Calls of a core that read words and write little: a census, and the places of words. */
import { stepWords } from '../../query/steps.ts';
import { placeAfter } from './places.ts';
import { referenceFind } from './referenceFind.ts';
import { passageLength, type Room } from './wasmRoom.ts';

/** Words that pass at once, with as many places of 4 bytes beside them. */
const block = 2 ** 13;

/** Calls with each block of words: where it is, how many they are, and which word is the first. It ends early where that says so. */
function eachBlock(
  room: Room,
  words: BigUint64Array,
  from: number,
  passage: number,
  call: (at: number, n: number, first: number) => boolean,
): void {
  const stays = words.buffer === room.buffer;
  for (let i = from; i < words.length; i += block) {
    const n = Math.min(block, words.length - i);
    if (!stays) room.put(words.subarray(i, i + n), passage);
    if (!call(stays ? words.byteOffset + 8 * i : passage, n, i)) return;
  }
}

/** Engine.census(), of the kernel that the room was last made ready for. */
export function censusIn(room: Room, words: BigUint64Array, byKind: boolean, counts: BigUint64Array): void {
  const at = room.passage;
  const sums = room.over(8, at, counts.length) as BigUint64Array;
  sums.set(counts);
  eachBlock(room, words, 0, placeAfter(at, counts.byteLength), (place, n) => {
    room.core.census(n, place, byKind ? 1 : 0, at);
    return true;
  });
  counts.set(sums);
}

/** Engine.find(). A question of some thousand steps, which nobody writes, is for the reference. */
export function findIn(
  room: Room,
  steps: BigUint64Array,
  words: BigUint64Array,
  from: number,
  found: Uint32Array,
): number {
  const places = room.over(4, room.passage, block) as Uint32Array;
  const atWords = placeAfter(room.passage, places.byteLength);
  const atSteps = placeAfter(atWords, 8 * block);
  if (atSteps + steps.byteLength > room.passage + passageLength) return referenceFind(steps, words, from, found);
  room.put(steps, atSteps);
  let count = 0;
  eachBlock(room, words, from, atWords, (place, n, first) => {
    const capacity = Math.min(block, found.length - count);
    const more = room.core.find(n, place, first, atSteps, steps.length / stepWords, room.passage, capacity);
    found.set(places.subarray(0, more), count);
    count += more;
    return count < found.length;
  });
  return count;
}
