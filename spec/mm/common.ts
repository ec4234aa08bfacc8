/** What several files ask about: mm/mmap.c (mm/vma.c), linux/page-flags.h. */
import type { Row } from '../schema.ts';

/** PageAnonExclusive, and write notification of shared mappings. */
export const commonBehaviours = [
  {
    id: 'anonExclusive', since: '5.19', kernel: 'PageAnonExclusive', cite: '6c287605fd56',
    judge: 'source: 5.18.12, 5.19.0, mm/memory.c, do_wp_page',
    says: 'the kernel knows which anonymous page belongs to one process alone; migration and swap entries carry it, and a pinned page of that sort is not unmapped',
  },

  // Write notification
  {
    id: 'writenotifyExemptsHugetlb', since: '6.0', sinceStable: { '5.4': 212, '5.10': 140, '5.15': 64, '5.19': 6 }, kernel: 'vma_wants_writenotify', cite: 'f96f7a40874d',
    judge: ['source: 5.19.0, 6.0.0, mm/mmap.c, vma_wants_writenotify', 'source: 5.4.1, 5.4.286, mm/mmap.c, vma_wants_writenotify', 'source: 5.10.0, 5.10.218, mm/mmap.c, vma_wants_writenotify', 'source: 5.15.16, 5.15.100, mm/mmap.c, vma_wants_writenotify'],
    says: 'soft-dirty tracking does not ask hugetlb mappings for write notification',
  },
  {
    id: 'writenotifyForUffdWp', since: '6.2', sinceStable: { '6.1': 8 }, kernel: 'vma_wants_writenotify', cite: '51d3d5eb74ff',
    judge: ['source: 6.1.4, 6.2.12, mm/mmap.c, vma_wants_writenotify', 'source: 6.1.4, 6.1.8, mm/mmap.c, vma_wants_writenotify'],
    says: 'a mapping registered for uffd-wp is mapped read-only by default',
  },
  {
    id: 'reclaimLeavesPinned', since: '5.11', sinceStable: { '5.10': 9 }, kernel: 'shrink_page_list', cite: 'feb889fb40fa',
    judge: 'source: 5.10.0, 5.11.0, mm/vmscan.c, shrink_page_list',
    says: 'reclaim puts no pinned anonymous page into the swap cache, so that it stays mapped',
  },
] as const satisfies readonly Row[];
