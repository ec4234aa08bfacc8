/** For which mappings madvise() takes an advice. */
import type { Kernel } from '../../kernel/kernel.ts';
import { type Vma, vmHas } from '../common/vma.ts';

/** Advice by which pages go. */
export type Dropping = 'MADV_DONTNEED' | 'MADV_DONTNEED_LOCKED' | 'MADV_FREE';

/**
 * mm/madvise.c, madvise_dontneed_free_valid_vma() (can_madv_dontneed_vma() to 5.3, can_madv_lru_vma() to 5.17): whether an advice may
 * drop pages of a mapping. Locked pages stay but for MADV_DONTNEED_LOCKED, which came with `dontneedTakesHugetlb`; mappings of page
 * frame numbers stay, and those of hugetlb for MADV_FREE. The alignment of huge pages has no input.
 */
export function madviseDontneedFreeValidVma(k: Kernel, vma: Vma, advice: Dropping = 'MADV_DONTNEED'): boolean {
  const later = k.does('dontneedTakesHugetlb');
  if (advice === 'MADV_DONTNEED_LOCKED' && !later) return false; // no such advice
  if (vmHas(vma, k.vm.hugetlb)) return later && advice !== 'MADV_FREE';
  return (advice === 'MADV_DONTNEED_LOCKED' || !vmHas(vma, k.vm.locked)) && !vmHas(vma, k.vm.pfnmap);
}

/** mm/internal.h, can_madv_lru_vma() (5.4): whether MADV_PAGEOUT and MADV_COLD look at the pages of a mapping. */
export const canMadvLruVma = (k: Kernel, vma: Vma): boolean =>
  !(['locked', 'pfnmap', 'hugetlb'] as const).some((flag) => vmHas(vma, k.vm[flag]));
