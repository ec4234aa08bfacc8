/** mm/hmm.c, mm/migrate_device.c (mm/migrate.c), and mm/rmap.c where it meets entries for device memory. */
import type { Dated } from './release.ts';

export const devices: readonly Dated[] = [
  // mm/hmm.c: hmm_vma_do_fault() of 5.2.1 allows retry always, of 5.3.0 if the driver does not block, hmm_vma_fault() of 5.7.14 and 7.2.13 never,
  // hmm_do_fault() of 7.3.4 where the caller lends its lock; handle_userfault() gives VM_FAULT_SIGBUS without it
  [
    'hmmAlwaysRetries',
    'anon; uffd-register missing; device-write kept',
    ['5.2', '0', 'trapped: a message to userfaultfd, the task sleeps'],
    ['5.3', '0', 'fault: VM_FAULT_SIGBUS'],
  ],
  // hmm_vma_do_fault() of 5.6.4: where the driver says HMM_FAULT_ALLOW_RETRY
  [
    'hmmFaultsMayRetry',
    'anon; uffd-register missing; device-write',
    ['5.6', '0', 'trapped: a message to userfaultfd, the task sleeps'],
    ['5.7', '0', 'fault: VM_FAULT_SIGBUS'],
  ],
  [
    'hmmFaultsMayRetry',
    'anon; write; uffd-wp; device-write',
    ['7.2', '8400000012345c25', 'fault: VM_FAULT_SIGBUS'],
    ['7.3', '8400000012345c25', 'trapped: a message to userfaultfd, the task sleeps'],
  ],
  // mm/hmm.c, hmm_vma_get_pfns() of 5.1.0: VM_SPECIAL; hmm_range_fault() of 5.2.1: VM_IO, VM_PFNMAP, VM_MIXEDMAP
  [
    'hmmSpecialIsInvalid',
    'pfnmap; write; device-read',
    ['5.1', '80000000fd000267', '-EINVAL: hmm_range_fault()'],
    ['5.2', '80000000fd000267', '-EFAULT: hmm_range_fault()'],
  ],
  // without VM_READ: hmm_range_fault() of 5.4.1 returns -EPERM, hmm_vma_walk_test() of 5.5.0-rc5 -EFAULT where a fault is asked for
  [
    'hmmWalksMappings',
    'anon; write; mprotect none; device-read',
    ['5.4', 'fffffedcba960', '-EPERM: hmm_range_fault()'],
    ['5.5', 'fffffedcba960', '-EFAULT: hmm_range_fault()'],
  ],
  // mm/migrate_device.c, migrate_vma_collect_pmd(): folio_mark_dirty() of what pte_dirty() says, in 6.0.0, not in 5.19.0. The page comes back by
  // mk_pte(), pte_mkwrite(): try_to_unmap_one() drops it as MADV_FREE has left it, or puts it back, MADV_PAGEOUT having made it old
  [
    'collectDirtiesFolio',
    'anon; write; free; write; to-device; from-device; pageout',
    ['5.19', '0'],
    ['6.0', '8000000012347807', 'the page cannot be unmapped'],
  ],
  // the same, pte_dirty() of an entry for device memory: 7.1.3 asks, and from 6.6 on it reads a bit of the offset; 7.2.6 asks pte_present() before
  [
    'collectReadsSwapDirty',
    'anon; write; free; to-device; from-device; pageout',
    ['6.5', '0'],
    ['7.1', '8000000012347807', 'the page cannot be unmapped'],
    ['7.1.8', '0'],
    ['7.2', '0'],
  ],
  // mm/rmap.c, try_to_migrate_one() of the other process's entry: 6.12.105 asks pte_dirty() of an entry for device memory, 6.17.0 not. Kernels
  // between 6.6 and 7.1 whose migrate_vma_collect_pmd() asks too mark the page in any case: 6.12.103 is the first of that series that does not
  [
    'migrateDeviceReadsDirty',
    'anon; write; free; fork; to-device; from-device; pageout',
    ['6.12.103', '8000000012347805', 'the page cannot be unmapped'],
    ['7.2', '0'],
  ],
];
