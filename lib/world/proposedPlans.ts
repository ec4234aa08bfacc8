/** Plans of locks with the steps of a proposal: in another order, or with another lock. No release has them. */
import type { Kernel } from '../kernel/kernel.ts';
import type { LockCall, LockPlan } from '../mm/locks/lockPlan.ts';

/** What goes through change_protection_range(). */
const protections: readonly LockCall[] = ['uffd-wp', 'uffd-rwp', 'mprotect', 'numa-scan'];

/** The plan of a call with what proposals make of it. */
export function proposedPlan(k: Kernel, call: LockCall, plan: LockPlan): LockPlan {
  if (call !== 'uffd-wp' || !k.does('uffdWpWriteLock')) return plan;
  return { ...plan, mmapLock: 'write', ...(k.does('callsLockVmas') && { vmaLock: 'write' as const }) };
}

/** Whether a call raises mm->tlb_flush_pending after it has changed entries and let go of the page table's lock. */
export const raisesLate = (k: Kernel, call: LockCall | undefined): boolean =>
  call !== undefined && protections.includes(call) && k.does('pendingAfterLock');
