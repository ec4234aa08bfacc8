/** Streams, cut anywhere, against decodeBatch() of the whole. */
import { describe, expect, it } from 'vitest';
import { decodeBatch, decodeStream, kernel } from '../../lib/index.ts';

const k = kernel('6.12');
const words = BigUint64Array.from({ length: 1000 }, (_, i) => (BigInt(i) * 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn);
const bytes = new Uint8Array(words.buffer);

async function* chunks(sizes: readonly number[], end = bytes.length) {
  for (let at = 0, i = 0; at < end; i++) {
    const size = sizes[i % sizes.length] as number;
    yield bytes.subarray(at, Math.min(end, at + size));
    at += size;
  }
}

async function all(source: AsyncIterable<Uint8Array>, blockEntries: number) {
  const seen: { first: number; words: bigint[]; kind: number[]; payload: bigint[] }[] = [];
  for await (const block of decodeStream(k, source, { blockEntries }))
    seen.push({
      first: block.first,
      words: [...block.words],
      kind: [...block.columns.kind],
      payload: [...block.columns.payload],
    });
  return seen;
}

describe.each([[[8000]], [[1]], [[3, 5, 64, 1]], [[0, 13]]])('chunks of %j bytes', (sizes) => {
  it.each([1, 7, 1000, 5000])('come as blocks of %i entries', async (blockEntries) => {
    const blocks = await all(chunks(sizes), blockEntries);
    const whole = decodeBatch(k, words);
    expect(blocks.map(({ first }) => first)).toEqual(
      Array.from({ length: Math.ceil(1000 / blockEntries) }, (_, i) => i * blockEntries),
    );
    expect(blocks.flatMap((block) => block.words)).toEqual([...words]);
    expect(blocks.flatMap((block) => block.kind)).toEqual([...whole.kind]);
    expect(blocks.flatMap((block) => block.payload)).toEqual([...whole.payload]);
  });
});

it('gives the whole words of a stream that ends within one, and then says so', async () => {
  const seen: bigint[] = [];
  const reading = async () => {
    for await (const block of decodeStream(k, chunks([100], 8 * 5 + 3), { blockEntries: 2 })) seen.push(...block.words);
  };
  await expect(reading()).rejects.toThrow('expected 8 bytes for each entry, got 3 more at the end');
  expect(seen).toEqual([...words.subarray(0, 5)]);
});

it('passes on what the source throws, and closes a source that it is done with', async () => {
  let closed = 0;
  async function* failing() {
    try {
      yield bytes;
      throw new Error('disk');
    } finally {
      closed++;
    }
  }
  await expect(all(failing(), 10_000)).rejects.toThrow('disk');
  for await (const _ of decodeStream(k, failing(), { blockEntries: 10 })) break;
  expect(closed).toBe(2);
});

it.each([
  [0, 'ERR_PTE_VALUE', 'expected blockEntries as an integer from 1, got 0'],
  [1.5, 'ERR_PTE_VALUE', 'expected blockEntries as an integer from 1, got 1.5'],
])('refuses blocks of %f entries', async (blockEntries, code, message) => {
  await expect(all(chunks([8]), blockEntries)).rejects.toMatchObject({ code, message });
});

it('refuses a stream of anything but bytes', async () => {
  const texts = (async function* () {
    yield 'text' as unknown as Uint8Array;
  })();
  await expect(all(texts, 8)).rejects.toMatchObject({ code: 'ERR_PTE_TYPE' });
});
