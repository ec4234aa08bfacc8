/** Decoding, encoding and mapping on several threads, through the calls that users have. */
import { availableParallelism } from 'node:os';
import { decodeBatchAsync, encodeBatchAsync } from '../../lib/batch/codecAsync.ts';
import { columns } from '../../lib/batch/columns.ts';
import { mapBatchAsync } from '../../lib/batch/mapBatchAsync.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import type { Task } from '../result.ts';
import { codecBytes, mapBytes } from './words.ts';

/** Two, four and so on, up to as many as run at once on this machine. */
export function threadCounts(): readonly number[] {
  const most = availableParallelism();
  return [2, 4, 8, 16, 32, 64].filter((n) => n <= most);
}

/** All on each of so many threads, with the best instruction set. */
export function threadTasks(counts: readonly number[], words: BigUint64Array): readonly Task[] {
  const k = kernel('6.12');
  const into = columns(words.length);
  const back = new BigUint64Array(words.length);
  return [1, ...counts].flatMap((threads) => {
    const task = (name: string, run: Task['run'], bytes = codecBytes): Task => ({
      name,
      target: 'asynchronous',
      threads,
      bytes,
      beside: 'copy',
      run,
    });
    return [
      task('decode', () => decodeBatchAsync(k, words, { into, threads })),
      task('encode', () => encodeBatchAsync(k, into, { into: back, threads })),
      task('map', () => mapBatchAsync(k, 'pteMkuffdWp', words, { into: back, threads }), mapBytes),
    ];
  });
}
