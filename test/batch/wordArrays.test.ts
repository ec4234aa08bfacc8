/** Words as callers have them: a Buffer of a file, bytes, a buffer, shared memory. */
import { describe, expect, it } from 'vitest';
import * as library from '../../lib/index.ts';
import { thrown } from '../support/thrown.ts';

const k = library.kernel('6.12');
/** A present entry of page 0x12345, and one of a swap area: tables of examples from the kernel's headers. */
const words = [0x8000000012345067n, 0x07fffffffffbfe0an];
const bytes = () => {
  const room = Buffer.alloc(32);
  const at = room.subarray((8 - (room.byteOffset % 8)) % 8).subarray(0, 16);
  for (const [i, word] of words.entries()) at.writeBigUInt64LE(word, 8 * i);
  return at;
};
type Words = library.WordArray;

/** What each function makes of the words, in a form that can be compared. */
const functions: Readonly<Record<string, (given: Words) => unknown>> = {
  decodeBatch: (given) => library.decodeBatch(k, given),
  decodeBatchAsync: (given) => library.decodeBatchAsync(k, given),
  censusBatch: (given) => library.censusBatch(k, given),
  censusBatchAsync: (given) => library.censusBatchAsync(k, given),
  findBatch: (given) => library.findBatch(k, given, 'swap'),
  findBatchAsync: (given) => library.findBatchAsync(k, given, 'swap'),
  mapBatch: (given) => library.mapBatch(k, 'pteMkold', given),
  bind: (given) => {
    const into = library.columns(2);
    library.bind(k, given, into)(2);
    return into;
  },
  Census: (given) => {
    const census = new library.Census(k);
    census.add(given);
    return [census.words, census.kinds()];
  },
};
const all = Object.entries(functions);

describe.each(all)('%s', (_, run) => {
  const expected = () => run(BigUint64Array.from(words));

  it('takes a Buffer, bytes and a buffer of little-endian words', async () => {
    expect(await run(bytes())).toEqual(await expected());
    expect(await run(new Uint8Array(bytes()))).toEqual(await expected());
    expect(await run(BigUint64Array.from(words).buffer)).toEqual(await expected());
    const inside = BigUint64Array.from([0n, ...words, 0n]);
    expect(await run(new Uint8Array(inside.buffer, 8, 16))).toEqual(await expected());
  });
});

/** What cannot be taken as it is, what is said of it, and what the words become when that is done. */
const others: readonly (readonly [string, () => unknown, string, (given: never) => Words])[] = [
  [
    'bytes of a part of a word',
    () => bytes().subarray(0, 13),
    'expected words to hold whole 64-bit words (a multiple of 8 bytes), got 13 bytes, 5 too many: give words.subarray(0, 8)',
    (given: Buffer) => given.subarray(0, 8),
  ],
  [
    'bytes that are not aligned',
    () => new Uint8Array(new ArrayBuffer(24), 4, 16),
    'expected words at a multiple of 8 bytes in their buffer, got byte 4: copy it first, as new Uint8Array(words)',
    (given: Uint8Array) => new Uint8Array(given),
  ],
  [
    'an array over shared memory',
    () => new BigUint64Array(new SharedArrayBuffer(16)),
    'expected words over memory of its own, got a SharedArrayBuffer: copy it first, as new BigUint64Array(words)',
    (given: BigUint64Array) => new BigUint64Array(given),
  ],
  [
    'bytes over shared memory',
    () => new Uint8Array(new SharedArrayBuffer(16)),
    'expected words over memory of its own, got a SharedArrayBuffer: copy it first, as new Uint8Array(words)',
    (given: Uint8Array) => new Uint8Array(given),
  ],
  [
    'shared memory',
    () => new SharedArrayBuffer(16),
    'expected words to be a BigUint64Array, got SharedArrayBuffer: copy it first, as new BigUint64Array(new BigUint64Array(words))',
    (given: SharedArrayBuffer) => new BigUint64Array(new BigUint64Array(given)),
  ],
  [
    'a list',
    () => [...words],
    'expected words to be a BigUint64Array, got Array: give BigUint64Array.from(words)',
    (given: bigint[]) => BigUint64Array.from(given),
  ],
  [
    'numbers of 32 bits',
    () => new Uint32Array(4),
    'expected words to be a BigUint64Array, got Uint32Array: give its bytes, as new Uint8Array(words.buffer, words.byteOffset, words.byteLength)',
    (given: Uint32Array) => new Uint8Array(given.buffer as ArrayBuffer, given.byteOffset, given.byteLength),
  ],
];

describe.each(others)('%s', (_, make, says, convert) => {
  it('is told how to convert, and so converted is taken', () => {
    const given = make();
    const error = thrown(() => library.decodeBatch(k, given as Words));
    expect(error.message).toBe(says);
    expect(library.decodeBatch(k, convert(given as never)).kind.length).toBeGreaterThan(0);
  });
});
