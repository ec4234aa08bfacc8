/** Whether a device can use a mapping at all. */
import type { Kernel, VmFlagId } from '../../kernel/kernel.ts';
import { type Vma, vmHas } from '../common/vma.ts';

/** What hmm_range_fault() returns where it fails for good. */
export type HmmRefusal = '-EFAULT' | '-EPERM' | '-EINVAL' | '-ENOMEM';

/** include/linux/mm.h, VM_SPECIAL, and hugetlb. */
const early: readonly VmFlagId[] = ['io', 'dontexpand', 'pfnmap', 'mixedmap', 'hugetlb'];

function isSpecial(k: Kernel, vma: Vma): boolean {
  const has = (flag: VmFlagId) => vmHas(vma, k.vm[flag]);
  if (k.does('hmmSpecialIsInvalid')) return early.some(has);
  return has('io') || has('pfnmap') || (has('mixedmap') && !k.does('hmmTakesMixedmap'));
}

/** mm/hmm.c, hmm_vma_walk_test() (inside hmm_range_fault() to 5.4): undefined where the entries are looked at; 'error' where each is reported so. */
export function refusedMapping(k: Kernel, vma: Vma, wants: boolean): HmmRefusal | 'error' | undefined {
  const special = isSpecial(k, vma);
  if (!special && vmHas(vma, k.vm.read)) return undefined;
  if (k.does('hmmWalksMappings')) return wants ? '-EFAULT' : 'error';
  if (!special) return '-EPERM';
  return k.does('hmmSpecialIsInvalid') ? '-EINVAL' : '-EFAULT';
}
