/** Migration, and migration to device memory: mm/migrate.c, mm/migrate_device.c. */
import type { Row } from '../schema.ts';

/** What a page's entry keeps when it migrates, within memory or to and from a device. */
export const migrateBehaviours = [
  // Migration entries becoming present again
  {
    id: 'migrationKeepsYoungDirty', since: '6.1', kernel: 'make_migration_entry_young', cite: '2e3468778dbe',
    judge: 'source: 6.0.0, 6.1.0-rc6, mm/migrate.c, remove_migration_pte',
    says: 'a migration entry remembers young and dirty, and the restored entry gets them back; before, it is always old and clean',
  },
  {
    id: 'migrationExactSoftDirty', since: '6.9', kernel: 'remove_migration_pte', cite: '055267feaecc',
    judge: 'source: 6.8.0, 6.9.0, mm/migrate.c, remove_migration_pte',
    says: 'a restored entry is soft-dirty exactly if it was; before, making it dirty makes it soft-dirty too (H13), as it still does at the PMD level (C4)',
  },
  {
    id: 'migrationWrprotectsReadEntry', since: '6.2', until: '6.4', sinceStable: { '6.1': 13 }, kernel: 'remove_migration_pte', cite: '96a9c287e25d',
    judge: ['source: 6.1.8, 6.2.12, mm/migrate.c, remove_migration_pte', 'source: 6.3.8, 6.4.4, mm/migrate.c, remove_migration_pte'],
    says: 'what was a read-only migration entry is write-protected whatever vm_page_prot allows, and at the PMD level write permission is decided last, so that it wins over uffd-wp',
  },
  {
    id: 'trustsWriteEntry', since: '6.4', kernel: 'remove_migration_pte', cite: 'f3ebdf042df4',
    judge: 'source: 6.3.8, 6.4.4, mm/migrate.c, remove_migration_pte',
    says: 'a writable migration entry or PMD makes a writable entry without asking the mapping again',
  },
  {
    id: 'restoreDeviceSoftDirty', since: '5.9', kernel: 'remove_migration_pte', cite: '3d321bf82c4b',
    judge: 'source: 5.8.1, 5.9.1, mm/migrate.c, remove_migration_pte',
    says: 'an entry for device memory keeps soft-dirty; before, migrating there loses it (H4)',
  },
  {
    id: 'restoreDeviceMarksPresentBit', since: '5.7', until: '5.9', untilStable: { '5.8': 8 }, kernel: 'remove_migration_pte', cite: 'ebdf8321eeeb',
    judge: ['source: 5.6.4, 5.7.14, mm/migrate.c, remove_migration_pte', 'source: 5.8.1, 5.9.1, mm/migrate.c, remove_migration_pte'],
    says: 'the uffd-wp bit of a present entry is set in an entry for device memory, where it belongs to the page frame number (H2)',
  },

  {
    id: 'deviceRangeMigrates', since: '6.1', kernel: 'migrate_device_range', cite: 'e778406b40db',
    judge: 'source: 6.0.0, 6.1.4, mm/migrate_device.c, migrate_device_range',
    says: 'a driver can ask for pages of its memory by their numbers, without an address: all entries are unmapped by the reverse map',
  },

  // Subpages without data
  {
    id: 'mapsUnusedToZeropage', since: '6.12', kernel: 'try_to_map_unused_to_zeropage', cite: 'b1f202060afe',
    judge: 'source: 6.11.11, 6.12.0, mm/migrate.c, remove_migration_pte',
    says: 'subpages without data of a huge page that is split become mappings of the zero page',
  },
  {
    id: 'zeropageKeepsBits', since: '6.18', sinceStable: { '6.12': 54, '6.17': 4 }, kernel: 'try_to_map_unused_to_zeropage', cite: '9658d698a8a8',
    judge: 'source: 6.17.0, 6.18.2, mm/migrate.c, try_to_map_unused_to_zeropage',
    says: 'they keep soft-dirty and uffd-wp; before, both are lost (H17)',
  },
  {
    id: 'zeropageRefusesPoison', since: '6.18', sinceStable: { '6.12': 56, '6.17': 6 }, kernel: 'try_to_map_unused_to_zeropage', cite: '841a8bfcbad9',
    judge: 'source: 6.17.0, 6.18.2, mm/migrate.c, try_to_map_unused_to_zeropage',
    says: 'a page with a hardware error is not looked at, so it is never taken for an unused one',
  },

  // To and from device memory
  {
    id: 'devicePublicIsMapped', since: '4.19', until: '5.3', kernel: 'remove_migration_pte', cite: '25b2995a35b6',
    judge: 'source: 5.2.1, 5.3.0, mm/migrate.c, remove_migration_pte',
    says: 'device memory that the processor can reach (MEMORY_DEVICE_PUBLIC) is mapped by an entry with the devmap bit',
  },
  {
    id: 'collectHolesAnonymousOnly', since: '5.9', kernel: 'migrate_vma_collect_pmd',
    judge: 'source: 5.8.1, 5.9.1, mm/migrate.c, migrate_vma_collect_pmd',
    says: 'only in anonymous memory an empty entry is a hole that can be filled; before, in mappings of files too',
  },
  {
    id: 'collectSelects', since: '5.7', kernel: 'migrate_vma_collect_pmd', cite: '800bb1c8dc80',
    judge: 'source: 5.6.4, 5.7.14, mm/migrate.c, migrate_vma_collect_pmd',
    says: 'a driver says which pages it wants, by their owner; before, it gets all',
  },
  {
    id: 'collectNeedsLock', since: '5.16', kernel: 'migrate_vma_collect_pmd', cite: 'ab09243aa95a',
    judge: 'source: 5.15.135, 5.16.10, mm/migrate.c, migrate_vma_collect_pmd',
    says: 'a page that is locked at that moment is passed over; before, it is collected, and unmapped later by way of the reverse map',
  },
  {
    id: 'collectSkipsCompound', since: '4.19', until: '6.19', kernel: 'migrate_vma_collect_pmd',
    judge: 'source: 6.18.35, 6.19.0, mm/migrate_device.c, migrate_vma_collect_pmd',
    says: 'a page that is a part of a larger folio, and not mapped as a whole, is passed over; later, the folio is split first',
  },
  {
    id: 'deviceMigrationFreesSwap', since: '6.6', kernel: '__migrate_device_pages',
    judge: 'source: 6.5.0, 6.6.9, mm/migrate_device.c, __migrate_device_pages',
    says: 'a page that the swap cache has leaves it for device memory, unless others have it in swap; before, it stays in memory',
  },
  {
    id: 'insertChecksStability', since: '5.6', kernel: 'migrate_vma_insert_page',
    judge: 'source: 5.5.0-rc5, 5.6.4, mm/migrate.c, migrate_vma_insert_page',
    says: 'no page is put into an address space from which the OOM reaper takes pages away',
  },
  {
    id: 'collectDirtiesFolio', since: '6.0', kernel: 'migrate_vma_collect_pmd', cite: 'fd35ca3d12cc',
    judge: 'source: 5.19.0, 6.0.0, mm/migrate_device.c, migrate_vma_collect_pmd',
    says: 'collecting a page for device memory moves its Dirty bit to the page; before, the bit is lost',
  },
  {
    id: 'collectReadsSwapDirty', since: '6.0', until: '7.2', untilStable: { '6.1': 184, '6.6': 153, '6.12': 103, '7.1': 8 }, kernel: 'migrate_vma_collect_pmd', cite: 'fd35ca3d12cc',
    judge: ['source: 5.19.0, 6.0.0, mm/migrate_device.c, migrate_vma_collect_pmd', 'source: 7.1.3, 7.2.6, mm/migrate_device.c, migrate_vma_collect_pmd'],
    says: 'collecting asks even an entry for device memory for a Dirty bit; from 6.6 on the answer is yes and the page counts as dirty (H21)',
  },
] as const satisfies readonly Row[];
