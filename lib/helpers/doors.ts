// Generated from lib/helpers by spec/tools/helperDoors.ts. Do not edit: run npm run spec.
/**
 * Helpers that every kernel has, as callers from outside have them: a wrong argument is a TypeError or a RangeError. Inside, lib/mm
 * and lib/codec use the same helpers without the question, from the files beside this one.
 */
import { givenKernel, givenNumber, givenWord } from '../kernel/given.ts';
import type { Kernel } from '../kernel/kernel.ts';
import * as deviceEntries from './deviceEntries.ts';
import * as entryTypes from './entryTypes.ts';
import * as markers from './markers.ts';
import type { Pfn, Pgprot, Pte, SwpEntry } from './marks.ts';
import * as migrationEntries from './migrationEntries.ts';
import * as pgtable from './pgtable.ts';
import * as pgtableHuge from './pgtableHuge.ts';
import * as pgtablePud from './pgtablePud.ts';
import * as swapEntry from './swapEntry.ts';
import * as swapFlags from './swapFlags.ts';

/** __swp_entry() of asm/pgtable_64.h: the type on top, the offset (in pages) inverted below it. */
export const archSwpEntry = (k: Kernel, type: number, offset: bigint): Pte =>
  swapEntry.archSwpEntry(givenWord(givenNumber(k, 'archSwpEntry', type), 'archSwpEntry', offset), type, offset);
/** __swp_offset() of asm/pgtable_64.h: in pages, no longer inverted. */
export const archSwpOffset = (k: Kernel, archEntry: Pte): bigint =>
  swapEntry.archSwpOffset(givenWord(k, 'archSwpOffset', archEntry), archEntry);
/** __swp_type() of asm/pgtable_64.h: a number from 0 to 31. */
export const archSwpType = (k: Kernel, archEntry: Pte): number =>
  swapEntry.archSwpType(givenWord(k, 'archSwpType', archEntry), archEntry);
/** flip_protnone_guard() of asm/pgtable-invert.h: inverts the bits of `mask` in `now` when old and new differ in inversion. */
export const flipProtnoneGuard = (k: Kernel, old: bigint, now: bigint, mask: bigint): bigint =>
  pgtable.flipProtnoneGuard(
    givenWord(givenWord(givenWord(k, 'flipProtnoneGuard', old), 'flipProtnoneGuard', now), 'flipProtnoneGuard', mask),
    old,
    now,
    mask,
  );
/** generic_max_swapfile_size() of linux/swapfile.h: in pages; what survives a round trip of all ones, and one. */
export const genericMaxSwapfileSize = (k: Kernel): bigint => swapEntry.genericMaxSwapfileSize(givenKernel(k));
/** is_device_exclusive_entry() of linux/swapops.h: a device uses the page alone. False before 5.14. */
export const isDeviceExclusiveEntry = (k: Kernel, entry: SwpEntry): boolean =>
  deviceEntries.isDeviceExclusiveEntry(givenWord(k, 'isDeviceExclusiveEntry', entry), entry);
/** is_device_private_entry() of linux/swapops.h: the page is in device memory that the processor cannot reach. */
export const isDevicePrivateEntry = (k: Kernel, entry: SwpEntry): boolean =>
  deviceEntries.isDevicePrivateEntry(givenWord(k, 'isDevicePrivateEntry', entry), entry);
/** is_hwpoison_entry() of linux/swapops.h: the page has a hardware error. */
export const isHwpoisonEntry = (k: Kernel, entry: SwpEntry): boolean =>
  markers.isHwpoisonEntry(givenWord(k, 'isHwpoisonEntry', entry), entry);
/** is_migration_entry() of linux/swapops.h: the page of the entry is moving. */
export const isMigrationEntry = (k: Kernel, entry: SwpEntry): boolean =>
  migrationEntries.isMigrationEntry(givenWord(k, 'isMigrationEntry', entry), entry);
/**
 * is_readable_exclusive_migration_entry() of linux/swapops.h: the mapping was read-only, and the anonymous page this process's alone.
 * False before 5.19.
 */
export const isReadableExclusiveMigrationEntry = (k: Kernel, entry: SwpEntry): boolean =>
  migrationEntries.isReadableExclusiveMigrationEntry(givenWord(k, 'isReadableExclusiveMigrationEntry', entry), entry);
/** is_readable_migration_entry() of linux/swapops.h: the mapping was read-only, and the page may be shared. */
export const isReadableMigrationEntry = (k: Kernel, entry: SwpEntry): boolean =>
  migrationEntries.isReadableMigrationEntry(givenWord(k, 'isReadableMigrationEntry', entry), entry);
/** is_swapin_error_entry() of linux/swapops.h: the page could not be read in, as 5.19 to 6.1 tell by a type. False elsewhere. */
export const isSwapinErrorEntry = (k: Kernel, entry: SwpEntry): boolean =>
  markers.isSwapinErrorEntry(givenWord(k, 'isSwapinErrorEntry', entry), entry);
/** is_writable_device_exclusive_entry() of linux/swapops.h: and its mapping is writable, as 5.14 to 6.14 tell. False elsewhere. */
export const isWritableDeviceExclusiveEntry = (k: Kernel, entry: SwpEntry): boolean =>
  deviceEntries.isWritableDeviceExclusiveEntry(givenWord(k, 'isWritableDeviceExclusiveEntry', entry), entry);
/** is_writable_device_private_entry() of linux/swapops.h (is_write_device_private_entry() to 5.13): and its mapping is writable. */
export const isWritableDevicePrivateEntry = (k: Kernel, entry: SwpEntry): boolean =>
  deviceEntries.isWritableDevicePrivateEntry(givenWord(k, 'isWritableDevicePrivateEntry', entry), entry);
/** is_writable_migration_entry() of linux/swapops.h (is_write_migration_entry() to 5.13): the mapping was writable. */
export const isWritableMigrationEntry = (k: Kernel, entry: SwpEntry): boolean =>
  migrationEntries.isWritableMigrationEntry(givenWord(k, 'isWritableMigrationEntry', entry), entry);
/** make_readable_device_private_entry() of linux/swapops.h (make_device_private_entry(page, false) to 5.13): `pfn` in pages. */
export const makeReadableDevicePrivateEntry = (k: Kernel, pfn: Pfn): SwpEntry =>
  deviceEntries.makeReadableDevicePrivateEntry(givenWord(k, 'makeReadableDevicePrivateEntry', pfn), pfn);
/** make_readable_migration_entry() of linux/swapops.h (make_migration_entry(page, 0) to 5.13): `pfn` in pages. */
export const makeReadableMigrationEntry = (k: Kernel, pfn: Pfn): SwpEntry =>
  migrationEntries.makeReadableMigrationEntry(givenWord(k, 'makeReadableMigrationEntry', pfn), pfn);
/** make_writable_device_private_entry() of linux/swapops.h (make_device_private_entry(page, true) to 5.13): `pfn` in pages. */
export const makeWritableDevicePrivateEntry = (k: Kernel, pfn: Pfn): SwpEntry =>
  deviceEntries.makeWritableDevicePrivateEntry(givenWord(k, 'makeWritableDevicePrivateEntry', pfn), pfn);
/** make_writable_migration_entry() of linux/swapops.h (make_migration_entry(page, 1) to 5.13): `pfn` in pages. */
export const makeWritableMigrationEntry = (k: Kernel, pfn: Pfn): SwpEntry =>
  migrationEntries.makeWritableMigrationEntry(givenWord(k, 'makeWritableMigrationEntry', pfn), pfn);
/** PTE_MARKER_GUARD of linux/swapops.h: the bit of a marker for a guard region; 0n where there is none. */
export const markerGuard = (k: Kernel): bigint => markers.markerGuard(givenKernel(k));
/** PTE_MARKER_POISONED of linux/swapops.h (PTE_MARKER_SWAPIN_ERROR to 6.5): the bit for a page that is gone; 0n where there is none. */
export const markerPoisoned = (k: Kernel): bigint => markers.markerPoisoned(givenKernel(k));
/** PTE_MARKER_UFFD_WP of linux/swapops.h: the bit of a marker for write protection of a missing page; 0n where there is none. */
export const markerUffdWp = (k: Kernel): bigint => markers.markerUffdWp(givenKernel(k));
/**
 * non_swap_entry() of linux/swapops.h: the entry is not a page of a swap area. A kernel built without any special type has a stub
 * that says no.
 */
export const nonSwapEntry = (k: Kernel, entry: SwpEntry): boolean =>
  entryTypes.nonSwapEntry(givenWord(k, 'nonSwapEntry', entry), entry);
/** pfn_pmd() of asm/pgtable.h: an entry for 2 MiB from a PFN in 4 KiB pages, whose low bits are dropped. */
export const pfnPmd = (k: Kernel, pfn: Pfn, prot: Pgprot): Pte =>
  pgtableHuge.pfnPmd(givenWord(givenWord(k, 'pfnPmd', pfn), 'pfnPmd', prot), pfn, prot);
/** pfn_pte() of asm/pgtable.h: the entry for a PFN, which is stored inverted under a protection that is not present. */
export const pfnPte = (k: Kernel, pfn: Pfn, prot: Pgprot): Pte =>
  pgtable.pfnPte(givenWord(givenWord(k, 'pfnPte', pfn), 'pfnPte', prot), pfn, prot);
/** pfn_pud() of asm/pgtable.h: an entry for 1 GiB from a PFN in 4 KiB pages, whose low bits are dropped. */
export const pfnPud = (k: Kernel, pfn: Pfn, prot: Pgprot): Pte =>
  pgtableHuge.pfnPud(givenWord(givenWord(k, 'pfnPud', pfn), 'pfnPud', prot), pfn, prot);
/** pgprot_4k_2_large() of asm/pgtable_types.h: the PAT bit moves to its place in a huge page. */
export const pgprot4k2Large = (k: Kernel, prot: Pgprot): Pgprot =>
  pgtable.pgprot4k2Large(givenWord(k, 'pgprot4k2Large', prot), prot);
/** pgprot_large_2_4k() of asm/pgtable_types.h: the PAT bit moves to its place in a 4 KiB page. */
export const pgprotLarge24k = (k: Kernel, prot: Pgprot): Pgprot =>
  pgtable.pgprotLarge24k(givenWord(k, 'pgprotLarge24k', prot), prot);
/**
 * pgprot_modify() of asm/pgtable.h: a new protection that keeps _PAGE_CHG_MASK of the old one. Before 5.7 the bits of the mask that
 * the new one has come in too.
 */
export const pgprotModify = (k: Kernel, old: Pgprot, prot: Pgprot): Pgprot =>
  pgtable.pgprotModify(givenWord(givenWord(k, 'pgprotModify', old), 'pgprotModify', prot), old, prot);
/** pmd_clear_soft_dirty() of asm/pgtable.h: tracking of writes to the huge page starts anew. */
export const pmdClearSoftDirty = (k: Kernel, pmd: Pte): Pte =>
  pgtableHuge.pmdClearSoftDirty(givenWord(k, 'pmdClearSoftDirty', pmd), pmd);
/** pmd_dirty() of asm/pgtable.h: some of the huge page has been written; Dirty, or where it is saved. */
export const pmdDirty = (k: Kernel, pmd: Pte): boolean => pgtableHuge.pmdDirty(givenWord(k, 'pmdDirty', pmd), pmd);
/** pmd_flags() of asm/pgtable_types.h: all bits but those of the PFN that pmd_pfn_mask() tells. */
export const pmdFlags = (k: Kernel, pmd: Pte): bigint => pgtableHuge.pmdFlags(givenWord(k, 'pmdFlags', pmd), pmd);
/** pmd_mkclean() of asm/pgtable.h: none of the huge page differs from what is stored; leaves soft-dirty. */
export const pmdMkclean = (k: Kernel, pmd: Pte): Pte => pgtableHuge.pmdMkclean(givenWord(k, 'pmdMkclean', pmd), pmd);
/** pmd_mkdirty() of asm/pgtable.h: the huge page is or will be written; sets soft-dirty too. */
export const pmdMkdirty = (k: Kernel, pmd: Pte): Pte => pgtableHuge.pmdMkdirty(givenWord(k, 'pmdMkdirty', pmd), pmd);
/** pmd_mkhuge() of asm/pgtable.h: the entry is a leaf; sets PSE. */
export const pmdMkhuge = (k: Kernel, pmd: Pte): Pte => pgtableHuge.pmdMkhuge(givenWord(k, 'pmdMkhuge', pmd), pmd);
/** pmd_mkinvalid() of asm/pgtable.h (pmd_mknotpresent() to 5.7): the processor may not use the entry, pmd_present() stays true. */
export const pmdMkinvalid = (k: Kernel, pmd: Pte): Pte =>
  pgtableHuge.pmdMkinvalid(givenWord(k, 'pmdMkinvalid', pmd), pmd);
/** pmd_mkold() of asm/pgtable.h: nobody has used the huge page. */
export const pmdMkold = (k: Kernel, pmd: Pte): Pte => pgtableHuge.pmdMkold(givenWord(k, 'pmdMkold', pmd), pmd);
/** pmd_mksoft_dirty() of asm/pgtable.h: the huge page counts as written since the last clear_refs. */
export const pmdMksoftDirty = (k: Kernel, pmd: Pte): Pte =>
  pgtableHuge.pmdMksoftDirty(givenWord(k, 'pmdMksoftDirty', pmd), pmd);
/** pmd_mkwrite() of asm/pgtable.h: the process may write to the huge page; `vmFlags` as for pte_mkwrite(). */
export const pmdMkwrite = (k: Kernel, pmd: Pte, vmFlags: bigint = 0n): Pte =>
  pgtableHuge.pmdMkwrite(givenWord(givenWord(k, 'pmdMkwrite', pmd), 'pmdMkwrite', vmFlags), pmd, vmFlags);
/** pmd_mkyoung() of asm/pgtable.h: the huge page is in use. */
export const pmdMkyoung = (k: Kernel, pmd: Pte): Pte => pgtableHuge.pmdMkyoung(givenWord(k, 'pmdMkyoung', pmd), pmd);
/** pmd_modify() of asm/pgtable.h: pte_modify() with a huge page's PFN; 6.6 to 7.2 lose the hardware Dirty bit here. */
export const pmdModify = (k: Kernel, pmd: Pte, prot: Pgprot): Pte =>
  pgtableHuge.pmdModify(givenWord(givenWord(k, 'pmdModify', pmd), 'pmdModify', prot), pmd, prot);
/** pmd_none() of asm/pgtable.h: neither a huge page nor a table, but for what the Knights Landing erratum may set. */
export const pmdNone = (k: Kernel, pmd: Pte): boolean => pgtableHuge.pmdNone(givenWord(k, 'pmdNone', pmd), pmd);
/** pmd_pfn() of asm/pgtable.h: the PFN of the huge page or of the table, in 4 KiB pages. */
export const pmdPfn = (k: Kernel, pmd: Pte): Pfn => pgtableHuge.pmdPfn(givenWord(k, 'pmdPfn', pmd), pmd);
/** pmd_pfn_mask() of asm/pgtable_types.h: the bits of the PFN, of a huge page where PSE is set, else of a table. */
export const pmdPfnMask = (k: Kernel, pmd: Pte): bigint => pgtableHuge.pmdPfnMask(givenWord(k, 'pmdPfnMask', pmd), pmd);
/** pmd_present() of asm/pgtable.h: PSE counts, since a huge page that is being split has neither PRESENT nor PROTNONE. */
export const pmdPresent = (k: Kernel, pmd: Pte): boolean =>
  pgtableHuge.pmdPresent(givenWord(k, 'pmdPresent', pmd), pmd);
/** pmd_protnone() of asm/pgtable.h: pte_protnone() of a huge entry. */
export const pmdProtnone = (k: Kernel, pmd: Pte): boolean =>
  pgtableHuge.pmdProtnone(givenWord(k, 'pmdProtnone', pmd), pmd);
/** pmd_soft_dirty() of asm/pgtable.h: some of the huge page was written since the last clear_refs. */
export const pmdSoftDirty = (k: Kernel, pmd: Pte): boolean =>
  pgtableHuge.pmdSoftDirty(givenWord(k, 'pmdSoftDirty', pmd), pmd);
/** pmd_swp_clear_soft_dirty() of asm/pgtable.h: tracking of writes starts anew for a huge page that is not mapped. */
export const pmdSwpClearSoftDirty = (k: Kernel, pmd: Pte): Pte =>
  swapFlags.pmdSwpClearSoftDirty(givenWord(k, 'pmdSwpClearSoftDirty', pmd), pmd);
/** pmd_swp_mksoft_dirty() of asm/pgtable.h: a huge page that is not mapped counts as written since the last clear_refs. */
export const pmdSwpMksoftDirty = (k: Kernel, pmd: Pte): Pte =>
  swapFlags.pmdSwpMksoftDirty(givenWord(k, 'pmdSwpMksoftDirty', pmd), pmd);
/** pmd_swp_soft_dirty() of asm/pgtable.h: the same of a huge page. */
export const pmdSwpSoftDirty = (k: Kernel, pmd: Pte): boolean =>
  swapFlags.pmdSwpSoftDirty(givenWord(k, 'pmdSwpSoftDirty', pmd), pmd);
/** pmd_to_swp_entry() of linux/swapops.h: the entry in any word; from 6.19 on a present or empty PMD gives 0n. */
export const pmdToSwpEntry = (k: Kernel, pmd: Pte): SwpEntry =>
  swapEntry.pmdToSwpEntry(givenWord(k, 'pmdToSwpEntry', pmd), pmd);
/** pmd_trans_huge() of asm/pgtable.h: PSE, and not device memory where that has a bit. */
export const pmdTransHuge = (k: Kernel, pmd: Pte): boolean =>
  pgtableHuge.pmdTransHuge(givenWord(k, 'pmdTransHuge', pmd), pmd);
/** pmd_write() of asm/pgtable.h: the process may write to the huge page; RW, or shadow-stack memory. */
export const pmdWrite = (k: Kernel, pmd: Pte): boolean => pgtableHuge.pmdWrite(givenWord(k, 'pmdWrite', pmd), pmd);
/** pmd_wrprotect() of asm/pgtable.h: the next write to the huge page faults. */
export const pmdWrprotect = (k: Kernel, pmd: Pte): Pte =>
  pgtableHuge.pmdWrprotect(givenWord(k, 'pmdWrprotect', pmd), pmd);
/** pmd_young() of asm/pgtable.h: some of the huge page has been used. */
export const pmdYoung = (k: Kernel, pmd: Pte): boolean => pgtableHuge.pmdYoung(givenWord(k, 'pmdYoung', pmd), pmd);
/** protection_map[] of linux/mm.h: the protection for the low four vm_flags, as a number from 0 to 15. */
export const protectionMap = (k: Kernel, index: number): Pgprot =>
  pgtable.protectionMap(givenNumber(k, 'protectionMap', index), index);
/** protnone_mask() of asm/pgtable-invert.h: all ones where the PFN stands inverted, else 0n. */
export const protnoneMask = (k: Kernel, word: bigint): bigint =>
  pgtable.protnoneMask(givenWord(k, 'protnoneMask', word), word);
/** pte_accessible() of asm/pgtable.h: a TLB may hold the entry. `flushPending` is mm->tlb_flush_pending, a count. */
export const pteAccessible = (k: Kernel, pte: Pte, flushPending: number): boolean =>
  pgtable.pteAccessible(
    givenNumber(givenWord(k, 'pteAccessible', pte), 'pteAccessible', flushPending),
    pte,
    flushPending,
  );
/** pte_clear_soft_dirty() of asm/pgtable.h: tracking of writes starts anew. */
export const pteClearSoftDirty = (k: Kernel, pte: Pte): Pte =>
  pgtable.pteClearSoftDirty(givenWord(k, 'pteClearSoftDirty', pte), pte);
/** pte_clrglobal() of asm/pgtable.h: the entry belongs to one address space. */
export const pteClrglobal = (k: Kernel, pte: Pte): Pte => pgtable.pteClrglobal(givenWord(k, 'pteClrglobal', pte), pte);
/** pte_clrhuge() of asm/pgtable.h: the entry maps a 4 KiB page; clears PSE, and with it PAT of a PTE, which is the same bit. */
export const pteClrhuge = (k: Kernel, pte: Pte): Pte => pgtable.pteClrhuge(givenWord(k, 'pteClrhuge', pte), pte);
/** pte_dirty() of asm/pgtable.h: written through; Dirty, or where Dirty is saved while the entry is read-only. */
export const pteDirty = (k: Kernel, pte: Pte): boolean => pgtable.pteDirty(givenWord(k, 'pteDirty', pte), pte);
/** pte_exec() of asm/pgtable.h: instructions may be fetched, since NX is clear. */
export const pteExec = (k: Kernel, pte: Pte): boolean => pgtable.pteExec(givenWord(k, 'pteExec', pte), pte);
/** pte_flags() of asm/pgtable_types.h: all bits but those of the PFN. */
export const pteFlags = (k: Kernel, pte: Pte): bigint => pgtable.pteFlags(givenWord(k, 'pteFlags', pte), pte);
/** pte_global() of asm/pgtable.h: a TLB keeps the entry across a switch of address spaces. */
export const pteGlobal = (k: Kernel, pte: Pte): boolean => pgtable.pteGlobal(givenWord(k, 'pteGlobal', pte), pte);
/** pte_huge() of asm/pgtable.h: bit PSE, as hugetlb entries have it. */
export const pteHuge = (k: Kernel, pte: Pte): boolean => pgtable.pteHuge(givenWord(k, 'pteHuge', pte), pte);
/** pte_mkclean() of asm/pgtable.h: the page is as it is on disk; clears Dirty wherever it is, and leaves soft-dirty. */
export const pteMkclean = (k: Kernel, pte: Pte): Pte => pgtable.pteMkclean(givenWord(k, 'pteMkclean', pte), pte);
/** pte_mkdirty() of asm/pgtable.h: the page is or will be written; sets Dirty (saved while read-only), and soft-dirty too. */
export const pteMkdirty = (k: Kernel, pte: Pte): Pte => pgtable.pteMkdirty(givenWord(k, 'pteMkdirty', pte), pte);
/** pte_mkexec() of asm/pgtable.h: instructions may be fetched; clears NX. */
export const pteMkexec = (k: Kernel, pte: Pte): Pte => pgtable.pteMkexec(givenWord(k, 'pteMkexec', pte), pte);
/** pte_mkglobal() of asm/pgtable.h: the entry outlives a switch of address spaces in a TLB. */
export const pteMkglobal = (k: Kernel, pte: Pte): Pte => pgtable.pteMkglobal(givenWord(k, 'pteMkglobal', pte), pte);
/** pte_mkhuge() of asm/pgtable.h: the entry maps a huge page; sets PSE. */
export const pteMkhuge = (k: Kernel, pte: Pte): Pte => pgtable.pteMkhuge(givenWord(k, 'pteMkhuge', pte), pte);
/** pte_mkold() of asm/pgtable.h: nobody has used the page; clears Accessed. */
export const pteMkold = (k: Kernel, pte: Pte): Pte => pgtable.pteMkold(givenWord(k, 'pteMkold', pte), pte);
/** pte_mksoft_dirty() of asm/pgtable.h: the page counts as written since the last clear_refs. */
export const pteMksoftDirty = (k: Kernel, pte: Pte): Pte =>
  pgtable.pteMksoftDirty(givenWord(k, 'pteMksoftDirty', pte), pte);
/** pte_mkspecial() of asm/pgtable.h: memory management is not to count this mapping. */
export const pteMkspecial = (k: Kernel, pte: Pte): Pte => pgtable.pteMkspecial(givenWord(k, 'pteMkspecial', pte), pte);
/**
 * pte_mkwrite() of asm/pgtable.h: the process may write. `vmFlags` matter from 6.6 on, where an entry of a VM_SHADOW_STACK mapping
 * becomes shadow-stack memory.
 */
export const pteMkwrite = (k: Kernel, pte: Pte, vmFlags: bigint = 0n): Pte =>
  pgtable.pteMkwrite(givenWord(givenWord(k, 'pteMkwrite', pte), 'pteMkwrite', vmFlags), pte, vmFlags);
/** pte_mkyoung() of asm/pgtable.h: the page is in use; sets Accessed. */
export const pteMkyoung = (k: Kernel, pte: Pte): Pte => pgtable.pteMkyoung(givenWord(k, 'pteMkyoung', pte), pte);
/** pte_modify() of asm/pgtable.h: a new protection under the bits that are kept; Dirty follows the change of RW from 6.6 on. */
export const pteModify = (k: Kernel, pte: Pte, prot: Pgprot): Pte =>
  pgtable.pteModify(givenWord(givenWord(k, 'pteModify', pte), 'pteModify', prot), pte, prot);
/** __pte_needs_invert() of asm/pgtable-invert.h: the word is not zero, and the processor may not use it. */
export const pteNeedsInvert = (k: Kernel, word: bigint): boolean =>
  pgtable.pteNeedsInvert(givenWord(k, 'pteNeedsInvert', word), word);
/** pte_none() of asm/pgtable.h: nothing is there but what the Knights Landing erratum may set. */
export const pteNone = (k: Kernel, pte: Pte): boolean => pgtable.pteNone(givenWord(k, 'pteNone', pte), pte);
/** pte_pfn() of asm/pgtable.h: the PFN, in 4 KiB pages, whatever the word is. */
export const ptePfn = (k: Kernel, pte: Pte): Pfn => pgtable.ptePfn(givenWord(k, 'ptePfn', pte), pte);
/** pte_pgprot() of asm/pgtable.h: the flags of an entry as a protection. */
export const ptePgprot = (k: Kernel, pte: Pte): Pgprot => pgtable.ptePgprot(givenWord(k, 'ptePgprot', pte), pte);
/** pte_present() of asm/pgtable.h: a page is mapped, be it as PROT_NONE. */
export const ptePresent = (k: Kernel, pte: Pte): boolean => pgtable.ptePresent(givenWord(k, 'ptePresent', pte), pte);
/** pte_protnone() of asm/pgtable.h: mapped, and every access faults. False without NUMA balancing on kernels that tie the two (to 7.2). */
export const pteProtnone = (k: Kernel, pte: Pte): boolean => pgtable.pteProtnone(givenWord(k, 'pteProtnone', pte), pte);
/** pte_same() of asm/pgtable.h: equality of all 64 bits. */
export const pteSame = (k: Kernel, a: Pte, b: Pte): boolean =>
  pgtable.pteSame(givenWord(givenWord(k, 'pteSame', a), 'pteSame', b), a, b);
/** pte_soft_dirty() of asm/pgtable.h: written since the last clear_refs. */
export const pteSoftDirty = (k: Kernel, pte: Pte): boolean =>
  pgtable.pteSoftDirty(givenWord(k, 'pteSoftDirty', pte), pte);
/** pte_special() of asm/pgtable.h: the page is not one that memory management counts, as the zero page. */
export const pteSpecial = (k: Kernel, pte: Pte): boolean => pgtable.pteSpecial(givenWord(k, 'pteSpecial', pte), pte);
/** pte_swp_clear_soft_dirty() of asm/pgtable.h: tracking of writes starts anew for a page that is not mapped. */
export const pteSwpClearSoftDirty = (k: Kernel, pte: Pte): Pte =>
  swapFlags.pteSwpClearSoftDirty(givenWord(k, 'pteSwpClearSoftDirty', pte), pte);
/** pte_swp_mksoft_dirty() of asm/pgtable.h: the page that is not mapped counts as written since the last clear_refs. */
export const pteSwpMksoftDirty = (k: Kernel, pte: Pte): Pte =>
  swapFlags.pteSwpMksoftDirty(givenWord(k, 'pteSwpMksoftDirty', pte), pte);
/** pte_swp_soft_dirty() of asm/pgtable.h: the page was written since the last clear_refs, before its entry became this one. */
export const pteSwpSoftDirty = (k: Kernel, pte: Pte): boolean =>
  swapFlags.pteSwpSoftDirty(givenWord(k, 'pteSwpSoftDirty', pte), pte);
/** pte_to_swp_entry() of linux/swapops.h: the entry in any word; from 6.19 on a present or empty PTE gives 0n. */
export const pteToSwpEntry = (k: Kernel, pte: Pte): SwpEntry =>
  swapEntry.pteToSwpEntry(givenWord(k, 'pteToSwpEntry', pte), pte);
/** pte_write() of asm/pgtable.h: the process may write; RW, or shadow-stack memory. */
export const pteWrite = (k: Kernel, pte: Pte): boolean => pgtable.pteWrite(givenWord(k, 'pteWrite', pte), pte);
/** pte_wrprotect() of asm/pgtable.h: the next write faults; clears RW and saves Dirty. */
export const pteWrprotect = (k: Kernel, pte: Pte): Pte => pgtable.pteWrprotect(givenWord(k, 'pteWrprotect', pte), pte);
/** pte_young() of asm/pgtable.h: the processor has used the entry since Accessed was cleared. */
export const pteYoung = (k: Kernel, pte: Pte): boolean => pgtable.pteYoung(givenWord(k, 'pteYoung', pte), pte);
/** pud_clear_soft_dirty() of asm/pgtable.h: tracking of writes to the page of 1 GiB starts anew. */
export const pudClearSoftDirty = (k: Kernel, pud: Pte): Pte =>
  pgtablePud.pudClearSoftDirty(givenWord(k, 'pudClearSoftDirty', pud), pud);
/** pud_dirty() of asm/pgtable.h: some of the 1 GiB has been written; Dirty, or where it is saved. */
export const pudDirty = (k: Kernel, pud: Pte): boolean => pgtablePud.pudDirty(givenWord(k, 'pudDirty', pud), pud);
/** pud_flags() of asm/pgtable_types.h: all bits but those of the PFN that pud_pfn_mask() tells. */
export const pudFlags = (k: Kernel, pud: Pte): bigint => pgtablePud.pudFlags(givenWord(k, 'pudFlags', pud), pud);
/** pud_mkclean() of asm/pgtable.h: nothing of the page of 1 GiB differs from what is stored; leaves soft-dirty. */
export const pudMkclean = (k: Kernel, pud: Pte): Pte => pgtablePud.pudMkclean(givenWord(k, 'pudMkclean', pud), pud);
/** pud_mkdirty() of asm/pgtable.h: the page of 1 GiB is or will be written; sets soft-dirty too. */
export const pudMkdirty = (k: Kernel, pud: Pte): Pte => pgtablePud.pudMkdirty(givenWord(k, 'pudMkdirty', pud), pud);
/** pud_mkhuge() of asm/pgtable.h: the entry is a leaf of 1 GiB; sets PSE. */
export const pudMkhuge = (k: Kernel, pmd: Pte): Pte => pgtablePud.pudMkhuge(givenWord(k, 'pudMkhuge', pmd), pmd);
/** pud_mkold() of asm/pgtable.h: nobody has used the page of 1 GiB. */
export const pudMkold = (k: Kernel, pud: Pte): Pte => pgtablePud.pudMkold(givenWord(k, 'pudMkold', pud), pud);
/** pud_mksoft_dirty() of asm/pgtable.h: the page of 1 GiB counts as written since the last clear_refs. */
export const pudMksoftDirty = (k: Kernel, pud: Pte): Pte =>
  pgtablePud.pudMksoftDirty(givenWord(k, 'pudMksoftDirty', pud), pud);
/** pud_mkwrite() of asm/pgtable.h: the page of 1 GiB may be written; it never asks for the mapping. */
export const pudMkwrite = (k: Kernel, pud: Pte): Pte => pgtablePud.pudMkwrite(givenWord(k, 'pudMkwrite', pud), pud);
/** pud_mkyoung() of asm/pgtable.h: the page of 1 GiB is in use. */
export const pudMkyoung = (k: Kernel, pud: Pte): Pte => pgtablePud.pudMkyoung(givenWord(k, 'pudMkyoung', pud), pud);
/** pud_none() of asm/pgtable.h: neither a page of 1 GiB nor a table, but for what the Knights Landing erratum may set. */
export const pudNone = (k: Kernel, pmd: Pte): boolean => pgtablePud.pudNone(givenWord(k, 'pudNone', pmd), pmd);
/** pud_pfn() of asm/pgtable.h: the PFN of the page of 1 GiB or of the table, in 4 KiB pages. */
export const pudPfn = (k: Kernel, pud: Pte): Pfn => pgtablePud.pudPfn(givenWord(k, 'pudPfn', pud), pud);
/** pud_pfn_mask() of asm/pgtable_types.h: the same for a PUD, whose huge page has 1 GiB. */
export const pudPfnMask = (k: Kernel, pud: Pte): bigint => pgtableHuge.pudPfnMask(givenWord(k, 'pudPfnMask', pud), pud);
/** pud_present() of asm/pgtable.h: PRESENT alone, unlike pmd_present(). */
export const pudPresent = (k: Kernel, pud: Pte): boolean => pgtablePud.pudPresent(givenWord(k, 'pudPresent', pud), pud);
/** pud_soft_dirty() of asm/pgtable.h: some of the 1 GiB was written since the last clear_refs. */
export const pudSoftDirty = (k: Kernel, pud: Pte): boolean =>
  pgtablePud.pudSoftDirty(givenWord(k, 'pudSoftDirty', pud), pud);
/** pud_trans_huge() of asm/pgtable.h: a page of 1 GiB, and not device memory where that has a bit. */
export const pudTransHuge = (k: Kernel, pmd: Pte): boolean =>
  pgtablePud.pudTransHuge(givenWord(k, 'pudTransHuge', pmd), pmd);
/** pud_write() of asm/pgtable.h: RW, and nothing else. */
export const pudWrite = (k: Kernel, pud: Pte): boolean => pgtablePud.pudWrite(givenWord(k, 'pudWrite', pud), pud);
/** pud_wrprotect() of asm/pgtable.h: the next write to the page of 1 GiB faults. */
export const pudWrprotect = (k: Kernel, pud: Pte): Pte =>
  pgtablePud.pudWrprotect(givenWord(k, 'pudWrprotect', pud), pud);
/** pud_young() of asm/pgtable.h: some of the 1 GiB has been used. */
export const pudYoung = (k: Kernel, pud: Pte): boolean => pgtablePud.pudYoung(givenWord(k, 'pudYoung', pud), pud);
/** swp_entry() of linux/swapops.h: the entry of a type and an offset in pages. */
export const swpEntry = (k: Kernel, type: number, offset: bigint): SwpEntry =>
  swapEntry.swpEntry(givenWord(givenNumber(k, 'swpEntry', type), 'swpEntry', offset), type, offset);
/** swp_entry_to_pmd() of linux/swapops.h: the PMD of an entry, no flags set. */
export const swpEntryToPmd = (k: Kernel, entry: SwpEntry): Pte =>
  swapEntry.swpEntryToPmd(givenWord(k, 'swpEntryToPmd', entry), entry);
/** swp_entry_to_pte() of linux/swapops.h: the PTE of an entry, no flags set. */
export const swpEntryToPte = (k: Kernel, entry: SwpEntry): Pte =>
  swapEntry.swpEntryToPte(givenWord(k, 'swpEntryToPte', entry), entry);
/** swp_offset() of linux/swapops.h: in pages; of a migration entry with what stands above the PFN. */
export const swpOffset = (k: Kernel, entry: SwpEntry): bigint =>
  swapEntry.swpOffset(givenWord(k, 'swpOffset', entry), entry);
/** swp_type() of linux/swapops.h: the number of a swap area, or of a special type. */
export const swpType = (k: Kernel, entry: SwpEntry): number => swapEntry.swpType(givenWord(k, 'swpType', entry), entry);
/** vm_get_page_prot() of linux/mm.h: the protection for a word of vm_flags, with protection key and C-bit. */
export const vmGetPageProt = (k: Kernel, vmFlags: bigint): Pgprot =>
  pgtable.vmGetPageProt(givenWord(k, 'vmGetPageProt', vmFlags), vmFlags);
