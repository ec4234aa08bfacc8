/** A thread of a campaign, from inside: runs the blocks that it is asked for, and answers with what they came to. */
import { parentPort, workerData } from 'node:worker_threads';
import type { BlockRange, ThreadAnswer } from './answers.ts';
import { runnerOf, type Shard } from './shard.ts';

/** Answers until the thread is ended. @throws RangeError as runnerOf() does. */
export function answer(): void {
  const say = (what: ThreadAnswer) => parentPort?.postMessage(what);
  const runner = runnerOf(workerData as Shard);
  parentPort?.on('message', ({ from, count }: BlockRange) => {
    const tally = runner.run(from, count, (difference) => say({ is: 'noticed', difference }));
    say({ is: 'tally', tally });
  });
}
