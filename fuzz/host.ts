/** The process of a campaign's threads. What crashes, hangs or fills the memory there takes nothing from the campaign. */
import { Worker } from 'node:worker_threads';
import type { BlockRange, Of, Start, ThreadAnswer } from './answers.ts';
import type { Shard } from './shard.ts';

/** Starts the threads, and hands on what they are asked and answer, until the campaign ends this process or is gone. */
export function host(): void {
  const { shard, threads } = JSON.parse(process.argv[2] as string) as Start;
  const pool = Array.from({ length: threads }, (_, thread) =>
    startThread(shard, (answer) => process.send?.({ thread, ...answer } satisfies Of<ThreadAnswer>)),
  );
  process.on('message', ({ thread, ...question }: Of<BlockRange>) => pool[thread]?.postMessage(question));
  // No thread keeps this process: not even one that never comes back from native code.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  // A terminal sends them to the campaign as well, which is who ends.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
}

function startThread(shard: Shard, say: (answer: ThreadAnswer) => void): Worker {
  const worker = new Worker(process.argv[1] as string, { workerData: shard });
  worker.on('message', say);
  worker.on('error', (error) => say(failureOf(error)));
  worker.on('exit', (code) => say({ is: 'failure', why: `the thread ended with exit code ${code}` }));
  return worker;
}

function failureOf(error: unknown): ThreadAnswer {
  if (!(error instanceof Error)) return { is: 'failure', why: String(error) };
  const code = 'code' in error ? String(error.code) : '';
  return { is: 'failure', why: error.message, says: code.startsWith('ERR_PTE_') };
}
