import type { Pte } from '../../helpers/marks.ts';
import { pmdDirty } from '../../helpers/pgtableHuge.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import type { Outcome } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { hugeFamilies } from './setPmdMigrationEntry.ts';

/**
 * mm/huge_memory.c, zap_huge_pmd(): a range with a whole huge page in it is unmapped. `folio` is the page, absent for the huge zero page
 * and for entries without one. Nothing is left, in no release a marker: uffd-wp of files is kept by small entries, into which protecting
 * them has split the huge one. Private copies are not asked for either. It says true, but where the entry is no longer huge. Not
 * modelled: the Accessed bit, which later releases tell the page.
 * @throws RangeError unless `pmd` maps a huge page or is a migration entry.
 */
export function zapHugePmd(k: Kernel, pmd: Pte, vma: Vma, folio?: Folio): Outcome {
  const family = expectFamily(k, pmd, [...hugeFamilies(k), 'migration'], 'pmd');
  const t = Trace.from(k, 'pmdp_huge_get_and_clear_full', 0n, 'the range is unmapped', 'pmd');
  const marks = family === 'present' && pmdDirty(k, pmd) && folio && !folio.anon && asksPage(k, vma, folio);
  return t.outcome(
    marks && k.does('zapHugeDirtiesFolio') ? ['flush_tlb_page', 'folio_mark_dirty'] : ['flush_tlb_page'],
  );
}

/** vma_is_special_huge(), which in older kernels says that no page need be looked for. */
const asksPage = (k: Kernel, vma: Vma, folio: Folio): boolean =>
  k.does('zapHugeAsksPage') || !(folio.fsdax || vmHas(vma, k.vm.pfnmap) || vmHas(vma, k.vm.mixedmap));
