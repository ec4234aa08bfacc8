/**
 * Helpers of PUDs and of special huge pages: arch/x86/include/asm/pgtable.h of 4.19.1, 6.1.192, 6.12.0, 6.12.118 and 7.3.4. The cross-check
 * asked the headers of 5.10.262, 6.1.192, 6.12.118 and 7.2.13 the same, on a million words each.
 */
import { describe, expect, it } from 'vitest';
import {
  pmdMkspecial,
  pmdModify,
  pmdSpecial,
  pudDirty,
  pudFlags,
  pudMkdevmap,
  pudMkdirty,
  pudMkinvalid,
  pudMkspecial,
  pudMkwrite,
  pudModify,
  pudPfn,
  pudPresent,
  pudShstk,
  pudSpecial,
  pudTransHuge,
  pudWrite,
  pudWrprotect,
} from '../../lib/index.ts';
import { kernel } from '../../lib/kernel/kernel.ts';

const huge = 0x80000000400008e7n; // pfn 0x40000, 1 GiB, dirty and soft-dirty
const saved = 1n << 58n;

describe('a PUD of 1 GiB', () => {
  it.each(['4.19', '5.10', '6.1', '6.12', '7.3'])('has its page frame number above 18 bits of it: %s', (version) => {
    const k = kernel(version);
    expect([pudPfn(k, huge), pudFlags(k, huge)]).toEqual([0x40000n, 0x80000000000008e7n]);
    expect(pudPfn(k, 0x0000000012345067n)).toBe(0x12345n); // a pointer to a table
    expect([pudTransHuge(k, huge), pudPresent(k, huge), pudDirty(k, huge)]).toEqual([true, true, true]);
    expect([pudPresent(k, 0x1e0n), pudPresent(k, 0xe0n)]).toEqual([false, false]); // PSE or PROTNONE is not enough
  });

  it('writes by RW alone, though it can be shadow-stack memory', () => {
    const k = kernel('6.12');
    const readOnlyDirty = huge & ~2n;
    expect([pudWrite(k, readOnlyDirty), pudShstk(k, readOnlyDirty), pudWrite(k, huge)]).toEqual([false, true, true]);
  });

  it('moves Dirty with RW from 6.6 on', () => {
    expect(pudWrprotect(kernel('6.5'), huge)).toBe(huge & ~2n);
    expect(pudWrprotect(kernel('6.6'), huge)).toBe((huge & ~0x42n) | saved);
    expect(pudMkwrite(kernel('6.6'), (huge & ~0x42n) | saved)).toBe(huge);
    expect(pudMkdirty(kernel('6.6'), 0x80000000400000a5n)).toBe(0x80000000400008a5n | saved);
  });

  it('keeps Dirty when it is modified, where a PMD loses it', () => {
    const k = kernel('6.12.107');
    expect(pudModify(k, huge, 0x8000000000000025n)).toBe(0x80000000400008a5n | saved);
    expect(pmdModify(k, huge, 0x8000000000000025n)).toBe(0x80000000400008a5n);
    expect(pudModify(k, huge, 0x120n)).toBe(0x000fffff800009a0n | saved); // PROT_NONE, inverted from bit 30
  });

  it('is not present any more once it is invalid', () => {
    const k = kernel('6.12');
    const invalid = pudMkinvalid(k, huge);
    expect(invalid).toBe(0x800fffff800008e6n);
    expect([pudPresent(k, invalid), pudPfn(k, invalid)]).toEqual([false, 0x40000n]);
  });

  it('is device memory by a bit that moved and went', () => {
    expect(pudMkdevmap(kernel('6.5'), huge)).toBe(huge | saved);
    expect(pudMkdevmap(kernel('6.6'), huge)).toBe(huge | (1n << 57n));
    expect(() => pudMkdevmap(kernel('6.17'), huge)).toThrow('pud_mkdevmap');
  });
});

describe('a special huge page', () => {
  it('is one by bit 9 from 6.12 on', () => {
    const k = kernel('6.12');
    expect([pmdMkspecial(k, huge), pudMkspecial(k, huge)]).toEqual([huge | 0x200n, huge | 0x200n]);
    expect([
      pmdSpecial(k, huge | 0x200n),
      pudSpecial(k, huge | 0x200n),
      pmdSpecial(k, huge),
      pudSpecial(k, huge),
    ]).toEqual([true, true, false, false]);
  });

  it.each([pmdSpecial, pmdMkspecial, pudSpecial, pudMkspecial, pudMkinvalid, pudShstk])(
    'is not there before',
    (ask) => {
      expect(() => ask(kernel('6.11'), huge)).toThrow('6.12 and later');
    },
  );

  it('and a modified PUD neither', () => {
    expect(() => pudModify(kernel('6.11'), huge, 0n)).toThrow('6.12 and later');
  });
});
