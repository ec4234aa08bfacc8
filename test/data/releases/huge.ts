/** mm/huge_memory.c, and NUMA balancing of pages of all sizes: mm/mempolicy.c, kernel/sched/fair.c. */
import type { Dated } from './release.ts';

export const huge: readonly Dated[] = [
  // change_pte_range() of mm/mprotect.c, 6.18.35: is_cow_mapping() before it asks for pins; folio_can_map_prot_numa() of mm/mempolicy.c, 6.19.0: not
  [
    'numaSkipsAllPinned',
    'shmem; write; pin; numa-hint',
    ['6.18', '40fffffedcba920', 'flush_tlb_page'],
    ['6.19', '8000000012345867', 'NUMA balancing leaves the page: a pinned page cannot be moved'],
  ],
  // mm/huge_memory.c, do_huge_pmd_wp_page(): 5.17.0 asks reuse_swap_page(), which counts mappings, and sets Accessed, Dirty and RW;
  // 5.18.1 asks page_count(), in which the pin is, and splits: a small page is copied
  [
    'hugeWpCountsMappings',
    'thp; write; fork; child-exit; pin; write',
    ['5.17', '80000000400008e7', 'fault: VM_FAULT_WRITE'],
    ['5.18', '8000000012345867', 'the huge entry is split: from now on this is the entry of the first page'],
  ],
  // mm/huge_memory.c, change_huge_pmd(): 6.18.35 passes over the huge zero page and what is a hint already, 6.19.0 asks folio_can_map_prot_numa()
  [
    'numaAsksHugePage',
    'thp; write; pin; numa-hint',
    ['6.18', 'fffffbfe009a0', 'flush_tlb_page'],
    ['6.19', '80000000400008e7', 'NUMA balancing leaves the page: a pinned page cannot be moved'],
  ],
  // kernel/sched/fair.c, task_numa_work(): 6.4.4 gives a mapping a numab_state, whose next_scan is a second later, and asks vma_is_accessed();
  // 6.3.8 nothing of the kind
  [
    'numaWaitsForAccess',
    'anon; write; numa-hint new',
    ['6.3', 'fffffedcba960', 'flush_tlb_page'],
    ['6.4', '8000000012345867', 'NUMA balancing passes over this mapping'],
  ],
  [
    'numaWaitsForAccess',
    'anon; write; numa-hint unused',
    ['6.3', 'fffffedcba960', 'flush_tlb_page'],
    ['6.4', '8000000012345867', 'NUMA balancing passes over this mapping'],
  ],
];
