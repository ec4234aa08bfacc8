/** Reverse-map walkers, migration to and from device memory, swapoff: mm/migrate.c, mm/rmap.c, mm/migrate_device.c, mm/huge_memory.c, mm/swapfile.c. */
import type { Row } from '../schema.ts';

export const migrateBehaviours = [
  // Anonymous pages that one process has alone
  {
    id: 'anonExclusive', since: '5.19', kernel: 'PageAnonExclusive', cite: '6c287605fd56',
    says: 'the kernel knows which anonymous page belongs to one process alone; migration and swap entries carry it, and a pinned page of that sort is not unmapped',
  },

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

  // Migration entries being installed
  {
    id: 'migratesApart', since: '5.14', kernel: 'try_to_migrate_one',
    says: 'unmapping for migration is a function of its own; before, try_to_unmap_one() with TTU_MIGRATION does both',
  },
  {
    id: 'migrateDeviceReadsPresentBits', since: '5.7', until: '5.9', untilStable: { '5.8': 8 }, kernel: 'try_to_unmap_one', cite: 'ad7df764b7e1',
    says: 'soft-dirty and uffd-wp of an entry for device memory are read where a present entry has them, which are bits of the page frame number (H3)',
  },
  {
    id: 'migrateDeviceKeepsWrite', since: '5.16', kernel: 'try_to_migrate_one',
    says: 'migrating a page back from device memory keeps write permission; before, it is lost (H5)',
  },
  {
    id: 'migrateDeviceReadsDirty', since: '5.14', until: '6.15', kernel: 'try_to_migrate_one',
    says: 'an entry for device memory is asked for a Dirty bit it does not have; from 6.6 on the answer is yes and the page counts as dirty (H21)',
  },
  {
    id: 'rmapKnowsDeviceExclusive', since: '6.15', kernel: 'try_to_migrate_one',
    says: 'unmapping treats device-exclusive entries by their own helpers; before, as if they were present, which gives a wrong page frame number (H22)',
  },
  {
    id: 'pmdMigrationKeepsUffdWp', since: '6.3', sinceStable: { '6.1': 26 }, kernel: 'set_pmd_migration_entry',
    says: 'a huge page keeps uffd-wp while it migrates; before, it is lost',
  },
  {
    id: 'pmdDevicePrivate', since: '6.19', kernel: 'set_pmd_migration_entry',
    says: 'device memory can be mapped by huge pages',
  },
  {
    id: 'pmdSplitKeepsDirty', since: '6.4', kernel: '__split_huge_pmd_locked',
    says: 'the entries that a huge page is split into are dirty if it was; before, only the page remembers',
  },

  // Unmapping for reclaim and for hardware errors
  {
    id: 'unmapPoisonsOnRequest', since: '6.3', sinceStable: { '6.1': 16, '6.2': 3 }, kernel: 'try_to_unmap_one',
    says: 'unmapping leaves a hwpoison entry only if asked to (TTU_HWPOISON); before, unless asked not to (TTU_IGNORE_HWPOISON)',
  },
  {
    id: 'installsUffdWpMarker', since: '5.19', until: '6.2', needs: ['uffdWp', 'pteMarker'], kernel: 'pte_install_uffd_wp_if_needed', cite: '999dad824c39',
    says: 'a file page that goes away leaves a marker where uffd-wp was set',
  },
  {
    id: 'installsUffdWpMarker', since: '6.2', needs: ['uffdWp'], kernel: 'pte_install_uffd_wp_if_needed', cite: '999dad824c39',
    says: 'a file page that goes away leaves a marker where uffd-wp was set',
  },

  // Swapoff
  {
    id: 'swapoffIgnoresUffdWp', since: '5.13', sinceStable: { '5.10': 46, '5.12': 13 }, kernel: 'pte_same_as_swp', cite: '099dd6878b9b',
    says: 'swapoff finds swap entries with uffd-wp too; before, it never does and makes no progress (H8b)',
  },
  {
    id: 'swapoffKeepsBits', since: '5.19', kernel: 'unuse_pte', cite: '14a762dd1977',
    says: 'swapoff keeps soft-dirty and uffd-wp; before, both are lost (H7)',
  },
  {
    id: 'swapoffMarksUnread', since: '5.19', kernel: 'unuse_pte', cite: '9f186f9e5fa9',
    says: 'a page that swapoff cannot read leaves an entry that fails on access; before, it is mapped with whatever it holds',
  },
  {
    id: 'swapoffMarksPoison', since: '6.2', kernel: 'unuse_pte',
    says: 'a page with a hardware error gets a hwpoison entry at swapoff',
  },

  // Exclusive access of a device
  {
    id: 'deviceExclusiveWritableOnly', since: '6.15', kernel: 'make_device_exclusive',
    says: 'a device gets exclusive access only to writable entries, and its entry carries no uffd-wp',
  },
  {
    id: 'restoreExclusiveAsks', since: '6.15', kernel: 'restore_exclusive_pte',
    says: 'giving a page back from a device asks can_change_pte_writable(); before, a writable entry becomes dirty, soft-dirty and writable at once (H23)',
  },

  // Migration to and from device memory
  {
    id: 'collectDirtiesFolio', since: '6.0', kernel: 'migrate_vma_collect_pmd',
    says: 'collecting a page for device memory moves its Dirty bit to the page; before, the bit is lost',
  },
  {
    id: 'collectReadsSwapDirty', since: '6.0', until: '7.2', untilStable: { '6.1': 184, '6.12': 103, '7.1': 8 }, kernel: 'migrate_vma_collect_pmd',
    says: 'collecting asks even an entry for device memory for a Dirty bit; from 6.6 on the answer is yes and the page counts as dirty (H21)',
  },

  // What the kernel checks itself
  {
    id: 'pageTableCheckUffdWp', since: '6.10', sinceStable: { '6.6': 47 }, needs: ['uffdWp'], kernel: 'page_table_check_pte_flags', cite: '8430557fc584',
    says: 'every entry that is set is checked: none may be write-protected by userfaultfd and writable',
  },
  {
    id: 'pteUffdWpWarns', since: '6.2', until: '6.10', untilStable: { '6.6': 47 }, needs: ['uffdWp'], kernel: 'pte_uffd_wp',
    says: 'with CONFIG_DEBUG_VM, testing a present entry for uffd-wp warns if it is writable too',
  },
] as const satisfies readonly Row[];
