/** Two ways to get the same answer, and words on which they differ. */
import { rangeError } from '../lib/base/errors.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import type { Seen } from './coverage.ts';

/** Runs words on a kernel in two ways. */
export interface Comparison {
  /** How many words of a block it runs: fewer where one side is slow. */
  readonly words: number;
  /** What came of some words. Notes in `seen` what it came by. */
  run(k: Kernel, words: BigUint64Array, seen?: Seen): Compared;
}

/** What came of some words. */
export interface Compared {
  /** How many both sides have seen: 0 where the kernel has nothing to compare. */
  readonly compared: number;
  /** Where words are entries that kernel logic decides: what became of them. */
  readonly decisions?: DecisionCounts;
  /** The first word on which the two sides differ, and how; absent where they agree. */
  readonly mismatch?: Mismatch;
}

/** Entries that kernel logic decided. */
export interface DecisionCounts {
  /** Those whose decision was compared. */
  readonly compared: number;
  /** Those among them that were run through the kernel's function itself. */
  readonly run: number;
}
/** To begin with. */
export const nothingDecided: DecisionCounts = { compared: 0, run: 0 };
/** The sum of two. */
export const decidedBoth = (a: DecisionCounts, b: DecisionCounts): DecisionCounts => ({
  compared: a.compared + b.compared,
  run: a.run + b.run,
});

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
    const found = word & bit ? mismatchOn(comparison, k, word ^ bit) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** A side that fails on a word says nothing about it, and takes nothing from what was found before. */
function mismatchOn(comparison: Comparison, k: Kernel, word: bigint): Mismatch | undefined {
  try {
    return comparison.run(k, BigUint64Array.of(word)).mismatch;
  } catch {
    return undefined;
  }
}

/**
 * Whether the two sides still differ on a word that a campaign found.
 * @throws RangeError (ERR_PTE_INPUT) where the comparison has nothing to say of it.
 */
export function stillDiffers(
  comparison: Comparison,
  { kernel, word }: { readonly kernel: Kernel; readonly word: bigint },
): boolean {
  const { compared, mismatch } = comparison.run(kernel, BigUint64Array.of(word));
  if (compared === 0)
    throw rangeError(`expected a word that is compared on Linux ${kernel.name}, got another`, 'ERR_PTE_INPUT');
  return mismatch !== undefined;
}
