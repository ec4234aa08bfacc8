import type { Pte } from '../../helpers/marks.ts';
import { pfnPte, pteMkspecial, pteMkuffdWp, pteModify } from '../../helpers/pgtable.ts';
import { pmdUffdWp } from '../../helpers/pgtableHuge.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Outcome } from '../common/outcome.ts';
import { pmdClearFlush } from '../common/ptepClearFlush.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';

/**
 * mm/huge_memory.c, __split_huge_zero_page_pmd(): the huge zero page is split. One of the PTEs, which all map the small zero page;
 * `zeroPfn` is that page's number, in pages.
 * @throws RangeError unless `pmd` maps a huge page.
 */
export function splitHugeZeroPagePmd(k: Kernel, pmd: Pte, vma: Vma, zeroPfn: bigint): Outcome {
  expectFamily(k, pmd, ['present'], 'pmd');
  const t = Trace.from(k, 'pfn_pte', pfnPte(k, zeroPfn, vma.vmPageProt), 'the zero page under vma->vm_page_prot');
  t.apply(pteMkspecial, 'nobody counts mappings of the zero page');
  if (pmdUffdWp(k, pmd) && k.does('splitZeroKeepsUffdWp')) {
    t.apply(pteMkuffdWp, 'the huge entry has the uffd-wp bit');
    if (vmHas(vma, k.vm.uffdRwp)) t.apply(pteModify, 'the mapping traps reads too: PAGE_NONE', k.prot.PAGE_NONE);
  }
  return t.outcome([...pmdClearFlush(k, pmd)]);
}
