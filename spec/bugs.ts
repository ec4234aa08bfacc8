/**
 * Bugs of released kernels that lose or invent a bit of an entry, and holes that no release has closed. The numbers stand in
 * `says` of rows, in docs/history.md and in tests. When a bug was there follows from its rows; `releases` says it where no
 * row does.
 */

/** One bug. */
export interface Bug {
  /** H for what was fixed, C for what is in every release. */
  readonly id: string;
  readonly title: string;
  /** What happens, and what is lost by it. */
  readonly says: string;
  /** Rows of behaviours without which, or with which, it is there. */
  readonly rows: readonly string[];
  /** In words, where no row dates it. */
  readonly releases?: string;
  /** Commits besides those of the rows. */
  readonly cite?: readonly string[];
  /** What running kernels were seen to do, where `pte confirm` asked them; docs/findings.md has more. */
  readonly seen?: string;
  /** Files below test/mm/ that show the entry before and after. */
  readonly tests: readonly string[];
}

/** Every bug, by its number. */
export const bugs = [
  {
    id: 'H1', title: 'Shared memory loses userfaultfd write protection',
    says: 'A write-protected page of shmem becomes writable with its uffd-wp bit set: (a) when it migrates, (b) at a NUMA hint fault, (c) at mprotect() to read-only and back. All three take the protection of the mapping, which allows writing. Writes then go through and no event is sent. Registered shmem exists since 5.19.',
    rows: ['writenotifyForUffdWp', 'mkuffdWpWrprotects'], tests: ['bugs.test.ts', 'removeMigrationPte.test.ts'],
  },
  {
    id: 'H2', title: 'uffd-wp written into a page frame number',
    says: 'When a page has migrated to device memory, the bit that means uffd-wp in a present entry is set in the device-private entry. There it belongs to the inverted offset: bit 1 of the page frame number is lost, and so is uffd-wp.',
    rows: ['restoreDeviceMarksPresentBit'], tests: ['removeMigrationPte.test.ts'],
  },
  {
    id: 'H3', title: 'Soft-dirty and uffd-wp read out of a page frame number',
    says: 'When a page migrates back from device memory, soft-dirty and uffd-wp of its device-private entry are read at the places they have in a present entry. What is read is the inversion of two bits of the page frame number.',
    rows: ['migrateDeviceReadsPresentBits'], tests: ['tryToMigrateOne.test.ts', 'migrateVma.test.ts'],
  },
  {
    id: 'H4', title: 'Migration to device memory loses soft-dirty',
    says: 'The migration entry has soft-dirty and the device-private entry that takes its place does not.',
    rows: ['restoreDeviceSoftDirty'], tests: ['removeMigrationPte.test.ts'],
  },
  {
    id: 'H5', title: 'Migration from device memory loses write permission',
    says: 'A writable device-private entry becomes a read-only migration entry. Nothing is corrupted: the next write faults once more than it had to.',
    rows: ['migrateDeviceKeepsWrite'], tests: ['tryToMigrateOne.test.ts'],
  },
  {
    id: 'H6', title: 'fork() and uffd-wp',
    says: 'The child inherits uffd-wp by the registration of the parent and not by its own: entries stay marked in a child that nobody tracks. Swap entries keep the bit always. A pinned page that is copied for the child at once is writable and unmarked even if the child is registered.',
    rows: ['forkFiltersUffdWp'], tests: ['bugs.test.ts'],
  },
  {
    id: 'H7', title: 'swapoff loses soft-dirty and uffd-wp',
    says: 'unuse_pte() makes the present entry from the protection of the mapping and leaves both bits of the swap entry behind.',
    rows: ['swapoffKeepsBits'], tests: ['unusePte.test.ts'],
  },
  {
    id: 'H8', title: 'A copy on write while another CPU still writes to the old page',
    says: 'One thread write-protects an entry and has not flushed yet; a second lifts the protection; a third takes a write fault and gets a copy. A CPU with the old writable entry in its TLB goes on writing to the old page.',
    rows: ['wpFlushesPending'], tests: ['bugs.test.ts'],
  },
  {
    id: 'H8b', title: 'swapoff never ends',
    says: 'pte_same_as_swp() compares a swap entry with uffd-wp to one without: they are never the same, so that swapoff does not find the entry and makes no progress.',
    rows: ['swapoffIgnoresUffdWp'], tests: ['unusePte.test.ts'],
  },
  {
    id: 'H9', title: 'clear_refs does not flush the TLB',
    says: 'After clear_refs a CPU can still hold the writable entry. Writes through it are never seen as soft-dirty.',
    rows: ['clearRefsFlushes'], tests: ['bugs.test.ts'],
  },
  {
    id: 'H10', title: 'clear_refs races with copies on write',
    says: 'clear_refs takes the mmap lock for reading only and write-protects entries while a fault on another CPU decides whether to copy.',
    rows: ['clearRefsExcludes'], tests: ['bugs.test.ts'],
  },
  {
    id: 'H11', title: 'clear_refs takes pinned pages away from devices',
    says: 'clear_refs write-protects a page that a device has pinned. The next write copies it: the process writes to the copy and the device to the old page.',
    rows: ['clearRefsSkipsPinned'], tests: ['bugs.test.ts'],
  },
  {
    id: 'H12', title: 'mprotect() hides writes from soft-dirty',
    says: 'mprotect() makes a dirty entry of a shared file writable although soft-dirty tracking waits for the next write: the test is the wrong way round. The write is not seen.',
    rows: ['mprotectUpgradesDirty'], cite: ['76aefad628aa'], tests: ['bugs.test.ts'],
  },
  {
    id: 'H13', title: 'Migration makes pages soft-dirty that nobody wrote to',
    says: 'Restoring a dirty entry uses a helper that sets soft-dirty too.',
    rows: ['migrationExactSoftDirty'], tests: ['removeMigrationPte.test.ts'],
  },
  {
    id: 'H14', title: 'Write permission of a restored read-only entry in shared memory',
    says: 'Not a bug by itself: whether a read-only migration entry comes back writable in a mapping that allows writing depends on the release. What depends on it is H1.',
    rows: ['migrationWrprotectsReadEntry', 'trustsWriteEntry'], tests: ['removeMigrationPte.test.ts'],
  },
  {
    id: 'H15', title: 'A child inherits uffd-wp markers that it cannot have',
    says: 'fork() copies a uffd-wp marker into a child whose mapping is not registered, and warns.',
    rows: ['forkFiltersMarker'], tests: ['bugs.test.ts'],
  },
  {
    id: 'H16', title: 'mremap() leaves uffd-wp behind',
    says: 'Memory that moves out of its registration (no UFFD_FEATURE_EVENT_REMAP) keeps uffd-wp and markers in a mapping that knows nothing of userfaultfd.',
    rows: ['mremapClearsUffdWp'], tests: ['bugs.test.ts'],
  },
  {
    id: 'H17', title: 'Subpages that become the zero page lose soft-dirty and uffd-wp',
    says: 'When a huge page is split and a subpage holds no data, its migration entry is replaced by a mapping of the zero page, without the two bits.',
    rows: ['zeropageKeepsBits'], tests: ['removeMigrationPte.test.ts'],
  },
  {
    id: 'H18', title: 'UFFDIO_MOVE and soft-dirty',
    says: 'A swapped-out page is moved with its entry as it is, without soft-dirty, so that a tracker does not see that the address has new contents. A present page becomes dirty even if it was clean.',
    rows: ['moveMarksSoftDirty'], tests: ['bugs.test.ts'],
  },
  {
    id: 'H19', title: 'UFFDIO_COPY removes guard regions',
    says: 'UFFDIO_COPY fills every marker, a guard marker too. The guard region has a hole.',
    rows: ['copyReplacesMarkers'], tests: ['bugs.test.ts'],
  },
  {
    id: 'H20', title: 'A thread waits for userfaultfd although the page is swapped out',
    says: 'userfaultfd_must_wait() tests the RW bit of an entry that may be a swap entry. There the place is soft-dirty: without it the thread sleeps, and nobody may wake it.',
    rows: ['mustWaitAsksPresent'], tests: ['bugs.test.ts'],
  },
  {
    id: 'H21', title: 'Pages of device memory count as dirty',
    says: 'pte_dirty() is asked of a device-private entry. Since there is a SavedDirty bit its answer is yes: that place is the inversion of a high bit of the offset, which is zero. The page is written back for nothing.',
    rows: ['migrateDeviceReadsDirty', 'collectReadsSwapDirty'], tests: ['tryToMigrateOne.test.ts', 'migrateVma.test.ts'],
  },
  {
    id: 'H22', title: 'Unmapping takes a device-exclusive entry for a present one',
    says: 'The walks of the reverse map read page frame number and bits of a device-exclusive entry with the helpers for present entries: the number is wrong.',
    rows: ['rmapKnowsDeviceExclusive', 'unmapKnowsDeviceExclusive'], tests: ['tryToMigrateOne.test.ts', 'tryToUnmapOne.test.ts'],
  },
  {
    id: 'H23', title: 'Giving a page back from a device makes it soft-dirty',
    says: 'An entry that a device had for itself comes back writable, dirty and soft-dirty at once, whether or not anybody wrote.',
    rows: ['restoreExclusiveAsks'], tests: ['deviceExclusive.test.ts'],
  },
  {
    id: 'H24', title: 'uffd-wp stays after userfaultfd is gone',
    says: 'Unregistering a range, or closing the userfaultfd, leaves write-protected entries and markers behind. They do no harm until the range is registered again; then they send events nobody asked for.',
    rows: ['unregisterResolves', 'closeResolves'], tests: ['bugs.test.ts'],
  },
  {
    id: 'H25', title: 'A trapped write to a swapped-out page leaves it dirty',
    says: 'A write fault swaps the page in as if it were allowed and looks at uffd-wp last: the entry is read-only and marked, but dirty and soft-dirty, and the event comes with the next fault only.',
    rows: ['swapInUpgrades'], tests: ['bugs.test.ts'],
  },
  {
    id: 'H26', title: 'A PROT_NONE entry that pte_write() calls writable',
    says: 'Not a bug by itself: a NUMA hint keeps write permission in the RW bit of an entry that nobody can use.',
    rows: ['numaSavedwrite'], tests: ['bugs.test.ts'],
  },
  {
    id: 'H27', title: 'A huge page of device memory loses uffd-wp at mprotect()',
    says: 'mprotect() that makes a writable device-private PMD read-only drops uffd-wp. fork(), which does the same, keeps it.',
    rows: ['pmdDevicePrivate', 'hugeDeviceDowngradeKeepsUffdWp'], releases: '6.19 to 7.1', tests: ['hugeProtection.test.ts'],
  },
  {
    id: 'H28', title: 'A page that others still hold is written to in place',
    says: 'A write fault reuses an anonymous page that is mapped once, whoever else holds a reference (vmsplice, get_user_pages): after fork() a process can see what the other writes.',
    rows: ['wpCountsMappings'], tests: ['doWpPage.test.ts'],
  },
  {
    id: 'H29', title: 'After fork() and migration only references tell whose a page is',
    says: 'Not a bug by itself: without PageAnonExclusive a migration entry does not say that the page belongs to one process alone.',
    rows: ['anonExclusive'], tests: [],
  },
  {
    id: 'H30', title: 'Lifting write protection makes shared memory writable at once',
    says: 'userfaultfd takes the protection from vm_flags and not from vm_page_prot, so that an entry that write notification or soft-dirty tracking wants read-only becomes writable.',
    rows: ['uffdWpProtFromFlags'], tests: ['bugs.test.ts'],
  },
  {
    id: 'H31', title: 'UFFDIO_COPY with write protection where writing is not allowed',
    says: 'A page copied into a mapping without VM_WRITE gets no uffd-wp. After mprotect() it is writable and not tracked.',
    rows: ['copyProtectsReadOnly'], tests: ['bugs.test.ts'],
  },
  {
    id: 'H32', title: 'The split of a migrating huge page makes its parts writable and soft-dirty',
    says: 'The migration entry of a huge page that is split is read as if it were present. Write permission is read where it has soft-dirty, and soft-dirty where it has a bit of the page frame number.',
    rows: ['splitReadsPresentBits'], tests: ['hugePages.test.ts'],
  },
  {
    id: 'H33', title: 'What is read from a disk into memory after MADV_FREE is lost',
    says: 'Reclaim drops a page after MADV_FREE that is clean, though somebody holds it who will write to it, as direct I/O does. The next read finds zeros.',
    rows: ['lazyfreeCountsReferences'], tests: ['tryToUnmapOne.test.ts'],
  },
  {
    id: 'H34', title: 'Read-only pages after MADV_FREE come back writable',
    says: 'Reclaim clears the entries of a large folio after MADV_FREE together. Where it has to put them back, all get the write permission and soft-dirty of the first, also pages that a child shares (CVE-2026-31398).',
    rows: ['unmapsLazyfreeInBatches', 'unmapBatchRespectsWrite'], tests: ['walkedFolios.test.ts'],
  },
  {
    id: 'H35', title: 'The split of the huge zero page loses uffd-wp',
    says: 'A part of a range that maps the huge zero page is unprotected, unmapped or moved, and the entries of the rest are no longer write-protected by userfaultfd.',
    rows: ['splitZeroKeepsUffdWp'], tests: ['hugePages.test.ts'],
  },
  {
    id: 'H36', title: 'A huge page of device memory becomes writable for all when it migrates',
    says: 'The huge entry for device memory is read as if it were present. Write permission is read where it has soft-dirty, so that a page that parent and child share comes back writable in both.',
    rows: ['pmdDeviceReadsPresentBits'], tests: ['hugePages.test.ts'],
  },
  {
    id: 'H37', title: 'fork() clears a bit of the page frame number of a huge migration entry',
    says: 'A huge page migrates while a process that is not registered for write protection forks. The helper for present entries clears uffd-wp in the migration entry, where that bit is one of the offset: the child, and of a writable entry the parent too, wait for another page.',
    rows: ['forkClearsPresentUffdWp'], cite: ['8f34f1eac382'], tests: ['hugeFork.test.ts'],
  },
  {
    id: 'H38', title: 'UFFDIO_MOVE of the huge zero page maps memory that is not there',
    says: 'The entry at the new place is made from no folio. Its page frame number is of no memory, and what was known of the old entry is lost.',
    rows: ['moveHugeZeroLosesPage', 'moveHugeZeroKeepsEntry'], tests: ['hugeMove.test.ts'],
  },
  {
    id: 'H39', title: 'mprotect() of hugetlb memory takes a uffd-wp marker for a page',
    says: 'hugetlb_change_protection() knows empty entries, poison and migration. A marker goes on to the helper for present entries and comes back as one: its page frame number is that of no page.',
    rows: ['hugetlbProtectKnowsMarkers'], tests: [],
  },
  {
    id: 'H40', title: 'A page that goes to a device is forgotten clean',
    says: 'migrate_vma_collect_pmd() clears a dirty entry and does not make its page dirty. The migration entry has no bit for it: a page whose copy in swap is older counts as clean.',
    rows: ['collectDirtiesFolio'], tests: [],
  },
  {
    id: 'H41', title: 'mprotect() of a huge page forgets that it was written to',
    says: 'pmd_modify() moves Dirty out of the way of a shadow stack and drops it: a huge page that mprotect() makes read-only is clean.',
    rows: ['pmdModifyDropsDirty'], tests: [],
  },
  {
    id: 'H42', title: 'A huge page that migrates loses userfaultfd write protection',
    says: 'The migration entry that takes the place of a huge page has no uffd-wp, and the huge page comes back without it.',
    rows: ['pmdMigrationKeepsUffdWp'], tests: [],
  },
  {
    id: 'H43', title: 'A write to private hugetlb memory lands though it was protected before there was a page',
    says: 'The fault that fills a hole with a uffd-wp marker makes the entry read-only and marked, and goes on at once to copy on write, which makes it writable. No event is sent.',
    rows: ['hugetlbWpLeavesUffdWp'], tests: [],
  },
  {
    id: 'H44', title: 'Writes to shared hugetlb memory are lost after MADV_DONTNEED',
    says: 'MADV_DONTNEED takes VM_MAYSHARE from the mapping, as if that went. The next fault brings a page of its own, which no other process sees and the file never gets.',
    rows: ['dontneedClearsMayshare'], tests: [],
  },
  {
    id: 'H45', title: 'Another registration takes the place of write protection, and marks stay',
    says: 'UFFDIO_REGISTER of a range for other modes replaces those that it had. Entries that were write-protected keep uffd-wp in a mapping without VM_UFFD_WP, where mprotect() and the like make them writable with the mark.',
    rows: ['registerKeepsProtection'], tests: [],
  },
  {
    id: 'H46', title: 'clear_refs takes write permission from shared hugetlb memory',
    says: 'vma_wants_writenotify() says that a mapping of hugetlb wants to hear of writes once VM_SOFTDIRTY is gone, so that vm_page_prot loses RW. clear_refs itself passes over hugetlb, which knows no soft-dirty: writes fault for nothing.',
    rows: ['writenotifyExemptsHugetlb'], tests: [],
  },
  {
    id: 'C1', title: 'clear_refs of a writable page that is migrating',
    says: 'clear_refs clears soft-dirty of a writable migration entry and leaves it writable. The page comes back writable and not soft-dirty: the next write is not seen.',
    rows: [], releases: 'all; from 6.1 to 6.8 hidden by H13 where the entry is dirty', seen: 'seen on 7.3.4, 6.18.15, 6.12.118 and 5.10.262', tests: ['bugs.test.ts'],
  },
  {
    id: 'C2', title: 'PAGEMAP_SCAN marks a writable migration entry, or one of device memory',
    says: 'PAGEMAP_SCAN with PM_SCAN_WP_MATCHING sets uffd-wp in a writable migration entry, or in a writable entry for device memory, and leaves it writable. A PTE comes back writable without the bit, a PMD read-only with it.',
    rows: [], releases: '6.7 and later, with asynchronous write protection only', seen: 'seen on 7.3.4, 6.18.15 and 6.12.118', tests: [],
  },
  {
    id: 'C3', title: 'UFFDIO_MOVE keeps uffd-wp of what is swapped out only',
    says: 'A swap entry is moved with its uffd-wp bit, a present entry without: what arrives depends on whether the page was in memory.',
    rows: [], releases: '6.8 and later', seen: 'seen on 7.3.4, 6.18.15 and 6.12.118', tests: ['bugs.test.ts'],
  },
  {
    id: 'C4', title: 'H13 at the PMD level',
    says: 'remove_migration_pmd() makes a huge page that was dirty soft-dirty.',
    rows: ['migrationExactSoftDirty'], releases: '6.1 and later', seen: 'seen on 7.3.4, 6.18.15, 6.12.118 and 6.1.192', tests: ['hugePages.test.ts'],
  },
  {
    id: 'C5', title: 'Soft-dirty on a marker',
    says: 'mremap() and clear_refs set and clear soft-dirty of a marker, so that one marker is two words: comparing it to a marker made anew fails. A zap or a fork makes it anew.',
    rows: [], releases: 'all that have markers', seen: 'seen on 7.3.4 (guards)', tests: ['bugs.test.ts'],
  },
  {
    id: 'C6', title: 'The zero page that goes to a device loses userfaultfd write protection',
    says: 'A registered page that was only read maps the zero page, and its entry is write-protected. migrate_vma_collect_pmd() takes it for a hole, and migrate_vma_insert_page() makes a writable entry without the mark: no write is seen.',
    rows: [], releases: 'all that have write protection', seen: 'seen on 7.3.4 (small pages), with a driver of our own', tests: [],
  },
  {
    id: 'C7', title: 'A page that a driver brings into a hole is never soft-dirty',
    says: 'migrate_vma_insert_page() makes a writable device-private entry that is not soft-dirty. A processor that touches the page gets it back writable and not soft-dirty: no write is seen.',
    rows: [], releases: 'all', seen: 'seen on 7.3.4, with a driver of our own', tests: [],
  },
  {
    id: 'C8', title: 'mprotect() of a large folio makes all its pages soft-dirty',
    says: 'modify_prot_start_ptes() takes the entries of a large folio together and gives all of them the Dirty and soft-dirty of any.',
    rows: ['mprotectBatches'], seen: 'seen on 7.3.4 and 6.18.15 (mprotect()); no program sees whether a NUMA hint was made', tests: [],
  },
  {
    id: 'C9', title: 'MADV_GUARD_INSTALL over a marker of userfaultfd never returns',
    says: 'madvise_guard_install() zaps what is no guard and walks again. The zap of a file or of shared memory leaves a uffd-wp marker, which the next walk meets. SIGKILL ends the call, another signal does not.',
    rows: ['guardsAnyMapping'], seen: 'seen on 7.3.4 and 6.18.15', tests: [],
  },
  {
    id: 'C10', title: 'clear_refs leaves a pinned page writable that is not soft-dirty',
    says: 'clear_soft_dirty() passes over pages that may be pinned. An entry that is writable and not soft-dirty, as mprotect() leaves it while VM_SOFTDIRTY speaks for the whole mapping, is left so when VM_SOFTDIRTY goes: no later write is seen.',
    rows: ['mprotectUpgradesDirty'], seen: 'seen on 7.3.4, 6.18.15, 6.12.118 and 6.1.192', tests: [],
  },
  {
    id: 'C11', title: 'KSM drops soft-dirty and userfaultfd protection',
    says: 'replace_page() makes the entry of the merged page from the protection of the mapping alone, without soft-dirty, uffd-wp and, from 7.3 on, the trap for reads.',
    rows: ['ksmKeepsSoftDirty'], releases: 'all; of stable releases 6.12.118 keeps soft-dirty', seen: 'seen on 7.3.4, 6.18.15, 6.1.192 and 5.10.262; of 6.12.118 uffd-wp alone', tests: ['ksm.test.ts'],
  },
  {
    id: 'C12', title: 'MREMAP_DONTUNMAP takes write protection away from a range that stays registered',
    says: 'move_ptes() takes marks and markers of shared memory along, or drops them. The old range stays mapped and registered: the next fault there brings a page that is not protected, and a write is not seen.',
    rows: [], releases: '5.19 and later', seen: 'seen on 7.3.4, 6.18.15, 6.12.118 and 6.1.192', tests: [],
  },
  {
    id: 'C13', title: 'UFFDIO_RWPROTECT of shared memory that a huge entry maps protects nothing',
    says: 'The split of a huge entry of shared memory clears it. For write protection a marker is left in each empty entry; for read-write protection nothing is, and the call succeeds.',
    rows: [], releases: '7.3', seen: 'seen on 7.3.4', tests: ['hugeProtection.test.ts'],
  },
  {
    id: 'C14', title: 'UFFDIO_UNREGISTER wakes only who waits for a missing page',
    says: 'userfaultfd_unregister() wakes threads of ranges that are registered for MISSING. Those that wait in a range for write protection, MINOR or RWP alone sleep on, and nobody is left to wake them.',
    rows: [], releases: '5.7 and later', seen: 'seen on 7.3.4, 6.18.15, 6.12.118, 6.1.192 and 5.10.262', tests: [],
  },
  {
    id: 'C15', title: 'A write to a page of a DAX file that was read before is never soft-dirty',
    says: 'insert_page_into_pte_locked() makes the entry that is there writable and young, and neither dirty nor soft-dirty.',
    rows: ['daxMapsPages'], seen: 'seen on 7.3.4 and 6.18.15', tests: [],
  },
  {
    id: 'C16', title: 'A fault over a uffd-wp marker of a DAX file never ends',
    says: 'insert_pfn(), and from 6.15 on vmf_insert_page_mkwrite(), take the marker for an entry that has come meanwhile: VM_FAULT_NOPAGE, and the fault comes again.',
    rows: [], releases: '6.7 and later', seen: 'not asked: it would tie up a processor', tests: [],
  },
  {
    id: 'C17', title: 'A fault over a uffd-wp marker of a locked file mapping never ends',
    says: 'Where the page is not cached, filemap_fault_recheck_pte_none() takes the marker for an entry that has come meanwhile, and the fault comes again.',
    rows: ['filemapRechecksEntry'], seen: 'not asked: it would tie up a processor', tests: [],
  },
] as const satisfies readonly Bug[];
