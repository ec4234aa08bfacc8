/** censusBatch() and findBatch() off the event loop, on as many threads as the machine runs. */
import type { Level } from '../../spec/schema.ts';
import { rangeError } from '../base/errors.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import type { Query } from '../query/tree.ts';
import { addCensus, type BatchCensus, censusOf, levelOf, newCounts } from './censusBatch.ts';
import { givenWords, type WordArray } from './checkArrays.ts';
import { engine } from './engine/engine.ts';
import { checkLayout, layoutWords } from './engine/layoutWords.ts';
import { mostWords, question, whole } from './findBatch.ts';
import { type AsyncOptions, byBlocks, checkOptions, settled, threadsFor, threadsOf } from './waited.ts';

/** How a pass that only reads goes about its work. */
export interface PassAsyncOptions extends AsyncOptions {
  /** The level of the page tables that the words stand at; `pte` if left out. */
  readonly level?: Level;
}

/**
 * censusBatch() on other threads; at pmd and pud, and with an engine without threads, by blocks of 1 MiB of words with room for other
 * events between. Until it has settled the words must not be transferred.
 *
 * @throws (rejects) as censusBatch() does; RangeError for threads that are no integer from 1 to 1024; the reason of the signal.
 */
export async function censusBatchAsync(
  k: Kernel,
  words: WordArray,
  options: PassAsyncOptions = {},
): Promise<BatchCensus> {
  checkKernel(k);
  checkOptions(options);
  const level = levelOf(k, options.level === undefined ? {} : { level: options.level });
  checkLayout(k);
  const from = givenWords('words', words);
  const by = engine();
  const threads = threadsFor(by, options, from.length);
  const pool = threadsOf(by, threads, from.length, []);
  const counts = newCounts();
  const block = (first: number, n: number): number => {
    addCensus(k, level, from.subarray(first, first + n), false, counts);
    return -1;
  };
  const { answer } = await settled<BigUint64Array>(from.length, options, (settle) =>
    pool && level === 'pte'
      ? pool.census(layoutWords(k), from, false, threads, settle, options.onProgress !== undefined)
      : byBlocks(from.length, block, settle),
  );
  return censusOf(from.length, answer ?? counts);
}

/**
 * findBatch() of all words on other threads; an engine without threads searches by blocks of 1 MiB of words with room for other events
 * between. Until it has settled the words must not be transferred.
 *
 * @returns the places of the words that match, in order.
 * @throws (rejects) as findBatch() does; RangeError for threads that are no integer from 1 to 1024; the reason of the signal.
 */
export async function findBatchAsync(
  k: Kernel,
  words: WordArray,
  query: Query | string,
  options: PassAsyncOptions = {},
): Promise<Uint32Array> {
  checkOptions(options);
  const steps = question(k, query, options.level ?? 'pte');
  const from = givenWords('words', words);
  if (from.length > mostWords) throw rangeError(`expected 2^32 words at the most, got ${from.length}`);
  if (!steps) return new Uint32Array(0);
  const by = engine();
  const threads = threadsFor(by, options, from.length);
  const pool = threadsOf(by, threads, from.length, []);
  const found: Uint32Array[] = [];
  const block = (first: number, n: number): number => {
    const places = new Uint32Array(n);
    const there = places.subarray(0, by.find(steps, from.subarray(first, first + n), 0, places));
    found.push(there.map((place) => first + place));
    return -1;
  };
  const { answer } = await settled<Uint32Array>(from.length, options, (settle) =>
    pool?.find
      ? pool.find(steps, from, threads, settle, options.onProgress !== undefined)
      : byBlocks(from.length, block, settle),
  );
  return answer ?? whole(found);
}
