/** An entry of one kernel on another. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from '../../lib/codec/decode.ts';
import { transcode } from '../../lib/codec/transcode.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { kernels } from '../../spec/kernels.ts';
import { thrown } from '../support/thrown.ts';

const moved = (from: string, to: string, word: bigint, level: 'pte' | 'pmd' = 'pte') =>
  transcode(kernel(from), kernel(to), decode(kernel(from), word, { level }));

describe('transcode()', () => {
  it.each([
    // pte_wrprotect() and pte_mkdirty() of 6.6 keep the Dirty of a read-only entry in _PAGE_SAVED_DIRTY, bit 58
    ['6.5', '6.6', 0x8000000012345065n, 0x8400000012345025n],
    ['6.6', '6.5', 0x8400000012345025n, 0x8000000012345065n],
    ['6.5', '6.6', 0x8000000012345067n, 0x8000000012345067n],
    // _PAGE_DEVMAP moved from bit 58 to 57
    ['6.5', '6.6', 0x8400000012345267n, 0x8200000012345267n],
    // include/linux/swap.h: SWP_DEVICE_READ is 29 in 6.17 (the report of 6.16: pfn 0x3ffdea00) and 27 in 6.1, where more types stand above it
    ['6.17', '6.1', 0xefffff80042bfe00n, 0xdfffff80042bfe00n],
    ['6.1', '6.17', 0xdfffff80042bfe00n, 0xefffff80042bfe00n],
    // Swap areas keep their numbers; _PAGE_SWP_UFFD_WP is bit 2
    ['5.7', '7.3', 0x07fffffffffbfe06n, 0x07fffffffffbfe06n],
    ['4.19', '7.3', 0n, 0n],
  ])('of %s is on %s the same under the other numbers', (from, to, word, expected) => {
    expect(moved(from, to, word)).toBe(expected);
  });

  it('leaves a huge page invalid that pmd_mkinvalid() left so', () => {
    expect(moved('5.10', '6.12', 0x80000000122008e6n, 'pmd')).toBe(0x80000000122008e6n);
  });

  it.each([
    ['6.6', '6.5', 0x8000000012345065n, 'shadow-stack memory'], // Dirty without RW
    ['6.16', '6.17', 0x8200000012345267n, '_PAGE_DEVMAP'],
    ['6.12', '6.11', 0x80000000122002e7n, 'special', 'pmd'],
    ['5.19', '5.18', 0x07fffffffffbfe08n, 'exclusive'],
    ['5.7', '5.6', 0x07fffffffffbfe04n, 'uffdWp'],
    ['6.1', '6.2', 0xf800000000000000n | 0x7fffffffffbfe00n, 'swapinError'],
    ['6.12', '6.1', 0x8020000012345067n, 'no meaning'], // bit 53
  ] as const)('refuses what %s has and %s has not: %s', (from, to, word, why, level: 'pte' | 'pmd' = 'pte') => {
    const error = thrown(() => moved(from, to, word, level));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toMatch(
      new RegExp(`^expected an entry that ${to} has too, got 0x[0-9a-f]{16} at ${level}: .*${why}`),
    );
  });

  it('gives the same meaning back, or an error', () => {
    const series = fc.constantFrom(...kernels.map((row) => row.series));
    fc.assert(
      fc.property(series, series, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (from, to, word) => {
        const [a, b] = [kernel(from), kernel(to)];
        if (decode(a, word).unexplained !== 0n) return;
        expect(transcode(a, a, decode(a, word))).toBe(word);
        let there: bigint;
        try {
          there = transcode(a, b, decode(a, word));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          return;
        }
        const [{ raw: _, flags: __, ...meant }, { raw: ___, flags: ____, ...back }] = [
          decode(a, word),
          decode(a, transcode(b, a, decode(b, there))), // a writable entry with SavedDirty, which no kernel makes, comes back with Dirty
        ];
        expect(back).toEqual(meant);
      }),
      { numRuns: 2000 },
    );
  });
});
