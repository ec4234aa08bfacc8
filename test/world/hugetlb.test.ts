/** Mappings of hugetlb in the world: for each release at which mm/hugetlb.c and its kin changed, what a script must end with. */
import { describe, expect, it } from 'vitest';
import { ptePresent, pteUffdWp, pteWrite } from '../../lib/helpers/pgtable.ts';
import { swpEntry, swpEntryToPte } from '../../lib/helpers/swapEntry.ts';
import { type BehaviourId, type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { familyOf } from '../../lib/mm/common/family.ts';
import { operations } from '../../lib/world/operations/list.ts';
import { keyOf } from '../../lib/world/orders/key.ts';
import { mappedPfn } from '../../lib/world/places.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { pagemapOf } from '../../lib/world/told/pagemapOf.ts';
import { sentence } from '../../lib/world/told/sentence.ts';
import { mmOf } from '../../lib/world/world.ts';
import { without } from '../mm/entries.ts';
import { everyNth } from '../support/whole.ts';

const on = (k: Kernel, script: string): ScenarioRow => play(k, parseScript(script)).at(-1) as ScenarioRow;
const last = (version: string, script: string): ScenarioRow => on(kernel(version), script);
const word = ({ after }: ScenarioRow): string => after.toString(16).padStart(16, '0');
const has = ({ happened }: ScenarioRow, kind: string): boolean => happened.some((event) => event.kind === kind);
const traps = (row: ScenarioRow): boolean =>
  row.happened.some((event) => event.kind === 'goesOn' && event.next === 'handle_userfault');
const says = (row: ScenarioRow): string => row.happened.map(sentence).join('; ');
const entryOf = ({ world }: ScenarioRow, name: string): bigint => mmOf(world, name)?.pte ?? 0n;
const pfnOf = (row: ScenarioRow, name = 'A'): bigint => mappedPfn(row.world.k, entryOf(row, name));

/** What a script ends with, by release; the last release without the row is as those before it. */
function rowDecides(id: BehaviourId, script: string, ends: (row: ScenarioRow) => string, by: Record<string, string>) {
  const versions = Object.keys(by);
  expect(Object.fromEntries(versions.map((v) => [v, ends(last(v, script))]))).toEqual(by);
  const newest = versions.find((v) => kernel(v).does(id)) as string;
  const lacks = versions.find((v) => !kernel(v).does(id)) as string;
  expect(ends(on(without(newest, id), script)), `without ${id}`).toBe(by[lacks]);
}

describe('a first touch', () => {
  // hugetlb_no_page() of 4.19.0 and 7.3.4: a new page, anonymous in a private mapping
  it.each(['4.19', '5.10', '6.5'])('by a write maps a huge page on %s', (version) => {
    const row = last(version, 'hugetlb; write');
    expect([word(row), row.level]).toEqual(['80000000400008e7', 'pmd']);
    expect(row.world.frames).toMatchObject([{ folio: { anon: true, compound: true } }]);
  });

  // huge_pte_mkwrite() of 6.6.9 leaves what pte_mkdirty() has moved to bit 58, and the processor sets Dirty again
  it.each(['6.6', '7.3'])('leaves the moved Dirty on %s', (version) => {
    expect(word(last(version, 'hugetlb; write'))).toBe('84000000400008e7');
  });

  it('by a read maps a page of zeroes, read-only; there is no huge zero page of hugetlb', () => {
    const row = last('6.12', 'hugetlb; read');
    expect([word(row), row.world.frames.length]).toEqual(['80000000400000a5', 1]);
  });

  it('of shared memory brings a page into the page cache, which the next process maps', () => {
    const row = last('6.12', 'hugetlb-shared; A: read; B: map; B: write');
    expect([pfnOf(row, 'A') === pfnOf(row, 'B'), row.world.backing.cached, row.world.frames.length]).toEqual([
      true,
      true,
      1,
    ]);
  });
});

describe('fork()', () => {
  // hugetlb_cow() of 4.19.0, hugetlb_wp() of 7.3.4: a page with two mappings is copied, with one it is written to
  it.each(['4.19', '5.18', '6.12', '7.3'])('on %s: the first writer copies, the other keeps the page', (version) => {
    const row = last(version, 'hugetlb; write; fork; write; B: write');
    expect([pfnOf(row, 'A'), pfnOf(row, 'B'), has(row, 'leaked')]).toEqual([0x40200n, 0x40000n, false]);
    expect(row.world.frames.map(({ holds }) => holds)).toEqual([['B'], ['A']]);
  });

  // copy_page_range() of 5.18.12 to 5.19.0 asks VM_HUGETLB; vma_needs_copy() of 6.0.0 does not
  it('copies entries of a shared mapping up to 5.19', () => {
    const child = (row: ScenarioRow) => String(ptePresent(row.world.k, entryOf(row, 'B')));
    const script = 'hugetlb-shared; write; fork';
    expect(['4.19', '5.19', '6.0', '7.3'].map((v) => child(last(v, script)))).toEqual([
      'true',
      'true',
      'false',
      'false',
    ]);
    expect(child(on(without('5.19', 'forkCopiesHugetlb'), script))).toBe('false');
  });

  // page_needs_cow_for_dma() in copy_hugetlb_page_range() of 5.12.9
  it('copies a pinned page at once from 5.12 on', () => {
    const child = (row: ScenarioRow) => pfnOf(row, 'B').toString(16);
    rowDecides('hugetlbForkCopiesPinned', 'hugetlb; write; pin; fork', child, { '5.11': '40000', '5.12': '40200' });
  });

  // copy_hugetlb_page_range() of 6.3.8: !userfaultfd_wp(dst_vma) clears the bit
  it('gives a child that is not registered no uffd-wp, from 6.4 on', () => {
    const marked = (row: ScenarioRow) => String(pteUffdWp(row.world.k, entryOf(row, 'B')));
    rowDecides('hugetlbForkFiltersUffdWp', 'hugetlb; write; uffd-wp; fork', marked, {
      '5.19': 'true',
      '6.3.1': 'true',
      '6.3.2': 'false',
      '6.4': 'false',
    });
  });

  // huge_pte_clear_uffd_wp() of a swap entry in 7.1.3 takes a bit of the inverted offset; 7.1.8 does not
  it('gives the child a migration entry of another page up to 7.1: it waits for ever', () => {
    const child = (row: ScenarioRow) => `${ptePresent(row.world.k, entryOf(row, 'B'))} ${has(row, 'entryOf')}`;
    rowDecides('hugetlbForkClearsSwapBit', 'hugetlb; write; migrate-begin; fork; migrate-end', child, {
      '7.1': 'false false',
      '7.2': 'true true',
    });
    expect(child(last('5.18', 'hugetlb; write; migrate-begin; fork; migrate-end'))).toBe('true true');
  });
});

describe('userfaultfd', () => {
  // vma_can_userfault() and hugetlb_change_protection() of 5.18.12 and 5.19.0
  it.each([
    ['5.7', 'refused', false],
    ['5.18', 'refused', false],
    ['5.19', 'done', true],
    ['7.3', 'done', true],
  ])('protects hugetlb on %s: %s', (version, result, trapped) => {
    for (const mapping of ['hugetlb', 'hugetlb-shared']) {
      expect(last(version, `${mapping}; write; uffd-wp`).result).toBe(result);
      expect(traps(last(version, `${mapping}; write; uffd-wp; write`))).toBe(trapped);
    }
  });

  it('leaves the other process alone that maps the page', () => {
    const row = last('6.12', 'hugetlb-shared; A: write; B: map; B: read; A: uffd-wp; B: write');
    expect([traps(row), pteUffdWp(row.world.k, entryOf(row, 'A')), pteUffdWp(row.world.k, entryOf(row, 'B'))]).toEqual([
      false,
      true,
      false,
    ]);
  });

  // hugetlb_wp() of 6.1.8 makes the page that comes for the marker writable at once; that of 6.1.164, 6.2.12 and 6.3.8 leaves it
  it('traps the first write to a private page that was protected while it was missing, from 6.3 on', () => {
    const ends = (row: ScenarioRow) => (traps(row) ? 'trapped' : has(row, 'untrapped') ? 'LOST' : 'neither');
    rowDecides('hugetlbWpLeavesUffdWp', 'hugetlb; uffd-wp; write', ends, {
      '5.19': 'LOST',
      '6.1.23': 'LOST',
      '6.1.24': 'trapped',
      '6.2.10': 'LOST',
      '6.2.11': 'trapped',
      '6.3': 'trapped',
    });
    expect(ends(last('5.19', 'hugetlb-shared; uffd-wp; write'))).toBe('trapped');
  });

  // hugetlb_wp() returns 0 for an entry with the mark; hugetlb_fault() of 7.3.4 takes it away first, that of 7.3.0-rc7 does not
  it('leaves a mark behind that no write gets past, where it does not follow mremap() or is closed', () => {
    const ends = (row: ScenarioRow) =>
      has(row, 'faultsForEver') ? 'for ever' : String(pteWrite(row.world.k, row.after));
    const moved = 'hugetlb; write; uffd-wp; mremap; write';
    expect(['5.19', '6.2', '6.2.11', '6.6', '6.12.10'].map((v) => ends(last(v, moved)))).toEqual([
      'true',
      'true',
      'for ever',
      'for ever',
      'for ever',
    ]);
    expect(['6.12.11', '6.13', '7.3'].map((v) => ends(last(v, moved)))).toEqual(['true', 'true', 'true']);
    expect(ends(on(without('6.13', 'mremapClearsUffdWp'), moved))).toBe('for ever');
    const closed = 'hugetlb; write; uffd-wp; uffd-close; write';
    expect(['6.1', '6.6', '6.6.31', '6.9'].map((v) => ends(last(v, closed)))).toEqual([
      'true',
      'for ever',
      'true',
      'true',
    ]);
    expect(ends(on(kernel('7.3.4:-mremapClearsUffdWp'), moved))).toBe('true');
    expect(ends(on(kernel('7.3.3:-mremapClearsUffdWp'), moved))).toBe('for ever');
  });

  // uffd_wp_range() of 6.3.8 takes vm_page_prot, which lacks RW there; hugetlb_wp() of 5.19.0 copies for a shared mapping
  it('resolves: the next write needs no trap', () => {
    for (const version of ['5.19', '6.3', '7.3']) {
      const row = last(version, 'hugetlb-shared; write; uffd-wp; uffd-wp-resolve; write');
      expect([traps(row), pteWrite(row.world.k, row.after), pfnOf(row)], version).toEqual([false, true, 0x40000n]);
    }
  });

  // __unmap_hugepage_range() of 5.18.12, 5.19.0 and 7.3.4
  it('leaves a marker where a protected page goes, unless the mapping goes', () => {
    const ends = (version: string, script: string) => familyOf(kernel(version), last(version, script).after);
    expect(ends('5.19', 'hugetlb; write; uffd-wp; dontneed')).toBe('marker');
    expect(ends('7.3', 'hugetlb-shared; write; uffd-wp; dontneed')).toBe('marker');
    expect(ends('6.12', 'hugetlb; write; uffd-wp; munmap')).toBe('none');
    expect(ends('6.12', 'hugetlb; write; dontneed')).toBe('none');
    expect(traps(last('6.12', 'hugetlb-shared; write; uffd-wp; dontneed; write'))).toBe(true);
  });

  // userfaultfd_wp() in __unmap_hugepage_range() of 7.3.4: a mapping that traps reads is not registered for it
  it('leaves no marker of what traps reads, from 7.3.4 on', () => {
    const ends = (row: ScenarioRow) => familyOf(row.world.k, row.after);
    const by = { '7.3.3': 'marker', '7.3.4': 'none' };
    rowDecides('hugetlbMarkerAsksRegistration', 'hugetlb; write; uffd-rwp; dontneed', ends, by);
  });

  // move_huge_pte() of 6.12.8 and 6.12.38; a marker goes as well
  it('loses protection by mremap(), or keeps its mark', () => {
    const ends = (row: ScenarioRow) => familyOf(row.world.k, row.after);
    rowDecides('mremapClearsUffdWp', 'hugetlb; uffd-wp; mremap', ends, { '6.12.10': 'marker', '6.12.11': 'none' });
    expect(ends(last('6.13', 'hugetlb; uffd-register event-remap wp; uffd-wp; mremap'))).toBe('marker');
  });

  // hugetlb_change_protection() of 6.1.4 and 6.2.12: an entry that says that the page is shared stays as it is in the first
  it('protects a shared page on the move from 6.2 on', () => {
    const script = 'hugetlb; write; fork; migrate-begin; uffd-wp; migrate-end; write';
    const ends = (row: ScenarioRow) => String(traps(row));
    rowDecides('hugetlbProtectsAnyMigration', script, ends, { '6.1.7': 'false', '6.1.8': 'true', '6.2': 'true' });
    expect(ends(last('6.1', 'hugetlb; write; migrate-begin; uffd-wp; migrate-end; write'))).toBe('true');
  });

  // hugetlb_mcopy_atomic_pte() of 4.19.0 and 5.19.0, hugetlb_mfill_atomic_pte() of 7.3.4
  it('fills: UFFDIO_COPY, with protection, CONTINUE, POISON', () => {
    expect(last('4.19', 'hugetlb; uffd-copy; write')).toMatchObject({ result: 'done' });
    expect(traps(last('6.12', 'hugetlb; uffd-copy-wp; write'))).toBe(true);
    expect(says(last('5.18', 'hugetlb; uffd-copy-wp'))).toContain('-EINVAL');
    expect(says(last('6.12', 'hugetlb-shared; A: write; B: map; B: uffd-copy'))).toContain('-EEXIST');
    const go = last('5.13', 'hugetlb-shared; A: write; B: map; B: uffd-continue');
    expect([go.result, pfnOf(go, 'B')]).toEqual(['done', 0x40000n]);
    expect(traps(last('5.13', 'hugetlb-shared; A: write; B: map; B: uffd-register minor; B: read'))).toBe(true);
    expect(says(last('6.12', 'hugetlb; uffd-continue'))).toContain('-EFAULT');
    expect(says(last('6.12', 'hugetlb; uffd-zeropage'))).toContain('-EINVAL');
    expect(says(last('6.6', 'hugetlb; uffd-poison; read'))).toBe('fault: VM_FAULT_HWPOISON_LARGE');
    expect(says(last('6.6', 'hugetlb; uffd-wp; uffd-poison'))).toContain('-EEXIST');
    expect(traps(last('6.12', 'hugetlb; uffd-register missing; write'))).toBe(true);
  });

  // huge_pte_mkdirty() of 5.19.0 stands outside of `if (writable)`
  it('dirties what it fills read-only, from 5.19 on', () => {
    const script = 'hugetlb; mprotect r; uffd-copy';
    rowDecides('hugetlbFillDirtiesEvery', script, word, { '5.18': '80000000400000a5', '5.19': '80000000400008e5' });
  });

  // hugetlb_fault() of 6.6.9 and 6.7.3
  it('resolves by itself where the context is asynchronous', () => {
    const script = 'hugetlb; uffd-register wp-async; write; uffd-wp; write';
    expect([traps(last('6.7', script)), pteWrite(kernel('6.7'), last('6.7', script).after)]).toEqual([false, true]);
  });

  // hugetlb_change_protection() and hugetlb_fault() of 7.3.4
  it('traps every access on 7.3', () => {
    expect(traps(last('7.3', 'hugetlb; write; uffd-rwp; read'))).toBe(true);
    expect(traps(last('7.3', 'hugetlb; write; uffd-rwp; uffd-rwp-resolve; read'))).toBe(false);
    expect(traps(last('7.3', 'hugetlb; write; uffd-register rwp-async; uffd-rwp; read'))).toBe(false);
  });
});

describe('a write to a shared mapping that was made read-only meanwhile', () => {
  // vma_wants_writenotify() of 5.19.0 and 6.0.0: 5.19.6 took both changes
  const script = 'hugetlb-shared; write; clear-refs; mprotect r; mprotect rw';
  it('is prepared for by vm_page_prot: hugetlb is exempt from soft-dirty tracking', () => {
    const prot = (row: ScenarioRow) => String(pteWrite(row.world.k, mmOf(row.world, 'A')?.vma.vmPageProt ?? 0n));
    rowDecides('writenotifyExemptsHugetlb', script, prot, {
      '5.4.211': 'false',
      '5.4.212': 'true',
      '5.15.63': 'false',
      '5.15.64': 'true',
      '5.19.5': 'false',
      '6.0': 'true',
    });
  });

  // hugetlb_wp() of 5.19.0 copies, that of 6.0.0 knows VM_MAYSHARE
  it('is a copy that nobody else sees up to 5.19, where vm_page_prot lacks RW', () => {
    const ends = (k: Kernel) => pfnOf(on(k, `${script}; write`)).toString(16);
    expect(['5.18', '5.19.5', '5.19.6', '6.0'].map((v) => ends(kernel(v)))).toEqual([
      '40200',
      '40200',
      '40000',
      '40000',
    ]);
    const lost = (v: string) => has(last(v, `${script}; write`), 'hiddenFromOthers');
    expect([lost('5.19.5'), lost('5.19.6'), lost('6.0')]).toEqual([true, false, false]);
    expect(ends(kernel('6.0:-writenotifyExemptsHugetlb'))).toBe('40000');
    expect(ends(kernel('6.0:-writenotifyExemptsHugetlb:-hugetlbWpKnowsShared'))).toBe('40200');
  });
});

describe('unmapping', () => {
  // madvise_dontneed_free_valid_vma() of 5.17.0 and 5.18.1
  it('by MADV_DONTNEED is refused before 5.18', () => {
    const ends = (row: ScenarioRow) => `${row.result} ${word(row)}`;
    rowDecides('dontneedTakesHugetlb', 'hugetlb; write; dontneed', ends, {
      '5.17': 'refused 80000000400008e7',
      '5.18': 'done 0000000000000000',
    });
  });

  // __unmap_hugepage_range_final() of 5.18.12 and 6.0.1 clears the flag, that of 6.1.0-rc6 does not
  it('takes VM_MAYSHARE with it up to 6.0', () => {
    const keeps = (row: ScenarioRow) =>
      String(((mmOf(row.world, 'A')?.vma.vmFlags ?? 0n) & row.world.k.vm.mayshare) !== 0n);
    const script = 'hugetlb-shared; write; dontneed';
    rowDecides('dontneedClearsMayshare', script, keeps, { '5.18': 'false', '6.0': 'false', '6.1': 'true' });
  });

  it('leaves a shared page in the page cache, with what was written', () => {
    const row = last('6.12', 'hugetlb-shared; write; dontneed; read');
    expect([pfnOf(row), has(row, 'lostWrite')]).toEqual([0x40000n, false]);
    expect(pfnOf(last('6.12', 'hugetlb; write; dontneed; read'))).toBe(0x40200n);
  });

  // mremap() of 5.15.0 refuses, move_hugetlb_page_tables() came with 5.16
  it.each([
    ['4.19', 'refused'],
    ['5.15', 'refused'],
    ['5.16', 'done'],
    ['7.3', 'done'],
  ])('by mremap() on %s is %s', (version, result) => {
    const row = last(version, 'hugetlb; write; mremap');
    expect([row.result, pfnOf(row)]).toEqual([result, 0x40000n]);
  });
});

describe('a page that moves', () => {
  // try_to_unmap_one() of 4.19.0, try_to_migrate_one() of 7.3.4, remove_migration_pte()
  it.each(['4.19', '5.14', '6.1', '7.3'])('keeps what it was on %s, in all processes', (version) => {
    const row = last(version, 'hugetlb-shared; A: write; B: map; B: read; migrate');
    expect([pfnOf(row, 'A'), pfnOf(row, 'B'), pteWrite(row.world.k, row.after)]).toEqual([0x40200n, 0x40200n, true]);
  });

  it('stays if it is pinned, and its fault waits meanwhile', () => {
    expect(says(last('6.12', 'hugetlb; write; migrate-begin; read'))).toContain('waits for the migration to end');
    expect(pfnOf(last('6.12', 'hugetlb; write; pin; migrate'))).toBe(0x40000n);
    expect(familyOf(kernel('6.12'), last('6.12', 'hugetlb-shared; write; migrate-begin').after)).toBe('migration');
  });
});

describe('a hardware error', () => {
  it('leaves a hwpoison entry, and faults die of it', () => {
    expect(familyOf(kernel('6.12'), last('6.12', 'hugetlb; write; hwpoison').after)).toBe('hwpoison');
    expect(says(last('6.12', 'hugetlb; write; hwpoison; read'))).toBe('fault: VM_FAULT_HWPOISON_LARGE');
  });

  // hugetlbfs_error_remove_page(): the page stays in the page cache from 6.1 (5.15.80) on
  it('stays with the file from 6.1 on; before, the next process gets zeroes', () => {
    const ends = (row: ScenarioRow) => says(row);
    rowDecides('hugetlbKeepsPoisoned', 'hugetlb-shared; A: write; hwpoison; B: map; B: read', ends, {
      '5.15.79': 'fault',
      '5.15.80': 'fault: VM_FAULT_HWPOISON_LARGE',
      '6.0': 'fault',
      '6.1': 'fault: VM_FAULT_HWPOISON_LARGE',
    });
    const filled = 'hugetlb-shared; A: write; hwpoison; B: map; B: uffd-continue';
    expect(['6.0', '6.1'].map((v) => says(last(v, filled)).slice(0, 7))).toEqual(['-EFAULT', '-EIO: f']);
  });

  // hugetlb_no_page() of 5.10.0 and 5.10.13; the page cannot stay with its file there but by a fault that comes meanwhile
  it('hugetlbPoisonSaysSize has no script: before 5.15.80 no page with an error is in the page cache', () => {
    expect(kernel('5.11').does('hugetlbKeepsPoisoned')).toBe(false);
  });
});

describe('what is read of it', () => {
  // pagemap_hugetlb_range() of 5.18.12 and 5.19.0: soft-dirty is that of the mapping
  it('pagemap tells uffd-wp, and the mapping’s soft-dirty alone', () => {
    const names = (version: string, script: string) => pagemapOf(last(version, script).world, 'A')?.names;
    expect(names('6.12', 'hugetlb; write; uffd-wp')).toContain('PM_UFFD_WP');
    expect(names('6.12', 'hugetlb; write; clear-refs; write')).not.toContain('PM_SOFT_DIRTY');
    expect(has(last('6.12', 'hugetlb; write; clear-refs; write'), 'softDirtyLost')).toBe(true);
  });

  // pagemap_scan_hugetlb_entry() of 6.7.3
  it('PAGEMAP_SCAN tells it huge, and protects what was written', () => {
    const script = 'hugetlb; uffd-register wp-async; write; pagemap-scan';
    expect(says(last('6.7', script))).toContain('PAGE_IS_WRITTEN | PAGE_IS_PRESENT | PAGE_IS_HUGE');
    expect(pteUffdWp(kernel('6.7'), last('6.7', script).after)).toBe(true);
  });

  it('keyOf() renames pages', () => {
    const [a, b] = ['hugetlb; write', 'hugetlb; write; migrate'].map((s) => keyOf(last('6.12', s).world));
    expect([typeof a, a === b]).toEqual(['string', false]);
  });
});

describe('locks', () => {
  // hugetlb_fault() of 6.6.9 and 6.8.0 gives the lock of the mapping back; 6.5.0 takes it for anonymous memory alone, 6.9.0 for all
  it('hugetlbRefusesVmaLock: a fault holds mmap_lock up to 6.8', () => {
    const holds = (k: Kernel) => {
      const { locks } = mmOf(on(k, 'hugetlb; read; fork; copy-begin').world, 'A') ?? {};
      return `${locks?.mmap_lock.readers} ${locks?.['VMA lock'].readers}`;
    };
    expect(['6.5', '6.6', '6.8', '6.9'].map((v) => holds(kernel(v)))).toEqual(['cpu0 ', 'cpu0 ', 'cpu0 ', ' cpu0']);
    expect(holds(without('6.6', 'hugetlbRefusesVmaLock'))).toBe(' cpu0');
  });

  // hugetlb_change_protection() of 5.18.12 goes past inc_tlb_flush_pending(); mprotect() of 5.19.0 gathers
  it('mm->tlb_flush_pending is raised by mprotect() from 5.19 on', () => {
    const pending = (row: ScenarioRow) => String(mmOf(row.world, 'A')?.pending);
    rowDecides('protectionGathers', 'hugetlb; write; mprotect-begin r', pending, { '5.18': '0', '5.19': '1' });
    expect(pending(last('5.18', 'anon; write; mprotect-begin r'))).toBe('1');
  });

  it('a copy is cut where the kernel copies: what another CPU writes meanwhile is lost only without a flush before', () => {
    const row = last('6.12', 'hugetlb; write; fork; copy-begin; dontneed; copy-end');
    expect(has(row, 'entryChanged')).toBe(true);
  });
});

describe('what hugetlb is not asked for', () => {
  // madvise(), mlock_fixup(), migrate_vma_setup(), try_to_merge_one_page(), task_numa_work() of 5.10.0, 6.12.0 and 7.3.4
  it.each([
    ['free', 'refused', '-EINVAL'],
    ['cold', 'refused', '-EINVAL'],
    ['pageout', 'refused', '-EINVAL'],
    ['guard-install', 'refused', '-EINVAL'],
    ['guard-remove', 'refused', '-EINVAL'],
    ['wipeonfork', 'refused', '-EINVAL'],
    ['to-device', 'refused', '-EINVAL'],
    ['uffd-zeropage', 'refused', '-EINVAL'],
    ['uffd-move', 'refused', '-EINVAL'],
    ['ksm-merge', 'refused', 'KSM leaves the page as it is'],
    ['mlock', 'nothing', 'nothing happens'],
    ['munlock', 'nothing', 'nothing happens'],
    ['numa-hint', 'nothing', 'NUMA balancing passes over'],
    ['collapse', 'nothing', 'khugepaged passes over'],
    ['writeback', 'nothing', 'nothing of it is written back'],
    ['mmap-next', 'nothing', 'special keeps them apart'],
    ['split', 'cannot', 'nothing splits'],
    ['truncate', 'cannot', 'not modelled'],
    ['device-exclusive', 'cannot', 'not modelled'],
  ])('%s: %s', (operation, result, told) => {
    const row = last('6.13', `hugetlb; write; ${operation}`);
    expect([row.result, word(row), row.world.frames.length]).toEqual([result, '84000000400008e7', 1]);
    expect(says(row)).toContain(told);
  });

  // hmm_vma_walk_hugetlb_entry() of 5.2.1 and 7.3.4; hmm_vma_fault() of 5.1.0 refuses is_vm_hugetlb_page()
  it('a device may use it from 5.2 on', () => {
    expect(says(last('5.1', 'hugetlb; write; device-read'))).toContain('-EINVAL');
    for (const version of ['5.2', '6.12', '7.3']) {
      expect(says(last(version, 'hugetlb; write; device-write')), version).toBe(
        'the device may read and write pfn 0x40000',
      );
      expect(says(last(version, 'hugetlb; device-write')), version).toContain('fault; the device may read and write');
      expect(says(last(version, 'hugetlb; read; device-read')), version).toBe('the device may only read pfn 0x40000');
    }
    expect(says(last('6.12', 'hugetlb; write; migrate-begin; device-read'))).toContain(
      'waits for the migration to end',
    );
  });

  it('MADV_PAGEOUT is younger than reclaim, which never finds the page', () => {
    expect(last('5.3', 'hugetlb; write; pageout')).toMatchObject({
      result: 'refused',
      events: ['the page cannot be unmapped'],
    });
  });

  it('a private mapping is of one process alone', () => {
    expect(says(last('6.12', 'hugetlb; B: map'))).toContain('fork shares it');
  });

  it('every operation is known, refused or said not to be modelled: the entry stays a PMD', () => {
    for (const [name, o] of everyNth(Object.entries(operations), 16))
      for (const mapping of ['hugetlb', 'hugetlb-shared'])
        for (const first of ['', 'write; ', 'write; uffd-wp; dontneed; ']) {
          const [word = ''] = 'words' in o && !('wordMayLack' in o) ? o.words : [];
          const row = last('7.3', `${mapping}; ${first}${name} ${word}`);
          expect(mmOf(row.world, 'A')?.level, `${mapping}; ${first}${name}`).toBe('pmd');
        }
  });
});

it('a life may start with an entry of hugetlb', () => {
  const k = kernel('6.12');
  const from = (entry: bigint, script: string) => play(k, parseScript(script), { from: entry }).at(-1) as ScenarioRow;
  expect(from(0xfffffffffffffc00n, 'hugetlb-shared; read')).toMatchObject({ after: 0x8400000040000ca5n, level: 'pmd' });
  expect(from(0x80000000122008e7n, 'hugetlb; fork').after).toBe(0x84000000122008a5n);
  // no function of mm/hugetlb.c to 7.2 looks for PROT_NONE in a mapping that may be read; and nothing of hugetlb is ever in swap
  expect(from(0x000ffffffffff500n, 'hugetlb; read').events).toContain(
    'the fault changes nothing, and comes again for ever',
  );
  const swap = swpEntryToPte(k, swpEntry(k, 0, 0x1000n));
  expect(from(swap, 'hugetlb; read')).toMatchObject({ result: 'cannot' });
});
