/** mapBatch() off the event loop, on as many threads as the machine runs. */
import type { Kernel } from '../kernel/kernel.ts';
import type { WordArray } from './checkArrays.ts';
import { engine } from './engine/engine.ts';
import { type MapOp, mapArrays } from './mapBatch.ts';
import { type AsyncOptions, byBlocks, checkOptions, settled, threadsFor, threadsOf } from './waited.ts';

/** AsyncOptions, and an array for the words that come of it. */
export interface MapAsyncOptions extends AsyncOptions {
  /** An array that holds at least `words.length` words, `words` itself or in memory apart; a new one if left out. */
  readonly into?: BigUint64Array;
}

/**
 * mapBatch() on other threads; an engine without threads works by blocks of 1 MiB of words, with room for other events between. Until it
 * has settled the arrays are its own. Where it ends early, in place as well, some words have been through the helper and others not.
 *
 * ```ts
 * await mapBatchAsync(k, 'pteMkuffdWp', words, { into: words, signal });
 * ```
 *
 * @param op as mapBatch() takes it.
 * @returns `into`.
 * @throws (rejects) as mapBatch() does; RangeError for threads that are no integer from 1 to 1024; the reason of the signal.
 */
export async function mapBatchAsync(
  k: Kernel,
  op: MapOp,
  words: WordArray,
  options: MapAsyncOptions = {},
): Promise<BigUint64Array> {
  checkOptions(options);
  const { steps, map, from, to, out } = mapArrays(k, op, words, options.into);
  const by = engine();
  const threads = threadsFor(by, options, from.length);
  const pool = threadsOf(by, threads, from.length, []);
  const block = (first: number, n: number): number => {
    const some = from.subarray(first, first + n);
    const there = to.subarray(first, first + n);
    if (steps) by.map(steps, some, there);
    else there.set(some.map(map));
    return -1;
  };
  await settled(from.length, options, (settle) =>
    pool?.map && steps
      ? pool.map(steps, from, to, threads, settle, options.onProgress !== undefined)
      : byBlocks(from.length, block, settle),
  );
  return out;
}
