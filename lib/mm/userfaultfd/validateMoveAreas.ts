/** Between which mappings UFFDIO_MOVE moves pages. */
import type { Kernel, VmFlagId } from '../../kernel/kernel.ts';
import { uffdFlags, type Vma, vmHas } from '../common/vma.ts';

const notMovable: readonly VmFlagId[] = ['pfnmap', 'io', 'hugetlb', 'mixedmap', 'shadowStack'];

/**
 * mm/userfaultfd.c, validate_move_areas(): whether pages may move from the mapping `src` to `dst`, which must be registered.
 * Every return is modelled but -ENOMEM and the context of another.
 */
export function validateMoveAreas(k: Kernel, src: Vma, dst: Vma): 0 | '-EINVAL' {
  const both = (flag: VmFlagId) => vmHas(src, k.vm[flag]) === vmHas(dst, k.vm[flag]);
  const alike = (['read', 'write', 'exec', 'locked'] as const).every(both) && src.vmPageProt === dst.vmPageProt;
  const movable = [src, dst].every((vma) => vma.anonymous && !notMovable.some((flag) => vmHas(vma, k.vm[flag])));
  const registered = uffdFlags.some((flag) => vmHas(dst, k.vm[flag]));
  return alike && movable && registered && vmHas(src, k.vm.write) ? 0 : '-EINVAL';
}
