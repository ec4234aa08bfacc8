/** Protection changes: mm/mprotect.c. */
import type { Row } from '../schema.ts';

/** What mprotect(), userfaultfd and NUMA balancing do differently to an entry. */
export const mprotectBehaviours = [
  {
    id: 'mprotectUpgradesDirty', since: '4.19', until: '6.0', kernel: 'change_pte_range', cite: '64fe24a3e05e',
    says: 'in mappings with write notification mprotect() makes dirty entries writable; its test of soft-dirty is the wrong way round, so that a write after clear_refs can go unseen (H12)',
  },
  {
    id: 'mprotectMigrationKeepsUffdWp', since: '5.7', until: '6.4', kernel: 'change_pte_range',
    says: 'a writable migration entry that becomes read-only keeps uffd-wp; later, it is dropped there, where it cannot be',
  },
  {
    id: 'flushesIfNeeded', since: '5.19', kernel: 'pte_needs_flush',
    says: 'a protection change flushes the TLB only for entries that lost something a TLB may hold; before, for each that changed',
  },
  {
    id: 'canChangeNeedsDirty', since: '6.0', until: '6.2', kernel: 'can_change_pte_writable',
    says: 'a clean private entry stays read-only too',
  },
] as const satisfies readonly Row[];
