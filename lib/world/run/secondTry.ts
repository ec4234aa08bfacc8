/** A fault that the lock of its mapping alone is not enough for comes again, under mmap_lock: VM_FAULT_RETRY of mm/memory.c. */
import { fault } from '../../mm/common/fault.ts';
import type { LockPlan } from '../../mm/locks/lockPlan.ts';
import { accessError, allowed } from '../access/access.ts';
import { anyFault } from '../access/oneFault.ts';
import { holderOf } from '../locks.ts';
import type { Operation } from '../operations/operation.ts';
import { type Actor, see } from '../see.ts';
import { mmOf, type World } from '../world.ts';

/** The plan under which the fault gets through. `wanted` says that somebody waits for mmap_lock for writing. */
export function secondTry(w: World, at: Actor, { faults }: Operation, plan: LockPlan, wanted: () => boolean): LockPlan {
  if (!faults || !comesAgain(w, at, faults, wanted)) return plan;
  const { vmaLock: _, ...rest } = plan;
  return { ...rest, mmapLock: 'read' };
}

function comesAgain(w: World, at: Actor, asked: NonNullable<Operation['faults']>, wanted: () => boolean): boolean {
  const life = see(w, at);
  const write = asked.write === true;
  if (accessError(life, write) || allowed(life, write)) return false;
  const lock = mmOf(w, at.mm)?.locks.mmap_lock;
  const mmapLocked = (lock !== undefined && holderOf(lock, at.cpu, 'read') !== undefined) || wanted();
  const { outcome } = anyFault(life, fault({ ...asked, vmaLock: true }), { mmapLocked });
  return outcome.returned.includes('VM_FAULT_RETRY') && outcome.next === undefined;
}
