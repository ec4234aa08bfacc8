/** What an operation holds and raises as things stand, with the steps of proposals: in another order, or with another lock. */
import type { Kernel } from '../../kernel/kernel.ts';
import type { LockCall, LockPlan } from '../../mm/locks/lockPlan.ts';
import { locksOf } from '../../mm/locks/locksOf.ts';
import { operations } from '../operations/list.ts';
import type { Operation } from '../operations/operation.ts';
import type { Actor } from '../see.ts';
import { mmOf, type World } from '../world.ts';

/** The operation of a name, which is one. */
export const operationOf = (name: string): Operation => operations[name as keyof typeof operations] as Operation;

/** The locks of an operation, its part in the counter and the place of its flush, as things stand. */
export function planOf(w: World, at: Actor, { call }: Operation): LockPlan {
  const mm = mmOf(w, at.mm);
  if (!call || !mm) return { pending: false, flush: 'with the change' };
  return proposedPlan(w.k, call, locksOf(w.k, call, { vma: mm.vma }));
}

/** What goes through change_protection_range(). */
const protections: readonly LockCall[] = ['uffd-wp', 'uffd-rwp', 'mprotect', 'numa-scan'];

function proposedPlan(k: Kernel, call: LockCall, plan: LockPlan): LockPlan {
  if (call !== 'uffd-wp' || !k.does('uffdWpWriteLock')) return plan;
  return { ...plan, mmapLock: 'write', ...(k.does('callsLockVmas') && { vmaLock: 'write' as const }) };
}

/** Whether a call raises mm->tlb_flush_pending after it has changed entries and let go of the page table's lock. */
export const raisesLate = (k: Kernel, call: LockCall | undefined): boolean =>
  call !== undefined && protections.includes(call) && k.does('pendingAfterLock');
