/**
 * How the explorer finds bugs of bugs.ts: where it starts, what it tries, and which promise is broken by it, in releases that are known
 * from the sources and not from the explorer. `npm run bugs` tries each line on every kernel and writes found.json; docs/bugs.md has both.
 */
import type { Series } from './schema.ts';

/** Releases that have a bug: from the first to the one before the second; without a second the newest has it too. */
export type Span = readonly [Series, Series?];

/** One line of the table: one way in which a bug shows. */
export interface ExploredBug {
  /** The number of the bug. */
  readonly bug: string;
  /** Which of several lines of the bug it is. */
  readonly part?: string;
  /** What a search is told, as `pte explore --for MAPPING OPERATIONS` is. */
  readonly mapping: string;
  readonly operations: string;
  readonly cpus?: number;
  /** Nothing is tried beside the operations: other bugs would break the promise by shorter scripts, or the space is large. */
  readonly only?: true;
  /** The invariant that breaks. */
  readonly breaks: string;
  /** The invariant is one of those that are so by design. */
  readonly design?: true;
  /** Operations of the shortest script. */
  readonly length: number;
  /** Rows that every kernel is given besides, or lacks: a second bug of the same releases breaks the same promise. */
  readonly beside?: readonly string[];
  /**
   * Mainline releases that have it, as read in the sources on both sides; dates of stable trees are those of the row that has the same
   * mainline date.
   */
  readonly spans: readonly Span[];
  /** Rows that ended it, or began it. */
  readonly rows: readonly string[];
  /** What shows that releases before 5.7 have it: the function and the release in which it was read. */
  readonly older?: string;
  /** A program without privileges could tie up a processor by it for good: the page has no script of it. */
  readonly held?: true;
  /** Changes of rows, `-row` or `row`, by which the newest release has it again; those of each row by itself if left out. */
  readonly again?: readonly string[];
}

/** Every line, by the number of its bug. */
export const explored: readonly ExploredBug[] = [
  {
    bug: 'H1', part: 'migration', mapping: 'shmem', operations: 'uffd-wp; migrate', breaks: 'armed-write-trapped', length: 4,
    spans: [['5.19', '6.2']], rows: ['writenotifyForUffdWp'], again: ['-writenotifyForUffdWp', '-mkuffdWpWrprotects'],
  },
  {
    bug: 'H1', part: 'NUMA hint', mapping: 'shmem', operations: 'uffd-wp; numa-hint', breaks: 'armed-write-trapped', length: 4,
    spans: [['5.19', '6.2']], rows: ['writenotifyForUffdWp'],
  },
  {
    bug: 'H1', part: 'mprotect', mapping: 'shmem', operations: 'uffd-wp; mprotect', breaks: 'uffd-wp-not-writable', length: 4,
    spans: [['5.19', '6.2']], rows: ['writenotifyForUffdWp'],
  },
  {
    bug: 'H1', part: 'protection of the mapping', mapping: 'shmem', operations: 'uffd-wp', breaks: 'writenotify-for-uffd-wp', length: 1,
    spans: [['5.19', '6.2']], rows: ['writenotifyForUffdWp'],
  },
  {
    bug: 'H1', part: 'second migration begins', mapping: 'shmem', operations: 'read; uffd-wp; migrate; migrate-begin', only: true,
    breaks: 'uffd-wp-not-in-writable-swap', length: 4,
    spans: [['5.19', '6.2']], rows: ['writenotifyForUffdWp'], again: ['-writenotifyForUffdWp', '-mkuffdWpWrprotects'],
  },
  {
    bug: 'H1', part: 'second migration', mapping: 'shmem', operations: 'read; uffd-wp; migrate', only: true, breaks: 'uffd-wp-kept', length: 4,
    spans: [['5.19', '6.2']], rows: ['writenotifyForUffdWp'], again: ['-writenotifyForUffdWp', '-mkuffdWpWrprotects'],
  },
  {
    bug: 'H2', mapping: 'anon', operations: 'uffd-wp; to-device', breaks: 'uffd-wp-kept', length: 3,
    spans: [['5.7', '5.9']], rows: ['restoreDeviceMarksPresentBit'],
  },
  {
    bug: 'H3', mapping: 'anon', operations: 'clear-refs; to-device', breaks: 'soft-dirty-not-invented', length: 6,
    spans: [['4.19', '5.9']], rows: ['migrateDeviceReadsPresentBits'], older: 'try_to_unmap_one() of 4.19.1 and 5.4.286',
  },
  {
    bug: 'H3', part: 'uffd-wp', mapping: 'anon', operations: 'mprotect r; to-device; from-device', only: true,
    breaks: 'uffd-wp-not-invented', length: 3,
    spans: [['5.7', '5.9']], rows: ['migrateDeviceReadsPresentBits'],
  },
  {
    bug: 'H4', mapping: 'anon', operations: 'to-device', breaks: 'soft-dirty-carried', length: 2,
    spans: [['4.19', '5.9']], rows: ['restoreDeviceSoftDirty'], older: 'remove_migration_pte() of 4.19.1',
  },
  {
    bug: 'H5', mapping: 'anon', operations: 'to-device; from-device; from-device unlocked', breaks: 'device-write-kept', design: true, length: 2,
    spans: [['4.19', '5.16']], rows: ['migrateDeviceKeepsWrite'], older: 'try_to_unmap_one() of 4.19.1',
    again: ['-migrateDeviceKeepsWrite', '-rmapKnowsDeviceExclusive'],
  },
  {
    bug: 'H6', mapping: 'anon', operations: 'uffd-wp; fork', breaks: 'fork-uffd-wp', length: 3,
    spans: [['5.7', '5.14']], rows: ['forkFiltersUffdWp'],
  },
  {
    bug: 'H7', mapping: 'anon', operations: 'clear-refs; pageout; swapoff', breaks: 'soft-dirty-kept', length: 4,
    spans: [['4.19', '5.19']], rows: ['swapoffKeepsBits'], older: 'unuse_pte() of 4.19.1',
  },
  {
    bug: 'H7', part: 'without clear_refs', mapping: 'anon', operations: 'pageout; swapoff', breaks: 'soft-dirty-carried', length: 3,
    spans: [['4.19', '5.19']], rows: ['swapoffKeepsBits'], older: 'unuse_pte() of 4.19.1',
  },
  {
    bug: 'H7', part: 'uffd-wp', mapping: 'anon', operations: 'uffd-wp; pageout; swapoff', breaks: 'uffd-wp-kept', length: 4,
    spans: [['5.13', '5.19']], rows: ['swapoffIgnoresUffdWp', 'swapoffKeepsBits'], again: ['-swapoffKeepsBits'],
  },
  {
    bug: 'H8', mapping: 'anon', operations: 'write; uffd-wp; uffd-wp-resolve; pin', cpus: 3, only: true, breaks: 'no-write-lost', length: 5,
    spans: [['5.9', '5.12']], rows: ['wpFlushesPending'], again: ['-wpFlushesPending', '-anonExclusive'],
  },
  {
    bug: 'H8b', mapping: 'anon', operations: 'uffd-wp; pageout; swapoff', breaks: 'calls-end', length: 4,
    spans: [['5.7', '5.13']], rows: ['swapoffIgnoresUffdWp'],
  },
  {
    bug: 'H9', mapping: 'anon', operations: 'clear-refs', breaks: 'soft-dirty-kept', length: 3,
    spans: [['5.6', '5.12']], rows: ['clearRefsFlushes'], older: 'tlb_flush_mmu_tlbonly() of 5.5-rc5 and 5.6.4',
  },
  {
    bug: 'H10', mapping: 'anon', operations: 'write; clear-refs; pin', cpus: 2, only: true, breaks: 'no-write-lost', length: 4,
    beside: ['clearRefsFlushes'], // H9 loses the same writes
    spans: [['5.9', '5.11']], rows: ['clearRefsExcludes'], again: ['-clearRefsExcludes', '-anonExclusive'],
  },
  {
    bug: 'H11', mapping: 'anon', operations: 'clear-refs; pin', breaks: 'pinned-stays-writable', length: 3,
    spans: [['5.9', '5.11']], rows: ['clearRefsSkipsPinned'], again: ['-clearRefsSkipsPinned', '-anonExclusive'],
  },
  {
    bug: 'H12', part: 'trap', mapping: 'file', operations: 'clear-refs; mprotect', breaks: 'soft-dirty-trap', length: 4,
    spans: [['4.19', '6.0']], rows: ['mprotectUpgradesDirty'], older: 'change_pte_range() of 4.19.1',
  },
  {
    bug: 'H12', part: 'loss', mapping: 'file', operations: 'clear-refs; mprotect', breaks: 'soft-dirty-kept', length: 5,
    spans: [['4.19', '6.0']], rows: ['mprotectUpgradesDirty'], older: 'change_pte_range() of 4.19.1',
  },
  {
    bug: 'H13', mapping: 'anon', operations: 'clear-refs; migrate', breaks: 'soft-dirty-not-invented', length: 3,
    spans: [['6.1', '6.9']], rows: ['migrationExactSoftDirty'],
  },
  {
    bug: 'H14', mapping: 'shmem', operations: 'read; clear-refs; mmap-next; migrate-begin; migrate-end', only: true,
    breaks: 'migration-permission', design: true, length: 5,
    spans: [['4.19', '6.2'], ['6.4']], rows: ['migrationWrprotectsReadEntry'], older: 'remove_migration_pte() of 4.19.1',
  },
  {
    bug: 'H15', mapping: 'shmem-private', operations: 'write; uffd-wp; fork; dontneed', only: true, breaks: 'fork-uffd-wp', length: 4,
    spans: [['5.19', '6.2']], rows: ['forkFiltersMarker'],
  },
  {
    bug: 'H16', mapping: 'anon', operations: 'uffd-wp; mremap', breaks: 'mremap-uffd-wp', length: 3,
    spans: [['5.7', '6.13']], rows: ['mremapClearsUffdWp'],
  },
  {
    bug: 'H16', part: 'hugetlb', mapping: 'hugetlb', operations: 'uffd-wp; mremap', breaks: 'calls-end', length: 3,
    spans: [['6.3', '6.13']], rows: ['hugetlbWpLeavesUffdWp', 'mremapClearsUffdWp'],
    again: ['-mremapClearsUffdWp', '-hugetlbNoPageAsksRegistration', '-hugetlbFaultClearsLeftover'],
  },
  {
    bug: 'H16', part: 'warning', mapping: 'anon', operations: 'write; uffd-wp; mremap', only: true, breaks: 'kernel-checks', length: 4,
    spans: [['6.2', '6.10']], rows: ['pteUffdWpWarns'], again: ['-mremapClearsUffdWp', 'pteUffdWpWarns'],
  },
  {
    bug: 'H17', part: 'soft-dirty', mapping: 'anon-folio', operations: 'write; cold 1', only: true, breaks: 'soft-dirty-carried', length: 2,
    spans: [['6.12', '6.18']], rows: ['zeropageKeepsBits'],
  },
  {
    bug: 'H17', part: 'uffd-wp', mapping: 'anon-folio', operations: 'write; uffd-wp; cold 1', only: true, breaks: 'uffd-wp-kept', length: 3,
    spans: [['6.12', '6.18']], rows: ['zeropageKeepsBits'],
  },
  {
    bug: 'H18', mapping: 'anon', operations: 'clear-refs; uffd-move; pageout', breaks: 'uffd-move-soft-dirty', length: 4,
    spans: [['6.8', '6.15']], rows: ['moveMarksSoftDirty'],
  },
  {
    bug: 'H19', mapping: 'anon', operations: 'guard-install; uffd-copy', breaks: 'guard-kept', length: 2,
    spans: [['6.13', '6.19']], rows: ['copyReplacesMarkers'],
  },
  {
    bug: 'H20', mapping: 'anon', operations: 'write; clear-refs; uffd-wp; uffd-wp-resolve; write-wait; migrate-begin', cpus: 2, only: true,
    breaks: 'sleeps-where-trapped', length: 7,
    spans: [['5.7', '7.2']], rows: ['mustWaitAsksPresent'],
  },
  {
    bug: 'H21', part: 'to a device', mapping: 'anon', operations: 'to-device', breaks: 'dirty-not-invented', length: 2,
    spans: [['6.6', '7.2']], rows: ['collectReadsSwapDirty'],
  },
  {
    bug: 'H21', part: 'by number', mapping: 'anon', operations: 'to-device; from-device unlocked', only: true, breaks: 'dirty-not-invented', length: 2,
    spans: [['6.6', '6.15']], rows: ['migrateDeviceReadsDirty'], again: ['migrateDeviceReadsDirty', '-rmapKnowsDeviceExclusive'],
  },
  {
    bug: 'H22', mapping: 'thp', operations: 'device-exclusive; compact', breaks: 'page-behind-entry', length: 2,
    spans: [['5.14', '6.15']], rows: ['rmapKnowsDeviceExclusive'],
  },
  {
    bug: 'H22', part: 'page_table_check', mapping: 'thp', operations: 'device-exclusive; compact', breaks: 'kernel-checks', length: 2,
    spans: [['6.10', '6.15']], rows: ['pageTableCheckUffdWp', 'rmapKnowsDeviceExclusive'], again: ['-rmapKnowsDeviceExclusive'],
  },
  {
    bug: 'H23', mapping: 'anon', operations: 'device-exclusive; clear-refs', breaks: 'soft-dirty-not-invented', length: 3,
    spans: [['5.14', '6.15']], rows: ['restoreExclusiveAsks'],
    again: ['-restoreExclusiveAsks', '-deviceExclusiveWritableOnly', 'swapTypes.deviceExclusiveWrite'],
  },
  {
    bug: 'H24', part: 'unregister', mapping: 'anon', operations: 'uffd-wp', breaks: 'unregistered-uffd-wp', length: 3,
    spans: [['5.7', '6.0']], rows: ['unregisterResolves'],
  },
  {
    bug: 'H24', part: 'close', mapping: 'anon', operations: 'write; uffd-wp; uffd-close', only: true, breaks: 'unregistered-uffd-wp', length: 3,
    spans: [['5.7', '6.9']], rows: ['closeResolves'],
  },
  {
    bug: 'H25', mapping: 'anon', operations: 'uffd-wp; pageout; clear-refs', breaks: 'trapped-write-leaves-entry', length: 5,
    spans: [['5.7', '6.11']], rows: ['swapInUpgrades'],
  },
  {
    bug: 'H26', mapping: 'anon', operations: 'numa-hint', breaks: 'protnone-not-writable', design: true, length: 2,
    spans: [['4.19', '6.2']], rows: ['numaSavedwrite'], older: 'change_pte_range() of 4.19.1',
  },
  {
    bug: 'H28', mapping: 'anon', operations: 'write; splice; fork', only: true, breaks: 'private-stays-private', length: 5,
    beside: ['-gupBreaksCow'], // with it a shorter script does, as the next line has it
    spans: [['4.19', '5.9']], rows: ['wpCountsMappings'], older: 'do_wp_page() of 4.19.1',
    again: ['wpCountsMappings', '-anonExclusive'],
  },
  {
    bug: 'H28', part: 'get_user_pages() that copies', mapping: 'anon', operations: 'write; splice; fork', only: true, breaks: 'private-stays-private', length: 4,
    spans: [['5.8', '5.9']], rows: ['gupBreaksCow', 'wpCountsMappings'],
    again: ['wpCountsMappings', 'gupBreaksCow', '-anonExclusive'],
  },
  {
    bug: 'H30', mapping: 'shmem', operations: 'uffd-wp', breaks: 'resolve-grants-no-write', design: true, length: 3,
    spans: [['5.19', '6.3']], rows: ['uffdWpProtFromFlags'],
  },
  {
    bug: 'H31', mapping: 'anon', operations: 'mprotect; uffd-copy-wp', breaks: 'copy-wp-protects', length: 2,
    spans: [['5.7', '5.18']], rows: ['copyProtectsReadOnly'], again: ['-copyProtectsReadOnly', '-mkuffdWpWrprotects'],
  },
  {
    bug: 'H32', mapping: 'thp', operations: 'write; mprotect r; migrate-begin; split', only: true, breaks: 'split-permission', length: 4,
    spans: [['4.19', '4.20']], rows: ['splitReadsPresentBits'], older: '__split_huge_pmd_locked() of 4.19.1 and 4.20.1',
  },
  {
    bug: 'H33', mapping: 'anon', operations: 'free; pin; pageout', breaks: 'pinned-not-dropped', length: 4,
    spans: [['4.19', '5.18']], rows: ['lazyfreeCountsReferences'], older: 'try_to_unmap_one() of 4.19.1; 5.4.286 counts references',
  },
  {
    bug: 'H34', part: 'soft-dirty', mapping: 'anon-folio', operations: 'write; free; clear-refs; pageout', only: true,
    breaks: 'soft-dirty-not-invented', length: 5,
    beside: ['migrationExactSoftDirty'], // H13 does the same where a large folio is split for reclaim
    spans: [['6.15', '7.0']], rows: ['unmapsLazyfreeInBatches', 'unmapBatchRespectsWrite'],
    again: ['-unmapBatchRespectsWrite'],
  },
  {
    bug: 'H34', part: 'write permission', mapping: 'anon-folio', operations: 'write; free; fork; pin; pageout', only: true,
    breaks: 'shared-anon-not-writable', length: 6,
    spans: [['6.15', '7.0']], rows: ['unmapsLazyfreeInBatches', 'unmapBatchRespectsWrite'],
    again: ['-unmapBatchRespectsWrite'],
  },
  {
    bug: 'H35', mapping: 'thp', operations: 'uffd-wp; split', breaks: 'zero-page-uffd-wp-kept', length: 3,
    spans: [['5.7', '6.3']], rows: ['splitZeroKeepsUffdWp'],
  },
  {
    bug: 'H36', part: 'fork', mapping: 'thp', operations: 'write; read; to-device; fork', only: true, breaks: 'private-stays-private', length: 5,
    spans: [['6.19', '7.1']], rows: ['pmdDeviceReadsPresentBits'],
  },
  {
    bug: 'H36', part: 'uffd-wp of a page that comes back', mapping: 'thp', operations: 'to-device; from-device', breaks: 'uffd-wp-not-invented', length: 2,
    spans: [['6.19', '7.1']], rows: ['pmdDeviceReadsPresentBits'],
  },
  {
    bug: 'H36', part: 'write after UFFDIO_WRITEPROTECT', mapping: 'thp', operations: 'to-device; uffd-wp', breaks: 'trapped-write-leaves-entry', length: 3,
    spans: [['6.19', '7.1']], rows: ['pmdDeviceReadsPresentBits'],
  },
  {
    bug: 'H36', part: 'mremap', mapping: 'thp', operations: 'to-device; mremap', breaks: 'mremap-uffd-wp', length: 3,
    spans: [['6.19', '7.1']], rows: ['pmdDeviceReadsPresentBits'],
  },
  {
    bug: 'H37', mapping: 'thp', operations: 'write; fork; migrate-begin', only: true, breaks: 'page-number-kept', length: 3,
    spans: [['5.7', '5.14']], rows: ['forkClearsPresentUffdWp'],
  },
  {
    bug: 'H39', mapping: 'hugetlb-shared', operations: 'uffd-wp; dontneed; mprotect', breaks: 'page-behind-entry', length: 2,
    spans: [['5.19', '6.2']], rows: ['hugetlbProtectKnowsMarkers'],
  },
  {
    bug: 'H40', mapping: 'anon', operations: 'to-device', breaks: 'dirty-kept', length: 2,
    spans: [['4.19', '6.0']], rows: ['collectDirtiesFolio'], older: 'migrate_vma_collect_pmd() of 4.19.1',
  },
  {
    bug: 'H41', mapping: 'thp', operations: 'mprotect', breaks: 'dirty-kept', length: 2,
    spans: [['6.6', '7.3']], rows: ['pmdModifyDropsDirty'],
  },
  {
    bug: 'H42', mapping: 'thp', operations: 'write; uffd-wp; migrate', only: true, breaks: 'uffd-wp-kept', length: 3,
    spans: [['5.7', '6.3']], rows: ['pmdMigrationKeepsUffdWp'],
  },
  {
    bug: 'H43', mapping: 'hugetlb', operations: 'write; uffd-wp', only: true, breaks: 'armed-write-trapped', length: 2,
    spans: [['5.19', '6.3']], rows: ['hugetlbWpLeavesUffdWp'],
  },
  {
    bug: 'H43', part: 'mark', mapping: 'hugetlb', operations: 'write; uffd-wp', only: true, breaks: 'uffd-wp-not-writable', length: 2,
    spans: [['5.19', '6.3']], rows: ['hugetlbWpLeavesUffdWp'],
  },
  {
    bug: 'H43', part: 'migration begins', mapping: 'hugetlb', operations: 'write; uffd-wp; migrate-begin', only: true,
    breaks: 'uffd-wp-not-in-writable-swap', length: 3,
    spans: [['5.19', '6.3']], rows: ['hugetlbWpLeavesUffdWp'],
  },
  {
    bug: 'H43', part: 'migration', mapping: 'hugetlb', operations: 'write; uffd-wp; migrate', only: true, breaks: 'uffd-wp-kept', length: 3,
    spans: [['5.19', '6.3']], rows: ['hugetlbWpLeavesUffdWp'],
  },
  {
    bug: 'H44', mapping: 'hugetlb-shared', operations: 'write; dontneed', only: true, breaks: 'no-write-lost', length: 2,
    spans: [['5.18', '6.1']], rows: ['dontneedClearsMayshare'],
  },
  {
    bug: 'H45', part: 'mark', mapping: 'anon', operations: 'write; uffd-wp; uffd-register missing', only: true, breaks: 'reregistered-uffd-wp', length: 3,
    spans: [['5.7', '7.3']], rows: ['registerKeepsProtection'],
  },
  {
    bug: 'H45', part: 'page_table_check', mapping: 'anon', operations: 'uffd-wp; uffd-register missing', breaks: 'uffd-wp-never-writable', length: 4,
    spans: [['6.10', '7.3']], rows: ['pageTableCheckUffdWp', 'registerKeepsProtection'], again: ['-registerKeepsProtection'],
  },
  {
    bug: 'H46', mapping: 'hugetlb-shared', operations: 'clear-refs', breaks: 'hugetlb-untracked', length: 1,
    spans: [['4.19', '6.0']], rows: ['writenotifyExemptsHugetlb'], older: 'vma_wants_writenotify() of 4.19.1',
  },
  {
    bug: 'C1', part: 'trap', mapping: 'anon', operations: 'clear-refs; migrate', breaks: 'soft-dirty-trap', length: 4,
    spans: [['4.19', '6.1'], ['6.9']], rows: ['migrationKeepsYoungDirty', 'migrationExactSoftDirty'], older: 'clear_soft_dirty() and remove_migration_pte() of 4.19.1',
  },
  {
    bug: 'C1', part: 'loss', mapping: 'anon', operations: 'write; clear-refs; migrate-begin; migrate-end', only: true, breaks: 'soft-dirty-kept', length: 5,
    spans: [['4.19', '6.1'], ['6.9']], rows: ['migrationKeepsYoungDirty', 'migrationExactSoftDirty'], older: 'clear_soft_dirty() and remove_migration_pte() of 4.19.1',
  },
  {
    bug: 'C2', part: 'mark', mapping: 'anon', operations: 'uffd-register wp-async; pagemap-scan; migrate', breaks: 'uffd-wp-not-in-writable-swap', length: 4,
    spans: [['6.7']], rows: [],
  },
  {
    bug: 'C2', part: 'mark is dropped', mapping: 'anon', operations: 'uffd-register wp-async; pagemap-scan; migrate', breaks: 'uffd-wp-kept', length: 5,
    spans: [['6.7']], rows: [],
  },
  {
    bug: 'C2', part: 'mark of device memory', mapping: 'anon', operations: 'uffd-register wp-async; to-device; pagemap-scan', breaks: 'uffd-wp-not-in-writable-swap', length: 3,
    only: true, spans: [['6.7']], rows: [],
  },
  {
    bug: 'C2', part: 'page_table_check', mapping: 'anon', operations: 'write; uffd-register wp-async; migrate-begin; pagemap-scan', only: true, breaks: 'kernel-checks', length: 4,
    spans: [['6.10']], rows: [],
  },
  {
    bug: 'C3', mapping: 'anon', operations: 'uffd-wp; pageout; uffd-move', breaks: 'uffd-move-uffd-wp', length: 4,
    spans: [['6.8']], rows: [],
  },
  {
    bug: 'C4', mapping: 'thp', operations: 'clear-refs; migrate', breaks: 'huge-soft-dirty-not-invented', design: true, length: 3,
    spans: [['6.1']], rows: [],
  },
  {
    bug: 'C5', part: 'guards', mapping: 'anon', operations: 'guard-install; mremap', breaks: 'marker-plain', design: true, length: 2,
    spans: [['6.13']], rows: [],
  },
  {
    bug: 'C5', part: 'uffd-wp', mapping: 'shmem', operations: 'uffd-wp; mremap', breaks: 'marker-plain', design: true, length: 2,
    spans: [['5.19', '6.13']], rows: ['mremapClearsUffdWp'],
  },
  {
    bug: 'C6', part: 'mark', mapping: 'anon', operations: 'uffd-wp; to-device', breaks: 'zero-page-uffd-wp-kept', length: 3,
    spans: [['5.7']], rows: [],
  },
  {
    bug: 'C6', part: 'write', mapping: 'anon', operations: 'read; write; uffd-wp; to-device', only: true, breaks: 'armed-write-trapped', length: 4,
    spans: [['5.7']], rows: [],
  },
  {
    bug: 'C7', part: 'trap', mapping: 'anon', operations: 'clear-refs; to-device', breaks: 'soft-dirty-trap', length: 3,
    spans: [['4.19']], rows: [], older: 'migrate_vma_insert_page() of 4.19.1',
  },
  {
    bug: 'C7', part: 'loss', mapping: 'anon', operations: 'clear-refs; to-device; read; write', only: true, breaks: 'soft-dirty-kept', length: 4,
    spans: [['4.19']], rows: [], older: 'migrate_vma_insert_page() of 4.19.1',
  },
  {
    bug: 'C8', part: 'mprotect', mapping: 'anon-folio', operations: 'write; clear-refs; mprotect r', only: true, breaks: 'soft-dirty-not-invented', length: 3,
    spans: [['6.17']], rows: ['mprotectBatches'],
  },
  {
    bug: 'C8', part: 'NUMA hint', mapping: 'anon-folio', operations: 'write; clear-refs; numa-hint', only: true, breaks: 'soft-dirty-not-invented', length: 3,
    spans: [['6.17']], rows: ['mprotectBatches'],
  },
  {
    bug: 'C9', part: 'shared memory', mapping: 'shmem', operations: 'uffd-wp; guard-install', breaks: 'calls-end', length: 2,
    spans: [['6.15']], rows: ['guardsAnyMapping'],
  },
  {
    bug: 'C9', part: 'files', mapping: 'file', operations: 'read; uffd-register wp-async; pagemap-scan; guard-install', only: true, breaks: 'calls-end', length: 4,
    beside: ['-scanReportsEmpty'], // with it the page need not be read first
    spans: [['6.15']], rows: ['guardsAnyMapping'],
  },
  {
    bug: 'C10', mapping: 'anon', operations: 'write; mprotect r; mprotect rw; mmap-next; clear-refs; pin', only: true, breaks: 'soft-dirty-trap', length: 7,
    spans: [['6.0']], rows: ['mprotectUpgradesDirty'],
  },
  {
    bug: 'C11', part: 'soft-dirty', mapping: 'anon', operations: 'clear-refs; ksm-merge', breaks: 'soft-dirty-kept', length: 3,
    spans: [['4.19', '6.13'], ['6.13']], rows: ['ksmKeepsSoftDirty'], older: 'replace_page() of 4.19.1',
  },
  {
    bug: 'C11', part: 'uffd-wp', mapping: 'anon', operations: 'uffd-wp; ksm-merge', breaks: 'armed-write-trapped', length: 4,
    spans: [['5.7']], rows: [],
  },
  {
    bug: 'C12', mapping: 'shmem', operations: 'uffd-wp; mremap-dontunmap', breaks: 'armed-write-trapped', length: 3,
    spans: [['5.19']], rows: [],
  },
  {
    bug: 'C13', mapping: 'shmem-thp', operations: 'uffd-rwp', breaks: 'rwp-protects', length: 2,
    spans: [['7.3']], rows: [],
  },
  {
    bug: 'C14', mapping: 'anon', operations: 'write; uffd-wp; write-wait; uffd-unregister', cpus: 2, only: true, breaks: 'unregister-wakes', length: 4,
    spans: [['5.7']], rows: [],
  },
  {
    bug: 'C15', mapping: 'dax', operations: 'clear-refs', breaks: 'soft-dirty-kept', length: 3,
    beside: ['clearRefsFlushes'], // H9 loses the same writes
    spans: [['6.15']], rows: ['daxMapsPages'],
  },
  {
    bug: 'C16', mapping: 'dax', operations: 'read; uffd-register wp-async; pagemap-scan; dontneed', only: true, breaks: 'calls-end', length: 5, held: true,
    beside: ['-scanReportsEmpty'],
    spans: [['6.7']], rows: [],
  },
  {
    bug: 'C17', mapping: 'file', operations: 'read; uffd-register wp-async; pagemap-scan; pageout; mlock', only: true, breaks: 'calls-end', length: 6, held: true,
    spans: [['6.9']], rows: ['filemapRechecksEntry'],
  },
];

/** Bugs that no line shows, and what the world of a search would need to show them. */
export const unexplored: Readonly<Record<string, string>> = {
  H27: 'no huge page of device memory carries uffd-wp in the world: of 1,698 worlds of 7.0, all that there are, 18 have such a page while it is protected, and each keeps the mark',
  H29: 'not a bug by itself: what it makes possible are others',
  H38: 'the world gives the entry that is made up the page frame number of the huge zero page',
};

/** Rows of bugs that no line turns, and why. */
export const unturned: Readonly<Record<string, string>> = {
  trustsWriteEntry: 'of H14, which is no bug: a writable entry is not what it is about',
  unmapKnowsDeviceExclusive: 'of H22: reclaim asks folio_mapped() first, and until 6.14 a device-exclusive entry is no mapping of its page',
};

/** The name of a line: `H24 (close)`. */
export const lineName = ({ bug, part }: Pick<ExploredBug, 'bug' | 'part'>): string => (part === undefined ? bug : `${bug} (${part})`);
