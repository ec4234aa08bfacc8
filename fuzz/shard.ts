/** One shard of a campaign: blocks i, i + n, i + 2n, ... of a seed, each on its kernel through every target. */
import { type Addon, loadAddon } from '../lib/batch/engine/native.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import { blockWords, fillBlock, kernelOfBlock } from './blocks.ts';
import { minimised, type Target, type TargetName, targetOf } from './comparisons.ts';
import type { Seen } from './coverage.ts';
import type { Difference } from './files.ts';

export interface Shard {
  readonly seed: number;
  /** This shard, and of how many. */
  readonly index: number;
  readonly count: number;
  readonly targets: readonly TargetName[];
  /** One kernel instead of all. */
  readonly version?: string;
}

/** What some blocks of a shard came to. */
export interface Tally {
  readonly blocks: number;
  /** Words compared, over all targets. */
  readonly inputs: number;
  /** Labels of coverage.ts that were not seen before. */
  readonly seen: readonly string[];
  readonly difference?: Difference;
}

export interface Runner {
  /** Runs blocks `from` to `from + count` of the shard; stops at the first difference. */
  run(from: number, count: number): Tally;
}

export function runnerOf(shard: Shard, addon: Addon = loadAddon(), make = targetOf): Runner {
  const targets = shard.targets.map((name) => make(name, addon));
  const words = new BigUint64Array(blockWords);
  const all: Seen = new Set();
  let known: Kernel | undefined;
  return {
    run(from, count) {
      let inputs = 0;
      const before = all.size;
      const seen = () => [...all].slice(before);
      for (let i = 0; i < count; i++) {
        const block = shard.index + (from + i) * shard.count;
        const k = kernelOfBlock(block, shard.version);
        fillBlock(words, shard.seed, block);
        const look = k === known ? undefined : all; // once for each kernel
        known = k;
        for (const target of targets) {
          const found = target.run(k, words.subarray(0, target.words), look);
          inputs += target.words;
          if (!found) continue;
          const { word, how } = minimised(target, k, found);
          const difference = {
            target: target.name as TargetName,
            version: k.name,
            config: k.config,
            word,
            how,
            seed: shard.seed,
            block,
          };
          return { blocks: i, inputs, seen: seen(), difference };
        }
      }
      return { blocks: count, inputs, seen: seen() };
    },
  };
}

/** Whether a target still finds the difference. */
export const stillDiffers = (
  target: Target,
  d: { readonly kernel: Parameters<Target['run']>[0]; readonly word: bigint },
): boolean => target.run(d.kernel, BigUint64Array.of(d.word)) !== undefined;
