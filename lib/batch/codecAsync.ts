/** decodeBatch() and encodeBatch() off the event loop, on as many threads as the machine runs. */
import type { Kernel } from '../kernel/kernel.ts';
import type { WordArray } from './checkArrays.ts';
import { decodeArrays, encodeArrays, refuseBad } from './codecBatch.ts';
import { firstEntries } from './columns.ts';
import { engine } from './engine/engine.ts';
import { layoutWords } from './engine/layoutWords.ts';
import type { Columns, Engine } from './engine/types.ts';
import { type AsyncOptions, byBlocks, checkOptions, settled, threadsFor, threadsOf } from './waited.ts';

/** AsyncOptions, and columns for the answer. */
export interface DecodeAsyncOptions extends AsyncOptions {
  /** Columns that hold at least `words.length` entries; new ones if left out. */
  readonly into?: Columns;
}
/** AsyncOptions, and an array for the words. */
export interface EncodeAsyncOptions extends AsyncOptions {
  /** An array that holds at least as many words as the columns have entries; a new one if left out. */
  readonly into?: BigUint64Array;
}

/** The columns from an entry on. */
const fromEntry = ({ kind, type, flags, payload }: Columns, first: number): Columns => ({
  kind: kind.subarray(first),
  type: type.subarray(first),
  flags: flags.subarray(first),
  payload: payload.subarray(first),
});

/**
 * decodeBatch() on other threads; an engine without threads works by blocks of 1 MiB of words, with room for other events between.
 * Until it has settled the arrays are its own: what is written to `words` meanwhile may or may not be seen, and none may be transferred.
 *
 * @throws (rejects) as decodeBatch() does; RangeError for threads that are no integer from 1 to 1024; the reason of the signal.
 */
export async function decodeBatchAsync(
  k: Kernel,
  words: WordArray,
  options: DecodeAsyncOptions = {},
): Promise<Columns> {
  checkOptions(options);
  const { from, out } = decodeArrays(k, words, options.into);
  const layout = layoutWords(k);
  const by: Engine = engine();
  const threads = threadsFor(by, options, from.length);
  const pool = threadsOf(by, threads, from.length, [from, out.payload]);
  const block = (first: number, n: number): number => {
    by.decode(layout, from.subarray(first, first + n), firstEntries(fromEntry(out, first), n));
    return -1;
  };
  await settled(from.length, options, (settle) =>
    pool
      ? pool.decode(layout, from, out, threads, settle, options.onProgress !== undefined)
      : byBlocks(from.length, block, settle),
  );
  return options.into ?? out;
}

/**
 * encodeBatch() on other threads, as decodeBatchAsync() is. When it rejects for a row that is no entry, the words before it are written,
 * and some behind it may be.
 *
 * @throws (rejects) as encodeBatch() does; RangeError for threads that are no integer from 1 to 1024; the reason of the signal.
 */
export async function encodeBatchAsync(
  k: Kernel,
  cols: Columns,
  options: EncodeAsyncOptions = {},
): Promise<BigUint64Array> {
  checkOptions(options);
  const { from, out } = encodeArrays(k, cols, options.into);
  const layout = layoutWords(k);
  const by: Engine = engine();
  const threads = threadsFor(by, options, out.length);
  const pool = threadsOf(by, threads, out.length, [out, from.payload]);
  const block = (first: number, n: number): number =>
    by.encode(layout, firstEntries(fromEntry(from, first), n), out.subarray(first, first + n));
  const { bad } = await settled(out.length, options, (settle) =>
    pool
      ? pool.encode(layout, firstEntries(from, out.length), out, threads, settle, options.onProgress !== undefined)
      : byBlocks(out.length, block, settle),
  );
  refuseBad(k, from, bad);
  return options.into ?? out;
}
