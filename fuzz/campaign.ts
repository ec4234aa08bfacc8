/** A campaign on one machine: threads over shards, a checkpoint, and an end by time, count or difference. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { rangeError } from '../lib/base/errors.ts';
import { packageRoot } from '../lib/batch/engine/packageRoot.ts';
import { blockWords } from './blocks.ts';
import type { Seen } from './coverage.ts';
import type { Difference } from './files.ts';
import { keepDifference, loadCheckpoint, saveCheckpoint } from './files.ts';
import type { Shard, Tally } from './shard.ts';

export interface Campaign extends Shard {
  readonly threads: number;
  /** Seconds after which it ends, and words after which it ends; whichever comes first. */
  readonly seconds: number;
  readonly inputs: number;
  readonly corpus: string;
  readonly checkpoint?: string;
  readonly progress?: (inputs: number, seconds: number) => void;
}

export interface Outcome {
  readonly inputs: number;
  /** Words that a run before this one had compared. */
  readonly resumed: number;
  readonly seconds: number;
  /** Labels of coverage.ts. */
  readonly seen: readonly string[];
  readonly difference?: Difference;
  /** The file that keeps it. */
  readonly kept?: string;
}

/** Blocks between two looks at the clock. */
const stride = 64;

export async function campaign(c: Campaign): Promise<Outcome> {
  const of = { seed: c.seed, shard: `${c.index}/${c.count}`, targets: [...c.targets] };
  const before = c.checkpoint === undefined ? undefined : loadCheckpoint(c.checkpoint, of);
  const start = Date.now();
  const seconds = () => (Date.now() - start) / 1000;
  const pool = Array.from({ length: c.threads }, () => thread(c));
  let next = before?.blocks ?? 0;
  let inputs = before?.inputs ?? 0;
  const seen: Seen = new Set(before?.seen);
  let difference: Difference | undefined;
  let saved = 0;
  const open = () => !difference && seconds() < c.seconds && inputs < c.inputs;
  /** Runs by turns, so that all blocks before `next` are done whenever a checkpoint is written. */
  while (open()) {
    const left = Math.max(1, Math.ceil((c.inputs - inputs) / (blockWords * c.threads)));
    const each = Math.min(stride, left);
    const tallies = await Promise.all(pool.map((run, i) => run(next + i * each, each)));
    for (const tally of tallies) {
      inputs += tally.inputs;
      for (const label of tally.seen) seen.add(label);
      difference ??= tally.difference;
    }
    next += each * pool.length;
    if (c.checkpoint !== undefined && (seconds() - saved > 1 || !open())) {
      saved = seconds();
      const blocks = difference ? next - each * pool.length : next;
      saveCheckpoint(c.checkpoint, { ...of, blocks, inputs, seen: [...seen] });
    }
    c.progress?.(inputs, seconds());
  }
  const kept = difference && keepDifference(c.corpus, difference);
  await Promise.all(pool.map((run) => run.end()));
  return {
    ...{ inputs, resumed: before?.inputs ?? 0, seconds: seconds(), seen: [...seen].sort() },
    ...(difference && { difference }),
    ...(kept !== undefined && { kept }),
  };
}

type Thread = ((from: number, count: number) => Promise<Tally>) & { end(): Promise<unknown> };

function thread({ seed, index, count, targets, version }: Shard): Thread {
  const worker = new Worker(workerFile(), {
    workerData: { seed, index, count, targets, ...(version !== undefined && { version }) },
  });
  const run = (from: number, blocks: number) =>
    new Promise<Tally>((resolve, reject) => {
      worker.once('message', (tally: Tally) => {
        worker.off('error', reject);
        resolve(tally);
      });
      worker.once('error', reject);
      worker.postMessage({ from, count: blocks });
    });
  return Object.assign(run, { end: () => worker.terminate() });
}

/** The worker, as built beside the command. */
function workerFile(): string {
  const file = join(packageRoot(), 'dist/pte/worker.cjs');
  if (!existsSync(file)) throw rangeError(`expected ${file}: npm run build`, 'ERR_PTE_INPUT');
  return file;
}
