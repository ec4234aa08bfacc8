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

  // Protection changes: change_huge_pmd()
  {
    id: 'hugeMigrationChangesUffdWp', since: '6.3', sinceStable: { '6.1': 26, '6.2': 13 }, kernel: 'change_huge_pmd', cite: '24bf08c4376b',
    judge: ['source: 6.2.12, 6.3.8, mm/huge_memory.c, change_huge_pmd', 'source: 6.1.8, 6.1.164, mm/huge_memory.c, change_huge_pmd'],
    says: 'userfaultfd protects, and resolves, a huge page that is about to move; before, its entry stays as it is, but for write permission that it loses',
  },
  {
    id: 'hugeDowngradeKeepsUffdWp', since: '5.14', sinceStable: { '5.10': 53, '5.13': 5 }, until: '6.4', kernel: 'change_huge_pmd', cite: '8f34f1eac382',
    judge: [
      'source: 5.12.9, 5.14.2, mm/huge_memory.c, change_huge_pmd',
      'source: 5.10.46, 5.10.218, mm/huge_memory.c, change_huge_pmd',
      'source: 6.3.8, 6.4.4, mm/huge_memory.c, change_huge_pmd',
    ],
    says: 'the writable migration entry of a huge page that becomes read-only keeps uffd-wp; before, mprotect() drops it, and later too, where it cannot be',
  },
  {
    // The number for 7.1 is that of a tree that has it; 7.1.3 has not.
    id: 'hugeDeviceDowngradeKeepsUffdWp', since: '7.2', sinceStable: { '7.1': 8 }, kernel: 'change_non_present_huge_pmd',
    judge: ['source: 7.1.3, 7.2.6, mm/huge_memory.c, change_non_present_huge_pmd', 'source: 7.1.3, 7.1.8, mm/huge_memory.c, change_non_present_huge_pmd'],
    says: 'the writable entry of a huge page in device memory that becomes read-only keeps uffd-wp; before, mprotect() drops it (H27)',
  },
  {
    id: 'numaAsksHugeNode', since: '5.18', kernel: 'change_huge_pmd', cite: 'a1a3a2fc304d',
    judge: 'source: 5.17.0, 5.18.1, mm/huge_memory.c, change_huge_pmd',
    says: 'NUMA balancing can leave a huge page alone for the node it is on; before, every huge page but the huge zero page gets its hint',
  },
  {
    id: 'numaAsksHugePage', since: '6.19', kernel: 'change_huge_pmd', cite: 'f66e2727ddfc',
    judge: 'source: 6.18.35, 6.19.0, mm/huge_memory.c, change_huge_pmd',
    says: 'NUMA balancing leaves huge pages alone that are shared by processes, pinned, dirty pages of files, or in device memory, as it does small ones; before, these get hints',
  },
  {
    id: 'uffdWpSplitsFiles', since: '5.19', kernel: 'change_pmd_range',
    judge: 'source: 5.18.12, 5.19.0, mm/mprotect.c, change_pmd_range',
    says: 'a huge page of a file is split before userfaultfd protects it; before, userfaultfd protects anonymous memory only',
  },

  // fork: copy_huge_pmd()
  {
    id: 'forkCopiesSpecialHuge', since: '6.12', kernel: 'copy_huge_pmd', cite: 'bc02afbd4d73',
    judge: 'source: 6.11.11, 6.12.0, mm/huge_memory.c, copy_huge_pmd',
    says: 'the child gets the huge entries of memory without a page; before, faults find them again',
  },
  {
    id: 'forkMakesHugeZeroAnew', since: '4.19', until: '5.14', untilStable: { '5.10': 53, '5.13': 5 }, kernel: 'copy_huge_pmd', cite: '5fc7a5f6fd04',
    judge: ['source: 5.12.9, 5.14.2, mm/huge_memory.c, copy_huge_pmd', 'source: 5.10.46, 5.10.218, mm/huge_memory.c, copy_huge_pmd'],
    says: 'the child maps the huge zero page by a new entry, without uffd-wp and soft-dirty; later, by a copy of the parent\'s',
  },
  {
    id: 'forkClearsPresentUffdWp', since: '5.7', until: '5.14', untilStable: { '5.10': 53, '5.13': 5 }, kernel: 'copy_huge_pmd', cite: 'b569a1760782',
    judge: [
      'source: 5.6.4, 5.7.14, mm/huge_memory.c, copy_huge_pmd',
      'source: 5.12.9, 5.14.2, mm/huge_memory.c, copy_huge_pmd',
      'source: 5.10.46, 5.10.218, mm/huge_memory.c, copy_huge_pmd',
    ],
    says: 'where the parent is not registered, the helper for present entries takes uffd-wp from the migration entry of a huge page too: the child\'s, and if it was writable the parent\'s, then stands for another page, and a fault on it waits for ever',
  },

  // Faults
  {
    id: 'hugeWpCopies', since: '4.19', until: '5.8', kernel: 'do_huge_pmd_wp_page', cite: '3917c80280c9',
    judge: 'source: 5.7.14, 5.8.1, mm/huge_memory.c, do_huge_pmd_wp_page',
    says: 'a write to a huge page that is shared, or to the huge zero page, copies all of it, into small pages where there is no huge one; later, it is split, and one small page is copied',
  },
  {
    id: 'hugeWpCountsMappings', since: '4.19', until: '5.18', kernel: 'do_huge_pmd_wp_page', cite: '3bff7e3f1f16',
    judge: 'source: 5.17.0, 5.18.1, mm/huge_memory.c, do_huge_pmd_wp_page',
    says: 'a huge page is written to in place if it has one mapping or user in swap (reuse_swap_page()), whoever else holds it: until nine releases later than small ones; later, if there is no other reference, and from 5.19 on if PageAnonExclusive says so',
  },
  {
    id: 'hugeZeroWpAllocates', since: '6.13', kernel: 'do_huge_zero_wp_pmd', cite: '1ced09e0331f',
    judge: 'source: 6.12.118, 6.13.0, mm/huge_memory.c, do_huge_pmd_wp_page',
    says: 'a write to the huge zero page gets a huge page again, as to 5.7; between, it is split, and one small page comes',
  },
  {
    id: 'hugeWpTrustsDriver', since: '4.19', until: '5.7', kernel: 'wp_huge_pmd', cite: '327e9fd48972',
    judge: 'source: 5.6.4, 5.7.14, mm/memory.c, wp_huge_pmd',
    says: 'what a driver says of a write to its huge entry is the last word; later, the entry is split where it wants small pages',
  },
  {
    id: 'hugeZeroIsSpecial', since: '6.18', kernel: 'set_huge_zero_folio', cite: 'd82d09e48219',
    judge: 'source: 6.17.8, 6.18.2, mm/huge_memory.c, set_huge_zero_folio',
    says: 'the entry of the huge zero page is special, as that of the small one',
  },
  {
    // The number for 4.19 is that of a tree that has it; 4.19.1 has not.
    id: 'insertPmdKeepsEntry', since: '5.1', sinceStable: { '4.19': 222 }, kernel: 'insert_pfn_pmd', cite: 'c6f3c5ee40c1',
    judge: ['source: 5.0.0, 5.1.0, mm/huge_memory.c, insert_pfn_pmd', 'source: 4.19.1, 4.19.222, mm/huge_memory.c, insert_pfn_pmd'],
    says: 'a huge entry that stands already is left as it is when a driver maps the page once more, but for write permission; before, it is made anew, and can lose that',
  },
  {
    id: 'insertPmdIsSpecial', since: '6.12', kernel: 'insert_pfn_pmd',
    judge: 'source: 6.11.11, 6.12.0, mm/huge_memory.c, insert_pfn_pmd',
    says: 'the huge entry of memory without a page is special',
  },
  {
    // The number for 6.6 is that of a tree that has it; 6.6.17 has not.
    id: 'fileHugeAsksMapping', since: '6.12', sinceStable: { '6.6': 87, '6.11': 6 }, kernel: 'do_set_pmd', cite: '2b0f922323cc',
    judge: ['source: 6.10.0, 6.12.0, mm/memory.c, do_set_pmd', 'source: 6.6.17, 6.6.87, mm/memory.c, do_set_pmd', 'source: 6.10.0, 6.11.11, mm/memory.c, do_set_pmd'],
    says: 'a huge page of a file is not mapped as a whole where huge pages are switched off for the mapping or the process',
  },
  {
    id: 'fileHugeRefusesPoison', since: '5.15', sinceStable: { '5.14': 16 }, kernel: 'do_set_pmd', cite: 'eac96c3efdb5',
    judge: 'source: 5.14.2, 5.15.0, mm/memory.c, do_set_pmd',
    says: 'a huge page of a file is not mapped as a whole where a part of it has a hardware error; before, the bad part is mapped with the rest',
  },

  {
    id: 'collectTakesHuge', since: '6.19', kernel: 'migrate_vma_collect_huge_pmd', cite: 'a30b48bf1b24',
    judge: 'source: 6.18.35, 6.19.0, mm/migrate_device.c, migrate_vma_collect_huge_pmd',
    says: 'a driver can migrate a huge page as a whole, and the huge zero page is a hole; before, both are split first',
  },

  // UFFDIO_MOVE: move_pages_huge_pmd()
  {
    // The numbers of stable trees are those of trees that have it; 6.18.15 and 6.19.6 have not.
    id: 'moveHugeZeroLosesPage', since: '6.16', until: '7.0', untilStable: { '6.18': 26, '6.19': 10 }, kernel: 'move_pages_huge_pmd', cite: 'e3981db444a0',
    judge: [
      'source: 6.14.0, 6.17.0-rc6, mm/huge_memory.c, move_pages_huge_pmd',
      'source: 6.19.6, 7.0.0-rc6, mm/huge_memory.c, move_pages_huge_pmd',
      'source: 6.18.15, 6.18.26, mm/huge_memory.c, move_pages_huge_pmd',
      'source: 6.19.6, 6.19.10, mm/huge_memory.c, move_pages_huge_pmd',
    ],
    says: 'the huge zero page that UFFDIO_MOVE moves arrives as an entry for the page of no folio, wherever that is',
  },
  {
    id: 'moveHugeZeroKeepsEntry', since: '7.0', sinceStable: { '6.18': 26, '6.19': 10 }, kernel: 'move_pages_huge_pmd', cite: 'fae654083bfa',
    judge: [
      'source: 6.19.6, 7.0.0-rc6, mm/huge_memory.c, move_pages_huge_pmd',
      'source: 6.18.15, 6.18.26, mm/huge_memory.c, move_pages_huge_pmd',
      'source: 6.19.6, 6.19.10, mm/huge_memory.c, move_pages_huge_pmd',
    ],
    says: 'the entry of the huge zero page moves as it is, soft-dirty from then on and without uffd-wp; before, it is made anew under the protection of where it goes',
  },
] as const satisfies readonly Row[];
