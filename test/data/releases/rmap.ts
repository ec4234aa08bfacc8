/** mm/rmap.c, mm/ksm.c, and fs/proc/task_mmu.c on what they leave. */
import type { Dated } from './release.ts';

export const rmap: readonly Dated[] = [
  // mm/ksm.c, replace_page(): mk_pte() with vm_page_prot, in 6.12.118 with pte_mksoft_dirty() of what was soft-dirty
  [
    'ksmKeepsSoftDirty',
    'anon; write; ksm-merge',
    ['6.12.117', '8000000012346025'],
    ['6.12.118', '8000000012346825'],
    ['6.13', '8000000012346025'],
  ],
  // mm/rmap.c, try_to_unmap_one() without TTU_HWPOISON and TTU_IGNORE_HWPOISON, as reclaim asks: 6.1.8 leaves make_hwpoison_entry(), 6.3.8 an
  // entry of swap. hwpoison_user_mappings() of both passes over what KSM has merged. 6.1.8 has one type more (SWP_SWAPIN_ERROR), so another number
  [
    'unmapPoisonsOnRequest',
    'anon; write; ksm-merge; hwpoison; pageout',
    ['6.1.15', 'b7fffffffdb97200'],
    ['6.1.16', '7ffffffffdffe00'],
    ['6.2', 'bffffffffdb97200'],
    ['6.3', '7ffffffffdffe00'],
  ],
  // fs/proc/task_mmu.c, pte_to_pagemap_entry(), with is_pfn_swap_entry() of include/linux/swapops.h: 6.9.0 looks at the page behind a hwpoison
  // entry, which is of shared memory (PM_FILE) and not mapped any more; type 23, PM_SWAP, PM_SOFT_DIRTY by VM_SOFTDIRTY
  [
    'hwpoisonHasPfn',
    'shmem; write; hwpoison',
    ['6.8.7', 'bffffffffdb97400', 'pagemap 40800000002468b7'],
    ['6.8.8', 'bffffffffdb97400', 'pagemap 60800000002468b7'],
    ['6.9', 'bffffffffdb97400', 'pagemap 60800000002468b7'],
  ],
];
