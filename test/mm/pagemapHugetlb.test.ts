/** hugetlb in pagemap and PAGEMAP_SCAN: fs/proc/task_mmu.c. */
import { describe, expect, it } from 'vitest';
import { makeHwpoisonEntry, makePteMarker, markerPoisoned, markerUffdWp } from '../../lib/helpers/markers.ts';
import { swpEntryToPte } from '../../lib/helpers/swapEntry.ts';
import { pteSwpMkuffdWp } from '../../lib/helpers/swapFlags.ts';
import { type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import {
  makeUffdWpHugePte,
  pagemapHugetlbCategory,
  pagemapHugetlbRange,
  pagemapScanHugetlbEntry,
} from '../../lib/mm/task_mmu/pagemapHugetlb.ts';
import { entry, show, without } from './entries.ts';

const huge = (k: Kernel, more: readonly VmFlagId[] = [], uffdWpAsync = true) =>
  vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite', 'hugetlb', ...more], anonymous: false, uffdWpAsync });
const page = 0x80000000122000a5n;
const protectedPage = 0x80000000122004a5n;
const file = folio({ anon: false });
const uffdMarker = (k: Kernel) => makePteMarker(k, markerUffdWp(k));

// bits 63 present, 61 file, 57 uffd-wp, 56 mapped once, 55 soft-dirty
describe('pagemap_hugetlb_range()', () => {
  const said = (version: string, pte: bigint, more: readonly VmFlagId[] = [], how = {}) => {
    const k = kernel(version);
    return show(pagemapHugetlbRange(k, pte, huge(k, more), file, how));
  };

  it('tells the page, whose it is, and the soft-dirty of the mapping alone', () => {
    for (const version of ['4.19', '5.10', '6.12', '7.3']) {
      expect(said(version, 0x80000000122008a5n), version).toBe('a000000000012200');
      expect(said(version, page, ['softdirty'], { page: 3n, mappedOnce: true }), version).toBe('a180000000012203');
      expect(said(version, page, [], { showPfn: false }), version).toBe('a000000000000000');
      expect(said(version, 0n, ['softdirty']), version).toBe('0080000000000000');
    }
    const k = kernel('6.12');
    expect(show(pagemapHugetlbRange(k, page, huge(k), folio()))).toBe('8000000000012200');
  });

  // pagemap_hugetlb_range() of 5.18.12 knows no uffd-wp, that of 5.19.0 does
  it('tells uffd-wp from 5.19 on, of migration entries and markers too, which are not PM_SWAP', () => {
    expect([said('5.18', protectedPage), said('5.19', protectedPage)]).toEqual([
      'a000000000012200',
      'a200000000012200',
    ]);
    for (const version of ['5.19', '6.12', '7.3']) {
      const k = kernel(version);
      const moving = entry(k, 'read', { pfn: 0x12200n });
      expect(said(version, moving)).toBe('0000000000000000');
      expect(said(version, pteSwpMkuffdWp(k, moving))).toBe('0200000000000000');
      expect(said(version, uffdMarker(k))).toBe('0200000000000000');
    }
    const k = without('6.12', 'pagemapHugetlbTellsUffdWp');
    expect(show(pagemapHugetlbRange(k, protectedPage, huge(k)))).toBe('8000000000012200');
  });
});

describe('pagemap_hugetlb_category()', () => {
  const is = (version: string, pte: bigint, more: readonly VmFlagId[] = ['uffdWp']) => {
    const k = kernel(version);
    return pagemapHugetlbCategory(k, pte, huge(k, more), file).join(' ').replaceAll('PAGE_IS_', '');
  };

  it('never tells an empty entry as written, whatever it says of other memory', () => {
    for (const version of ['6.7', '6.12.103', '7.2', '7.3']) expect(is(version, 0n), version).toBe('HUGE');
  });

  it('tells soft-dirty from 6.8 on, and from 7.3 on written of what is registered only', () => {
    expect(is('6.7', 0x80000000122008a5n)).toBe('WRITTEN FILE PRESENT HUGE');
    expect(is('6.8', 0x80000000122008a5n)).toBe('WRITTEN FILE PRESENT HUGE SOFT_DIRTY');
    expect(is('6.8', protectedPage)).toBe('FILE PRESENT HUGE');
    expect([is('7.2', page, []), is('7.3', page, []), is('7.3', page, ['uffdRwp'])]).toEqual([
      'WRITTEN FILE PRESENT HUGE',
      'FILE PRESENT HUGE',
      'FILE PRESENT HUGE ACCESSED',
    ]);
    const k = kernel('6.12');
    expect(is('6.12', entry(k, 'read', { pfn: 0x12200n }))).toBe('WRITTEN SWAPPED HUGE');
    expect(is('6.12', uffdMarker(k))).toBe('SWAPPED HUGE');
  });

  it('is not there before 6.7', () => {
    expect(() => is('6.6', page)).toThrow('6.6');
  });
});

describe('make_uffd_wp_huge_pte()', () => {
  it('protects what can be, and leaves markers and hardware errors alone', () => {
    for (const version of ['6.7', '6.12', '7.3']) {
      const k = kernel(version);
      const moving = entry(k, 'write', { pfn: 0x12200n });
      const bad = swpEntryToPte(k, makeHwpoisonEntry(k, 0x12200n));
      const poison = makePteMarker(k, markerPoisoned(k));
      expect(makeUffdWpHugePte(k, 0n).pte).toBe(uffdMarker(k));
      expect(makeUffdWpHugePte(k, moving).pte).toBe(pteSwpMkuffdWp(k, moving));
      expect([makeUffdWpHugePte(k, bad).pte, makeUffdWpHugePte(k, poison).pte]).toEqual([bad, poison]);
      expect(show(makeUffdWpHugePte(k, 0x80000000122000a7n).pte)).toBe('80000000122004a5');
    }
  });

  // 6.12.100 and 7.1.3 write an entry made of what they have read; 6.12.101 and 7.1.8 clear the entry first and use what was in it
  it.each<readonly [string, string]>([
    ['6.12.100', '80000000122004a5'],
    ['6.12.101', '8400000012200ca5'],
    ['6.18', '80000000122004a5'],
    ['7.1.4', '80000000122004a5'],
    ['7.1.5', '8400000012200ca5'],
    ['7.3', '8400000012200ca5'],
  ])('%s: where the processor writes meanwhile the entry becomes %s', (version, word) => {
    const k = kernel(version);
    expect(show(makeUffdWpHugePte(k, 0x80000000122000a7n, 0x80000000122008e7n).pte)).toBe(word);
  });

  it('scanClearsHugetlbFirst decides', () => {
    const k = without('7.3', 'scanClearsHugetlbFirst');
    expect(show(makeUffdWpHugePte(k, 0x80000000122000a7n, 0x80000000122008e7n).pte)).toBe('80000000122004a5');
  });
});

describe('pagemap_scan_hugetlb_entry()', () => {
  const scan = (version: string, pte: bigint, how = {}, more: readonly VmFlagId[] = ['uffdWp'], async_ = true) => {
    const k = kernel(version);
    const { pte: after, categories, returned } = pagemapScanHugetlbEntry(k, pte, huge(k, more, async_), folio(), how);
    return `${show(after)} ${returned} ${categories.join(' ').replaceAll('PAGE_IS_', '')}`;
  };
  const wp = { wpMatching: true };

  it('reports, and protects what is written', () => {
    for (const version of ['6.7', '6.12', '7.3']) {
      expect(scan(version, page), version).toBe('80000000122000a5 0 WPALLOWED WRITTEN PRESENT HUGE');
      expect(scan(version, page, wp), version).toBe('80000000122004a5 0 WPALLOWED WRITTEN PRESENT HUGE');
      expect(scan(version, protectedPage, wp), version).toBe('80000000122004a5 0 WPALLOWED PRESENT HUGE');
      expect(scan(version, 0n, wp), version).toBe('0000000000000000 0 WPALLOWED HUGE');
    }
  });

  it('passes over what it may not protect', () => {
    expect(scan('6.12', page, wp, [])).toBe('80000000122000a5 0 ');
    expect(scan('6.12', page, { checkWpAsync: true }, ['uffdWp'], false)).toBe('80000000122000a5 -EPERM ');
    expect(scan('6.12', page, { ...wp, part: true })).toBe('80000000122000a5 0 ');
  });

  // end != start + HPAGE_SIZE of 6.12.95 and 7.1.3, huge_page_size() of 6.12.100, 7.1.8 and 7.2.6; numbers by the lists of 6.12.97-rc1, 6.18.40-rc1, 7.1.5-rc1
  it.each<readonly [string, boolean]>([
    ['6.12.96', false],
    ['6.12.97', true],
    ['6.18.39', false],
    ['6.18.40', true],
    ['7.1.4', false],
    ['7.1.5', true],
    ['7.3', true],
  ])('%s protects a page of 1 GiB: %s', (version, done) => {
    expect(scan(version, 0x80000000400000a5n, { ...wp, gigantic: true })).toBe(
      done ? '80000000400004a5 0 WPALLOWED WRITTEN PRESENT HUGE' : '80000000400000a5 0 ',
    );
  });

  it('scanProtectsGigantic decides', () => {
    const k = without('7.3', 'scanProtectsGigantic');
    expect(pagemapScanHugetlbEntry(k, page, huge(k, ['uffdWp']), folio(), { ...wp, gigantic: true }).pte).toBe(page);
  });
});
