/** What a device learns of a page of hugetlb. */
import type { Pte } from '../../helpers/marks.ts';
import { ptePfn, ptePresent, pteProtnone, pteWrite } from '../../helpers/pgtable.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Vma } from '../common/vma.ts';
import { hugetlbFamilies } from '../hugetlb/copyHugetlbPageRange.ts';
import { refusedMapping } from './hmmMapping.ts';
import {
  empty,
  failing,
  faulting,
  found,
  type HmmCaller,
  type HmmOutcome,
  type HmmRequest,
  wantsFault,
} from './hmmOutcome.ts';

function walkEntry(k: Kernel, pte: Pte, vma: Vma, request: HmmRequest, caller: HmmCaller = {}): HmmOutcome {
  expectFamily(k, pte, hugetlbFamilies);
  const wants = wantsFault(request);
  const refused = refusedMapping(k, vma, wants);
  if (refused) return refused === 'error' ? failing : { refused };
  const valid = ptePresent(k, pte) && !(pteProtnone(k, pte) && k.does('hmmKnowsProtnone'));
  const write = valid && pteWrite(k, pte);
  if ((request.write && !write) || (wants && !valid)) return faulting(k, vma, request.write === true, caller);
  return valid ? found(ptePfn(k, pte), write) : empty;
}

/**
 * mm/hmm.c, hmm_vma_walk_hugetlb_entry() (5.2): hmm_range_fault() of a PMD or PUD of hugetlb, which is read as a PTE. An entry that is not
 * present is never waited for: the fault does that, or dies of it. `pfn` is the first of the huge page. Not modelled: what the array
 * holds of an entry that is not valid, whose number says nothing.
 * @throws RangeError for a word that hugetlb never has, and before 5.2 (ERR_PTE_HELPER), where the mapping is refused with -EINVAL.
 */
export const hmmRangeFaultHugetlb = checked('hmmRangeFaultHugetlb', walkEntry);
