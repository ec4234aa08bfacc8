/**
 * Helpers that some kernels lack, as callers from outside have them: each asks first, and throws RangeError (ERR_PTE_HELPER, with the
 * releases that have it) on a kernel without it. Inside, lib/mm and lib/codec use the same helpers without the question, from the
 * files beside this one: what a kernel lacks has a zero mask there and does nothing.
 */
import { checkedHelper } from '../kernel/checked.ts';
import * as device from './deviceEntries.ts';
import * as markers from './markers.ts';
import * as migration from './migrationEntries.ts';
import * as pgtable from './pgtable.ts';
import * as huge from './pgtableHuge.ts';
import * as puds from './pgtablePud.ts';
import * as softleaf from './softleaf.ts';
import * as entries from './swapEntry.ts';
import * as flags from './swapFlags.ts';

// PTEs

/** pte_shstk() of asm/pgtable.h (6.6): read-only and dirty is shadow-stack memory, on a processor that has it. */
export const pteShstk = checkedHelper('pteShstk', pgtable.pteShstk);
/** pte_devmap() of asm/pgtable.h (to 6.16): the PTE maps a driver's device memory. */
export const pteDevmap = checkedHelper('pteDevmap', pgtable.pteDevmap);
/** pte_uffd_wp() of asm/pgtable.h (5.7): userfaultfd traps writes through the PTE. 7.3 calls it pte_uffd(). */
export const pteUffdWp = checkedHelper('pteUffdWp', pgtable.pteUffdWp);
/** pte_uffd() of asm/pgtable.h (7.3): userfaultfd traps writes through the PTE, or every access where it is PROT_NONE. */
export const pteUffd = checkedHelper('pteUffd', pgtable.pteUffd);
/** pte_advance_pfn() of asm/pgtable.h (6.9): the entry `nr` pages on; the PFN counts down where it stands inverted. */
export const pteAdvancePfn = checkedHelper('pteAdvancePfn', pgtable.pteAdvancePfn);
/** pte_next_pfn() of linux/pgtable.h (6.6): the entry one page on. */
export const pteNextPfn = checkedHelper('pteNextPfn', pgtable.pteNextPfn);
/** mksaveddirty_shift() of asm/pgtable.h (6.6): in any word, Dirty moves to SavedDirty if RW is clear. */
export const mksaveddirtyShift = checkedHelper('mksaveddirtyShift', pgtable.mksaveddirtyShift);
/** clear_saveddirty_shift() of asm/pgtable.h (6.6): in any word, SavedDirty moves to Dirty if RW is set. */
export const clearSaveddirtyShift = checkedHelper('clearSaveddirtyShift', pgtable.clearSaveddirtyShift);
/** pte_mksaveddirty() of asm/pgtable.h (6.6): Dirty of a read-only PTE moves to SavedDirty. */
export const pteMksaveddirty = checkedHelper('pteMksaveddirty', pgtable.pteMksaveddirty);
/** pte_clear_saveddirty() of asm/pgtable.h (6.6): SavedDirty of a writable PTE moves back to Dirty. */
export const pteClearSaveddirty = checkedHelper('pteClearSaveddirty', pgtable.pteClearSaveddirty);
/** pte_mkwrite_novma() of asm/pgtable.h (6.6): sets RW of a PTE, whatever its mapping is. */
export const pteMkwriteNovma = checkedHelper('pteMkwriteNovma', pgtable.pteMkwriteNovma);
/** pte_mkwrite_shstk() of asm/pgtable.h (6.6): makes a PTE shadow-stack memory, which is dirty and not RW. */
export const pteMkwriteShstk = checkedHelper('pteMkwriteShstk', pgtable.pteMkwriteShstk);
/** pte_mkdevmap() of asm/pgtable.h (to 6.16): the PTE maps a driver's device memory, and is special too. */
export const pteMkdevmap = checkedHelper('pteMkdevmap', pgtable.pteMkdevmap);
/** pte_mkuffd_wp() of asm/pgtable.h (5.7): userfaultfd is to trap writes; write-protects as well from 6.3 on. 7.3: pte_mkuffd(). */
export const pteMkuffdWp = checkedHelper('pteMkuffdWp', pgtable.pteMkuffdWp);
/** pte_clear_uffd_wp() of asm/pgtable.h (5.7): userfaultfd is not to trap writes; RW stays clear. 7.3: pte_clear_uffd(). */
export const pteClearUffdWp = checkedHelper('pteClearUffdWp', pgtable.pteClearUffdWp);
/** pte_mkuffd() of asm/pgtable.h (7.3): userfaultfd is to trap writes through the PTE, which is write-protected. */
export const pteMkuffd = checkedHelper('pteMkuffd', pgtable.pteMkuffd);
/** pte_clear_uffd() of asm/pgtable.h (7.3): userfaultfd is not to trap the PTE any more. */
export const pteClearUffd = checkedHelper('pteClearUffd', pgtable.pteClearUffd);

// PMDs

/** pmd_devmap() of asm/pgtable.h (to 6.16): the PMD maps a driver's device memory. */
export const pmdDevmap = checkedHelper('pmdDevmap', huge.pmdDevmap);
/** pmd_shstk() of asm/pgtable.h (6.6): a read-only, dirty and huge entry is shadow-stack memory, on a processor that has it. */
export const pmdShstk = checkedHelper('pmdShstk', huge.pmdShstk);
/** pmd_uffd_wp() of asm/pgtable.h (5.7): userfaultfd traps writes to the huge page. */
export const pmdUffdWp = checkedHelper('pmdUffdWp', huge.pmdUffdWp);
/** pmd_mkdevmap() of asm/pgtable.h (to 6.16): the PMD maps a driver's device memory. */
export const pmdMkdevmap = checkedHelper('pmdMkdevmap', huge.pmdMkdevmap);
/** pmd_mkwrite_novma() of asm/pgtable.h (6.6): sets RW of a PMD, whatever its mapping is. */
export const pmdMkwriteNovma = checkedHelper('pmdMkwriteNovma', huge.pmdMkwriteNovma);
/** pmd_mkwrite_shstk() of asm/pgtable.h (6.6): makes a PMD shadow-stack memory, which is dirty and not RW. */
export const pmdMkwriteShstk = checkedHelper('pmdMkwriteShstk', huge.pmdMkwriteShstk);
/** pmd_mksaveddirty() of asm/pgtable.h (6.6): Dirty of a read-only PMD moves to SavedDirty. */
export const pmdMksaveddirty = checkedHelper('pmdMksaveddirty', huge.pmdMksaveddirty);
/** pmd_clear_saveddirty() of asm/pgtable.h (6.6): SavedDirty of a writable PMD moves back to Dirty. */
export const pmdClearSaveddirty = checkedHelper('pmdClearSaveddirty', huge.pmdClearSaveddirty);
/** pmd_mkuffd_wp() of asm/pgtable.h (5.7): userfaultfd is to trap writes to the huge page; write-protects as well from 6.3 on. */
export const pmdMkuffdWp = checkedHelper('pmdMkuffdWp', huge.pmdMkuffdWp);
/** pmd_clear_uffd_wp() of asm/pgtable.h (5.7): userfaultfd is not to trap writes to the huge page; RW stays clear. */
export const pmdClearUffdWp = checkedHelper('pmdClearUffdWp', huge.pmdClearUffdWp);

/** pmd_special() of asm/pgtable.h (6.12): the huge page is not one that memory management counts. */
export const pmdSpecial = checkedHelper('pmdSpecial', puds.pmdSpecial);
/** pmd_mkspecial() of asm/pgtable.h (6.12): memory management is not to count the huge page. */
export const pmdMkspecial = checkedHelper('pmdMkspecial', puds.pmdMkspecial);

// PUDs

/** pud_devmap() of asm/pgtable.h (to 6.16): the PUD maps a driver's device memory. */
export const pudDevmap = checkedHelper('pudDevmap', puds.pudDevmap);
/** pud_shstk() of asm/pgtable.h (6.12): a read-only, dirty and huge PUD is shadow-stack memory, on a processor that has it. */
export const pudShstk = checkedHelper('pudShstk', puds.pudShstk);
/** pud_special() of asm/pgtable.h (6.12): the page of 1 GiB is not one that memory management counts. */
export const pudSpecial = checkedHelper('pudSpecial', puds.pudSpecial);
/** pud_mkdevmap() of asm/pgtable.h (to 6.16): the PUD maps a driver's device memory. */
export const pudMkdevmap = checkedHelper('pudMkdevmap', puds.pudMkdevmap);
/** pud_mkspecial() of asm/pgtable.h (6.12): memory management is not to count the page of 1 GiB. */
export const pudMkspecial = checkedHelper('pudMkspecial', puds.pudMkspecial);
/** pud_mksaveddirty() of asm/pgtable.h (6.6): Dirty of a read-only PUD moves to SavedDirty. */
export const pudMksaveddirty = checkedHelper('pudMksaveddirty', puds.pudMksaveddirty);
/** pud_clear_saveddirty() of asm/pgtable.h (6.6): SavedDirty of a writable PUD moves back to Dirty. */
export const pudClearSaveddirty = checkedHelper('pudClearSaveddirty', puds.pudClearSaveddirty);
/** pud_mkinvalid() of asm/pgtable.h (6.12): the processor may not use the PUD, which pud_present() takes for absent too. */
export const pudMkinvalid = checkedHelper('pudMkinvalid', puds.pudMkinvalid);
/** pud_modify() of asm/pgtable.h (6.12): a new protection for a page of 1 GiB under the bits that are kept, Dirty among them. */
export const pudModify = checkedHelper('pudModify', puds.pudModify);

// Entries that are not present

/** swp_offset_pfn() of linux/swapops.h (6.1): the PFN of an entry that has one, in pages, without what stands above it. */
export const swpOffsetPfn = checkedHelper('swpOffsetPfn', entries.swpOffsetPfn);
/** softleaf_from_pte() of linux/leafops.h (6.19): the entry in a PTE; 0n for a present or empty one. */
export const softleafFromPte = checkedHelper('softleafFromPte', entries.softleafFromPte);
/** softleaf_to_pte() of linux/leafops.h (6.19): the PTE of an entry, no flags set. */
export const softleafToPte = checkedHelper('softleafToPte', entries.softleafToPte);

/** pte_swp_uffd_wp() of asm/pgtable.h (5.7): userfaultfd will trap writes once the page is mapped. 7.3: pte_swp_uffd(). */
export const pteSwpUffdWp = checkedHelper('pteSwpUffdWp', flags.pteSwpUffdWp);
/** pte_swp_mkuffd_wp() of asm/pgtable.h (5.7): userfaultfd is to trap writes once the page is mapped. 7.3: pte_swp_mkuffd(). */
export const pteSwpMkuffdWp = checkedHelper('pteSwpMkuffdWp', flags.pteSwpMkuffdWp);
/** pte_swp_clear_uffd_wp() of asm/pgtable.h (5.7): userfaultfd need not trap writes once mapped. 7.3: pte_swp_clear_uffd(). */
export const pteSwpClearUffdWp = checkedHelper('pteSwpClearUffdWp', flags.pteSwpClearUffdWp);
/** pmd_swp_uffd_wp() of asm/pgtable.h (5.7): pte_swp_uffd_wp() of a huge entry. */
export const pmdSwpUffdWp = checkedHelper('pmdSwpUffdWp', flags.pmdSwpUffdWp);
/** pmd_swp_mkuffd_wp() of asm/pgtable.h (5.7): pte_swp_mkuffd_wp() of a huge entry. */
export const pmdSwpMkuffdWp = checkedHelper('pmdSwpMkuffdWp', flags.pmdSwpMkuffdWp);
/** pmd_swp_clear_uffd_wp() of asm/pgtable.h (5.7): pte_swp_clear_uffd_wp() of a huge entry. */
export const pmdSwpClearUffdWp = checkedHelper('pmdSwpClearUffdWp', flags.pmdSwpClearUffdWp);
/** pte_swp_uffd() of asm/pgtable.h (7.3): userfaultfd will trap the page once it is mapped. */
export const pteSwpUffd = checkedHelper('pteSwpUffd', flags.pteSwpUffd);
/** pte_swp_mkuffd() of asm/pgtable.h (7.3): userfaultfd is to trap the page once it is mapped. */
export const pteSwpMkuffd = checkedHelper('pteSwpMkuffd', flags.pteSwpMkuffd);
/** pte_swp_clear_uffd() of asm/pgtable.h (7.3): userfaultfd need not trap the page once it is mapped. */
export const pteSwpClearUffd = checkedHelper('pteSwpClearUffd', flags.pteSwpClearUffd);
/** pte_swp_exclusive() of asm/pgtable.h (5.19): the anonymous page in swap is this process's alone. */
export const pteSwpExclusive = checkedHelper('pteSwpExclusive', flags.pteSwpExclusive);
/** pte_swp_mkexclusive() of asm/pgtable.h (5.19): the anonymous page that goes to swap is this process's alone. */
export const pteSwpMkexclusive = checkedHelper('pteSwpMkexclusive', flags.pteSwpMkexclusive);
/** pte_swp_clear_exclusive() of asm/pgtable.h (5.19): the anonymous page in swap may be others' too. */
export const pteSwpClearExclusive = checkedHelper('pteSwpClearExclusive', flags.pteSwpClearExclusive);
/** pte_swp_clear_flags() of linux/swapops.h (5.13): soft-dirty, uffd-wp and exclusive go; type and offset stay. */
export const pteSwpClearFlags = checkedHelper('pteSwpClearFlags', flags.pteSwpClearFlags);

/** make_readable_exclusive_migration_entry() of linux/swapops.h (5.19): was read-only, of a page of this process alone; `pfn` in pages. */
export const makeReadableExclusiveMigrationEntry = checkedHelper(
  'makeReadableExclusiveMigrationEntry',
  migration.makeReadableExclusiveMigrationEntry,
);
/** make_migration_entry_young() of linux/swapops.h (6.1): the page was young when its migration began. */
export const makeMigrationEntryYoung = checkedHelper('makeMigrationEntryYoung', migration.makeMigrationEntryYoung);
/** make_migration_entry_dirty() of linux/swapops.h (6.1): the mapping was dirty when the migration began. */
export const makeMigrationEntryDirty = checkedHelper('makeMigrationEntryDirty', migration.makeMigrationEntryDirty);
/** is_migration_entry_young() of linux/swapops.h (6.1): was the page young? Reads its bit from any entry. */
export const isMigrationEntryYoung = checkedHelper('isMigrationEntryYoung', migration.isMigrationEntryYoung);
/** is_migration_entry_dirty() of linux/swapops.h (6.1): was the mapping dirty? Reads its bit from any entry. */
export const isMigrationEntryDirty = checkedHelper('isMigrationEntryDirty', migration.isMigrationEntryDirty);

/** make_device_exclusive_entry() of linux/swapops.h (6.15, CONFIG_DEVICE_PRIVATE): a device uses the page alone; `pfn` in pages. */
export const makeDeviceExclusiveEntry = checkedHelper('makeDeviceExclusiveEntry', device.makeDeviceExclusiveEntry);
/** make_readable_device_exclusive_entry() of linux/swapops.h (5.14 to 6.14, CONFIG_DEVICE_PRIVATE): of a read-only mapping; `pfn` in pages. */
export const makeReadableDeviceExclusiveEntry = checkedHelper(
  'makeReadableDeviceExclusiveEntry',
  device.makeReadableDeviceExclusiveEntry,
);
/** make_writable_device_exclusive_entry() of linux/swapops.h (5.14 to 6.14, CONFIG_DEVICE_PRIVATE): of a writable mapping; `pfn` in pages. */
export const makeWritableDeviceExclusiveEntry = checkedHelper(
  'makeWritableDeviceExclusiveEntry',
  device.makeWritableDeviceExclusiveEntry,
);

/** make_hwpoison_entry() of linux/swapops.h (with CONFIG_MEMORY_FAILURE): the page has a hardware error; `pfn` in pages. */
export const makeHwpoisonEntry = checkedHelper('makeHwpoisonEntry', markers.makeHwpoisonEntry);
/**
 * make_poisoned_swp_entry() of linux/swapops.h (make_swapin_error_entry() from 5.19 to 6.5): the entry for a page that could not be
 * read in. A marker from 6.2 on; on 5.19 to 6.1 a type of its own with the page's `pfn`.
 */
export const makePoisonedSwpEntry = checkedHelper('makePoisonedSwpEntry', markers.makePoisonedSwpEntry);
/** is_pte_marker_entry() of linux/swapops.h (5.19): the entry is a marker, whatever it says. */
export const isPteMarkerEntry = checkedHelper('isPteMarkerEntry', markers.isPteMarkerEntry);
/** is_pte_marker() of linux/swapops.h (5.19): the PTE is a marker, whatever it says. */
export const isPteMarker = checkedHelper('isPteMarker', markers.isPteMarker);
/** pte_marker_get() of linux/swapops.h (5.19): the bits of a marker (PTE_MARKER_...), from any entry. */
export const pteMarkerGet = checkedHelper('pteMarkerGet', markers.pteMarkerGet);
/** make_pte_marker_entry() of linux/swapops.h (5.19): the entry of a marker with the bits `marker`. */
export const makePteMarkerEntry = checkedHelper('makePteMarkerEntry', markers.makePteMarkerEntry);
/** make_pte_marker() of linux/swapops.h (5.19): the PTE of a marker with the bits `marker`. */
export const makePteMarker = checkedHelper('makePteMarker', markers.makePteMarker);
/** pte_is_uffd_wp_marker() of linux/leafops.h (6.19): the PTE is a marker that says uffd-wp. */
export const pteIsUffdWpMarker = checkedHelper('pteIsUffdWpMarker', markers.pteIsUffdWpMarker);
/** softleaf_is_guard_marker() of linux/leafops.h (6.19): the entry marks a guard region. */
export const softleafIsGuardMarker = checkedHelper('softleafIsGuardMarker', markers.softleafIsGuardMarker);
/** softleaf_is_poison_marker() of linux/leafops.h (6.19): the entry marks a page that is gone. */
export const softleafIsPoisonMarker = checkedHelper('softleafIsPoisonMarker', markers.softleafIsPoisonMarker);
/** softleaf_has_pfn() of linux/leafops.h (is_pfn_swap_entry() from 5.14 to 6.18): the entry has a page frame number. */
export const softleafHasPfn = checkedHelper('softleafHasPfn', softleaf.softleafHasPfn);
/**
 * softleaf_type() of linux/leafops.h (6.19), a number: none 0, swap 1, migration read 2, read exclusive 3, write 4, device read 5,
 * write 6, exclusive 7, hwpoison 8, marker 9.
 */
export const softleafType = checkedHelper('softleafType', softleaf.softleafType);
