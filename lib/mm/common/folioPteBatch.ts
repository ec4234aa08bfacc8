/** Entries of consecutive pages of one large folio that the kernel handles together: mm/internal.h. */

import type { Pte } from '../../helpers/marks.ts';
import {
  pteAdvancePfn,
  pteClearSoftDirty,
  pteDirty,
  pteMkclean,
  pteMkdirty,
  pteMkold,
  pteMkyoung,
  pteSame,
  pteWrprotect,
  pteYoung,
} from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** FPB_RESPECT_ flags: bits in which entries of one batch must agree. Accessed may always differ, all else never. */
export interface Respects {
  readonly dirty?: boolean;
  readonly softDirty?: boolean;
  readonly write?: boolean;
}

/** mm/internal.h, folio_pte_batch_flags(): how many of `ptes` belong together from the one at `from` on, which is present. */
export function folioPteBatch(k: Kernel, ptes: readonly bigint[], from: number, respects: Respects): number {
  const expected = clearIgnored(k, ptes[from] as bigint, respects);
  const next = (n: number) => clearIgnored(k, ptes[from + n] as bigint, respects);
  let nr = 1;
  while (from + nr < ptes.length && pteSame(k, next(nr), pteAdvancePfn(k, expected, nr))) nr++;
  return nr;
}

/** __pte_batch_clear_ignored(). */
function clearIgnored(k: Kernel, pte: Pte, { dirty, softDirty, write }: Respects): bigint {
  const clean = dirty ? pte : pteMkclean(k, pte);
  const untracked = softDirty ? clean : pteClearSoftDirty(k, clean);
  return pteMkold(k, write ? untracked : pteWrprotect(k, untracked));
}

/**
 * include/linux/pgtable.h, modify_prot_start_ptes() and get_and_clear_ptes(): an entry with Accessed and Dirty of `others` too.
 * pte_mkdirty() makes it soft-dirty as well.
 */
export function mergeYoungDirty(k: Kernel, pte: Pte, others: readonly bigint[]): bigint {
  const young = others.some((other) => pteYoung(k, other)) ? pteMkyoung(k, pte) : pte;
  return others.some((other) => pteDirty(k, other)) ? pteMkdirty(k, young) : young;
}
