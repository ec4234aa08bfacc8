/** The helpers of asm/pgtable.h for PMD and PUD leaves: as for PTEs, with the page frame number of a huge page. */
import type { Kernel } from '../kernel/kernel.ts';
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

/** pmd_none(): nothing there but what the Knights Landing erratum may set. */
export const pmdNone = (k: Kernel, pmd: bigint): boolean => (pmd & k.clear.knlErratum) === 0n;
/** pmd_present(): PSE counts, since a huge page that is being split has neither PRESENT nor PROTNONE. */
export const pmdPresent = (k: Kernel, pmd: bigint): boolean =>
  (pmd & (k.mask.present | k.mask.protnone | k.mask.pse)) !== 0n;
export const pmdProtnone = pteProtnone;
/** pmd_trans_huge(): PSE, and not device memory where that has a bit. */
export const pmdTransHuge = (k: Kernel, pmd: bigint): boolean => (pmd & (k.mask.pse | k.mask.devmap)) === k.mask.pse;
/** pmd_devmap() (to 6.16). */
export function pmdDevmap(k: Kernel, pmd: bigint): boolean {
  k.need('pmdDevmap');
  return (pmd & k.mask.devmap) !== 0n;
}
export const pmdYoung = (k: Kernel, pmd: bigint): boolean => (pmd & k.mask.accessed) !== 0n;
export const pmdDirty = (k: Kernel, pmd: bigint): boolean => (pmd & k.mask.dirtyBits) !== 0n;
/** pmd_shstk() (6.6): read-only, dirty and huge. */
export function pmdShstk(k: Kernel, pmd: bigint): boolean {
  k.need('pmdShstk');
  return isHugeShstk(k, pmd);
}
const isHugeShstk = (k: Kernel, pmd: bigint) =>
  (pmd & k.mask.rw) === 0n && (pmd & k.mask.shstkDirty) !== 0n && (pmd & k.mask.pse) !== 0n;
/** pmd_write(): RW, or shadow-stack memory. */
export const pmdWrite = (k: Kernel, pmd: bigint): boolean => (pmd & k.mask.rw) !== 0n || isHugeShstk(k, pmd);
export const pmdSoftDirty = pteSoftDirty;
/** pmd_uffd_wp() (5.7). */
export function pmdUffdWp(k: Kernel, pmd: bigint): boolean {
  k.need('pmdUffdWp');
  return pteUffdWp(k, pmd);
}

/** pmd_pfn_mask(): of a huge page where PSE is set, else of a table. */
export const pmdPfnMask = (k: Kernel, pmd: bigint): bigint => ((pmd & k.mask.pse) !== 0n ? k.mask.pmdPfn : k.mask.pfn);
/** pud_pfn_mask(): of a huge page where PSE is set, else of a table. */
export const pudPfnMask = (k: Kernel, pud: bigint): bigint => ((pud & k.mask.pse) !== 0n ? k.mask.pudPfn : k.mask.pfn);
/** pmd_flags(): all but the page frame number. */
export const pmdFlags = (k: Kernel, pmd: bigint): bigint => pmd & BigInt.asUintN(64, ~pmdPfnMask(k, pmd));
/** pmd_pfn(): in 4 KiB pages. */
export const pmdPfn = (k: Kernel, pmd: bigint): bigint =>
  ((pmd ^ protnoneMask(k, pmd)) & pmdPfnMask(k, pmd)) >> k.mask.pageShift;
/** pfn_pmd(): `pfn` in 4 KiB pages; what is below a huge page is dropped. */
export const pfnPmd = (k: Kernel, pfn: bigint, prot: bigint): bigint => placePfn(k, pfn, prot, k.mask.pmdPfn);
/** pfn_pud(): `pfn` in 4 KiB pages; what is below a huge page is dropped. */
export const pfnPud = (k: Kernel, pfn: bigint, prot: bigint): bigint => placePfn(k, pfn, prot, k.mask.pudPfn);

export const pmdMkyoung = pteMkyoung;
export const pmdMkold = pteMkold;
export const pmdMkdirty = pteMkdirty;
export const pmdMkclean = pteMkclean;
export const pmdWrprotect = pteWrprotect;
export const pmdMksoftDirty = pteMksoftDirty;
export const pmdClearSoftDirty = pteClearSoftDirty;
export const pmdMkhuge = (k: Kernel, pmd: bigint): bigint => pmd | k.mask.pse;
/** pmd_mkdevmap() (to 6.16). */
export function pmdMkdevmap(k: Kernel, pmd: bigint): bigint {
  k.need('pmdMkdevmap');
  return pmd | k.mask.devmap;
}
/** pmd_mkwrite_novma() (6.6). */
export function pmdMkwriteNovma(k: Kernel, pmd: bigint): bigint {
  k.need('pmdMkwriteNovma');
  return pmd | k.mask.rw;
}
/** pmd_mkwrite_shstk() (6.6). */
export function pmdMkwriteShstk(k: Kernel, pmd: bigint): bigint {
  k.need('pmdMkwriteShstk');
  return (pmd & k.clear.rw) | k.mask.dirty;
}
/** pmd_mkwrite(): `vmFlags` matter from 6.6 on. */
export const pmdMkwrite = (k: Kernel, pmd: bigint, vmFlags = 0n): bigint =>
  (vmFlags & k.vm.shadowStack) !== 0n ? (pmd & k.clear.rw) | k.mask.dirty : restoreDirty(k, pmd | k.mask.rw);
/** pmd_mksaveddirty() (6.6). */
export function pmdMksaveddirty(k: Kernel, pmd: bigint): bigint {
  k.need('pmdMksaveddirty');
  return saveDirty(k, pmd);
}
/** pmd_clear_saveddirty() (6.6). */
export function pmdClearSaveddirty(k: Kernel, pmd: bigint): bigint {
  k.need('pmdClearSaveddirty');
  return restoreDirty(k, pmd);
}
/** pmd_mkuffd_wp() (5.7): write-protects as well from 6.3 on. */
export function pmdMkuffdWp(k: Kernel, pmd: bigint): bigint {
  k.need('pmdMkuffdWp');
  return pteMkuffdWp(k, pmd);
}
/** pmd_clear_uffd_wp() (5.7). */
export function pmdClearUffdWp(k: Kernel, pmd: bigint): bigint {
  k.need('pmdClearUffdWp');
  return pmd & k.clear.uffdWp;
}
/** pmd_mkinvalid() (named pmd_mknotpresent() before 5.8): the processor may not use it, pmd_present() stays true. */
export const pmdMkinvalid = (k: Kernel, pmd: bigint): bigint =>
  pfnPmd(k, pmdPfn(k, pmd), pmdFlags(k, pmd) & k.clear.present & k.clear.protnone);

/** pmd_modify(): as pte_modify() with a huge page's number; 6.6 to 7.2 lose the hardware Dirty bit here. */
export function pmdModify(k: Kernel, pmd: bigint, prot: bigint): bigint {
  const old = k.does('pmdModifyDropsDirty') ? pmd & k.clear.dirty : pmd;
  const now = flipProtnoneGuard(k, pmd, (old & k.mask.hpageChg) | (prot & k.clear.hpageChg), k.mask.pmdPfn);
  return (pmd & k.mask.rw) !== 0n ? saveDirty(k, now) : restoreDirty(k, now);
}
