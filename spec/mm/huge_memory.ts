/** Entries of huge pages: mm/huge_memory.c. */
import type { Row } from '../schema.ts';

/** What migration and splitting of a huge page keep. */
export const hugeMemoryBehaviours = [
  {
    id: 'pmdMigrationKeepsUffdWp', since: '6.3', sinceStable: { '6.1': 26, '6.2': 13 }, kernel: 'set_pmd_migration_entry', cite: '24bf08c4376b',
    judge: 'source: 6.2.12, 6.3.8, mm/huge_memory.c, set_pmd_migration_entry',
    says: 'a huge page keeps uffd-wp while it migrates; before, it is lost',
  },
  {
    id: 'pmdMigrationRestoresUffdWp', since: '5.14', sinceStable: { '5.10': 53, '5.13': 5 }, kernel: 'remove_migration_pmd', cite: '8f34f1eac382',
    judge: ['source: 5.12.9, 5.14.2, mm/huge_memory.c, remove_migration_pmd', 'source: 5.10.46, 5.10.218, mm/huge_memory.c, remove_migration_pmd'],
    says: 'uffd-wp of a migration entry comes back with the huge page; before, it is dropped',
  },
  {
    id: 'pmdDevicePrivate', since: '6.19', kernel: 'set_pmd_migration_entry', cite: '65edfda6f3f2',
    judge: 'source: 6.18.35, 6.19.0, mm/huge_memory.c, set_pmd_migration_entry',
    says: 'device memory can be mapped by huge pages',
  },
  {
    id: 'pmdSplitKeepsDirty', since: '6.2', kernel: '__split_huge_pmd_locked', cite: 'e833bc503405',
    judge: 'source: 6.1.192, 6.2.12, mm/huge_memory.c, __split_huge_pmd_locked',
    says: 'the entries that a huge page is split into are dirty if it was; before, only the page remembers',
  },
  {
    id: 'pmdDeviceReadsPresentBits', since: '6.19', until: '7.1', kernel: 'set_pmd_migration_entry', cite: '65edfda6f3f2',
    judge: ['source: 6.18.35, 6.19.0, mm/huge_memory.c, set_pmd_migration_entry', 'source: 7.0.0, 7.1.3, mm/huge_memory.c, set_pmd_migration_entry'],
    says: 'the huge entry for device memory of a page that migrates is read as if it were present: bits of its type and page frame number count as dirty, soft-dirty and uffd-wp (H36)',
  },
  {
    id: 'splitDirtiesDax', since: '6.15', kernel: '__split_huge_pmd_locked',
    judge: 'source: 6.14.0, 6.17.0, mm/huge_memory.c, __split_huge_pmd_locked',
    says: 'the page of a file on a DAX device is told of the Dirty bit of a huge entry that is split',
  },
  {
    id: 'numaSkipsSharedExec', since: '5.11', until: '5.14', kernel: 'migrate_misplaced_transhuge_page',
    judge: ['source: 5.10.0, 5.11.0, mm/migrate.c, migrate_misplaced_transhuge_page', 'source: 5.12.9, 5.14.2, mm/migrate.c, migrate_misplaced_transhuge_page'],
    says: 'NUMA balancing does not move a huge page of code that several processes map, and its entry stays the hint that it is',
  },
  {
    id: 'splitReadsPresentBits', since: '4.19', until: '4.20', untilStable: { '4.19': 13 }, kernel: '__split_huge_pmd_locked', cite: '2e83ee1d8694',
    judge: 'source: 4.19.1, 4.20.0, mm/huge_memory.c, __split_huge_pmd_locked',
    says: 'the migration entry of a huge page that is split is read as if it were present: it is writable if it was soft-dirty, and always soft-dirty (H32)',
  },
  {
    id: 'splitZeroKeepsUffdWp', since: '6.3', kernel: '__split_huge_zero_page_pmd', cite: '42b2af2c9b7e',
    sinceStable: { '5.10': 176, '5.15': 104, '6.1': 21, '6.2': 8 },
    judge: 'source: 6.0.1, 6.3.8, mm/huge_memory.c, __split_huge_zero_page_pmd',
    says: 'the entries that the huge zero page is split into keep uffd-wp; before, it is lost (H35)',
  },
  {
    id: 'zapHugeDirtiesFolio', since: '7.2', sinceStable: { '6.1': 191, '6.12': 114 }, kernel: 'zap_huge_pmd',
    judge: [
      'source: 7.1.13, 7.2.6, mm/huge_memory.c, zap_huge_pmd_folio',
      'source: 6.1.190, 6.1.192, mm/huge_memory.c, zap_huge_pmd',
      'source: 6.12.113, 6.12.115, mm/huge_memory.c, zap_huge_pmd',
    ],
    says: 'the page of a file takes over the Dirty bit of a huge entry that is zapped; before, what was written through it can be lost',
  },
  {
    id: 'zapHugeAsksPage', since: '7.1', kernel: 'zap_huge_pmd',
    judge: 'source: 7.0.0, 7.1.0-rc6, mm/huge_memory.c, zap_huge_pmd',
    says: 'a huge entry that is zapped is asked for its page; before, mappings of drivers, and to 6.14 those of DAX, are taken to have none',
  },
  {
    // Stable trees alone, as of wpCopyRefusesRemote.
    id: 'madviseHugeSkipsDevice', since: '7.3', until: '7.3', sinceStable: { '7.3': 4 }, kernel: 'madvise_free_huge_pmd',
    judge: ['source: 7.3.0-rc7, 7.3.4, mm/huge_memory.c, madvise_free_huge_pmd', 'source: 7.3.0-rc7, 7.3.4, mm/madvise.c, madvise_cold_or_pageout_pte_range'],
    says: 'MADV_FREE, MADV_COLD and MADV_PAGEOUT leave huge pages in device memory alone; elsewhere, only small ones',
  },
  {
    id: 'lazyfreePmdDirtiesFolio', since: '6.15', kernel: '__discard_anon_folio_pmd_locked',
    judge: 'source: 6.14.0, 6.17.0, mm/huge_memory.c, __discard_anon_folio_pmd_locked',
    says: 'the page takes over the Dirty bit of a huge entry after MADV_FREE, and droppable memory goes even if written to',
  },
] as const satisfies readonly Row[];
