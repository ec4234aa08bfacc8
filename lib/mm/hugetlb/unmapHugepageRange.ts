import { makePteMarker, markerUffdWp } from '../../helpers/markers.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pteDirty, ptePresent } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import { type Effect, type Outcome, unchanged } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { isUffdWpAny } from '../memory/pteInstallUffdWpIfNeeded.ts';
import { hugetlbFamilies } from './copyHugetlbPageRange.ts';

/** What is asked of unmapping. */
export interface HugetlbZap {
  /** ZAP_FLAG_DROP_MARKER (5.19): the mapping itself goes, or userfaultfd's protection does. */
  readonly dropMarker?: boolean;
  /** One page is to go, and the entry maps another. */
  readonly otherPage?: boolean;
}

/**
 * mm/hugetlb.c, __unmap_hugepage_range(): an entry of hugetlb is unmapped. `pte` is the PMD or PUD, which is read as a PTE. What
 * userfaultfd protects leaves a marker, also in private mappings and where the mapping is not registered any more
 * (`hugetlbMarkerAsksRegistration`). Not modelled: tables that are shared (the table goes).
 * @throws RangeError for a word that hugetlb never has.
 */
export function unmapHugepageRange(k: Kernel, pte: Pte, vma: Vma, how: HugetlbZap = {}): Outcome {
  const here = '__unmap_hugepage_range';
  if (expectFamily(k, pte, hugetlbFamilies) === 'none') return unchanged(pte, here, 'nothing is mapped');
  const present = ptePresent(k, pte);
  if (present && how.otherPage) return unchanged(pte, here, 'another page is to go');
  const t = Trace.from(k, present ? 'huge_ptep_get_and_clear' : 'huge_pte_clear', 0n, 'the range is unmapped');
  const registered = vmHas(vma, k.vm.uffdWp) || !k.does('hugetlbMarkerAsksRegistration');
  if (registered && k.does('installsUffdWpMarker') && !how.dropMarker && isUffdWpAny(k, pte))
    t.set('make_pte_marker', makePteMarker(k, markerUffdWp(k)), 'the write protection outlives the page');
  return t.outcome(effectsOf(k, pte, present));
}

function effectsOf(k: Kernel, pte: Pte, present: boolean): readonly Effect[] {
  if (!present) return [];
  return pteDirty(k, pte) ? ['flush_tlb_page', 'folio_mark_dirty'] : ['flush_tlb_page'];
}
