/** One shard of a campaign: blocks i, i + n, i + 2n, ... of a seed, each on its kernel through every comparison. */
import { rangeError } from '../lib/base/errors.ts';
import type { Addon } from '../lib/batch/engine/native.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import { blockWords, fillBlock, kernelOfBlock } from './blocks.ts';
import {
  type Compared,
  type Comparison,
  type DecisionCounts,
  decidedBoth,
  minimised,
  nothingDecided,
} from './comparison.ts';
import { type ComparisonName, comparisonOf } from './comparisons.ts';
import { nothingSeen, type Seen } from './coverage.ts';
import type { Difference } from './difference.ts';

/** A part of a campaign. */
export interface Shard {
  readonly seed: number;
  /** This shard, and of how many. */
  readonly index: number;
  readonly count: number;
  readonly comparisons: readonly ComparisonName[];
  /** One kernel instead of all. */
  readonly version?: string;
}

/** What some blocks of a shard came to. */
export interface Tally {
  /** Blocks without a difference. */
  readonly blocks: number;
  /** Words compared, over all comparisons. */
  readonly inputs: number;
  /** What kernel logic decided of them. */
  readonly decisions: DecisionCounts;
  readonly seen: Seen;
  readonly difference?: Difference;
}

/** Runs blocks of one shard. */
export interface ShardRunner {
  /**
   * Runs blocks `from` to `from + count` of the shard; stops at the first difference. `noticed` gets it as it was met, before it
   * is made as small as it can be.
   */
  run(from: number, count: number, noticed?: (d: Difference) => void): Tally;
}

/**
 * A runner with comparisons of its own; `addon` and `make` stand for the core and comparisonOf() in tests.
 * @throws RangeError as comparisonOf() does.
 */
export function runnerOf(shard: Shard, addon?: Addon, make = comparisonOf): ShardRunner {
  const comparisons = shard.comparisons.map((name) => ({ name, comparison: make(name, addon) }));
  const words = new BigUint64Array(blockWords);
  let lookedAt: Kernel | undefined; // coverage is looked at once for each kernel

  const runBlock = (block: number, k: Kernel, seen: Seen, look: boolean, noticed?: Noticed): BlockTally => {
    fillBlock(words, shard.seed, block);
    let [inputs, decisions] = [0, nothingDecided];
    for (const { name, comparison } of comparisons) {
      const {
        compared,
        decisions: decided = nothingDecided,
        mismatch,
      } = run(comparison, k, words, look ? seen : undefined, `${name} of block ${block}`);
      inputs += compared;
      decisions = decidedBoth(decisions, decided);
      if (compared > 0) seen.target.add(name);
      if (!mismatch) continue;
      const found = { target: name, version: k.name, config: k.config, seed: shard.seed, block };
      noticed?.({ ...found, ...mismatch });
      return { inputs, decisions, difference: { ...found, ...minimised(comparison, k, mismatch) } };
    }
    return { inputs, decisions };
  };

  return {
    run(from, count, noticed) {
      const seen = nothingSeen();
      let [inputs, decisions] = [0, nothingDecided];
      for (let i = 0; i < count; i++) {
        const block = shard.index + (from + i) * shard.count;
        const k = kernelOfBlock(block, shard.version);
        const tally = runBlock(block, k, seen, k !== lookedAt, noticed);
        lookedAt = k;
        inputs += tally.inputs;
        decisions = decidedBoth(decisions, tally.decisions);
        if (tally.difference) return { blocks: i, inputs, decisions, seen, difference: tally.difference };
      }
      return { blocks: count, inputs, decisions, seen };
    },
  };
}

type Noticed = (d: Difference) => void;
type BlockTally = Pick<Tally, 'inputs' | 'decisions' | 'difference'>;

/** Runs a comparison on its words of a block. @throws RangeError (ERR_PTE_ENGINE) that names the block where a side fails. */
function run(comparison: Comparison, k: Kernel, words: BigUint64Array, seen: Seen | undefined, what: string): Compared {
  try {
    return comparison.run(k, words.subarray(0, comparison.words), seen);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw rangeError(`expected ${what} (Linux ${k.name}) to be compared, got an error: ${why}`, 'ERR_PTE_ENGINE');
  }
}
