/** NUMA balancing: mm/mempolicy.c, change_prot_numa(). The hint fault is a read or a write of the process. */
import { changeProtNumaHuge } from '../../mm/huge_memory/hugeProtection.ts';
import { changeProtNuma } from '../../mm/mprotect/changeProtNuma.ts';
import { taskNumaWork } from '../../mm/sched/taskNumaWork.ts';
import { done, type Happened, quietly } from '../happened.ts';
import { type Life, pageNow } from '../life.ts';
import { doneTogether, foliosOf, ptesOf, rangeOf } from '../ranges.ts';
import { hasPage, type LifeOperations, withPage } from './operation.ts';

function hint(life: Life, word: string): Happened {
  const { k, pte, vma } = life;
  if (taskNumaWork(k, vma, { young: word === 'new', unused: word === 'unused' }) !== undefined)
    return quietly(life, { kind: 'notScanned' });
  const range = rangeOf(life);
  if (range) return hintAll(life, range);
  const page = life.page && pageNow(life);
  const outcome = life.level ? changeProtNumaHuge(k, pte, vma, page) : changeProtNuma(k, pte, vma, page);
  const [first] = outcome.steps;
  return outcome.pte === pte && first
    ? { ...quietly(life, { kind: 'numaLeaves', why: first.why }), steps: outcome.steps }
    : {
        ...done(life, outcome),
        ...('flushesLater' in outcome && !outcome.flushesLater && { flushesAtOnce: true as const }),
      };
}

/** Of a mapping with several pages; those that are left stay as they were. */
function hintAll(life: Life, range: readonly Life[]): Happened {
  const { k, vma } = life;
  const pages = foliosOf(range, (one) => (hasPage(one) ? pageNow(one) : undefined));
  const outcome = changeProtNuma(k, ptesOf(range), vma, pages);
  const [first] = outcome.steps;
  const isLeft = outcome.ptes.every((pte, i) => pte === range[i]?.pte);
  return isLeft && first
    ? { ...quietly(life, { kind: 'numaLeaves', why: first.why }), steps: outcome.steps }
    : doneTogether(life, outcome);
}

/** What NUMA balancing does between two accesses. */
export const numaOperations = {
  'numa-hint': {
    needs: ['numaBalancing'],
    call: 'numa-scan',
    says: 'NUMA balancing makes the entry a hint; the mapping is younger than a second, or the task has not used it of late',
    words: ['new', 'unused'],
    wordMayLack: true,
    run: withPage(hint),
  },
} as const satisfies LifeOperations;
