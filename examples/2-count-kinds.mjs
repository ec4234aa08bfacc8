// How many entries of each kind there are among many words, in pieces that go through the same columns.
import { columns, decodeBatch, KINDS, kernel } from 'x86-pte';

const k = kernel('6.12');
const piece = 1 << 14;
const into = columns(piece); // used again for each piece, so that nothing is allocated in the loop
const counts = new Map();

for (let page = 0; page < 16; page++) {
  // Stands for a page table that was read: mapped pages, every fourth swapped out, every sixteenth absent
  const words = new BigUint64Array(piece).map((_, i) =>
    i % 16 === 0 ? 0n : i % 4 === 0 ? 0x07fffffffffffe00n : 0x8000000012345067n,
  );
  for (const kind of decodeBatch(k, words, into).kind) counts.set(kind, (counts.get(kind) ?? 0) + 1);
}
for (const [kind, count] of counts) console.log(KINDS[kind], count);
// Prints:
//   none 16384
//   present 196608
//   swap 49152
