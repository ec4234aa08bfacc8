/** The portable engine on workers: what it gives is what the reference engine gives, and a worker that fails is done without. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Columns, columns } from '../../lib/batch/columns.ts';
import { censusLength } from '../../lib/batch/engine/censusAt.ts';
import { layoutWords } from '../../lib/batch/engine/layoutWords.ts';
import { referenceEngine } from '../../lib/batch/engine/reference.ts';
import type { EngineThreads, Settle } from '../../lib/batch/engine/types.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { wasm } from '../support/cores.ts';
import { root } from '../support/tree.ts';
import { everyForm } from '../support/words.ts';

const k = kernel('6.12');
const layout = layoutWords(k);
const threads = wasm.threads as EngineThreads;
const n = 100_001; // three blocks, and a short one
const forms = everyForm(k);
const words = BigUint64Array.from({ length: n }, (_, i) => forms[(i * 7) % forms.length] as bigint);
const wanted = columns(n);
referenceEngine.decode(layout, words, wanted);
const ids = ['kind', 'type', 'flags', 'payload'] as const;
const same = (a: ArrayBufferView, b: ArrayBufferView) =>
  Buffer.compare(
    new Uint8Array(a.buffer, a.byteOffset, a.byteLength),
    new Uint8Array(b.buffer, b.byteOffset, b.byteLength),
  ) === 0;
const sameColumns = (a: Columns, b: Columns) => ids.every((id) => same(a[id], b[id]));

/** The end of a job. */
const ended = <Answer = undefined>(begin: (settle: Settle<Answer>) => void) =>
  new Promise<{ done: number; bad: number; answer: Answer | undefined }>((resolve) =>
    begin((done, bad, through, answer) => through && resolve({ done, bad, answer })),
  );

describe.each([2, 3])('%i workers', (many) => {
  it('decode and encode', async () => {
    const out = columns(n);
    expect(threads.worth?.(many, [words, out.payload])).toBe(true);
    expect(await ended((settle) => threads.decode(layout, words, out, many, settle))).toMatchObject({
      done: n,
      bad: -1,
    });
    expect(sameColumns(out, wanted)).toBe(true);
    const back = new BigUint64Array(n);
    expect(await ended((settle) => threads.encode(layout, wanted, back, many, settle))).toMatchObject({
      done: n,
      bad: -1,
    });
    expect(same(back, words)).toBe(true);
  });

  it('find the first row that is no entry', async () => {
    const kind = wanted.kind.slice();
    for (const at of [99_000, 40_000, 40_001]) kind[at] = 255;
    const back = new BigUint64Array(n);
    const { bad } = await ended((settle) => threads.encode(layout, { ...wanted, kind }, back, many, settle));
    expect(bad).toBe(40_000);
    expect(same(back.subarray(0, bad), words.subarray(0, bad))).toBe(true);
    expect(back[bad]).toBe(0n);
  });

  it.each([false, true])('count, by kind: %s', async (byKind) => {
    const counts = new BigUint64Array(censusLength);
    referenceEngine.census(layout, words, byKind, counts);
    const { answer } = await ended<BigUint64Array>((settle) => threads.census(layout, words, byKind, many, settle));
    expect(answer).toEqual(counts);
  });

  it('do jobs for two kernels at a time', async () => {
    const other = layoutWords(kernel('4.19'));
    const [here, there, expected] = [columns(n), columns(n), columns(n)];
    referenceEngine.decode(other, words, expected);
    await Promise.all([
      ended((settle) => threads.decode(layout, words, here, many, settle)),
      ended((settle) => threads.decode(other, words, there, many, settle)),
    ]);
    expect(sameColumns(here, wanted) && sameColumns(there, expected)).toBe(true);
  });

  it('stop, and touch nothing any more', async () => {
    const out = columns(10 * n);
    const large = new BigUint64Array(10 * n);
    const { done } = await ended((settle) => threads.decode(layout, large, out, many, settle)?.());
    expect(done).toBe(many * 2 * 2 ** 15);
  });
});

it('are not worth it for one, nor where arrays are in the memory of the engine', () => {
  expect(threads.worth?.(1, [words])).toBe(false);
  const memory = wasm.memory?.(1 << 16);
  expect(threads.worth?.(2, [new BigUint64Array(memory?.buffer as ArrayBuffer, memory?.from, 8)])).toBe(false);
});

/** Decodes with the built library on three threads and without, in a process that has to end by itself; `before` runs first. */
function alike(before: string, ...flags: string[]) {
  const of = (file: string) => JSON.stringify(join(root, 'dist/lib', file));
  const script = `(async () => {
    const { decodeBatch, decodeBatchAsync, kernel } = await import(${of('index.js')});
    const { crew } = await import(${of('batch/engine/wasmCrew.js')});
    const words = new BigUint64Array(140_000).map((_, i) => BigInt(i) * 0x9e3779b97f4a7c15n);
    const k = kernel('6.12'), into = decodeBatch(k, words);
    ${before}
    const got = await decodeBatchAsync(k, words, { threads: 3 });
    const same = (id) => Buffer.compare(Buffer.from(got[id].buffer), Buffer.from(into[id].buffer)) === 0;
    console.log(['kind', 'type', 'flags', 'payload'].every(same), crew(3).length);
  })()`;
  const env = { ...process.env, PTE_ENGINE: 'wasm', NODE_OPTIONS: '', NODE_NO_WARNINGS: '1' };
  return spawnSync(process.execPath, [...flags, '-e', script], { env, encoding: 'utf8' });
}

describe('a program', () => {
  it.each([
    ['ends with its workers', '', 3, []],
    [
      'goes on without them when one fails',
      "crew(3)[1].give(0n, { call: 'nothing', args: [] , buffer: new ArrayBuffer(8) }, () => {});",
      0,
      [],
    ],
    ['does without where the host allows none', '', 0, ['--experimental-permission', '--allow-fs-read=*']],
  ] as const)('%s', (_, before, left, flags) => {
    expect(alike(before, ...flags)).toMatchObject({ status: 0, stdout: `true ${left}\n`, stderr: '' });
  });
});
