/** Registration with userfaultfd changes a mapping. */
import type { Kernel, VmFlagId } from '../../kernel/kernel.ts';
import { uffdFlags, type Vma, vmFlagsOf, vmHas } from '../common/vma.ts';
import { withVmFlags } from '../common/vmaSetPageProt.ts';

/**
 * mm/userfaultfd.c, userfaultfd_set_vm_flags() (inside userfaultfd_register() to 6.1): the mapping gets `flags` in place of those that
 * registration had set, and with them the default protection changes.
 * @throws RangeError for a flag that the kernel lacks.
 */
export function userfaultfdSetVmFlags(k: Kernel, vma: Vma, flags: readonly VmFlagId[]): Vma {
  const vmFlags = (vma.vmFlags & ~uffdFlags.reduce((mask, f) => mask | k.vm[f], 0n)) | vmFlagsOf(k, flags);
  const toggled = ((vma.vmFlags ^ vmFlags) & k.vm.uffdWp) !== 0n;
  const notifies = k.does('writenotifyForUffdWp') && toggled && vmHas(vma, k.vm.shared);
  return notifies ? withVmFlags(k, vma, vmFlags) : { ...vma, vmFlags };
}
