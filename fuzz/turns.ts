/** The turns of a campaign: some blocks for each thread, again and again, until one of its ends is reached. */
import { rangeError } from '../lib/base/errors.ts';
import { blocksOfRound } from './blocks.ts';
import { type DecisionCounts, decidedBoth } from './comparison.ts';
import { wordsPerBlock } from './comparisons.ts';
import { addSeen, type Seen } from './coverage.ts';
import type { Difference } from './difference.ts';
import type { Pool } from './pool.ts';
import type { Shard, Tally } from './shard.ts';

/** A shard, and how long and with how many threads to run it. */
export interface Campaign extends Shard {
  readonly threads: number;
  /** Seconds after which it ends, and words after which it ends; whichever comes first. */
  readonly seconds: number;
  readonly inputs: number;
  /** The folder for differences. */
  readonly corpus: string;
  readonly checkpoint?: string;
  readonly progress?: (inputs: number, seconds: number) => void;
  /** Gets the difference as soon as it is found: before it is kept, and whatever happens then. */
  readonly found?: (d: Difference) => void;
  /** Ends it. */
  readonly stop?: AbortSignal;
}

/** Where a campaign is. */
export interface Standing {
  /** All blocks of the shard before this one are done. */
  blocks: number;
  /** Words that were compared in them. */
  inputs: number;
  /** Words of the blocks after them: of a turn that did not come to its end. */
  after: number;
  /** What kernel logic decided in this run. */
  decisions: DecisionCounts;
  readonly seen: Seen;
  difference?: Difference;
}

/** Blocks of a thread between two looks at the clock. */
const stride = 64;

/** Seconds between two checkpoints. */
const checkpointSeconds = 1;

/** Seconds since it was made. */
export function clock(): () => number {
  const start = Date.now();
  return () => (Date.now() - start) / 1000;
}

/**
 * Runs turns until the words, the time, a difference or a signal ends them; `keep` is called now and then, at the end of one.
 * @throws RangeError (ERR_PTE_INPUT) where the kernels have nothing to compare, as Pool.run() does, and what `keep` throws.
 */
export async function turns(
  pool: Pool,
  c: Campaign,
  at: Standing,
  elapsed: () => number,
  keep: () => void,
): Promise<void> {
  const first = { blocks: at.blocks, inputs: at.inputs };
  let saved = Number.NEGATIVE_INFINITY;
  while (at.inputs < c.inputs && !c.stop?.aborted) {
    await takeTurn(pool, c, at);
    if (at.difference) return;
    c.progress?.(at.inputs, elapsed());
    if (at.inputs === first.inputs) {
      // Not the time ends it here: the kernels to come may have what is to be compared.
      if (at.blocks - first.blocks >= blocksOfRound) throw nothingCompared(c, at.blocks - first.blocks);
      continue;
    }
    if (elapsed() - saved > checkpointSeconds) {
      keep();
      saved = elapsed();
    }
    if (elapsed() >= c.seconds) return;
  }
}

/** What is wrong where a campaign compares nothing. */
export const nothingCompared = ({ comparisons }: Campaign, blocks: number) =>
  rangeError(`expected ${comparisons.join()} to compare words, got none in ${blocks} blocks`, 'ERR_PTE_INPUT');

/**
 * Some blocks, a part for each thread. It is done when all parts are; a difference ends it, and the next run, which starts
 * before it, finds that again.
 */
async function takeTurn(pool: Pool, c: Campaign, at: Standing): Promise<void> {
  const wanted = Math.ceil((c.inputs - at.inputs) / wordsPerBlock(c.comparisons));
  const blocks = Math.min(stride * c.threads, wanted);
  const start = (thread: number) => at.blocks + Math.floor((blocks * thread) / c.threads);
  const parts = Array.from({ length: c.threads }, (_, thread) => ({
    thread,
    from: start(thread),
    count: start(thread + 1) - start(thread),
  })).filter(({ count }) => count > 0);
  const ends = await Promise.allSettled(
    parts.map(async ({ thread, ...question }) => count(c, pool, at, await pool.run(thread, question))),
  );
  if (at.difference) return;
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
  at.blocks += blocks;
  at.inputs += at.after;
  at.after = 0;
}

/** Adds what a part came to. The first difference ends all. */
function count(c: Campaign, pool: Pool, at: Standing, tally: Tally): void {
  at.after += tally.inputs;
  at.decisions = decidedBoth(at.decisions, tally.decisions);
  addSeen(at.seen, tally.seen);
  if (!tally.difference || at.difference) return;
  at.difference = tally.difference;
  c.found?.(tally.difference);
  void pool.end();
}
