/** Entries of one large folio that are unmapped together. */

import {
  pteAdvancePfn,
  pteClearSoftDirty,
  pteDirty,
  pteMkclean,
  pteMkdirty,
  pteMkold,
  pteMkyoung,
  ptePresent,
  pteWrprotect,
  pteYoung,
} from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Folio } from '../common/folio.ts';
import { type Vma, vmHas } from '../common/vma.ts';

/** __pte_batch_clear_ignored(): an entry without the bits in which entries of a batch may differ. */
function withoutIgnored(k: Kernel, pte: bigint): bigint {
  const clean = pteMkold(k, pteMkclean(k, pte));
  return k.does('unmapBatchRespectsWrite') ? clean : pteWrprotect(k, pteClearSoftDirty(k, clean));
}

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
  const first = ptes[from] as bigint;
  const lazyfree = folio.anon && !folio.swapbacked;
  const spared = k.does('unmapBatchSparesUffdWp') && vmHas(k, vma, 'uffdWp');
  if (!k.does('unmapsLazyfreeInBatches') || spared || !lazyfree || !ptePresent(k, first)) return 1;
  const expected = withoutIgnored(k, first);
  const rest = ptes.slice(from);
  const end = rest.findIndex((pte, i) => withoutIgnored(k, pte) !== pteAdvancePfn(k, expected, i));
  return end < 0 ? rest.length : end;
}

/**
 * include/linux/pgtable.h, get_and_clear_ptes(): the first of some entries with Accessed and Dirty of all. Dirty comes by way of
 * pte_mkdirty(), so that soft-dirty comes with it.
 */
export function getAndClearPtes(k: Kernel, ptes: readonly bigint[]): bigint {
  const [first = 0n, ...rest] = ptes;
  return rest.reduce((pte, other) => {
    const dirty = pteDirty(k, other) ? pteMkdirty(k, pte) : pte;
    return pteYoung(k, other) ? pteMkyoung(k, dirty) : dirty;
  }, first);
}
