/**
 * A large folio that four entries map: what scripts must end with, for each release at which the kernel changed how it takes such entries.
 * Right sides come from the sources that stand above them.
 */
import { describe, expect, it } from 'vitest';
import { hex } from '../../lib/base/hex.ts';
import { decode } from '../../lib/codec/decode.ts';
import { pteDirty, pteProtnone, pteSoftDirty, pteWrite } from '../../lib/helpers/pgtable.ts';
import { type BehaviourId, type Kernel, kernel as makeKernel } from '../../lib/kernel/kernel.ts';
import { familyOf } from '../../lib/mm/common/family.ts';
import { copyPresentPte } from '../../lib/mm/memory/copyPresentPte.ts';
import { mprotectFixup } from '../../lib/mm/mprotect/mprotectFixup.ts';
import { uffdWpRange } from '../../lib/mm/userfaultfd/uffdWpRange.ts';
import { userfaultfdEnd } from '../../lib/mm/userfaultfd/userfaultfdEnd.ts';
import { dupMmap } from '../../lib/mm/vma/dupMmap.ts';
import { entriesOf } from '../../lib/world/entries.ts';
import { interleavings } from '../../lib/world/orders/interleave.ts';
import { keyOf } from '../../lib/world/orders/key.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { scenario } from '../../lib/world/scenarioBuilder.ts';
import { parseScript } from '../../lib/world/script.ts';
import { freshVma } from '../../lib/world/start/mappings.ts';
import { sayPages } from '../../lib/world/told/pages.ts';
import { partings } from '../../lib/world/told/partings.ts';
import { mmOf } from '../../lib/world/world.ts';
import { everyNth } from '../support/whole.ts';

const kernels = new Map<string, Kernel>();
/** A kernel, made once. */
function kernel(version: string): Kernel {
  const known = kernels.get(version) ?? makeKernel(version);
  kernels.set(version, known);
  return known;
}

const rows = (version: string, script: string): readonly ScenarioRow[] => play(kernel(version), parseScript(script));
const last = (version: string, script: string): ScenarioRow => rows(version, script).at(-1) as ScenarioRow;
/** The entries of a process after a script. */
const ptes = (version: string, script: string, process = 'A'): readonly bigint[] => {
  const mm = mmOf(last(version, script).world, process);
  return mm ? entriesOf(mm).map(({ pte }) => pte) : [];
};
const words = (version: string, script: string, process = 'A'): readonly string[] =>
  ptes(version, script, process).map((pte) => hex(pte).slice(2));
/** The page frame numbers of present entries. */
const pfns = (version: string, script: string, process = 'A'): readonly string[] =>
  words(version, script, process).map((word) => word.slice(8, 13));
const writable = (version: string, script: string): readonly boolean[] =>
  ptes(version, script).map((pte) => pteWrite(kernel(version), pte));
const softDirty = (version: string, script: string, process = 'A'): readonly boolean[] =>
  ptes(version, script, process).map((pte) => pteSoftDirty(kernel(version), pte));

const four = ['8000000012348867', '8000000012349867', '800000001234a867', '800000001234b867'];

describe('a write fault in an empty range', () => {
  // alloc_anon_folio() of mm/memory.c, in 6.8.0 and not in 6.7.3; do_anonymous_page(): set_ptes() of all, dirty and writable
  it.each(['6.8', '6.12', '7.3'])('brings a large folio on %s, whichever page it is on', (version) => {
    expect(words(version, 'anon-folio; write')).toEqual(four);
    expect(words(version, 'anon-folio; write 2')).toEqual(four);
  });

  it('cannot be asked for where no release has it', () => {
    expect(last('6.7', 'anon-folio; write')).toMatchObject({ result: 'cannot', page: 0 });
  });

  // alloc_anon_folio(): userfaultfd_armed() falls back to one page, and so does pte_range_none() of a range that is not empty
  it.each([
    ['anon-folio; uffd-register wp; write 2', [false, false, true, false]],
    ['anon-folio; read 1; write', [true, false, false, false]],
    ['anon-folio; write; dontneed 1; write 1', [true, true, true, true]],
    ['anon-folio; mprotect r 3; write', [true, false, false, false]],
  ])('brings one page after %s', (script, isWritable) => {
    expect(writable('6.12', script)).toEqual(isWritable);
    expect(last('6.12', script).world.frames.filter(({ folio }) => folio.first === undefined).length).toBe(1);
  });

  // do_anonymous_page(): a read maps the zero page for the one address
  it('that only reads maps the zero page once', () => {
    expect(words('6.12', 'anon-folio; read 3')).toEqual([...Array(3).fill('0000000000000000'), '8000000002000225']);
  });
});

describe('a write to a part of the folio, once the child of fork() is gone', () => {
  // __wp_can_reuse_large_anon_folio() of 6.17.0 and 7.3.4: all references are mappings of this process; wp_can_reuse_anon_folio() of
  // 6.8.0 (folio_ref_count(), one for each mapping), of 6.9.0 and 6.14.0 (folio_test_large())
  it.each([
    ['6.8', '1234c'],
    ['6.9', '1234c'],
    ['6.14', '1234c'],
    ['6.15', '12349'],
    ['7.3', '12349'],
  ])('on %s maps page 0x%s', (version, pfn) => {
    expect(pfns(version, 'anon-folio; write; fork; child-exit; write 1')[1]).toBe(pfn);
  });

  // 6.8.0: one reference is left, and it is this mapping; 6.9.0: folio_test_large(); 6.17.0: folio_large_mapcount() <= 1
  it.each([
    ['6.8', '12349'],
    ['6.9', '1234c'],
    ['6.14', '1234c'],
    ['6.15', '1234c'],
    ['7.3', '1234c'],
  ])('that is the last one mapped on %s maps page 0x%s', (version, pfn) => {
    const script = 'anon-folio; write; fork; child-exit; dontneed 0; dontneed 2; dontneed 3; write 1';
    expect(pfns(version, script)[1]).toBe(pfn);
  });

  // test_bit(FOLIO_MM_IDS_SHARED_BITNUM, ...) of 6.17.0: another process maps any page of the folio
  it.each(['6.15', '7.3'])('is copied on %s while the child has another page of it', (version) => {
    const script = 'anon-folio; write; fork; B: dontneed 1; write 1';
    expect(pfns(version, script)).toEqual(['12348', '1234c', '1234a', '1234b']);
  });
});

describe('mprotect()', () => {
  // modify_prot_start_ptes() of 6.17.0 gives all entries of a batch pte_mkdirty() if one of the others is dirty, which on x86 is soft-dirty
  // too; change_pte_range() of 6.14.0 goes entry by entry
  it.each([
    ['6.16', false],
    ['6.17', true],
    ['7.3', true],
  ])('after clear_refs on %s makes pages soft-dirty: %s', (version, is) => {
    expect(softDirty(version, 'anon-folio; write; clear-refs; mprotect r')).toEqual(Array(4).fill(is));
  });

  // mprotect_folio_pte_batch() of 6.17.0: FPB_RESPECT_SOFT_DIRTY and FPB_RESPECT_WRITE keep them apart
  it('goes by entries that agree in write permission and soft-dirty', () => {
    const script = 'anon-folio; write; clear-refs; write 1; mprotect r';
    expect(softDirty('6.17', script)).toEqual([false, true, true, true]);
  });

  // can_change_pte_writable(): of private memory PageAnonExclusive() of each page; change_pte_range() of 6.12.0 and 7.3.4
  it.each(['6.12', '7.3'])('makes on %s only those pages writable again that are exclusive', (version) => {
    expect(writable(version, 'anon-folio; write; fork; write 2; mprotect r; mprotect rw')).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });

  // do_mprotect_pkey(): the mapping is split, each part has its own protection
  it.each(['6.12', '7.3'])('of one page on %s splits the mapping', (version) => {
    expect(writable(version, 'anon-folio; write; mprotect r 2')).toEqual([true, true, false, true]);
    expect(last(version, 'anon-folio; write; mprotect r 2; write 2').happened).toContainEqual({ kind: 'notWritable' });
    expect(words(version, 'anon-folio; write; mprotect r 2; mprotect rw')).toEqual(four);
  });
});

describe('fork()', () => {
  // copy_present_ptes() of 6.9.0: folio_pte_batch() with FPB_IGNORE_SOFT_DIRTY where vma_soft_dirty_enabled() says no; all entries of the
  // child are made from the first one. copy_present_pte() of 6.8.0 copies each
  it.each([
    ['6.8', [true, false, false, false]],
    ['6.9', [true, true, true, true]],
    ['7.3', [true, true, true, true]],
  ])('on %s gives the child soft-dirty entries: %j', (version, is) => {
    expect(softDirty(version, 'anon-folio; write; clear-refs; write; mmap-next; fork', 'B')).toEqual(is);
  });

  // __copy_present_ptes() of 6.9.0, copy_present_pte() of 6.8.0: the parent's entries lose RW, the child's are old
  it.each(['6.8', '6.9', '7.3'])('shares all pages on %s', (version) => {
    const script = 'anon-folio; write; fork';
    expect(writable(version, script)).toEqual(Array(4).fill(false));
    expect(pfns(version, script, 'B')).toEqual(['12348', '12349', '1234a', '1234b']);
    expect(last(version, script).world.frames.every(({ folio }) => !folio.exclusive)).toBe(true);
  });

  // folio_try_dup_anon_rmap_ptes(): folio_needs_cow_for_dma() of the folio, so that every exclusive page is copied
  it.each(['6.8', '6.9', '7.3'])('copies all pages of a folio with a pin on %s', (version) => {
    const script = 'anon-folio; write; pin; fork';
    expect(words(version, script)).toEqual(four);
    expect(pfns(version, script, 'B')).toEqual(['1234c', '1234d', '1234e', '1234f']);
    expect(last(version, script).copied).toBe(4);
  });
});

describe('a zap', () => {
  // zap_present_ptes() of 6.9.0 takes entries together, zap_pte_range() of 6.8.0 one by one: to the same end
  it.each(['6.8', '6.9', '7.3'])('on %s empties all entries, or the one', (version) => {
    expect(ptes(version, 'anon-folio; write; dontneed')).toEqual([0n, 0n, 0n, 0n]);
    expect(words(version, 'anon-folio; write; dontneed 2')).toEqual([four[0], four[1], '0000000000000000', four[3]]);
  });
});

describe('a hint fault', () => {
  // numa_rebuild_large_mapping() of 6.10.0
  it.each([
    ['6.10', [true, true, true, true]],
    ['7.3', [true, true, true, true]],
  ])('on one page turns back on %s: %j', (version, is) => {
    expect(writable(version, 'anon-folio; write; numa-hint; read 2')).toEqual(is);
  });
});

const has = ({ happened }: ScenarioRow, kind: string): boolean => happened.some((event) => event.kind === kind);
const families = (version: string, script: string, process = 'A'): readonly string[] =>
  ptes(version, script, process).map((pte) => familyOf(kernel(version), pte));

describe('a hint', () => {
  // change_pte_range() of 6.9.0 asks folio_ref_count() != 1, and each mapping is a reference; 6.10.0 folio_likely_mapped_shared()
  it.each([
    ['6.9', false],
    ['6.10', true],
    ['7.3', true],
  ])('is made of private pages of a large folio on %s: %s', (version, is) => {
    const k = kernel(version);
    const hints = ptes(version, 'anon-folio; write; numa-hint').map((pte) => pteProtnone(k, pte));
    expect(hints).toEqual(Array(4).fill(is));
  });

  // 6.14.0, folio_likely_mapped_shared(): 5 mappings of 4 pages, or a second one of the first; 6.17.0, folio_maybe_mapped_shared()
  it.each([
    ['6.14', 'anon-folio; write; fork; dontneed 0; B: dontneed 1; B: dontneed 2; B: dontneed 3; numa-hint', true],
    ['6.15', 'anon-folio; write; fork; dontneed 0; B: dontneed 1; B: dontneed 2; B: dontneed 3; numa-hint', false],
    ['6.14', 'anon-folio; write; fork; dontneed 1; B: dontneed 1; B: dontneed 2; B: dontneed 3; numa-hint', false],
    ['6.14', 'anon-folio; write; fork; B: dontneed 0; B: dontneed 1; B: dontneed 2; numa-hint', false],
  ])('is made on %s of a folio that a child maps in part, after %s: %s', (version, script, is) => {
    const k = kernel(version);
    expect(pteProtnone(k, ptes(version, script)[3] ?? 0n)).toBe(is);
  });

  // madvise_free_pte_range() of 6.10.0 asks folio_likely_mapped_shared(): more mappings than pages; of 6.9.0 folio_estimated_sharers(): page 0
  it.each([
    ['6.9', true],
    ['6.10', false],
  ])('of page 0 says on %s whether the folio is split for MADV_FREE of a part: %s', (version, splits) => {
    expect(has(last(version, 'anon-folio; write; fork; B: dontneed 0; free 2'), 'splitFolio')).toBe(splits);
  });
});

describe('a hint fault whose page is to move', () => {
  // do_numa_page() of 6.10.0: migrate_misplaced_folio() of the whole folio; where that fails numa_rebuild_large_mapping(), without
  // write permission, since the lock was let go (ignore_writable). A hint has no RW for try_to_migrate_one() to carry along
  it.each([
    ['6.10', 'numa-fault migrated 2', ['1234c', '1234d', '1234e', '1234f'], false],
    ['7.3', 'numa-fault migrated 2', ['1234c', '1234d', '1234e', '1234f'], false],
    ['6.10', 'numa-fault failed 2', ['12348', '12349', '1234a', '1234b'], false],
    ['7.3', 'numa-fault failed 2', ['12348', '12349', '1234a', '1234b'], false],
    ['7.3', 'numa-fault stayed 2', ['12348', '12349', '1234a', '1234b'], true],
  ])('on %s, %s, leaves pages %j, writable: %s', (version, fault, places, is) => {
    const script = `anon-folio; write; numa-hint; ${fault}`;
    expect([pfns(version, script), writable(version, script)]).toEqual([places, Array(4).fill(is)]);
  });
});

describe('MADV_FREE', () => {
  // madvise_free_pte_range() of 6.9.0: split_folio() of every large folio; of 6.10.0: of one that the call is not for as a whole
  it.each([
    ['6.9', 'free', true],
    ['6.10', 'free', false],
    ['7.3', 'free', false],
    ['6.9', 'free 2', true],
    ['6.10', 'free 2', true],
    ['7.3', 'free 2', true],
  ])('on %s, as %s, splits the folio: %s', (version, operation, splits) => {
    const written = 'anon-folio; write; write 1; write 2; write 3'; // what holds zeros alone would become the zero page
    const row = last(version, `${written}; ${operation}`);
    expect(has(row, 'splitFolio')).toBe(splits);
    expect(row.world.frames.some(({ folio }) => folio.first !== undefined)).toBe(!splits);
    const clean = ['8000000012348807', '8000000012349807', '800000001234a807', '800000001234b807'];
    const is = operation === 'free' ? clean : [four[0], four[1], clean[2], four[3]];
    expect(words(version, `${written}; ${operation}`)).toEqual(is);
  });

  // madvise_folio_pte_batch(): folio_pte_batch() ends where uffd-wp differs (pte_same() of 6.12.0)
  it('splits a folio whose entries are not alike', () => {
    expect(has(last('6.12', 'anon-folio; write; uffd-wp 2; free'), 'splitFolio')).toBe(true);
  });

  // 6.9.0: folio_estimated_sharers() != 1 ends the walk; 6.10.0, of a part: folio_likely_mapped_shared()
  it.each([
    ['6.9', 'free'],
    ['6.10', 'free 2'],
    ['7.3', 'free 2'],
  ])('on %s, as %s, leaves a folio that a child has too', (version, operation) => {
    const script = `anon-folio; write; fork; ${operation}`;
    expect(has(last(version, script), 'largeStays')).toBe(true);
    expect(words(version, script)).toEqual(words(version, 'anon-folio; write; fork'));
  });
});

describe('reclaim after MADV_FREE and a write to one page', () => {
  const script = 'anon-folio; write; free; write 2; pageout';
  // try_to_unmap_one() of 6.14.0: an entry that is dirty is put back and ends the walk, those before it are gone
  it.each(['6.10', '6.14'])('on %s drops the pages before it', (version) => {
    expect(words(version, script)).toEqual([
      '0000000000000000',
      '0000000000000000',
      '800000001234a867',
      '800000001234b807',
    ]);
  });

  // folio_unmap_pte_batch() of 6.17.0: all are cleared, one is dirty, so all are put back by set_ptes() with Dirty and Accessed of all
  it.each(['6.15', '6.17', '7.3'])('on %s keeps all of them, dirty', (version) => {
    expect(words(version, script)).toEqual(four);
  });

  // folio_unmap_pte_batch() of 6.18.26 and 7.3.4: FPB_RESPECT_WRITE; of 6.18.2 not, so that all are put back as the first one is (H34)
  const readOnly = 'anon-folio; write; free; clear-refs; write 2; pageout';
  it.each([
    ['6.18.2', [false, false, false, false]],
    ['7.1', [false, false, true, false]],
  ])('on %s, where the others are read-only, leaves RW: %j', (version, is) => {
    expect(writable(version, readOnly)).toEqual(is);
  });
});

// folio_unmap_pte_batch() of 7.0.0 and 7.2.13 asks userfaultfd_wp(), of 6.19.11 and 7.3.4 not
it.each([
  ['6.19', four],
  ['7.0', ['0000000000000000', '0000000000000000', '800000001234a867', '800000001234b807']],
  ['7.2', ['0000000000000000', '0000000000000000', '800000001234a867', '800000001234b807']],
  ['7.3', four],
])('reclaim after MADV_FREE on %s, where a userfaultfd write-protects, leaves %j', (version, is) => {
  expect(words(version, 'anon-folio; write; uffd-register wp; free; write 2; pageout')).toEqual(is);
});

describe('reclaim', () => {
  // shrink_folio_list() of 6.9.0 splits a large folio that has no PMD; of 6.10.0 one that is partially mapped
  it.each([
    ['6.9', 'anon-folio; write; pageout', true],
    ['6.10', 'anon-folio; write; pageout', false],
    ['7.3', 'anon-folio; write; pageout', false],
    ['6.10', 'anon-folio; write; dontneed 1; pageout', true],
    ['7.3', 'anon-folio; write; dontneed 1; pageout', true],
    ['7.3', 'anon-folio; write; fork; dontneed 1; pageout', false],
  ])('on %s, after %s, splits the folio: %s', (version, script, splits) => {
    expect(has(last(version, script), 'splitFolio')).toBe(splits);
  });

  // folio_alloc_swap(): slots in a row; try_to_unmap_one(): swp_entry() of each page's, soft-dirty and exclusive carried along
  it.each(['6.9', '6.10', '7.3'])('gives the pages slots in a row on %s, the child’s too', (version) => {
    const script = 'anon-folio; write; pageout';
    expect(words(version, script)).toEqual([
      '07ffffffffdffe0a',
      '07ffffffffdffc0a',
      '07ffffffffdffa0a',
      '07ffffffffdff80a',
    ]);
    const shared = 'anon-folio; write; fork; pageout';
    expect(words(version, shared, 'B')).toEqual(words(version, shared));
  });

  // folio_maybe_dma_pinned() keeps it: shrink_folio_list() of 6.8.0 and 7.3.4
  it.each(['6.8', '7.3'])('leaves a folio with a pin on %s', (version) => {
    expect(words(version, 'anon-folio; write; pin; pageout')).toEqual(four);
  });
});

describe('swap-in', () => {
  // do_swap_page() of 6.11.11: folio_test_large(folio) && folio_test_swapcache(folio), swap_pte_batch(); of 6.10.0 one page
  it.each([
    ['6.10', ['swap', 'present', 'swap', 'swap']],
    ['6.11', ['present', 'present', 'present', 'present']],
    ['7.3', ['present', 'present', 'present', 'present']],
  ])('of a folio that is still in the swap cache on %s: %j', (version, is) => {
    expect(families(version, 'anon-folio; write; cpu1: unmap-begin; read 1')).toEqual(is);
  });

  // alloc_swap_folio() of 6.12.0: can_swapin_thp(); 6.11.11 lacks it, and reads one page past the swap cache
  it.each([
    ['6.11', ['swap', 'present', 'swap', 'swap']],
    ['6.12', ['present', 'present', 'present', 'present']],
    ['7.3', ['present', 'present', 'present', 'present']],
  ])('from zram on %s: %j', (version, is) => {
    expect(families(version, 'anon-folio; write; pageout; read 1')).toEqual(is);
  });

  // swap_pte_batch() compares flags; alloc_swap_folio() asks userfaultfd_armed(), the device, and __swap_count()
  it.each([
    'anon-folio; write; pageout; uffd-register wp; read 1',
    'anon-folio; write; pageout disk; read 1',
    'anon-folio; write; fork; pageout; read 1',
    'anon-folio; write; clear-refs; write 2; pageout; read 1',
    'anon-folio; write; write 1; write 3; dontneed 2; pageout; read 1',
  ])('is of one page on 6.12 after %s', (script) => {
    expect(families('6.12', script).filter((family) => family === 'present').length).toBe(1);
  });

  // do_swap_page() of 6.12.0: pte_mkdirty() for a write before set_ptes() of all
  it('for a write makes all entries dirty', () => {
    const k = kernel('6.12');
    expect(ptes('6.12', 'anon-folio; write; pageout; write 1').map((pte) => pteDirty(k, pte))).toEqual(
      Array(4).fill(true),
    );
    expect(ptes('6.12', 'anon-folio; write; pageout; read 1').map((pte) => pteDirty(k, pte))).toEqual(
      Array(4).fill(false),
    );
  });
});

describe('migration', () => {
  // alloc_migration_target() takes a folio of the same order; remove_migration_pte() of each entry
  it.each(['6.8', '7.3'])('moves the folio as a whole on %s, for all that map a part of it', (version) => {
    const script = 'anon-folio; write; fork; write 1; migrate';
    expect(pfns(version, script)).toEqual(['12350', '12354', '12352', '12353']);
    expect(pfns(version, script, 'B')).toEqual(['12350', '12351', '12352', '12353']);
    expect(writable(version, script)).toEqual([false, true, false, false]);
  });
});

describe('shared memory', () => {
  // shmem_allowable_huge_orders() of 6.11.11 and not of 6.10.0; finish_fault(): set_pte_range() of all pages
  it.each(['6.11', '6.18', '7.3'])('comes as a large folio on %s, all of it dirty by a write', (version) => {
    expect(words(version, 'shmem-folio; write 2')).toEqual(four);
  });

  it('comes page by page before, and cannot be asked for', () => {
    expect(last('6.10', 'shmem-folio; write').result).toBe('cannot');
  });

  // finish_fault(): userfaultfd_armed() maps one page; do_read_fault() of what the page cache has: filemap_map_pages()
  it.each(['6.11', '7.3'])('is mapped page by page on %s where a userfaultfd watches', (version) => {
    const script = 'shmem-folio; uffd-register wp; write 2; read 1';
    expect(words(version, script)).toEqual(['0000000000000000', '8000000012349025', four[2], '0000000000000000']);
    expect(families(version, 'shmem-folio; A: write; B: map; B: read 3', 'B')).toEqual(Array(4).fill('present'));
  });

  // zap_pte_range() leaves markers; filemap_map_folio_range(): pte_none() fails, so that each fault is for one page
  it('with markers comes back one page at a time', () => {
    expect(families('6.12', 'shmem-folio; write; uffd-wp; dontneed; read 1')).toEqual([
      'marker',
      'present',
      'marker',
      'marker',
    ]);
  });

  it('holds what was written to each page', () => {
    const row = last('6.12', 'shmem-folio; A: write; A: write 2; B: map; pageout; B: read 2; migrate');
    expect(row.world.frames.filter(({ holds }) => holds.includes('A.2')).length).toBe(1);
    expect(row.happened.some((event) => event.kind === 'lostWrite')).toBe(false);
  });
});

describe('a file', () => {
  // page_cache_ra_order() of 5.18.1; filemap_map_pages() maps what is there, read-only where the file system is asked first
  it.each(['5.18', '6.12', '7.3'])(
    'of which a page is read on %s is mapped as far as the page cache has it',
    (version) => {
      expect(words(version, 'file-folio; read 1')).toEqual([
        '8000000012348025',
        '8000000012349025',
        '800000001234a025',
        '800000001234b025',
      ]);
    },
  );

  // finish_fault() of 6.17.8 asks vma_is_shmem(), of 6.18.2 not any more
  it.each([
    ['5.18', ['none', 'none', 'present', 'none']],
    ['6.17', ['none', 'none', 'present', 'none']],
    ['6.18', ['present', 'present', 'present', 'present']],
  ])('of which a page is written to on %s: %j', (version, is) => {
    expect(families(version, 'file-folio; write 2')).toEqual(is);
  });

  // numa_rebuild_large_mapping() of 6.10.0; do_numa_page() of 6.9.0 turns back the one entry
  it.each([
    ['6.9', [true, true, false, true]],
    ['6.10', [false, false, false, false]],
  ])('keeps hints on %s after a fault on one: %j', (version, is) => {
    const k = kernel(version);
    expect(ptes(version, 'file-folio; read; numa-hint; read 2').map((pte) => pteProtnone(k, pte))).toEqual(is);
  });

  // folio_mkclean(): page_mkclean_one() of each entry, folio_clear_dirty_for_io() of the folio
  it.each(['5.18', '7.3'])('is written back as one folio on %s', (version) => {
    const row = last(version, 'file-folio; read; write 1; write 3; writeback');
    expect(row.world.frames.map(({ folio }) => folio.dirty)).toEqual(Array(4).fill(false));
    expect(writable(version, 'file-folio; read; write 1; write 3; writeback')).toEqual(Array(4).fill(false));
  });

  // move_to_new_folio(): the folio goes as a whole, with pages that nothing maps
  it('moves with pages that nothing maps', () => {
    expect(pfns('6.12', 'file-folio; write 2; migrate; read 1')).toEqual(['1234c', '1234d', '1234e', '1234f']);
    expect(last('6.12', 'file-folio; write 2; migrate').world.frames.every(({ folio }) => folio.dirty)).toBe(true);
  });

  it('that is truncated is gone, for all', () => {
    const script = 'file-folio; read; B: map; B: read 2; truncate';
    expect([...ptes('6.12', script), ...ptes('6.12', script, 'B')]).toEqual(Array(8).fill(0n));
  });
});

/** An entry without the place that it is for. */
function flagsOf(version: string, pte: bigint): string {
  const { raw: _, ...rest } = decode(kernel(version), pte);
  const known = Object.entries(rest).filter(([name]) => !['pfn', 'swapOffset'].includes(name));
  return JSON.stringify(known, (_key, value) => (typeof value === 'bigint' ? `${value}` : value));
}

describe('pages of a folio fare as pages by themselves', () => {
  const all = [
    'write',
    'write; uffd-wp',
    'write; uffd-wp; uffd-wp-resolve',
    'write; uffd-wp; fork',
    'write; uffd-wp; uffd-unregister',
    'write; mprotect r; mprotect rw',
    'write; mprotect none',
    'write; pkey-mprotect 3',
    'write; clear-refs',
    'write; dontneed',
    'write; cold',
    'write; free',
    'write; fork',
    'write; fork; child-exit',
    'write; mremap',
    'write; uffd-wp; mremap',
    'write; migrate',
    'write; migrate-begin',
    'write; clear-refs; migrate',
    'write; pageout',
    'write; uffd-wp; pageout',
    'write; pageout; swapoff',
    'write; mlock; pageout',
    'write; guard-install',
    'write; pagemap-scan wp-matching',
    'write; munmap',
  ];
  const scripts = everyNth(all, 4);
  const versions = ['6.8', '6.9', '6.10', '6.12', '6.15', '6.17', '7.0', '7.3'];

  // change_pte_range(), copy_present_ptes(), zap_present_ptes(), move_ptes(), clear_young_dirty_ptes(): batches are what one by one was,
  // where the entries are alike
  it.each(versions)('on %s', (version) => {
    for (const script of scripts) {
      const one = last(version, `anon; ${script}`);
      const all = last(version, `anon-folio; ${script}`);
      const rest = all.ptes?.after ?? [];
      expect([script, all.result, ...rest.map((pte) => flagsOf(version, pte))]).toEqual([
        script,
        one.result,
        ...rest.map(() => flagsOf(version, one.after)),
      ]);
    }
  });
});

describe('the functions of lib/mm over arrays', () => {
  // change_pte_range() of 6.17.0 and 6.14.0
  it.each(['6.14', '6.17', '7.3'])('give what a script gives on %s', (version) => {
    const k = kernel(version);
    const before = last(version, 'anon-folio; write; clear-refs; write 1');
    const [mm] = before.world.mms;
    const vma = mm?.vma ?? freshVma(k, 'anon');
    const page = before.world.frames[0]?.folio;
    const { ptes: expected } = mprotectFixup(k, before.ptes?.after ?? [], vma, vma.vmFlags & ~k.vm.write, page);
    expect(ptes(version, 'anon-folio; write; clear-refs; write 1; mprotect r')).toEqual(expected);
  });

  it.each(['6.8', '6.9', '7.3'])('fork as a script does on %s', (version) => {
    const k = kernel(version);
    const before = last(version, 'anon-folio; write; clear-refs; write 1; mmap-next');
    const [mm] = before.world.mms;
    const vma = mm?.vma ?? freshVma(k, 'anon');
    const page = before.world.frames[0]?.folio;
    const forked = copyPresentPte(k, before.ptes?.after ?? [], vma, dupMmap(k, vma).vma ?? vma, page);
    const script = 'anon-folio; write; clear-refs; write 1; mmap-next; fork';
    expect([ptes(version, script), ptes(version, script, 'B')]).toEqual([forked.parents, forked.ptes]);
  });

  it('write-protect for userfaultfd together', () => {
    const k = kernel('6.17');
    const before = last('6.17', 'anon-folio; write; clear-refs; write 1; uffd-register wp');
    const [mm] = before.world.mms;
    const vma = mm?.vma ?? freshVma(k, 'anon');
    const page = before.world.frames[0]?.folio;
    const expected = uffdWpRange(k, before.ptes?.after ?? [], vma, true, page).ptes;
    expect(ptes('6.17', 'anon-folio; write; clear-refs; write 1; uffd-register wp; uffd-wp')).toEqual(expected);
    expect(userfaultfdEnd(k, expected, vma, 'unregister', page).ptes).toEqual(
      expected.map((pte) => userfaultfdEnd(k, pte, vma, 'unregister', page).pte),
    );
  });
});

describe('a row that is left out', () => {
  const table: readonly (readonly [row: BehaviourId, version: string, script: string])[] = [
    ['wpCopiesLarge', '6.9', 'anon-folio; write; fork; child-exit; dontneed 0; dontneed 2; dontneed 3; write 1'],
    ['anonFaultBringsLarge', '6.8', 'anon-folio; write'],
    ['shmemFaultBringsLarge', '6.11', 'shmem-folio; write'],
    ['readaheadBringsLarge', '5.18', 'file-folio; read'],
    ['finishFaultMapsLargeFiles', '6.18', 'file-folio; write 2'],
    ['swapInBringsLarge', '6.12', 'anon-folio; write; pageout; read 1'],
    ['swapInMapsBatch', '6.11', 'anon-folio; write; cpu1: unmap-begin; read 1'],
    ['swapsOutLarge', '6.10', 'anon-folio; write; pageout'],
    ['madviseKeepsLarge', '6.10', 'anon-folio; write; free'],
    [
      'sharedByTotal',
      '6.10',
      'anon-folio; write; fork; dontneed 0; B: dontneed 0; B: dontneed 1; B: dontneed 2; numa-hint',
    ],
    [
      'sharedByMm',
      '6.15',
      'anon-folio; write; fork; dontneed 0; B: dontneed 1; B: dontneed 2; B: dontneed 3; numa-hint',
    ],
    ['mprotectBatches', '6.17', 'anon-folio; write; clear-refs; mprotect r'],
    ['forkBatches', '6.9', 'anon-folio; write; clear-refs; write; mmap-next; fork'],
    ['numaRebuildsLarge', '6.10', 'anon-folio; write; numa-hint; read 2'],
    ['unmapsLazyfreeInBatches', '6.15', 'anon-folio; write; free; write 2; pageout'],
  ];

  it.each(table)('%s, from %s on, changes %s', (row, version, script) => {
    const told = (k: Kernel) => {
      const end = play(k, parseScript(script)).at(-1);
      const child = end && mmOf(end.world, 'B');
      return [end?.result, end?.events, end?.ptes?.after, child && entriesOf(child).map(({ pte }) => pte)];
    };
    const lacks = makeKernel(version, { without: [`behaviours.${row}`] });
    expect(told(lacks)).not.toEqual(told(kernel(version)));
  });
});

describe('worlds with several entries', () => {
  it('have one key where page frame numbers alone differ', () => {
    const key = (script: string) => keyOf(last('6.12', script).world);
    expect(key('anon-folio; write; dontneed; write')).toBe(key('anon-folio; write'));
    expect(key('anon-folio; write 2; dontneed; write')).toBe(key('anon-folio; write'));
    expect(key('anon-folio; write 2')).not.toBe(key('anon-folio; write'));
    expect(key('anon-folio; write; dontneed 2')).not.toBe(key('anon-folio; write; dontneed 1'));
  });

  it('are gone through in every order', () => {
    const k = kernel('6.17');
    const found = interleavings(k, parseScript('anon-folio; cpu0: write 1; cpu1: write 2; cpu2: mprotect r 3'));
    expect([found.orders > 1n, found.losing]).toEqual([true, 0n]);
  });

  it('part by the row that differs', () => {
    const [parted] = partings(
      [kernel('6.16'), kernel('6.17')],
      parseScript('anon-folio; write; clear-refs; mprotect r'),
    );
    expect([...(parted?.alone ?? [])].map((row) => JSON.stringify(row)).join(' ')).toContain('mprotectBatches');
  });

  it('have a TLB entry for each page, and a flush of one page leaves the others', () => {
    const row = last('6.12', 'anon-folio; cpu1: write 1; cpu2: write 2; dontneed 1');
    expect(row.world.cpus.flatMap(({ tlb }) => Object.keys(tlb))).toEqual(['A.2']);
  });

  // do_wp_page(): userfaultfd_pte_wp() of the one entry
  it('know of each page whether it is protected', () => {
    const [trapped, free] = ['write 1', 'write 2'].map((write) =>
      last('6.12', `anon-folio; write; uffd-wp 1; ${write}`),
    );
    expect(trapped?.happened).toContainEqual({ kind: 'goesOn', next: 'handle_userfault' });
    expect(free?.happened).toEqual([]);
  });

  it('show pages that are alike together', () => {
    expect(sayPages(last('6.12', 'anon-folio; write; fork; write 2'))).toEqual([
      'pages 0-1 0x8400000012348825 to 0x8400000012349825',
      'page 2 0x800000001234c867, exclusive',
      'page 3 0x840000001234b825',
    ]);
    expect(sayPages(last('6.12', 'anon-folio; write; pageout'))).toEqual([
      'pages 0-3 0x07ffffffffdffe0a to 0x07ffffffffdff80a',
    ]);
    expect(sayPages(last('6.12', 'anon; write'))).toEqual([]);
  });

  it('can be built by calls', () => {
    const built = scenario(kernel('6.12')).anonFolio().write('', { page: 2 }).mprotect('r', { page: 1 });
    expect(built.rows.at(-1)?.ptes?.after.map((pte) => pteWrite(kernel('6.12'), pte))).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(() => scenario(kernel('6.12')).anon().write('', { page: 1 })).toThrow(RangeError);
    expect(() => scenario(kernel('6.12')).anonFolio().fork('', { page: 1 })).toThrow(RangeError);
  });

  it('refuse what is not modelled for them, and a word to start with', () => {
    expect(last('6.12', 'anon-folio; write; ksm-merge')).toMatchObject({ result: 'cannot' });
    expect(() => play(kernel('6.12'), parseScript('anon-folio; write'), { from: 0x25n })).toThrow(RangeError);
    expect(() => parseScript('anon-folio; write 4')).toThrow('expected a page 0 to 3, got "4"');
    expect(() => parseScript('anon-folio; fork 2')).toThrow(RangeError);
    expect(() => parseScript('anon; write 1')).toThrow(RangeError);
  });
});
