/** What the functions of lib/base/bits.ts come to, in operators: the translation of helpers to C takes these in their place. */

const u64 = (x: bigint) => BigInt.asUintN(64, x);

/** hasAny() in one operator. */
export const hasAny = (word: bigint, mask: bigint): boolean => (word & mask) !== 0n;
/** keepAndSet() in two. */
export const keepAndSet = (word: bigint, keep: bigint, set: bigint): bigint => (word & keep) | set;
/** topBits() as a shift. */
export const topBits = (word: bigint, shift: bigint): number => Number(u64(word) >> shift);
/** stacked() as a shift and a mask. */
export const stacked = (top: number, shift: bigint, rest: bigint, mask: bigint): bigint =>
  u64(BigInt(top) << shift) | (rest & mask);
/** invertedField() as a mask and a shift. */
export const invertedField = (word: bigint, mask: bigint, shift: bigint): bigint => (~word & mask) >> shift;
