import type { Pte } from '../../helpers/marks.ts';
import { pteSpecial } from '../../helpers/pgtable.ts';
import { pmdMkold, pmdTransHuge, pmdYoung } from '../../helpers/pgtableHuge.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { hugeFamilies } from '../huge_memory/setPmdMigrationEntry.ts';
import { canMadvLruVma } from './canMadvise.ts';
import { type AdviceOutcome, left } from './madviseFree.ts';

/** Which advice ages a huge page, and what happens meanwhile. */
export interface HugeAging {
  /** MADV_PAGEOUT, not MADV_COLD. */
  readonly pageout?: boolean;
  /** The entry as processors have left it when the kernel makes it old, if that is no longer what it has read: they may set Dirty. */
  readonly found?: bigint;
}

/**
 * mm/madvise.c, madvise_cold_or_pageout_pte_range() (5.4) where the whole of a huge page is to look unused; of a part, the page is split
 * first, or the advice is over. `folio` is the page, absent for the huge zero page. The function returns 0 but for a dying task;
 * files that are not the caller's and pages off the LRU lists are not modelled.
 * @throws RangeError unless `pmd` maps a huge page or is a migration entry, and before 5.4 (ERR_PTE_HELPER).
 */
export const madviseColdOrPageoutPmd = checked(
  'madviseColdOrPageoutPmd',
  (k: Kernel, pmd: Pte, vma: Vma, folio?: Folio, how: HugeAging = {}): AdviceOutcome => {
    const family = expectFamily(k, pmd, [...hugeFamilies(k), 'migration'], 'pmd');
    if (!canMadvLruVma(k, vma)) return left(pmd, 'not for such a mapping', '-EINVAL');
    if (family !== 'present' || !pmdTransHuge(k, pmd) || !folio || isPassedOver(k, pmd, folio))
      return left(pmd, 'no page to age');
    if (folio.mappedShared) return left(pmd, 'two processes share the page');
    const ages = pmdYoung(k, pmd) && !(how.pageout && k.does('pageoutKeepsYoung'));
    return makeOld(k, pmd, ages, how.found ?? pmd);
  },
);

/** What newer kernels ask vm_normal_folio_pmd() and folio_is_zone_device(). */
const isPassedOver = (k: Kernel, pmd: Pte, folio: Folio): boolean =>
  (pteSpecial(k, pmd) && k.does('madviseHugeAsksPage')) ||
  ((folio.fsdax === true || folio.deviceCoherent === true) && k.does('madviseHugeSkipsDevice'));

/** An entry that is made invalid and then written as it had been read loses what processors did to it in between. */
function makeOld(k: Kernel, pmd: Pte, ages: boolean, found: bigint): AdviceOutcome {
  if (!ages) return new Trace(k, found, 'pmd').outcome([], { returned: 0 });
  const t = new Trace(k, k.does('coldClearsYoungAtomically') ? found : pmd, 'pmd');
  return t.apply(pmdMkold, 'the page is to look unused').outcome(['flush_tlb_page'], { returned: 0 });
}
