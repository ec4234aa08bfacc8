/** The flags that stand beside type and offset of an entry that is not present: soft-dirty, uffd-wp, exclusive. */
import { hasAny } from '../base/bits.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Pte } from './marks.ts';

/** pte_swp_soft_dirty() of asm/pgtable.h: the page was written since the last clear_refs, before its entry became this one. */
export const pteSwpSoftDirty = (k: Kernel, pte: Pte): boolean => hasAny(pte, k.mask.swpSoftDirty);
/** pte_swp_mksoft_dirty() of asm/pgtable.h: the page that is not mapped counts as written since the last clear_refs. */
export const pteSwpMksoftDirty = (k: Kernel, pte: Pte): Pte => pte | k.mask.swpSoftDirty;
/** pte_swp_clear_soft_dirty() of asm/pgtable.h: tracking of writes starts anew for a page that is not mapped. */
export const pteSwpClearSoftDirty = (k: Kernel, pte: Pte): Pte => pte & k.clear.swpSoftDirty;
/** pmd_swp_soft_dirty() of asm/pgtable.h: the same of a huge page. */
export const pmdSwpSoftDirty = pteSwpSoftDirty;
/** pmd_swp_mksoft_dirty() of asm/pgtable.h: a huge page that is not mapped counts as written since the last clear_refs. */
export const pmdSwpMksoftDirty = pteSwpMksoftDirty;
/** pmd_swp_clear_soft_dirty() of asm/pgtable.h: tracking of writes starts anew for a huge page that is not mapped. */
export const pmdSwpClearSoftDirty = pteSwpClearSoftDirty;

/** Whether userfaultfd will trap writes once the page is mapped again; no where there is no such bit. */
export const pteSwpUffdWp = (k: Kernel, pte: Pte): boolean => hasAny(pte, k.mask.swpUffdWp);
/** Userfaultfd is to trap writes once the page is mapped again. */
export const pteSwpMkuffdWp = (k: Kernel, pte: Pte): Pte => pte | k.mask.swpUffdWp;
/** Userfaultfd need not trap writes once the page is mapped again. */
export const pteSwpClearUffdWp = (k: Kernel, pte: Pte): Pte => pte & k.clear.swpUffdWp;
/** pteSwpUffdWp() of a huge entry. */
export const pmdSwpUffdWp = pteSwpUffdWp;
/** pteSwpMkuffdWp() of a huge entry. */
export const pmdSwpMkuffdWp = pteSwpMkuffdWp;
/** pteSwpClearUffdWp() of a huge entry. */
export const pmdSwpClearUffdWp = pteSwpClearUffdWp;
/** pteSwpUffdWp() by its later name. */
export const pteSwpUffd = (k: Kernel, pte: Pte): boolean => pteSwpUffdWp(k, pte);
/** pteSwpMkuffdWp() by its later name. */
export const pteSwpMkuffd = (k: Kernel, pte: Pte): Pte => pteSwpMkuffdWp(k, pte);
/** pteSwpClearUffdWp() by its later name. */
export const pteSwpClearUffd = (k: Kernel, pte: Pte): Pte => pteSwpClearUffdWp(k, pte);

/** Whether the anonymous page in swap belongs to this process alone; no where no bit says so. */
export const pteSwpExclusive = (k: Kernel, pte: Pte): boolean => hasAny(pte, k.mask.swpExclusive);
/** The anonymous page in swap belongs to this process alone. */
export const pteSwpMkexclusive = (k: Kernel, pte: Pte): Pte => pte | k.mask.swpExclusive;
/** The anonymous page in swap may belong to others too. */
export const pteSwpClearExclusive = (k: Kernel, pte: Pte): Pte => pte & k.clear.swpExclusive;
/** Type and offset alone: soft-dirty, uffd-wp and exclusive go. */
export const pteSwpClearFlags = (k: Kernel, pte: Pte): Pte =>
  pte & k.clear.swpSoftDirty & k.clear.swpUffdWp & k.clear.swpExclusive;
