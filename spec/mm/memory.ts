/** Page faults, fork and unmapping: mm/memory.c. */
import type { Row } from '../schema.ts';

/** Faults first, in the order of handle_pte_fault(), then fork and zapping. */
export const memoryBehaviours = [
  // Results of faults
  {
    id: 'faultSaysWrite', since: '4.19', until: '6.2', kernel: 'do_wp_page', cite: 'cb8d86313436',
    judge: 'source: 6.1.192, 6.2.12, mm/memory.c, wp_page_copy',
    says: 'a fault that made an entry writable or copied its page returns VM_FAULT_WRITE',
  },
  {
    id: 'dirtyingUnlocks', since: '5.5', sinceStable: { '5.4': 9 }, kernel: 'fault_dirty_shared_page', cite: '89b15332af7c',
    judge: ['source: 5.3.1, 5.5.0-rc5, mm/memory.c, fault_dirty_shared_page', 'source: 5.4.1, 5.4.286, mm/memory.c, fault_dirty_shared_page'],
    says: 'a fault that has dirtied a shared page lets go of the lock to throttle the writer, and returns VM_FAULT_RETRY; before, the writer is throttled under the lock and nothing is said of it',
  },
  {
    id: 'dirtyingCompletes', since: '6.0', kernel: 'fault_dirty_shared_page', cite: 'd92725256b4f',
    judge: 'source: 5.19.0, 6.0.0, mm/memory.c, fault_dirty_shared_page',
    says: 'a fault that let go of the lock to throttle the writer returns VM_FAULT_COMPLETED; before, VM_FAULT_RETRY',
  },
  {
    id: 'retriesMany', since: '5.7', kernel: 'FAULT_FLAG_ALLOW_RETRY', cite: '4064b9827063',
    judge: 'source: 5.6.4, 5.7.14, mm/internal.h, maybe_unlock_mmap_for_io',
    says: 'a fault may come again more than once, and only its first try lets go of the lock; before, the second try has lost FAULT_FLAG_ALLOW_RETRY',
  },

  // Faults that userfaultfd hears of
  {
    id: 'userfaultSaysMajor', since: '4.19', until: '5.9', kernel: 'handle_userfault', cite: 'f9bf352224d7',
    judge: 'source: 5.8.1, 5.9.1, fs/userfaultfd.c, handle_userfault',
    says: 'a fault that slept until userfaultfd was answered returns VM_FAULT_MAJOR beside VM_FAULT_RETRY',
  },
  {
    id: 'userModeOnly', since: '5.11', kernel: 'handle_userfault', cite: '37cd0575b851',
    judge: 'source: 5.10.262, 5.11.0, fs/userfaultfd.c, handle_userfault',
    says: 'UFFD_USER_MODE_ONLY: an access by the kernel itself is VM_FAULT_SIGBUS, and no message is sent',
  },
  {
    id: 'releasedRetries', since: '6.15', sinceStable: { '6.12': 24, '6.13': 12, '6.14': 3 }, kernel: 'handle_userfault', cite: 'fe4cdc2c4e24',
    judge: ['source: 6.14.0, 6.17.0, fs/userfaultfd.c, handle_userfault', 'source: 6.12.8, 6.12.38, fs/userfaultfd.c, handle_userfault'],
    says: 'a fault in a mapping whose userfaultfd is being closed returns VM_FAULT_RETRY, and VM_FAULT_SIGBUS where it cannot come again; before, VM_FAULT_NOPAGE',
  },

  // Faults under the lock of the mapping alone
  {
    id: 'fileFaultsRefuseVmaLock', since: '6.6', until: '6.7', kernel: 'do_shared_fault',
    judge: ['source: 6.5.0, 6.6.9, mm/memory.c, do_shared_fault', 'source: 6.6.87, 6.7.3, mm/memory.c, do_shared_fault'],
    says: 'no file system is asked under the lock of the mapping alone: not for a page, but for pages of the cache around a read, and not before a write',
  },
  {
    id: 'fileFaultsNeedMapPages', since: '6.7', kernel: 'vmf_can_call_fault', cite: '4ed4379881aa',
    judge: 'source: 6.6.87, 6.7.3, mm/memory.c, vmf_can_call_fault',
    says: 'a file system or driver is asked under the lock of the mapping alone if it has map_pages',
  },
  {
    id: 'wpNeedsAnonVma', since: '6.6', kernel: 'do_wp_page',
    judge: 'source: 6.5.0, 6.6.9, mm/memory.c, do_wp_page',
    says: 'a copy under the lock of the mapping alone needs an anon_vma that is there already; before, no such fault gets here',
  },
  {
    id: 'anonFaultNeedsAnonVma', since: '6.10', kernel: 'do_anonymous_page', cite: 'a373baed5a9d',
    judge: 'source: 6.9.0, 6.10.0, mm/memory.c, do_anonymous_page',
    says: 'a new anonymous page under the lock of the mapping alone needs an anon_vma too; before, no mapping without one is faulted on under its lock alone',
  },
  {
    id: 'anonPrepareTriesLock', since: '6.10', kernel: 'vmf_anon_prepare', cite: '737019cf6ac5',
    judge: 'source: 6.9.0, 6.10.0, mm/memory.c, vmf_anon_prepare',
    says: 'an anon_vma is made under the lock of the mapping alone if the lock of the address space is free; before, the fault comes again',
  },

  // Write faults on read-only entries
  {
    id: 'wpFlushesPending', since: '5.12', sinceStable: { '5.10': 24, '5.11': 7 }, kernel: 'do_wp_page', cite: '6ce64428d620',
    judge: ['source: 5.11.0, 5.12.9, mm/memory.c, do_wp_page', 'source: 5.10.13, 5.10.28, mm/memory.c, do_wp_page'],
    says: 'a write fault in a mapping registered for uffd-wp flushes the TLB where a flush is pending; before, another CPU can go on writing to a page that has been copied (H8)',
  },
  {
    id: 'wpAsync', since: '6.7', kernel: 'do_wp_page', cite: 'd61ea1cb0095',
    judge: 'source: 6.6.87, 6.7.3, mm/memory.c, do_wp_page',
    says: 'with UFFD_FEATURE_WP_ASYNC a write fault clears the uffd-wp bit itself and nobody is asked',
  },
  {
    id: 'wpDecidesSharedFirst', since: '6.2', kernel: 'do_wp_page', cite: 'b9086fde6d44',
    judge: 'source: 6.1.192, 6.2.12, mm/memory.c, do_wp_page',
    says: 'a shared mapping is never copied; before, only if it is writable too',
  },
  {
    id: 'wpTreatsFsdaxAsPfn', since: '6.15', kernel: 'do_wp_page', cite: '38607c62b34b',
    judge: 'source: 6.14.0, 6.17.0, mm/memory.c, do_wp_page',
    says: 'a page of a file on a DAX device is written to as memory without a page is: the driver is asked by pfn_mkwrite; before, such an entry has no page at all',
  },
  {
    id: 'daxMapsPages', since: '6.15', kernel: 'insert_page_into_pte_locked', cite: '38607c62b34b',
    judge: 'source: 6.14.0, 6.17.0, fs/dax.c, dax_fault_iter',
    says: 'a file on a DAX device maps its memory as pages; an entry that is there becomes writable without becoming dirty and soft-dirty (C15), and a write that finds something else is VM_FAULT_SIGBUS; before, as page frames of a device',
  },
  {
    id: 'filemapRechecksEntry', since: '6.9', kernel: 'filemap_fault_recheck_pte_none', cite: '58f327f2ce80',
    judge: 'source: 6.8.0, 6.9.0, mm/filemap.c, filemap_fault_recheck_pte_none',
    says: 'in a locked mapping a page that is not in the page cache is read only if the entry is empty still: a uffd-wp marker is taken for a page that has come, and the fault comes again and again (C17)',
  },
  {
    id: 'unshareCopiesAny', since: '6.2', kernel: 'do_wp_page', cite: '8d6a0ac09a16',
    judge: 'source: 6.1.192, 6.2.12, mm/memory.c, do_wp_page',
    says: 'unsharing gives a private mapping its own copy of file pages and of the zero page too; before, of anonymous pages only',
  },
  {
    id: 'wpCountsMappings', since: '4.19', until: '5.9', kernel: 'do_wp_page', cite: '09854ba94c6a',
    judge: 'source: 5.8.1, 5.9.1, mm/memory.c, do_wp_page',
    says: 'an anonymous page is written to in place if it has one mapping or user in swap (reuse_swap_page()), whoever else holds it; later, if there is no other reference, and from 5.19 on if PageAnonExclusive says so (H28)',
  },
  {
    id: 'gupBreaksCow', since: '5.8', until: '5.9', sinceStable: { '4.19': 222, '5.4': 286, '5.7': 14 }, kernel: 'should_force_cow_break', cite: '17839856fd58',
    judge: ['source: 5.6.4, 5.8.1, mm/gup.c, should_force_cow_break', 'source: 5.8.1, 5.9.1, mm/gup.c, should_force_cow_break'],
    says: 'get_user_pages() that only reads a private page copies one that may not be written to, so that it is of the process alone; vmsplice() does so too. Stable releases have it from some release up to the one named, the first that was read',
  },
  {
    id: 'wpReusesLarge', since: '6.15', kernel: '__wp_can_reuse_large_anon_folio', cite: '1da190f4d0a6',
    judge: 'source: 6.14.0, 6.17.0, mm/memory.c, __wp_can_reuse_large_anon_folio',
    says: 'a part of a larger anonymous folio is written to in place if all references to the folio are mappings of this process; before, it is copied, since each part that is mapped is a reference',
  },
  {
    id: 'wpCopiesLarge', since: '6.9', until: '6.15', kernel: 'wp_can_reuse_anon_folio',
    judge: ['source: 6.8.0, 6.9.0, mm/memory.c, wp_can_reuse_anon_folio', 'source: 6.14.0, 6.17.0, mm/memory.c, wp_can_reuse_anon_folio'],
    says: 'the last page of a larger anonymous folio that is mapped is copied too, so that the folio can go; before, the one reference left was this mapping, and the page was written to in place',
  },
  {
    id: 'wpReusesKsm', since: '5.1', until: '5.9', kernel: 'do_wp_page', cite: '52d1e606ee73',
    judge: ['source: 5.0.0, 5.1.0, mm/memory.c, do_wp_page', 'source: 5.8.1, 5.9.1, mm/memory.c, do_wp_page'],
    says: 'the last user of a KSM page may take it over, if there is no other reference; before and later, KSM pages are always copied',
  },
  {
    id: 'wpFreesSwapCache', since: '5.18', kernel: 'do_wp_page', cite: '53a05ad9f21d',
    judge: 'source: 5.17.0, 5.18.1, mm/memory.c, do_wp_page',
    says: 'an anonymous page to which only the swap cache refers beside leaves that and is written to in place; before, from 5.9 on, it is copied',
  },
  {
    id: 'wpCopyRecovers', since: '6.2', sinceStable: { '5.15': 135, '6.1': 37 }, kernel: 'wp_page_copy', cite: 'a873dfe1032a',
    judge: ['source: 6.1.8, 6.2.12, mm/memory.c, wp_page_copy', 'source: 6.1.8, 6.1.164, mm/memory.c, wp_page_copy', 'source: 5.15.100, 5.15.135, mm/memory.c, wp_page_copy'],
    says: 'a copy that meets a hardware error returns VM_FAULT_HWPOISON; before, the machine stops',
  },
  {
    // Dates of rows are releases: this one holds on the longterm tree alone, which took it before any release did.
    id: 'wpCopyRefusesRemote', since: '6.13', until: '6.13', sinceStable: { '6.12': 118 }, kernel: 'wp_page_copy',
    judge: 'source: 6.12.117, 6.12.118, mm/memory.c, wp_page_copy',
    says: 'memory without a page is not copied for another process (ptrace, /proc/PID/mem), which gets VM_FAULT_SIGBUS; elsewhere, what is at this address in the process that asks is copied',
  },

  // Swap-in
  {
    id: 'swapInCountsMappings', since: '4.19', until: '5.18', kernel: 'do_swap_page', cite: 'c145e0b47c77',
    judge: 'source: 5.17.0, 5.18.12, mm/memory.c, do_swap_page',
    says: 'a page that comes in for a write is written to in place if it has one mapping or user in swap (reuse_swap_page()), but not while a device must not see it change; later, references are counted, and a page that is not in the swap cache is the process\'s alone',
  },
  {
    id: 'writeFreesSwap', since: '5.18', kernel: 'should_try_to_free_swap',
    judge: 'source: 5.17.0, 5.18.1, mm/memory.c, should_try_to_free_swap',
    says: 'a page that comes in for a write leaves the swap cache if nobody else needs it there; before, only where swap is short or the page is locked in memory',
  },
  {
    id: 'synchronousFreesSwap', since: '7.0', kernel: 'should_try_to_free_swap',
    judge: 'source: 6.19.11, 7.0.0, mm/memory.c, should_try_to_free_swap',
    says: 'a page that comes in from memory such as zram leaves the swap cache at once; before, it did not enter it where it was the only user',
  },
  {
    id: 'swapInReusesByCount', since: '4.19', until: '7.3', kernel: 'do_swap_page', cite: '34f6c8932e11',
    judge: 'source: 7.2.13, 7.3.0-rc7, mm/memory.c, do_swap_page',
    says: 'a page with one reference belongs to the faulting process even if the entry does not say so',
  },
  {
    id: 'swapInUpgrades', since: '6.11', kernel: 'do_swap_page', cite: '20dfa5b7adc5',
    judge: 'source: 6.10.0, 6.11.11, mm/memory.c, do_swap_page',
    says: 'a page that a process has alone is mapped writable on reads too, unless uffd-wp or soft-dirty tracking wants the write; before, only on writes, and uffd-wp is looked at last, so that a trapped write leaves dirty and soft-dirty behind (H25)',
  },
  {
    id: 'swapInAsksWritable', since: '7.3', kernel: 'do_swap_page',
    judge: 'source: 7.2.13, 7.3.4, mm/memory.c, do_swap_page',
    says: 'a write goes on into do_wp_page() wherever the entry has not become writable; before, not where write permission was given and pte_mkdirty() took it away again, as it does in shadow stacks',
  },
  {
    id: 'shmemFaultBringsLarge', since: '6.11', kernel: 'shmem_allowable_huge_orders',
    judge: 'source: 6.10.0, 6.11.11, mm/shmem.c, shmem_allowable_huge_orders',
    says: 'shared memory that is missing comes as a large folio where a size is enabled, and finish_fault() maps all its pages, each by an entry, if the range is empty and no userfaultfd watches the mapping; before, one page or a huge one',
  },
  {
    id: 'readaheadBringsLarge', since: '5.18', kernel: 'page_cache_ra_order',
    judge: 'source: 5.17.0, 5.18.1, mm/readahead.c, page_cache_ra_order',
    says: 'readahead brings large folios into the page cache, of file systems that take them; before, single pages',
  },
  {
    id: 'finishFaultMapsLargeFiles', since: '6.18', kernel: 'finish_fault',
    judge: 'source: 6.17.8, 6.18.2, mm/memory.c, finish_fault',
    says: 'a fault that is to write maps all pages of a large folio of a file, if the range is empty and no userfaultfd watches the mapping; before, the one page, and of shared memory alone all',
  },
  {
    id: 'anonFaultBringsLarge', since: '6.8', kernel: 'alloc_anon_folio',
    judge: 'source: 6.7.3, 6.8.0, mm/memory.c, alloc_anon_folio',
    says: 'the fault of a write in anonymous memory brings a large folio, each page of which has an entry, where the range is empty, a size is enabled and no userfaultfd watches the mapping; before, one page or a huge one',
  },
  {
    id: 'swapInMapsBatch', since: '6.11', kernel: 'do_swap_page', cite: '508758960b8d',
    judge: 'source: 6.10.0, 6.11.11, mm/memory.c, do_swap_page',
    says: 'a large folio of the swap cache is mapped as a whole where all its entries are in a row and alike; a write makes all of them dirty',
  },
  {
    id: 'swapInBringsLarge', since: '6.12', kernel: 'can_swapin_thp',
    judge: 'source: 6.11.11, 6.12.0, mm/memory.c, can_swapin_thp',
    says: 'swap that needs no waiting (zram, pmem) is read into a large folio where all entries of the range are for slots in a row and alike, and no userfaultfd watches the mapping; before, a page at a time',
  },
  {
    id: 'swapInAllocatesLarge', since: '6.12', until: '7.0', kernel: 'do_swap_page', cite: '242d12c98174',
    judge: ['source: 6.11.11, 6.12.0, mm/memory.c, do_swap_page', 'source: 6.19.11, 7.0.0, mm/memory.c, do_swap_page'],
    says: 'a page that is read past the swap cache can be a large folio too, and is mapped as a whole; later, no page is read past it, and only the copy of a KSM page is outside',
  },
  {
    id: 'swapInChecksDevice', since: '5.14', kernel: 'do_swap_page', cite: '2799e77529c2',
    judge: 'source: 5.12.9, 5.14.2, mm/memory.c, do_swap_page',
    says: 'a fault on an entry whose swap area is being turned off is over, and tried again; before, it goes on',
  },
  {
    id: 'swapInPinsSlot', since: '6.8', until: '7.0', sinceStable: { '6.1': 80, '6.6': 19, '6.7': 7 }, kernel: 'do_swap_page', cite: '13ddaf26be32',
    judge: ['source: 6.7.3, 6.8.0, mm/memory.c, do_swap_page', 'source: 6.19.11, 7.0.0, mm/memory.c, do_swap_page'],
    says: 'of two faults that read one slot past the swap cache the second is over, and tried again; before, both map a page of their own, and writes can be lost',
  },
  {
    id: 'swapInChecksPoisonLocked', since: '6.18', kernel: 'do_swap_page',
    judge: 'source: 6.17.0, 6.18.2, mm/memory.c, do_swap_page',
    says: 'a page is looked at for a hardware error when it has been read and locked; before, at once, and only if it was in the swap cache already',
  },
  {
    id: 'ksmCopyRecovers', since: '6.2', kernel: 'do_swap_page', cite: '6b970599e807',
    judge: 'source: 6.1.192, 6.2.12, mm/memory.c, do_swap_page',
    says: 'a copy of a KSM page that meets a hardware error returns VM_FAULT_HWPOISON; before, the machine stops',
  },
  {
    id: 'swapInRefusesVmaLock', since: '6.4', until: '6.6', kernel: 'do_swap_page', cite: '17c05f18e541',
    judge: ['source: 6.3.8, 6.4.4, mm/memory.c, do_swap_page', 'source: 6.5.0, 6.6.9, mm/memory.c, do_swap_page'],
    says: 'no entry that is not present is handled under the lock of the mapping alone',
  },
  {
    id: 'devicePrivateRefusesVmaLock', since: '6.6', kernel: 'do_swap_page', cite: '1235ccd05b6d',
    judge: 'source: 6.5.0, 6.6.9, mm/memory.c, do_swap_page',
    says: 'a device page is not brought back under the lock of the mapping alone',
  },
  {
    id: 'devicePrivateTriesLock', since: '6.15', kernel: 'do_swap_page', cite: '1afaeb8293c9',
    judge: 'source: 6.14.0, 6.17.0, mm/memory.c, do_swap_page',
    says: 'a device page that somebody else has locked is left alone, and the fault tried again; before, its driver is asked in any case',
  },

  // Markers and empty entries
  {
    id: 'markerRefusesAnonymous', since: '5.19', until: '6.2', kernel: 'handle_pte_marker', cite: '5c041f5d1f23',
    judge: ['source: 5.18.12, 5.19.0, mm/memory.c, handle_pte_marker', 'source: 6.1.192, 6.2.12, mm/memory.c, handle_pte_marker'],
    says: 'a marker in anonymous memory is a kernel bug and kills the process',
  },
  {
    id: 'uffdWpUnpopulated', since: '6.4', needs: ['uffdWp'], kernel: 'do_pte_missing', cite: '2bad466cc9d9',
    judge: 'source: 6.3.8, 6.4.4, mm/memory.c, pte_marker_handle_uffd_wp',
    says: 'empty entries of anonymous memory can be write-protected by userfaultfd with a marker; before, such a marker is cleared',
  },
  {
    id: 'missingAsksUffdWp', since: '6.10', kernel: 'vmf_orig_pte_uffd_wp',
    judge: 'source: 6.9.0, 6.10.0, mm/memory.c, vmf_orig_pte_uffd_wp',
    says: 'the page that takes the place of a marker has its uffd-wp bit only where the mapping is registered for that; before, wherever the marker is',
  },
  {
    id: 'poisonRaisesHwpoison', since: '6.6', kernel: 'handle_pte_marker', cite: 'af19487f00f3',
    judge: 'source: 6.5.0, 6.6.9, mm/memory.c, handle_pte_marker',
    says: 'access to a poison marker returns VM_FAULT_HWPOISON; before, VM_FAULT_SIGBUS',
  },
  {
    id: 'setPteDirtiesWritable', since: '6.16', kernel: 'set_pte_range', cite: '4e92030c05dc',
    judge: 'source: 6.14.0, 6.17.0, mm/memory.c, set_pte_range',
    says: 'a dirty file page that is mapped writable for a read gets a dirty entry',
  },
  {
    id: 'faultDropsCleanPoison', since: '5.18', sinceStable: { '4.19': 238, '5.4': 189, '5.10': 110, '5.15': 33 }, kernel: '__do_fault', cite: 'e53ac7374e64',
    judge: ['source: 5.17.0, 5.18.12, mm/memory.c, __do_fault', 'source: 4.19.222, 4.19.255, mm/memory.c, __do_fault', 'source: 5.4.1, 5.4.286, mm/memory.c, __do_fault', 'source: 5.10.0, 5.10.218, mm/memory.c, __do_fault', 'source: 5.15.16, 5.15.100, mm/memory.c, __do_fault'],
    says: 'a clean file page with a hardware error leaves its file, and the fault is tried again; before, it returns VM_FAULT_HWPOISON as for a dirty one',
  },
  {
    id: 'cowCopyRecovers', since: '6.12', kernel: 'do_cow_fault', cite: 'aa549f923f5e',
    judge: 'source: 6.11.11, 6.12.0, mm/memory.c, do_cow_fault',
    says: 'a file page whose first copy meets a hardware error returns VM_FAULT_HWPOISON; before, the machine stops',
  },

  // NUMA hints
  {
    id: 'numaSavedwrite', since: '4.19', until: '6.2', kernel: 'do_numa_page', cite: '6a56ccbcf6c6',
    judge: 'source: 6.1.192, 6.2.12, mm/memory.c, do_numa_page',
    says: 'a NUMA hint keeps write permission in the RW bit of the PROT_NONE entry (H26); later, the hint fault asks can_change_pte_writable() instead',
  },
  {
    id: 'numaMapsBeforeMove', since: '4.19', until: '5.13', kernel: 'do_numa_page', cite: 'b99a342d4f11',
    judge: 'source: 5.12.9, 5.14.2, mm/memory.c, do_numa_page',
    says: 'a NUMA hint becomes an ordinary entry before its page moves; later it stays a hint meanwhile, and is turned back only if the page has not moved and the entry is the same',
  },
  {
    id: 'numaPreparesLocked', since: '6.11', kernel: 'do_numa_page', cite: 'ee86814b0562',
    judge: 'source: 6.10.0, 6.11.11, mm/memory.c, do_numa_page',
    says: 'a page that cannot be isolated for moving is found out under the lock of the page table, and its entry may become writable again; before, the entry stays read-only as after any failed move',
  },
  {
    id: 'numaRebuildsLarge', since: '6.10', kernel: 'numa_rebuild_large_mapping', cite: 'd2136d749d76',
    judge: 'source: 6.9.0, 6.10.0, mm/memory.c, numa_rebuild_large_mapping',
    says: 'a hint fault on one page of a large folio turns back the hints of all its pages; before, of the one',
  },
  {
    id: 'numaMovesHugeAtOnce', since: '4.19', until: '5.14', kernel: 'migrate_misplaced_transhuge_page', cite: 'c5b5a3dd2c1f',
    judge: 'source: 5.12.9, 5.14.2, mm/huge_memory.c, do_huge_pmd_numa_page',
    says: 'NUMA balancing moves a huge page without a migration entry: the new entry is dirty, soft-dirty and as writable as the mapping, and a move that fails leaves the entry read-only; later, the page goes through a migration entry, and a failed move keeps what the hint remembers',
  },

  // Exclusive access of a device, and its end
  {
    id: 'restoreExclusiveAsks', since: '6.15', kernel: 'restore_exclusive_pte', cite: '9a914592140e',
    judge: 'source: 6.14.0, 6.17.0, mm/memory.c, restore_exclusive_pte',
    says: 'giving a page back from a device asks can_change_pte_writable(); before, a writable entry becomes dirty, soft-dirty and writable at once (H23)',
  },

  // fork
  {
    id: 'forkFiltersUffdWp', since: '5.14', sinceStable: { '5.10': 53, '5.13': 5 }, kernel: 'copy_present_pte', cite: '8f34f1eac382',
    judge: ['source: 5.12.9, 5.14.2, mm/memory.c, copy_present_pte', 'source: 5.10.46, 5.10.218, mm/memory.c, copy_present_pte'],
    says: 'the child has uffd-wp exactly where its own mapping is registered; before, where the parent\'s is, in swap entries always, and never in pages that are copied at once (H6)',
  },
  {
    id: 'forkCopiesPinned', since: '5.9', kernel: 'copy_present_page', cite: '70e806e4e645',
    judge: 'source: 5.8.1, 5.9.1, mm/memory.c, copy_present_page',
    says: 'a pinned page of a private mapping is copied for the child at once, so that the parent keeps it',
  },
  {
    id: 'forkCopiesOnlyAnonymous', since: '5.19', sinceStable: { '5.10': 153, '5.15': 173 }, kernel: 'copy_present_page', cite: 'fb3d824d1a46',
    judge: ['source: 5.18.12, 5.19.0, mm/memory.c, copy_present_pte', 'source: 5.10.46, 5.10.218, mm/memory.c, copy_present_page'],
    says: 'a pinned page of a file is shared with the child like any other; before, a private mapping copies it as if it were anonymous',
  },
  {
    id: 'forkMeetsPoison', since: '6.12', kernel: 'copy_present_page',
    judge: 'source: 6.11.11, 6.12.0, mm/memory.c, copy_present_page',
    says: 'a hardware error that shows while a pinned page is copied ends the copying with -EHWPOISON, and fork() with -ENOMEM; before, nothing looks for it',
  },
  {
    id: 'forkBatches', since: '6.9', kernel: 'copy_present_ptes', cite: 'f8d937761d65',
    judge: 'source: 6.8.0, 6.9.0, mm/memory.c, copy_present_ptes',
    says: 'entries of one large folio are copied together: the child\'s are all made from the first, writable if one of them is, and soft-dirty if the first is where writes are not tracked; before, one by one',
  },
  {
    id: 'forkClearsUffdWpFirst', since: '7.3', kernel: '__copy_present_ptes',
    judge: 'source: 7.2.13, 7.3.0-rc7, mm/memory.c, __copy_present_ptes',
    says: 'where the child is not registered, uffd-wp goes before write permission; before, last',
  },
  {
    id: 'forkCopiesForUffdWp', since: '5.19', kernel: 'vma_needs_copy', cite: 'c56d1b62cce8',
    judge: 'source: 5.18.12, 5.19.0, mm/memory.c, vma_needs_copy',
    says: 'the entries of a mapping whose child is registered for uffd-wp are copied; before, as those of others: only where anonymous pages were, or page frames are mapped',
  },
  {
    id: 'forkCopiesHugetlb', since: '4.19', until: '6.0', kernel: 'copy_page_range', cite: 'bcd51a3c679d',
    judge: 'source: 5.19.0, 6.0.0, mm/memory.c, vma_needs_copy',
    says: 'the entries of every hugetlb mapping are copied; later, as those of others',
  },
  {
    id: 'forkFiltersMarker', since: '6.2', sinceStable: { '6.1': 11 }, kernel: 'copy_nonpresent_pte', cite: '49d6d7fb6313',
    judge: ['source: 6.0.1, 6.2.12, mm/memory.c, copy_nonpresent_pte', 'source: 6.1.8, 6.1.164, mm/memory.c, copy_nonpresent_pte'],
    says: 'uffd-wp markers reach a child only where its mapping is registered; before, always (H15)',
  },
  {
    id: 'forkReencodesMarker', since: '6.6', kernel: 'copy_pte_marker',
    judge: 'source: 6.5.0, 6.6.9, mm/memory.c, copy_nonpresent_pte',
    says: 'the child\'s marker is made anew from what it may inherit; before, it is the parent\'s word',
    cite: 'af19487f00f3',
  },

  // Unmapping
  {
    id: 'zapDetailsKeepSwap', since: '4.19', until: '5.18', untilStable: { '4.19': 238, '5.4': 189, '5.10': 111, '5.15': 34, '5.16': 19, '5.17': 2 }, kernel: 'zap_pte_range',
    judge: ['source: 5.17.0, 5.18.1, mm/memory.c, zap_pte_range', 'source: 4.19.222, 4.19.255, mm/memory.c, zap_pte_range', 'source: 5.4.1, 5.4.286, mm/memory.c, zap_pte_range', 'source: 5.10.46, 5.10.218, mm/memory.c, zap_pte_range', 'source: 5.15.16, 5.15.100, mm/memory.c, zap_pte_range'],
    says: 'truncation leaves all entries that are not present alone, but for those of device memory; later, the page decides as it does for present ones',
    cite: '5abfd71d936a',
  },
  {
    id: 'zapKeepsPoison', since: '5.18', kernel: 'zap_pte_range', cite: '8018db852594',
    judge: 'source: 5.17.0, 5.18.1, mm/memory.c, zap_pte_range',
    says: 'where private copies stay, hwpoison entries stay too; before, stable releases in which truncation takes swap entries clear them',
  },
  {
    id: 'zapDropsAnonMarker', since: '6.4', kernel: 'zap_pte_range',
    judge: 'source: 6.3.8, 6.4.4, mm/memory.c, zap_pte_range',
    says: 'a zap of anonymous memory drops uffd-wp markers',
    cite: '2bad466cc9d9',
  },
  {
    id: 'installsUffdWpMarker', since: '5.19', needs: ['uffdWp', 'pteMarker'], kernel: 'pte_install_uffd_wp_if_needed', cite: '999dad824c39',
    judge: 'source: 5.18.12, 5.19.0, include/linux/mm_inline.h, pte_install_uffd_wp_if_needed',
    says: 'a file page that goes away leaves a marker where uffd-wp was set',
  },
  {
    id: 'knowsUffdWpMarker', since: '5.19', until: '6.19', needs: ['uffdWp', 'pteMarker'], kernel: 'pte_marker_entry_uffd_wp', cite: '1db9dbc2ef05',
    judge: ['source: 5.18.12, 5.19.0, include/linux/userfaultfd_k.h, pte_marker_entry_uffd_wp', 'source: 6.18.35, 6.19.0, include/linux/userfaultfd_k.h, pte_marker_entry_uffd_wp'],
    says: 'a marker of userfaultfd is known as one only by kernels that are built with PTE_MARKER_UFFD_WP; others meet it with VM_FAULT_SIGBUS and clear it in a zap, as one that no kernel has',
  },
  {
    id: 'knowsUffdWpMarker', since: '6.19', kernel: 'softleaf_is_uffd_wp_marker',
    judge: 'source: 6.18.35, 6.19.0, include/linux/leafops.h, softleaf_is_uffd_wp_marker',
    says: 'every kernel knows a marker of userfaultfd as one, and none makes them without the option',
  },
] as const satisfies readonly Row[];
