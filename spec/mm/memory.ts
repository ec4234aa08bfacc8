/** Page faults, fork and unmapping: mm/memory.c. */
import type { Row } from '../schema.ts';

/** Faults first, in the order of handle_pte_fault(), then fork and zapping. */
export const memoryBehaviours = [
  // Results of faults
  {
    id: 'faultSaysWrite', since: '4.19', until: '6.2', kernel: 'do_wp_page',
    says: 'a fault that made an entry writable or copied its page returns VM_FAULT_WRITE',
  },
  {
    id: 'dirtyingCompletes', since: '6.0', kernel: 'fault_dirty_shared_page', cite: 'd92725256b4f',
    says: 'a fault that let go of the lock to throttle the writer returns VM_FAULT_COMPLETED; before, VM_FAULT_RETRY',
  },

  // Write faults on read-only entries
  {
    id: 'wpFlushesPending', since: '5.12', sinceStable: { '5.10': 24, '5.11': 7 }, kernel: 'do_wp_page', cite: '6ce64428d620',
    says: 'a write fault in a mapping registered for uffd-wp flushes the TLB where a flush is pending; before, another CPU can go on writing to a page that has been copied (H8)',
  },
  {
    id: 'wpAsync', since: '6.7', kernel: 'do_wp_page', cite: 'd61ea1cb0095',
    says: 'with UFFD_FEATURE_WP_ASYNC a write fault clears the uffd-wp bit itself and nobody is asked',
  },
  {
    id: 'wpDecidesSharedFirst', since: '6.2', kernel: 'do_wp_page', cite: 'b9086fde6d44',
    says: 'a shared mapping is never copied; before, only if it is writable too',
  },
  {
    id: 'unshareCopiesAny', since: '6.2', kernel: 'do_wp_page', cite: '8d6a0ac09a16',
    says: 'unsharing gives a private mapping its own copy of file pages and of the zero page too; before, of anonymous pages only',
  },
  {
    id: 'wpReusesKsm', since: '4.19', until: '5.9', kernel: 'do_wp_page', cite: '09854ba94c6a',
    says: 'the last user of a KSM page may take it over; later, KSM pages are always copied',
  },

  // Swap-in
  {
    id: 'swapInTrustsFreshPage', since: '5.18', kernel: 'do_swap_page', cite: 'c145e0b47c77',
    says: 'a page that is not in the swap cache belongs to the faulting process alone; before, its users are counted like those of any page',
  },
  {
    id: 'swapInReusesByCount', since: '4.19', until: '7.3', kernel: 'do_swap_page',
    says: 'a page with one reference belongs to the faulting process even if the entry does not say so',
  },
  {
    id: 'swapInUpgrades', since: '6.11', kernel: 'do_swap_page', cite: '20dfa5b7adc5',
    says: 'a page that a process has alone is mapped writable on reads too, unless uffd-wp or soft-dirty tracking wants the write; before, only on writes, and uffd-wp is looked at last, so that a trapped write leaves dirty and soft-dirty behind (H25)',
  },
  {
    id: 'swapInRefusesVmaLock', since: '6.4', until: '6.6', kernel: 'do_swap_page', cite: '17c05f18e541',
    says: 'no entry that is not present is handled under the lock of the mapping alone',
  },
  {
    id: 'devicePrivateRefusesVmaLock', since: '6.6', kernel: 'do_swap_page', cite: '1235ccd05b6d',
    says: 'a device page is not brought back under the lock of the mapping alone',
  },

  // Markers and empty entries
  {
    id: 'markerRefusesAnonymous', since: '5.19', until: '6.2', kernel: 'handle_pte_marker',
    says: 'a marker in anonymous memory is a kernel bug and kills the process',
  },
  {
    id: 'uffdWpUnpopulated', since: '6.4', needs: ['uffdWp'], kernel: 'do_pte_missing', cite: '2bad466cc9d9',
    says: 'empty entries of anonymous memory can be write-protected by userfaultfd with a marker; before, such a marker is cleared',
  },
  {
    id: 'poisonRaisesHwpoison', since: '6.6', kernel: 'handle_pte_marker', cite: 'af19487f00f3',
    says: 'access to a poison marker returns VM_FAULT_HWPOISON; before, VM_FAULT_SIGBUS',
  },
  {
    id: 'setPteDirtiesWritable', since: '6.16', kernel: 'set_pte_range',
    says: 'a dirty file page that is mapped writable for a read gets a dirty entry',
  },

  // NUMA hints
  {
    id: 'numaSavedwrite', since: '4.19', until: '6.2', kernel: 'do_numa_page', cite: '6a56ccbcf6c6',
    says: 'a NUMA hint keeps write permission in the RW bit of the PROT_NONE entry (H26); later, the hint fault asks can_change_pte_writable() instead',
  },

  // Exclusive access of a device, and its end
  {
    id: 'restoreExclusiveAsks', since: '6.15', kernel: 'restore_exclusive_pte',
    says: 'giving a page back from a device asks can_change_pte_writable(); before, a writable entry becomes dirty, soft-dirty and writable at once (H23)',
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

  // Unmapping
  {
    id: 'zapDetailsKeepSwap', since: '4.19', until: '5.18', untilStable: { '5.4': 189, '5.10': 111, '5.15': 34, '5.16': 19, '5.17': 2 }, kernel: 'zap_pte_range',
    says: 'truncation leaves all entries that are not present alone, but for those of device memory; later, the page decides as it does for present ones',
  },
  {
    id: 'zapDropsAnonMarker', since: '6.4', kernel: 'zap_pte_range',
    says: 'a zap of anonymous memory drops uffd-wp markers',
  },
  {
    id: 'installsUffdWpMarker', since: '5.19', until: '6.2', needs: ['uffdWp', 'pteMarker'], kernel: 'pte_install_uffd_wp_if_needed', cite: '999dad824c39',
    says: 'a file page that goes away leaves a marker where uffd-wp was set',
  },
  {
    id: 'installsUffdWpMarker', since: '6.2', needs: ['uffdWp', 'pteMarker'], kernel: 'pte_install_uffd_wp_if_needed', cite: '999dad824c39',
    says: 'a file page that goes away leaves a marker where uffd-wp was set',
  },
] as const satisfies readonly Row[];
