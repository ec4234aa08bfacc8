/** Which mappings NUMA balancing scans. */
import type { Kernel, VmFlagId } from '../../kernel/kernel.ts';
import { type Vma, vmaIsAccessible, vmHas } from '../common/vma.ts';

/** What task_numa_work() asks about a mapping beside its flags. */
export interface NumaScan {
  /** vma_policy_mof(): the policy lets pages migrate on a fault, as that of a task without one does. True if absent. */
  readonly policyMof?: boolean;
  /** vma_is_dax(). */
  readonly dax?: boolean;
  /** The mapping is younger than sysctl_numa_balancing_scan_delay, in a process that has been scanned once. */
  readonly young?: boolean;
  /** The mapping has been scanned twice, and the task has had no hint fault in it of late (vma_is_accessed()). */
  readonly unused?: boolean;
}

/** Why a mapping is not scanned, in the words of the kernel's trace event sched_skip_vma_numa, which came later. */
export type NumaSkip = 'unsuitable' | 'shared_ro' | 'inaccessible' | 'scan_delay' | 'pid_inactive';

/** vma_migratable() of mm/mempolicy.c, and what task_numa_work() asks beside it. */
const unsuitable: readonly VmFlagId[] = ['io', 'pfnmap', 'hugetlb', 'mixedmap'];

/**
 * kernel/sched/fair.c, task_numa_work(): why NUMA balancing passes the mapping over; undefined where it goes on to change_prot_numa().
 * Not modelled: that it scans a part at a time, that later kernels scan a mapping once in a turn and none under a cpuset of one node, and
 * mappings of files whose pages may not be in the highest zone.
 */
export function taskNumaWork(k: Kernel, vma: Vma, how: NumaScan = {}): NumaSkip | undefined {
  const has = (flag: VmFlagId) => vmHas(vma, k.vm[flag]);
  if (unsuitable.some(has) || how.dax || how.policyMof === false) return 'unsuitable';
  if (!vma.anonymous && has('read') && !has('write')) return 'shared_ro';
  if (!vmaIsAccessible(k, vma)) return 'inaccessible';
  if (!k.does('numaWaitsForAccess')) return undefined;
  if (how.young) return 'scan_delay';
  return how.unused ? 'pid_inactive' : undefined;
}
