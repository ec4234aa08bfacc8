/**
 * Guests that share pages with their host. TDX: tdx_early_init() and tdx_setup() of arch/x86/coco/tdx/tdx.c (5.19.0, 6.1.192, 6.6.87,
 * 6.12.118, 7.3.4) set cc_mask to bit GPAW-1 and `physical_mask &= cc_mask - 1`, and leave sme_me_mask 0; cc_mkdec() of
 * coco/core.c sets the bit in a shared page. hv_vtom_init() of arch/x86/hyperv/ivm.c (from 6.4) does the same with the vTOM boundary.
 */
import { describe, expect, it } from 'vitest';
import { decodeBatch, encodeBatch } from '../../lib/batch/codecBatch.ts';
import { FLAG } from '../../lib/batch/columns.ts';
import { decode } from '../../lib/codec/decode.ts';
import { encode } from '../../lib/codec/encode.ts';
import { explain } from '../../lib/codec/explain.ts';
import { makeReadableMigrationEntry } from '../../lib/helpers/migrationEntries.ts';
import {
  flipProtnoneGuard,
  pfnPte,
  pgprotModify,
  pteFlags,
  pteModify,
  ptePfn,
  vmGetPageProt,
} from '../../lib/helpers/pgtable.ts';
import { pfnPmd, pmdFlags, pmdModify, pmdPfn } from '../../lib/helpers/pgtableHuge.ts';
import { swpEntryToPte } from '../../lib/helpers/swapEntry.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { kernels } from '../../spec/kernels.ts';

const PFN = 0x12345n;
const shared = 1n << 47n;
const tdx = (version: string, bit = shared) => kernel(version, { sharedMask: bit });
const sharedPage = 0x8000800012345227n;
const protNone = 0x00007fffedcba120n;

describe('an entry of a guest with shared pages', () => {
  it.each(kernels.map(({ series }) => series))('has its page frame number below the bit: %s', (series) => {
    const k = tdx(series);
    expect(decode(k, protNone)).toMatchObject({ kind: 'protnone', pfn: PFN, unexplained: 0n });
    expect(decode(k, sharedPage)).toMatchObject({ kind: 'present', pfn: PFN, special: true, unexplained: 0n });
    expect(decode(k, sharedPage).flags).toContain('_PAGE_CC');
    expect(decode(k, sharedPage & ~shared).flags).not.toContain('_PAGE_CC');
    expect([ptePfn(k, sharedPage), ptePfn(k, protNone)]).toEqual([PFN, PFN]);
    expect([k.mask.pfn, k.mask.enc]).toEqual([0x00007ffffffff000n, 0n]);
    expect(pteFlags(k, sharedPage)).toBe(0x8000800000000227n);
  });

  it('with a GPAW of 52 ends below bit 51', () => {
    const k = tdx('6.12', 1n << 51n);
    expect(decode(k, 0x0007ffffedcba120n)).toMatchObject({ kind: 'protnone', pfn: PFN, unexplained: 0n });
    expect(decode(k, 0x8008000012345227n)).toMatchObject({ pfn: PFN, unexplained: 0n });
  });

  it('says that the page is shared with the host', () => {
    const e = explain(tdx('6.12'), sharedPage);
    expect(e.headline).toContain('shared with the host');
    expect(e.parts.find(({ hi }) => hi === 47)).toMatchObject({
      name: '_PAGE_CC',
      state: 'set',
      text: 'the page is shared with the host',
    });
    expect(e.parts.find(({ lo }) => lo === 48)).toMatchObject({ hi: 51, state: 'reserved' });
    expect(e.parts.find(({ lo }) => lo === 12)).toMatchObject({ hi: 46, value: PFN });
    expect(explain(tdx('6.12'), sharedPage & ~shared).headline).not.toContain('shared');
  });

  it('has bits above it that should not be there, and comes back with them', () => {
    const k = tdx('7.3');
    for (const word of [sharedPage | (5n << 48n), protNone | (3n << 50n)]) {
      expect(decode(k, word)).toMatchObject({ pfn: PFN, unexplained: word & (15n << 48n) });
      expect(encode(k, decode(k, word))).toBe(word);
    }
  });

  it('is made from the flag, or from the parts', () => {
    const k = tdx('6.12');
    const parts = {
      kind: 'present',
      pfn: PFN,
      write: true,
      user: true,
      young: true,
      special: true,
      exec: false,
    } as const;
    expect(encode(k, { ...parts, flags: ['_PAGE_CC'] })).toBe(sharedPage);
    expect(encode(k, { kind: 'protnone', pfn: PFN, young: true })).toBe(protNone);
    expect(() => encode(k, { kind: 'present', pfn: 1n << 35n })).toThrow('pfn');
    expect(() => encode(kernel('6.12'), { ...parts, flags: ['_PAGE_CC'] })).toThrow('flags');
  });

  it('is huge with the same bit', () => {
    const k = tdx('6.12');
    expect(decode(k, 0x80008000122000e7n, { level: 'pmd' })).toMatchObject({
      pfn: 0x12200n,
      huge: true,
      unexplained: 0n,
    });
    expect(pmdPfn(k, 0x80008000122000e7n)).toBe(0x12200n);
    expect(pmdFlags(k, 0x80008000122000e7n)).toBe(0x80008000000000e7n);
    expect(pfnPmd(k, 0x12200n, 0x120n)).toBe(0x00007fffedc00120n);
    expect(pmdModify(k, 0x80008000122000e7n, 0x120n) & shared).toBe(shared);
  });

  it('in arrays has the flag of the C-bit, and keeps every bit', () => {
    const k = tdx('6.12');
    const words = BigUint64Array.from([sharedPage, protNone, sharedPage & ~shared, sharedPage | (1n << 48n), 0n]);
    const columns = decodeBatch(k, words);
    expect([...columns.payload.subarray(0, 3)]).toEqual([PFN, PFN, PFN]);
    expect(Array.from(columns.flags, (f) => (f & FLAG.enc) !== 0)).toEqual([true, false, false, true, false]);
    expect(Array.from(columns.flags, (f) => f >>> 31 === 1)).toEqual([false, false, false, true, false]);
    expect([...encodeBatch(k, columns)]).toEqual([...words]);
  });
});

describe('a guest with shared pages', () => {
  it('inverts the page frame number below the bit only', () => {
    const k = tdx('6.12');
    expect(pfnPte(k, PFN, 0x120n)).toBe(protNone);
    expect(flipProtnoneGuard(k, 1n, 0x120n, k.mask.pfn)).toBe(0x00007ffffffff120n);
    expect(pteModify(k, sharedPage, 0x120n)).toBe(0x0000ffffedcba320n); // PROT_NONE of the shared page
  });

  it('has no bit of encryption in its protections, on any release', () => {
    for (const { series } of kernels) expect(vmGetPageProt(tdx(series), 3n)).toBe(vmGetPageProt(kernel(series), 3n));
  });

  // _COMMON_PAGE_CHG_MASK has _PAGE_ENC in 6.1.8, 6.6.17 and 6.8.0, and _PAGE_CC in 6.1.164, 6.6.87 and 6.9.0: a0a8d15a798b
  it.each(['5.19', '6.1.89', '6.6.29', '6.8.8'])('%s loses the shared bit on mprotect', (version) => {
    const k = tdx(version);
    const prot = vmGetPageProt(k, 1n);
    expect(pteModify(k, sharedPage, prot)).toBe(0x8000000012345225n);
    expect(pgprotModify(k, shared | 0x20n, prot)).toBe(prot);
  });
  it.each(['6.1.90', '6.6.30', '6.8.9', '6.9', '6.12', '7.3'])('%s keeps the shared bit', (version) => {
    const k = tdx(version);
    const prot = vmGetPageProt(k, 1n);
    expect(pteModify(k, sharedPage, prot)).toBe(0x8000800012345225n);
    expect(pgprotModify(k, shared | 0x20n, prot)).toBe(prot | shared);
  });

  it('makes swap and migration entries as any other machine', () => {
    const entry = makeReadableMigrationEntry(kernel('6.12'), 1n << 33n);
    expect(swpEntryToPte(tdx('6.12'), makeReadableMigrationEntry(tdx('6.12'), 1n << 33n))).toBe(
      swpEntryToPte(kernel('6.12'), entry),
    );
  });

  it('is not asked for together with a C-bit, nor with a bit outside the page frame number', () => {
    expect(() => kernel('6.12', { sharedMask: shared, encMask: 1n << 51n })).toThrow(/encMask or config\.sharedMask/);
    for (const wrong of [1n << 11n, 1n << 52n, 3n << 40n])
      expect(() => kernel('6.12', { sharedMask: wrong })).toThrow(RangeError);
  });
});
