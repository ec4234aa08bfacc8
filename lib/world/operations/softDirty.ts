/** Soft-dirty tracking: fs/proc/task_mmu.c, clear_refs_write(), and what a merge of mappings does to it. */
import { withVmFlags } from '../../mm/common/vmaSetPageProt.ts';
import { clearRefs, clearSoftDirty } from '../../mm/task_mmu/clearSoftDirty.ts';
import { done, type Happened, quietly } from '../happened.ts';
import type { Life } from '../life.ts';
import type { LifeOperations } from './operation.ts';

function clearRefsAll(life: Life): Happened {
  const { vma, effects } = clearRefs(life.k, life.vma);
  const outcome = clearSoftDirty(life.k, life.pte, life.vma, life.page);
  return done({ ...life, vma }, { ...outcome, effects: [...outcome.effects, ...effects] });
}

/** Soft-dirty tracking starts and ends. */
export const softDirtyOperations = {
  'clear-refs': {
    says: '4 is written to /proc/PID/clear_refs: soft-dirty tracking starts anew',
    run: clearRefsAll,
    call: 'clear-refs',
  },
  'vma-merge': {
    call: 'mmap',
    says: 'the mapping is merged with a new one, and is soft-dirty as a whole again (VM_SOFTDIRTY)',
    run: (life) => quietly({ ...life, vma: withVmFlags(life.k, life.vma, life.vma.vmFlags | life.k.vm.softdirty) }),
  },
} as const satisfies LifeOperations;
