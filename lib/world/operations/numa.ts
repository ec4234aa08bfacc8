/** NUMA balancing: mm/mempolicy.c, change_prot_numa(). The hint fault is a read or a write of the process. */
import { changeProtNuma } from '../../mm/mprotect/changeProtNuma.ts';
import { done } from '../happened.ts';
import { type LifeOperations, withPage } from './operation.ts';

/** What NUMA balancing does between two accesses. */
export const numaOperations = {
  'numa-hint': {
    says: 'NUMA balancing makes the entry a hint',
    run: withPage((life) => done(life, changeProtNuma(life.k, life.pte, life.vma, life.page))),
  },
} as const satisfies LifeOperations;
