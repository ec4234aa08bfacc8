/** kernel/sched/fair.c, task_numa_work(), with mm/mempolicy.c (linux/mempolicy.h), vma_migratable(). */
import { expect, it } from 'vitest';
import { type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import type { Vma } from '../../lib/mm/common/vma.ts';
import { changeProtNuma } from '../../lib/mm/mprotect/changeProtNuma.ts';
import { type NumaScan, taskNumaWork } from '../../lib/mm/sched/taskNumaWork.ts';
import { without } from './entries.ts';

const map = (k: Kernel, vmFlags: readonly VmFlagId[], more: Partial<Vma> = {}) => vma(k, { vmFlags, ...more });

// 4.19.0, 5.10.0, 6.1.4, 6.6.9, 7.3.4
it.each<readonly [readonly VmFlagId[], Partial<Vma>, NumaScan, string | undefined]>([
  [['read', 'write'], {}, {}, undefined],
  [['read'], {}, {}, undefined], // anonymous: no file
  [['read', 'shared'], {}, {}, 'shared_ro'],
  [['read', 'exec'], { anonymous: false }, {}, 'shared_ro'],
  [['write', 'shared'], {}, {}, undefined],
  [[], {}, {}, 'inaccessible'],
  [['read', 'write', 'shared', 'mixedmap'], {}, {}, 'unsuitable'],
  [['read', 'write', 'shared', 'pfnmap'], {}, {}, 'unsuitable'],
  [['read', 'write', 'shared', 'hugetlb'], {}, {}, 'unsuitable'],
  [['read', 'write', 'shared'], {}, { dax: true }, 'unsuitable'],
  [['read', 'write'], {}, { policyMof: false }, 'unsuitable'],
])('passes over %o %o %o: %s', (flags, more, how, expected) => {
  for (const version of ['4.19', '5.10', '6.1', '6.6', '7.3']) {
    const k = kernel(version);
    expect(taskNumaWork(k, map(k, flags, more), how)).toBe(expected);
  }
});

// 6.3.8 has neither vma->numab_state nor vma_is_accessed(), 6.4.4 has both
it('waits for the task to touch the mapping, from 6.4 on', () => {
  const at = (how: NumaScan) => (k: Kernel) => taskNumaWork(k, map(k, ['read', 'write']), how);
  const kernels = [kernel('6.3'), kernel('6.4'), kernel('7.3'), without('7.3', 'numaWaitsForAccess')];
  expect(kernels.map(at({ young: true }))).toEqual([undefined, 'scan_delay', 'scan_delay', undefined]);
  expect(kernels.map(at({ unused: true }))).toEqual([undefined, 'pid_inactive', 'pid_inactive', undefined]);
});

it('leaves the entries of what it passes over', () => {
  const k = kernel('6.12');
  const library = map(k, ['read', 'exec', 'mayread', 'maywrite'], { anonymous: false });
  expect(changeProtNuma(k, 0x0000000012345025n, library, folio({ anon: false })).pte).toBe(0x0000000012345025n);
});
