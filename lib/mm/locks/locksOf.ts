/** The plan of locks of each call, by release. */
import { rangeError, shown } from '../../base/errors.ts';
import { checkKernel, type Kernel } from '../../kernel/kernel.ts';
import { isUffdArmed, vmHas } from '../common/vma.ts';
import { type LockCaller, vmaLockOfFault, vmaLockOfMadvise } from './faultLock.ts';
import { type LockCall, type LockPlan, lockCalls } from './lockPlan.ts';
import { unlockedPlans } from './unlockedPlans.ts';

type PlanOf = (k: Kernel, caller: LockCaller) => LockPlan;

/** Those that change mappings: mmap_lock for writing, and from 6.4 on the lock of the mapping too. */
const writer = (k: Kernel): Pick<LockPlan, 'mmapLock' | 'vmaLock'> =>
  k.does('callsLockVmas') ? { mmapLock: 'write', vmaLock: 'write' } : { mmapLock: 'write' };

const reader = { mmapLock: 'read' } as const;
const gathers = { pending: true, flush: 'at the end' } as const;
const quiet = { pending: false, flush: 'none' } as const;
const atOnce = { pending: false, flush: 'with the change' } as const;

/** mm/madvise.c: under the lock of the mapping where that is enough. */
const madvised = (
  k: Kernel,
  caller: LockCaller,
  does: boolean,
  makesAnonVma = false,
): Pick<LockPlan, 'mmapLock' | 'vmaLock'> =>
  does && vmaLockOfMadvise(k, caller, makesAnonVma) ? { vmaLock: 'read' } : reader;

/** madvise_walk_vmas() lets go of the lock of the mapping, and do_madvise() ends the gather after that. */
const zaps: PlanOf = (k, caller) => {
  const locks = madvised(k, caller, k.does('dontneedUnderVmaLock'));
  return { ...locks, pending: true, flush: locks.vmaLock ? 'after the locks' : 'at the end' };
};
const fills = (k: Kernel): Pick<LockPlan, 'mmapLock' | 'vmaLock'> =>
  k.does('uffdFillsUnderVmaLock') ? { vmaLock: 'read' } : reader;

/**
 * fs/userfaultfd.c: an end of registration changes entries only where it resolves write protection, and does that before it takes the lock of
 * the mapping: faults get in that hold that one alone.
 */
const ends = (k: Kernel, caller: LockCaller, resolves: boolean): LockPlan => {
  const changes = resolves && (!caller.vma || isUffdArmed(k, caller.vma));
  return changes ? { mmapLock: 'write', ...gathers } : { ...writer(k), ...quiet };
};

/** kernel/fork.c (mm/mmap.c), dup_mmap(): one flush of the parent, before it lets go of mmap_lock; the counter is not raised. */
const fork: PlanOf = (k) => ({
  mmapLock: 'write',
  ...(k.does('forkLocksVmas') ? { vmaLock: 'write' as const } : {}),
  pending: false,
  flush: 'at the end',
});

/** fs/proc/task_mmu.c, clear_refs_write(): before 5.11 (5.10.9) for writing only while VM_SOFTDIRTY goes, then downgraded. */
const clearRefs: PlanOf = (k, { vma }) => {
  const flush = k.does('clearRefsFlushes') ? 'at the end' : 'none';
  const loses = !vma || (vma.vmFlags & k.vm.softdirty) !== 0n;
  if (!k.does('clearRefsExcludes')) return { ...reader, downgraded: loses, pending: true, flush };
  const locks = k.does('walksLockVmas') || (k.does('callsLockVmas') && loses);
  return { mmapLock: 'write', ...(locks ? { vmaLock: 'write' as const } : {}), pending: true, flush };
};

const munmap: PlanOf = (k) =>
  k.does('munmapDowngrades')
    ? { ...reader, downgraded: true, detached: true, ...gathers }
    : { mmapLock: 'write', detached: true, ...gathers };

/** mm/ksm.c, unmerge_ksm_pages(): by a fault for each page. */
const unmerge: PlanOf = (k) => ({
  mmapLock: 'write',
  ...(k.does('walksLockVmas') ? { vmaLock: 'write' as const } : {}),
  ...atOnce,
});

const plans: { readonly [C in LockCall]: PlanOf } = {
  ...unlockedPlans,
  fault: (k, caller) => ({ ...(vmaLockOfFault(k, caller) ? { vmaLock: 'read' as const } : reader), ...atOnce }),
  'uffd-wp': () => ({ ...reader, ...gathers }),
  'uffd-rwp': () => ({ ...reader, ...gathers }),
  'uffd-fill': (k) => ({ ...fills(k), ...quiet }),
  'uffd-move': (k) => ({ ...fills(k), ...atOnce }),
  'uffd-register': (k) => ({ ...writer(k), ...quiet }),
  'uffd-unregister': (k, caller) => ends(k, caller, k.does('unregisterResolves')),
  'uffd-close': (k, caller) => ends(k, caller, k.does('closeResolves')),
  fork,
  mmap: (k) => ({ ...writer(k), ...quiet }),
  mprotect: (k) => ({ ...writer(k), ...gathers }),
  mremap: (k) => ({ ...writer(k), ...atOnce }),
  munmap,
  mlock: (k) => ({ ...writer(k), ...quiet }),
  'oom-reap': () => ({ ...reader, tries: true, ...gathers }),
  'madvise-flags': (k) => ({ ...writer(k), ...quiet }),
  dontneed: zaps,
  free: zaps,
  cold: () => ({ ...reader, ...gathers }),
  pageout: () => ({ ...reader, ...gathers }),
  'guard-install': (k, caller) => ({ ...madvised(k, caller, k.does('guardsUnderVmaLock'), true), ...gathers }),
  'guard-remove': (k, caller) => ({ ...madvised(k, caller, k.does('guardsUnderVmaLock')), ...quiet }),
  'ksm-merge': () => ({ ...reader, ...atOnce }),
  'ksm-unmerge': unmerge,
  'clear-refs': clearRefs,
  pagemap: () => ({ ...reader, ...quiet }),
  'pagemap-scan': () => ({ ...reader, ...atOnce }),
  'numa-scan': () => ({ ...reader, tries: true, ...gathers }),
  collapse: (k) => ({ ...writer(k), rmapLock: 'write', ...atOnce }),
  'to-device': (k) => ({ ...reader, ...(k.does('collectFlushesLocked') ? atOnce : { ...quiet, flush: 'at the end' }) }),
  'to-exclusive': () => ({ ...reader, ...atOnce }),
  hmm: () => ({ ...reader, ...quiet }),
  swapoff: () => ({ ...reader, ...quiet }),
};

/** Those that end in mm/memory.c, zap_pte_range(), whose force_flush is for dirty pages of files. */
const zapping: readonly LockCall[] = ['dontneed', 'munmap', 'exit', 'oom-reap', 'truncate', 'guard-install'];

/** Those that go through change_pte_range(), zap_pte_range(), move_ptes() and the walks of mm/madvise.c. */
const changing: readonly LockCall[] = [
  'uffd-wp',
  'uffd-rwp',
  'mprotect',
  'numa-scan',
  'mremap',
  'free',
  'cold',
  'pageout',
];
const draining: readonly LockCall[] = [...zapping, ...changing];
const ending: readonly LockCall[] = ['uffd-unregister', 'uffd-close'];

/**
 * mm/hugetlb.c: nothing is left in TLBs by reclaim that could be flushed first, and a change of protection goes past
 * change_protection_range(), which raised mm->tlb_flush_pending before the callers gathered. hugetlb_fault_mutex_table, i_mmap_rwsem and the
 * vma_lock of hugetlb are not told.
 */
function ofHugetlb(k: Kernel, call: LockCall, plan: LockPlan): LockPlan {
  return protecting.includes(call) && !k.does('protectionGathers') ? { ...plan, pending: false } : plan;
}
const protecting: readonly LockCall[] = ['mprotect', 'uffd-wp', 'uffd-rwp', ...ending];

/**
 * What `call` holds while it changes the entries of `caller.vma`, whether it raises mm->tlb_flush_pending for that time, and where its TLB
 * flush stands. Two calls on one process keep each other out if one of them holds mmap_lock or the lock of the mapping for writing and the
 * other holds the same lock at all. A fault that must let go of the lock of its mapping, or that userfaultfd makes wait, is not told: this is
 * its first try. Not told either: `to-device` and `hmm` hold what their driver took, which may be more.
 * @throws RangeError for a call that has no plan.
 */
export function locksOf(k: Kernel, call: LockCall, caller: LockCaller = {}): LockPlan {
  checkKernel(k);
  if (!lockCalls.includes(call)) throw rangeError(`expected one of ${lockCalls.join(', ')}, got ${shown(call)}`);
  const plan = plans[call](k, caller);
  if (caller.vma && vmHas(caller.vma, k.vm.hugetlb)) return ofHugetlb(k, call, plan);
  const drained = draining.includes(call) || (ending.includes(call) && plan.pending) ? { ...plan, drains: true } : plan;
  return caller.dirtyFile && zapping.includes(call) ? { ...drained, flush: 'with the change' } : drained;
}
