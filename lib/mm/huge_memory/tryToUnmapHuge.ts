import type { Pte } from '../../helpers/marks.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { called } from '../common/kernelNames.ts';
import { unchanged, type WalkOutcome } from '../common/outcome.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import type { Unmapping } from '../rmap/tryToUnmapOne.ts';
import { unmapHugePmdLocked } from './unmapHugePmdLocked.ts';

/** What became of a huge entry that reclaim came to. */
export interface HugeUnmapped extends WalkOutcome {
  /** The entry is to be split (splitHugePmdLocked()), and the walk goes on with each of the small ones (tryToUnmapOne()). */
  readonly splits: boolean;
}

/**
 * mm/rmap.c, try_to_unmap_one() where it comes to a huge entry, with TTU_SPLIT_HUGE_PMD as reclaim says for huge pages. After MADV_FREE some
 * releases drop the page as a whole. `returned` is false where the page stays mapped: in locked memory, and to keep what MADV_FREE has
 * been overtaken by. Without that flag, a huge entry is a kernel bug.
 * @throws RangeError unless `pmd` maps a huge page.
 */
export function tryToUnmapHuge(
  k: Kernel,
  pmd: Pte,
  vma: Vma,
  folio: Folio,
  how: Pick<Unmapping, 'ttuIgnoreMlock' | 'referenced'> = {},
): HugeUnmapped {
  expectFamily(k, pmd, ['present'], 'pmd');
  const splits = (value: boolean) => ({ returned: value, splits: value });
  const locked = vmHas(vma, k.vm.locked) && !how.ttuIgnoreMlock;
  if (locked && k.does('splitsHugeInWalk'))
    return unchanged(pmd, 'try_to_unmap_one', 'the mapping is locked in memory', splits(false));
  if (!folio.anon || folio.swapbacked || !k.does('unmapDropsHugeLazyfree'))
    return unchanged(pmd, called(k, 'splitHugePmdInWalk'), 'small pages are unmapped one by one', splits(true));
  const dropped = unmapHugePmdLocked(k, pmd, vma, folio, how);
  if (dropped.returned) return { ...dropped, splits: false };
  return { ...dropped, ...splits(!k.does('lazyfreePmdGivesUp')) };
}
