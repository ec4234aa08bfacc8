/** Advice about the mapping, by which its flags change and no entry does: mm/madvise.c. */
import { type MappingAdvice, madviseVmaBehavior } from '../../mm/madvise/madviseVmaBehavior.ts';
import { failed, type Happened, quietly } from '../happened.ts';
import type { Life } from '../life.ts';
import type { LifeOperation, LifeOperations } from './operation.ts';

const advise =
  (advice: MappingAdvice) =>
  (life: Life): Happened => {
    const { vma, refused } = madviseVmaBehavior(life.k, life.vma, advice);
    if (refused) return failed(life, refused, 'madvise_vma_behavior() does not allow that for this mapping');
    return vma.vmFlags === life.vma.vmFlags ? quietly(life, { kind: 'sameFlags' }) : quietly({ ...life, vma });
  };

const advice = (name: MappingAdvice, says: string): LifeOperation => ({
  call: 'madvise-flags',
  says: `${name}: ${says}`,
  unmapped: { kind: 'failed', returned: '-ENOMEM' },
  run: advise(name),
});

/** What fork() does with the mapping. */
export const adviceOperations = {
  dontfork: advice('MADV_DONTFORK', 'a child of fork() lacks the mapping'),
  dofork: advice('MADV_DOFORK', 'a child has it again'),
  wipeonfork: advice('MADV_WIPEONFORK', 'a child finds the mapping empty'),
  keeponfork: advice('MADV_KEEPONFORK', 'a child finds its pages again'),
} as const satisfies LifeOperations;
