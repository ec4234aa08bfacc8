/** Work that is shared out among threads: each takes the next job when it has done one. */
import { Worker } from 'node:worker_threads';

/** What a thread says of a job. */
export type Said<Part, Result> = { readonly part: Part } | { readonly result: Result };

/** Whoever hears of the work. */
export interface Foreman<Part, Result> {
  readonly onPart?: (part: Part, job: number) => void;
  readonly onResult?: (result: Result, job: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Has threads of a file do jobs, and gives their results in the order of the jobs; undefined for those that a signal came before.
 * @throws whatever a thread throws.
 */
export async function shareOut<Job, Part, Result>(
  file: string | URL,
  jobs: readonly Job[],
  threads: number,
  { onPart, onResult, signal }: Foreman<Part, Result>,
): Promise<readonly (Result | undefined)[]> {
  const results = new Array<Result | undefined>(jobs.length).fill(undefined);
  let next = 0;
  const work = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      let job = -1;
      const take = () => {
        job = next++;
        if (job >= jobs.length || signal?.aborted) resolve();
        else worker.postMessage(jobs[job]);
      };
      signal?.addEventListener('abort', () => resolve(), { once: true });
      worker.on('message', (said: Said<Part, Result>) => {
        if ('part' in said) return onPart?.(said.part, job);
        results[job] = said.result;
        onResult?.(said.result, job);
        take();
      });
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`a thread ended with exit code ${code}`)));
      take();
    });
  const crew = Array.from({ length: Math.min(threads, jobs.length) }, () => new Worker(file));
  try {
    await Promise.all(crew.map(work));
  } finally {
    await Promise.all(crew.map((worker) => worker.terminate()));
  }
  return results;
}
