/** Locks are taken and let go, the counter of flushes goes up and down, and who comes too late waits. */

import { altered } from '../../base/lists.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { LockCall } from '../../mm/locks/lockPlan.ts';
import type { LifeEvent } from '../event.ts';
import type { Due, Hand } from '../hand.ts';
import {
  allReleased,
  type Holder,
  holderOf,
  type Lock,
  type LockMode,
  type LockName,
  type LockNeed,
  needsOf,
  taken,
} from '../locks.ts';
import { type Moved, still } from '../moved.ts';
import { processWith, worldWith } from '../remade.ts';
import type { Actor } from '../see.ts';
import { flushedNow, withMm } from '../withParts.ts';
import { type Held, mmOf, type ProcessState, type World } from '../world.ts';
import { heldOperation, planOf } from './plans.ts';

/** mm->tlb_flush_pending goes up or down, if the operation in hand is one of those that raise it. */
export const raised = (w: World, { mm, raised: is }: Hand, by: number): World =>
  is ? withMm(w, mm, (it) => processWith(it, { pending: it.pending + by })) : w;

/** find_vma(): that a mapping is no longer there is found out under mmap_lock. */
export const toFindMapping: readonly LockNeed[] = [{ lock: 'mmap_lock', takes: 'read', holds: 'read' }];

/** A CPU has taken locks. */
export function locked(w: World, { cpu, mm }: Actor, needs: readonly LockNeed[]): World {
  const take = (locks: ProcessState['locks'], { lock, holds }: LockNeed): ProcessState['locks'] =>
    lock === 'mmap_lock'
      ? { ...locks, mmap_lock: taken(locks.mmap_lock, cpu, holds) }
      : { ...locks, 'VMA lock': taken(locks['VMA lock'], cpu, holds) };
  return needs.length === 0 ? w : withMm(w, mm, (it) => processWith(it, { locks: needs.reduce(take, it.locks) }));
}

/** It has let go of all that it had, of a child too. */
export function unlocked(w: World, { cpu }: Actor): World {
  const isHeld = ({ writer, readers }: Lock) => writer === cpu || readers.includes(cpu);
  const holds = ({ locks }: ProcessState) => isHeld(locks.mmap_lock) || isHeld(locks['VMA lock']);
  const free = (mm: ProcessState): ProcessState => processWith(mm, { locks: allReleased(mm.locks, cpu) });
  const mms = altered(w.mms, (mm) => (holds(mm) ? free(mm) : mm));
  return mms === w.mms ? w : worldWith(w, { mms });
}

const gathering: readonly LockCall[] = [
  'dontneed',
  'munmap',
  'exit',
  'truncate',
  'guard-install',
  'free',
  'cold',
  'pageout',
];
const changesProtection: readonly LockCall[] = [
  ...(['uffd-wp', 'uffd-rwp', 'uffd-unregister', 'uffd-close', 'mprotect', 'numa-scan'] as const),
];
/** Those that call flush_tlb_batched_pending(): change_pte_range(), zap_pte_range(), move_ptes(), and madvise() that frees or ages. */
const looksForBatches: readonly LockCall[] = [...gathering, ...changesProtection, 'mremap'];

/** Whether a call flushes by tlb_finish_mmu(), which asks mm_tlb_flush_nested(). */
export function gathers(k: Kernel, call: LockCall | undefined): boolean {
  if (call === undefined) return false;
  if (call === 'clear-refs') return !(k.does('clearRefsFlushes') && k.does('clearRefsExcludes')); // that which flushes by itself does not gather
  return gathering.includes(call) || (changesProtection.includes(call) && k.does('protectionGathers'));
}

/** mm/mmu_gather.c, tlb_finish_mmu(): where another has a flush pending too, all that the process has is flushed. */
export const nestedFlush = (w: World, { mm, gathers: does, raised: is }: Hand): readonly Due[] =>
  does && is && (mmOf(w, mm)?.pending ?? 0) > 1 ? [{ mm, effect: 'flush_tlb_mm', quiet: true }] : [];

/** mm/rmap.c, flush_tlb_batched_pending(): before entries change again, what reclaim on another CPU has not flushed is flushed. */
export function batchFlushed(w: World, { cpu, mm }: Actor, call: LockCall | undefined): Moved {
  const owes = w.cpus.some(({ name, hand }) => name !== cpu && hand?.batched && hand.due.some((due) => due.mm === mm));
  if (!owes || !call || !looksForBatches.includes(call)) return still(w);
  return flushedNow(w, cpu, mm, 'flush_tlb_mm');
}

/**
 * lock_vma_under_rcu() only tries: who does not get the lock of a mapping for reading waits for mmap_lock, which a writer of the former holds
 * already, even while it waits.
 */
export const waitsFor = (lock: LockName, takes: LockMode, holder: Holder): LifeEvent =>
  lock === 'VMA lock' && takes === 'read'
    ? { kind: 'waits', lock: 'mmap_lock', cpu: holder.cpu, mode: 'write', has: true }
    : { kind: 'waits', lock, ...holder };

/** The locks that one who waits has asked for: vma_start_write() comes after mmap_lock is had. */
function upToWait(w: World, { cpu, mm }: Actor, needs: readonly LockNeed[]): readonly LockNeed[] {
  const locks = mmOf(w, mm)?.locks;
  const first = needs.findIndex(({ lock, takes }) => locks && holderOf(locks[lock], cpu, takes));
  return first < 0 ? needs : needs.slice(0, first + 1);
}

/** kernel/locking/rwsem.c, RWSEM_FLAG_WAITERS: who wants a lock for reading, tried or not, does not pass one that waits to write. */
export function firstWriter(
  w: World,
  at: Actor,
  needs: readonly LockNeed[],
  ahead: readonly Held[],
): { event: LifeEvent } | undefined {
  const reads = needs.filter(({ takes }) => takes === 'read');
  for (const held of ahead) {
    if (held.at.mm !== at.mm || held.at.cpu === at.cpu) continue;
    const o = heldOperation(held.name);
    if (!o) continue;
    const wants = upToWait(w, held.at, needsOf(planOf(w, held.at, o))).filter(({ takes }) => takes === 'write');
    const both = reads.find(({ lock }) => wants.some((want) => want.lock === lock));
    if (both) return { event: waitsFor(both.lock, 'read', { cpu: held.at.cpu, mode: 'write', has: false }) };
  }
  return undefined;
}
