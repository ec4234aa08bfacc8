/** A campaign on one machine: threads over shards, a checkpoint, and an end by time, count, difference or signal. */
import { expectWritable } from '../files/save.ts';
import { parseRelease } from '../lib/kernel/release.ts';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { type DecisionCounts, nothingDecided } from './comparison.ts';
import { expectCorpus, keepDifference } from './corpus.ts';
import { addLabels, nothingSeen, type Seen, seenLabels } from './coverage.ts';
import type { Difference } from './difference.ts';
import { type Maker, makerHere } from './maker.ts';
import { startPool } from './pool.ts';
import { type Campaign, clock, nothingCompared, type Standing, turns } from './turns.ts';

export type { Campaign } from './turns.ts';

/** What a campaign came to, however it ended. */
export interface CampaignResult {
  /** Words that were compared, with those before. */
  readonly inputs: number;
  /** Words that a run before this one had compared. */
  readonly resumed: number;
  readonly seconds: number;
  /** What kernel logic decided in this run, without those before. */
  readonly decisions: DecisionCounts;
  readonly seen: Seen;
  readonly difference?: Difference;
  /** The file that keeps it. */
  readonly kept?: string;
  /** What went wrong: with a thread, the checkpoint or the corpus, or that nothing was compared. */
  readonly failures: readonly unknown[];
}

/**
 * Runs a campaign to its end. What happens on the way is in the result, beside what was found until then.
 * @throws RangeError (ERR_PTE_INPUT) and Node's errors for what is wrong before it starts: a checkpoint that cannot be gone on
 * with or written, a corpus that cannot be written, a kernel that is none.
 */
export async function campaign(c: Campaign): Promise<CampaignResult> {
  if (c.version !== undefined) parseRelease(c.version); // threads would each say that it is none
  const maker = makerHere();
  const at = resumed(c, maker);
  const before = at.inputs;
  if (c.checkpoint !== undefined) expectWritable(c.checkpoint);
  expectCorpus(c.corpus);
  const failures: unknown[] = [];
  const attempt = async <T>(what: () => T): Promise<Awaited<T> | undefined> => {
    try {
      return await what();
    } catch (error) {
      failures.push(error);
      return undefined;
    }
  };
  const keep = keeper(c, maker, at);
  const elapsed = clock();
  await attempt(() => run(c, at, elapsed, keep));
  const { difference, decisions, seen } = at;
  const kept = difference && (await attempt(() => keepDifference(c.corpus, difference, maker)));
  if (!keep.failed) await attempt(keep);
  const inputs = at.inputs + at.after;
  if (inputs + failures.length === 0 && !difference && !c.stop?.aborted) failures.push(nothingCompared(c, at.blocks));
  return {
    inputs,
    resumed: before,
    seconds: elapsed(),
    decisions,
    seen,
    ...(difference && { difference }),
    ...(kept !== undefined && { kept }),
    failures,
  };
}

function resumed(c: Campaign, maker: Maker): Standing {
  const before = c.checkpoint === undefined ? undefined : loadCheckpoint(c.checkpoint, ownerOf(c, maker));
  const seen = nothingSeen();
  addLabels(seen, before?.seen ?? []);
  return { blocks: before?.blocks ?? 0, inputs: before?.inputs ?? 0, after: 0, decisions: nothingDecided, seen };
}

const ownerOf = ({ seed, index, count, comparisons, version }: Campaign, maker: Maker) => ({
  maker,
  seed,
  shard: `${index}/${count}`,
  targets: [...comparisons],
  kernel: version ?? 'all',
});

/** Writes the checkpoint, until that fails once. */
function keeper(c: Campaign, maker: Maker, at: Standing): (() => void) & { failed: boolean } {
  const keep = () => {
    if (c.checkpoint === undefined) return;
    keep.failed = true;
    saveCheckpoint(c.checkpoint, {
      ...ownerOf(c, maker),
      blocks: at.blocks,
      inputs: at.inputs,
      seen: seenLabels(at.seen),
    });
    keep.failed = false;
  };
  keep.failed = false;
  return keep;
}

/** Turn after turn. The threads end with it, in every outcome. */
async function run(c: Campaign, at: Standing, elapsed: () => number, keep: () => void): Promise<void> {
  const { seed, index, count, comparisons, version, threads } = c;
  const shard = { seed, index, count, comparisons, ...(version !== undefined && { version }) };
  const pool = startPool({ shard, threads });
  const stop = () => void pool.end();
  c.stop?.addEventListener('abort', stop, { once: true });
  try {
    await turns(pool, c, at, elapsed, keep);
  } catch (error) {
    if (!c.stop?.aborted) throw error;
  } finally {
    c.stop?.removeEventListener('abort', stop);
    await pool.end();
  }
}
