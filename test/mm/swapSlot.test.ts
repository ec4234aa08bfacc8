/**
 * How far a swap area reaches. max_swapfile_size() of arch/x86/mm/init.c (arch_max_swapfile_size() from 6.1), read in 4.19.1, 5.10.262,
 * 6.12.118 and 7.3.4: with X86_BUG_L1TF the pages are l1tf_pfn_limit(), 2^(bits - 1 - PAGE_SHIFT), times 2^(PAGE_SHIFT -
 * SWP_OFFSET_FIRST_BIT) = 8; read_swap_header() cuts an area there, so offsets stay below it.
 */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import { slotEntry } from '../../lib/mm/common/swapSlot.ts';
import { tryToUnmapOne } from '../../lib/mm/rmap/tryToUnmapOne.ts';
import { kernels } from '../../spec/kernels.ts';

describe('a swap slot', () => {
  it.each([
    [46, 36n],
    [44, 34n],
    [48, 38n],
  ])('on a machine of %i physical bits with L1TF is below half of them', (physBits, power) => {
    for (const { series } of kernels) {
      const k = kernel(series, { physBits });
      const limit = 1n << power;
      expect(slotEntry(k, { type: 0, offset: limit - 1n }) & (limit - 1n)).toBe(limit - 1n);
      expect(() => slotEntry(k, { type: 0, offset: limit })).toThrow(
        `below ${limit}n on a machine of ${physBits} physical`,
      );
    }
  });

  it('is refused where an entry is made of it', () => {
    const k = kernel('6.12', { physBits: 46 });
    const m = vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite'] });
    const swapOut = (offset: bigint) =>
      tryToUnmapOne(k, 0x8000000012345067n, m, folio(), { slot: { type: 0, offset } });
    expect(() => swapOut((1n << 36n) - 1n)).not.toThrow();
    expect(() => swapOut(1n << 36n)).toThrow(/slot\.offset below .* L1TF/);
  });

  it('reaches as far as the entry has room on a machine without the fault, or of which nothing is known', () => {
    const most = { type: 0, offset: (1n << 50n) - 1n };
    for (const k of [kernel('6.12'), kernel('6.12', { physBits: 46, without: ['l1tfLimitsSwapSize'] })]) {
      expect(() => slotEntry(k, most)).not.toThrow();
      expect(() => slotEntry(k, { type: 0, offset: 1n << 50n })).toThrow(
        /^expected slot\.offset below 1125899906842624n, got/,
      );
    }
  });
});
