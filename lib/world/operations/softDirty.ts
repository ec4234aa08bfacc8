/** Soft-dirty tracking: fs/proc/task_mmu.c, clear_refs_write(). */
import { clearSoftDirtyPmd } from '../../mm/task_mmu/clearRefsPmd.ts';
import { clearRefs, clearSoftDirty } from '../../mm/task_mmu/clearSoftDirty.ts';
import { done, type Happened } from '../happened.ts';
import { isHugetlb, type Life } from '../life.ts';
import type { LifeOperations } from './operation.ts';

function clearRefsAll(life: Life): Happened {
  const { vma, effects } = clearRefs(life.k, life.vma);
  const huge = life.level && life.pte !== 0n && !isHugetlb(life);
  const outcome = huge
    ? clearSoftDirtyPmd(life.k, life.pte, life.vma)
    : clearSoftDirty(life.k, life.pte, life.vma, life.page);
  return done({ ...life, vma }, { ...outcome, effects: [...outcome.effects, ...effects] });
}

/** Soft-dirty tracking starts. */
export const softDirtyOperations = {
  'clear-refs': {
    says: '4 is written to /proc/PID/clear_refs: soft-dirty tracking starts anew',
    run: clearRefsAll,
    call: 'clear-refs',
  },
} as const satisfies LifeOperations;
