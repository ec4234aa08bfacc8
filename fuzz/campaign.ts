/** A campaign on one machine: threads over shards, a checkpoint, and an end by time, count or difference. */
import { blockWords } from './blocks.ts';
import { type CheckpointOwner, loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { type Difference, keepDifference } from './corpus.ts';
import { addLabels, addSeen, nothingSeen, type Seen, seenLabels } from './coverage.ts';
import { thisMaker } from './maker.ts';
import type { Shard } from './shard.ts';
import { type FuzzThread, startThread } from './thread.ts';

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
}

/** What a campaign came to. */
export interface CampaignResult {
  readonly inputs: number;
  /** Words that a run before this one had compared. */
  readonly resumed: number;
  readonly seconds: number;
  readonly seen: Seen;
  readonly difference?: Difference;
  /** The file that keeps it. */
  readonly kept?: string;
}

/** Where a campaign is. */
interface Standing {
  /** All blocks of the shard before this one are done. */
  blocks: number;
  inputs: number;
  readonly seen: Seen;
  difference?: Difference;
}

/** Blocks between two looks at the clock. */
const stride = 64;

/** Seconds between two checkpoints. */
const checkpointSeconds = 1;

/** Runs a campaign to its end. @throws RangeError (ERR_PTE_INPUT) for a checkpoint that cannot be gone on with. */
export async function campaign(c: Campaign): Promise<CampaignResult> {
  const owner = { seed: c.seed, shard: `${c.index}/${c.count}`, targets: [...c.comparisons] };
  const at = resumed(c, owner);
  const before = at.inputs;
  const start = Date.now();
  const seconds = () => (Date.now() - start) / 1000;
  const pool = Array.from({ length: c.threads }, () => startThread(c));
  const open = () => !at.difference && seconds() < c.seconds && at.inputs < c.inputs;
  let saved = 0;
  while (open()) {
    await takeTurn(pool, c, at);
    if (c.checkpoint !== undefined && (seconds() - saved > checkpointSeconds || !open())) {
      saved = seconds();
      saveCheckpoint(c.checkpoint, { ...owner, blocks: at.blocks, inputs: at.inputs, seen: seenLabels(at.seen) });
    }
    c.progress?.(at.inputs, seconds());
  }
  const result = { inputs: at.inputs, resumed: before, seconds: seconds(), seen: at.seen };
  const { difference } = at;
  const kept = difference && keepDifference(c.corpus, difference, thisMaker());
  await Promise.all(pool.map((thread) => thread.end()));
  return { ...result, ...(difference && { difference }), ...(kept !== undefined && { kept }) };
}

function resumed(c: Campaign, owner: CheckpointOwner): Standing {
  const before = c.checkpoint === undefined ? undefined : loadCheckpoint(c.checkpoint, owner);
  const seen = nothingSeen();
  addLabels(seen, before?.seen ?? []);
  return { blocks: before?.blocks ?? 0, inputs: before?.inputs ?? 0, seen };
}

/** As many blocks for each thread, so that nothing before `at.blocks` is left out when a checkpoint is written. */
async function takeTurn(pool: readonly FuzzThread[], c: Campaign, at: Standing): Promise<void> {
  const left = Math.max(1, Math.ceil((c.inputs - at.inputs) / (blockWords * pool.length)));
  const each = Math.min(stride, left);
  const tallies = await Promise.all(pool.map((thread, i) => thread.run(at.blocks + i * each, each)));
  for (const tally of tallies) {
    at.inputs += tally.inputs;
    addSeen(at.seen, tally.seen);
    if (tally.difference) at.difference ??= tally.difference;
  }
  if (!at.difference) at.blocks += each * pool.length; // with one, the next run finds it again
}
