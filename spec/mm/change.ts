/** mprotect, fork, zap, clear_refs, mremap, pagemap: mm/mprotect.c, mm/memory.c, mm/mremap.c, fs/proc/task_mmu.c. */
import type { BitRow, Row } from '../schema.ts';

export const changeBehaviours = [
  // Protection changes
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
    id: 'uffdWpProtFromFlags', since: '5.7', until: '6.3', kernel: 'uffd_wp_range', cite: 'd1751118c886',
    says: 'userfaultfd write protection takes its protection from vm_flags, without VM_WRITE or with it, and not from vm_page_prot; resolving makes shared memory writable at once (H30)',
  },

  // fork
  {
    id: 'forkFiltersUffdWp', since: '5.14', sinceStable: { '5.10': 53, '5.13': 5 }, kernel: 'copy_present_pte', cite: '8f34f1eac382',
    says: 'the child has uffd-wp exactly where its own mapping is registered; before, where the parent\'s is, in swap entries always, and never in pages that are copied at once (H6)',
  },
  {
    id: 'forkCopiesPinned', since: '5.9', kernel: 'copy_present_page', cite: '70e806e4e645',
    says: 'a pinned anonymous page is copied for the child at once, so that the parent keeps it',
  },
  {
    id: 'forkFiltersMarker', since: '6.2', sinceStable: { '6.1': 11 }, kernel: 'copy_nonpresent_pte', cite: '49d6d7fb6313',
    says: 'uffd-wp markers reach a child only where its mapping is registered; before, always (H15)',
  },
  {
    id: 'forkReencodesMarker', since: '6.6', kernel: 'copy_pte_marker',
    says: 'the child\'s marker is made anew from what it may inherit; before, it is the parent\'s word',
  },

  // zap
  {
    id: 'zapDetailsKeepSwap', since: '4.19', until: '5.18', untilStable: { '5.4': 189, '5.10': 111, '5.15': 34, '5.16': 19, '5.17': 2 }, kernel: 'zap_pte_range',
    says: 'truncation leaves all entries that are not present alone, but for those of device memory; later, the page decides as it does for present ones',
  },
  {
    id: 'guardsAnyMapping', since: '6.15', kernel: 'is_valid_guard_vma',
    says: 'guard regions can be in mappings of files and read-only ones, too; before, in anonymous memory that may be written. Over uffd-wp markers, which a zap leaves in file mappings, MADV_GUARD_INSTALL starts again for ever',
  },
  {
    id: 'zapDropsAnonMarker', since: '6.4', kernel: 'zap_pte_range',
    says: 'a zap of anonymous memory drops uffd-wp markers',
  },

  // clear_refs
  {
    id: 'clearRefsExcludes', since: '5.11', sinceStable: { '5.10': 9 }, kernel: 'clear_refs_write', cite: '29a951dfb3c3',
    says: 'clear_refs keeps faults out (mmap lock for writing); before, it races with copies on write (H10)',
  },
  {
    id: 'clearRefsSkipsPinned', since: '5.11', sinceStable: { '5.10': 9 }, kernel: 'clear_soft_dirty', cite: '9348b73c2e1b',
    says: 'clear_refs leaves pinned pages alone; before, the next write copies away from the pin (H11)',
  },
  {
    id: 'clearRefsFlushes', since: '5.12', sinceStable: { '5.10': 20, '5.11': 3 }, kernel: 'clear_refs_write',
    says: 'clear_refs flushes the TLB; before, writes through a stale entry are never seen (H9)',
  },

  // mremap
  {
    id: 'mremapClearsUffdWp', since: '6.13', sinceStable: { '6.1': 191, '6.12': 11 }, kernel: 'move_ptes', cite: '0cef0bb836e3',
    says: 'moving memory that userfaultfd does not follow (no UFFD_FEATURE_EVENT_REMAP) drops uffd-wp; before, it stays behind in a mapping that knows nothing of it (H16)',
  },

  // pagemap
  {
    id: 'pagemapMigrationNotExclusive', since: '5.17', sinceStable: { '5.10': 102, '5.15': 25, '5.16': 10 }, kernel: 'pte_to_pagemap_entry',
    says: 'a page that is migrating is never shown as mapped once',
  },
  {
    id: 'pagemapOnlyPresentExclusive', since: '6.11', sinceStable: { '6.6': 44, '6.10': 3 }, kernel: 'pte_to_pagemap_entry',
    says: 'only present entries are shown as mapped once',
  },
  {
    id: 'pagemapKnowsDeviceExclusive', since: '5.14', kernel: 'pte_to_pagemap_entry',
    says: 'the page behind every entry with a page frame number is looked at; before, of migration and device-private entries only',
  },
] as const satisfies readonly Row[];

/** Bits of a word of /proc/PID/pagemap: fs/proc/task_mmu.c. */
export const pagemapBits = [
  { id: 'pmSoftDirty', bit: 55, since: '4.19', kernel: 'PM_SOFT_DIRTY' },
  { id: 'pmMmapExclusive', bit: 56, since: '4.19', kernel: 'PM_MMAP_EXCLUSIVE' },
  { id: 'pmUffdWp', bit: 57, since: '5.14', kernel: 'PM_UFFD_WP', cite: 'fb8e37f35a2f' },
  { id: 'pmGuardRegion', bit: 58, since: '6.15', kernel: 'PM_GUARD_REGION' },
  { id: 'pmFile', bit: 61, since: '4.19', kernel: 'PM_FILE' },
  { id: 'pmSwap', bit: 62, since: '4.19', kernel: 'PM_SWAP' },
  { id: 'pmPresent', bit: 63, since: '4.19', kernel: 'PM_PRESENT' },
] as const satisfies readonly BitRow[];
