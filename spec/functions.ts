/**
 * The functions of the kernel that lib/mm models, and the file that each stands in (the newest, where it has moved). `since` is
 * the first release with the logic. The first name is what had the logic before it was a function of its own.
 */
import type { Row } from './schema.ts';

/** A kernel function and its file; `says` is what it is for, where that says more than the name. */
export interface FunctionRow extends Row {
  readonly file: string;
}

/** The functions, by kernel source file. */
export const functions = [
  // mm/mprotect.c and what it asks
  { id: 'changePteRange', since: '4.19', kernel: 'change_pte_range', file: 'mm/mprotect.c', judge: 'source: 4.19.0, 7.3.4, mm/mprotect.c, change_pte_range' },
  { id: 'mprotectFixup', since: '4.19', kernel: 'mprotect_fixup', file: 'mm/mprotect.c', judge: 'source: 4.19.0, 7.3.4, mm/mprotect.c, mprotect_fixup' },
  { id: 'canChangePteWritable', since: '6.0', kernel: 'can_change_pte_writable', file: 'mm/mprotect.c', cite: '64fe24a3e05e', judge: 'source: 5.19.0, 6.0.0, mm/mprotect.c, can_change_pte_writable' },
  { id: 'canChangePmdWritable', since: '6.2', kernel: 'can_change_pmd_writable', file: 'mm/huge_memory.c', cite: 'c27f479ef542', judge: 'source: 6.1.192, 6.2.12, mm/huge_memory.c, can_change_pmd_writable' },
  {
    id: 'vmaWantsManualPteWriteUpgrade', since: '6.0', kernel: 'mprotect_fixup', file: 'mm/internal.h', cite: '64fe24a3e05e',
    renamed: [{ since: '6.2', kernel: 'vma_wants_manual_pte_write_upgrade' }],
    judge: [
      'source: 5.19.0, 6.0.0, mm/mprotect.c, mprotect_fixup',
      'source: 6.1.192, 6.2.12, include/linux/mm.h, vma_wants_manual_pte_write_upgrade',
    ],
  },
  { id: 'changeProtNuma', since: '4.19', kernel: 'change_prot_numa', file: 'mm/mempolicy.c', judge: 'source: 4.19.0, 7.3.4, mm/mempolicy.c, change_prot_numa' },
  { id: 'maybeMkwrite', since: '4.19', kernel: 'maybe_mkwrite', file: 'include/linux/mm.h', judge: 'source: 4.19.0, 7.3.4, include/linux/mm.h, maybe_mkwrite' },
  { id: 'vmaSetPageProt', since: '4.19', kernel: 'vma_set_page_prot', file: 'mm/mmap.c', judge: 'source: 4.19.0, 7.3.4, mm/mmap.c, vma_set_page_prot' },
  { id: 'vmaWantsWritenotify', since: '4.19', kernel: 'vma_wants_writenotify', file: 'mm/mmap.c', judge: 'source: 4.19.0, 7.3.4, mm/vma.c, vma_wants_writenotify' },
  {
    id: 'vmaSoftDirtyEnabled', since: '4.19', kernel: 'vma_wants_writenotify', file: 'mm/internal.h',
    renamed: [{ since: '6.0', kernel: 'vma_soft_dirty_enabled' }],
    judge: [
      'source: 4.19.0, 7.3.4, mm/internal.h, vma_soft_dirty_enabled',
      'source: 5.19.0, 6.0.0, mm/internal.h, vma_soft_dirty_enabled',
    ],
    cite: '76aefad628aa',
  },
  // userfaultfd
  { id: 'uffdWpRange', since: '5.7', kernel: 'mwriteprotect_range', file: 'mm/userfaultfd.c', renamed: [{ since: '6.0', kernel: 'uffd_wp_range' }], cite: '63b2d4174c4a', judge: ['source: 5.6.4, 5.7.14, mm/userfaultfd.c, mwriteprotect_range', 'source: 5.19.0, 6.0.0, mm/userfaultfd.c, uffd_wp_range'], says: 'UFFDIO_WRITEPROTECT' },
  { id: 'uffdRwpRange', since: '7.3', kernel: 'UFFDIO_RWPROTECT', file: 'mm/userfaultfd.c', cite: '6eab8f2cc646', judge: 'source: 7.2.13, 7.3.0-rc7, include/uapi/linux/userfaultfd.h, UFFDIO_RWPROTECT' },
  {
    id: 'userfaultfdSetVmFlags', since: '4.19', kernel: 'userfaultfd_register', file: 'mm/userfaultfd.c',
    renamed: [{ since: '6.2', kernel: 'userfaultfd_set_vm_flags' }],
    judge: [
      'source: 4.19.0, 7.3.4, mm/userfaultfd.c, userfaultfd_set_vm_flags',
      'source: 6.1.4, 6.2.12, fs/userfaultfd.c, userfaultfd_set_vm_flags',
    ],
    cite: '51d3d5eb74ff',
  },
  { id: 'userfaultfdEnd', since: '4.19', kernel: 'userfaultfd_unregister', file: 'fs/userfaultfd.c', judge: 'source: 4.19.0, 7.3.4, mm/userfaultfd.c, userfaultfd_unregister' },
  { id: 'userfaultfdMustWait', since: '4.19', kernel: 'userfaultfd_must_wait', file: 'fs/userfaultfd.c', judge: 'source: 4.19.0, 7.3.4, mm/userfaultfd.c, userfaultfd_must_wait' },
  { id: 'userfaultfdPteWp', since: '5.7', kernel: 'userfaultfd_pte_wp', file: 'include/linux/userfaultfd_k.h', cite: '292924b26024', judge: 'source: 5.6.4, 5.7.14, include/linux/userfaultfd_k.h, userfaultfd_pte_wp' },
  {
    id: 'mfillAtomicInstallPte', since: '4.19', kernel: 'mcopy_atomic_pte', file: 'mm/userfaultfd.c',
    renamed: [{ since: '5.14', kernel: 'mfill_atomic_install_pte' }],
    judge: [
      'source: 4.19.0, 7.3.4, mm/userfaultfd.c, mfill_atomic_install_pte',
      'source: 5.12.9, 5.14.2, mm/userfaultfd.c, mfill_atomic_install_pte',
    ],
    cite: '153132571f02',
  },
  {
    id: 'mfillAtomicPteZeropage', since: '4.19', kernel: 'mfill_zeropage_pte', file: 'mm/userfaultfd.c',
    renamed: [{ since: '6.4', kernel: 'mfill_atomic_pte_zeropage' }],
    judge: [
      'source: 4.19.0, 7.3.4, mm/userfaultfd.c, mfill_atomic_pte_zeropage',
      'source: 6.3.8, 6.4.4, mm/userfaultfd.c, mfill_atomic_pte_zeropage',
    ],
    cite: 'a734991ccaec',
  },
  { id: 'mfillAtomicPtePoison', since: '6.6', kernel: 'mfill_atomic_pte_poison', file: 'mm/userfaultfd.c', cite: 'fc71884a5f59', judge: 'source: 6.5.0, 6.6.9, mm/userfaultfd.c, mfill_atomic_pte_poison', says: 'UFFDIO_POISON' },
  {
    id: 'movePagesPte', since: '6.8', kernel: 'move_pages_pte', file: 'mm/userfaultfd.c', renamed: [{ since: '6.18', kernel: 'move_pages_ptes' }], cite: 'adef440691ba', says: 'UFFDIO_MOVE',
    judge: ['source: 6.7.3, 6.8.0, mm/userfaultfd.c, move_pages_pte', 'source: 6.17.8, 6.18.2, mm/userfaultfd.c, move_pages_ptes'],
  },
  // mm/memory.c
  { id: 'handlePteFault', since: '4.19', kernel: 'handle_pte_fault', file: 'mm/memory.c', judge: 'source: 4.19.0, 7.3.4, mm/memory.c, handle_pte_fault' },
  { id: 'doPteMissing', since: '4.19', kernel: 'handle_pte_fault', file: 'mm/memory.c', renamed: [{ since: '6.4', kernel: 'do_pte_missing' }], judge: ['source: 4.19.0, 7.3.4, mm/memory.c, do_pte_missing', 'source: 6.3.8, 6.4.4, mm/memory.c, do_pte_missing'], cite: '2bad466cc9d9' },
  { id: 'doSwapPage', since: '4.19', kernel: 'do_swap_page', file: 'mm/memory.c', judge: 'source: 4.19.0, 7.3.4, mm/memory.c, do_swap_page' },
  { id: 'doWpPage', since: '4.19', kernel: 'do_wp_page', file: 'mm/memory.c', judge: 'source: 4.19.0, 7.3.4, mm/memory.c, do_wp_page' },
  { id: 'doNumaPage', since: '4.19', kernel: 'do_numa_page', file: 'mm/memory.c', judge: 'source: 4.19.0, 7.3.4, mm/memory.c, do_numa_page' },
  { id: 'doUffdRwp', since: '7.3', kernel: 'do_uffd_rwp', file: 'mm/memory.c', cite: '2d427bb01639', judge: 'source: 7.2.13, 7.3.0-rc7, mm/memory.c, do_uffd_rwp' },
  { id: 'handlePteMarker', since: '5.19', kernel: 'handle_pte_marker', file: 'mm/memory.c', cite: '5c041f5d1f23', judge: 'source: 5.18.12, 5.19.0, mm/memory.c, handle_pte_marker' },
  { id: 'restoreExclusivePte', since: '5.14', kernel: 'restore_exclusive_pte', file: 'mm/memory.c', cite: 'b756a3b5e7ea', judge: 'source: 5.12.9, 5.14.2, mm/memory.c, restore_exclusive_pte' },
  {
    id: 'pteInstallUffdWpIfNeeded', since: '5.19', kernel: 'pte_install_uffd_wp_if_needed', file: 'include/linux/mm_inline.h', cite: '999dad824c39',
    renamed: [{ since: '7.3', kernel: 'cond_install_uffd_wp_ptes' }],
    judge: [
      'source: 5.18.12, 5.19.0, include/linux/mm_inline.h, pte_install_uffd_wp_if_needed',
      'source: 7.2.13, 7.3.0-rc7, mm/memory.c, cond_install_uffd_wp_ptes',
    ],
  },
  { id: 'zapPteRange', since: '4.19', kernel: 'zap_pte_range', file: 'mm/memory.c', judge: 'source: 4.19.0, 7.3.4, mm/memory.c, zap_pte_range' },
  {
    id: 'copyPresentPte', since: '4.19', kernel: 'copy_one_pte', file: 'mm/memory.c',
    renamed: [{ since: '5.9', kernel: 'copy_present_pte' }, { since: '6.9', kernel: 'copy_present_ptes' }],
    judge: [
      'source: 4.19.0, 7.3.4, mm/memory.c, copy_present_ptes',
      'source: 5.8.1, 5.9.1, mm/memory.c, copy_present_pte',
      'source: 6.8.0, 6.9.0, mm/memory.c, copy_present_ptes',
    ],
    cite: 'f8d937761d65',
  },
  { id: 'vmaNeedsCopy', since: '4.19', kernel: 'copy_page_range', file: 'mm/memory.c', renamed: [{ since: '5.19', kernel: 'vma_needs_copy' }], judge: ['source: 4.19.0, 7.3.4, mm/memory.c, copy_page_range', 'source: 5.18.12, 5.19.0, mm/memory.c, vma_needs_copy'] },
  { id: 'copyNonpresentPte', since: '4.19', kernel: 'copy_one_pte', file: 'mm/memory.c', renamed: [{ since: '5.9', kernel: 'copy_nonpresent_pte' }], judge: ['source: 4.19.0, 7.3.4, mm/memory.c, copy_nonpresent_pte', 'source: 5.8.1, 5.9.1, mm/memory.c, copy_nonpresent_pte'], cite: 'df3a57d1f607' },
  // mm/migrate.c and mm/migrate_device.c
  { id: 'removeMigrationPte', since: '4.19', kernel: 'remove_migration_pte', file: 'mm/migrate.c', needs: ['migration'], judge: 'source: 4.19.0, 7.3.4, mm/migrate.c, remove_migration_pte' },
  { id: 'tryToMapUnusedToZeropage', since: '6.12', kernel: 'try_to_map_unused_to_zeropage', file: 'mm/migrate.c', needs: ['migration'], cite: 'b1f202060afe', judge: 'source: 6.11.11, 6.12.0, mm/migrate.c, try_to_map_unused_to_zeropage' },
  { id: 'migrateVmaCollectPmd', since: '4.19', kernel: 'migrate_vma_collect_pmd', file: 'mm/migrate_device.c', needs: ['migration'], judge: 'source: 4.19.0, 7.3.4, mm/migrate_device.c, migrate_vma_collect_pmd' },
  { id: 'migrateVmaInsertPage', since: '4.19', kernel: 'migrate_vma_insert_page', file: 'mm/migrate_device.c', needs: ['migration'], judge: 'source: 4.19.0, 7.3.4, mm/migrate_device.c, migrate_vma_insert_page' },
  // mm/rmap.c
  { id: 'tryToMigrateOne', since: '4.19', kernel: 'try_to_unmap_one', file: 'mm/rmap.c', renamed: [{ since: '5.14', kernel: 'try_to_migrate_one' }], judge: ['source: 4.19.0, 7.3.4, mm/rmap.c, try_to_migrate_one', 'source: 5.12.9, 5.14.2, mm/rmap.c, try_to_migrate_one'], cite: 'a98a2f0c8ce1' },
  { id: 'tryToUnmapOne', since: '4.19', kernel: 'try_to_unmap_one', file: 'mm/rmap.c', judge: 'source: 4.19.0, 7.3.4, mm/rmap.c, try_to_unmap_one' },
  { id: 'tryToUnmapHuge', since: '4.19', kernel: 'try_to_unmap_one', file: 'mm/rmap.c', judge: 'source: 4.19.0, 7.3.4, mm/rmap.c, try_to_unmap_one' },
  {
    id: 'makeDeviceExclusive', since: '5.14', needs: ['devicePrivate'], kernel: 'page_make_device_exclusive_one', file: 'mm/rmap.c', cite: 'b756a3b5e7ea',
    renamed: [{ since: '6.15', kernel: 'make_device_exclusive' }],
    judge: [
      'source: 5.12.9, 5.14.2, mm/rmap.c, page_make_device_exclusive_one',
      'source: 6.14.0, 6.17.0-rc6, mm/rmap.c, make_device_exclusive',
    ],
  },
  // mm/memory-failure.c
  { id: 'hwpoisonUserMappings', since: '4.19', kernel: 'hwpoison_user_mappings', file: 'mm/memory-failure.c', needs: ['memoryFailure'], judge: 'source: 4.19.0, 7.3.4, mm/memory-failure.c, hwpoison_user_mappings' },
  // mm/huge_memory.c
  { id: 'setPmdMigrationEntry', since: '4.19', kernel: 'set_pmd_migration_entry', file: 'mm/huge_memory.c', needs: ['migration'], judge: 'source: 4.19.0, 7.3.4, mm/huge_memory.c, set_pmd_migration_entry' },
  { id: 'removeMigrationPmd', since: '4.19', kernel: 'remove_migration_pmd', file: 'mm/huge_memory.c', needs: ['migration'], judge: 'source: 4.19.0, 7.3.4, mm/huge_memory.c, remove_migration_pmd' },
  { id: 'splitHugePmdLocked', since: '4.19', kernel: '__split_huge_pmd_locked', file: 'mm/huge_memory.c', judge: 'source: 4.19.0, 7.3.4, mm/huge_memory.c, __split_huge_pmd_locked' },
  { id: 'splitHugeZeroPagePmd', since: '4.19', kernel: '__split_huge_zero_page_pmd', file: 'mm/huge_memory.c', judge: 'source: 4.19.0, 7.3.4, mm/huge_memory.c, __split_huge_zero_page_pmd' },
  { id: 'unmapHugePmdLocked', since: '6.11', kernel: 'unmap_huge_pmd_locked', file: 'mm/huge_memory.c', judge: 'source: 6.10.0, 6.11.11, mm/huge_memory.c, unmap_huge_pmd_locked', cite: '735ecdfaf4e8' },
  { id: 'zapHugePmd', since: '4.19', kernel: 'zap_huge_pmd', file: 'mm/huge_memory.c', judge: 'source: 4.19.0, 7.3.4, mm/huge_memory.c, zap_huge_pmd' },
  { id: 'madviseFreeHugePmd', since: '4.19', kernel: 'madvise_free_huge_pmd', file: 'mm/huge_memory.c', judge: 'source: 4.19.0, 7.3.4, mm/huge_memory.c, madvise_free_huge_pmd' },
  { id: 'doHugePmdNumaPage', since: '4.19', kernel: 'do_huge_pmd_numa_page', file: 'mm/huge_memory.c', judge: 'source: 4.19.0, 7.3.4, mm/huge_memory.c, do_huge_pmd_numa_page' },
  { id: 'changeHugePmd', since: '4.19', kernel: 'change_huge_pmd', file: 'mm/huge_memory.c', judge: 'source: 4.19.0, 7.3.4, mm/huge_memory.c, change_huge_pmd' },
  {
    id: 'pgtableSplitNeeded', since: '4.19', kernel: 'change_pmd_range', file: 'mm/mprotect.c',
    renamed: [{ since: '5.19', kernel: 'uffd_wp_protect_file' }, { since: '6.4', kernel: 'pgtable_split_needed' }],
    judge: [
      'source: 4.19.0, 7.3.4, mm/mprotect.c, change_pmd_range',
      'source: 5.18.12, 5.19.0, mm/mprotect.c, uffd_wp_protect_file',
      'source: 6.3.8, 6.4.4, mm/mprotect.c, pgtable_split_needed',
    ],
  },
  { id: 'copyHugePmd', since: '4.19', kernel: 'copy_huge_pmd', file: 'mm/huge_memory.c', judge: 'source: 4.19.0, 7.3.4, mm/huge_memory.c, copy_huge_pmd' },
  { id: 'handlePmdFault', since: '4.19', kernel: '__handle_mm_fault', file: 'mm/memory.c', judge: 'source: 4.19.0, 7.3.4, mm/memory.c, __handle_mm_fault' },
  { id: 'doHugePmdWpPage', since: '4.19', kernel: 'do_huge_pmd_wp_page', file: 'mm/huge_memory.c', judge: 'source: 4.19.0, 7.3.4, mm/huge_memory.c, do_huge_pmd_wp_page' },
  { id: 'hugePmdSetAccessed', since: '4.19', kernel: 'huge_pmd_set_accessed', file: 'mm/huge_memory.c', judge: 'source: 4.19.0, 7.3.4, mm/huge_memory.c, huge_pmd_set_accessed' },
  { id: 'doHugePmdUffdRwp', since: '7.3', kernel: 'do_huge_pmd_uffd_rwp', file: 'mm/huge_memory.c', judge: 'source: 7.2.13, 7.3.0-rc7, mm/huge_memory.c, do_huge_pmd_uffd_rwp' },
  { id: 'doHugePmdAnonymousPage', since: '4.19', kernel: 'do_huge_pmd_anonymous_page', file: 'mm/huge_memory.c', judge: 'source: 4.19.0, 7.3.4, mm/huge_memory.c, do_huge_pmd_anonymous_page' },
  { id: 'doSetPmd', since: '4.19', kernel: 'do_set_pmd', file: 'mm/memory.c', judge: 'source: 4.19.0, 7.3.4, mm/memory.c, do_set_pmd' },
  {
    id: 'insertPmd', since: '4.19', kernel: 'insert_pfn_pmd', file: 'mm/huge_memory.c', renamed: [{ since: '6.17', kernel: 'insert_pmd' }],
    judge: ['source: 4.19.0, 7.3.4, mm/huge_memory.c, insert_pmd', 'source: 6.14.0, 6.17.0-rc6, mm/huge_memory.c, insert_pmd'],
  },
  { id: 'moveHugePmd', since: '4.19', kernel: 'move_huge_pmd', file: 'mm/huge_memory.c', judge: 'source: 4.19.0, 7.3.4, mm/huge_memory.c, move_huge_pmd' },
  { id: 'movePagesHugePmd', since: '6.8', kernel: 'move_pages_huge_pmd', file: 'mm/huge_memory.c', cite: 'adef440691ba', says: 'UFFDIO_MOVE', judge: 'source: 6.7.3, 6.8.0, mm/huge_memory.c, move_pages_huge_pmd' },
  {
    id: 'migrateVmaCollectHugePmd', since: '4.19', kernel: 'migrate_vma_collect_pmd', file: 'mm/migrate_device.c', needs: ['migration'],
    renamed: [{ since: '6.19', kernel: 'migrate_vma_collect_huge_pmd' }],
    judge: ['source: 4.19.0, 7.3.4, mm/migrate_device.c, migrate_vma_collect_pmd', 'source: 6.18.35, 6.19.0, mm/migrate_device.c, migrate_vma_collect_huge_pmd'],
  },
  { id: 'migrateVmaInsertHugePmdPage', since: '6.19', kernel: 'migrate_vma_insert_huge_pmd_page', file: 'mm/migrate_device.c', needs: ['migration'], cite: 'a30b48bf1b24', judge: 'source: 6.18.35, 6.19.0, mm/migrate_device.c, migrate_vma_insert_huge_pmd_page' },
  // mm/khugepaged.c, and what frees page tables
  {
    id: 'collapseHugePage', since: '4.19', kernel: 'collapse_huge_page', file: 'mm/khugepaged.c', says: 'khugepaged and MADV_COLLAPSE',
    judge: 'source: 4.19.0, 7.3.4, mm/khugepaged.c, collapse_huge_page',
  },
  {
    id: 'collapseFile', since: '4.19', kernel: 'collapse_shmem', file: 'mm/khugepaged.c', renamed: [{ since: '5.4', kernel: 'collapse_file' }],
    judge: ['source: 4.19.0, 7.3.4, mm/khugepaged.c, collapse_file', 'source: 5.3.1, 5.4.1, mm/khugepaged.c, collapse_file'],
  },
  { id: 'retractPageTables', since: '4.19', kernel: 'retract_page_tables', file: 'mm/khugepaged.c', judge: 'source: 4.19.0, 7.3.4, mm/khugepaged.c, retract_page_tables' },
  {
    id: 'collapsePteMappedThp', since: '5.4', kernel: 'collapse_pte_mapped_thp', file: 'mm/khugepaged.c', cite: '27e1f8273113', renamed: [{ since: '7.0', kernel: 'try_collapse_pte_mapped_thp' }],
    judge: ['source: 5.3.1, 5.4.1, mm/khugepaged.c, collapse_pte_mapped_thp', 'source: 6.19.11, 7.0.0-rc6, mm/khugepaged.c, try_collapse_pte_mapped_thp'],
  },
  { id: 'zapFreesTable', since: '4.19', kernel: 'zap_pte_range', file: 'mm/memory.c', judge: 'source: 4.19.0, 7.3.4, mm/memory.c, zap_pte_range' },
  // mm/hugetlb.c, mm/ksm.c
  { id: 'copyHugetlbPageRange', since: '4.19', kernel: 'copy_hugetlb_page_range', file: 'mm/hugetlb.c', judge: 'source: 4.19.0, 7.3.4, mm/hugetlb.c, copy_hugetlb_page_range' },
  { id: 'hugetlbChangeProtection', since: '4.19', kernel: 'hugetlb_change_protection', file: 'mm/hugetlb.c', judge: 'source: 4.19.0, 7.3.4, mm/hugetlb.c, hugetlb_change_protection' },
  { id: 'unmapHugepageRange', since: '4.19', kernel: '__unmap_hugepage_range', file: 'mm/hugetlb.c', judge: 'source: 4.19.0, 7.3.4, mm/hugetlb.c, __unmap_hugepage_range' },
  { id: 'hugetlbFault', since: '4.19', kernel: 'hugetlb_fault', file: 'mm/hugetlb.c', judge: 'source: 4.19.0, 7.3.4, mm/hugetlb.c, hugetlb_fault' },
  { id: 'hugetlbNoPage', since: '4.19', kernel: 'hugetlb_no_page', file: 'mm/hugetlb.c', judge: 'source: 4.19.0, 7.3.4, mm/hugetlb.c, hugetlb_no_page' },
  {
    id: 'hugetlbWp', since: '4.19', kernel: 'hugetlb_cow', file: 'mm/hugetlb.c', renamed: [{ since: '5.19', kernel: 'hugetlb_wp' }],
    judge: ['source: 4.19.0, 7.3.4, mm/hugetlb.c, hugetlb_wp', 'source: 5.18.12, 5.19.0, mm/hugetlb.c, hugetlb_wp'],
  },
  { id: 'moveHugePte', since: '5.16', kernel: 'move_huge_pte', file: 'mm/hugetlb.c', cite: '550a7d60bd5e', says: 'mremap() of hugetlb', judge: 'source: 5.15.135, 5.16.10, mm/hugetlb.c, move_huge_pte' },
  {
    id: 'hugetlbMfillAtomicPte', since: '4.19', kernel: 'hugetlb_mcopy_atomic_pte', file: 'mm/hugetlb.c', renamed: [{ since: '6.4', kernel: 'hugetlb_mfill_atomic_pte' }],
    judge: ['source: 4.19.0, 7.3.4, mm/hugetlb.c, hugetlb_mfill_atomic_pte', 'source: 6.3.8, 6.4.4, mm/hugetlb.c, hugetlb_mfill_atomic_pte'],
  },
  { id: 'writeProtectPage', since: '4.19', kernel: 'write_protect_page', file: 'mm/ksm.c', judge: 'source: 4.19.0, 7.3.4, mm/ksm.c, write_protect_page' },
  { id: 'replacePage', since: '4.19', kernel: 'replace_page', file: 'mm/ksm.c', judge: 'source: 4.19.0, 7.3.4, mm/ksm.c, replace_page' },
  // mm/swapfile.c, mm/madvise.c, mm/mremap.c, fs/proc/task_mmu.c, mm/page_table_check.c
  { id: 'unusePte', since: '4.19', kernel: 'unuse_pte', file: 'mm/swapfile.c', judge: 'source: 4.19.0, 7.3.4, mm/swapfile.c, unuse_pte' },
  { id: 'guardInstall', since: '6.13', kernel: 'madvise_guard_install', file: 'mm/madvise.c', cite: '662df3e5c376', says: 'guard regions', judge: 'source: 6.12.118, 6.13.0, mm/madvise.c, madvise_guard_install' },
  { id: 'guardRemove', since: '6.13', kernel: 'madvise_guard_remove', file: 'mm/madvise.c', cite: '662df3e5c376', says: 'guard regions', judge: 'source: 6.12.118, 6.13.0, mm/madvise.c, madvise_guard_remove' },
  { id: 'madviseFree', since: '4.19', kernel: 'madvise_free_pte_range', file: 'mm/madvise.c', judge: 'source: 4.19.0, 7.3.4, mm/madvise.c, madvise_free_pte_range' },
  { id: 'madviseColdOrPageout', since: '5.4', kernel: 'madvise_cold_or_pageout_pte_range', file: 'mm/madvise.c', cite: '1a4e58cce84e', says: 'MADV_COLD and MADV_PAGEOUT', judge: 'source: 5.3.1, 5.4.1, mm/madvise.c, madvise_cold_or_pageout_pte_range' },
  { id: 'madviseColdOrPageoutPmd', since: '5.4', kernel: 'madvise_cold_or_pageout_pte_range', file: 'mm/madvise.c', cite: '1a4e58cce84e', says: 'MADV_COLD and MADV_PAGEOUT', judge: 'source: 5.3.1, 5.4.1, mm/madvise.c, madvise_cold_or_pageout_pte_range' },
  { id: 'movePtes', since: '4.19', kernel: 'move_ptes', file: 'mm/mremap.c', judge: 'source: 4.19.0, 7.3.4, mm/mremap.c, move_ptes' },
  { id: 'moveSoftDirtyPte', since: '4.19', kernel: 'move_soft_dirty_pte', file: 'mm/mremap.c', judge: 'source: 4.19.0, 7.3.4, mm/mremap.c, move_soft_dirty_pte' },
  { id: 'clearSoftDirty', since: '4.19', kernel: 'clear_soft_dirty', file: 'fs/proc/task_mmu.c', judge: 'source: 4.19.0, 7.3.4, fs/proc/task_mmu.c, clear_soft_dirty' },
  { id: 'clearRefs', since: '4.19', kernel: 'clear_refs_write', file: 'fs/proc/task_mmu.c', judge: 'source: 4.19.0, 7.3.4, fs/proc/task_mmu.c, clear_refs_write' },
  { id: 'pteToPagemapEntry', since: '4.19', kernel: 'pte_to_pagemap_entry', file: 'fs/proc/task_mmu.c', judge: 'source: 4.19.0, 7.3.4, fs/proc/task_mmu.c, pte_to_pagemap_entry' },
  { id: 'clearSoftDirtyPmd', since: '4.19', kernel: 'clear_soft_dirty_pmd', file: 'fs/proc/task_mmu.c', judge: 'source: 4.19.0, 7.3.4, fs/proc/task_mmu.c, clear_soft_dirty_pmd' },
  { id: 'clearReferencedPmd', since: '4.19', kernel: 'clear_refs_pte_range', file: 'fs/proc/task_mmu.c', judge: 'source: 4.19.0, 7.3.4, fs/proc/task_mmu.c, clear_refs_pte_range' },
  {
    id: 'pagemapPmdRange', since: '4.19', kernel: 'pagemap_pmd_range', file: 'fs/proc/task_mmu.c', renamed: [{ since: '6.19', kernel: 'pagemap_pmd_range_thp' }],
    judge: ['source: 4.19.0, 7.3.4, fs/proc/task_mmu.c, pagemap_pmd_range', 'source: 6.18.35, 6.19.0, fs/proc/task_mmu.c, pagemap_pmd_range_thp'],
  },
  { id: 'pagemapPageCategory', since: '6.7', kernel: 'pagemap_page_category', file: 'fs/proc/task_mmu.c', cite: '52526ca7fdb9', judge: 'source: 6.6.87, 6.7.3, fs/proc/task_mmu.c, pagemap_page_category' },
  { id: 'makeUffdWpPte', since: '6.7', needs: ['uffdWp'], kernel: 'make_uffd_wp_pte', file: 'fs/proc/task_mmu.c', cite: '52526ca7fdb9', judge: 'source: 6.6.87, 6.7.3, fs/proc/task_mmu.c, make_uffd_wp_pte' },
  { id: 'pagemapThpCategory', since: '6.7', kernel: 'pagemap_thp_category', file: 'fs/proc/task_mmu.c', cite: '52526ca7fdb9', judge: 'source: 6.6.87, 6.7.3, fs/proc/task_mmu.c, pagemap_thp_category' },
  { id: 'makeUffdWpPmd', since: '6.7', needs: ['uffdWp'], kernel: 'make_uffd_wp_pmd', file: 'fs/proc/task_mmu.c', cite: '52526ca7fdb9', judge: 'source: 6.6.87, 6.7.3, fs/proc/task_mmu.c, make_uffd_wp_pmd' },
  { id: 'pagemapScan', since: '6.7', kernel: 'pagemap_scan_pmd_entry', file: 'fs/proc/task_mmu.c', cite: '52526ca7fdb9', says: 'PAGEMAP_SCAN', judge: 'source: 6.6.87, 6.7.3, fs/proc/task_mmu.c, pagemap_scan_pmd_entry' },
  { id: 'pagemapHugetlbRange', since: '4.19', kernel: 'pagemap_hugetlb_range', file: 'fs/proc/task_mmu.c', judge: 'source: 4.19.0, 7.3.4, fs/proc/task_mmu.c, pagemap_hugetlb_range' },
  { id: 'pagemapHugetlbCategory', since: '6.7', kernel: 'pagemap_hugetlb_category', file: 'fs/proc/task_mmu.c', cite: '52526ca7fdb9', judge: 'source: 6.6.87, 6.7.3, fs/proc/task_mmu.c, pagemap_hugetlb_category' },
  { id: 'makeUffdWpHugePte', since: '6.7', needs: ['uffdWp'], kernel: 'make_uffd_wp_huge_pte', file: 'fs/proc/task_mmu.c', cite: '52526ca7fdb9', judge: 'source: 6.6.87, 6.7.3, fs/proc/task_mmu.c, make_uffd_wp_huge_pte' },
  { id: 'pagemapScanHugetlbEntry', since: '6.7', kernel: 'pagemap_scan_hugetlb_entry', file: 'fs/proc/task_mmu.c', cite: '52526ca7fdb9', says: 'PAGEMAP_SCAN of hugetlb', judge: 'source: 6.6.87, 6.7.3, fs/proc/task_mmu.c, pagemap_scan_hugetlb_entry' },
  { id: 'ptePageTableCheckFlags', since: '6.10', sinceStable: { '6.6': 47 }, kernel: 'page_table_check_pte_flags', file: 'mm/page_table_check.c', cite: '8430557fc584', judge: ['source: 6.6.17, 6.6.87, mm/page_table_check.c, page_table_check_pte_flags', 'source: 6.9.0, 6.10.0, mm/page_table_check.c, page_table_check_pte_flags'] },
  // Mappings, who may change them, and what devices are told of them
  {
    id: 'vmaMerge', since: '4.19', kernel: 'vma_merge', file: 'mm/vma.c', renamed: [{ since: '6.12', kernel: 'vma_merge_existing_range' }],
    judge: ['source: 4.19.0, 7.3.4, mm/vma.c, vma_merge_existing_range', 'source: 6.11.11, 6.12.0, mm/vma.c, vma_merge_existing_range'],
  },
  {
    id: 'mmapRegion', since: '4.19', kernel: 'mmap_region', file: 'mm/vma.c', renamed: [{ since: '6.13', kernel: '__mmap_region' }],
    judge: ['source: 4.19.0, 7.3.4, mm/vma.c, __mmap_region', 'source: 6.12.118, 6.13.0, mm/vma.c, __mmap_region'],
  },
  { id: 'dupMmap', since: '4.19', kernel: 'dup_mmap', file: 'mm/mmap.c', says: 'fork()', judge: 'source: 4.19.0, 7.3.4, mm/mmap.c, dup_mmap' },
  { id: 'dupUserfaultfd', since: '4.19', kernel: 'dup_userfaultfd', file: 'mm/userfaultfd.c', judge: 'source: 4.19.0, 7.3.4, mm/userfaultfd.c, dup_userfaultfd' },
  { id: 'doMprotectPkey', since: '4.19', kernel: 'do_mprotect_pkey', file: 'mm/mprotect.c', says: 'mprotect(), pkey_mprotect()', judge: 'source: 4.19.0, 7.3.4, mm/mprotect.c, do_mprotect_pkey' },
  {
    id: 'madviseVmaBehavior', since: '4.19', kernel: 'madvise_behavior', file: 'mm/madvise.c', renamed: [{ since: '5.17', kernel: 'madvise_vma_behavior' }],
    judge: ['source: 4.19.0, 7.3.4, mm/madvise.c, madvise_vma_behavior', 'source: 5.16.10, 5.17.0, mm/madvise.c, madvise_vma_behavior'],
  },
  { id: 'breakKsm', since: '4.19', kernel: 'break_ksm', file: 'mm/ksm.c', judge: 'source: 4.19.0, 7.3.4, mm/ksm.c, break_ksm' },
  { id: 'taskNumaWork', since: '4.19', kernel: 'task_numa_work', file: 'kernel/sched/fair.c', judge: 'source: 4.19.0, 7.3.4, kernel/sched/fair.c, task_numa_work' },
  {
    id: 'shouldTryToFreeSwap', since: '4.19', kernel: 'do_swap_page', file: 'mm/memory.c', renamed: [{ since: '5.18', kernel: 'should_try_to_free_swap' }],
    judge: ['source: 4.19.0, 7.3.4, mm/memory.c, should_try_to_free_swap', 'source: 5.17.0, 5.18.1, mm/memory.c, should_try_to_free_swap'],
  },
  {
    id: 'hmmRangeFault', since: '4.19', kernel: 'hmm_vma_fault', file: 'mm/hmm.c', renamed: [{ since: '5.2', kernel: 'hmm_range_fault' }],
    judge: ['source: 4.19.0, 7.3.4, mm/hmm.c, hmm_range_fault', 'source: 5.1.0, 5.2.1, mm/hmm.c, hmm_range_fault'],
  },
  { id: 'hmmRangeFaultHugetlb', since: '5.2', kernel: 'hmm_vma_walk_hugetlb_entry', file: 'mm/hmm.c', judge: 'source: 5.1.0, 5.2.1, mm/hmm.c, hmm_vma_walk_hugetlb_entry' },
  { id: 'hmmRangeFaultPmd', since: '4.19', kernel: 'hmm_vma_walk_pmd', file: 'mm/hmm.c', judge: 'source: 4.19.0, 7.3.4, mm/hmm.c, hmm_vma_walk_pmd' },
  {
    id: 'hmmDoFault', since: '4.19', kernel: 'hmm_vma_do_fault', file: 'mm/hmm.c', renamed: [{ since: '5.7', kernel: 'hmm_vma_fault' }, { since: '7.3', kernel: 'hmm_do_fault' }],
    judge: ['source: 4.19.0, 7.3.4, mm/hmm.c, hmm_do_fault', 'source: 5.6.4, 5.7.14, mm/hmm.c, hmm_vma_do_fault', 'source: 7.2.13, 7.3.0-rc7, mm/hmm.c, hmm_do_fault'],
  },
] as const satisfies readonly FunctionRow[];
