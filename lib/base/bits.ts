/**
 * Operations on 64-bit words that make no bigint on the way. `word & mask` allocates one (10 ns); written into an array and
 * read as 32-bit numbers, a test takes 3 ns and a change 8, however many operators of bigints it stands for. Words may
 * be any bigints and count modulo 2^64; masks and results are from 0 to 2^64 - 1.
 *
 * crosscheck/prove/plain.ts says the same in operators of bigints: proofs translate that, and a test compares the two.
 */
import { HIGH as HI, LOW as LO } from './halves.ts';

const words = new BigUint64Array(4);
const halves = new Int32Array(words.buffer); // two for each word, in the byte order of this machine

/** Whether a word has any bit of a mask. */
export function hasAny(word: bigint, mask: bigint): boolean {
  words[0] = word;
  words[1] = mask;
  return (((halves[0] as number) & (halves[2] as number)) | ((halves[1] as number) & (halves[3] as number))) !== 0;
}

/** Whether a word has any bit that a mask lacks. */
export function hasOther(word: bigint, mask: bigint): boolean {
  words[0] = word;
  words[1] = mask;
  return (((halves[0] as number) & ~(halves[2] as number)) | ((halves[1] as number) & ~(halves[3] as number))) !== 0;
}

/** The bits of a word that `keep` has, and those of `set` besides. */
export function keepAndSet(word: bigint, keep: bigint, set: bigint): bigint {
  words[0] = word;
  words[1] = keep;
  words[2] = set;
  halves[0] = ((halves[0] as number) & (halves[2] as number)) | (halves[4] as number);
  halves[1] = ((halves[1] as number) & (halves[3] as number)) | (halves[5] as number);
  return words[0] as bigint;
}

/** The bits of a word, and those of two masks besides. */
export function withBoth(word: bigint, one: bigint, other: bigint): bigint {
  words[0] = word;
  words[1] = one;
  words[2] = other;
  halves[0] = (halves[0] as number) | (halves[2] as number) | (halves[4] as number);
  halves[1] = (halves[1] as number) | (halves[3] as number) | (halves[5] as number);
  return words[0] as bigint;
}

/** The bits of a word from `shift` up, as a number; `shift` is from 32 to 63. */
export function topBits(word: bigint, shift: bigint): number {
  words[0] = word;
  words[1] = shift;
  return (halves[HI] as number) >>> (halves[2 + LO] as number); // JavaScript takes shifts modulo 32
}

/** `top` from bit `shift` up, 32 to 63, and below it the bits of `rest` that `mask` has. */
export function stacked(top: number, shift: bigint, rest: bigint, mask: bigint): bigint {
  words[0] = rest;
  words[1] = mask;
  words[2] = shift;
  halves[LO] = (halves[LO] as number) & (halves[2 + LO] as number);
  halves[HI] = ((halves[HI] as number) & (halves[2 + HI] as number)) | (top << (halves[4 + LO] as number));
  return words[0] as bigint;
}

/** A value moved up by `by`, 1 to 31, and perhaps inverted there: the bits of it that `mask` has, and those of `rest`. */
export function placed(value: bigint, by: bigint, isInverted: boolean, mask: bigint, rest: bigint): bigint {
  words[0] = value;
  words[1] = mask;
  words[2] = rest;
  words[3] = by;
  const up = halves[6 + LO] as number;
  const flip = isInverted ? -1 : 0;
  const lo = halves[LO] as number;
  const hi = ((halves[HI] as number) << up) | (lo >>> (32 - up));
  halves[LO] = (((lo << up) ^ flip) & (halves[2 + LO] as number)) | (halves[4 + LO] as number);
  halves[HI] = ((hi ^ flip) & (halves[2 + HI] as number)) | (halves[4 + HI] as number);
  return words[0] as bigint;
}

/** stacked() of `rest` moved up by `by`, 1 to 31, and inverted. */
export function stackedInverted(top: number, shift: bigint, rest: bigint, by: bigint, mask: bigint): bigint {
  words[0] = rest;
  words[1] = mask;
  words[2] = shift;
  words[3] = by;
  const up = halves[6 + LO] as number;
  const lo = halves[LO] as number;
  const hi = ((halves[HI] as number) << up) | (lo >>> (32 - up));
  halves[LO] = ~(lo << up) & (halves[2 + LO] as number);
  halves[HI] = (~hi & (halves[2 + HI] as number)) | (top << (halves[4 + LO] as number));
  return words[0] as bigint;
}

/** The field of a word that `mask` has, stored inverted, from bit `shift` up, 1 to 31. */
export function invertedField(word: bigint, mask: bigint, shift: bigint): bigint {
  words[0] = word;
  words[1] = mask;
  words[2] = shift;
  const by = halves[4 + LO] as number;
  const lo = ~(halves[LO] as number) & (halves[2 + LO] as number);
  const hi = ~(halves[HI] as number) & (halves[2 + HI] as number);
  halves[LO] = (lo >>> by) | (hi << (32 - by));
  halves[HI] = hi >>> by;
  return words[0] as bigint;
}

/** Four bits of a word as a number; `at` counts them from the lowest, and beyond 15 there are none. */
export function nibble(word: bigint, at: number): number {
  if (at > 15) return 0;
  words[0] = word;
  return ((halves[at < 8 ? LO : HI] as number) >>> ((at & 7) * 4)) & 15;
}
