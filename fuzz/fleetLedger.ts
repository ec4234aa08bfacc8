/** What a coordinator has of a campaign: the jobs that are to come, and the sum of those that it believes. */
import { rangeError } from '../lib/base/errors.ts';
import { printable } from '../lib/base/printable.ts';
import { blocksOfRound } from './blocks.ts';
import { type DecisionCounts, decidedBoth, nothingDecided } from './comparison.ts';
import { wordsPerBlock } from './comparisons.ts';
import type { Difference } from './difference.ts';
import {
  campaignId,
  checkedRange,
  type FleetCampaign,
  type FleetRange,
  jobId,
  rangesFrom,
  shardOf,
} from './fleetCampaign.ts';
import type { FleetJob } from './fleetQueue.ts';
import { checkedTally } from './fleetResult.ts';
import { runnerOf } from './shard.ts';

/** A job that came to nothing, and why: it counts neither as agreement nor as a difference. */
export interface FleetTrouble {
  readonly job: string;
  /** The worker that took it last. */
  readonly worker?: string;
  readonly why: string;
}

/** How far a campaign is, over all its jobs. */
export interface FleetSum {
  readonly campaign: string;
  readonly jobs: number;
  readonly done: number;
  /** Words compared. */
  readonly inputs: number;
  /** What kernel logic decided of them. */
  readonly decisions: DecisionCounts;
  /** Labels of coverage.ts. */
  readonly seen: readonly string[];
  /** Those that a worker reported and that showed again here. */
  readonly differences: readonly Difference[];
  readonly troubles: readonly FleetTrouble[];
  /** What ended it before its end; of a server that has gone, `why` is what it said last. */
  readonly ended?: 'time' | 'signal' | 'the server';
  readonly why?: string;
}

/** Labels of a campaign; far more than there are. */
const mostLabels = 100_000;

/** What a job came to, or why it came to nothing. */
export type Settled = { readonly why: string } | undefined;

/** The sum of a campaign as its jobs end. */
export class Ledger {
  readonly campaign: FleetCampaign;
  /** Jobs without a result, by name. */
  readonly pending = new Map<string, FleetRange>();
  readonly troubles: FleetTrouble[] = [];
  readonly differences: Difference[] = [];
  inputs = 0;
  #decisions = nothingDecided;
  readonly #seen = new Set<string>();
  #jobs = 0;
  #done = 0;
  /** Blocks that ranges were made of, and when words last were more than before. */
  #blocks = 0;
  #before = { inputs: 0, blocks: 0 };

  constructor(campaign: FleetCampaign) {
    this.campaign = campaign;
    this.#plan(campaign.inputs);
  }

  #plan(inputs: number): void {
    for (const range of rangesFrom(this.campaign, this.#blocks, inputs)) {
      this.pending.set(jobId(range), range);
      this.#blocks = range.from + range.count;
      this.#jobs += 1;
    }
  }

  /** Takes the result of a job into the sum, or says why it does not. */
  settle(id: string, job: FleetJob): Settled {
    try {
      this.#take(id, job);
      return undefined;
    } catch (error) {
      return { why: (error as Error).message };
    }
  }

  #take(id: string, { data, result, failed, wrong }: FleetJob): void {
    if (wrong !== undefined || failed !== undefined)
      throw rangeError(printable(wrong ?? `failed: ${failed}`.slice(0, 300)), 'ERR_PTE_INPUT');
    const range = checkedRange(id, data, this.campaign.maker);
    const { inputs, decisions, seen, difference } = checkedTally(result, range);
    if (difference) this.differences.push(this.#again(difference));
    for (const label of seen) if (this.#seen.size < mostLabels) this.#seen.add(label);
    this.inputs += inputs;
    this.#decisions = decidedBoth(this.#decisions, decisions);
    this.#done += 1;
    this.pending.delete(id);
  }

  /** The difference that this machine finds in the same block: the worker's word is not taken for it. */
  #again({ block }: Difference): Difference {
    const { difference } = runnerOf(shardOf(this.campaign)).run(block, 1);
    if (difference) return difference;
    throw rangeError(`its difference in block ${block} does not show again here`, 'ERR_PTE_INPUT');
  }

  /** Writes a job off. */
  giveUp(trouble: FleetTrouble): void {
    this.troubles.push(trouble);
    this.pending.delete(trouble.job);
  }

  /**
   * Plans more where the blocks so far had fewer words to compare than they may have; false where a round over all kernels
   * had none.
   */
  extend(): boolean {
    const { inputs, targets } = this.campaign;
    if (this.troubles.length > 0 || this.inputs >= inputs) return false;
    if (this.inputs > this.#before.inputs) this.#before = { inputs: this.inputs, blocks: this.#blocks };
    else if (this.#blocks - this.#before.blocks >= blocksOfRound) return false;
    const words = wordsPerBlock(targets);
    const share = (this.#blocks * words) / this.inputs;
    this.#plan(this.inputs === 0 ? blocksOfRound * words : (inputs - this.inputs) * share);
    return true;
  }

  /** As it is now. */
  sum(ended?: FleetSum['ended'], why?: string): FleetSum {
    return {
      campaign: campaignId(this.campaign),
      jobs: this.#jobs,
      done: this.#done,
      inputs: this.inputs,
      decisions: this.#decisions,
      seen: [...this.#seen].sort(),
      differences: this.differences,
      troubles: this.troubles,
      ...(ended !== undefined && { ended }),
      ...(why !== undefined && { why }),
    };
  }
}
