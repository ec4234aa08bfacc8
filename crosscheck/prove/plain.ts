/**
 * What functions come to that are written for speed, in operators: the translation of helpers to C takes these in their place, and
 * tests compare the two (test/base/bits.test.ts, test/helpers/entryTypes.test.ts).
 */
import { swpType } from '../../lib/helpers/swapEntry.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import type { TypeId } from '../../lib/kernel/layout.ts';

const u64 = (x: bigint) => BigInt.asUintN(64, x);

/** hasAny() in one operator. */
export const hasAny = (word: bigint, mask: bigint): boolean => (word & mask) !== 0n;
/** hasOther() in two. */
export const hasOther = (word: bigint, mask: bigint): boolean => (word & ~mask) !== 0n;
/** keepAndSet() in two. */
export const keepAndSet = (word: bigint, keep: bigint, set: bigint): bigint => (word & keep) | set;
/** withBoth() in two. */
export const withBoth = (word: bigint, one: bigint, other: bigint): bigint => word | one | other;
/** topBits() as a shift. */
export const topBits = (word: bigint, shift: bigint): number => Number(u64(word) >> shift);
/** stacked() as a shift and a mask. */
export const stacked = (top: number, shift: bigint, rest: bigint, mask: bigint): bigint =>
  u64(BigInt(top) << shift) | (rest & mask);
/** stackedInverted() as two shifts and a mask. */
export const stackedInverted = (top: number, shift: bigint, rest: bigint, by: bigint, mask: bigint): bigint =>
  u64(BigInt(top) << shift) | (~(rest << by) & mask);
/** placed() as a shift and a mask. */
export const placed = (value: bigint, by: bigint, isInverted: boolean, mask: bigint, rest: bigint): bigint =>
  ((isInverted ? ~(value << by) : value << by) & mask) | rest;
/** invertedField() as a mask and a shift. */
export const invertedField = (word: bigint, mask: bigint, shift: bigint): bigint => (~word & mask) >> shift;
/** nibble() as a shift and a mask. */
export const nibble = (word: bigint, at: number): number => Number((u64(word) >> BigInt(4 * at)) & 15n);

/** isType() of lib/helpers/entryTypes.ts by the numbers of types. */
export const isType = (k: Kernel, entry: bigint, ids: readonly TypeId[]): boolean => {
  const type = swpType(k, entry);
  return ids.some((id) => k.type[id] === type);
};
