/** Who may write, and what a mapping's protection is: mm/mmap.c, mm/mprotect.c, mm/internal.h. */
import type { Row } from '../schema.ts';

export const protectBehaviours = [
  {
    id: 'writenotifyExemptsHugetlb', since: '6.0', sinceStable: { '5.4': 212, '5.10': 140, '5.15': 64, '5.19': 6 }, kernel: 'vma_wants_writenotify', cite: 'f96f7a40874d',
    says: 'soft-dirty tracking does not ask hugetlb mappings for write notification',
  },
  {
    id: 'writenotifyForUffdWp', since: '6.2', sinceStable: { '6.1': 8 }, kernel: 'vma_wants_writenotify', cite: '51d3d5eb74ff',
    says: 'a mapping registered for uffd-wp is mapped read-only by default',
  },
  {
    id: 'canChangeNeedsDirty', since: '6.0', until: '6.2', kernel: 'can_change_pte_writable',
    says: 'a clean private entry stays read-only too',
  },
] as const satisfies readonly Row[];
