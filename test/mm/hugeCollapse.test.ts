import { describe, expect, it } from 'vitest';
import { makePteMarker, markerUffdWp } from '../../lib/helpers/markers.ts';
import { type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { type Folio, folio } from '../../lib/mm/common/folio.ts';
import { type VmaParts, vma } from '../../lib/mm/common/makeVma.ts';
import type { Vma } from '../../lib/mm/common/vma.ts';
import { collapseFile } from '../../lib/mm/khugepaged/collapseFile.ts';
import { collapseHugePage } from '../../lib/mm/khugepaged/collapseHugePage.ts';
import { collapsePteMappedThp, retractPageTables } from '../../lib/mm/khugepaged/retractPageTables.ts';
import { zapFreesTable } from '../../lib/mm/khugepaged/zapFreesTable.ts';
import { zapPteRange } from '../../lib/mm/memory/zapPteRange.ts';
import { show, without } from './entries.ts';

const newPfn = 0x33200n;
const page = 0x8000000012345067n; // writable, young, dirty
const readable = 0x8000000012345025n;
const trapped = 0x8000000012345425n;
const mine = folio({ exclusive: true });
const swap = 0x07fffffffffbfe02n;
const swapTrapped = 0x07fffffffffbfe06n;
const anon = (k: Kernel, more: readonly VmFlagId[] = []): Vma =>
  vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite', 'softdirty', ...more] });
const shmem = (k: Kernel, more: readonly VmFlagId[] = [], parts: Partial<VmaParts> = {}): Vma =>
  vma(k, {
    vmFlags: ['read', 'write', 'mayread', 'maywrite', 'softdirty', 'shared', 'mayshare', ...more],
    anonVma: false,
    ...parts,
  });

describe('collapseHugePage', () => {
  const collapse = (k: Kernel, ptes: readonly bigint[], pages: Folio = mine, how = {}, v = anon(k)) =>
    collapseHugePage(k, ptes, v, pages, { newPfn, ...how });
  const result = (version: string | Kernel, ptes: readonly bigint[], pages: Folio = mine, how = {}) =>
    collapse(typeof version === 'string' ? kernel(version) : version, ptes, pages, how).result;

  // collapse_huge_page() of 4.19.1 to 7.3.4: mk_huge_pmd(), pmd_mkdirty(), maybe_pmd_mkwrite()
  it.each([
    ['4.19', []],
    ['5.19', ['RMAP_EXCLUSIVE']],
    ['7.3', ['RMAP_EXCLUSIVE']],
  ])('%s makes a huge page that is dirty, soft-dirty and writable of what was not', (version, exclusive) => {
    expect(collapse(kernel(version), [page, readable, 0n])).toMatchObject({
      pte: 0x80000000332008e7n,
      result: 'SCAN_SUCCEED',
      effects: ['flush_tlb_page', 'copy page', ...exclusive],
    });
  });

  // pte_uffd_wp() and pte_swp_uffd_wp() in khugepaged_scan_pmd() of 5.7.14 ("khugepaged: skip collapse if uffd-wp detected"); SCAN_PTE_UFFD of 7.3.0-rc7
  it.each([
    ['5.7', 'SCAN_PTE_UFFD_WP'],
    ['6.12', 'SCAN_PTE_UFFD_WP'],
    ['7.2', 'SCAN_PTE_UFFD_WP'],
    ['7.3', 'SCAN_PTE_UFFD'],
  ])('%s leaves what userfaultfd traps: %s', (version, why) => {
    expect(collapse(kernel(version), [page, trapped])).toMatchObject({ pte: 0n, result: why, effects: [] });
    expect(result(version, [page, swapTrapped])).toBe(why);
    expect(result(version, [page, swap])).toBe('SCAN_SUCCEED');
  });

  it('does so by a row', () => {
    expect(result(without('6.12', 'collapseAsksUffdWp'), [page, trapped])).toBe('SCAN_SUCCEED');
  });

  // pte_swp_uffd_wp_any() of 6.4.4, pte_swp_uffd_wp() of 6.3.8
  it('stops at markers of userfaultfd from 6.4 on', () => {
    const at = (k: Kernel) => result(k, [page, makePteMarker(k, markerUffdWp(k))]);
    expect([at(kernel('6.3')), at(kernel('6.4'))]).toEqual(['SCAN_SUCCEED', 'SCAN_PTE_UFFD_WP']);
    expect(at(without('6.4', 'collapseAsksMarker'))).toBe('SCAN_SUCCEED');
  });

  // "check again on anon uffd-wp during isolation": ChangeLog-5.10.179, -6.1.26, stable-queue releases/6.2.13;
  // __collapse_huge_page_isolate() of 5.15.100 and 5.15.135
  it.each([
    ['5.7', 'SCAN_SUCCEED'],
    ['5.10.178', 'SCAN_SUCCEED'],
    ['5.10.179', 'SCAN_PTE_UFFD_WP'],
    ['5.15.100', 'SCAN_SUCCEED'],
    ['5.15.135', 'SCAN_PTE_UFFD_WP'],
    ['6.1.25', 'SCAN_SUCCEED'],
    ['6.1.26', 'SCAN_PTE_UFFD_WP'],
    ['6.2.12', 'SCAN_SUCCEED'],
    ['6.2.13', 'SCAN_PTE_UFFD_WP'],
    ['6.3', 'SCAN_PTE_UFFD_WP'],
  ])('%s with protection that comes after the scan: %s', (version, why) => {
    expect(result(version, [page, trapped], mine, { scanned: [page, readable] })).toBe(why);
    expect(result(version, [page, swap], mine, { scanned: [page, readable] })).toBe('SCAN_PTE_NON_PRESENT');
    expect(result(version, [page, 0n], mine, { scanned: [page, readable] })).toBe('SCAN_SUCCEED');
  });

  it('asks again by a row', () => {
    const k = without('6.12', 'collapseAsksUffdWpAgain');
    expect(result(k, [page, trapped], mine, { scanned: [page, readable] })).toBe('SCAN_SUCCEED');
    const pinned = { scanned: [page, readable] };
    expect(result('6.12', [page, readable], folio({ pinned: true }), pinned)).toBe('SCAN_PAGE_COUNT');
  });

  // userfaultfd_armed() beside max_ptes_none in 4.19.1 to 7.1.13, in collapse_max_ptes_none() of 7.2.6
  it.each(['4.19', '6.1', '7.3'])('%s fills no hole of which userfaultfd must hear', (version) => {
    const k = kernel(version);
    const armed = anon(k, ['uffdMissing']);
    const at = (ptes: readonly bigint[], how = {}) => collapse(k, ptes, mine, how, armed).result;
    expect(at([page, 0n])).toBe('SCAN_EXCEED_NONE_PTE');
    expect(at([page, 0n], { madvise: true })).toBe('SCAN_EXCEED_NONE_PTE');
    expect(at([page, readable], { zeroPfn: 0x12345n })).toBe('SCAN_EXCEED_NONE_PTE');
    expect(at([page, readable])).toBe('SCAN_SUCCEED');
  });

  // cc->is_khugepaged of 6.1.0-rc6
  it('has limits, which MADV_COLLAPSE (6.1) has not', () => {
    const limits = { maxPtesNone: 0, maxPtesSwap: 0, maxPtesShared: 0 };
    const shared = folio({ mappedShared: true });
    expect(result('6.12', [page, 0n], mine, limits)).toBe('SCAN_EXCEED_NONE_PTE');
    expect(result('6.12', [page, swap], mine, limits)).toBe('SCAN_EXCEED_SWAP_PTE');
    expect(result('6.12', [page], shared, limits)).toBe('SCAN_EXCEED_SHARED_PTE');
    const asked = { ...limits, madvise: true };
    expect(result('6.12', [page, 0n, swap], shared, asked)).toBe('SCAN_SUCCEED');
    expect(result('6.0', [page, 0n], mine, asked)).toBe('SCAN_EXCEED_NONE_PTE');
    expect(result(without('6.12', 'collapseByMadvise'), [page, 0n], mine, asked)).toBe('SCAN_EXCEED_NONE_PTE');
    const old = 0x8000000012345007n;
    expect(result('6.12', [old])).toBe('SCAN_LACK_REFERENCED_PAGE');
    expect(result('6.12', [old], mine, { madvise: true })).toBe('SCAN_SUCCEED');
  });

  // SCAN_PAGE_RO of 6.17.8, not of 6.18.2
  it('wants one entry that is writable to 6.17', () => {
    expect(result('4.19', [readable, 0n])).toBe('SCAN_PAGE_RO');
    expect(result('6.17', [readable])).toBe('SCAN_PAGE_RO');
    expect(result('6.18', [readable])).toBe('SCAN_SUCCEED');
    expect(result(without('6.17', 'collapseNeedsWritable'), [readable])).toBe('SCAN_SUCCEED');
  });

  // khugepaged_scan_pmd() of 5.7.14 and 5.8.1 (shared, compound), 5.19.0 and 6.0.0 (device), 7.0.0 and 7.1.0-rc6 (lazyfree)
  it('looks at pages', () => {
    const shared = folio({ mappedShared: true });
    const part = folio({ compound: true });
    expect([result('5.7', [page], shared), result('5.8', [page], shared)]).toEqual(['SCAN_PAGE_COUNT', 'SCAN_SUCCEED']);
    expect([result('5.7', [page], part), result('5.8', [page], part)]).toEqual(['SCAN_PAGE_COMPOUND', 'SCAN_SUCCEED']);
    expect(result(without('5.8', 'collapseCountsShared'), [page], part)).toBe('SCAN_PAGE_COMPOUND');
    const device = folio({ deviceCoherent: true });
    expect([result('5.19', [page], device), result('6.0', [page], device)]).toEqual(['SCAN_SUCCEED', 'SCAN_PAGE_NULL']);
    expect(result(without('6.0', 'collapseSkipsDevice'), [page], device)).toBe('SCAN_SUCCEED');
    const lazy = folio({ swapbacked: false });
    const undirtied = 0x8000000012345027n;
    expect(result('7.0', [undirtied], lazy)).toBe('SCAN_SUCCEED');
    expect(result('7.1', [undirtied], lazy)).toBe('SCAN_PAGE_LAZYFREE');
    expect(result('7.1', [page], lazy)).toBe('SCAN_SUCCEED');
    expect(result('7.1', [undirtied], lazy, { madvise: true })).toBe('SCAN_SUCCEED');
    expect(result(without('7.1', 'collapseSkipsLazyfree'), [undirtied], lazy)).toBe('SCAN_SUCCEED');
    expect(result('6.12', [page], folio({ pinned: true }))).toBe('SCAN_PAGE_COUNT');
    expect(result('6.12', [page], folio({ anon: false }))).toBe('SCAN_PAGE_ANON');
    const k = kernel('6.12');
    expect(collapseHugePage(k, [page], anon(k), undefined, { newPfn }).result).toBe('SCAN_PAGE_NULL');
  });
});

describe('collapseFile', () => {
  // userfaultfd_missing() in collapse_file() of 6.4.4, not of 6.3.8
  it('fills no hole of which a userfaultfd is to hear from 6.4 on', () => {
    const at = (k: Kernel, flag: VmFlagId, holes = true) => collapseFile(k, [shmem(k), shmem(k, [flag])], { holes });
    expect([at(kernel('6.3'), 'uffdMissing'), at(kernel('6.4'), 'uffdMissing')]).toEqual([
      'SCAN_SUCCEED',
      'SCAN_EXCEED_NONE_PTE',
    ]);
    expect(at(kernel('6.4'), 'uffdMissing', false)).toBe('SCAN_SUCCEED');
    expect(at(kernel('6.4'), 'uffdWp')).toBe('SCAN_SUCCEED');
    expect(at(without('6.4', 'collapseFileAsksMissing'), 'uffdMissing')).toBe('SCAN_SUCCEED');
  });
});

describe('retractPageTables', () => {
  // deb4c93a9871: userfaultfd_wp() in retract_page_tables() of 5.19.0, not of 5.18.12; userfaultfd_protected() of 7.3.0-rc7
  it.each([
    ['5.7', true],
    ['5.18', true],
    ['5.19', false],
    ['6.6', false],
    ['7.3', false],
  ])('%s takes the table of a mapping that userfaultfd protects: %s', (version, takes) => {
    const k = kernel(version);
    expect(retractPageTables(k, shmem(k, ['uffdWp']))).toBe(takes);
    expect(retractPageTables(k, shmem(k, ['uffdMissing']))).toBe(true);
    expect(retractPageTables(k, shmem(k, [], { anonVma: true }))).toBe(false);
  });

  it('leaves those that trap all access, and those with guard regions', () => {
    const k = kernel('7.3');
    expect(retractPageTables(k, shmem(k, ['uffdRwp']))).toBe(false);
    // VMA_MAYBE_GUARD_BIT in file_backed_vma_is_retractable() of 6.19.0
    const guarded = (one: Kernel) => retractPageTables(one, shmem(one), { guarded: true });
    expect([guarded(kernel('6.18')), guarded(kernel('6.19'))]).toEqual([true, false]);
    expect(guarded(without('6.19', 'retractAsksGuard'))).toBe(true);
    const blind = without('6.12', 'retractAsksUffdWp');
    expect(retractPageTables(blind, shmem(blind, ['uffdWp']))).toBe(true);
  });
});

describe('collapsePteMappedThp', () => {
  const huge = folio({ anon: false });
  const small = (i: bigint) => 0x8000000012200067n + (i << 12n);
  const take = (k: Kernel, ptes: readonly bigint[], v: Vma, how = {}) =>
    collapsePteMappedThp(k, ptes, v, huge, { hugePfn: 0x12200n, ...how });

  // collapse_pte_mapped_thp() of 5.4.1 to 6.19.11, try_collapse_pte_mapped_thp() of 7.0.0-rc6; userfaultfd_wp() from 5.19.0 on
  it.each([
    ['5.4', 'SCAN_SUCCEED'],
    ['5.18', 'SCAN_SUCCEED'],
    ['5.19', 'SCAN_PTE_UFFD_WP'],
    ['7.3', 'SCAN_PTE_UFFD'],
  ])('%s with a mapping that userfaultfd protects: %s', (version, result) => {
    const k = kernel(version);
    const v = version === '5.4' ? shmem(k) : shmem(k, ['uffdWp']);
    expect(take(k, [small(0n), 0n], v)).toMatchObject({ pte: 0n, result });
  });

  it('takes what is of the huge page and nothing else', () => {
    const k = kernel('6.12');
    const v = shmem(k);
    expect(take(k, [small(0n), 0n, small(2n)], v)).toMatchObject({
      result: 'SCAN_SUCCEED',
      effects: ['flush_tlb_page'],
    });
    expect(take(k, [small(7n)], v, { index: 7 }).result).toBe('SCAN_SUCCEED');
    expect(take(k, [small(0n), small(2n)], v)).toMatchObject({ result: 'SCAN_FAIL', effects: [] });
    expect(take(k, [small(0n), makePteMarker(k, markerUffdWp(k))], v).result).toBe('SCAN_PTE_NON_PRESENT');
    const old = kernel('5.3');
    expect(() => take(old, [], shmem(old))).toThrow(RangeError);
  });

  // set_huge_pmd() of 6.1.0-rc6: do_set_pmd() without FAULT_FLAG_WRITE
  it('maps the huge page at once for MADV_COLLAPSE', () => {
    const mapped = (k: Kernel) => show(take(k, [small(0n)], shmem(k), { installPmd: true }).pte);
    expect(mapped(kernel('6.1'))).toBe('80000000122000a7');
    expect(mapped(kernel('6.0'))).toBe('0000000000000000');
    const k = kernel('6.12');
    const bad = folio({ anon: false, hwpoison: true });
    expect(collapsePteMappedThp(k, [small(0n)], shmem(k), bad, { hugePfn: 0x12200n, installPmd: true })).toMatchObject({
      pte: 0n,
      result: 'SCAN_FAIL',
    });
  });
});

describe('zapFreesTable', () => {
  // can_reclaim_pt and any_skipped in zap_pte_range() of 6.14.0, not of 6.13.2: a marker that is left keeps the table
  it.each([
    ['5.19', false],
    ['6.13', false],
    ['6.14', true],
    ['7.3', true],
  ])('%s frees a table that MADV_DONTNEED has emptied: %s', (version, frees) => {
    const k = kernel(version);
    const v = shmem(k, ['uffdWp']);
    const shared = folio({ anon: false });
    const zapped = (pte: bigint) => zapPteRange(k, pte, v, shared).pte;
    expect(zapFreesTable(k, [zapped(page), 0n], { whole: true })).toBe(frees);
    expect(zapFreesTable(k, [zapped(page), 0n], { whole: false })).toBe(false);
    expect(zapFreesTable(k, [zapped(page)], { whole: true, dontneed: false })).toBe(false);
    expect(zapFreesTable(k, [zapped(trapped), 0n], { whole: true })).toBe(false);
    expect(zapFreesTable(without('6.14', 'zapReclaimsTable'), [0n], { whole: true })).toBe(false);
  });
});
