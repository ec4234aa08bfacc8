/** KSM: mm/ksm.c, write_protect_page() and replace_page(). */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { replacePage } from '../../lib/mm/ksm/replacePage.ts';
import { writeProtectPage } from '../../lib/mm/ksm/writeProtectPage.ts';
import { anonVma, entry, show, without } from './entries.ts';

const written = 0x8000000012345867n; // writable, dirty, soft-dirty
const mine = folio({ exclusive: true });

describe('write_protect_page()', () => {
  // pte_mkclean(pte_wrprotect()) to 6.1.192, pte_mkclean() and then pte_wrprotect() from 6.2.12: Dirty of neither kind stays
  it.each(['4.19', '5.10', '6.1', '6.2', '6.12', '7.3'])('%s makes the entry read-only and clean', (version) => {
    const k = kernel(version);
    const done = writeProtectPage(k, written, mine);
    expect([show(done.pte), done.returned]).toEqual(['8000000012345825', 0]);
    const exclusive = k.does('anonExclusive') ? ['clear exclusive'] : [];
    expect(done.effects).toEqual(['flush_tlb_page', ...exclusive, 'folio_mark_dirty']);
    const keeps = writeProtectPage(k, 0x8000000012345c25n, folio()); // soft-dirty, uffd-wp
    expect([show(keeps.pte), keeps.effects]).toEqual(['8000000012345c25', []]);
  });

  it('goes through a clean entry for PageAnonExclusive() and for a flush that is under way', () => {
    const k = kernel('6.12');
    expect(writeProtectPage(k, 0x8000000012345025n, mine).effects).toEqual(['flush_tlb_page', 'clear exclusive']);
    expect(writeProtectPage(kernel('5.18'), 0x8000000012345025n, mine).effects).toEqual([]);
    expect(writeProtectPage(k, 0x8000000012345025n, folio(), { mm: { tlbFlushPending: 1 } }).effects).toEqual([
      'flush_tlb_page',
    ]);
  });

  // the count of references in all releases; folio_try_share_anon_rmap_pte() from 5.19 on
  it('puts the entry back where somebody holds the page', () => {
    for (const version of ['4.19', '6.12', '7.3']) {
      const k = kernel(version);
      const held = { pte: written, returned: '-EFAULT', effects: ['flush_tlb_page'] };
      expect(writeProtectPage(k, written, mine, { referenced: true })).toMatchObject(held);
      expect(writeProtectPage(k, written, { ...mine, pinned: true })).toMatchObject(held);
    }
    const unseen = { ...mine, pinned: true };
    const returned = (version: string) =>
      writeProtectPage(kernel(version), written, unseen, { referenced: false }).returned;
    expect([returned('5.18'), returned('5.19')]).toEqual([0, '-EFAULT']);
  });

  // 6.14.0 does not ask pte_present(), 6.17.0-rc6 does
  it('ksmAsksPresent: takes a device-exclusive entry for a present one before 6.15', () => {
    const returned = (version: string) => {
      const k = kernel(version);
      return writeProtectPage(k, entry(k, version < '6.15' ? 'exclusiveRead' : 'exclusive'), folio()).returned;
    };
    expect([returned('6.14'), returned('6.15')]).toEqual([0, '-EFAULT']);
    const lacks = without('6.15', 'ksmAsksPresent');
    expect(writeProtectPage(lacks, entry(lacks, 'exclusive'), folio()).returned).toBe(0);
    expect(() => writeProtectPage(lacks, 0n, folio())).toThrow('expected a present entry');
  });
});

describe('replace_page()', () => {
  const map = (version: string, pte: bigint, more = {}) => {
    const k = kernel(version);
    return replacePage(k, pte, anonVma(k), { pfn: 0x54321n, ...more });
  };

  // C11: 6.12.118 carries soft-dirty over; 6.12.117, 6.13.0, 6.18.35, 7.2.13 and 7.3.4 do not
  it.each<readonly [string, string]>([
    ['4.19', '8000000054321025'],
    ['5.10', '8000000054321025'],
    ['6.12.117', '8000000054321025'],
    ['6.12.118', '8000000054321825'],
    ['6.13', '8000000054321025'],
    ['6.18', '8000000054321025'],
    ['7.3', '8000000054321025'],
  ])('%s: the entry of a page that was soft-dirty becomes %s', (version, word) => {
    const done = map(version, 0x8000000012345825n);
    expect([show(done.pte), done.returned, done.effects]).toEqual([word, 0, ['flush_tlb_page']]);
  });

  it('loses uffd-wp everywhere, and the trap for reads: C11', () => {
    for (const version of ['5.10', '6.12.118', '7.3'])
      expect(show(map(version, 0x8000000012345425n).pte), version).toBe('8000000054321025');
    const k = kernel('7.3');
    const trapped = 0xffffffffffffffffn & ((~0x12345000n & 0x000ffffffffff000n) | 0x8000000000000520n); // PROT_NONE, uffd bit
    expect(show(replacePage(k, trapped, anonVma(k), { pfn: 0x54321n }).pte)).toBe('8000000054321025');
  });

  // 6.5.0: pte_mkspecial(); 6.6.9: pte_mkdirty() of that, which is soft-dirty and, read-only, SavedDirty
  it('marks the zero page by Dirty from 6.6 on', () => {
    const zero = (version: string) => show(map(version, 0x8000000012345025n, { zero: true, pfn: 0x2000n }).pte);
    expect([zero('4.19'), zero('6.5'), zero('6.6'), zero('7.3')]).toEqual([
      '8000000002000225',
      '8000000002000225',
      '8400000002000a25',
      '8400000002000a25',
    ]);
    const k = without('6.12', 'ksmMarksZeroPage');
    expect(show(replacePage(k, 0x8000000012345025n, anonVma(k), { pfn: 0x2000n, zero: true }).pte)).toBe(
      '8000000002000225',
    );
  });

  it('gives up where the entry has changed meanwhile', () => {
    const changed = map('6.12', 0x8000000012345867n, { origPte: 0x8000000012345825n });
    expect([show(changed.pte), changed.returned]).toEqual(['8000000012345867', '-EFAULT']);
  });

  it('ksmKeepsSoftDirty decides', () => {
    const k = without('6.12.118', 'ksmKeepsSoftDirty');
    expect(show(replacePage(k, 0x8000000012345825n, anonVma(k), { pfn: 0x54321n }).pte)).toBe('8000000054321025');
  });
});
