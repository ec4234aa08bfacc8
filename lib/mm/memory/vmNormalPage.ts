/** Whether a present entry maps a page that memory management counts. */
import type { Pte } from '../../helpers/marks.ts';
import { pteDevmap, ptePfn, pteSpecial } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import { type Vma, vmHas } from '../common/vma.ts';

/** Of page frames, what only the running kernel knows. */
export interface PageFrames {
  /** The number of the zero page. */
  readonly zeroPfn?: bigint;
  /** highest_memmap_pfn: the last one that can have a struct page. */
  readonly lastPfn?: bigint;
}

/**
 * mm/memory.c, vm_normal_page(): `page` where the entry maps a page that is counted; `none` where it does not (the zero page, page
 * frames, device memory); `bad` where the kernel complains of a "bad page map" (print_bad_pte(), print_bad_page_map() in the newest)
 * and goes on as with `none`. Every return is modelled but that of a driver with find_special_page().
 * @throws RangeError unless `pte` is present.
 */
export function vmNormalPage(k: Kernel, pte: Pte, vma: Vma, frames: PageFrames = {}): 'page' | 'none' | 'bad' {
  expectFamily(k, pte, ['present']);
  const pfn = ptePfn(k, pte);
  const { zeroPfn, lastPfn = pfn } = frames;
  if (!pteSpecial(k, pte)) return pfn > lastPfn ? 'bad' : 'page';
  const barePfns = vmHas(vma, k.vm.pfnmap) || vmHas(vma, k.vm.mixedmap);
  return barePfns || pfn === zeroPfn || pteDevmap(k, pte) ? 'none' : 'bad';
}
