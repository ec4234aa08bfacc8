/** Protection changes: mm/mprotect.c. */
import type { Row } from '../schema.ts';

/** What mprotect(), userfaultfd and NUMA balancing do differently to an entry. */
export const mprotectBehaviours = [
  {
    id: 'mprotectUpgradesDirty', since: '4.19', until: '6.0', kernel: 'change_pte_range', cite: '64fe24a3e05e',
    judge: 'source: 5.19.0, 6.0.0, mm/mprotect.c, change_pte_range',
    says: 'in mappings with write notification mprotect() makes dirty entries writable; its test of soft-dirty is the wrong way round, so that a write after clear_refs can go unseen (H12)',
  },
  {
    id: 'mprotectMigrationKeepsUffdWp', since: '5.7', until: '6.4', kernel: 'change_pte_range',
    judge: ['source: 5.6.4, 5.7.14, mm/mprotect.c, change_pte_range', 'source: 6.3.8, 6.4.4, mm/mprotect.c, change_pte_range'],
    says: 'a writable migration entry that becomes read-only keeps uffd-wp; later, it is dropped there, where it cannot be',
    cite: 'f45ec5ff16a7',
  },
  {
    id: 'mprotectBatches', since: '6.17', kernel: 'modify_prot_start_ptes', cite: 'cac1db8c3aad',
    judge: 'source: 6.14.0, 6.17.0, mm/mprotect.c, change_pte_range',
    says: 'entries of one large folio that differ in Accessed and Dirty only change together: each becomes young or dirty, and with Dirty soft-dirty too, if one of them was; before, one by one',
  },
  {
    id: 'flushesIfNeeded', since: '5.19', kernel: 'pte_needs_flush',
    judge: 'source: 5.18.12, 5.19.0, mm/mprotect.c, change_pte_range',
    says: 'a protection change flushes the TLB only for entries that lost something a TLB may hold; before, for each that changed',
    cite: 'c9fe66560bf2',
  },
  {
    id: 'canChangeNeedsDirty', since: '6.0', until: '6.2', kernel: 'can_change_pte_writable',
    judge: ['source: 5.19.0, 6.0.0, mm/mprotect.c, can_change_pte_writable', 'source: 6.1.192, 6.2.12, mm/mprotect.c, can_change_pte_writable'],
    says: 'a clean private entry stays read-only too',
    cite: '64fe24a3e05e',
  },

  // Which pages get a NUMA hint
  {
    id: 'sharedByTotal', since: '6.10', until: '6.15', kernel: 'folio_likely_mapped_shared',
    judge: ['source: 6.9.0, 6.10.0, include/linux/mm.h, folio_likely_mapped_shared', 'source: 6.14.0, 6.17.0, include/linux/mm.h, folio_likely_mapped_shared'],
    says: 'a large folio counts as shared if it has more mappings than pages, or more than one of its first page; before, by the first page alone',
  },
  {
    id: 'sharedByMm', since: '6.15', kernel: 'folio_maybe_mapped_shared',
    judge: 'source: 6.14.0, 6.17.0, include/linux/mm.h, folio_maybe_mapped_shared',
    says: 'a large folio counts as shared if more than one address space maps any part of it',
  },
  {
    id: 'numaSkipsReferenced', since: '5.17', sinceStable: { '5.10': 102, '5.15': 25, '5.16': 11 }, kernel: 'change_pte_range', cite: '80d47f5de5e3',
    judge: ['source: 5.16.10, 5.17.0, mm/mprotect.c, change_pte_range', 'source: 5.10.46, 5.10.218, mm/mprotect.c, change_pte_range', 'source: 5.15.16, 5.15.100, mm/mprotect.c, change_pte_range'],
    says: 'NUMA balancing leaves private pages alone that are pinned; before, those only that another process maps too',
  },
  {
    id: 'numaCountsReferences', since: '5.17', sinceStable: { '5.10': 102, '5.15': 25, '5.16': 11 }, until: '6.10', kernel: 'change_pte_range', cite: '80d47f5de5e3',
    judge: ['source: 5.16.10, 5.17.0, mm/mprotect.c, change_pte_range', 'source: 6.9.0, 6.10.0, mm/mprotect.c, change_pte_range'],
    says: 'NUMA balancing leaves private pages alone that anyone else refers to, so all that the page cache or the swap cache holds',
  },
  {
    id: 'numaSkipsDevicePages', since: '6.0', kernel: 'change_pte_range', cite: '3218f8712d6b',
    judge: 'source: 5.19.0, 6.0.0, mm/mprotect.c, change_pte_range',
    says: 'NUMA balancing leaves pages in device memory alone',
  },
  {
    id: 'numaSkipsAllPinned', since: '6.19', kernel: 'folio_can_map_prot_numa',
    judge: 'source: 6.18.35, 6.19.0, mm/mempolicy.c, folio_can_map_prot_numa',
    says: 'NUMA balancing leaves pinned pages of shared mappings alone, too',
  },
] as const satisfies readonly Row[];
