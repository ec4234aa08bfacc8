/** Operations of userfaultfd: mm/userfaultfd.c, fs/userfaultfd.c. */
import type { Row } from '../schema.ts';

/** What the ioctls do to entries, and when a fault waits for an answer. */
export const userfaultfdBehaviours = [
  // UFFDIO_COPY and UFFDIO_MOVE
  {
    id: 'copyDirtiesIfWritable', since: '5.14', until: '5.16', kernel: 'mfill_atomic_install_pte',
    says: 'UFFDIO_COPY leaves the entry of a read-only page of the page cache clean; before and after, every entry is dirty',
  },
  {
    id: 'copyProtectsReadOnly', since: '5.18', sinceStable: { '5.17': 5 }, kernel: 'mfill_atomic_install_pte', cite: '0e88904cb700',
    says: 'UFFDIO_COPY with write protection marks pages of mappings that are not writable too; before, they are not tracked when they become writable (H31)',
  },
  {
    id: 'copyWrprotects', since: '5.19', until: '6.3', kernel: 'mfill_atomic_install_pte',
    says: 'what UFFDIO_COPY does not make writable is write-protected whatever vm_page_prot allows',
  },
  {
    id: 'copyReplacesMarkers', since: '5.19', until: '6.19', kernel: 'mfill_atomic_install_pte',
    says: 'UFFDIO_COPY fills every marker, guard regions among them (H19); later, only those of userfaultfd',
  },
  {
    id: 'moveMarksSoftDirty', since: '6.15', sinceStable: { '6.12': 30, '6.14': 8 }, kernel: 'move_present_pte',
    says: 'UFFDIO_MOVE makes every entry soft-dirty, and dirty only if it was; before, present entries become dirty and swap entries are moved as they are (H18)',
  },

  // Waiting
  {
    id: 'mustWaitAsksPresent', since: '7.2', sinceStable: { '5.10': 261, '5.15': 212, '6.1': 178, '6.6': 145, '6.12': 96, '6.18': 39, '7.1': 4 }, kernel: 'userfaultfd_must_wait',
    says: 'a task whose page has been swapped out meanwhile tries again; before, the soft-dirty bit of the swap entry, where a present one has RW, decides whether it sleeps (H20)',
  },
  {
    id: 'mustWaitKnowsMarkers', since: '5.19', until: '6.19', kernel: 'userfaultfd_must_wait',
    says: 'a task waits at every marker',
  },
  {
    id: 'mustWaitKnowsUffdMarkers', since: '6.19', kernel: 'userfaultfd_must_wait',
    says: 'a task waits at markers of userfaultfd only',
  },

  // Write protection and its end
  {
    id: 'uffdWpProtFromFlags', since: '5.7', until: '6.3', kernel: 'uffd_wp_range', cite: 'd1751118c886',
    says: 'userfaultfd write protection takes its protection from vm_flags, without VM_WRITE or with it, and not from vm_page_prot; resolving makes shared memory writable at once (H30)',
  },
  {
    id: 'unregisterResolves', since: '6.0', sinceStable: { '5.19': 6 }, kernel: 'userfaultfd_unregister', cite: 'f369b07c8614',
    says: 'unregistering a range resolves its write protection; before, bits and markers stay behind (H24)',
  },
  {
    id: 'closeResolves', since: '6.9', sinceStable: { '6.1': 191, '6.6': 31, '6.8': 10 }, kernel: 'userfaultfd_release', cite: 'c88033efe9a3',
    says: 'closing a userfaultfd resolves its write protection; before, bits and markers stay behind (H24)',
  },
] as const satisfies readonly Row[];
