/** For which mappings madvise() takes an advice. */
import type { Kernel } from '../../kernel/kernel.ts';
import { type Vma, vmHas } from '../common/vma.ts';

/**
 * mm/madvise.c, madvise_dontneed_free_valid_vma() (can_madv_dontneed_vma() to 5.3, can_madv_lru_vma() to 5.17): whether MADV_DONTNEED may
 * drop pages of a mapping. Locked pages and mappings of page frame numbers stay. The alignment of huge pages has no input.
 */
export function madviseDontneedFreeValidVma(k: Kernel, vma: Vma): boolean {
  if (vmHas(k, vma, 'hugetlb')) return k.does('dontneedTakesHugetlb');
  return !vmHas(k, vma, 'locked') && !vmHas(k, vma, 'pfnmap');
}

/** mm/internal.h, can_madv_lru_vma() (5.4): whether MADV_PAGEOUT and MADV_COLD look at the pages of a mapping. */
export const canMadvLruVma = (k: Kernel, vma: Vma): boolean =>
  !(['locked', 'pfnmap', 'hugetlb'] as const).some((flag) => vmHas(k, vma, flag));
