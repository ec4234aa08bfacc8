/** Plans of those who come by the reverse map or when nobody else is left: they hold no mmap_lock of the process, or need none. */
import type { Kernel } from '../../kernel/kernel.ts';
import type { LockPlan } from './lockPlan.ts';

const byRmap = { rmapLock: 'read', pending: false } as const;

/** The plans of walks of the reverse map, of truncation and of exit. */
export const unlockedPlans = {
  /** mm/mmap.c, exit_mmap(). */
  exit: (k: Kernel): LockPlan => ({
    ...(k.does('exitLocks') ? { mmapLock: 'read' as const } : {}),
    pending: true,
    flush: k.does('exitLocks') ? 'after the locks' : 'at the end', // mmap_lock changes hands for freeing tables
  }),
  /** mm/memory.c, unmap_mapping_range(): gathers for each mapping, in whatever process. */
  truncate: (k: Kernel): LockPlan => ({
    rmapLock: k.does('truncateSharesRmap') ? 'read' : 'write',
    pending: true,
    flush: 'at the end',
  }),
  /** mm/rmap.c, page_mkclean_one(). */
  writeback: (): LockPlan => ({ ...byRmap, flush: 'with the change' }),
  /** mm/rmap.c, try_to_unmap_one(): should_defer_flush(); mm->tlb_flush_batched is not mm->tlb_flush_pending. */
  reclaim: (): LockPlan => ({ ...byRmap, flush: 'batched' }),
  /** mm/rmap.c, try_to_migrate_one() (try_to_unmap_one() up to 5.13), as NUMA and the first tries of others ask for it. */
  migrate: (k: Kernel): LockPlan => ({
    ...byRmap,
    flush: k.does('migrationDefersFlush') ? 'batched' : 'with the change',
  }),
  /** The same in a mode that may wait: the last tries of move_pages(), and what the reverse map is walked for besides. */
  'migrate-sync': (): LockPlan => ({ ...byRmap, flush: 'with the change' }),
  /** mm/migrate.c, remove_migration_pte(): what was not present is in no TLB. */
  restore: (): LockPlan => ({ ...byRmap, flush: 'none' }),
  /** mm/memory-failure.c, hwpoison_user_mappings(). */
  hwpoison: (): LockPlan => ({ ...byRmap, flush: 'with the change' }),
  /** mm/huge_memory.c, unmap_folio() of a page that is split (unmap_page() once), with the reverse map kept from changing. */
  split: (k: Kernel): LockPlan => ({
    rmapLock: 'write',
    pending: false,
    flush: k.does('splitDefersFlush') ? 'batched' : 'with the change',
  }),
} as const;
