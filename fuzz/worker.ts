/** What runs the blocks of a campaign: as a process of its own the host of the threads, and in each of its threads a runner. */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { Answer, Question } from './answers.ts';
import { host } from './host.ts';
import { runnerOf, type Shard } from './shard.ts';

function answer(shard: Shard): void {
  const say = (what: Answer) => parentPort?.postMessage(what);
  const runner = runnerOf(shard);
  parentPort?.on('message', ({ from, count }: Question) => {
    const tally = runner.run(from, count, (difference) => say({ is: 'noticed', difference }));
    say({ is: 'tally', tally });
  });
}

if (isMainThread) host();
else answer(workerData as Shard);
