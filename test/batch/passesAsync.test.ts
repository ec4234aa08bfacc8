/** What other threads count and find is what censusBatch() and findBatch() do, which are tested against the reference elsewhere. */
import { describe, expect, it } from 'vitest';
import { censusBatch, censusBatchAsync, findBatch, findBatchAsync, kernel } from '../../lib/index.ts';
import { whole } from '../support/whole.ts';

const k = kernel('6.12');
/** No whole number of slices or blocks. */
const words = new BigUint64Array(whole ? 200_003 : 140_003);
let x = 1;
new Uint32Array(words.buffer).forEach((_, i, halves) => {
  x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
  halves[i] = x;
});
/** Few words, many, all of them, none. */
const queries = ['present & pfn < 0x1000000', 'present | swap', '!none', 'none'];

describe.each([1, 2, 7])('on %i threads', (threads) => {
  it('counts every word once', async () => {
    expect(await censusBatchAsync(k, words, { threads })).toEqual(censusBatch(k, words));
  });

  it.each(queries)('finds the places in order: %s', async (query) => {
    const found = await findBatchAsync(k, words, query, { threads });
    expect(Buffer.from(found.buffer).equals(Buffer.from(findBatch(k, words, query).buffer))).toBe(true);
  });
});

it.each(['pmd', 'pud'] as const)('counts and finds at %s', async (level) => {
  const some = words.subarray(0, 2_000);
  expect(await censusBatchAsync(k, some, { level })).toEqual(censusBatch(k, some, { level }));
  expect(await findBatchAsync(k, some, 'present', { level })).toEqual(findBatch(k, some, 'present', { level }));
});

it('takes no words at all', async () => {
  expect((await censusBatchAsync(k, new BigUint64Array())).words).toBe(0);
  expect(await findBatchAsync(k, new BigUint64Array(), 'present')).toHaveLength(0);
});

it('ends with the reason of its signal', async () => {
  const aborting = { signal: AbortSignal.abort('no') };
  await expect(censusBatchAsync(k, words, aborting)).rejects.toBe('no');
  await expect(findBatchAsync(k, words, 'present', aborting)).rejects.toBe('no');
});

it('refuses what the calls on one thread refuse', async () => {
  await expect(censusBatchAsync(k, [1n] as unknown as BigUint64Array)).rejects.toMatchObject({ code: 'ERR_PTE_TYPE' });
  await expect(findBatchAsync(k, words, 'presnt')).rejects.toThrow('did you mean present?');
  await expect(findBatchAsync(k, words, 'present', { threads: 0 })).rejects.toThrow(
    'expected 1 to 1024 threads, got 0',
  );
});
