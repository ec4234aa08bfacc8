/**
 * Helpers that some kernels lack, as callers from outside have them: each asks first, and throws RangeError (ERR_PTE_HELPER, with the
 * releases that have it) on a kernel without it. Inside, lib/mm and lib/codec use the same helpers without the question, from the
 * files beside this one: what a kernel lacks has a zero mask there and does nothing.
 */
import { givenNumber, givenWord, hadWord } from '../kernel/given.ts';
import type { Kernel } from '../kernel/kernel.ts';
import * as device from './deviceEntries.ts';
import * as markers from './markers.ts';
import type { Pfn, Pgprot, Pte, SwpEntry } from './marks.ts';
import * as migration from './migrationEntries.ts';
import * as pgtable from './pgtable.ts';
import * as huge from './pgtableHuge.ts';
import * as puds from './pgtablePud.ts';
import * as softleaf from './softleaf.ts';
import * as entries from './swapEntry.ts';
import * as flags from './swapFlags.ts';

// PTEs

/** pte_shstk() of asm/pgtable.h (6.6): read-only and dirty is shadow-stack memory, on a processor that has it. */
export const pteShstk = (k: Kernel, pte: Pte): boolean => pgtable.pteShstk(hadWord(k, 'pteShstk', pte), pte);
/** pte_devmap() of asm/pgtable.h (to 6.16): the PTE maps a driver's device memory. */
export const pteDevmap = (k: Kernel, pte: Pte): boolean => pgtable.pteDevmap(hadWord(k, 'pteDevmap', pte), pte);
/** pte_uffd_wp() of asm/pgtable.h (5.7): userfaultfd traps writes through the PTE. 7.3 calls it pte_uffd(). */
export const pteUffdWp = (k: Kernel, pte: Pte): boolean => pgtable.pteUffdWp(hadWord(k, 'pteUffdWp', pte), pte);
/** pte_uffd() of asm/pgtable.h (7.3): userfaultfd traps writes through the PTE, or every access where it is PROT_NONE. */
export const pteUffd = (k: Kernel, pte: Pte): boolean => pgtable.pteUffd(hadWord(k, 'pteUffd', pte), pte);
/** pte_advance_pfn() of asm/pgtable.h (6.9): the entry `nr` pages on; the PFN counts down where it stands inverted. */
export const pteAdvancePfn = (k: Kernel, pte: Pte, nr: number): Pte =>
  pgtable.pteAdvancePfn(givenNumber(hadWord(k, 'pteAdvancePfn', pte), 'pteAdvancePfn', nr), pte, nr);
/** pte_next_pfn() of linux/pgtable.h (6.6): the entry one page on. */
export const pteNextPfn = (k: Kernel, pte: Pte): Pte => pgtable.pteNextPfn(hadWord(k, 'pteNextPfn', pte), pte);
/** mksaveddirty_shift() of asm/pgtable.h (6.6): in any word, Dirty moves to SavedDirty if RW is clear. */
export const mksaveddirtyShift = (k: Kernel, word: bigint): bigint =>
  pgtable.mksaveddirtyShift(hadWord(k, 'mksaveddirtyShift', word), word);
/** clear_saveddirty_shift() of asm/pgtable.h (6.6): in any word, SavedDirty moves to Dirty if RW is set. */
export const clearSaveddirtyShift = (k: Kernel, word: bigint): bigint =>
  pgtable.clearSaveddirtyShift(hadWord(k, 'clearSaveddirtyShift', word), word);
/** pte_mksaveddirty() of asm/pgtable.h (6.6): Dirty of a read-only PTE moves to SavedDirty. */
export const pteMksaveddirty = (k: Kernel, pte: Pte): Pte =>
  pgtable.pteMksaveddirty(hadWord(k, 'pteMksaveddirty', pte), pte);
/** pte_clear_saveddirty() of asm/pgtable.h (6.6): SavedDirty of a writable PTE moves back to Dirty. */
export const pteClearSaveddirty = (k: Kernel, pte: Pte): Pte =>
  pgtable.pteClearSaveddirty(hadWord(k, 'pteClearSaveddirty', pte), pte);
/** pte_mkwrite_novma() of asm/pgtable.h (6.6): sets RW of a PTE, whatever its mapping is. */
export const pteMkwriteNovma = (k: Kernel, pte: Pte): Pte =>
  pgtable.pteMkwriteNovma(hadWord(k, 'pteMkwriteNovma', pte), pte);
/** pte_mkwrite_shstk() of asm/pgtable.h (6.6): makes a PTE shadow-stack memory, which is dirty and not RW. */
export const pteMkwriteShstk = (k: Kernel, pte: Pte): Pte =>
  pgtable.pteMkwriteShstk(hadWord(k, 'pteMkwriteShstk', pte), pte);
/** pte_mkdevmap() of asm/pgtable.h (to 6.16): the PTE maps a driver's device memory, and is special too. */
export const pteMkdevmap = (k: Kernel, pte: Pte): Pte => pgtable.pteMkdevmap(hadWord(k, 'pteMkdevmap', pte), pte);
/** pte_mkuffd_wp() of asm/pgtable.h (5.7): userfaultfd is to trap writes; write-protects as well from 6.3 on. 7.3: pte_mkuffd(). */
export const pteMkuffdWp = (k: Kernel, pte: Pte): Pte => pgtable.pteMkuffdWp(hadWord(k, 'pteMkuffdWp', pte), pte);
/** pte_clear_uffd_wp() of asm/pgtable.h (5.7): userfaultfd is not to trap writes; RW stays clear. 7.3: pte_clear_uffd(). */
export const pteClearUffdWp = (k: Kernel, pte: Pte): Pte =>
  pgtable.pteClearUffdWp(hadWord(k, 'pteClearUffdWp', pte), pte);
/** pte_mkuffd() of asm/pgtable.h (7.3): userfaultfd is to trap writes through the PTE, which is write-protected. */
export const pteMkuffd = (k: Kernel, pte: Pte): Pte => pgtable.pteMkuffd(hadWord(k, 'pteMkuffd', pte), pte);
/** pte_clear_uffd() of asm/pgtable.h (7.3): userfaultfd is not to trap the PTE any more. */
export const pteClearUffd = (k: Kernel, pte: Pte): Pte => pgtable.pteClearUffd(hadWord(k, 'pteClearUffd', pte), pte);

// PMDs

/** pmd_devmap() of asm/pgtable.h (to 6.16): the PMD maps a driver's device memory. */
export const pmdDevmap = (k: Kernel, pmd: Pte): boolean => huge.pmdDevmap(hadWord(k, 'pmdDevmap', pmd), pmd);
/** pmd_shstk() of asm/pgtable.h (6.6): a read-only, dirty and huge entry is shadow-stack memory, on a processor that has it. */
export const pmdShstk = (k: Kernel, pmd: Pte): boolean => huge.pmdShstk(hadWord(k, 'pmdShstk', pmd), pmd);
/** pmd_uffd_wp() of asm/pgtable.h (5.7): userfaultfd traps writes to the huge page. */
export const pmdUffdWp = (k: Kernel, pmd: Pte): boolean => huge.pmdUffdWp(hadWord(k, 'pmdUffdWp', pmd), pmd);
/** pmd_mkdevmap() of asm/pgtable.h (to 6.16): the PMD maps a driver's device memory. */
export const pmdMkdevmap = (k: Kernel, pmd: Pte): Pte => huge.pmdMkdevmap(hadWord(k, 'pmdMkdevmap', pmd), pmd);
/** pmd_mkwrite_novma() of asm/pgtable.h (6.6): sets RW of a PMD, whatever its mapping is. */
export const pmdMkwriteNovma = (k: Kernel, pmd: Pte): Pte =>
  huge.pmdMkwriteNovma(hadWord(k, 'pmdMkwriteNovma', pmd), pmd);
/** pmd_mkwrite_shstk() of asm/pgtable.h (6.6): makes a PMD shadow-stack memory, which is dirty and not RW. */
export const pmdMkwriteShstk = (k: Kernel, pmd: Pte): Pte =>
  huge.pmdMkwriteShstk(hadWord(k, 'pmdMkwriteShstk', pmd), pmd);
/** pmd_mksaveddirty() of asm/pgtable.h (6.6): Dirty of a read-only PMD moves to SavedDirty. */
export const pmdMksaveddirty = (k: Kernel, pmd: Pte): Pte =>
  huge.pmdMksaveddirty(hadWord(k, 'pmdMksaveddirty', pmd), pmd);
/** pmd_clear_saveddirty() of asm/pgtable.h (6.6): SavedDirty of a writable PMD moves back to Dirty. */
export const pmdClearSaveddirty = (k: Kernel, pmd: Pte): Pte =>
  huge.pmdClearSaveddirty(hadWord(k, 'pmdClearSaveddirty', pmd), pmd);
/** pmd_mkuffd_wp() of asm/pgtable.h (5.7): userfaultfd is to trap writes to the huge page; write-protects as well from 6.3 on. */
export const pmdMkuffdWp = (k: Kernel, pmd: Pte): Pte => huge.pmdMkuffdWp(hadWord(k, 'pmdMkuffdWp', pmd), pmd);
/** pmd_clear_uffd_wp() of asm/pgtable.h (5.7): userfaultfd is not to trap writes to the huge page; RW stays clear. */
export const pmdClearUffdWp = (k: Kernel, pmd: Pte): Pte => huge.pmdClearUffdWp(hadWord(k, 'pmdClearUffdWp', pmd), pmd);

/** pmd_special() of asm/pgtable.h (6.12): the huge page is not one that memory management counts. */
export const pmdSpecial = (k: Kernel, pmd: Pte): boolean => puds.pmdSpecial(hadWord(k, 'pmdSpecial', pmd), pmd);
/** pmd_mkspecial() of asm/pgtable.h (6.12): memory management is not to count the huge page. */
export const pmdMkspecial = (k: Kernel, pmd: Pte): Pte => puds.pmdMkspecial(hadWord(k, 'pmdMkspecial', pmd), pmd);

// PUDs

/** pud_devmap() of asm/pgtable.h (to 6.16): the PUD maps a driver's device memory. */
export const pudDevmap = (k: Kernel, pud: Pte): boolean => puds.pudDevmap(hadWord(k, 'pudDevmap', pud), pud);
/** pud_shstk() of asm/pgtable.h (6.12): a read-only, dirty and huge PUD is shadow-stack memory, on a processor that has it. */
export const pudShstk = (k: Kernel, pud: Pte): boolean => puds.pudShstk(hadWord(k, 'pudShstk', pud), pud);
/** pud_special() of asm/pgtable.h (6.12): the page of 1 GiB is not one that memory management counts. */
export const pudSpecial = (k: Kernel, pud: Pte): boolean => puds.pudSpecial(hadWord(k, 'pudSpecial', pud), pud);
/** pud_mkdevmap() of asm/pgtable.h (to 6.16): the PUD maps a driver's device memory. */
export const pudMkdevmap = (k: Kernel, pud: Pte): Pte => puds.pudMkdevmap(hadWord(k, 'pudMkdevmap', pud), pud);
/** pud_mkspecial() of asm/pgtable.h (6.12): memory management is not to count the page of 1 GiB. */
export const pudMkspecial = (k: Kernel, pud: Pte): Pte => puds.pudMkspecial(hadWord(k, 'pudMkspecial', pud), pud);
/** pud_mksaveddirty() of asm/pgtable.h (6.6): Dirty of a read-only PUD moves to SavedDirty. */
export const pudMksaveddirty = (k: Kernel, pud: Pte): Pte =>
  puds.pudMksaveddirty(hadWord(k, 'pudMksaveddirty', pud), pud);
/** pud_clear_saveddirty() of asm/pgtable.h (6.6): SavedDirty of a writable PUD moves back to Dirty. */
export const pudClearSaveddirty = (k: Kernel, pud: Pte): Pte =>
  puds.pudClearSaveddirty(hadWord(k, 'pudClearSaveddirty', pud), pud);
/** pud_mkinvalid() of asm/pgtable.h (6.12): the processor may not use the PUD, which pud_present() takes for absent too. */
export const pudMkinvalid = (k: Kernel, pud: Pte): Pte => puds.pudMkinvalid(hadWord(k, 'pudMkinvalid', pud), pud);
/** pud_modify() of asm/pgtable.h (6.12): a new protection for a page of 1 GiB under the bits that are kept, Dirty among them. */
export const pudModify = (k: Kernel, pud: Pte, prot: Pgprot): Pte =>
  puds.pudModify(givenWord(hadWord(k, 'pudModify', pud), 'pudModify', prot), pud, prot);

// Entries that are not present

/** swp_offset_pfn() of linux/swapops.h (6.1): the PFN of an entry that has one, in pages, without what stands above it. */
export const swpOffsetPfn = (k: Kernel, entry: SwpEntry): Pfn =>
  entries.swpOffsetPfn(hadWord(k, 'swpOffsetPfn', entry), entry);
/** softleaf_from_pte() of linux/leafops.h (6.19): the entry in a PTE; 0n for a present or empty one. */
export const softleafFromPte = (k: Kernel, pte: Pte): SwpEntry =>
  entries.softleafFromPte(hadWord(k, 'softleafFromPte', pte), pte);
/** softleaf_to_pte() of linux/leafops.h (6.19): the PTE of an entry, no flags set. */
export const softleafToPte = (k: Kernel, entry: SwpEntry): Pte =>
  entries.softleafToPte(hadWord(k, 'softleafToPte', entry), entry);

/** pte_swp_uffd_wp() of asm/pgtable.h (5.7): userfaultfd will trap writes once the page is mapped. 7.3: pte_swp_uffd(). */
export const pteSwpUffdWp = (k: Kernel, pte: Pte): boolean => flags.pteSwpUffdWp(hadWord(k, 'pteSwpUffdWp', pte), pte);
/** pte_swp_mkuffd_wp() of asm/pgtable.h (5.7): userfaultfd is to trap writes once the page is mapped. 7.3: pte_swp_mkuffd(). */
export const pteSwpMkuffdWp = (k: Kernel, pte: Pte): Pte =>
  flags.pteSwpMkuffdWp(hadWord(k, 'pteSwpMkuffdWp', pte), pte);
/** pte_swp_clear_uffd_wp() of asm/pgtable.h (5.7): userfaultfd need not trap writes once mapped. 7.3: pte_swp_clear_uffd(). */
export const pteSwpClearUffdWp = (k: Kernel, pte: Pte): Pte =>
  flags.pteSwpClearUffdWp(hadWord(k, 'pteSwpClearUffdWp', pte), pte);
/** pmd_swp_uffd_wp() of asm/pgtable.h (5.7): pte_swp_uffd_wp() of a huge entry. */
export const pmdSwpUffdWp = (k: Kernel, pmd: Pte): boolean => flags.pmdSwpUffdWp(hadWord(k, 'pmdSwpUffdWp', pmd), pmd);
/** pmd_swp_mkuffd_wp() of asm/pgtable.h (5.7): pte_swp_mkuffd_wp() of a huge entry. */
export const pmdSwpMkuffdWp = (k: Kernel, pmd: Pte): Pte =>
  flags.pmdSwpMkuffdWp(hadWord(k, 'pmdSwpMkuffdWp', pmd), pmd);
/** pmd_swp_clear_uffd_wp() of asm/pgtable.h (5.7): pte_swp_clear_uffd_wp() of a huge entry. */
export const pmdSwpClearUffdWp = (k: Kernel, pmd: Pte): Pte =>
  flags.pmdSwpClearUffdWp(hadWord(k, 'pmdSwpClearUffdWp', pmd), pmd);
/** pte_swp_uffd() of asm/pgtable.h (7.3): userfaultfd will trap the page once it is mapped. */
export const pteSwpUffd = (k: Kernel, pte: Pte): boolean => flags.pteSwpUffd(hadWord(k, 'pteSwpUffd', pte), pte);
/** pte_swp_mkuffd() of asm/pgtable.h (7.3): userfaultfd is to trap the page once it is mapped. */
export const pteSwpMkuffd = (k: Kernel, pte: Pte): Pte => flags.pteSwpMkuffd(hadWord(k, 'pteSwpMkuffd', pte), pte);
/** pte_swp_clear_uffd() of asm/pgtable.h (7.3): userfaultfd need not trap the page once it is mapped. */
export const pteSwpClearUffd = (k: Kernel, pte: Pte): Pte =>
  flags.pteSwpClearUffd(hadWord(k, 'pteSwpClearUffd', pte), pte);
/** pte_swp_exclusive() of asm/pgtable.h (5.19): the anonymous page in swap is this process's alone. */
export const pteSwpExclusive = (k: Kernel, pte: Pte): boolean =>
  flags.pteSwpExclusive(hadWord(k, 'pteSwpExclusive', pte), pte);
/** pte_swp_mkexclusive() of asm/pgtable.h (5.19): the anonymous page that goes to swap is this process's alone. */
export const pteSwpMkexclusive = (k: Kernel, pte: Pte): Pte =>
  flags.pteSwpMkexclusive(hadWord(k, 'pteSwpMkexclusive', pte), pte);
/** pte_swp_clear_exclusive() of asm/pgtable.h (5.19): the anonymous page in swap may be others' too. */
export const pteSwpClearExclusive = (k: Kernel, pte: Pte): Pte =>
  flags.pteSwpClearExclusive(hadWord(k, 'pteSwpClearExclusive', pte), pte);
/** pte_swp_clear_flags() of linux/swapops.h (5.13): soft-dirty, uffd-wp and exclusive go; type and offset stay. */
export const pteSwpClearFlags = (k: Kernel, pte: Pte): Pte =>
  flags.pteSwpClearFlags(hadWord(k, 'pteSwpClearFlags', pte), pte);

/** make_readable_exclusive_migration_entry() of linux/swapops.h (5.19): was read-only, of a page of this process alone; `pfn` in pages. */
export const makeReadableExclusiveMigrationEntry = (k: Kernel, pfn: Pfn): SwpEntry =>
  migration.makeReadableExclusiveMigrationEntry(hadWord(k, 'makeReadableExclusiveMigrationEntry', pfn), pfn);
/** make_migration_entry_young() of linux/swapops.h (6.1): the page was young when its migration began. */
export const makeMigrationEntryYoung = (k: Kernel, entry: SwpEntry): SwpEntry =>
  migration.makeMigrationEntryYoung(hadWord(k, 'makeMigrationEntryYoung', entry), entry);
/** make_migration_entry_dirty() of linux/swapops.h (6.1): the mapping was dirty when the migration began. */
export const makeMigrationEntryDirty = (k: Kernel, entry: SwpEntry): SwpEntry =>
  migration.makeMigrationEntryDirty(hadWord(k, 'makeMigrationEntryDirty', entry), entry);
/** is_migration_entry_young() of linux/swapops.h (6.1): was the page young? Reads its bit from any entry. */
export const isMigrationEntryYoung = (k: Kernel, entry: SwpEntry): boolean =>
  migration.isMigrationEntryYoung(hadWord(k, 'isMigrationEntryYoung', entry), entry);
/** is_migration_entry_dirty() of linux/swapops.h (6.1): was the mapping dirty? Reads its bit from any entry. */
export const isMigrationEntryDirty = (k: Kernel, entry: SwpEntry): boolean =>
  migration.isMigrationEntryDirty(hadWord(k, 'isMigrationEntryDirty', entry), entry);

/** make_device_exclusive_entry() of linux/swapops.h (6.15, CONFIG_DEVICE_PRIVATE): a device uses the page alone; `pfn` in pages. */
export const makeDeviceExclusiveEntry = (k: Kernel, pfn: Pfn): SwpEntry =>
  device.makeDeviceExclusiveEntry(hadWord(k, 'makeDeviceExclusiveEntry', pfn), pfn);
/** make_readable_device_exclusive_entry() of linux/swapops.h (5.14 to 6.14, CONFIG_DEVICE_PRIVATE): of a read-only mapping; `pfn` in pages. */
export const makeReadableDeviceExclusiveEntry = (k: Kernel, pfn: Pfn): SwpEntry =>
  device.makeReadableDeviceExclusiveEntry(hadWord(k, 'makeReadableDeviceExclusiveEntry', pfn), pfn);
/** make_writable_device_exclusive_entry() of linux/swapops.h (5.14 to 6.14, CONFIG_DEVICE_PRIVATE): of a writable mapping; `pfn` in pages. */
export const makeWritableDeviceExclusiveEntry = (k: Kernel, pfn: Pfn): SwpEntry =>
  device.makeWritableDeviceExclusiveEntry(hadWord(k, 'makeWritableDeviceExclusiveEntry', pfn), pfn);

/** make_hwpoison_entry() of linux/swapops.h (with CONFIG_MEMORY_FAILURE): the page has a hardware error; `pfn` in pages. */
export const makeHwpoisonEntry = (k: Kernel, pfn: Pfn): SwpEntry =>
  markers.makeHwpoisonEntry(hadWord(k, 'makeHwpoisonEntry', pfn), pfn);
/**
 * make_poisoned_swp_entry() of linux/swapops.h (make_swapin_error_entry() from 5.19 to 6.5): the entry for a page that could not be
 * read in. A marker from 6.2 on; on 5.19 to 6.1 a type of its own with the page's `pfn`.
 */
export const makePoisonedSwpEntry = (k: Kernel, pfn: Pfn): SwpEntry =>
  markers.makePoisonedSwpEntry(hadWord(k, 'makePoisonedSwpEntry', pfn), pfn);
/** is_pte_marker_entry() of linux/swapops.h (5.19): the entry is a marker, whatever it says. */
export const isPteMarkerEntry = (k: Kernel, entry: SwpEntry): boolean =>
  markers.isPteMarkerEntry(hadWord(k, 'isPteMarkerEntry', entry), entry);
/** is_pte_marker() of linux/swapops.h (5.19): the PTE is a marker, whatever it says. */
export const isPteMarker = (k: Kernel, pte: Pte): boolean => markers.isPteMarker(hadWord(k, 'isPteMarker', pte), pte);
/** pte_marker_get() of linux/swapops.h (5.19): the bits of a marker (PTE_MARKER_...), from any entry. */
export const pteMarkerGet = (k: Kernel, entry: SwpEntry): bigint =>
  markers.pteMarkerGet(hadWord(k, 'pteMarkerGet', entry), entry);
/** make_pte_marker_entry() of linux/swapops.h (5.19): the entry of a marker with the bits `marker`. */
export const makePteMarkerEntry = (k: Kernel, marker: bigint): SwpEntry =>
  markers.makePteMarkerEntry(hadWord(k, 'makePteMarkerEntry', marker), marker);
/** make_pte_marker() of linux/swapops.h (5.19): the PTE of a marker with the bits `marker`. */
export const makePteMarker = (k: Kernel, marker: bigint): Pte =>
  markers.makePteMarker(hadWord(k, 'makePteMarker', marker), marker);
/** pte_is_uffd_wp_marker() of linux/leafops.h (6.19): the PTE is a marker that says uffd-wp. */
export const pteIsUffdWpMarker = (k: Kernel, pte: Pte): boolean =>
  markers.pteIsUffdWpMarker(hadWord(k, 'pteIsUffdWpMarker', pte), pte);
/** softleaf_is_guard_marker() of linux/leafops.h (6.19): the entry marks a guard region. */
export const softleafIsGuardMarker = (k: Kernel, entry: SwpEntry): boolean =>
  markers.softleafIsGuardMarker(hadWord(k, 'softleafIsGuardMarker', entry), entry);
/** softleaf_is_poison_marker() of linux/leafops.h (6.19): the entry marks a page that is gone. */
export const softleafIsPoisonMarker = (k: Kernel, entry: SwpEntry): boolean =>
  markers.softleafIsPoisonMarker(hadWord(k, 'softleafIsPoisonMarker', entry), entry);
/** softleaf_has_pfn() of linux/leafops.h (is_pfn_swap_entry() from 5.14 to 6.18): the entry has a page frame number. */
export const softleafHasPfn = (k: Kernel, entry: SwpEntry): boolean =>
  softleaf.softleafHasPfn(hadWord(k, 'softleafHasPfn', entry), entry);
/**
 * softleaf_type() of linux/leafops.h (6.19), a number: none 0, swap 1, migration read 2, read exclusive 3, write 4, device read 5,
 * write 6, exclusive 7, hwpoison 8, marker 9.
 */
export const softleafType = (k: Kernel, entry: SwpEntry): number =>
  softleaf.softleafType(hadWord(k, 'softleafType', entry), entry);
