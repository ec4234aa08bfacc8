/**
 * The helpers of arch/x86/include/asm/pgtable.h and pgtable_types.h for PTEs, under the kernel's names. Words and
 * protections are 64-bit `bigint`s, PFNs count 4 KiB pages; nothing is checked, as in the kernel. Each helper does
 * what the kernel's does with the options of `k`: a stub where the option is off.
 */
import { protectionMap as protectionNames } from '../../spec/present.ts';
import type { Kernel } from '../kernel/kernel.ts';

const u64 = (x: bigint) => BigInt.asUintN(64, x);

// Tests

/** pte_none(): nothing there but what the Knights Landing erratum may set. */
export const pteNone = (k: Kernel, pte: bigint): boolean => (pte & k.clear.knlErratum) === 0n;
/** pte_present(): mapped, be it as PROT_NONE. */
export const ptePresent = (k: Kernel, pte: bigint): boolean => (pte & (k.mask.present | k.mask.protnone)) !== 0n;
/** pte_protnone(): false without NUMA balancing on kernels that tie the two (to 7.2). */
export const pteProtnone = (k: Kernel, pte: bigint): boolean =>
  k.does('protnoneTest') && (pte & (k.mask.present | k.mask.protnone)) === k.mask.protnone;
/** pte_accessible(): a TLB may hold the entry; `flushPending` is mm->tlb_flush_pending. */
export const pteAccessible = (k: Kernel, pte: bigint, flushPending: number): boolean =>
  (pte & k.mask.present) !== 0n || ((pte & k.mask.protnone) !== 0n && flushPending !== 0);
/** pte_same(): equality of all 64 bits. */
export const pteSame = (_k: Kernel, a: bigint, b: bigint): boolean => a === b;

export const pteYoung = (k: Kernel, pte: bigint): boolean => (pte & k.mask.accessed) !== 0n;
/** pte_dirty(): Dirty, or where it is saved while the entry is read-only. */
export const pteDirty = (k: Kernel, pte: bigint): boolean => (pte & k.mask.dirtyBits) !== 0n;
/** pte_shstk(): read-only and dirty is shadow-stack memory, on a processor that has it (6.6). */
export function pteShstk(k: Kernel, pte: bigint): boolean {
  k.need('pteShstk');
  return isShstk(k, pte);
}
const isShstk = (k: Kernel, pte: bigint) => (pte & k.mask.rw) === 0n && (pte & k.mask.shstkDirty) !== 0n;
/** pte_write(): RW, or shadow-stack memory. */
export const pteWrite = (k: Kernel, pte: bigint): boolean => (pte & k.mask.rw) !== 0n || isShstk(k, pte);
export const pteExec = (k: Kernel, pte: bigint): boolean => (pte & k.mask.nx) === 0n;
export const pteGlobal = (k: Kernel, pte: bigint): boolean => (pte & k.mask.global) !== 0n;
/** pte_huge(): bit PSE, as hugetlb entries have it. */
export const pteHuge = (k: Kernel, pte: bigint): boolean => (pte & k.mask.pse) !== 0n;
export const pteSpecial = (k: Kernel, pte: bigint): boolean => (pte & k.mask.special) !== 0n;
export const pteSoftDirty = (k: Kernel, pte: bigint): boolean => (pte & k.mask.softDirty) !== 0n;
/** pte_devmap() (to 6.16). */
export function pteDevmap(k: Kernel, pte: bigint): boolean {
  k.need('pteDevmap');
  return (pte & k.mask.devmap) !== 0n;
}
/** pte_uffd_wp() (5.7); named pte_uffd() from 7.3. */
export function pteUffdWp(k: Kernel, pte: bigint): boolean {
  k.need('pteUffdWp');
  return (pte & k.mask.uffdWp) !== 0n;
}
/** pte_uffd() (7.3). */
export function pteUffd(k: Kernel, pte: bigint): boolean {
  k.need('pteUffd');
  return pteUffdWp(k, pte);
}

// The page frame number and its inversion against L1TF: asm/pgtable-invert.h

/** __pte_needs_invert(): not zero, and the processor may not use it. */
export const pteNeedsInvert = (k: Kernel, word: bigint): boolean => word !== 0n && (word & k.mask.present) === 0n;
/** protnone_mask(): all ones where the page frame number stands inverted. */
export const protnoneMask = (k: Kernel, word: bigint): bigint => (pteNeedsInvert(k, word) ? u64(-1n) : 0n);
/** flip_protnone_guard(): inverts the bits of `mask` when old and new differ in inversion. */
export const flipProtnoneGuard = (k: Kernel, old: bigint, now: bigint, mask: bigint): bigint =>
  pteNeedsInvert(k, old) === pteNeedsInvert(k, now) ? now : now ^ mask;

/** pte_pfn(): in pages, whatever the word is. */
export const ptePfn = (k: Kernel, pte: bigint): bigint =>
  ((pte ^ protnoneMask(k, pte)) & k.mask.pfn) >> k.mask.pageShift;
/** pfn_pte(): the page frame number is stored inverted under a protection that is not present. */
export const pfnPte = (k: Kernel, pfn: bigint, prot: bigint): bigint => placePfn(k, pfn, prot, k.mask.pfn);

/** The page frame number in place, under a protection, within one level's mask. */
export const placePfn = (k: Kernel, pfn: bigint, prot: bigint, mask: bigint): bigint =>
  ((u64(pfn << k.mask.pageShift) ^ protnoneMask(k, prot)) & mask) | prot;

/** pte_flags(): all but the page frame number. */
export const pteFlags = (k: Kernel, pte: bigint): bigint => pte & k.mask.flags;
/** pte_pgprot(): the flags as a protection. */
export const ptePgprot = pteFlags;

/** pte_advance_pfn() (6.9): `nr` pages on; counts down where the number stands inverted. */
export function pteAdvancePfn(k: Kernel, pte: bigint, nr: number): bigint {
  k.need('pteAdvancePfn');
  return advance(k, pte, BigInt(nr));
}
/** pte_next_pfn() (6.6): one page on. */
export function pteNextPfn(k: Kernel, pte: bigint): bigint {
  k.need('pteNextPfn');
  return advance(k, pte, 1n);
}
const advance = (k: Kernel, pte: bigint, nr: bigint) =>
  u64(pteNeedsInvert(k, pte) ? pte - (nr << k.mask.pageShift) : pte + (nr << k.mask.pageShift));

// The Dirty bit of a read-only entry lives elsewhere from 6.6 on, so that it does not read as shadow stack

/** What mksaveddirty_shift() does; nothing where Dirty does not move. */
export const saveDirty = (k: Kernel, pte: bigint): bigint =>
  (pte & k.mask.rw) === 0n && (pte & k.mask.movedDirty) !== 0n ? (pte & k.clear.movedDirty) | k.mask.savedDirty : pte;
/** What clear_saveddirty_shift() does; nothing where Dirty does not move. */
export const restoreDirty = (k: Kernel, pte: bigint): bigint =>
  (pte & k.mask.rw) !== 0n && (pte & k.mask.savedDirty) !== 0n ? (pte & k.clear.savedDirty) | k.mask.movedDirty : pte;

/** mksaveddirty_shift() (6.6): Dirty to SavedDirty if the entry is read-only. */
export function mksaveddirtyShift(k: Kernel, word: bigint): bigint {
  k.need('mksaveddirtyShift');
  return saveDirty(k, word);
}
/** clear_saveddirty_shift() (6.6): SavedDirty to Dirty if the entry is writable. */
export function clearSaveddirtyShift(k: Kernel, word: bigint): bigint {
  k.need('clearSaveddirtyShift');
  return restoreDirty(k, word);
}
/** pte_mksaveddirty() (6.6). */
export function pteMksaveddirty(k: Kernel, pte: bigint): bigint {
  k.need('pteMksaveddirty');
  return saveDirty(k, pte);
}
/** pte_clear_saveddirty() (6.6). */
export function pteClearSaveddirty(k: Kernel, pte: bigint): bigint {
  k.need('pteClearSaveddirty');
  return restoreDirty(k, pte);
}

// Changes

export const pteMkyoung = (k: Kernel, pte: bigint): bigint => pte | k.mask.accessed;
export const pteMkold = (k: Kernel, pte: bigint): bigint => pte & k.clear.accessed;
/** pte_mkdirty(): sets soft-dirty too. */
export const pteMkdirty = (k: Kernel, pte: bigint): bigint => saveDirty(k, pte | k.mask.dirty | k.mask.softDirty);
export const pteMkclean = (k: Kernel, pte: bigint): bigint => pte & k.clear.dirtyBits;
export const pteWrprotect = (k: Kernel, pte: bigint): bigint => saveDirty(k, pte & k.clear.rw);

/** pte_mkwrite_novma() (6.6): sets RW and nothing else. */
export function pteMkwriteNovma(k: Kernel, pte: bigint): bigint {
  k.need('pteMkwriteNovma');
  return pte | k.mask.rw;
}
/** pte_mkwrite_shstk() (6.6): shadow-stack memory is dirty and not RW. */
export function pteMkwriteShstk(k: Kernel, pte: bigint): bigint {
  k.need('pteMkwriteShstk');
  return (pte & k.clear.rw) | k.mask.dirty;
}
/** pte_mkwrite(): `vmFlags` matter from 6.6 on, where a VM_SHADOW_STACK mapping is made shadow-stack memory. */
export const pteMkwrite = (k: Kernel, pte: bigint, vmFlags = 0n): bigint =>
  (vmFlags & k.vm.shadowStack) !== 0n ? (pte & k.clear.rw) | k.mask.dirty : restoreDirty(k, pte | k.mask.rw);

export const pteMkexec = (k: Kernel, pte: bigint): bigint => pte & k.clear.nx;
export const pteMkglobal = (k: Kernel, pte: bigint): bigint => pte | k.mask.global;
export const pteClrglobal = (k: Kernel, pte: bigint): bigint => pte & k.clear.global;
export const pteMkhuge = (k: Kernel, pte: bigint): bigint => pte | k.mask.pse;
export const pteClrhuge = (k: Kernel, pte: bigint): bigint => pte & k.clear.pse;
export const pteMkspecial = (k: Kernel, pte: bigint): bigint => pte | k.mask.special;
/** pte_mkdevmap() (to 6.16): device memory is special too. */
export function pteMkdevmap(k: Kernel, pte: bigint): bigint {
  k.need('pteMkdevmap');
  return pte | k.mask.special | k.mask.devmap;
}
export const pteMksoftDirty = (k: Kernel, pte: bigint): bigint => pte | k.mask.softDirty;
export const pteClearSoftDirty = (k: Kernel, pte: bigint): bigint => pte & k.clear.softDirty;

/** pte_mkuffd_wp() (5.7): write-protects as well from 6.3 on; named pte_mkuffd() from 7.3. */
export function pteMkuffdWp(k: Kernel, pte: bigint): bigint {
  k.need('pteMkuffdWp');
  const marked = pte | k.mask.uffdWp;
  return k.does('mkuffdWpWrprotects') ? pteWrprotect(k, marked) : marked;
}
/** pte_clear_uffd_wp() (5.7); named pte_clear_uffd() from 7.3. */
export function pteClearUffdWp(k: Kernel, pte: bigint): bigint {
  k.need('pteClearUffdWp');
  return pte & k.clear.uffdWp;
}
/** pte_mkuffd() (7.3). */
export function pteMkuffd(k: Kernel, pte: bigint): bigint {
  k.need('pteMkuffd');
  return pteMkuffdWp(k, pte);
}
/** pte_clear_uffd() (7.3). */
export function pteClearUffd(k: Kernel, pte: bigint): bigint {
  k.need('pteClearUffd');
  return pteClearUffdWp(k, pte);
}

// Protections

/** pgprot_modify(): keeps _PAGE_CHG_MASK of the old protection. */
export const pgprotModify = (k: Kernel, old: bigint, prot: bigint): bigint => (old & k.mask.chg) | (prot & k.clear.chg);

/** pte_modify(): a new protection under the kept bits; Dirty follows the change of RW from 6.6 on. */
export function pteModify(k: Kernel, pte: bigint, prot: bigint): bigint {
  const now = flipProtnoneGuard(k, pte, (pte & k.mask.chg) | (prot & k.clear.chg), k.mask.pfn);
  return (pte & k.mask.rw) !== 0n ? saveDirty(k, now) : restoreDirty(k, now);
}

/** protection_map[]: the protection for the low four vm_flags, 0 to 15. */
export const protectionMap = (k: Kernel, index: number): bigint =>
  k.prot[protectionNames[index & 15] as (typeof protectionNames)[number]];

/** vm_get_page_prot(): protection_map, protection keys and the C-bit, for vm_flags. */
export function vmGetPageProt(k: Kernel, vmFlags: bigint): bigint {
  const { read, write, exec, shared } = k.vm;
  const prot = protectionMap(k, Number(vmFlags & (read | write | exec | shared)));
  return prot | pkeyOf(k, vmFlags) | (k.does('vmGetPageProtAddsEnc') ? k.mask.enc : 0n);
}

/** The protection key of vm_flags, as bits of an entry. */
function pkeyOf(k: Kernel, vmFlags: bigint): bigint {
  const bits = ['pkeyBit0', 'pkeyBit1', 'pkeyBit2', 'pkeyBit3'] as const;
  return bits.reduce((prot, id) => ((vmFlags & k.vm[id]) !== 0n ? prot | k.mask[id] : prot), 0n);
}

/** pgprot_4k_2_large(): the PAT bit moves to its place in a huge page. */
export const pgprot4k2Large = (k: Kernel, prot: bigint): bigint =>
  (prot & k.clear.pat & k.clear.patLarge) | ((prot & k.mask.pat) !== 0n ? k.mask.patLarge : 0n);
/** pgprot_large_2_4k(): the PAT bit moves to its place in a 4 KiB page. */
export const pgprotLarge24k = (k: Kernel, prot: bigint): bigint =>
  (prot & k.clear.pat & k.clear.patLarge) | ((prot & k.mask.patLarge) !== 0n ? k.mask.pat : 0n);
