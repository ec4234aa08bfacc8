/** What an operation holds and raises as things stand, with the steps of proposals: in another order, or with another lock. */
import { pteDirty, ptePresent } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { LockCall, LockPlan } from '../../mm/locks/lockPlan.ts';
import { locksOf } from '../../mm/locks/locksOf.ts';
import { operations } from '../operations/list.ts';
import { halfOf } from '../operations/names.ts';
import type { Operation } from '../operations/operation.ts';
import { type Actor, contentAt, placeOf } from '../see.ts';
import { type Held, mmOf, type ProcessState, type World } from '../world.ts';
import { secondTry } from './secondTry.ts';

/** The operation of a name, which is one: of those that the world was given, or of a script. */
export const operationOf = (name: string, { own }: Pick<World, 'own'> = {}): Operation =>
  (own?.[name] ?? operations[name as keyof typeof operations]) as Operation;

/** The locks of an operation, its part in the counter and the place of its flush, as things stand. */
export function planOf(w: World, at: Actor, o: Operation): LockPlan {
  const { call } = o;
  const mm = mmOf(w, at.mm);
  if (!call || !mm) return { pending: false, flush: 'with the change' };
  const plan = proposedPlan(w.k, call, locksOf(w.k, call, { vma: mm.vma, dirtyFile: isDirtyFile(w, mm) }));
  if (call !== 'fault' || plan.vmaLock === undefined) return plan;
  return secondTry(w, at, o, plan, () => w.held.some((held) => wantsMmapLock(w, at, held)));
}

/** zap_pte_range() flushes before it lets go of the page table where a page of a file is written to; zap_huge_pmd() does not. */
function isDirtyFile(w: World, { pte, level }: ProcessState): boolean {
  if (level || !ptePresent(w.k, pte) || !pteDirty(w.k, pte)) return false;
  return contentAt(w, placeOf(w.k, pte))?.folio.anon === false;
}

/** What waits under a name of a script; the rest of an operation that has begun wants no lock. */
export const heldOperation = (name: string): Operation | undefined =>
  operationOf(name === 'uffd-wp-deferred' ? 'uffd-wp' : (halfOf(name)?.of ?? name));

/** Another CPU waits for mmap_lock for writing, so that nobody gets it for reading. */
function wantsMmapLock(w: World, { cpu, mm }: Actor, held: Held): boolean {
  const o = heldOperation(held.name);
  if (!o || held.at.mm !== mm || held.at.cpu === cpu || o.call === 'fault') return false;
  const { mmapLock, downgraded } = planOf(w, held.at, o);
  return downgraded === true || mmapLock === 'write';
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
