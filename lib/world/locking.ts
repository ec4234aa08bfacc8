/** Locks are taken and let go, the counter of flushes goes up and down, and who comes too late waits. */
import type { LifeEvent } from './event.ts';
import type { Hand } from './hand.ts';
import { type Need, needsOf, released, taken } from './locks.ts';
import { halfOf } from './operations/names.ts';
import { operationOf, planOf } from './plans.ts';
import type { Actor } from './see.ts';
import { type Held, type World, withMm } from './world.ts';

/** mm->tlb_flush_pending goes up or down, if the operation in hand is one of those that raise it. */
export const raised = (w: World, { mm, raised: is }: Hand, by: number): World =>
  is ? withMm(w, mm, (it) => ({ ...it, pending: it.pending + by })) : w;

/** A CPU has taken locks. */
export function locked(w: World, { cpu, mm }: Actor, needs: readonly Need[]): World {
  const take = (world: World, { lock, holds }: Need) =>
    withMm(world, mm, (it) => ({ ...it, locks: { ...it.locks, [lock]: taken(it.locks[lock], cpu, holds) } }));
  return needs.reduce(take, w);
}

/** It has let go of all that it had. */
export const unlocked = (w: World, { cpu, mm }: Actor): World =>
  withMm(w, mm, (it) => ({
    ...it,
    locks: {
      mmap_lock: released(it.locks.mmap_lock, cpu),
      'VMA lock': released(it.locks['VMA lock'], cpu),
    },
  }));

/** kernel/locking/rwsem.c, RWSEM_FLAG_WAITERS: who wants a lock for reading, tried or not, does not pass one that waits to write. */
export function firstWriter(
  w: World,
  at: Actor,
  needs: readonly Need[],
  ahead: readonly Held[],
): { event: LifeEvent } | undefined {
  const reads = needs.filter(({ takes }) => takes === 'read');
  for (const held of ahead) {
    if (held.at.mm !== at.mm || held.at.cpu === at.cpu) continue;
    const o = operationOf(halfOf(held.name)?.of ?? held.name);
    if (!o) continue; // what only goes on with a hand
    const wants = needsOf(planOf(w, held.at, o)).filter(({ takes }) => takes === 'write');
    const both = reads.find(({ lock }) => wants.some((want) => want.lock === lock));
    if (both) return { event: { kind: 'waits', lock: both.lock, cpu: held.at.cpu, mode: 'write', has: false } };
  }
  return undefined;
}
