/** Huge pages in the world: for each release at which a function of mm/huge_memory.c and its kin changed, what a script must end with. */
import { describe, expect, it } from 'vitest';
import { pteDirty, pteUffdWp, pteWrite } from '../../lib/helpers/pgtable.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { keyOf } from '../../lib/world/orders/key.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { pagemapOf } from '../../lib/world/told/pagemapOf.ts';

const rows = (version: string, script: string): readonly ScenarioRow[] => play(kernel(version), parseScript(script));
const last = (version: string, script: string): ScenarioRow => rows(version, script).at(-1) as ScenarioRow;
const word = ({ after }: ScenarioRow): string => after.toString(16).padStart(16, '0');
const has = ({ happened }: ScenarioRow, kind: string): boolean => happened.some((event) => event.kind === kind);
const traps = (row: ScenarioRow): boolean =>
  row.happened.some((event) => event.kind === 'goesOn' && event.next === 'handle_userfault');

describe('a first touch', () => {
  // do_huge_pmd_anonymous_page() of 4.19.0 and 7.3.4: lives of test/mm/hugeLives.test.ts
  it.each(['4.19', '5.10', '6.1', '7.3'])('by a write maps a huge page on %s', (version) => {
    const row = last(version, 'thp; write');
    expect([word(row), row.level]).toEqual(['80000000400008e7', 'pmd']);
  });

  it.each(['4.19', '7.3'])('by a read maps the huge zero page on %s', (version) => {
    expect(last(version, 'thp; read')).toMatchObject({ level: 'pmd', result: 'done' });
    expect(last(version, 'thp; read').world.frames).toEqual([]);
  });

  it('of shared memory maps the page of the page cache as a whole, for the next process too', () => {
    const row = last('6.12', 'shmem-thp; A: write; B: map; B: read');
    expect([row.level, row.world.frames.length]).toEqual(['pmd', 1]);
  });
});

describe('a write to the huge zero page', () => {
  // do_huge_pmd_wp_page(): 5.7.14 takes a huge page, 5.8.1 splits; do_huge_zero_wp_pmd() of 6.13.0 takes a huge page again
  it.each([
    ['4.19', 'pmd'],
    ['5.7', 'pmd'],
    ['5.8', 'pte'],
    ['6.12', 'pte'],
    ['6.13', 'pmd'],
    ['7.3', 'pmd'],
  ])('on %s leaves a %s', (version, level) => {
    const row = last(version, 'thp; read; write');
    expect([row.level, has(row, 'split'), pteWrite(kernel(version), row.after)]).toEqual([
      level,
      level === 'pte',
      true,
    ]);
  });

  // __split_huge_zero_page_pmd() of 6.3.8, and not of 6.0.1, keeps the bit
  it.each([
    ['5.19', false],
    ['6.3', true],
  ])('that is protected, after a split, on %s: trapped %s', (version, trapped) => {
    expect(traps(last(version, 'thp; read; uffd-wp; split; write'))).toBe(trapped);
  });
});

describe('thp; write; numa-hint; read (C1.10)', () => {
  // pmd_mk_savedwrite() in change_huge_pmd() of 6.1.192; can_change_pmd_writable() in do_huge_pmd_numa_page() of 6.2.12
  it.each([
    ['5.10', true],
    ['6.1.192', true],
    ['6.2', false],
    ['7.3', false],
  ])('on %s the hint keeps RW: %s', (version, keeps) => {
    const [, hint, read] = rows(version, 'thp; write; numa-hint; read') as [ScenarioRow, ScenarioRow, ScenarioRow];
    const k = kernel(version);
    expect([pteWrite(k, hint.after), hint.level]).toEqual([keeps, 'pmd']);
    expect([pteWrite(k, read.after), read.level]).toEqual([true, 'pmd']);
  });

  // migrate_misplaced_transhuge_page() of 5.12.9 writes the new entry at once, dirty, without uffd-wp; gone in 5.14.2
  it.each([
    ['5.12', false],
    ['6.3', true],
  ])('that moves the page on %s keeps userfaultfd’s protection: %s', (version, keeps) => {
    const row = last(version, 'thp; write; uffd-wp; numa-hint; numa-fault migrated');
    expect([row.level, pteUffdWp(kernel(version), row.after)]).toEqual(['pmd', keeps]);
  });

  // pmd_protnone() with the page frame number inverted (L1TF): the place of the page is the same
  it('finds its page again', () => {
    expect(has(last('6.0', 'shmem-thp; cpu1: write; numa-hint-begin; cpu1: write-tlb'), 'lostWrite')).toBe(false);
  });
});

describe('thp; write; uffd-wp; migrate; write (C2.2)', () => {
  // set_pmd_migration_entry() keeps the bit in 6.3.8, 6.2.13 (stable) and 6.1.26 (stable): 24bf08c4376b
  it.each([
    ['5.7', false],
    ['5.15', false],
    ['6.1.25', false],
    ['6.1.26', true],
    ['6.2.12', false],
    ['6.2.13', true],
    ['6.3', true],
    ['7.3', true],
  ])('on %s is trapped: %s', (version, trapped) => {
    const row = last(version, 'thp; write; uffd-wp; migrate-begin; migrate-end; write');
    expect([traps(row), has(row, 'untrapped')]).toEqual([trapped, !trapped]);
  });
});

describe('thp; write; fork; write', () => {
  // do_huge_pmd_wp_page() of 5.7.14 copies 2 MiB, that of 5.8.1 splits
  it.each([
    ['4.19', 'pmd'],
    ['5.7', 'pmd'],
    ['5.8', 'pte'],
    ['7.3', 'pte'],
  ])('on %s leaves a %s, and its child the huge page', (version, level) => {
    const row = last(version, 'thp; write; fork; write');
    expect([row.level, has(row, 'split')]).toEqual([level, level === 'pte']);
    const child = row.world.mms.find(({ name }) => name === 'B');
    expect([child?.level, (child?.pte ?? 0n) !== 0n]).toEqual(['pmd', true]);
  });

  // what is left of the parent's huge page keeps the child from taking it over: page_count() of 5.10.0, folio_test_large() of 6.13.0
  it.each(['5.10', '6.12', '6.17'])('and the child, too, on %s gets a copy', (version) => {
    const row = last(version, 'thp; write; fork; write; B: write');
    expect([row.level, word(row).slice(8, 13), has(row, 'lostWrite')]).toEqual(['pte', '12346', false]);
  });

  // reuse_swap_page() of 5.4.286 counts mappings of the one page; page_count() of 5.10.0 and folio_test_large() of 6.14.0 see the rest of
  // the folio; __wp_can_reuse_large_anon_folio() of 6.17.0 takes references by the rest for none
  it.each([
    ['5.4', true],
    ['5.10', false],
    ['6.14', false],
    ['6.17', true],
  ])('in small pages, once the child is gone, on %s in place: %s', (version, inPlace) => {
    const row = last(version, 'thp; write; split; fork; child-exit; write');
    expect(word(row).slice(8, 13)).toBe(inPlace ? '40000' : '12345');
  });

  // copy_huge_pmd() of 5.9.1 and later returns -EAGAIN for a pinned page, that of 5.8.1 does not ask
  it.each([
    ['5.8', 'pmd'],
    ['5.10', 'pte'],
    ['7.3', 'pte'],
  ])('with a pin on %s: the parent has a %s', (version, level) => {
    const row = last(version, 'thp; write; pin; fork');
    expect(row.level).toBe(level);
    expect(row.world.mms.find(({ name }) => name === 'B')?.level ?? 'pte').toBe(level);
  });
});

describe('shared memory that userfaultfd protects', () => {
  // change_pmd_range() of 5.19.0 splits first (uffd_wp_protect_file()), and the table gets markers
  it.each(['5.19', '6.12', '7.3'])('is split and marked on %s', (version) => {
    const row = last(version, 'shmem-thp; write; uffd-wp');
    expect([row.level, has(row, 'splitFile'), pteUffdWp(kernel(version), row.after) || row.after !== 0n]).toEqual([
      'pte',
      true,
      true,
    ]);
    expect(traps(last(version, 'shmem-thp; write; uffd-wp; write'))).toBe(true);
  });
});

describe('device memory', () => {
  // migrate_vma_collect_huge_pmd() of 6.19.0; migrate_vma_collect_pmd() of 6.18.35 splits
  it.each([
    ['5.15', 'pte'],
    ['6.18', 'pte'],
    ['6.19', 'pmd'],
    ['7.3', 'pmd'],
  ])('takes, on %s, a %s', (version, level) => {
    expect(last(version, 'thp; write; to-device').level).toBe(level);
    expect(last(version, 'thp; write; to-device; read').level).toBe(level);
  });
});

describe('khugepaged', () => {
  // PageCompound() in khugepaged_scan_pmd() of 5.7.14, page_mapcount() in that of 5.8.1
  it.each([
    ['5.7', 'SCAN_PAGE_COMPOUND'],
    ['5.8', undefined],
    ['7.3', undefined],
  ])('on %s makes a huge page of one that was split, but for %s', (version, why) => {
    const row = last(version, 'thp; write; split; collapse');
    expect(row.happened).toEqual(
      why ? [{ kind: 'notCollapsed', why }] : expect.not.arrayContaining([{ kind: 'notCollapsed' }]),
    );
    expect(row.level).toBe(why ? 'pte' : 'pmd');
  });

  // pte_uffd_wp() in khugepaged_scan_pmd() of 5.7.14; enum scan_result of 7.3.4 calls it SCAN_PTE_UFFD
  it.each([
    ['6.1', 'SCAN_PTE_UFFD_WP'],
    ['7.3', 'SCAN_PTE_UFFD'],
  ])('on %s leaves what userfaultfd protects: %s', (version, why) => {
    expect(last(version, 'anon; write; uffd-wp; collapse').happened).toEqual([{ kind: 'notCollapsed', why }]);
  });
});

describe('what goes', () => {
  // zap_huge_pmd() leaves nothing in any release, and the next fault finds no table
  it.each(['4.19', '7.3'])('MADV_DONTNEED on %s makes room for another huge page', (version) => {
    const row = last(version, 'thp; write; dontneed; write');
    expect([row.level, word(row).slice(8, 13)]).toEqual(['pmd', '40200']);
  });

  // zap_pte_range() of 6.14.0 frees the table, that of 6.13.2 does not
  it.each([
    ['6.13', 'pte'],
    ['6.14', 'pmd'],
  ])('after a split, on %s the next page is a %s', (version, level) => {
    expect(last(version, 'thp; write; split; dontneed table; write').level).toBe(level);
  });

  // try_to_unmap_one() with TTU_SPLIT_HUGE_PMD, all releases
  it.each(['4.19', '6.1', '7.3'])('reclaim splits on %s', (version) => {
    const row = last(version, 'thp; write; pageout');
    expect([row.level, has(row, 'split'), row.world.slots.length]).toEqual(['pte', true, 1]);
    expect(has(last(version, 'thp; write; pageout; read'), 'lostWrite')).toBe(false);
  });

  // move_huge_pmd() of 6.12.8 keeps the bit, that of 6.13.0 clears it: 0cef0bb836e3
  it.each([
    ['6.11', true],
    ['6.13', false],
  ])('mremap() on %s keeps userfaultfd’s protection: %s', (version, keeps) => {
    const row = last(version, 'thp; write; uffd-wp; mremap');
    expect([row.level, pteUffdWp(kernel(version), row.after)]).toEqual(['pmd', keeps]);
  });

  // move_pages_huge_pmd() of 6.8.0
  it('UFFDIO_MOVE takes it as a whole', () => {
    expect(last('6.8', 'thp; write; uffd-move')).toMatchObject({ level: 'pmd', result: 'done' });
    expect(last('6.8', 'thp; write; fork; uffd-move').result).toBe('refused'); // -EBUSY: not PageAnonExclusive
  });
});

describe('soft-dirty', () => {
  // clear_soft_dirty_pmd() of 4.19.0 and 7.3.4: write-protects, and do_huge_pmd_wp_page() makes it soft-dirty again
  it.each(['4.19', '5.10', '7.3'])('is found again on %s', (version) => {
    const [, cleared, written] = rows(version, 'thp; write; clear-refs; write') as [
      ScenarioRow,
      ScenarioRow,
      ScenarioRow,
    ];
    const k = kernel(version);
    expect([pteWrite(k, cleared.after), pteWrite(k, written.after), written.level]).toEqual([false, true, 'pmd']);
    expect(pagemapOf(written.world, 'A')?.names).toContain('PM_SOFT_DIRTY');
    expect(pagemapOf(cleared.world, 'A')?.names).not.toContain('PM_SOFT_DIRTY');
  });
});

describe('what a split leaves', () => {
  // __split_huge_pmd_locked() of 6.1.192 sets no Dirty, that of 6.2.12 does
  it.each([
    ['6.1', false],
    ['6.2', true],
  ])('on %s is dirty: %s', (version, dirty) => {
    expect(pteDirty(kernel(version), last(version, 'thp; write; split').after)).toBe(dirty);
  });

  it('is another world than that of the huge page', () => {
    const [huge, split] = rows('6.12', 'thp; write; split') as [ScenarioRow, ScenarioRow];
    expect(keyOf(huge.world)).not.toBe(keyOf(split.world));
  });

  it('is not asked of a small page', () => {
    expect(last('6.12', 'anon; write; split').result).toBe('nothing');
  });

  // madvise_guard_install() of 6.13.0 zaps a huge page before it puts markers
  it('guard regions stand in small entries', () => {
    const row = last('6.13', 'thp; write; guard-install; read');
    expect(row.level).toBe('pte');
    expect(row.happened).toContainEqual(expect.objectContaining({ kind: 'fault' }));
  });
});

// do_wp_page(): wp_can_reuse_anon_folio() of 6.14.0 refuses a large folio, __wp_can_reuse_large_anon_folio() of 6.17.0 counts its references
it('a small page of a large folio that nobody shares any more is written to in place from 6.15 on', () => {
  const script = parseScript('thp; write; split; fork; child-exit; write');
  const stays = (k: Kernel) => (play(k, script).at(-1)?.after ?? 0n).toString(16) === '8000000040000867';
  expect([kernel('6.14'), kernel('6.15')].map(stays)).toEqual([false, true]);
  const lacks = kernel('6.15', { without: ['behaviours.wpReusesLarge'] });
  expect([lacks.does('wpReusesLarge'), stays(lacks)]).toEqual([false, false]);
});
