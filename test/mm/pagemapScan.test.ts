/** PAGEMAP_SCAN: fs/proc/task_mmu.c, pagemap_page_category(), make_uffd_wp_pte(), pagemap_scan_pmd_entry(). */
import { describe, expect, it } from 'vitest';
import { makeHwpoisonEntry, makePteMarker, markerGuard } from '../../lib/helpers/markers.ts';
import { swpEntryToPte } from '../../lib/helpers/swapEntry.ts';
import { type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import { makeUffdWpPte, pagemapPageCategory, pagemapScan } from '../../lib/mm/task_mmu/pagemapScan.ts';
import { entry, show, without } from './entries.ts';

/** Anonymous memory that a scan may protect. */
const watched = (k: Kernel, more: readonly VmFlagId[] = ['uffdWp']) =>
  vma(k, { vmFlags: ['read', 'write', ...more], uffdWpAsync: true, uffdWpUnpopulated: true });
const swapped = 0x07ffffffffdffe00n; // offset 0x1000: bit 10 of the word is the inverted bit 1 of the offset
const categories = (k: Kernel, pte: bigint, more?: readonly VmFlagId[]) =>
  pagemapPageCategory(k, pte, watched(k, more)).join(' ');

describe('pagemapPageCategory', () => {
  it.each<readonly [string, bigint, string]>([
    ['6.7', 0x8000000012345867n, 'PAGE_IS_WRITTEN PAGE_IS_PRESENT'],
    ['6.8', 0x8000000012345867n, 'PAGE_IS_WRITTEN PAGE_IS_PRESENT PAGE_IS_SOFT_DIRTY'],
    ['6.8', 0x8000000012345425n, 'PAGE_IS_PRESENT'],
    ['6.8', swapped, 'PAGE_IS_WRITTEN PAGE_IS_SWAPPED'],
    ['6.8', swapped | 6n, 'PAGE_IS_SWAPPED PAGE_IS_SOFT_DIRTY'],
    ['6.8', 0xfffffffffffffc00n, 'PAGE_IS_SWAPPED'],
    ['6.15', makePteMarker(kernel('6.15'), markerGuard(kernel('6.15'))), 'PAGE_IS_WRITTEN PAGE_IS_SWAPPED'],
    [
      '6.17',
      makePteMarker(kernel('6.17'), markerGuard(kernel('6.17'))),
      'PAGE_IS_WRITTEN PAGE_IS_SWAPPED PAGE_IS_GUARD',
    ],
    // of empty entries 6.12.101, 6.18.35 and 7.1.3 say nothing; 6.12.105, 7.1.8 and 7.2.6 do
    ['6.12.102', 0n, ''],
    ['6.12.103', 0n, 'PAGE_IS_WRITTEN'],
    ['6.18', 0n, ''],
    ['7.2', 0n, 'PAGE_IS_WRITTEN'],
    ['7.3', 0n, 'PAGE_IS_WRITTEN'],
  ])('%s: %i is %s', (version, pte, said) => {
    expect(categories(kernel(version), pte)).toBe(said);
  });

  it('tells pages of files and the zero page', () => {
    const k = kernel('6.12');
    const file = folio({ anon: false });
    expect(pagemapPageCategory(k, 0x8000000012345025n, watched(k), file)).toContain('PAGE_IS_FILE');
    expect(pagemapPageCategory(k, 0x8000000002000225n, watched(k), undefined, 0x2000n)).toContain('PAGE_IS_PFNZERO');
  });

  // 7.3.4: PAGE_IS_WRITTEN needs userfaultfd_wp(), PAGE_IS_ACCESSED userfaultfd_rwp()
  it('asks from 7.3 on what the mapping is registered for', () => {
    expect(categories(kernel('7.2'), 0x8000000012345025n, [])).toBe('PAGE_IS_WRITTEN PAGE_IS_PRESENT');
    const k = kernel('7.3');
    expect(categories(k, 0x8000000012345025n, [])).toBe('PAGE_IS_PRESENT');
    expect(categories(k, 0x8000000012345025n, ['uffdRwp'])).toBe('PAGE_IS_PRESENT PAGE_IS_ACCESSED');
    expect(categories(k, 0n, ['uffdRwp'])).toBe('');
  });
});

describe('makeUffdWpPte', () => {
  it.each<readonly [string, bigint, string]>([
    ['a written page', 0x8000000012345867n, '8400000012345c25'],
    ['a swap entry', swapped, '07ffffffffdffe04'],
    ['nothing', 0n, 'fffffffffffffc00'],
  ])('protects %s', (_, pte, after) => {
    expect(show(makeUffdWpPte(kernel('6.12'), pte).pte)).toBe(after);
  });

  it('leaves a writable migration entry writable (C2)', () => {
    const k = kernel('7.3');
    expect(makeUffdWpPte(k, entry(k, 'write')).pte).toBe(entry(k, 'write', { uffdWp: true }));
  });
});

describe('pagemapScan', () => {
  const short = { wpMatching: true, writtenOnly: true };

  // pagemap_scan_pmd_entry() of 6.7.3 and 6.8.0: pte_uffd_wp() of whatever is there
  it.each<readonly [string, bigint, string]>([
    ['6.7', swapped, '07ffffffffdffe00'],
    ['6.8', swapped, '07ffffffffdffe00'],
    ['6.8', swapped - 0x400n, '07ffffffffdffa04'],
    ['6.9', swapped, '07ffffffffdffe04'],
    ['7.3', swapped, '07ffffffffdffe04'],
  ])('%s protects a swap entry on the short way: %i', (version, pte, after) => {
    const k = kernel(version);
    expect(show(pagemapScan(k, pte, watched(k), undefined, short).pte)).toBe(after);
  });

  it('protects what is written, once', () => {
    const k = kernel('6.12');
    const first = pagemapScan(k, 0x8000000012345067n, watched(k), folio(), { wpMatching: true });
    expect(first).toMatchObject({ pte: 0x8400000012345425n, returned: 0, effects: ['flush_tlb_page'] });
    expect(first.categories).toEqual(['PAGE_IS_WPALLOWED', 'PAGE_IS_WRITTEN', 'PAGE_IS_PRESENT']);
    expect(pagemapScan(k, first.pte, watched(k), folio(), { wpMatching: true })).toMatchObject({
      pte: first.pte,
      steps: [],
    });
  });

  // pagemap_scan_test_walk() of 6.7.3 to 7.3.4
  it('passes over what it may not protect, or fails', () => {
    const k = kernel('6.12');
    const plain = vma(k, { vmFlags: ['read', 'write'] });
    const pte = 0x8000000012345067n;
    expect(pagemapScan(k, pte, plain, folio(), { wpMatching: true })).toMatchObject({
      pte,
      categories: [],
      returned: 0,
    });
    expect(pagemapScan(k, pte, plain, folio(), { checkWpAsync: true }).returned).toBe('-EPERM');
    expect(pagemapScan(k, pte, plain, folio()).categories).toEqual(['PAGE_IS_WRITTEN', 'PAGE_IS_PRESENT']);
    const frames = vma(k, { vmFlags: ['read', 'write', 'pfnmap'] });
    expect(pagemapScan(k, pte, frames).categories).toEqual([]);
  });

  it('tells VM_SOFTDIRTY of the mapping from 6.8 on', () => {
    const said = (version: string) => {
      const k = kernel(version);
      return pagemapScan(k, 0x8000000012345025n, vma(k, { vmFlags: ['read', 'softdirty'] })).categories;
    };
    expect(said('6.7')).toEqual(['PAGE_IS_WRITTEN', 'PAGE_IS_PRESENT']);
    expect(said('6.8')).toEqual(['PAGE_IS_WRITTEN', 'PAGE_IS_PRESENT', 'PAGE_IS_SOFT_DIRTY']);
  });

  it.each([
    ['scanReadsPresentBit', '6.8', swapped, '07ffffffffdffe04'],
    ['scanReportsEmpty', '7.3', 0n, '0000000000000000'],
  ] as const)('asks for the row %s', (id, version, pte, after) => {
    const k = without(version, id);
    const how = id === 'scanReadsPresentBit' ? short : { wpMatching: true };
    expect(show(pagemapScan(k, pte, watched(k), undefined, how).pte)).toBe(after);
  });
  it.each([
    ['scanReportsSoftDirty', '6.12', 0x8000000012345867n, 'PAGE_IS_WRITTEN PAGE_IS_PRESENT'],
    ['scanReportsGuards', '7.2', 0xfffffffffffff600n, 'PAGE_IS_WRITTEN PAGE_IS_SWAPPED'],
    ['scanAsksRegistration', '7.3', 0x8000000012345025n, 'PAGE_IS_WRITTEN PAGE_IS_PRESENT'],
  ] as const)('tells categories by the row %s', (id, version, pte, said) => {
    expect(categories(without(version, id), pte, [])).toBe(said);
  });
});

describe('pagemapScan, as the kernel looks at pages and mappings', () => {
  // pagemap_page_category() of 6.8.0 looks for the page of a swapped entry where is_pfn_swap_entry() holds: with hwpoison from 6.8.8 on
  it.each<readonly [string, boolean]>([
    ['6.8.7', false],
    ['6.8.8', true],
    ['6.12', true],
  ])('%s knows the page behind a hwpoison entry: %s', (version, knows) => {
    const k = kernel(version);
    const file = folio({ anon: false });
    const bad = swpEntryToPte(k, makeHwpoisonEntry(k, 0x12345n));
    expect(pagemapPageCategory(k, bad, watched(k), file).includes('PAGE_IS_FILE')).toBe(knows);
    expect(pagemapPageCategory(k, swapped, watched(k), file)).not.toContain('PAGE_IS_FILE');
  });

  // include/uapi/linux/fs.h of 6.17.0: PAGE_IS_SOFT_DIRTY is bit 7, PAGE_IS_GUARD bit 8
  it('tells categories in the order of their bits', () => {
    const k = kernel('6.17');
    const guard = makePteMarker(k, markerGuard(k));
    expect(pagemapScan(k, guard, watched(k, ['uffdWp', 'softdirty'])).categories.slice(-2)).toEqual([
      'PAGE_IS_SOFT_DIRTY',
      'PAGE_IS_GUARD',
    ]);
  });

  // userfaultfd_wp_use_markers() of 6.7.3 to 7.3.4 asks userfaultfd_wp() first
  it.each(['6.7', '7.3'])('%s protects registered mappings only', (version) => {
    const k = kernel(version);
    const shared = vma(k, { vmFlags: ['read', 'write', 'shared', 'mayshare'], uffdWpAsync: true });
    expect(pagemapScan(k, 0n, shared, undefined, { checkWpAsync: true }).returned).toBe('-EPERM');
  });
});
