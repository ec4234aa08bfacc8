// A file of entries, 64-bit little-endian words one after the other, becomes columns: a row for each word.
//   node examples/1-file-to-columns.mjs [FILE]
import { readFileSync } from 'node:fs';
import { decodeBatch, FLAG, KINDS, kernel } from 'x86-pte';

const k = kernel('6.12', { devicePrivate: false }); // as Debian builds it
const file = readFileSync(process.argv[2] ?? new URL('words.bin', import.meta.url));
// A Buffer may begin anywhere in its ArrayBuffer, a BigUint64Array at multiples of eight only: so the bytes are copied
const words = new BigUint64Array(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength));
const { kind, type, flags, payload } = decodeBatch(k, words);

for (const i of [3, 7, 11, 16]) {
  const dirty = (flags[i] & FLAG.dirty) !== 0;
  console.log(words[i].toString(16).padStart(16, '0'), KINDS[kind[i]], type[i], payload[i].toString(16), dirty);
}
// Prints the word, its kind, its type bits as a swap entry, its page frame number or swap offset, and whether it is dirty:
//   8000000012345867 present 0 12345 true
//   07fffffffffffe00 swap 0 0 false
//   0ffffffffdb9740e swap 1 12345 false
//   dffffffffdb97400 hwpoison 27 12345 false
