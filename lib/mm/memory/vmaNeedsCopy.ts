import type { Kernel } from '../../kernel/kernel.ts';
import { type Vma, vmHas } from '../common/vma.ts';

/**
 * mm/memory.c, vma_needs_copy() (copy_page_range() to 5.18): whether fork() copies the entries of a mapping. It leaves those out
 * that a fault of the child finds again. `dst` is the child's mapping, `src` the parent's.
 */
export function vmaNeedsCopy(k: Kernel, dst: Vma, src: Vma): boolean {
  if (k.does('forkCopiesWriteProtected') && vmHas(k, dst, 'uffdWp')) return true;
  if (vmHas(k, dst, 'uffdRwp') || vmHas(k, dst, 'maybeGuard')) return true;
  if (vmHas(k, src, 'pfnmap') || vmHas(k, src, 'mixedmap') || vmHas(k, src, 'hugetlb')) return true;
  return src.anonVma;
}
