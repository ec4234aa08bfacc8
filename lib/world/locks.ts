/** mmap_lock and the lock of the mapping (vm_area_struct, 6.4) as state. */

import type { LockMode, LockPlan } from '../mm/locks/lockPlan.ts';

export type { LockMode } from '../mm/locks/lockPlan.ts';

/** The locks that an operation can wait for. */
export type LockName = 'mmap_lock' | 'VMA lock';

/** Who holds a lock: CPUs by name. */
export interface Lock {
  readonly writer?: string;
  readonly readers: readonly string[];
}

/** Nobody holds it. */
const freeLock: Lock = { readers: [] };

/** Nobody holds any lock of a process. One object, so that a process after an operation is what it was before. */
export const freeLocks: Readonly<Record<LockName, Lock>> = { mmap_lock: freeLock, 'VMA lock': freeLock };

/** The locks after a CPU has let go of all that it had. */
export function allReleased(locks: Readonly<Record<LockName, Lock>>, cpu: string): Readonly<Record<LockName, Lock>> {
  const mmapLock = released(locks.mmap_lock, cpu);
  const vmaLock = released(locks['VMA lock'], cpu);
  return mmapLock === freeLock && vmaLock === freeLock ? freeLocks : { mmap_lock: mmapLock, 'VMA lock': vmaLock };
}

/** One lock of a plan: how it is taken, and how it is held then. */
export interface LockNeed {
  readonly lock: LockName;
  readonly takes: LockMode;
  readonly holds: LockMode;
}

/** The locks of a plan in the order of taking. */
export function needsOf({ mmapLock, downgraded, vmaLock }: LockPlan): readonly LockNeed[] {
  const needs: LockNeed[] = [];
  if (mmapLock) needs.push({ lock: 'mmap_lock', takes: downgraded ? 'write' : mmapLock, holds: mmapLock });
  if (vmaLock) needs.push({ lock: 'VMA lock', takes: vmaLock, holds: vmaLock });
  return needs;
}

/** Why a lock cannot be had. */
export interface Holder {
  readonly cpu: string;
  /** It holds the lock so, or waits for it so. */
  readonly mode: LockMode;
  /** It has the lock; otherwise it waits for it and goes first. */
  readonly has: boolean;
}

/** The CPU that keeps another from a lock, if one does. */
export function holderOf({ writer, readers }: Lock, cpu: string, mode: LockMode): Holder | undefined {
  if (writer !== undefined && writer !== cpu) return { cpu: writer, mode: 'write', has: true };
  const other = mode === 'write' ? readers.find((reader) => reader !== cpu) : undefined;
  return other === undefined ? undefined : { cpu: other, mode: 'read', has: true };
}

/** The lock with one more holder. */
export const taken = (lock: Lock, cpu: string, mode: LockMode): Lock =>
  mode === 'write'
    ? { ...lock, writer: cpu }
    : { ...lock, readers: lock.readers.includes(cpu) ? lock.readers : [...lock.readers, cpu].sort() };

/** The lock after a CPU has let go of it. */
function released({ writer, readers }: Lock, cpu: string): Lock {
  const others = readers.filter((reader) => reader !== cpu);
  if (writer !== undefined && writer !== cpu) return { writer, readers: others };
  return others.length === 0 ? freeLock : { readers: others };
}
