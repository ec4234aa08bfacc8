/** Whether fork() copies the entries of a mapping at all. */
import type { Kernel } from '../../kernel/kernel.ts';
import { isUffdProtected, type Vma, vmHas } from '../common/vma.ts';

/**
 * mm/memory.c, vma_needs_copy() (5.19; inside copy_page_range() before): whether fork() copies the entries of a mapping. What is not
 * copied is empty in the child, whose faults fill it: of shared memory and files no entry is, unless userfaultfd protects the child's
 * mapping (`dst`) or private pages have been made (`src.anonVma`). A mapping with guard regions counts as one with private pages.
 */
export function vmaNeedsCopy(k: Kernel, src: Vma, dst: Vma): boolean {
  if (k.does('forkCopiesForUffdWp') && isUffdProtected(k, dst)) return true;
  if (vmHas(src, k.vm.pfnmap) || vmHas(src, k.vm.mixedmap)) return true;
  if (k.does('forkCopiesHugetlb') && vmHas(src, k.vm.hugetlb)) return true;
  return src.anonVma;
}
