/** Entries of one large folio that are unmapped together. */
import { ptePresent } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Folio } from '../common/folio.ts';
import { folioPteBatch } from '../common/folioPteBatch.ts';
import { type Vma, vmHas } from '../common/vma.ts';

/**
 * mm/rmap.c, folio_unmap_pte_batch(): how many of `ptes` are cleared together, from the one at `from` on. Pages of files are cleared
 * together too in later releases, with the same result as one by one.
 */
export function folioUnmapPteBatch(
  k: Kernel,
  ptes: readonly bigint[],
  from: number,
  vma: Pick<Vma, 'vmFlags'>,
  folio: Pick<Folio, 'anon' | 'swapbacked'>,
): number {
  const lazyfree = folio.anon && !folio.swapbacked;
  const spared = k.does('unmapBatchSparesUffdWp') && vmHas(vma, k.vm.uffdWp);
  if (!k.does('unmapsLazyfreeInBatches') || spared || !lazyfree || !ptePresent(k, ptes[from] as bigint)) return 1;
  const respects = k.does('unmapBatchRespectsWrite');
  return folioPteBatch(k, ptes, from, { softDirty: respects, write: respects });
}
