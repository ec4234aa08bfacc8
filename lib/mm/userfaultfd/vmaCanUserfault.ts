/** Which mappings userfaultfd takes. */
import type { Kernel, VmFlagId } from '../../kernel/kernel.ts';
import { type Vma, vmaIsShmem, vmHas } from '../common/vma.ts';

/** VM_SPECIAL of include/linux/mm.h, as far as the flags have names here. */
const special: readonly VmFlagId[] = ['pfnmap', 'mixedmap'];

const has = (k: Kernel, vma: Vma, flags: readonly VmFlagId[]): boolean => flags.some((flag) => vmHas(k, vma, flag));

/**
 * mm/userfaultfd.c, vma_can_userfault() (fs/userfaultfd.c to 5.18, include/linux/userfaultfd_k.h to 7.0): whether a mapping may be
 * registered for `modes`, flags of vm_flags (uffdMissing, uffdWp, uffdMinor, uffdRwp), in a context that has the asynchronous write
 * protection or not (`vma.uffdWpAsync`). Every return is modelled but one: 5.19 and 6.0 take uffdMinor with uffdWp for shared
 * memory where markers are off.
 */
export function vmaCanUserfault(k: Kernel, vma: Vma, modes: readonly VmFlagId[]): boolean {
  if (k.does('registerRefusesDroppable') && vmHas(k, vma, 'droppable')) return false;
  const huge = vmHas(k, vma, 'hugetlb');
  if (k.does('registerRefusesSpecial') && (vmHas(k, vma, 'shadowStack') || (!huge && has(k, vma, special))))
    return false;
  const shmem = vmaIsShmem(k, vma);
  if (modes.includes('uffdMinor') && !huge && !(shmem && k.has('UFFD_FEATURE_MINOR_SHMEM'))) return false;
  if (vma.uffdWpAsync && modes.every((mode) => mode === 'uffdWp')) return true; // memory of any kind
  const marks = k.has('UFFD_FEATURE_WP_HUGETLBFS_SHMEM');
  if (modes.includes('uffdWp') && !vma.anonymous && !marks) return false;
  return vma.anonymous || huge || shmem;
}
