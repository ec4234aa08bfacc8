/** mm/memory.c. */
import type { Dated } from './release.ts';

export const memory: readonly Dated[] = [
  // mm/memory.c: 5.8.1, copy_one_pte() write-protects both; 5.9.1, copy_present_page(): mk_pte(), pte_mkdirty(), maybe_mkwrite() of a copy
  [
    'forkCopiesPinned',
    'anon; write; pin; fork',
    ['5.8', '8000000012345865', "the child's entry: 0x8000000012345845"],
    ['5.9', '8000000012345867', "the child's entry: 0x8000000012346867"],
  ],
  // mm/memory.c, 5.19.0, vma_needs_copy(): userfaultfd_wp(dst_vma); copy_present_pte(): pte_mkclean() of a shared mapping, pte_mkold()
  [
    'forkCopiesForUffdWp',
    'shmem; uffd-register wp event-fork; write; uffd-wp; fork',
    ['5.19', '8000000012345c65', "the child's entry: 0x8000000012345c05"],
  ],
  // mm/memory.c, copy_present_page(): 5.18.12 and 5.10.46 copy what page_needs_cow_for_dma(), of a file too; copy_present_pte() of 5.19.0
  // and copy_present_page() of 5.10.218 ask PageAnon() first
  [
    'forkCopiesOnlyAnonymous',
    'file-private; write; dontneed; read; pin; fork',
    ['5.10.152', '8000000012347025', "the child's entry: 0x8000000012348867"],
    ['5.10.153', '8000000012347025', "the child's entry: 0x8000000012347005"],
    ['5.18', '8000000012347025', "the child's entry: 0x8000000012348867"],
    ['5.19', '8000000012347025', "the child's entry: 0x8000000012347005"],
  ],
  // mm/memory.c, set_pte_range(): 6.17.0 has pte_mkdirty() of a writable entry over a dirty page, 6.14.0 not; shmem_swapin_folio() of
  // 4.19.0 (shmem_getpage_gfp()) and 6.17.0 marks the page dirty. Recorded on 7.3.4: lives-7.3, uffd-rwp-shmem, `then read`
  [
    'setPteDirtiesWritable',
    'shmem; write; pageout; read',
    ['4.19', '8000000012346027'],
    ['6.14', '8000000012346027'],
    ['6.16', '8000000012346867'],
    ['7.3', '8000000012346867'],
  ],
  // mm/memory.c, do_swap_page(): 7.2.13 takes a page with one reference for the process's alone whatever the entry says, a writable mapping
  // makes its entry writable then; 7.3.0-rc7 asks the entry, which fork has made that of a page for several
  [
    'swapInReusesByCount',
    'anon; write; fork; pageout; child-exit; read',
    ['7.2', '8000000012346827', 'fault'],
    ['7.3', '8000000012346825', 'fault'],
  ],
  // mm/memory.c, do_swap_page(): pte_mkwrite() of a shadow stack gives Dirty without RW, pte_mkdirty() after it moves that to Saved-Dirty, and 7.2.13
  // is through: another fault comes. 7.3.4 asks pte_write(), and goes on into do_wp_page(): pte_mkdirty(), maybe_mkwrite(), both bits
  [
    'swapInAsksWritable',
    'shadow-stack; write; pageout; write',
    ['7.2', '8400000012346865', '2 faults'],
    ['7.3', '8400000012346865', '1 fault'],
  ],
  // mm/memory.c, restore_exclusive_pte(): 6.14.0 maybe_mkwrite(pte_mkdirty()) of a writable entry, which is soft-dirty then; 6.17.0
  // can_change_pte_writable() first, and the entry is not soft-dirty
  [
    'restoreExclusiveAsks',
    'anon; write; device-exclusive; clear-refs; read',
    ['6.14', '8000000012345867'],
    ['6.15', '8000000012345025'],
  ],
];
