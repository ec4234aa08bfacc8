/** Huge entries under zap, advice, reclaim, clear_refs and pagemap. */
import { describe, expect, it } from 'vitest';
import { pmdMkdevmap } from '../../lib/helpers/pgtableHuge.ts';
import { type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { type Folio, folio } from '../../lib/mm/common/folio.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import { tryToUnmapHuge } from '../../lib/mm/huge_memory/tryToUnmapHuge.ts';
import { zapHugePmd } from '../../lib/mm/huge_memory/zapHugePmd.ts';
import { madviseColdOrPageoutPmd } from '../../lib/mm/madvise/madviseColdOrPageoutPmd.ts';
import { madviseFreeHugePmd } from '../../lib/mm/madvise/madviseFreeHugePmd.ts';
import { clearReferencedPmd, clearSoftDirtyPmd } from '../../lib/mm/task_mmu/clearRefsPmd.ts';
import { pagemapPmdRange } from '../../lib/mm/task_mmu/pagemapPmdRange.ts';
import { makeUffdWpPmd, pagemapThpCategory } from '../../lib/mm/task_mmu/pagemapScanPmd.ts';
import { pteToPagemapEntry } from '../../lib/mm/task_mmu/pteToPagemapEntry.ts';
import { entry, show, without } from './entries.ts';

const pfn = 0x12200n;
const dirty = 0x80000000122000e7n; // young, dirty, writable
const clean = 0x80000000122000a7n; // young
const special = 0x80000000122002a7n;
const anon = (k: Kernel, ...more: VmFlagId[]) => vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite', ...more] });
const file = (k: Kernel, ...more: VmFlagId[]) =>
  vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite', 'shared', ...more], anonymous: false });
const filePage = folio({ anon: false });

describe('zapHugePmd', () => {
  const told = (k: Kernel, page: Partial<Folio> = {}, pmd = dirty, ...more: VmFlagId[]) =>
    zapHugePmd(k, pmd, file(k, ...more), folio({ anon: false, ...page })).effects.includes('folio_mark_dirty');

  // "transfer the pmd dirty bit to the folio on zap": zap_huge_pmd() of 6.1.192 and 6.12.115 has it, of 6.1.190, 6.12.113 and 6.6.87 not;
  // zap_huge_pmd_folio() of 7.2.6 has it, of 7.1.13 not. ChangeLog-6.1.191 and ChangeLog-6.12.114 name it.
  it.each([
    ['4.19', false],
    ['6.1.190', false],
    ['6.1.191', true],
    ['6.6', false],
    ['6.12.113', false],
    ['6.12.114', true],
    ['6.18', false],
    ['7.1', false],
    ['7.2', true],
    ['7.3', true],
  ])('%s tells the page of a file that it is dirty: %s', (version, tells) => {
    const k = kernel(version);
    expect(zapHugePmd(k, dirty, file(k), filePage).pte).toBe(0n);
    expect(told(k)).toBe(tells);
    expect([told(k, { anon: true }), told(k, {}, clean)]).toEqual([false, false]);
  });

  // vma_is_special_huge() in zap_huge_pmd() of 6.1.192 and 6.12.118; vm_normal_folio_pmd() in that of 7.2.6
  it('asks for the page behind DAX and drivers from 7.1 on', () => {
    for (const version of ['6.1.192', '6.12.118'])
      expect([told(kernel(version), { fsdax: true }), told(kernel(version), {}, dirty, 'mixedmap')]).toEqual([
        false,
        false,
      ]);
    expect([told(kernel('7.2'), { fsdax: true }), told(kernel('7.2'), {}, dirty, 'mixedmap')]).toEqual([true, true]);
    expect(told(without('7.2', 'zapHugeAsksPage'), { fsdax: true })).toBe(false);
    expect(told(without('7.2', 'zapHugeDirtiesFolio'))).toBe(false);
  });

  // zap_huge_pmd() of 4.19.1, 5.10.262, 6.12.118 and 7.3.4 calls tlb_remove_pmd_tlb_entry() for any entry, and installs nothing
  it.each(['4.19', '5.10', '6.12', '7.3'])(
    '%s leaves nothing of migration entries and of uffd-wp in files',
    (version) => {
      const k = kernel(version);
      const moving = entry(k, 'write', { pfn, softDirty: true });
      for (const [pmd, page] of [
        [moving, filePage],
        [0x80000000122004a5n, filePage],
        [clean, undefined],
      ] as const)
        expect(zapHugePmd(k, pmd, file(k), page)).toMatchObject({ pte: 0n, effects: ['flush_tlb_page'] });
    },
  );

  it('takes huge entries for device memory from 6.19 on', () => {
    const word = (k: Kernel) => entry(k, 'deviceWrite', { pfn });
    const zap = (version: string) => zapHugePmd(kernel(version), word(kernel(version)), anon(kernel(version)));
    expect(zap('6.19').pte).toBe(0n);
    expect(() => zap('6.18')).toThrow(/^expected a present entry or a migration entry, got a device-private entry/);
  });
});

describe('madviseFreeHugePmd', () => {
  // madvise_free_huge_pmd() of 4.19.1, 6.1.192 and 7.3.4: pmd_mkold(), pmd_mkclean()
  it.each(['4.19', '5.10', '6.12', '7.3'])('%s ages and cleans the entry', (version) => {
    const k = kernel(version);
    expect(madviseFreeHugePmd(k, dirty, anon(k), folio({ dirty: true }))).toMatchObject({
      pte: 0x8000000012200087n,
      lazyfree: true,
      returned: 0,
      effects: ['flush_tlb_page'],
    });
    const old = 0x8000000012200087n;
    expect(madviseFreeHugePmd(k, old, anon(k), folio())).toMatchObject({ pte: old, lazyfree: true, effects: [] });
    // page_mapcount() and trylock_page() come first, also for a clean page
    for (const [page, how] of [
      [folio({ mappedShared: true }), {}],
      [folio(), { locked: true }],
      [undefined, {}],
    ] as const) {
      const left = madviseFreeHugePmd(k, dirty, anon(k), page, how);
      expect([left.pte, left.lazyfree]).toEqual([dirty, undefined]);
    }
    expect(madviseFreeHugePmd(k, entry(k, 'write', { pfn }), anon(k)).returned).toBe(0);
    expect(madviseFreeHugePmd(k, dirty, file(k), filePage)).toMatchObject({ pte: dirty, returned: '-EINVAL' });
    expect(madviseFreeHugePmd(k, dirty, anon(k, 'locked'), folio())).toMatchObject({ pte: dirty, returned: '-EINVAL' });
  });

  // "skip zone device folios in madvise_free_huge_pmd()", ChangeLog-7.3.4; madvise_free_huge_pmd() of 7.3.0-rc7 lacks it
  it('leaves device memory alone from 7.3.4 on', () => {
    const freed = (k: Kernel) => madviseFreeHugePmd(k, dirty, anon(k), folio({ deviceCoherent: true })).lazyfree;
    const versions = ['7.2.13', '7.3.3', '7.3.4'];
    expect(versions.map((version) => freed(kernel(version)))).toEqual([true, true, undefined]);
    expect(freed(without('7.3.4', 'madviseHugeSkipsDevice'))).toBe(true);
  });
});

describe('madviseColdOrPageoutPmd', () => {
  const age = (k: Kernel, pmd: bigint, page: Folio | undefined = folio(), how = {}) =>
    madviseColdOrPageoutPmd(k, pmd, anon(k), page, how);

  // madvise_cold_or_pageout_pte_range() of 5.4.1, 6.6.87, 6.9.0 and 7.3.4
  it.each(['5.4', '6.6', '6.9', '7.3.4'])('%s makes a young entry old, for MADV_PAGEOUT to 6.8', (version) => {
    const k = kernel(version);
    expect(age(k, dirty)).toMatchObject({ pte: 0x80000000122000c7n, effects: ['flush_tlb_page'], returned: 0 });
    const paged = version === '5.4' || version === '6.6' ? 0x80000000122000c7n : dirty;
    expect(age(k, dirty, folio(), { pageout: true }).pte).toBe(paged);
    expect(age(k, dirty, folio({ mappedShared: true })).pte).toBe(dirty);
    expect(madviseColdOrPageoutPmd(k, clean, anon(k)).pte).toBe(clean);
    const moving = entry(k, 'write', { pfn });
    expect(age(k, moving)).toMatchObject({ pte: moving, returned: 0 });
    expect(madviseColdOrPageoutPmd(k, dirty, anon(k, 'locked'), folio()).returned).toBe('-EINVAL');
  });

  it('is not there before 5.4', () => expect(() => age(kernel('5.3'), dirty)).toThrow(RangeError));

  // "atomically clear the young bit on THP MADV_COLD", ChangeLog-6.12.117 and ChangeLog-7.3.4: of 6.12.116 and 7.3.0-rc7
  // pmdp_invalidate() and set_pmd_at() of the entry that was read, of 6.12.117 and 7.3.4 pmdp_test_and_clear_young()
  it.each([
    ['5.4', false],
    ['6.12.116', false],
    ['6.12.117', true],
    ['6.13', false],
    ['6.18', false],
    ['7.2.13', false],
    ['7.3', false],
    ['7.3.3', false],
    ['7.3.4', true],
  ])('%s keeps a Dirty bit that was set meanwhile: %s', (version, keeps) => {
    const found = age(kernel(version), clean, folio(), { found: dirty }).pte;
    expect(show(found)).toBe(keeps ? '80000000122000c7' : '8000000012200087');
  });

  it('has that by a row', () => {
    const k = without('7.3.4', 'coldClearsYoungAtomically');
    expect(show(age(k, clean, folio(), { found: dirty }).pte)).toBe('8000000012200087');
    expect(age(kernel('6.12'), clean, folio(), { found: dirty, pageout: true }).pte).toBe(dirty);
  });

  // vm_normal_folio_pmd() and folio_is_zone_device() in madvise_cold_or_pageout_pte_range() of 7.3.4, not of 7.3.0-rc7
  it.each([
    ['special', special, folio(), 'madviseHugeAsksPage'],
    ['of DAX', clean, folio({ anon: false, fsdax: true }), 'madviseHugeSkipsDevice'],
    ['of device memory', clean, folio({ deviceCoherent: true }), 'madviseHugeSkipsDevice'],
  ] as const)('leaves an entry that is %s alone from 7.3.4 on', (_, pmd, page, row) => {
    const ages = (k: Kernel) => age(k, pmd, page).pte !== pmd;
    expect(['7.2', '7.3.3', '7.3.4'].map((version) => ages(kernel(version)))).toEqual([true, true, false]);
    expect(ages(without('7.3.4', row))).toBe(true);
  });
});

describe('tryToUnmapHuge', () => {
  const lazy = folio({ swapbacked: false });
  const unmap = (k: Kernel, pmd = clean, page = lazy, how = {}) => tryToUnmapHuge(k, pmd, anon(k), page, how);
  const dropped = { pte: 0n, returned: true, splits: false };
  const split = { pte: clean, returned: true, splits: true };

  // "don't discard lazyfree THPs at PMD level", ChangeLog-6.12.117 and ChangeLog-7.3.2: unmap_huge_pmd_locked() is called in
  // try_to_unmap_one() of 6.11.11, 6.12.116, 6.18.35, 7.2.13 and 7.3.0-rc7, not of 6.10.0, 6.12.117, 6.12.118 and 7.3.4
  it.each([
    ['4.19', false],
    ['6.10', false],
    ['6.11', true],
    ['6.12.116', true],
    ['6.12.117', false],
    ['6.12.118', false],
    ['6.13', true],
    ['6.18.35', true],
    ['7.2.13', true],
    ['7.3', true],
    ['7.3.1', true],
    ['7.3.2', false],
    ['7.3.4', false],
  ])('%s drops a huge page after MADV_FREE as a whole: %s', (version, drops) => {
    expect(unmap(kernel(version))).toMatchObject(drops ? dropped : split);
  });

  it('has that by a row', () => {
    expect(unmap(without('6.18', 'unmapDropsHugeLazyfree'))).toMatchObject(split);
  });

  // The branch `if (!pvmw.pte)` of try_to_unmap_one() in 6.14.0 and 6.17.0, and split_huge_pmd_address() ahead of the walk in 6.10.0
  it('splits what it cannot drop, gives it up from 6.15 on', () => {
    expect(unmap(kernel('6.14'), dirty)).toMatchObject({ pte: dirty, returned: true, splits: true });
    expect(unmap(kernel('6.15'), dirty)).toMatchObject({ pte: dirty, returned: false, splits: false });
    expect(unmap(kernel('6.18'), clean, lazy, { referenced: true })).toMatchObject({ pte: clean, returned: false });
    expect(unmap(without('6.18', 'lazyfreePmdGivesUp'), dirty).splits).toBe(true);
    expect(unmap(kernel('6.18'), clean, folio())).toMatchObject(split);
  });

  it('looks for locked memory before it splits from 6.11 on', () => {
    const locked = (k: Kernel, how = {}) => tryToUnmapHuge(k, clean, anon(k, 'locked'), folio(), how);
    expect(locked(kernel('6.10'))).toMatchObject(split);
    expect(locked(kernel('6.11'))).toMatchObject({ pte: clean, returned: false, splits: false });
    expect(locked(without('6.11', 'splitsHugeInWalk'))).toMatchObject(split);
    expect(locked(kernel('6.11'), { ttuIgnoreMlock: true })).toMatchObject(split);
  });
});

describe('clear_refs', () => {
  // clear_soft_dirty_pmd() of 4.19.1 to 7.3.4: pmdp_invalidate(), pmd_wrprotect(), pmd_clear_soft_dirty(); Dirty is saved from 6.6 on
  it.each([
    ['4.19', '80000000122000e5'],
    ['5.10', '80000000122000e5'],
    ['6.6', '84000000122000a5'],
    ['7.3', '84000000122000a5'],
  ])('on %s write-protects a huge page', (version, pmd) => {
    const k = kernel(version);
    const cleared = clearSoftDirtyPmd(k, 0x80000000122008e7n, anon(k));
    expect([show(cleared.pte), cleared.effects]).toEqual([pmd, ['flush_tlb_page']]);
    const moving = entry(k, 'write', { pfn, softDirty: true });
    expect(clearSoftDirtyPmd(k, moving, anon(k))).toMatchObject({ pte: entry(k, 'write', { pfn }), effects: [] });
    expect(clearSoftDirtyPmd(k, 0x80000000122008e7n, file(k, 'pfnmap')).pte).toBe(0x80000000122008e7n);
    expect(clearSoftDirtyPmd(k, 0x80000000122008e7n, file(k, 'hugetlb')).pte).toBe(0x80000000122008e7n);
  });

  it('does nothing without soft-dirty, and nothing to device memory', () => {
    const off = kernel('6.12', { softDirty: false });
    expect(clearSoftDirtyPmd(off, 0x80000000122000e7n, anon(off)).pte).toBe(0x80000000122000e7n);
    const k = kernel('7.3');
    const device = entry(k, 'deviceWrite', { pfn, softDirty: true });
    expect(clearSoftDirtyPmd(k, device, anon(k)).pte).toBe(device);
  });

  // "handle special PMDs in clear_refs and pagemap", ChangeLog-7.3.4: clear_refs_pte_range() of 7.3.4, not of 7.3.0-rc7
  it('makes huge pages old, special ones to 7.3.3', () => {
    const cleared = (k: Kernel, pmd: bigint) => show(clearReferencedPmd(k, pmd, anon(k)).pte);
    for (const version of ['4.19', '6.12', '7.3.4']) expect(cleared(kernel(version), dirty)).toBe('80000000122000c7');
    expect(cleared(kernel('7.3.3'), special)).toBe('8000000012200287');
    expect(cleared(kernel('7.3.4'), special)).toBe('80000000122002a7');
    expect(cleared(without('7.3.4', 'procAsksHugePage'), special)).toBe('8000000012200287');
    const k = kernel('7.3');
    const moving = entry(k, 'write', { pfn });
    expect(clearReferencedPmd(k, moving, anon(k)).pte).toBe(moving);
    expect(clearReferencedPmd(k, dirty, file(k, 'pfnmap')).pte).toBe(dirty);
  });
});

describe('pagemapPmdRange', () => {
  const said = (k: Kernel, pmd: bigint, page?: Folio, how = {}) => show(pagemapPmdRange(k, pmd, anon(k), page, how));

  // pagemap_pmd_range() of 4.19.1, 5.14.2 (uffd-wp) and 6.12.118, pagemap_pmd_range_thp() of 7.3.4
  it.each([
    ['4.19', '8180000000012203'],
    ['5.13', '8180000000012203'],
    ['5.14', '8380000000012203'],
    ['6.12', '8380000000012203'],
    ['7.3', '8380000000012203'],
  ])('%s shows a small page of a huge one', (version, word) => {
    const k = kernel(version);
    const uffdWp = version === '4.19' ? 0n : 0x400n;
    expect(said(k, 0x80000000122008a5n | uffdWp, folio(), { index: 3, mappedOnce: true })).toBe(word);
    expect(said(k, clean, folio(), { showPfn: false })).toBe('8000000000000000');
    expect(said(k, 0n)).toBe('0000000000000000');
    expect(show(pagemapPmdRange(k, 0n, anon(k, 'softdirty')))).toBe('0080000000000000');
  });

  // As pte_to_pagemap_entry(): the type below, the page frame number above, in pagemap_pmd_range() of the same releases
  it.each(['4.19', '5.14', '6.1', '7.3'])('%s shows a page that moves', (version) => {
    const k = kernel(version);
    const small = pteToPagemapEntry(k, entry(k, 'write', { pfn: pfn + 3n, softDirty: true }), anon(k));
    expect(said(k, entry(k, 'write', { pfn, softDirty: true }), folio(), { index: 3 })).toBe(show(small));
  });

  // "indicate PM_FILE for PMD-mapped file THP": pagemap_pmd_range() of 5.10.251, 6.1.164, 6.6.87 and 6.11.11, not of 5.10.223, 6.1.8, 6.6.17, 6.10.0;
  // the ChangeLogs of 5.10.224 and 6.1.103 name it, the queue of 5.15.165 has the patch
  it.each([
    ['5.10.223', false],
    ['5.10.224', true],
    ['5.15.164', false],
    ['5.15.165', true],
    ['6.1.102', false],
    ['6.1.103', true],
    ['6.6.43', false],
    ['6.6.44', true],
    ['6.9', false],
    ['6.10.3', true],
    ['6.11', true],
    ['7.3', true],
  ])('%s tells pages of files: %s', (version, tells) => {
    expect(said(kernel(version), clean, filePage)).toBe(tells ? 'a000000000012200' : '8000000000012200');
  });

  it('has that by a row', () => {
    expect(said(without('6.12', 'pagemapHugeTellsFile'), clean, filePage)).toBe('8000000000012200');
  });

  // pagemap_pmd_range() of 4.19.1, 5.17.0 and 6.11.11
  it('shows a page that moves as mapped once to 5.16, one in device memory never', () => {
    const once = (k: Kernel) =>
      (pagemapPmdRange(k, entry(k, 'write', { pfn }), anon(k), folio(), { mappedOnce: true }) >> 56n) & 1n;
    expect(['4.19', '5.16', '5.17', '6.11'].map((version) => once(kernel(version)))).toEqual([1n, 1n, 0n, 0n]);
    const k = kernel('6.19');
    const word = pagemapPmdRange(k, entry(k, 'deviceWrite', { pfn }), anon(k), folio(), { mappedOnce: true });
    expect(word >> 56n).toBe(0x40n);
  });

  // vm_normal_page_pmd() in pagemap_pmd_range_thp() of 7.3.4; pmd_page() in that of 7.3.0-rc7
  it('asks for no page behind a special entry from 7.3.4 on', () => {
    const how = { mappedOnce: true };
    expect(said(kernel('7.3.3'), special, filePage, how)).toBe('a100000000012200');
    expect(said(kernel('7.3.4'), special, filePage, how)).toBe('8000000000012200');
  });
});

describe('PAGEMAP_SCAN', () => {
  const told = (k: Kernel, pmd: bigint, page?: Folio, hugeZero = false, ...more: VmFlagId[]) =>
    pagemapThpCategory(k, pmd, anon(k, ...more), page, hugeZero).map((name) => name.replace('PAGE_IS_', ''));

  // pagemap_thp_category() of 6.7.3, 6.8.0 (soft-dirty) and 7.3.4 (registration)
  it('tells categories of huge pages', () => {
    const pmd = 0x80000000122008e7n;
    expect(told(kernel('6.7'), pmd, filePage)).toEqual(['WRITTEN', 'FILE', 'PRESENT', 'HUGE']);
    expect(told(kernel('6.8'), pmd, folio())).toEqual(['WRITTEN', 'PRESENT', 'HUGE', 'SOFT_DIRTY']);
    expect(told(kernel('7.3'), pmd, folio())).toEqual(['PRESENT', 'HUGE', 'SOFT_DIRTY']);
    expect(told(kernel('7.3'), pmd, folio(), false, 'uffdWp')).toEqual(['WRITTEN', 'PRESENT', 'HUGE', 'SOFT_DIRTY']);
    expect(told(kernel('7.3'), clean, folio(), false, 'uffdRwp')).toEqual(['PRESENT', 'HUGE', 'ACCESSED']);
    expect(told(kernel('6.12'), 0x80000000122004a5n, folio())).toEqual(['PRESENT', 'HUGE']);
    expect(told(kernel('6.12'), special, filePage)).toEqual(['WRITTEN', 'PRESENT', 'HUGE']);
    expect(told(kernel('6.12'), 0n)).toEqual(['HUGE']);
    const k = kernel('6.12');
    expect(told(k, entry(k, 'write', { pfn, uffdWp: true }), filePage)).toEqual(['FILE', 'SWAPPED', 'HUGE']);
    expect(() => told(kernel('6.6'), pmd)).toThrow(RangeError);
  });

  // vm_normal_page_pmd() of 6.7.3 and 6.14.0: none for pmd_devmap(), asked after VM_MIXEDMAP; 6.17.8 has no such bit
  it.each(['6.7', '6.14'])(
    'of %s tells no file of a DAX page, but in a mapping of pages and page frames',
    (version) => {
      const k = kernel(version);
      const dax = pmdMkdevmap(k, clean);
      const seen = (...more: VmFlagId[]) => pagemapThpCategory(k, dax, file(k, ...more), filePage);
      expect(seen()).toEqual(['PAGE_IS_WRITTEN', 'PAGE_IS_PRESENT', 'PAGE_IS_HUGE']);
      expect(seen('mixedmap')).toContain('PAGE_IS_FILE');
      const later = kernel('6.17.8');
      expect(pagemapThpCategory(later, clean, file(later), filePage)).toContain('PAGE_IS_FILE');
    },
  );

  // "fix PAGE_IS_PFNZERO detection for the huge zero folio", ChangeLog-6.12.36: is_huge_zero_pmd() of 6.12.38 and 6.17.0,
  // is_zero_pfn() of 6.12.8 and 6.14.0, which the huge zero page never is
  it.each([
    ['6.7', false],
    ['6.12.35', false],
    ['6.12.36', true],
    ['6.14', false],
    ['6.17', true],
  ])('of %s tells the huge zero page: %s', (version, tells) => {
    expect(told(kernel(version), clean, undefined, true).includes('PFNZERO')).toBe(tells);
    expect(told(without('6.17', 'scanKnowsHugeZero'), clean, undefined, true)).not.toContain('PFNZERO');
  });

  // make_uffd_wp_pmd() of 6.7.3 and 7.3.4; pmd_mkuffd_wp() takes write permission and saves Dirty
  it.each(['6.7', '7.3'])('of %s protects a huge page', (version) => {
    const k = kernel(version);
    expect(show(makeUffdWpPmd(k, dirty).pte)).toBe('84000000122004a5');
    expect(makeUffdWpPmd(k, entry(k, 'write', { pfn })).pte).toBe(entry(k, 'write', { pfn, uffdWp: true }));
  });

  it('leaves the entry of device memory as it is', () => {
    const k = kernel('7.3');
    const device = entry(k, 'deviceWrite', { pfn });
    expect(makeUffdWpPmd(k, device).pte).toBe(device);
    expect(told(k, device, folio())).toEqual(['SWAPPED', 'HUGE']);
  });
});
