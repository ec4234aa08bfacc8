/** mremap() moves an entry of hugetlb. */
import type { Pte } from '../../helpers/marks.ts';
import { pteClearUffdWp, ptePresent, pteUffdWp } from '../../helpers/pgtable.ts';
import { pteSwpClearUffdWp, pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import { type Outcome, unchanged } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { isUffdArmed, type Vma, vmHas } from '../common/vma.ts';
import { isUffdWpMarker } from '../memory/pteInstallUffdWpIfNeeded.ts';
import { hugetlbFamilies } from './copyHugetlbPageRange.ts';
import { hugePteModify } from './hugePteModify.ts';

function move(k: Kernel, pte: Pte, vma: Vma): Outcome {
  if (expectFamily(k, pte, hugetlbFamilies) === 'none')
    return unchanged(0n, 'move_hugetlb_page_tables', 'nothing to move');
  const t = Trace.from(k, 'move_huge_pte', pte, 'the entry moves as it is');
  if (k.does('mremapClearsUffdWp') && isUffdArmed(k, vma) && !vma.uffdEventRemap) clearUffdWp(k, t, vma);
  return t.outcome(['flush_tlb_page']);
}

function clearUffdWp(k: Kernel, t: Trace, vma: Vma): void {
  const why = 'userfaultfd does not follow';
  if (ptePresent(k, t.value)) {
    if (!pteUffdWp(k, t.value)) return;
    if (vmHas(vma, k.vm.uffdRwp)) hugePteModify(t, 'the page may be accessed again', vma.vmPageProt);
    t.apply(pteClearUffdWp, why);
  } else if (isUffdWpMarker(k, t.value)) t.set('huge_pte_clear', 0n, why);
  else if (pteSwpUffdWp(k, t.value)) t.apply(pteSwpClearUffdWp, why);
}

/**
 * mm/hugetlb.c, move_hugetlb_page_tables() and move_huge_pte() (5.16): mremap() moves a PMD or PUD of hugetlb, which is read as a PTE.
 * `vma` is the old mapping, as it was registered. Unlike other memory, what has moved is no more soft-dirty than before. Before 5.16,
 * mremap() refuses hugetlb (-EINVAL). Not modelled: tables that are shared, which stay behind, and -ENOMEM.
 * @throws RangeError for a word that hugetlb never has, and before 5.16 (ERR_PTE_HELPER).
 */
export const moveHugePte = checked('moveHugePte', move);
