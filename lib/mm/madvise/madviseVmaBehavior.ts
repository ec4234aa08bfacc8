/** madvise() changes what a mapping is, not its entries: what fork() does with it, and whether KSM may merge its pages. */
import { rangeError, shown } from '../../base/errors.ts';
import { checkKernel, type Kernel, type VmFlagId } from '../../kernel/kernel.ts';
import { type Vma, vmHas } from '../common/vma.ts';

/** Advice about a mapping. */
export type MappingAdvice =
  | 'MADV_DONTFORK'
  | 'MADV_DOFORK'
  | 'MADV_WIPEONFORK'
  | 'MADV_KEEPONFORK'
  | 'MADV_MERGEABLE'
  | 'MADV_UNMERGEABLE';

/** The mapping as madvise() leaves it, or why it does not. */
export interface AdvisedMapping {
  readonly vma: Vma;
  /** The error; absent where the advice is taken, or silently ignored. */
  readonly refused?: '-EINVAL';
  /** MADV_UNMERGEABLE: before the flag goes, each merged page is parted from the others: breakKsm(). */
  readonly breaksKsm?: boolean;
}

/** include/linux/mm.h, VM_SPECIAL. */
const special: readonly VmFlagId[] = ['io', 'dontexpand', 'pfnmap', 'mixedmap'];
const unmergeable: readonly VmFlagId[] = [...special, 'shared', 'mayshare', 'hugetlb', 'droppable'];

type Taken = (k: Kernel, vma: Vma, has: (flag: VmFlagId) => boolean) => AdvisedMapping;
const plus = (k: Kernel, vma: Vma, flag: VmFlagId): AdvisedMapping => ({
  vma: { ...vma, vmFlags: vma.vmFlags | k.vm[flag] },
});
const minus = (k: Kernel, vma: Vma, flag: VmFlagId): AdvisedMapping => ({
  vma: { ...vma, vmFlags: vma.vmFlags & ~k.vm[flag] },
});
const no = (vma: Vma): AdvisedMapping => ({ vma, refused: '-EINVAL' });

const advices: { readonly [A in MappingAdvice]: Taken } = {
  MADV_DONTFORK: (k, vma) => plus(k, vma, 'dontcopy'),
  MADV_DOFORK: (k, vma, has) =>
    (k.does('doforkRefusesSpecial') ? special.some(has) : has('io')) ? no(vma) : minus(k, vma, 'dontcopy'),
  MADV_WIPEONFORK: (k, vma, has) => (!vma.anonymous || has('shared') ? no(vma) : plus(k, vma, 'wipeonfork')),
  MADV_KEEPONFORK: (k, vma, has) => (has('droppable') ? no(vma) : minus(k, vma, 'wipeonfork')),
  MADV_MERGEABLE: (k, vma, has) => (unmergeable.some(has) ? { vma } : plus(k, vma, 'mergeable')),
  MADV_UNMERGEABLE: (k, vma, has) =>
    has('mergeable') ? { ...minus(k, vma, 'mergeable'), breaksKsm: vma.anonVma } : { vma },
};

/**
 * mm/madvise.c, madvise_vma_behavior() (madvise_behavior() to 5.16), with ksm_madvise(): advice by which the flags of a mapping change. The
 * protection stays, and so do the entries. MADV_MERGEABLE and MADV_UNMERGEABLE are ignored, not refused, where they cannot be taken; for
 * a mapping of DAX too, which has no input. What merges with a neighbour by it: vmaMerge(). Not modelled: lack of memory
 * (-ENOMEM, -EAGAIN), sealed mappings (-EPERM), and a kernel without KSM (-EINVAL).
 * @throws RangeError for an advice that is none of them.
 */
export function madviseVmaBehavior(k: Kernel, vma: Vma, advice: MappingAdvice): AdvisedMapping {
  checkKernel(k);
  if (!Object.hasOwn(advices, advice))
    throw rangeError(`expected one of ${Object.keys(advices).join(', ')}, got ${shown(advice)}`);
  return advices[advice](k, vma, (flag) => vmHas(vma, k.vm[flag]));
}
