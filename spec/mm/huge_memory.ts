/** Entries of huge pages: mm/huge_memory.c. */
import type { Row } from '../schema.ts';

/** What migration and splitting of a huge page keep. */
export const hugeMemoryBehaviours = [
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
] as const satisfies readonly Row[];
