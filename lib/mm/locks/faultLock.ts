/** Whether the lock of a mapping is enough: mm/memory.c (mm/mmap_lock.c), lock_vma_under_rcu(), and what its callers ask beside it. */
import type { Kernel } from '../../kernel/kernel.ts';
import { isUffdArmed, type Vma, vmHas } from '../common/vma.ts';

/** Who makes a call, and where. */
export interface LockCaller {
  /** The mapping that the entries are of. Left out, an anonymous one that holds pages and is not registered with userfaultfd. */
  readonly vma?: Vma;
  /** The fault is the kernel's own (copy_to_user(), GUP), or madvise() is another process's (process_madvise()). */
  readonly remote?: boolean;
  /** The entry is dirty, of a page of a file or of shared memory: who zaps it flushes before the page-table lock is dropped. */
  readonly dirtyFile?: boolean;
}

/** Whether the first try of a fault is made with the lock of the mapping alone. */
export function vmaLockOfFault(k: Kernel, { vma, remote }: LockCaller): boolean {
  if (!k.does('faultsTryVmaLock') || remote) return false;
  if (!vma) return true;
  if (k.does('vmaLockOnlyAnonymous') && !vma.anonymous) return false;
  if (k.does('vmaLockNeedsAnonVma') && vma.anonymous && !vma.anonVma) return false;
  if (k.does('hugetlbRefusesVmaLock') && vmHas(vma, k.vm.hugetlb)) return false;
  return !(k.does('vmaLockRefusesUffd') && isUffdArmed(k, vma));
}

/** mm/madvise.c, try_vma_read_lock(): one mapping of the own process that is not registered; where pages' anon_vma is made, one that has it. */
export function vmaLockOfMadvise(k: Kernel, { vma, remote }: LockCaller, makesAnonVma: boolean): boolean {
  if (remote) return false;
  if (!vma) return true;
  return !isUffdArmed(k, vma) && !(makesAnonVma && vma.anonymous && !vma.anonVma);
}
