import { pteMkdirty, pteMkwrite, pteMkwriteNovma, pteMkyoung, pteWrprotect } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { archMakeHugePte } from '../common/maybeMkwrite.ts';
import { mkPte } from '../common/restore.ts';
import type { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';

/**
 * mm/hugetlb.c, make_huge_pte(): the page under the mapping's protection, writable if that is asked for. `pfn` in pages.
 */
export function makeHugePte(k: Kernel, pfn: bigint, vma: Vma, writable = true): Trace {
  const t = mkPte(k, pfn, vma);
  if (writable && (vmHas(vma, k.vm.write) || !k.does('makeHugePteAsksWrite'))) {
    t.apply(pteMkdirty, 'the page has just been written');
    // huge_pte_mkwrite(): the Dirty that pte_mkdirty() has moved stays where it is
    t.apply(k.has('pteMkwriteNovma') ? pteMkwriteNovma : pteMkwrite, 'the page is this process’s alone');
  } else t.apply(pteWrprotect, writable ? 'the mapping is read-only' : 'nobody is to write yet');
  return t.apply(pteMkyoung, 'the page has just been used').apply(archMakeHugePte, 'the page is huge');
}
