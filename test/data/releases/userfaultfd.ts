/** mm/userfaultfd.c, fs/userfaultfd.c. */
import type { Dated } from './release.ts';

export const userfaultfd: readonly Dated[] = [
  // mm/userfaultfd.c, 5.19.0, mfill_atomic_install_pte(): dirty; with wp_copy marked and not writable, of a shared mapping by pte_wrprotect()
  [
    'copyWrprotects',
    'shmem; uffd-register missing-wp; uffd-copy-wp',
    ['5.19', '8000000012345c65'],
    ['6.2', '8000000012345c65'],
  ],
  // mm/userfaultfd.c, move_present_pte(): 6.14.0 mk_pte(), pte_mkdirty(), pte_mkwrite(); 6.17.0 pte_mksoft_dirty(), pte_mkdirty() of what was
  // dirty, pte_mkwrite(); move_swap_pte(): 6.17.0 pte_swp_mksoft_dirty()
  [
    'moveMarksSoftDirty',
    'anon; write; pageout; read; clear-refs; uffd-move',
    ['6.14.7', '8000000012346867'],
    ['6.14.8', '8000000012346827'],
    ['6.15', '8000000012346827'],
  ],
  [
    'moveMarksSoftDirty',
    'anon; write; pageout; clear-refs; uffd-move',
    ['6.14.7', '7ffffffffdffe08'],
    ['6.14.8', '7ffffffffdffe0a'],
  ],
  // mm/userfaultfd.c, uffd_wp_range(): 6.2.12 takes vm_get_page_prot(vm_flags), 6.3.8 vm_page_prot, which wants to hear of writes
  [
    'uffdWpProtFromFlags',
    'shmem; write; uffd-wp; uffd-wp-resolve',
    ['6.2', '8000000012345867'],
    ['6.3', '8000000012345865'],
  ],
  // mm/userfaultfd.c, mfill_atomic_install_pte(): 6.18.35 asks pte_none_mostly(), 6.19.0 for none or a marker of userfaultfd
  [
    'copyReplacesMarkers',
    'anon; guard-install; uffd-copy',
    ['6.18', '8000000012345867'],
    ['6.19', 'fffffffffffff600', '-EEXIST: pte_none(): something is there already'],
  ],
  // fs/userfaultfd.c, userfaultfd_api(): 6.10.0 takes features without their option out of those it knows, and refuses; 6.9.0 has
  // all of UFFD_API_FEATURES known
  [
    'apiChecksOptions',
    { script: 'anon; uffd-register wp-unpopulated', config: { pteMarker: false } },
    ['6.9', '0'],
    ['6.10', '0', '-EINVAL: userfaultfd_api() refuses UFFD_FEATURE_WP_UNPOPULATED'],
  ],
  // include/linux/userfaultfd_k.h, vma_can_userfault(): 5.19.0 and 6.0.1 return for VM_UFFD_MINOR before they ask for CONFIG_PTE_MARKER_UFFD_WP,
  // 6.1.0-rc6 asks; 5.18.12: write protection of anonymous memory only
  [
    'registerMinorDecides',
    { script: 'shmem; uffd-register minor-wp', config: { pteMarker: false } },
    ['5.18', '0', '-EINVAL: vma_can_userfault() does not allow that for this mapping'],
    ['5.19', '0'],
    ['6.0', '0'],
    ['6.1', '0', '-EINVAL: vma_can_userfault() does not allow that for this mapping'],
  ],
  // mm/userfaultfd.c, vma_can_userfault(): 7.1.3 takes every mapping for wp-async alone, 7.1.8 none with VM_SPECIAL
  [
    'registerRefusesSpecial',
    'pfnmap; uffd-register wp-async',
    ['7.1.7', '0'],
    ['7.1.8', '0', '-EINVAL: vma_can_userfault() does not allow that for this mapping'],
    ['7.2', '0', '-EINVAL: vma_can_userfault() does not allow that for this mapping'],
  ],
  // fs/userfaultfd.c, userfaultfd_register(): 4.20.0 wants VM_MAYWRITE; 4.19.1 does not, and shmem_mfill_atomic_pte() fills the page cache of a file
  // that may only be read: mk_pte() with PAGE_READONLY (CVE-2018-18397)
  [
    'registerNeedsMaywrite',
    'shmem-readonly; uffd-register missing; uffd-copy',
    ['4.19.6', '8000000012345025'],
    ['4.19.7', '0', '-EPERM: userfaultfd_register(): the mapping can never become writable'],
    ['4.20', '0', '-EPERM: userfaultfd_register(): the mapping can never become writable'],
  ],
  // include/linux/userfaultfd_k.h, vma_can_userfault(): 6.14.0 tests vm_flags, which there are the modes, for VM_DROPPABLE; 6.17.0 vma->vm_flags
  [
    'registerRefusesDroppable',
    'droppable; uffd-register missing',
    ['6.16', '0'],
    ['6.17', '0', '-EINVAL: vma_can_userfault() does not allow that for this mapping'],
  ],
  [
    'registerRefusesSpecial',
    'shadow-stack; uffd-register missing',
    ['7.1.7', '0'],
    ['7.1.8', '0', '-EINVAL: vma_can_userfault() does not allow that for this mapping'],
  ],
  // mm/shmem.c, shmem_mfill_atomic_pte(): 4.20.0 has set_page_dirty() of a page whose entry is not made dirty, as the mapping is read-only; 4.19.1
  // not, so that reclaim drops the page: pageout() and swap are for dirty pages only, and the next fault is a missing one
  [
    'copyMarksPageDirty',
    'shmem; uffd-register missing; mprotect r; uffd-copy; pageout; read',
    ['4.19.6', '0', 'trapped: a message to userfaultfd, the task sleeps'],
    ['4.19.7', '8000000012346025', 'fault: VM_FAULT_NOPAGE'],
    ['4.20', '8000000012346025', 'fault: VM_FAULT_NOPAGE'],
    ['5.16', '8000000012346025', 'fault: VM_FAULT_NOPAGE'],
  ],
  // userfaultfd_must_wait(): 7.1.8 asks pte_write() of whatever is there, 7.2.6 pte_present() before; a read-only exclusive migration entry
  // that is young, dirty and not soft-dirty: H20
  [
    'mustWaitAsksPresent',
    'anon; write; clear-refs; uffd-wp; write-wait-begin; uffd-wp-resolve; migrate-begin; write-wait-end',
    ['7.1', 'd7ffe7fffdb97400', 'userfaultfd_must_wait(): the thread sleeps until it is woken'],
    ['7.2', 'd7ffe7fffdb97400', 'userfaultfd_must_wait(): the entry has changed meanwhile, the fault is to come again'],
  ],
];
