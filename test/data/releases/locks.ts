/** Who holds what while entries change: told by those who wait. dup_mmap() of kernel/fork.c wants mmap_lock, then the lock of each mapping, for writing. */
import type { Dated } from './release.ts';

const forMmapLock = 'waits for mmap_lock (cpu1 holds it for reading)';
const forVmaLock = 'waits for VMA lock (cpu1 holds it for reading)';

const forReader = 'waits for mmap_lock (cpu2 waits for it for writing)';

// What begins with `cpu1: dontneed-begin other; cpu2: fork` finds mmap_lock held for reading and wanted for writing: whoever needs it waits
// (kernel/locking/rwsem.c, RWSEM_READ_FAILED_MASK), and whoever needs the lock of the mapping alone does not: vma_start_write() of
// dup_mmap() comes after mmap_write_lock().
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
  // mm/memory.c, vmf_anon_prepare() (in do_wp_page() of 6.6.9): without an anon_vma 6.6.9 and 6.9.0 return VM_FAULT_RETRY, so that the fault comes
  // again under mmap_lock; 6.10.0 does so only where mmap_read_trylock() fails
  [
    'wpNeedsAnonVma',
    'file-private; read; cpu1: copy-begin; fork',
    ['6.6', '8000000012345025', forMmapLock],
    ['6.9', '8000000012345025', forMmapLock],
  ],
  ['anonPrepareTriesLock', 'file-private; read; cpu1: copy-begin; fork', ['6.10', '8000000012345025', forVmaLock]],
  // mm/memory.c, do_anonymous_page() of 6.10.0: vmf_anon_prepare(); lock_vma_under_rcu() of 6.9.0 has seen to it
  [
    'anonFaultNeedsAnonVma',
    'anon; cpu1: dontneed-begin other; cpu2: fork; cpu3: write',
    ['6.9', '0', forReader],
    ['6.10', '0', forReader],
  ],
  // mm/memory.c, do_swap_page(): 6.4.4 and 6.5.0 return VM_FAULT_RETRY for FAULT_FLAG_VMA_LOCK, 6.6.9 for device memory only
  [
    'swapInRefusesVmaLock',
    'anon; write; pageout; cpu1: dontneed-begin other; cpu2: fork; cpu3: read',
    ['6.4', '7ffffffffdffe0a', forReader],
    ['6.5', '7ffffffffdffe0a', forReader],
    ['6.6', '8000000012346825', 'fault'],
  ],
  [
    'devicePrivateRefusesVmaLock',
    'anon; write; to-device; cpu1: dontneed-begin other; cpu2: fork; cpu3: read',
    ['6.6', 'dffffffffdb97202', forReader],
    ['6.12', 'dffffffffdb97202', forReader],
  ],
  // mm/memory.c, wp_page_shared(): 6.6.9 returns VM_FAULT_RETRY for FAULT_FLAG_VMA_LOCK, 6.7.3 asks vmf_can_call_fault(), which says yes where
  // there is map_pages; do_page_mkwrite(), pte_mkdirty(), maybe_mkwrite()
  [
    'fileFaultsRefuseVmaLock',
    'file; read; cpu1: dontneed-begin other; cpu2: fork; cpu3: write',
    ['6.6', '8000000012345025', forReader],
    ['6.7', '8000000012345867', 'fault: VM_FAULT_COMPLETED'],
  ],
  // mm/memory.c, vmf_can_call_fault() of 6.7.3: not under the lock of the mapping alone for vm_ops without map_pages, as a driver's are
  [
    'fileFaultsNeedMapPages',
    'pfnmap; cpu1: dontneed-begin other; cpu2: fork; cpu3: read',
    ['6.7', '0', forReader],
    ['6.12', '0', forReader],
  ],
  // mm/userfaultfd.c: __mcopy_atomic() of 6.8.0 has mmap_read_lock(), mfill_atomic() of 6.9.0 uffd_mfill_lock()
  [
    'uffdFillsUnderVmaLock',
    'anon; uffd-copy; cpu1: dontneed-begin other; cpu2: fork; cpu3: uffd-copy',
    ['6.8', '8000000012345867', forReader],
    ['6.9', '8000000012345867', '-EEXIST: pte_none(): something is there already'],
  ],
];
