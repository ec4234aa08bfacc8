/** What MREMAP_DONTUNMAP may be asked of, and what it leaves behind. */
import type { Kernel } from '../../kernel/kernel.ts';
import { type Vma, vmHas } from '../common/vma.ts';

/** mm/mremap.c, vma_to_resize() (check_prep_vma() from 6.17 on): whether the pages of a mapping may move away without it. */
export function mayDontunmap(k: Kernel, vma: Vma): boolean {
  if (!k.does('dontunmapTakesFiles')) return vma.anonymous && !vmHas(vma, k.vm.shared);
  return !vmHas(vma, k.vm.dontexpand) && !vmHas(vma, k.vm.pfnmap);
}

/** mm/mremap.c, move_vma() (dontunmap_complete() from 6.17 on): the mapping whose pages have all gone. It stays registered with userfaultfd. */
export const dontunmapped = (k: Kernel, vma: Vma): Vma => ({
  ...vma,
  vmFlags: vma.vmFlags & ~k.vm.locked,
  anonVma: vma.anonVma && !k.does('dontunmapUnlinksAnonVma'),
});
