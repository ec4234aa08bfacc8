import { describe, expect, it } from 'vitest';
import { type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { fault } from '../../lib/mm/common/fault.ts';
import { type Folio, folio } from '../../lib/mm/common/folio.ts';
import { type VmaParts, vma } from '../../lib/mm/common/makeVma.ts';
import { type Vma, vmFlagsOf } from '../../lib/mm/common/vma.ts';
import { changeHugePmd, pgtableSplitNeeded } from '../../lib/mm/huge_memory/changeHugePmd.ts';
import type { HugeNumaHint } from '../../lib/mm/huge_memory/doHugePmdNumaPage.ts';
import { handlePmdFault } from '../../lib/mm/huge_memory/handlePmdFault.ts';
import {
  changeProtNumaHuge,
  mprotectFixupHuge,
  uffdRwpRangeHuge,
  uffdWpRangeHuge,
} from '../../lib/mm/huge_memory/hugeProtection.ts';
import type { ChangeProtection } from '../../lib/mm/mprotect/changeProtection.ts';
import { entry, PAGE_COPY, show, without } from './entries.ts';

const pfn = 0x12200n;
const clean = 0x80000000122000a5n;
const written = 0x80000000122008e7n;
const mine = folio({ exclusive: true });
const may = ['mayread', 'maywrite', 'mayexec'] as const;
const rw = ['read', 'write', ...may, 'softdirty'] as const;
const anon = (k: Kernel, more: readonly VmFlagId[] = [], parts: Partial<VmaParts> = {}): Vma =>
  vma(k, { vmFlags: [...rw, ...more], ...parts });
const shmem = (k: Kernel, more: readonly VmFlagId[] = []): Vma =>
  vma(k, { vmFlags: [...rw, 'shared', 'mayshare', ...more] });
const change = (k: Kernel, pmd: bigint, cp: ChangeProtection, page: Folio | undefined = mine, newprot = PAGE_COPY) =>
  changeHugePmd(k, pmd, anon(k), newprot, cp, page);

describe('a huge page of a running kernel', () => {
  // test/data/observations, thp: "PROT_NONE", "mprotect back to RW" of linux-5.4 (115, 116), 6.16 (275, 276) and 7.3 (371, 372)
  it.each([
    ['5.4.286', 0x8000000001e008e7n, '000ffffffe0009e0', '8000000001e008e5'],
    ['6.16.12', 0x80000000270008e7n, '000fffffd8e009a0', '80000000270008a7'],
    ['7.3.4', 0x80000000046008e7n, '040ffffffb8009a0', '80000000046008e7'],
  ] as const)('%s takes all access and gives it back', (version, pmd, none, back) => {
    const k = kernel(version);
    const taken = mprotectFixupHuge(k, pmd, anon(k), vmFlagsOf(k, [...may, 'softdirty']), mine);
    expect(show(taken.pte)).toBe(none);
    expect(show(mprotectFixupHuge(k, taken.pte, taken.vma, vmFlagsOf(k, rw), mine).pte)).toBe(back);
  });

  // the same, "write-protected": 6.16 (286), 6.18 (91), 7.3 (382)
  it.each([
    ['6.16.12', 0x80000000270008a7n, '8000000027000ca5'],
    ['6.18.15', 0x80000000270008a7n, '8000000027000ca5'],
    ['7.3.4', 0x80000000046008e7n, '8400000004600ca5'],
  ] as const)('%s write-protects it', (version, pmd, after) => {
    const k = kernel(version);
    const changed = uffdWpRangeHuge(k, pmd, anon(k, ['uffdWp']), true, mine);
    expect([show(changed.pte), changed.effects, changed.splits]).toEqual([after, ['flush_tlb_page'], false]);
  });
});

describe('changeHugePmd', () => {
  // change_huge_pmd() of 5.18.12 (pmdp_invalidate()) and 5.19.0 (pmdp_invalidate_ad(), huge_pmd_needs_flush())
  it('has the TLB flushed at once to 5.18, later on only where it must, and at the end', () => {
    const protect = { uffdWp: true };
    expect(change(kernel('5.18'), clean, protect)).toMatchObject({ effects: ['flush_tlb_page'], flushesLater: false });
    expect(change(kernel('5.19'), clean, protect)).toMatchObject({ effects: [], flushesLater: true });
    expect(change(kernel('5.19'), written, protect)).toMatchObject({ effects: ['flush_tlb_page'], flushesLater: true });
    expect(change(without('6.12', 'flushesIfNeeded'), clean, protect).effects).toEqual(['flush_tlb_page']);
    // pmd_modify() of 6.12.0 loses Dirty of a huge page: what a TLB may hold goes away
    const dirty = 0x80000000122000e5n;
    expect(change(kernel('6.12.0'), dirty, {}).effects).toEqual(['flush_tlb_page']);
    const hint = change(kernel('6.12'), clean, { protNuma: true }, mine, kernel('6.12').prot.PAGE_NONE).pte;
    expect(change(kernel('6.12'), hint, {}).effects).toEqual([]);
  });

  // pmd_wrprotect() beside pmd_mkuffd_wp() in 6.2.12, inside it from 6.3.8 on
  it.each(['5.7', '6.2', '6.3', '7.2'])('on %s traps writes and stops', (version) => {
    const k = kernel(version);
    const trapped = change(k, 0x80000000122000a7n, { uffdWp: true });
    expect(show(trapped.pte)).toBe('80000000122004a5');
    expect(show(change(k, trapped.pte, { uffdWpResolve: true }).pte)).toBe('80000000122000a5');
  });

  it('does not know userfaultfd to 5.6', () => {
    expect(change(kernel('5.6'), clean, { uffdWp: true }).pte).toBe(clean);
  });

  // can_change_pmd_writable() in change_huge_pmd() of 6.2.12, not of 6.1.192, whose change_pte_range() has its like
  it.each([
    ['5.19', 'a5'],
    ['6.0', 'a5'],
    ['6.1.192', 'a5'],
    ['6.2', 'a7'],
    ['7.3', 'a7'],
  ])('%s makes an exclusive page %s where writing is asked for', (version, flags) => {
    const upgraded = change(kernel(version), clean, { tryChangeWritable: true, dirtyAcct: true });
    expect(show(upgraded.pte)).toBe(`80000000122000${flags}`);
  });

  it('asks for each reason not to write', () => {
    const k = kernel('6.12');
    const asks = (page: Folio | undefined, v = anon(k), pmd = clean) =>
      show(changeHugePmd(k, pmd, v, PAGE_COPY, { tryChangeWritable: true }, page).pte);
    expect(asks(folio())).toBe('80000000122000a5');
    expect(asks(undefined)).toBe('80000000122000a5');
    expect(asks(mine, anon(k, ['uffdWp']), 0x80000000122004a5n)).toBe('80000000122004a5');
    expect(asks(mine, vma(k, { vmFlags: ['read', 'write', 'maywrite'] }))).toBe('80000000122000a5');
  });

  // preserve_write and pmd_mk_savedwrite() of 4.19.1 to 6.1.192; pmd_modify() of 6.12.0 loses Dirty
  it.each([
    ['4.19', '9e2'],
    ['6.1', '9e2'],
    ['6.2', '9e0'],
    ['6.12.0', '9a0'],
  ])('%s makes a NUMA hint of it', (version, flags) => {
    const hinted = changeProtNumaHuge(kernel(version), written, anon(kernel(version)), mine);
    expect([show(hinted.pte), hinted.effects]).toEqual([`000fffffedc00${flags}`, ['flush_tlb_page']]);
  });

  // C1.10. do_huge_pmd_numa_page(): pmd_savedwrite() of 6.1.192; can_change_pmd_writable() of 6.2.12, asked before the page is to move only
  it.each([
    ['6.1.192', '80000000122008e7', '80000000122008e7'],
    ['6.2', '80000000122008e7', '80000000122008e5'],
  ])('%s writes through a hint again by %s, where the page could not move by %s', (version, stayed, failed) => {
    const k = kernel(version);
    const hint = changeProtNumaHuge(k, written, anon(k), mine).pte;
    const back = (numa: HugeNumaHint) => show(handlePmdFault(k, hint, anon(k), mine, fault(), { numa }).pte);
    expect([back({}), back({ migrationFailed: true })]).toEqual([stayed, failed]);
  });

  it('leaves hints, the huge zero page and some mappings alone', () => {
    const k = kernel('6.12');
    const hint = changeProtNumaHuge(k, clean, anon(k), mine).pte;
    expect(changeProtNumaHuge(k, hint, anon(k), mine).pte).toBe(hint);
    expect(changeProtNumaHuge(k, clean, anon(k)).pte).toBe(clean);
    expect(changeProtNumaHuge(k, clean, anon(k, ['mixedmap']), mine).pte).toBe(clean);
  });

  // node_is_toptier() in change_huge_pmd() of 5.18.1, not of 5.17.0; folio_can_map_prot_numa() of 6.19.0
  it.each([
    ['5.17', 'numaSkips', false],
    ['5.18', 'numaSkips', true],
    ['6.18', 'mappedShared', false],
    ['6.19', 'mappedShared', true],
    ['6.18', 'pinned', false],
    ['6.19', 'pinned', true],
  ] as const)('%s passes a page over (%s): %s', (version, why, passes) => {
    const k = kernel(version);
    const page = folio({ exclusive: true, ...(why === 'numaSkips' ? {} : { [why]: true }) });
    expect(changeProtNumaHuge(k, clean, anon(k), page, why === 'numaSkips').pte === clean).toBe(passes);
  });

  it('has that by rows', () => {
    const one = without('6.19', 'numaAsksHugePage');
    expect(changeProtNumaHuge(one, clean, anon(one), folio({ pinned: true })).pte).not.toBe(clean);
    const other = without('6.19', 'numaAsksHugeNode');
    expect(changeProtNumaHuge(other, clean, anon(other), mine, true).pte).not.toBe(clean);
  });

  // mm/huge_memory.c of 7.3.4: pmd_modify(PAGE_NONE), and the entry that traps already is passed over
  it('traps every access from 7.3 on', () => {
    const k = kernel('7.3');
    const armed = anon(k, ['uffdRwp']);
    const trapped = uffdRwpRangeHuge(k, clean, armed, true, mine);
    expect(show(trapped.pte)).toBe('000fffffedc005a0');
    expect(uffdRwpRangeHuge(k, trapped.pte, armed, true, mine).steps[0]?.why).toBe(
      'the entry traps every access already',
    );
    expect(show(uffdRwpRangeHuge(k, trapped.pte, armed, false, mine).pte)).toBe('80000000122000a7');
    expect(() => uffdRwpRangeHuge(kernel('7.2'), clean, anon(kernel('7.2')), true)).toThrow(RangeError);
  });
});

describe('a huge entry that is not present', () => {
  const plain = (k: Kernel, pmd: bigint, page = folio()) => change(k, pmd, {}, page).pte;

  // change_huge_pmd(): pmd_swp_uffd_wp() of 5.14.2 and 5.10.218 ("fix a few thp pmd missing uffd-wp bit"), not of 5.12.9, 5.10.46, 6.4.4;
  // make_readable_exclusive_migration_entry() of 5.19.0
  it.each([
    ['5.7', 'read', false],
    ['5.10.52', 'read', false],
    ['5.10.53', 'read', true],
    ['5.13.4', 'read', false],
    ['5.13.5', 'read', true],
    ['5.18', 'read', true],
    ['5.19', 'readExclusive', true],
    ['6.3', 'readExclusive', true],
    ['6.4', 'readExclusive', false],
    ['7.3', 'readExclusive', false],
  ] as const)('%s makes a writable one %s, with uffd-wp: %s', (version, kind, uffdWp) => {
    const k = kernel(version);
    const word = entry(k, 'write', { pfn, softDirty: true, uffdWp: true });
    expect(plain(k, word)).toBe(entry(k, kind, { pfn, softDirty: true, uffdWp }));
    const file = change(k, word, {}, folio({ anon: false })).pte;
    expect(file).toBe(entry(k, 'read', { pfn, softDirty: true, uffdWp }));
    const readable = entry(k, 'read', { pfn, uffdWp: true });
    expect(plain(k, readable)).toBe(readable);
  });

  it('loses it with the row away', () => {
    const old = kernel('4.19');
    expect(plain(old, entry(old, 'write', { pfn, softDirty: true }))).toBe(
      entry(old, 'read', { pfn, softDirty: true }),
    );
    const k = without('5.15', 'hugeDowngradeKeepsUffdWp');
    expect(plain(k, entry(k, 'write', { pfn, uffdWp: true }))).toBe(entry(k, 'read', { pfn }));
  });

  // "fix uffd-wp handling for THP migration entries": ChangeLog-6.1.26, stable-queue releases/6.2.13; change_huge_pmd() of 6.1.8, 6.1.164, 6.2.12, 6.3.8
  it.each([
    ['5.7', false],
    ['6.1.25', false],
    ['6.1.26', true],
    ['6.2.12', false],
    ['6.2.13', true],
    ['6.3', true],
    ['7.3', true],
  ])('%s protects one: %s', (version, uffdWp) => {
    const k = kernel(version);
    const word = entry(k, 'read', { pfn, softDirty: true });
    const protects = change(k, word, { uffdWp: true }).pte;
    expect(protects).toBe(entry(k, 'read', { pfn, softDirty: true, uffdWp }));
    const before = entry(k, 'read', { pfn, uffdWp: true });
    expect(change(k, before, { uffdWpResolve: true }).pte).toBe(uffdWp ? entry(k, 'read', { pfn }) : before);
  });

  // H27. change_non_present_huge_pmd() of 6.19.0 to 7.1.3, and of 7.1.8, 7.2.6; soft-dirty goes in each
  it.each([
    ['6.19', false],
    ['7.0', false],
    ['7.1.3', false],
    ['7.1.8', true],
    ['7.2', true],
    ['7.3', true],
  ])('%s makes one for device memory read-only, with uffd-wp: %s', (version, uffdWp) => {
    const k = kernel(version);
    const word = entry(k, 'deviceWrite', { pfn, softDirty: true, uffdWp: true });
    expect(plain(k, word)).toBe(entry(k, 'deviceRead', { pfn, uffdWp }));
    const readable = entry(k, 'deviceRead', { pfn, softDirty: true, uffdWp: true });
    expect(plain(k, readable)).toBe(readable);
  });

  it('loses uffd-wp of device memory by a row', () => {
    const k = without('7.3', 'hugeDeviceDowngradeKeepsUffdWp');
    expect(plain(k, entry(k, 'deviceWrite', { pfn, uffdWp: true }))).toBe(entry(k, 'deviceRead', { pfn }));
    const late = without('7.3', 'hugeMigrationChangesUffdWp');
    const word = entry(late, 'read', { pfn });
    expect(change(late, word, { uffdWp: true }).pte).toBe(word);
  });
});

describe('a huge page of a file', () => {
  // uffd_wp_protect_file() of 5.19.0, pgtable_split_needed() of 6.4.4 and, with MM_CP_UFFD_RWP, of 7.3.0-rc7
  it.each([
    ['5.18', false],
    ['5.19', true],
    ['6.4', true],
    ['7.3', true],
  ])('on %s is split before userfaultfd protects it: %s', (version, splits) => {
    const k = kernel(version);
    const change = uffdWpRangeHuge(k, clean, shmem(k, ['uffdWp']), true, folio({ anon: false }));
    expect(change.splits).toBe(splits);
    if (splits) expect(change.pte).toBe(clean);
    expect(uffdWpRangeHuge(k, clean, shmem(k, ['uffdWp']), false, folio({ anon: false })).splits).toBe(false);
    expect(pgtableSplitNeeded(k, anon(k), { uffdWp: true })).toBe(false);
  });

  // C13: UFFDIO_RWPROTECT over shared memory mapped by a huge PMD succeeds and protects nothing: the split empties it
  it('is split before it traps every access', () => {
    const k = kernel('7.3');
    expect(uffdRwpRangeHuge(k, clean, shmem(k, ['uffdRwp']), true, folio({ anon: false }))).toMatchObject({
      pte: clean,
      splits: true,
    });
    expect(pgtableSplitNeeded(without('7.3', 'uffdWpSplitsFiles'), shmem(k), { uffdWp: true })).toBe(false);
  });
});

it('changes nothing where the flags are the same', () => {
  const k = kernel('6.12');
  const same = mprotectFixupHuge(k, written, anon(k), anon(k).vmFlags, mine);
  expect(same).toMatchObject({ pte: written, effects: [], splits: false });
  expect(() => changeHugePmd(k, 0x12345067n, anon(k), PAGE_COPY, {})).toThrow(RangeError);
});
