/** What other threads make of words is what mapBatch() makes, which is tested against the helpers elsewhere. */
import { describe, expect, it } from 'vitest';
import { kernel, type MapOp, mapBatch, mapBatchAsync } from '../../lib/index.ts';
import { whole } from '../support/whole.ts';

const k = kernel('6.12');
/** No whole number of slices or blocks. */
const words = new BigUint64Array(whole ? 400_003 : 140_003);
let x = 1;
new Uint32Array(words.buffer).forEach((_, i, halves) => {
  x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
  halves[i] = x;
});
const same = (a: BigUint64Array, b: BigUint64Array) =>
  Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));
const ops: readonly MapOp[] = ['pteMkuffdWp', ['pteModify', 0x8000000000000025n]];

describe.each([1, 2, 7])('on %i threads', (threads) => {
  it.each(ops.map((op) => [String(op), op] as const))('%s of every word, once', async (_, op) => {
    const wanted = mapBatch(k, op, words);
    expect(same(await mapBatchAsync(k, op, words, { threads }), wanted)).toBe(true);
    const place = words.slice();
    expect(await mapBatchAsync(k, op, place, { threads, into: place })).toBe(place);
    expect(same(place, wanted)).toBe(true);
  });

  it('writes as many as there are words, and no more', async () => {
    const into = new BigUint64Array(words.length + 9).fill(7n);
    await mapBatchAsync(k, 'pteMkold', words.subarray(3), { threads, into: into.subarray(4) });
    expect(same(into.subarray(4, -8), mapBatch(k, 'pteMkold', words.subarray(3)))).toBe(true);
    expect([...into.subarray(0, 4), ...into.subarray(-8)]).toEqual(Array(12).fill(7n));
  });
});

it('takes no words at all', async () => {
  expect(await mapBatchAsync(k, 'pteMkold', new BigUint64Array())).toHaveLength(0);
});

it('tells how far it is', async () => {
  const heard: number[] = [];
  await mapBatchAsync(k, 'pteMkold', words, { onProgress: (done, total) => heard.push(done / total) });
  expect(heard.at(-1)).toBe(1);
  expect(heard).toEqual([...heard].sort((a, b) => a - b));
});

it('ends with the reason of its signal, on the way too', async () => {
  const into = new BigUint64Array(words.length);
  const aborted = mapBatchAsync(k, 'pteMkold', words, { into, signal: AbortSignal.abort('no') });
  await expect(aborted).rejects.toBe('no');
  expect(same(into, new BigUint64Array(words.length))).toBe(true);
  const controller = new AbortController();
  const call = mapBatchAsync(k, 'pteMkold', words, { into, threads: 1, signal: controller.signal });
  controller.abort('enough');
  await expect(call).rejects.toBe('enough');
});

it('refuses what the call on one thread refuses', async () => {
  const refused = (op: unknown, from: BigUint64Array = words, options = {}) =>
    mapBatchAsync(k, op as MapOp, from, options);
  await expect(refused('pteMkolder')).rejects.toThrow('expected a helper of one word');
  await expect(refused('pteModify')).rejects.toMatchObject({ code: 'ERR_PTE_TYPE' });
  await expect(refused('pteMkold', words, { into: new BigUint64Array(3) })).rejects.toThrow(
    `to hold ${words.length} entries, got 3`,
  );
  await expect(refused('pteMkold', words.subarray(1), { into: words.subarray(0, -1) })).rejects.toThrow('overlapping');
  await expect(refused('pteMkold', words, { threads: 0 })).rejects.toThrow('expected 1 to 1024 threads, got 0');
  await expect(refused('pteMkold', words, null as never)).rejects.toThrow('expected options such as');
});
