/**
 * The helpers of asm/pgtable.h for PUD leaves, huge pages of 1 GiB: as for PMDs, but that shadow-stack memory is no matter of pud_write()
 * and PSE alone does not make a PUD present. Page frame numbers (PFNs) count 4 KiB pages. What a kernel lacks has a zero mask here.
 */
import { hasAny } from '../base/bits.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Pfn, Pgprot, Pte } from './marks.ts';
import {
  flipProtnoneGuard,
  protnoneMask,
  pteClearSoftDirty,
  pteDirty,
  pteMkclean,
  pteMkdirty,
  pteMkold,
  pteMksoftDirty,
  pteMkyoung,
  pteSoftDirty,
  pteWrprotect,
  pteYoung,
  restoreDirty,
  saveDirty,
} from './pgtable.ts';
import {
  pfnPud,
  pmdDevmap,
  pmdMkdevmap,
  pmdMkhuge,
  pmdNone,
  pmdShstk,
  pmdTransHuge,
  pudPfnMask,
} from './pgtableHuge.ts';

/** pud_none() of asm/pgtable.h: neither a page of 1 GiB nor a table, but for what the Knights Landing erratum may set. */
export const pudNone = pmdNone;
/** pud_present() of asm/pgtable.h: PRESENT alone, unlike pmd_present(). */
export const pudPresent = (k: Kernel, pud: Pte): boolean => hasAny(pud, k.mask.present);
/** pud_trans_huge() of asm/pgtable.h: a page of 1 GiB, and not device memory where that has a bit. */
export const pudTransHuge = pmdTransHuge;
/** Whether 1 GiB of device memory is mapped; no where no bit says so. */
export const pudDevmap = (k: Kernel, pud: Pte): boolean => pmdDevmap(k, pud);
/** Whether PUDs of pages are outside what memory management counts; no where no bit says so. */
export const pudSpecial = (k: Kernel, pud: Pte): boolean => hasAny(pud, k.mask.specialHuge);
/** The same of a PMD. */
export const pmdSpecial = (k: Kernel, pmd: Pte): boolean => hasAny(pmd, k.mask.specialHuge);
/** pud_young() of asm/pgtable.h: some of the 1 GiB has been used. */
export const pudYoung = pteYoung;
/** pud_dirty() of asm/pgtable.h: some of the 1 GiB has been written; Dirty, or where it is saved. */
export const pudDirty = pteDirty;
/** Shadow-stack memory of 1 GiB. */
export const pudShstk = (k: Kernel, pud: Pte): boolean => pmdShstk(k, pud);
/** pud_write() of asm/pgtable.h: RW, and nothing else. */
export const pudWrite = (k: Kernel, pud: Pte): boolean => hasAny(pud, k.mask.rw);
/** pud_soft_dirty() of asm/pgtable.h: some of the 1 GiB was written since the last clear_refs. */
export const pudSoftDirty = pteSoftDirty;

/** pud_flags() of asm/pgtable_types.h: all bits but those of the PFN that pud_pfn_mask() tells. */
export const pudFlags = (k: Kernel, pud: Pte): bigint => pud & BigInt.asUintN(64, ~pudPfnMask(k, pud));
/** pud_pfn() of asm/pgtable.h: the PFN of the page of 1 GiB or of the table, in 4 KiB pages. */
export const pudPfn = (k: Kernel, pud: Pte): Pfn =>
  ((pud ^ protnoneMask(k, pud)) & pudPfnMask(k, pud)) >> k.mask.pageShift;

/** pud_mkyoung() of asm/pgtable.h: the page of 1 GiB is in use. */
export const pudMkyoung = pteMkyoung;
/** pud_mkold() of asm/pgtable.h: nobody has used the page of 1 GiB. */
export const pudMkold = pteMkold;
/** pud_mkdirty() of asm/pgtable.h: the page of 1 GiB is or will be written; sets soft-dirty too. */
export const pudMkdirty = pteMkdirty;
/** pud_mkclean() of asm/pgtable.h: nothing of the page of 1 GiB differs from what is stored; leaves soft-dirty. */
export const pudMkclean = pteMkclean;
/** pud_wrprotect() of asm/pgtable.h: the next write to the page of 1 GiB faults. */
export const pudWrprotect = pteWrprotect;
/** pud_mkwrite() of asm/pgtable.h: the page of 1 GiB may be written; it never asks for the mapping. */
export const pudMkwrite = (k: Kernel, pud: Pte): Pte => restoreDirty(k, pud | k.mask.rw);
/** pud_mksoft_dirty() of asm/pgtable.h: the page of 1 GiB counts as written since the last clear_refs. */
export const pudMksoftDirty = pteMksoftDirty;
/** pud_clear_soft_dirty() of asm/pgtable.h: tracking of writes to the page of 1 GiB starts anew. */
export const pudClearSoftDirty = pteClearSoftDirty;
/** pud_mkhuge() of asm/pgtable.h: the entry is a leaf of 1 GiB; sets PSE. */
export const pudMkhuge = pmdMkhuge;
/** 1 GiB of device memory. */
export const pudMkdevmap = (k: Kernel, pud: Pte): Pte => pmdMkdevmap(k, pud);
/** Memory management is not to count the 1 GiB. */
export const pudMkspecial = (k: Kernel, pud: Pte): Pte => pud | k.mask.specialHuge;
/** Memory management is not to count the huge page. */
export const pmdMkspecial = (k: Kernel, pmd: Pte): Pte => pmd | k.mask.specialHuge;
/** saveDirty() by the kernel's name for a PUD. */
export const pudMksaveddirty = (k: Kernel, pud: Pte): Pte => saveDirty(k, pud);
/** restoreDirty() by the kernel's name for a PUD. */
export const pudClearSaveddirty = (k: Kernel, pud: Pte): Pte => restoreDirty(k, pud);
/** The processor may not use the entry; nor is it present for the kernel, as an invalid PMD still is. */
export const pudMkinvalid = (k: Kernel, pud: Pte): Pte =>
  pfnPud(k, pudPfn(k, pud), pudFlags(k, pud) & k.clear.present & k.clear.protnone);

/** pte_modify() with the PFN of a page of 1 GiB; it never lost the Dirty bit, as pmd_modify() did. */
export function pudModify(k: Kernel, pud: Pte, prot: Pgprot): Pte {
  const now = flipProtnoneGuard(k, pud, (pud & k.mask.hpageChg) | (prot & k.clear.hpageChg), k.mask.pudPfn);
  return hasAny(pud, k.mask.rw) ? saveDirty(k, now) : restoreDirty(k, now);
}
