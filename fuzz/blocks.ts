/** What a campaign runs over: (seed, block) names a kernel and the words, whatever machine or shard it runs on. */

import type { Config } from '../lib/kernel/config.ts';
import { type Kernel, kernel } from '../lib/kernel/kernel.ts';
import { kernels } from '../spec/kernels.ts';
import { splitmix64 } from './splitmix64.ts';

/** Words in a block: what fits in a cache with its columns. */
export const blockWords = 1 << 14;

/** Options that move numbers, one bit of a block's configuration each; the last is five-level paging. */
const switches = ['softDirty', 'uffdWp', 'migration', 'devicePrivate', 'pteMarker', 'memoryFailure'] as const;
const configurations = 2 ** (switches.length + 1);

function configOf(bits: number): Partial<Config> {
  const on = switches.map((id, i) => [id, ((bits >> i) & 1) === 0]);
  return { ...Object.fromEntries(on), pagingLevels: bits >> switches.length ? 5 : 4 };
}

const known = new Map<string, Kernel>();

/** Blocks that share a kernel: making one takes as long as some thousand words. */
const perKernel = 16;

/** The kernel of a block: every release in turn, and on each the configurations in turn. */
export function kernelOfBlock(number: number, version?: string): Kernel {
  const block = Math.floor(number / perKernel);
  const series = version ?? (kernels[block % kernels.length]?.series as string);
  const bits = Math.floor(block / kernels.length) % configurations;
  const key = `${series}/${bits}`;
  const k = known.get(key) ?? kernel(series, configOf(bits));
  known.set(key, k);
  return k;
}

/** Puts the words of a block into an array that holds at most `blockWords`. */
export const fillBlock = (words: BigUint64Array, seed: number, block: number): void =>
  splitmix64(words, BigInt(seed), BigInt(block) * BigInt(blockWords));
