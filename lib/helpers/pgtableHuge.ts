/**
 * The helpers of asm/pgtable.h for PMD and PUD leaves: as for PTEs, with the page frame number (PFN) of a huge page, which still
 * counts 4 KiB pages. What a kernel lacks has a zero mask here; checked.ts is for callers from outside.
 */
import { hasAny, keepAndSet } from '../base/bits.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Pfn, Pgprot, Pte } from './marks.ts';
import {
  flipProtnoneGuard,
  placePfn,
  protnoneMask,
  pteClearSoftDirty,
  pteMkclean,
  pteMkdirty,
  pteMkold,
  pteMksoftDirty,
  pteMkuffdWp,
  pteMkyoung,
  pteProtnone,
  pteSoftDirty,
  pteUffdWp,
  pteWrprotect,
  restoreDirty,
  saveDirty,
} from './pgtable.ts';

/** pmd_none() of asm/pgtable.h: neither a huge page nor a table, but for what the Knights Landing erratum may set. */
export const pmdNone = (k: Kernel, pmd: Pte): boolean => !hasAny(pmd, k.clear.knlErratum);
/** pmd_present() of asm/pgtable.h: PSE counts, since a huge page that is being split has neither PRESENT nor PROTNONE. */
export const pmdPresent = (k: Kernel, pmd: Pte): boolean =>
  (pmd & (k.mask.present | k.mask.protnone | k.mask.pse)) !== 0n;
/** pmd_protnone() of asm/pgtable.h: pte_protnone() of a huge entry. */
export const pmdProtnone = pteProtnone;
/** pmd_trans_huge() of asm/pgtable.h: PSE, and not device memory where that has a bit. */
export const pmdTransHuge = (k: Kernel, pmd: Pte): boolean => (pmd & (k.mask.pse | k.mask.devmap)) === k.mask.pse;
/** Whether a huge page of device memory is mapped; no where no bit says so. */
export const pmdDevmap = (k: Kernel, pmd: Pte): boolean => hasAny(pmd, k.mask.devmap);
/** pmd_young() of asm/pgtable.h: some of the huge page has been used. */
export const pmdYoung = (k: Kernel, pmd: Pte): boolean => hasAny(pmd, k.mask.accessed);
/** pmd_dirty() of asm/pgtable.h: some of the huge page has been written; Dirty, or where it is saved. */
export const pmdDirty = (k: Kernel, pmd: Pte): boolean => hasAny(pmd, k.mask.dirtyBits);
/** Shadow-stack memory of a huge page: read-only, dirty and PSE. */
export const pmdShstk = (k: Kernel, pmd: Pte): boolean => isHugeShstk(k, pmd);
const isHugeShstk = (k: Kernel, pmd: Pte) =>
  !hasAny(pmd, k.mask.rw) && hasAny(pmd, k.mask.shstkDirty) && hasAny(pmd, k.mask.pse);
/** pmd_write() of asm/pgtable.h: the process may write to the huge page; RW, or shadow-stack memory. */
export const pmdWrite = (k: Kernel, pmd: Pte): boolean => hasAny(pmd, k.mask.rw) || isHugeShstk(k, pmd);
/** pmd_soft_dirty() of asm/pgtable.h: some of the huge page was written since the last clear_refs. */
export const pmdSoftDirty = pteSoftDirty;
/** Whether userfaultfd traps writes to a huge page; no where there is no such bit. */
export const pmdUffdWp = (k: Kernel, pmd: Pte): boolean => pteUffdWp(k, pmd);

/** pmd_pfn_mask() of asm/pgtable_types.h: the bits of the PFN, of a huge page where PSE is set, else of a table. */
export const pmdPfnMask = (k: Kernel, pmd: Pte): bigint => (hasAny(pmd, k.mask.pse) ? k.mask.pmdPfn : k.mask.pfn);
/** pud_pfn_mask() of asm/pgtable_types.h: the same for a PUD, whose huge page has 1 GiB. */
export const pudPfnMask = (k: Kernel, pud: Pte): bigint => (hasAny(pud, k.mask.pse) ? k.mask.pudPfn : k.mask.pfn);
/** pmd_flags() of asm/pgtable_types.h: all bits but those of the PFN that pmd_pfn_mask() tells. */
export const pmdFlags = (k: Kernel, pmd: Pte): bigint => pmd & BigInt.asUintN(64, ~pmdPfnMask(k, pmd));
/** pmd_pfn() of asm/pgtable.h: the PFN of the huge page or of the table, in 4 KiB pages. */
export const pmdPfn = (k: Kernel, pmd: Pte): Pfn =>
  ((pmd ^ protnoneMask(k, pmd)) & pmdPfnMask(k, pmd)) >> k.mask.pageShift;
/** pfn_pmd() of asm/pgtable.h: an entry for 2 MiB from a PFN in 4 KiB pages, whose low bits are dropped. */
export const pfnPmd = (k: Kernel, pfn: Pfn, prot: Pgprot): Pte => placePfn(k, pfn, prot, k.mask.pmdPfn);
/** pfn_pud() of asm/pgtable.h: an entry for 1 GiB from a PFN in 4 KiB pages, whose low bits are dropped. */
export const pfnPud = (k: Kernel, pfn: Pfn, prot: Pgprot): Pte => placePfn(k, pfn, prot, k.mask.pudPfn);

/** pmd_mkyoung() of asm/pgtable.h: the huge page is in use. */
export const pmdMkyoung = pteMkyoung;
/** pmd_mkold() of asm/pgtable.h: nobody has used the huge page. */
export const pmdMkold = pteMkold;
/** pmd_mkdirty() of asm/pgtable.h: the huge page is or will be written; sets soft-dirty too. */
export const pmdMkdirty = pteMkdirty;
/** pmd_mkclean() of asm/pgtable.h: none of the huge page differs from what is stored; leaves soft-dirty. */
export const pmdMkclean = pteMkclean;
/** pmd_wrprotect() of asm/pgtable.h: the next write to the huge page faults. */
export const pmdWrprotect = pteWrprotect;
/** pmd_mksoft_dirty() of asm/pgtable.h: the huge page counts as written since the last clear_refs. */
export const pmdMksoftDirty = pteMksoftDirty;
/** pmd_clear_soft_dirty() of asm/pgtable.h: tracking of writes to the huge page starts anew. */
export const pmdClearSoftDirty = pteClearSoftDirty;
/** pmd_mkhuge() of asm/pgtable.h: the entry is a leaf; sets PSE. */
export const pmdMkhuge = (k: Kernel, pmd: Pte): Pte => pmd | k.mask.pse;
/** A huge page of device memory. */
export const pmdMkdevmap = (k: Kernel, pmd: Pte): Pte => pmd | k.mask.devmap;
/** Sets RW of a huge entry and nothing else. */
export const pmdMkwriteNovma = (k: Kernel, pmd: Pte): Pte => pmd | k.mask.rw;
/** Makes shadow-stack memory of a huge page: dirty and not RW. */
export const pmdMkwriteShstk = (k: Kernel, pmd: Pte): Pte => keepAndSet(pmd, k.clear.rw, k.mask.dirty);
/** pmd_mkwrite() of asm/pgtable.h: the process may write to the huge page; `vmFlags` as for pte_mkwrite(). */
export const pmdMkwrite = (k: Kernel, pmd: Pte, vmFlags = 0n): Pte =>
  hasAny(vmFlags, k.vm.shadowStack) ? keepAndSet(pmd, k.clear.rw, k.mask.dirty) : restoreDirty(k, pmd | k.mask.rw);
/** saveDirty() by the kernel's name for a PMD. */
export const pmdMksaveddirty = (k: Kernel, pmd: Pte): Pte => saveDirty(k, pmd);
/** restoreDirty() by the kernel's name for a PMD. */
export const pmdClearSaveddirty = (k: Kernel, pmd: Pte): Pte => restoreDirty(k, pmd);
/** Userfaultfd is to trap writes to a huge page. */
export const pmdMkuffdWp = (k: Kernel, pmd: Pte): Pte => pteMkuffdWp(k, pmd);
/** Userfaultfd does not trap writes to the huge page any more. */
export const pmdClearUffdWp = (k: Kernel, pmd: Pte): Pte => pmd & k.clear.uffdWp;
/** pmd_mkinvalid() of asm/pgtable.h (pmd_mknotpresent() to 5.7): the processor may not use the entry, pmd_present() stays true. */
export const pmdMkinvalid = (k: Kernel, pmd: Pte): Pte =>
  pfnPmd(k, pmdPfn(k, pmd), pmdFlags(k, pmd) & k.clear.present & k.clear.protnone);

/** pmd_modify() of asm/pgtable.h: pte_modify() with a huge page's PFN; 6.6 to 7.2 lose the hardware Dirty bit here. */
export function pmdModify(k: Kernel, pmd: Pte, prot: Pgprot): Pte {
  const old = k.does('pmdModifyDropsDirty') ? pmd & k.clear.dirty : pmd;
  const now = flipProtnoneGuard(k, pmd, (old & k.mask.hpageChg) | (prot & k.clear.hpageChg), k.mask.pmdPfn);
  return hasAny(pmd, k.mask.rw) ? saveDirty(k, now) : restoreDirty(k, now);
}
