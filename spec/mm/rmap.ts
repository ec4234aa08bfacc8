/** Walks of the reverse map: mm/rmap.c. */
import type { Row } from '../schema.ts';

/** What try_to_unmap_one() and try_to_migrate_one() make of an entry. */
export const rmapBehaviours = [
  // Migration entries being installed
  {
    id: 'migratesApart', since: '5.14', kernel: 'try_to_migrate_one', cite: 'a98a2f0c8ce1',
    judge: 'source: 5.12.9, 5.14.2, mm/rmap.c, try_to_migrate_one',
    says: 'unmapping for migration is a function of its own; before, try_to_unmap_one() with TTU_MIGRATION does both',
  },
  {
    id: 'migrateDeviceReadsPresentBits', since: '4.19', until: '5.9', untilStable: { '5.8': 8 }, kernel: 'try_to_unmap_one', cite: 'ad7df764b7e1',
    judge: 'source: 5.8.1, 5.9.1, mm/rmap.c, try_to_unmap_one',
    says: 'soft-dirty and uffd-wp of an entry for device memory are read where a present entry has them, which are bits of the page frame number (H3)',
  },
  {
    id: 'migrateDeviceKeepsWrite', since: '5.16', kernel: 'try_to_migrate_one', cite: '3d88705c1067',
    judge: 'source: 5.15.135, 5.16.10, mm/rmap.c, try_to_migrate_one',
    says: 'migrating a page back from device memory keeps write permission; before, it is lost (H5)',
  },
  {
    id: 'migrateDeviceReadsDirty', since: '5.14', until: '6.15', kernel: 'try_to_migrate_one', cite: 'a98a2f0c8ce1',
    judge: ['source: 5.12.9, 5.14.2, mm/rmap.c, try_to_migrate_one', 'source: 6.14.0, 6.17.0, mm/rmap.c, try_to_migrate_one'],
    says: 'an entry for device memory is asked for a Dirty bit it does not have; from 6.6 on the answer is yes and the page counts as dirty (H21)',
  },
  {
    id: 'rmapKnowsDeviceExclusive', since: '6.15', kernel: 'try_to_migrate_one', cite: 'bf983108be0e',
    judge: 'source: 6.14.0, 6.17.0, mm/rmap.c, try_to_migrate_one',
    says: 'migration treats device-exclusive entries by their own helpers; before, as if they were present, which gives a wrong page frame number (H22)',
  },
  {
    id: 'splitEndsMigrationWalk', since: '6.16', until: '7.0', untilStable: { '6.18': 26, '6.19': 10 }, kernel: 'try_to_migrate_one',
    judge: ['source: 6.14.0, 6.17.0, mm/rmap.c, try_to_migrate_one', 'source: 6.19.6, 6.19.10, mm/rmap.c, try_to_migrate_one'],
    says: 'the walk ends where the entry of a huge page has been split, as if the page could not be unmapped, so that other mappings of it stay; before and later, it goes on with the small entries',
  },
  {
    id: 'hugetlbTakesVmaLock', since: '6.1', kernel: 'try_to_migrate_one', cite: '40549ba8f8e0',
    judge: 'source: 6.0.1, 6.1.0-rc6, mm/rmap.c, try_to_migrate_one',
    says: 'the entry of a shared hugetlb page stays where the lock of its mapping is taken',
  },

  // Unmapping for reclaim and for hardware errors
  {
    id: 'unmapKnowsDeviceExclusive', since: '6.15', sinceStable: { '6.12': 109 }, kernel: 'try_to_unmap_one', cite: '65529295607f',
    judge: 'source: 6.14.0, 6.17.0, mm/rmap.c, try_to_unmap_one',
    says: 'unmapping treats device-exclusive entries by their own helpers; before, as if they were present, which gives a wrong page frame number (H22)',
  },
  {
    id: 'unmapSparesYoung', since: '4.19', until: '5.11', untilStable: { '5.10': 4 }, kernel: 'try_to_unmap_one', cite: '013339df116c',
    judge: 'source: 5.10.0, 5.11.0, mm/rmap.c, try_to_unmap_one',
    says: 'a young entry is only made old and stays, unless the caller says TTU_IGNORE_ACCESS, as all but reclaim do',
  },
  {
    id: 'lazyfreeCountsReferences', since: '5.18', kernel: 'try_to_unmap_one', cite: '6c8e2a256915',
    sinceStable: { '4.19': 238, '5.4': 189, '5.10': 111, '5.15': 34, '5.16': 20, '5.17': 3 },
    judge: 'source: 5.17.0, 5.18.12, mm/rmap.c, try_to_unmap_one',
    says: 'a page after MADV_FREE that somebody holds stays; before, it is dropped, and what is written to it is lost (H33)',
  },
  {
    id: 'splitsHugeInWalk', since: '6.11', kernel: 'try_to_unmap_one',
    judge: 'source: 6.10.0, 6.11.11, mm/rmap.c, try_to_unmap_one',
    says: 'a huge entry is split where the walk comes to it, and not in locked memory; before, in any case and ahead of the walk',
  },
  {
    id: 'unmapDropsHugeLazyfree', since: '6.11', untilStable: { '6.12': 117, '7.3': 2 }, kernel: 'try_to_unmap_one', cite: '735ecdfaf4e8',
    judge: [
      'source: 6.10.0, 6.11.11, mm/rmap.c, try_to_unmap_one',
      'source: 6.12.116, 6.12.117, mm/rmap.c, try_to_unmap_one',
      'source: 7.3.0-rc7, 7.3.4, mm/rmap.c, try_to_unmap_one',
    ],
    says: 'a huge page after MADV_FREE is dropped as a whole; before, and in stable releases that have taken it back, it is split first',
  },
  {
    id: 'lazyfreePmdGivesUp', since: '6.15', kernel: 'try_to_unmap_one',
    judge: 'source: 6.14.0, 6.17.0, mm/rmap.c, try_to_unmap_one',
    says: 'a huge page after MADV_FREE that cannot be dropped as a whole stays; before, it is split',
  },
  {
    id: 'unmapPoisonsOnRequest', since: '6.3', sinceStable: { '6.1': 16, '6.2': 3 }, kernel: 'try_to_unmap_one', cite: '6da6b1d4a7df',
    judge: 'source: 6.1.8, 6.3.8, mm/rmap.c, try_to_unmap_one',
    says: 'unmapping leaves a hwpoison entry only if asked to (TTU_HWPOISON); before, unless asked not to (TTU_IGNORE_HWPOISON)',
  },
  {
    id: 'unmapLosesStrayPage', since: '4.19', until: '7.3', kernel: 'try_to_unmap_one',
    judge: 'source: 7.2.13, 7.3.4, mm/rmap.c, try_to_unmap_one',
    says: 'the entry of an anonymous page that is missing from the swap cache is left empty, with a warning; later it is put back',
  },

  // Batches over a large folio
  {
    id: 'swapsOutLarge', since: '6.10', kernel: 'shrink_folio_list',
    judge: 'source: 6.9.0, 6.10.0, mm/vmscan.c, shrink_folio_list',
    says: 'a large anonymous folio all of whose pages are mapped goes to swap as a whole, into slots in a row; before, and later where pages are no longer mapped, it is split first',
  },
  {
    id: 'unmapsLazyfreeInBatches', since: '6.15', kernel: 'try_to_unmap_one', cite: '354dffd29575',
    judge: 'source: 6.14.0, 6.17.0, mm/rmap.c, folio_unmap_pte_batch',
    says: 'entries of one folio after MADV_FREE are cleared together, and one that is put back has the Dirty and Accessed bits of all',
  },
  {
    id: 'unmapBatchRespectsWrite', since: '7.0', sinceStable: { '6.18': 20, '6.19': 10 }, kernel: 'folio_unmap_pte_batch', cite: '29f40594a281',
    judge: 'source: 6.19.6, 7.0.0, mm/rmap.c, folio_unmap_pte_batch',
    says: 'entries of such a batch agree in write permission and soft-dirty; before, all are put back with what the first one has (H34, CVE-2026-31398)',
  },
  {
    id: 'unmapBatchSparesUffdWp', since: '7.0', until: '7.3', kernel: 'folio_unmap_pte_batch', cite: 'a67fe41e214f',
    judge: ['source: 6.19.11, 7.0.0, mm/rmap.c, folio_unmap_pte_batch', 'source: 7.2.13, 7.3.4, mm/rmap.c, folio_unmap_pte_batch'],
    says: 'there are no such batches in mappings that userfaultfd write-protects',
  },
  {
    id: 'unmapBatchMarksAll', since: '7.3', kernel: 'try_to_unmap_one',
    judge: 'source: 7.2.13, 7.3.4, mm/rmap.c, try_to_unmap_one',
    says: 'every entry of such a batch leaves its uffd-wp marker; before, the first alone does',
  },

  // Exclusive access of a device
  {
    id: 'deviceExclusiveWritableOnly', since: '6.15', kernel: 'make_device_exclusive', cite: '438354724f69',
    judge: 'source: 6.14.0, 6.17.0, mm/rmap.c, make_device_exclusive',
    says: 'a device gets exclusive access only to writable entries, and its entry carries no uffd-wp',
  },

  // mm/memory-failure.c
  {
    id: 'poisonRefusesKsm', since: '4.19', until: '6.4', kernel: 'hwpoison_user_mappings', cite: '4248d0083ec5',
    judge: 'source: 6.3.8, 6.4.4, mm/memory-failure.c, hwpoison_user_mappings',
    says: 'a page that KSM has merged is not unmapped when it has a hardware error',
  },
] as const satisfies readonly Row[];
