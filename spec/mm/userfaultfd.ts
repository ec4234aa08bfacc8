/** Operations of userfaultfd: mm/userfaultfd.c, fs/userfaultfd.c. */
import type { Row } from '../schema.ts';

/** What may be registered, what the ioctls do to entries, and when a fault waits for an answer. */
export const userfaultfdBehaviours = [
  // UFFDIO_API and UFFDIO_REGISTER
  {
    id: 'uffdWpIsUserfaultfd', since: '5.7', kernel: 'HAVE_ARCH_USERFAULTFD_WP',
    judge: 'source: 5.6.4, 5.7.14, include/uapi/linux/userfaultfd.h, UFFDIO_WRITEPROTECT',
    says: 'write protection comes with userfaultfd: a kernel without the one has no such call at all',
    cite: '63b2d4174c4a',
  },
  {
    id: 'apiDropsUnknownFeatures', since: '6.0', until: '6.3', untilStable: { '6.1': 26, '6.2': 13 }, kernel: 'userfaultfd_api', cite: '914eedcb9ba0',
    judge: ['source: 5.19.0, 6.0.0, fs/userfaultfd.c, userfaultfd_api', 'source: 6.2.12, 6.3.8, fs/userfaultfd.c, userfaultfd_api'],
    says: 'UFFDIO_API passes over features that it does not know; before and after, it refuses them',
  },
  {
    id: 'apiChecksOptions', since: '6.10', sinceStable: { '5.15': 163, '6.1': 100, '6.6': 41, '6.9': 10 }, kernel: 'userfaultfd_api', cite: '1723f04caacb',
    judge: 'source: 6.9.0, 6.10.0, fs/userfaultfd.c, userfaultfd_api',
    says: 'UFFDIO_API refuses a feature whose option is off; before, the context has it all the same, and leaves markers that a zap does not know',
  },
  {
    id: 'registerNeedsMaywrite', since: '4.20', sinceStable: { '4.19': 7 }, kernel: 'userfaultfd_register', cite: '29ec90660d68',
    judge: 'source: 4.19.1, 4.20.0, fs/userfaultfd.c, userfaultfd_register',
    says: 'a mapping that can never become writable is not registered',
  },
  {
    id: 'registerRefusesDroppable', since: '6.17', kernel: 'vma_can_userfault',
    judge: 'source: 6.14.0, 6.17.0, include/linux/userfaultfd_k.h, vma_can_userfault',
    says: 'VM_DROPPABLE is refused; before, the test looks for it among the modes that are asked for',
  },
  {
    id: 'registerRefusesSpecial', since: '7.2', sinceStable: { '6.12': 105, '7.1': 8 }, kernel: 'vma_can_userfault', cite: '3c58f641e813',
    judge: 'source: 7.1.3, 7.1.8, mm/userfaultfd.c, vma_can_userfault',
    says: 'shadow stacks and mappings of devices (VM_SPECIAL) are refused; before, a shadow stack is taken as other anonymous memory, and a device for asynchronous write protection',
  },
  {
    id: 'registerMinorDecides', since: '5.19', until: '6.1', kernel: 'vma_can_userfault',
    judge: ['source: 5.18.12, 5.19.0, include/linux/userfaultfd_k.h, vma_can_userfault', 'source: 6.0.1, 6.1.0-rc6, include/linux/userfaultfd_k.h, vma_can_userfault'],
    says: 'where minor faults are asked for, nobody looks whether write protection, asked for too, has its markers',
  },
  {
    id: 'registerKeepsProtection', since: '7.3', kernel: 'userfaultfd_register',
    judge: 'source: 7.2.13, 7.3.4, mm/userfaultfd.c, userfaultfd_register',
    says: 'registration without the write or access protection that the mapping has is refused; before, the modes asked for replace those that are there, and the bits of entries stay',
    cite: '6eab8f2cc646',
  },

  // UFFDIO_COPY, UFFDIO_ZEROPAGE and UFFDIO_MOVE
  {
    id: 'fillsPrivateShmem', since: '4.20', sinceStable: { '4.19': 7 }, kernel: 'mfill_atomic_pte', cite: '5b51072e97d5',
    judge: 'source: 4.19.1, 4.20.0, mm/userfaultfd.c, mfill_atomic_pte',
    says: 'what UFFDIO_COPY brings into a private mapping of shared memory is anonymous, and UFFDIO_ZEROPAGE maps the zero page there; before, both put a page into the page cache and map that one writable',
  },
  {
    id: 'fillChecksFileSize', since: '4.20', sinceStable: { '4.19': 7 }, kernel: 'mfill_zeropage_pte',
    judge: 'source: 4.19.1, 4.20.0, mm/userfaultfd.c, mfill_zeropage_pte',
    says: 'UFFDIO_COPY and UFFDIO_ZEROPAGE fill nothing behind the end of a file',
  },
  {
    id: 'copyMarksPageDirty', since: '4.20', until: '5.16', sinceStable: { '4.19': 7 }, kernel: 'shmem_mfill_atomic_pte', cite: 'dcf7fe9d8976',
    judge: ['source: 4.19.1, 4.20.0, mm/shmem.c, shmem_mfill_atomic_pte', 'source: 5.15.135, 5.16.10, mm/shmem.c, shmem_mfill_atomic_pte'],
    says: 'a page of the page cache whose entry UFFDIO_COPY leaves clean is dirty itself; before, it can be lost',
  },
  {
    id: 'copyMarksEveryPageDirty', since: '5.14', until: '5.16', kernel: 'shmem_mfill_atomic_pte', cite: '7d64ae3ab648',
    judge: ['source: 5.12.9, 5.14.2, mm/shmem.c, shmem_mfill_atomic_pte', 'source: 5.15.135, 5.16.10, mm/shmem.c, shmem_mfill_atomic_pte'],
    says: 'what UFFDIO_COPY brings into the page cache is dirty itself, also where its entry is dirty',
  },
  {
    id: 'copyDirtiesIfWritable', since: '4.19', until: '5.16', kernel: 'mfill_atomic_install_pte', cite: '9ae0f87d009c',
    judge: 'source: 5.15.135, 5.16.10, mm/userfaultfd.c, mfill_atomic_install_pte',
    says: 'UFFDIO_COPY leaves the entry of a read-only page of the page cache clean; later, every entry is dirty',
  },
  {
    id: 'copyDirtiesAnonymous', since: '5.7', kernel: 'mcopy_atomic_pte', cite: '72981e0e7b60',
    judge: 'source: 5.6.4, 5.7.14, mm/userfaultfd.c, mcopy_atomic_pte',
    says: 'UFFDIO_COPY leaves every entry of anonymous memory dirty; before, only a writable one',
  },
  {
    id: 'copyProtectsReadOnly', since: '5.18', sinceStable: { '5.17': 5 }, kernel: 'mfill_atomic_install_pte', cite: '0e88904cb700',
    judge: 'source: 5.17.0, 5.18.1, mm/userfaultfd.c, mfill_atomic_install_pte',
    says: 'UFFDIO_COPY with write protection marks pages of mappings that are not writable too; before, they are not tracked when they become writable (H31)',
  },
  {
    id: 'copyWrprotects', since: '5.19', until: '6.3', kernel: 'mfill_atomic_install_pte', cite: '8ee79edff6d6',
    judge: ['source: 5.18.12, 5.19.0, mm/userfaultfd.c, mfill_atomic_install_pte', 'source: 6.2.12, 6.3.8, mm/userfaultfd.c, mfill_atomic_install_pte'],
    says: 'what UFFDIO_COPY does not make writable is write-protected whatever vm_page_prot allows',
  },
  {
    id: 'copyReplacesMarkers', since: '5.19', until: '6.19', kernel: 'mfill_atomic_install_pte', cite: '8ee79edff6d6',
    judge: ['source: 5.18.12, 5.19.0, mm/userfaultfd.c, mfill_atomic_install_pte', 'source: 6.18.35, 6.19.0, mm/userfaultfd.c, mfill_atomic_install_pte'],
    says: 'UFFDIO_COPY fills every marker, guard regions among them (H19); later, only those of userfaultfd',
  },
  {
    id: 'continueProtects', since: '6.4', kernel: 'userfaultfd_continue',
    judge: 'source: 6.3.8, 6.4.4, fs/userfaultfd.c, userfaultfd_continue',
    says: 'UFFDIO_CONTINUE can protect what it maps (UFFDIO_CONTINUE_MODE_WP); before, it refuses a mode that it does not know',
  },
  {
    id: 'moveTakesZeropage', since: '6.9', kernel: 'move_pages_pte', cite: 'eb1521dad8f3',
    judge: 'source: 6.8.0, 6.9.0, mm/userfaultfd.c, move_pages_pte',
    says: 'UFFDIO_MOVE moves the zero page; before, it is -EBUSY',
  },
  {
    id: 'moveLooksIntoSwapCache', since: '6.14', sinceStable: { '6.12': 38 }, kernel: 'move_pages_pte',
    judge: ['source: 6.13.2, 6.14.0, mm/userfaultfd.c, move_pages_pte', 'source: 6.12.8, 6.12.38, mm/userfaultfd.c, move_pages_pte'],
    says: 'UFFDIO_MOVE of a swap entry looks for its page in the swap cache, and is -EBUSY where that is part of a large folio; before, the entry moves all the same',
  },
  {
    id: 'moveMarksSoftDirty', since: '6.15', sinceStable: { '6.12': 30, '6.14': 8 }, kernel: 'move_present_pte', cite: '75cb1cca2c88',
    judge: 'source: 6.14.0, 6.17.0, mm/userfaultfd.c, move_present_pte',
    says: 'UFFDIO_MOVE makes every entry soft-dirty, and dirty only if it was; before, present entries become dirty and swap entries are moved as they are (H18)',
  },
  {
    id: 'mremapUnregisters', since: '5.0', sinceStable: { '4.19': 18 }, kernel: 'mremap_userfaultfd_prep', cite: '3cfd22be0ad6',
    judge: 'source: 4.20.1, 5.0.0, fs/userfaultfd.c, mremap_userfaultfd_prep',
    says: 'a mapping that mremap() moves is registered no longer, unless the context asks for EVENT_REMAP',
  },

  // Waiting
  {
    id: 'mustWaitAsksWrite', since: '5.7', kernel: 'userfaultfd_must_wait', cite: '63b2d4174c4a',
    judge: 'source: 5.6.4, 5.7.14, fs/userfaultfd.c, userfaultfd_must_wait',
    says: 'a task that wanted to write waits as long as the entry is not writable; before, as long as there is none',
  },
  {
    id: 'mustWaitAsksPresent', since: '7.2', sinceStable: { '5.10': 261, '5.15': 212, '6.1': 178, '6.6': 145, '6.12': 96, '6.18': 39, '7.1': 4 }, kernel: 'userfaultfd_must_wait', cite: '8e80af52db65',
    judge: 'source: 7.1.3, 7.1.8, fs/userfaultfd.c, userfaultfd_must_wait',
    says: 'a task whose page has been swapped out meanwhile tries again; before, the soft-dirty bit of the swap entry, where a present one has RW, decides whether it sleeps (H20)',
  },
  {
    id: 'mustWaitKnowsMarkers', since: '5.19', until: '6.19', kernel: 'userfaultfd_must_wait', cite: '5c041f5d1f23',
    judge: ['source: 5.18.12, 5.19.0, fs/userfaultfd.c, userfaultfd_must_wait', 'source: 6.18.35, 6.19.0, fs/userfaultfd.c, userfaultfd_must_wait'],
    says: 'a task waits at every marker',
  },
  {
    id: 'mustWaitKnowsUffdMarkers', since: '6.19', kernel: 'userfaultfd_must_wait',
    judge: 'source: 6.18.35, 6.19.0, fs/userfaultfd.c, userfaultfd_must_wait',
    says: 'a task waits at markers of userfaultfd only',
    cite: 'c093cf451094',
  },

  // Write protection and its end
  {
    id: 'uffdWpProtFromFlags', since: '5.7', until: '6.3', kernel: 'uffd_wp_range', cite: '931298e103c2',
    judge: ['source: 5.6.4, 5.7.14, mm/userfaultfd.c, mwriteprotect_range', 'source: 6.2.12, 6.3.8, mm/userfaultfd.c, uffd_wp_range'],
    says: 'userfaultfd write protection takes its protection from vm_flags, without VM_WRITE or with it, and not from vm_page_prot; resolving makes shared memory writable at once (H30)',
  },
  {
    id: 'unregisterResolves', since: '6.0', sinceStable: { '5.19': 6 }, kernel: 'userfaultfd_unregister', cite: 'f369b07c8614',
    judge: 'source: 5.19.0, 6.0.0, fs/userfaultfd.c, userfaultfd_unregister',
    says: 'unregistering a range resolves its write protection; before, bits and markers stay behind (H24)',
  },
  {
    id: 'closeResolves', since: '6.9', sinceStable: { '6.1': 191, '6.6': 31, '6.8': 10 }, kernel: 'userfaultfd_release', cite: 'c88033efe9a3',
    judge: 'source: 6.8.0, 6.9.0, fs/userfaultfd.c, userfaultfd_release',
    says: 'closing a userfaultfd resolves its write protection; before, bits and markers stay behind (H24)',
  },
] as const satisfies readonly Row[];
