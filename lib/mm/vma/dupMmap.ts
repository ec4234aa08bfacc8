/** fork() copies the mappings of a process. */
import type { Kernel } from '../../kernel/kernel.ts';
import { isUffdArmed, type Vma, vmHas } from '../common/vma.ts';
import { vmaNeedsCopy } from '../memory/vmaNeedsCopy.ts';
import { userfaultfdSetVmFlags } from '../userfaultfd/userfaultfdSetVmFlags.ts';

/** What a child gets of a mapping. */
export interface ChildMapping {
  /** The child's mapping; absent where it has none (MADV_DONTFORK). */
  readonly vma?: Vma;
  /** copy_page_range() looks at the entries: copyPresentPte(), copyNonpresentPte(). Else those of the child are empty. */
  readonly copies: boolean;
}

/**
 * mm/userfaultfd.c (fs/userfaultfd.c), dup_userfaultfd(): the mapping of the child keeps its registration, with a context of its own that
 * has the features of the parent's, if that has UFFD_FEATURE_EVENT_FORK; else it is not registered.
 */
export function dupUserfaultfd(k: Kernel, vma: Vma): Vma {
  if (vma.uffdEventFork || !isUffdArmed(k, vma)) return vma;
  return { ...userfaultfdSetVmFlags(k, vma, []), uffdWpAsync: false, uffdRwpAsync: false, uffdWpUnpopulated: false };
}

/**
 * mm/mmap.c (kernel/fork.c), dup_mmap(): the mapping of a child of fork(). MADV_DONTFORK leaves it out, MADV_WIPEONFORK empties it: both
 * leave the parent's entries as they are. No mapping of a child is locked in memory. Not modelled: lack of memory, and a limit that is
 * reached (-ENOMEM), by which fork() fails after some entries of the parent have changed.
 */
export function dupMmap(k: Kernel, vma: Vma): ChildMapping {
  if (vmHas(vma, k.vm.dontcopy)) return { copies: false };
  const dup = dupUserfaultfd(k, vma);
  const child = { ...dup, vmFlags: dup.vmFlags & ~k.vm.locked };
  if (vmHas(vma, k.vm.wipeonfork)) return { vma: { ...child, anonVma: k.does('wipePreparesAnonVma') }, copies: false };
  return { vma: child, copies: vmaNeedsCopy(k, vma, child) };
}
