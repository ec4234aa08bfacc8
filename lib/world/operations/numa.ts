/** NUMA balancing: mm/mempolicy.c, change_prot_numa(). The hint fault is a read or a write of the process. */
import { isCowMapping } from '../../mm/common/vma.ts';
import { changeProtNuma } from '../../mm/mprotect/changeProtNuma.ts';
import { done, type Happened } from '../happened.ts';
import type { Life } from '../life.ts';
import { type LifeOperations, withPage } from './operation.ts';

/** Pages that a child shares are left alone: the next write copies them anyway. */
function hint(life: Life): Happened {
  const { k, pte, vma, page } = life;
  return done(life, changeProtNuma(k, pte, vma, page, life.shared && isCowMapping(k, vma)));
}

/** What NUMA balancing does between two accesses. */
export const numaOperations = {
  'numa-hint': {
    needs: ['numaBalancing'],
    says: 'NUMA balancing makes the entry a hint',
    run: withPage(hint),
  },
} as const satisfies LifeOperations;
