/** Small helpers of mm/ that change one entry, beside those of the headers. */
import type { Pte } from '../../helpers/marks.ts';
import { pteMkhuge, pteMkwrite, pteWrprotect } from '../../helpers/pgtable.ts';
import { pmdMkwrite } from '../../helpers/pgtableHuge.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { type Vma, vmHas } from './vma.ts';

/** include/linux/mm.h, maybe_mkwrite(): writable if the mapping is; never takes write permission away. */
export const maybeMkwrite = (k: Kernel, pte: Pte, vma: Vma): bigint =>
  vmHas(vma, k.vm.write) ? pteMkwrite(k, pte, vma.vmFlags) : pte;

/** mm/huge_memory.c, maybe_pmd_mkwrite(): maybe_mkwrite() for a huge page. */
export const maybePmdMkwrite = (k: Kernel, pmd: Pte, vma: Vma): bigint =>
  vmHas(vma, k.vm.write) ? pmdMkwrite(k, pmd, vma.vmFlags) : pmd;

/** include/linux/pgtable.h, pte_mk_savedwrite() (to 6.1): a NUMA hint remembers write permission, by RW on x86. */
export const pteMkSavedwrite = (k: Kernel, pte: Pte, vmFlags: bigint): bigint => pteMkwrite(k, pte, vmFlags);

/** include/linux/pgtable.h, pte_clear_savedwrite() (to 6.1): a NUMA hint forgets write permission; on x86 it is pte_wrprotect(). */
export const pteClearSavedwrite = (k: Kernel, pte: Pte): bigint => pteWrprotect(k, pte);

/** include/linux/hugetlb.h, arch_make_huge_pte() (pte_mkhuge() to 6.3): the entry of a hugetlb page. */
export const archMakeHugePte = (k: Kernel, pte: Pte): bigint => pteMkhuge(k, pte);
