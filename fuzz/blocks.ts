/** What a campaign runs over: (seed, block) names a kernel and the words, whatever machine or shard it runs on. */

import { type Config, switches } from '../lib/kernel/config.ts';
import { type Kernel, kernel } from '../lib/kernel/kernel.ts';
import { kernels } from '../spec/kernels.ts';
import { splitmix64 } from './splitmix64.ts';

/** Words in a block: what fits in a cache with its columns. */
export const blockWords = 1 << 14;

/** Every switch is one bit of a block's configuration; the last bit is five-level paging. */
const configurations = 2 ** (switches.length + 1);

/** Odd, so that every configuration has its turn; large, so that those of one campaign differ in many switches. */
const stride = 1237;

function configOf(turn: number): Partial<Config> {
  const bits = (turn * stride) % configurations;
  const on = switches.map((id, i) => [id, ((bits >> i) & 1) === 0]);
  return { ...Object.fromEntries(on), pagingLevels: bits >> switches.length ? 5 : 4 };
}

/** The kernel made last: blocks come in order. */
let last: { readonly key: string; readonly k: Kernel } | undefined;

/** Blocks that share a kernel: making one takes as long as some thousand words. */
const perKernel = 16;

/** Blocks, one after the other, in which every release has had its turn. */
export const blocksOfRound = perKernel * kernels.length;

/** The kernel of a block: every release in turn, and on each the configurations in turn. */
export function kernelOfBlock(number: number, version?: string): Kernel {
  const block = Math.floor(number / perKernel);
  const series = version ?? (kernels[block % kernels.length]?.series as string);
  const turn = Math.floor(block / kernels.length) % configurations;
  const key = `${series}/${turn}`;
  if (last?.key !== key) last = { key, k: kernel(series, configOf(turn)) };
  return last.k;
}

/** Puts the words of a block into an array that holds at most `blockWords`. */
export const fillBlock = (words: BigUint64Array, seed: number, block: number): void =>
  splitmix64(words, BigInt(seed), BigInt(block) * BigInt(blockWords));
