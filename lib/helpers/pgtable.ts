/**
 * The helpers of asm/pgtable.h and its kin for PTEs, under the kernel's names. Words and protections are 64-bit `bigint`s, page
 * frame numbers (PFNs) count 4 KiB pages; nothing is checked, as in the kernel. Each helper does what the kernel's does with the
 * options of `k`: a stub where the option is off. What a kernel lacks has a zero mask here; checked.ts is for callers from outside.
 */
import { protectionMap as protectionNames } from '../../spec/present.ts';
import { hasAny, keepAndSet, placed, withBoth } from '../base/bits.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Pfn, Pgprot, Pte } from './marks.ts';

const u64 = (x: bigint) => BigInt.asUintN(64, x);

// Tests

/** pte_none() of asm/pgtable.h: nothing is there but what the Knights Landing erratum may set. */
export const pteNone = (k: Kernel, pte: Pte): boolean => !hasAny(pte, k.clear.knlErratum);
/** pte_present() of asm/pgtable.h: a page is mapped, be it as PROT_NONE. */
export const ptePresent = (k: Kernel, pte: Pte): boolean => hasAny(pte, k.mask.present) || hasAny(pte, k.mask.protnone);
/** pte_protnone() of asm/pgtable.h: mapped, and every access faults. False without NUMA balancing on kernels that tie the two (to 7.2). */
export const pteProtnone = (k: Kernel, pte: Pte): boolean =>
  k.does('protnoneTest') && !hasAny(pte, k.mask.present) && hasAny(pte, k.mask.protnone);
/** pte_accessible() of asm/pgtable.h: a TLB may hold the entry. `flushPending` is mm->tlb_flush_pending, a count. */
export const pteAccessible = (k: Kernel, pte: Pte, flushPending: number): boolean =>
  hasAny(pte, k.mask.present) || (hasAny(pte, k.mask.protnone) && flushPending !== 0);
/** pte_same() of asm/pgtable.h: equality of all 64 bits. */
export const pteSame = (_k: Kernel, a: Pte, b: Pte): boolean => a === b;

/** pte_young() of asm/pgtable.h: the processor has used the entry since Accessed was cleared. */
export const pteYoung = (k: Kernel, pte: Pte): boolean => hasAny(pte, k.mask.accessed);
/** pte_dirty() of asm/pgtable.h: written through; Dirty, or where Dirty is saved while the entry is read-only. */
export const pteDirty = (k: Kernel, pte: Pte): boolean => hasAny(pte, k.mask.dirtyBits);
/** Shadow-stack memory: read-only and dirty, on a processor that has it. */
export const pteShstk = (k: Kernel, pte: Pte): boolean => isShstk(k, pte);
const isShstk = (k: Kernel, pte: Pte) => !hasAny(pte, k.mask.rw) && hasAny(pte, k.mask.shstkDirty);
/** pte_write() of asm/pgtable.h: the process may write; RW, or shadow-stack memory. */
export const pteWrite = (k: Kernel, pte: Pte): boolean => hasAny(pte, k.mask.rw) || isShstk(k, pte);
/** pte_exec() of asm/pgtable.h: instructions may be fetched, since NX is clear. */
export const pteExec = (k: Kernel, pte: Pte): boolean => !hasAny(pte, k.mask.nx);
/** pte_global() of asm/pgtable.h: a TLB keeps the entry across a switch of address spaces. */
export const pteGlobal = (k: Kernel, pte: Pte): boolean => hasAny(pte, k.mask.global);
/** pte_huge() of asm/pgtable.h: bit PSE, as hugetlb entries have it. */
export const pteHuge = (k: Kernel, pte: Pte): boolean => hasAny(pte, k.mask.pse);
/** pte_special() of asm/pgtable.h: the page is not one that memory management counts, as the zero page. */
export const pteSpecial = (k: Kernel, pte: Pte): boolean => hasAny(pte, k.mask.special);
/** pte_soft_dirty() of asm/pgtable.h: written since the last clear_refs. */
export const pteSoftDirty = (k: Kernel, pte: Pte): boolean => hasAny(pte, k.mask.softDirty);
/** Whether a driver's device memory is mapped; no where no bit says so. */
export const pteDevmap = (k: Kernel, pte: Pte): boolean => hasAny(pte, k.mask.devmap);
/** Whether userfaultfd traps writes; no where there is no such bit. */
export const pteUffdWp = (k: Kernel, pte: Pte): boolean => hasAny(pte, k.mask.uffdWp);
/** pteUffdWp() by its later name. */
export const pteUffd = (k: Kernel, pte: Pte): boolean => pteUffdWp(k, pte);

// The page frame number and its inversion against L1TF

/** __pte_needs_invert() of asm/pgtable-invert.h: the word is not zero, and the processor may not use it. */
export const pteNeedsInvert = (k: Kernel, word: bigint): boolean => word !== 0n && !hasAny(word, k.mask.present);
/** protnone_mask() of asm/pgtable-invert.h: all ones where the PFN stands inverted, else 0n. */
export const protnoneMask = (k: Kernel, word: bigint): bigint => (pteNeedsInvert(k, word) ? u64(-1n) : 0n);
/** flip_protnone_guard() of asm/pgtable-invert.h: inverts the bits of `mask` in `now` when old and new differ in inversion. */
export const flipProtnoneGuard = (k: Kernel, old: bigint, now: bigint, mask: bigint): bigint =>
  pteNeedsInvert(k, old) === pteNeedsInvert(k, now) ? now : now ^ mask;

/** pte_pfn() of asm/pgtable.h: the PFN, in 4 KiB pages, whatever the word is. */
export const ptePfn = (k: Kernel, pte: Pte): Pfn => ((pte ^ protnoneMask(k, pte)) & k.mask.pfn) >> k.mask.pageShift;
/** pfn_pte() of asm/pgtable.h: the entry for a PFN, which is stored inverted under a protection that is not present. */
export const pfnPte = (k: Kernel, pfn: Pfn, prot: Pgprot): Pte => placePfn(k, pfn, prot, k.mask.pfn);

/** A PFN in place, under a protection, within one level's mask. */
export const placePfn = (k: Kernel, pfn: Pfn, prot: Pgprot, mask: bigint): Pte =>
  placed(pfn, k.mask.pageShift, pteNeedsInvert(k, prot), mask, prot);

/** pte_flags() of asm/pgtable_types.h: all bits but those of the PFN. */
export const pteFlags = (k: Kernel, pte: Pte): bigint => pte & k.mask.flags;
/** pte_pgprot() of asm/pgtable.h: the flags of an entry as a protection. */
export const ptePgprot = (k: Kernel, pte: Pte): Pgprot => pteFlags(k, pte);

/** `nr` pages on; counts down where the PFN stands inverted. */
export const pteAdvancePfn = (k: Kernel, pte: Pte, nr: number): Pte => advance(k, pte, BigInt(nr));
/** One page on. */
export const pteNextPfn = (k: Kernel, pte: Pte): Pte => advance(k, pte, 1n);
const advance = (k: Kernel, pte: Pte, nr: bigint) =>
  u64(pteNeedsInvert(k, pte) ? pte - (nr << k.mask.pageShift) : pte + (nr << k.mask.pageShift));

// The Dirty bit of a read-only entry lives elsewhere from 6.6 on, so that it does not read as shadow stack

/** Dirty to SavedDirty if the entry is read-only; nothing where Dirty does not move. */
export const saveDirty = (k: Kernel, pte: Pte): Pte =>
  !hasAny(pte, k.mask.rw) && hasAny(pte, k.mask.movedDirty)
    ? keepAndSet(pte, k.clear.movedDirty, k.mask.savedDirty)
    : pte;
/** SavedDirty to Dirty if the entry is writable; nothing where Dirty does not move. */
export const restoreDirty = (k: Kernel, pte: Pte): Pte =>
  hasAny(pte, k.mask.rw) && hasAny(pte, k.mask.savedDirty)
    ? keepAndSet(pte, k.clear.savedDirty, k.mask.movedDirty)
    : pte;

/** saveDirty() by the kernel's name for any word. */
export const mksaveddirtyShift = (k: Kernel, word: bigint): bigint => saveDirty(k, word);
/** restoreDirty() by the kernel's name for any word. */
export const clearSaveddirtyShift = (k: Kernel, word: bigint): bigint => restoreDirty(k, word);
/** saveDirty() by the kernel's name for a PTE. */
export const pteMksaveddirty = (k: Kernel, pte: Pte): Pte => saveDirty(k, pte);
/** restoreDirty() by the kernel's name for a PTE. */
export const pteClearSaveddirty = (k: Kernel, pte: Pte): Pte => restoreDirty(k, pte);

// Changes

/** pte_mkyoung() of asm/pgtable.h: the page is in use; sets Accessed. */
export const pteMkyoung = (k: Kernel, pte: Pte): Pte => pte | k.mask.accessed;
/** pte_mkold() of asm/pgtable.h: nobody has used the page; clears Accessed. */
export const pteMkold = (k: Kernel, pte: Pte): Pte => pte & k.clear.accessed;
/** pte_mkdirty() of asm/pgtable.h: the page is or will be written; sets Dirty (saved while read-only), and soft-dirty too. */
export const pteMkdirty = (k: Kernel, pte: Pte): Pte => saveDirty(k, withBoth(pte, k.mask.dirty, k.mask.softDirty));
/** pte_mkclean() of asm/pgtable.h: the page is as it is on disk; clears Dirty wherever it is, and leaves soft-dirty. */
export const pteMkclean = (k: Kernel, pte: Pte): Pte => pte & k.clear.dirtyBits;
/** pte_wrprotect() of asm/pgtable.h: the next write faults; clears RW and saves Dirty. */
export const pteWrprotect = (k: Kernel, pte: Pte): Pte => saveDirty(k, pte & k.clear.rw);

/** Sets RW and nothing else. */
export const pteMkwriteNovma = (k: Kernel, pte: Pte): Pte => pte | k.mask.rw;
/** Makes shadow-stack memory: dirty and not RW. */
export const pteMkwriteShstk = (k: Kernel, pte: Pte): Pte => keepAndSet(pte, k.clear.rw, k.mask.dirty);
/**
 * pte_mkwrite() of asm/pgtable.h: the process may write. `vmFlags` matter from 6.6 on, where an entry of a VM_SHADOW_STACK mapping
 * becomes shadow-stack memory.
 */
export const pteMkwrite = (k: Kernel, pte: Pte, vmFlags = 0n): Pte =>
  hasAny(vmFlags, k.vm.shadowStack) ? keepAndSet(pte, k.clear.rw, k.mask.dirty) : restoreDirty(k, pte | k.mask.rw);

/** pte_mkexec() of asm/pgtable.h: instructions may be fetched; clears NX. */
export const pteMkexec = (k: Kernel, pte: Pte): Pte => pte & k.clear.nx;
/** pte_mkglobal() of asm/pgtable.h: the entry outlives a switch of address spaces in a TLB. */
export const pteMkglobal = (k: Kernel, pte: Pte): Pte => pte | k.mask.global;
/** pte_clrglobal() of asm/pgtable.h: the entry belongs to one address space. */
export const pteClrglobal = (k: Kernel, pte: Pte): Pte => pte & k.clear.global;
/** pte_mkhuge() of asm/pgtable.h: the entry maps a huge page; sets PSE. */
export const pteMkhuge = (k: Kernel, pte: Pte): Pte => pte | k.mask.pse;
/** pte_clrhuge() of asm/pgtable.h: the entry maps a 4 KiB page; clears PSE, and with it PAT of a PTE, which is the same bit. */
export const pteClrhuge = (k: Kernel, pte: Pte): Pte => pte & k.clear.pse;
/** pte_mkspecial() of asm/pgtable.h: memory management is not to count this mapping. */
export const pteMkspecial = (k: Kernel, pte: Pte): Pte => pte | k.mask.special;
/** A driver's device memory, which is special too. */
export const pteMkdevmap = (k: Kernel, pte: Pte): Pte => pte | k.mask.special | k.mask.devmap;
/** pte_mksoft_dirty() of asm/pgtable.h: the page counts as written since the last clear_refs. */
export const pteMksoftDirty = (k: Kernel, pte: Pte): Pte => pte | k.mask.softDirty;
/** pte_clear_soft_dirty() of asm/pgtable.h: tracking of writes starts anew. */
export const pteClearSoftDirty = (k: Kernel, pte: Pte): Pte => pte & k.clear.softDirty;

/** The bit with which userfaultfd traps writes is set, and the entry write-protected where the kernel's helper does both. */
export function pteMkuffdWp(k: Kernel, pte: Pte): Pte {
  if (!k.does('mkuffdWpWrprotects')) return pte | k.mask.uffdWp;
  return saveDirty(k, keepAndSet(pte, k.clear.rw, k.mask.uffdWp)); // pte_wrprotect() as well
}
/** Userfaultfd does not trap writes any more; write permission stays away. */
export const pteClearUffdWp = (k: Kernel, pte: Pte): Pte => pte & k.clear.uffdWp;
/** pteMkuffdWp() by its later name. */
export const pteMkuffd = (k: Kernel, pte: Pte): Pte => pteMkuffdWp(k, pte);
/** pteClearUffdWp() by its later name. */
export const pteClearUffd = (k: Kernel, pte: Pte): Pte => pteClearUffdWp(k, pte);

// Protections

/**
 * pgprot_modify() of asm/pgtable.h: a new protection that keeps _PAGE_CHG_MASK of the old one. Before 5.7 the bits of the mask that
 * the new one has come in too.
 */
export const pgprotModify = (k: Kernel, old: Pgprot, prot: Pgprot): Pgprot =>
  keepAndSet(old, k.mask.chg, k.does('pgprotModifyMasksNew') ? prot & k.clear.chg : prot);

/** pte_modify() of asm/pgtable.h: a new protection under the bits that are kept; Dirty follows the change of RW from 6.6 on. */
export function pteModify(k: Kernel, pte: Pte, prot: Pgprot): Pte {
  const now = flipProtnoneGuard(k, pte, keepAndSet(pte, k.mask.chg, prot & k.clear.chg), k.mask.pfn);
  return hasAny(pte, k.mask.rw) ? saveDirty(k, now) : restoreDirty(k, now);
}

/** protection_map[] of linux/mm.h: the protection for the low four vm_flags, as a number from 0 to 15. */
export const protectionMap = (k: Kernel, index: number): Pgprot =>
  k.prot[protectionNames[index & 15] as (typeof protectionNames)[number]];

/** vm_get_page_prot() of linux/mm.h: the protection for a word of vm_flags, with protection key and C-bit. */
export function vmGetPageProt(k: Kernel, vmFlags: bigint): Pgprot {
  const { read, write, exec, shared } = k.vm;
  const prot = protectionMap(k, Number(vmFlags & (read | write | exec | shared)));
  return prot | pkeyOf(k, vmFlags) | (k.does('vmGetPageProtAddsEnc') ? k.mask.enc : 0n);
}

/** The protection key of vm_flags, as bits of an entry. */
function pkeyOf(k: Kernel, vmFlags: bigint): bigint {
  const bits = ['pkeyBit0', 'pkeyBit1', 'pkeyBit2', 'pkeyBit3'] as const;
  return bits.reduce((prot, id) => ((vmFlags & k.vm[id]) !== 0n ? prot | k.mask[id] : prot), 0n);
}

/** pgprot_4k_2_large() of asm/pgtable_types.h: the PAT bit moves to its place in a huge page. */
export const pgprot4k2Large = (k: Kernel, prot: Pgprot): Pgprot =>
  (prot & k.clear.pat & k.clear.patLarge) | (hasAny(prot, k.mask.pat) ? k.mask.patLarge : 0n);
/** pgprot_large_2_4k() of asm/pgtable_types.h: the PAT bit moves to its place in a 4 KiB page. */
export const pgprotLarge24k = (k: Kernel, prot: Pgprot): Pgprot =>
  (prot & k.clear.pat & k.clear.patLarge) | (hasAny(prot, k.mask.patLarge) ? k.mask.pat : 0n);
