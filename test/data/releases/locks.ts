/** Who holds what while entries change: told by those who wait. dup_mmap() of kernel/fork.c wants mmap_lock, then the lock of each mapping, for writing. */
import type { Dated } from './release.ts';

const forMmapLock = 'waits for mmap_lock (cpu1 holds it for reading)';
const forVmaLock = 'waits for VMA lock (cpu1 holds it for reading)';

export const locks: readonly Dated[] = [
  // mm/madvise.c: madvise_lock() of 6.18.35 has MADV_GUARD_INSTALL among those with mmap_read_lock(), get_lock_mode() of 6.19.0 among those
  // with the lock of the mapping
  [
    'guardsUnderVmaLock',
    'anon; write; cpu1: guard-install-begin; fork',
    ['6.18', 'fffffffffffff600', forMmapLock],
    ['6.19', 'fffffffffffff600', forVmaLock],
  ],
  // mm/memory.c, lock_vma_under_rcu() of 6.4.4 and 6.9.0: no lock of an anonymous mapping that has no anon_vma, which no read makes; 6.10.0
  // asks nothing of the kind, vmf_anon_prepare() tries mmap_lock beside
  [
    'vmaLockNeedsAnonVma',
    'anon; read; cpu1: copy-begin; fork',
    ['6.4', '8000000002000225', forMmapLock],
    ['6.9', '8000000002000225', forMmapLock],
    ['6.10', '8000000002000225', forVmaLock],
  ],
  // mm/memory.c, lock_vma_under_rcu(): 6.4.4 and 6.5.0 ask vma_is_anonymous(), 6.6.9 not
  [
    'vmaLockOnlyAnonymous',
    'file-private; write; dontneed; read; cpu1: copy-begin; fork',
    ['6.4', '8000000012347025', forMmapLock],
    ['6.5', '8000000012347025', forMmapLock],
    ['6.6', '8000000012347025', forVmaLock],
  ],
];
