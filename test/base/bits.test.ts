/** The operations of lib/base/bits.ts, and what they stand for in operators of bigints. */
import { describe, expect, it } from 'vitest';
import * as plain from '../../crosscheck/prove/plain.ts';
import * as fast from '../../lib/base/bits.ts';

const u64 = (x: bigint) => BigInt.asUintN(64, x);
const bits = Array.from({ length: 64 }, (_, i) => 1n << BigInt(i));
const every = 2n ** 64n - 1n;
/** Nothing, everything, every second bit, and each bit alone: all operations treat each bit for itself. */
const words = [0n, every, every / 3n, (every / 3n) * 2n, ...bits];
/** Numbers that are no words: they count modulo 2^64. */
const beyond = [-1n, -(1n << 12n), 1n << 64n, (1n << 70n) | 5n, ~(every / 3n)];

describe('operations on bits', () => {
  it('are what the operators say, for every bit of a word and of a mask', () => {
    const wrong: unknown[] = [];
    for (const a of [...words, ...beyond])
      for (const b of words) {
        if (fast.hasAny(a, b) !== plain.hasAny(u64(a), b)) wrong.push(['hasAny', a, b]);
        if (fast.hasOther(a, b) !== plain.hasOther(u64(a), b)) wrong.push(['hasOther', a, b]);
        for (const c of [0n, every, every / 3n, b, u64(~b)])
          if (fast.keepAndSet(a, b, c) !== plain.keepAndSet(a, b, c)) wrong.push(['keepAndSet', a, b, c]);
        for (const c of [0n, every / 3n, b])
          if (fast.withBoth(a, b, c) !== plain.withBoth(u64(a), b, c)) wrong.push(['withBoth', a, b, c]);
      }
    expect(wrong).toEqual([]);
  });

  it('move fields by every shift that they take', () => {
    const wrong: unknown[] = [];
    for (const word of [...words, ...beyond]) {
      for (let shift = 32n; shift < 64n; shift++) {
        if (fast.topBits(word, shift) !== plain.topBits(word, shift)) wrong.push(['topBits', word, shift]);
        const most = 2 ** (64 - Number(shift)) - 1;
        for (const top of [0, 1, most, most >>> 1])
          for (const mask of [0n, every, every / 3n, (1n << shift) - 1n])
            if (fast.stacked(top, shift, word, mask) !== plain.stacked(top, shift, word, mask))
              wrong.push(['stacked', top, shift, word, mask]);
        for (let by = 1n; by < 32n; by++)
          for (const mask of [every, every / 3n, (1n << shift) - 1n])
            if (
              fast.stackedInverted(most, shift, word, by, mask) !== plain.stackedInverted(most, shift, word, by, mask)
            )
              wrong.push(['stackedInverted', shift, word, by, mask]);
      }
      for (let at = 0; at < 20; at++)
        if (fast.nibble(word, at) !== plain.nibble(word, at)) wrong.push(['nibble', word, at]);
      for (let shift = 1n; shift < 32n; shift++)
        for (const mask of words) {
          for (const flip of [false, true])
            if (fast.placed(word, shift, flip, mask, 1n) !== plain.placed(word, shift, flip, mask, 1n))
              wrong.push(['placed', word, shift, flip, mask]);
          if (fast.invertedField(word, mask, shift) !== plain.invertedField(word, mask, shift))
            wrong.push(['invertedField', word, mask, shift]);
        }
    }
    expect(wrong).toEqual([]);
  });
});
