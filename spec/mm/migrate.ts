/** Migration, and migration to device memory: mm/migrate.c, mm/migrate_device.c. */
import type { Row } from '../schema.ts';

/** What a page's entry keeps when it migrates, within memory or to and from a device. */
export const migrateBehaviours = [
  // Migration entries becoming present again
  {
    id: 'migrationKeepsYoungDirty', since: '6.1', kernel: 'make_migration_entry_young', cite: '2e3468778dbe',
    says: 'a migration entry remembers young and dirty, and the restored entry gets them back; before, it is always old and clean',
  },
  {
    id: 'migrationExactSoftDirty', since: '6.9', kernel: 'remove_migration_pte',
    says: 'a restored entry is soft-dirty exactly if it was; before, making it dirty makes it soft-dirty too (H13), as it still does at the PMD level (C4)',
  },
  {
    id: 'migrationWrprotectsReadEntry', since: '6.2', until: '6.4', sinceStable: { '6.1': 13 }, kernel: 'remove_migration_pte', cite: '96a9c287e25d',
    says: 'what was a read-only migration entry is write-protected whatever vm_page_prot allows, and at the PMD level write permission is decided last, so that it wins over uffd-wp',
  },
  {
    id: 'trustsWriteEntry', since: '6.4', kernel: 'remove_migration_pte', cite: 'f3ebdf042df4',
    says: 'a writable migration entry or PMD makes a writable entry without asking the mapping again',
  },
  {
    id: 'restoreDeviceSoftDirty', since: '5.9', kernel: 'remove_migration_pte', cite: '3d321bf82c4b',
    says: 'an entry for device memory keeps soft-dirty; before, migrating there loses it (H4)',
  },
  {
    id: 'restoreDeviceMarksPresentBit', since: '5.7', until: '5.9', untilStable: { '5.8': 8 }, kernel: 'remove_migration_pte', cite: 'ebdf8321eeeb',
    says: 'the uffd-wp bit of a present entry is set in an entry for device memory, where it belongs to the page frame number (H2)',
  },

  // Subpages without data
  {
    id: 'mapsUnusedToZeropage', since: '6.12', kernel: 'try_to_map_unused_to_zeropage', cite: 'b1f202060afe',
    says: 'subpages without data of a huge page that is split become mappings of the zero page',
  },
  {
    id: 'zeropageKeepsBits', since: '6.18', sinceStable: { '6.12': 54, '6.17': 4 }, kernel: 'try_to_map_unused_to_zeropage', cite: '9658d698a8a8',
    says: 'they keep soft-dirty and uffd-wp; before, both are lost (H17)',
  },
  {
    id: 'zeropageRefusesPoison', since: '6.18', sinceStable: { '6.12': 56, '6.17': 6 }, kernel: 'try_to_map_unused_to_zeropage', cite: '841a8bfcbad9',
    says: 'a page with a hardware error is not looked at, so it is never taken for an unused one',
  },

  // To and from device memory
  {
    id: 'collectDirtiesFolio', since: '6.0', kernel: 'migrate_vma_collect_pmd',
    says: 'collecting a page for device memory moves its Dirty bit to the page; before, the bit is lost',
  },
  {
    id: 'collectReadsSwapDirty', since: '6.0', until: '7.2', untilStable: { '6.1': 184, '6.12': 103, '7.1': 8 }, kernel: 'migrate_vma_collect_pmd',
    says: 'collecting asks even an entry for device memory for a Dirty bit; from 6.6 on the answer is yes and the page counts as dirty (H21)',
  },
] as const satisfies readonly Row[];
