/** Which mappings userfaultfd takes. */
import type { Kernel, VmFlagId } from '../../kernel/kernel.ts';
import { type Vma, vmaIsShmem, vmHas } from '../common/vma.ts';

/** VM_SPECIAL of include/linux/mm.h. */
const special: readonly VmFlagId[] = ['io', 'dontexpand', 'pfnmap', 'mixedmap'];

const has = (k: Kernel, vma: Vma, flags: readonly VmFlagId[]): boolean => flags.some((flag) => vmHas(vma, k.vm[flag]));

/**
 * mm/userfaultfd.c, vma_can_userfault() (first in fs/userfaultfd.c, then in include/linux/userfaultfd_k.h): whether a mapping may be
 * registered for `modes`, flags of vm_flags (uffdMissing, uffdWp, uffdMinor, uffdRwp), in a context that has the asynchronous write
 * protection or not (`vma.uffdWpAsync`). Every return is modelled.
 */
export function vmaCanUserfault(k: Kernel, vma: Vma, modes: readonly VmFlagId[]): boolean {
  if (k.does('registerRefusesDroppable') && vmHas(vma, k.vm.droppable)) return false;
  const huge = vmHas(vma, k.vm.hugetlb);
  if (k.does('registerRefusesSpecial') && (vmHas(vma, k.vm.shadowStack) || (!huge && has(k, vma, special))))
    return false;
  const shmem = vmaIsShmem(k, vma);
  const minor = modes.includes('uffdMinor');
  if (minor && !huge && !(shmem && k.has('UFFD_FEATURE_MINOR_SHMEM'))) return false;
  if (minor && k.does('registerMinorDecides')) return true;
  if (vma.uffdWpAsync && modes.length === 1 && modes[0] === 'uffdWp') return true; // memory of any kind
  const marks = k.has('UFFD_FEATURE_WP_HUGETLBFS_SHMEM') || (shmem && k.proposedMarker !== undefined);
  if (modes.includes('uffdWp') && !vma.anonymous && !marks) return false;
  return vma.anonymous || huge || shmem;
}
