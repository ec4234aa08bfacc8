/** Two ways to get the same answer, and words on which they differ. */
import type { Kernel } from '../lib/kernel/kernel.ts';
import type { Seen } from './coverage.ts';

/** Runs words on a kernel in two ways. */
export interface Comparison {
  /** How many words of a block it runs: fewer where one side is slow. */
  readonly words: number;
  /** The first word on which the two sides differ, and how; undefined where they agree. Notes in `seen` what it came by. */
  run(k: Kernel, words: BigUint64Array, seen?: Seen): Mismatch | undefined;
}

/** A word on which two sides differ. */
export interface Mismatch {
  readonly word: bigint;
  readonly how: string;
}

/** Takes bits away from a word for as long as the two sides still differ on it. */
export function minimised(comparison: Comparison, k: Kernel, found: Mismatch): Mismatch {
  let smallest = found;
  for (let next: Mismatch | undefined = found; next; next = smaller(comparison, k, smallest.word)) smallest = next;
  return smallest;
}

function smaller(comparison: Comparison, k: Kernel, word: bigint): Mismatch | undefined {
  for (let bit = 1n; bit < 1n << 64n; bit <<= 1n) {
    const found = word & bit ? comparison.run(k, BigUint64Array.of(word ^ bit)) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** Whether the two sides still differ on a word that a campaign found. */
export const stillDiffers = (
  comparison: Comparison,
  { kernel, word }: { readonly kernel: Kernel; readonly word: bigint },
): boolean => comparison.run(kernel, BigUint64Array.of(word)) !== undefined;
