/** Mappings that become one: mm/vma.c (mm/mmap.c to 6.10). */
import type { Row } from '../schema.ts';

/** What may merge, and what is kept. */
export const vmaBehaviours = [
  {
    id: 'mergeKeepsSoftDirty', since: '6.19', sinceStable: { '6.18': 37 }, kernel: 'VM_STICKY', cite: '6707915e030a',
    judge: 'source: 6.18.35, 6.19.0, include/linux/mm.h, VM_STICKY',
    says: 'merged mappings have VM_SOFTDIRTY where one of them had it; before, by mprotect() and madvise() they have what the changed one had, and by mremap() what the one had that stays',
  },
  {
    id: 'uffdKeepsMergedFlags', since: '6.12', kernel: 'userfaultfd_set_ctx',
    judge: 'source: 6.11.11, 6.12.0, mm/userfaultfd.c, userfaultfd_set_ctx',
    says: 'mappings that merge when one is registered with userfaultfd, or no longer, have VM_SOFTDIRTY if the one had it that stays; before, if the changed one had it',
  },
  {
    id: 'mergesUnfaulted', since: '6.16', kernel: 'is_mergeable_anon_vma', cite: '879bca0a2c4f',
    judge: 'source: 6.14.0, 6.17.0, mm/vma.c, is_mergeable_anon_vma',
    says: 'a mapping that holds pages merges into a neighbour that has never held one; before, only the other way round',
  },
  {
    id: 'mergeExtendsClosers', since: '6.4', kernel: 'is_mergeable_vma',
    judge: 'source: 6.3.8, 6.4.4, mm/mmap.c, is_mergeable_vma',
    says: 'a mapping whose vm_ops have close, such as one of hugetlb, may grow by merging, as long as none of its kind goes; before, it never merges',
  },
  {
    id: 'wipePreparesAnonVma', since: '4.19', until: '5.7', kernel: 'dup_mmap',
    judge: 'source: 5.6.4, 5.7.14, kernel/fork.c, dup_mmap',
    says: 'the emptied mapping of a child (MADV_WIPEONFORK) has an anon_vma at once; later, from its first fault on',
  },
] as const satisfies readonly Row[];
