/** Walks of the reverse map: mm/rmap.c. */
import type { Row } from '../schema.ts';

/** What try_to_unmap_one() and try_to_migrate_one() make of an entry. */
export const rmapBehaviours = [
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

  // Unmapping for hardware errors
  {
    id: 'unmapPoisonsOnRequest', since: '6.3', sinceStable: { '6.1': 16, '6.2': 3 }, kernel: 'try_to_unmap_one',
    says: 'unmapping leaves a hwpoison entry only if asked to (TTU_HWPOISON); before, unless asked not to (TTU_IGNORE_HWPOISON)',
  },

  // Exclusive access of a device
  {
    id: 'deviceExclusiveWritableOnly', since: '6.15', kernel: 'make_device_exclusive',
    says: 'a device gets exclusive access only to writable entries, and its entry carries no uffd-wp',
  },
] as const satisfies readonly Row[];
