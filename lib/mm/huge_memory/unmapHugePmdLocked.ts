import type { Pte } from '../../helpers/marks.ts';
import { pmdDirty } from '../../helpers/pgtableHuge.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { type Effect, unchanged, type WalkOutcome } from '../common/outcome.ts';
import { pmdClearFlush } from '../common/ptepClearFlush.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';

/** What only the running kernel knows of a huge page after MADV_FREE. */
export interface HugeUnmapping {
  /** Somebody besides the mappings and reclaim holds a reference. */
  readonly referenced?: boolean;
}

/**
 * mm/huge_memory.c, unmap_huge_pmd_locked(): a huge page after MADV_FREE (anonymous and not `swapbacked`) is dropped as a whole. Where it
 * has been written to or somebody holds it the entry stays and `returned` is false. Who calls it, and what comes then, is tryToUnmapHuge():
 * stable releases that split such pages at once still have the function.
 * @throws RangeError unless `pmd` maps a huge page, and before 6.11 (ERR_PTE_HELPER).
 */
export const unmapHugePmdLocked = checked(
  'unmapHugePmdLocked',
  (k: Kernel, pmd: Pte, vma: Vma, folio: Folio, { referenced = false }: HugeUnmapping = {}): WalkOutcome => {
    expectFamily(k, pmd, ['present'], 'pmd');
    const no = { returned: false };
    if (!folio.anon || folio.swapbacked)
      return unchanged(pmd, 'folio_test_swapbacked', 'the page is not free to go', no);
    const marks = pmdDirty(k, pmd) && k.does('lazyfreePmdDirtiesFolio');
    const effects: Effect[] = marks ? ['folio_mark_dirty'] : [];
    if (isWritten(k, pmd, vma, folio))
      return { ...unchanged(pmd, 'folio_test_dirty', 'the page has been written to again', no), effects };
    effects.push(...pmdClearFlush(k, pmd));
    const t = Trace.from(k, 'pmdp_huge_clear_flush', 0n, 'the page must not change any more', 'pmd');
    if (referenced) t.set('set_pmd_at', pmd, 'someone holds the page');
    return t.outcome(effects, { returned: !referenced });
  },
);

function isWritten(k: Kernel, pmd: Pte, vma: Vma, folio: Folio): boolean {
  const droppable = vmHas(vma, k.vm.droppable) && k.does('lazyfreePmdDirtiesFolio');
  return (folio.dirty || pmdDirty(k, pmd)) && !droppable;
}
