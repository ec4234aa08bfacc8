/** What a call holds while it changes entries, and when others see the change: plans, as data. */

/** How a lock is held. */
export type LockMode = 'read' | 'write';

/** Where the TLB flush of a call stands: under the page-table lock that the change was made under, later but before the locks of this plan
 * are dropped, after that, at some time for many pages at once, or nowhere (needed or not). */
export type FlushPlace = 'with the change' | 'at the end' | 'after the locks' | 'batched' | 'none';

/** The locks of a call, its part in mm->tlb_flush_pending, and its TLB flush. */
export interface LockPlan {
  /** mmap_lock while entries change. */
  readonly mmapLock?: LockMode;
  /** mmap_lock is taken for writing at first, to change mappings, and downgraded before entries change. */
  readonly downgraded?: boolean;
  /** mmap_lock is only tried: a call that would have to wait does nothing. */
  readonly tries?: boolean;
  /** The lock of the mapping (6.4). Held for writing, it is let go of together with mmap_lock, or when that is downgraded. */
  readonly vmaLock?: LockMode;
  /** The lock of the reverse map: i_mmap_rwsem of the file, or that of the anon_vma. */
  readonly rmapLock?: LockMode;
  /** The mapping is no longer found when entries change: a fault in it is a SIGSEGV. */
  readonly detached?: boolean;
  /** mm->tlb_flush_pending is raised before the first change and lowered after the flush. */
  readonly pending: boolean;
  readonly flush: FlushPlace;
  /** flush_tlb_batched_pending(): what a walk with the flush `batched` has left in TLBs is flushed before the first change. */
  readonly drains?: boolean;
}

/** The calls that have a plan. */
export const lockCalls = [
  'fault',
  'uffd-wp',
  'uffd-rwp',
  'uffd-fill',
  'uffd-move',
  'uffd-register',
  'uffd-unregister',
  'uffd-close',
  'fork',
  'mmap',
  'mprotect',
  'mremap',
  'munmap',
  'exit',
  'oom-reap',
  'mlock',
  'madvise-flags',
  'dontneed',
  'free',
  'cold',
  'pageout',
  'guard-install',
  'guard-remove',
  'ksm-merge',
  'ksm-unmerge',
  'clear-refs',
  'pagemap',
  'pagemap-scan',
  'numa-scan',
  'collapse',
  'split',
  'truncate',
  'writeback',
  'reclaim',
  'migrate',
  'migrate-sync',
  'restore',
  'hwpoison',
  'to-device',
  'to-exclusive',
  'hmm',
  'swapoff',
] as const;

/** A call that has a plan of locks. */
export type LockCall = (typeof lockCalls)[number];
