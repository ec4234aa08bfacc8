/** A thread of `pte fuzz`: runs the blocks that it is asked for, and answers with what they came to. */
import { parentPort, workerData } from 'node:worker_threads';
import { runnerOf, type Shard } from './shard.ts';

const runner = runnerOf(workerData as Shard);
parentPort?.on('message', ({ from, count }: { from: number; count: number }) => {
  parentPort?.postMessage(runner.run(from, count));
});
