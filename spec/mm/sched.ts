/** What NUMA balancing chooses: kernel/sched/fair.c. */
import type { Row } from '../schema.ts';

/** Which mappings it scans. */
export const schedBehaviours = [
  {
    id: 'numaWaitsForAccess', since: '6.4', kernel: 'task_numa_work', cite: 'ef6a22b70f6d',
    judge: 'source: 6.3.8, 6.4.4, kernel/sched/fair.c, task_numa_work',
    says: 'NUMA balancing leaves a new mapping alone for a second (sysctl_numa_balancing_scan_delay), and from the third scan on one that the task has not touched; before, it scans every mapping in turn',
  },
] as const satisfies readonly Row[];
