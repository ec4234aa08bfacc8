/** What other threads do is what decodeBatch() and encodeBatch() do, which are tested against headers and the reference elsewhere. */
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { engine } from '../../lib/batch/engine/engine.ts';
import { addonFile } from '../../lib/batch/engine/native.ts';
import { byBlocks, settled } from '../../lib/batch/waited.ts';
import { type Columns, columns, decodeBatch, decodeBatchAsync, encodeBatchAsync, kernel } from '../../lib/index.ts';
import { addon, native } from '../support/native.ts';
import { whole } from '../support/whole.ts';

const k = kernel('6.12');
/** Every kind of entry, all bits in use, and no whole number of slices. */
const n = whole ? 300_001 : 140_001;
const words = new BigUint64Array(n);
let x = 1;
new Uint32Array(words.buffer).forEach((_, i, halves) => {
  x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
  halves[i] = x;
});
const decoded = decodeBatch(k, words);
/** Byte for byte; toEqual() of large arrays takes seconds. */
const bytesOf = (array: ArrayBufferView) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);
const same = (a: ArrayBufferView, b: ArrayBufferView) => bytesOf(a).equals(bytesOf(b));
const sameColumns = (a: Columns, b: Columns) =>
  (['kind', 'type', 'flags', 'payload'] as const).every((id) => same(a[id], b[id]));

describe.each([1, 2, 3, 7])('on %i threads', (threads) => {
  it('decodes and encodes every word', async () => {
    const out = await decodeBatchAsync(k, words, { threads });
    expect(sameColumns(out, decoded)).toBe(true);
    expect(same(await encodeBatchAsync(k, out, { threads }), words)).toBe(true);
  });

  it('names the first row that is no entry, however the threads come to it', async () => {
    const rows = decodeBatch(k, words);
    for (const at of [n - 1, 200_000, 70_000]) rows.kind[at] = 99;
    const into = new BigUint64Array(n);
    const error = await encodeBatchAsync(k, rows, { threads, into }).catch((e: unknown) => e);
    expect(String(error)).toMatch(/at index 70000, got kind 99/);
    expect(same(into.subarray(0, 70_000), words.subarray(0, 70_000))).toBe(true);
  });
});

it.runIf(native)('goes through an array in the form that its threads find out together', async () => {
  addon.setForm('measured');
  try {
    const out = await decodeBatchAsync(k, words, { threads: 3 });
    expect(sameColumns(out, decoded)).toBe(true);
    expect(same(await encodeBatchAsync(k, out, { threads: 3 }), words)).toBe(true);
  } finally {
    addon.setForm();
  }
});

it('does a block alone at once, after other events', async () => {
  const block = words.subarray(0, 2 ** 17);
  const order: string[] = [];
  const event = new Promise<void>((resolve) => setImmediate(() => resolve(void order.push('event'))));
  const call = decodeBatchAsync(k, block, { threads: 1 }).then(() => order.push('call'));
  await Promise.all([event, call]);
  expect(order).toEqual(['event', 'call']);
});

it('lets other events run meanwhile, and tells how far it is', async () => {
  const heard: number[] = [];
  await decodeBatchAsync(k, words, { threads: 1, onProgress: (done) => heard.push(done) });
  expect(heard.at(-1)).toBe(n);
  expect(heard).toEqual([...heard].sort((a, b) => a - b));
  expect(heard.length).toBeLessThanOrEqual(65);
});

describe('a signal', () => {
  it('ends a call before it begins, and writes nothing', async () => {
    const into = columns(n);
    await expect(decodeBatchAsync(k, words, { into, signal: AbortSignal.abort('no') })).rejects.toBe('no');
    expect(sameColumns(into, columns(n))).toBe(true);
  });

  it('ends a call on the way with its reason', async () => {
    const controller = new AbortController();
    const call = decodeBatchAsync(k, words, { threads: 1, signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
  });
});

it('passes on what a listener throws', async () => {
  const onProgress = () => {
    throw new Error('listener');
  };
  await expect(decodeBatchAsync(k, words, { onProgress })).rejects.toThrow('listener');
});

it.each([
  [{ threads: 0 }, 'ERR_PTE_VALUE', /expected 1 to 1024 threads, got 0/],
  [{ threads: 1.5 }, 'ERR_PTE_VALUE', /got 1.5/],
  [null as unknown as object, 'ERR_PTE_TYPE', /expected options such as { threads: 2 }, got null/],
  [{ signal: 1 as unknown as AbortSignal }, 'ERR_PTE_TYPE', /expected signal to be an AbortSignal, got 1/],
  [{ onProgress: 'x' as unknown as () => void }, 'ERR_PTE_TYPE', /expected onProgress to be a function/],
  [{ threads: '2' as unknown as number }, 'ERR_PTE_TYPE', /expected threads as a number, got "2"/],
  [{ into: columns(3) }, 'ERR_PTE_VALUE', /expected into.kind to hold \d+ entries, got 3/],
])('refuses %o', async (options, code, message) => {
  const error = await decodeBatchAsync(k, words, options).catch((e: unknown) => e);
  expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
});

it('takes no entries at all', async () => {
  expect(await decodeBatchAsync(k, new BigUint64Array())).toEqual(columns(0));
  expect(await encodeBatchAsync(k, columns(0))).toEqual(new BigUint64Array());
});

describe('an engine without threads', () => {
  const total = 1_000_000;

  it('works by blocks, up to the first entry that it cannot do', async () => {
    const done: [number, number][] = [];
    const run = (first: number, many: number) => {
      done.push([first, many]);
      return first > 500_000 ? 7 : -1;
    };
    const { bad } = await settled(total, {}, (settle) => byBlocks(total, run, settle));
    expect(bad).toBe((done.at(-1)?.[0] ?? 0) + 7);
    expect(done.length).toBeLessThan(total / 2 ** 17);
    for (const [i, [first, many]] of done.slice(0, -1).entries()) expect(first + many).toBe(done[i + 1]?.[0]);
  });

  it('stops between blocks', async () => {
    const controller = new AbortController();
    let blocks = 0;
    const run = () => {
      if (++blocks === 2) controller.abort('stop');
      return -1;
    };
    const call = settled(total, { signal: controller.signal }, (settle) => byBlocks(total, run, settle));
    await expect(call).rejects.toBe('stop');
    expect(blocks).toBe(2);
  });
});

it.runIf(engine().name === 'native')('leaves a thread of Node that ends in the middle in peace', async () => {
  const code = `
    const addon = require(${JSON.stringify(addonFile())});
    const { layout } = require('node:worker_threads').workerData;
    const n = 4e6, words = new BigUint64Array(n);
    addon.decodeOn(layout, words, new Uint8Array(n), new Uint8Array(n), new Uint32Array(n), new BigUint64Array(n), 4, () => {});
    process.exit(0);`;
  const { layoutWords } = await import('../../lib/batch/engine/layoutWords.ts');
  for (let i = 0; i < (whole ? 5 : 1); i++) {
    const worker = new Worker(code, { eval: true, workerData: { layout: layoutWords(k) } });
    expect(await new Promise((resolve) => worker.once('exit', resolve))).toBe(0);
  }
});
