/** A worker thread that runs blocks of a shard, seen from outside. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { rangeError } from '../lib/base/errors.ts';
import { packageRoot } from '../lib/batch/engine/packageRoot.ts';
import type { Shard, Tally } from './shard.ts';

/** Runs blocks `from` to `from + count`, one call at a time. */
export interface FuzzThread {
  run(from: number, count: number): Promise<Tally>;
  end(): Promise<unknown>;
}

/** Starts a thread. @throws RangeError (ERR_PTE_INPUT) where the package is not built. */
export function startThread({ seed, index, count, comparisons, version }: Shard): FuzzThread {
  const shard: Shard = { seed, index, count, comparisons, ...(version !== undefined && { version }) };
  const worker = new Worker(workerFile(), { workerData: shard });
  return {
    run: (from, blocks) =>
      new Promise((resolve, reject) => {
        worker.once('message', (tally: Tally) => {
          worker.off('error', reject);
          resolve(tally);
        });
        worker.once('error', reject);
        worker.postMessage({ from, count: blocks });
      }),
    end: () => worker.terminate(),
  };
}

/** The compiled worker. */
function workerFile(): string {
  const file = join(packageRoot(), 'dist/pte/worker.cjs');
  if (!existsSync(file)) throw rangeError(`expected ${file}: npm run build`, 'ERR_PTE_INPUT');
  return file;
}
