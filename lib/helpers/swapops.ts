/**
 * The helpers of asm/pgtable_64.h, linux/swapops.h and (from 6.19) linux/leafops.h, under the kernel's names. An
 * `entry` is a swp_entry_t (or softleaf_t) and an `archEntry` the form inside a page-table entry, both 64-bit
 * `bigint`s; types are `number`s, offsets and PFNs count pages. Nothing is checked, as in the kernel.
 */
import { swapFields } from '../../spec/swap.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { TypeId } from '../kernel/layout.ts';
import { pteNone, ptePresent } from './pgtable.ts';
import { pmdNone, pmdPresent } from './pgtableHuge.ts';

const u64 = (x: bigint) => BigInt.asUintN(64, x);

// The form inside a page-table entry

/** __swp_entry(): the type on top, the offset inverted below it. */
export const archSwpEntry = (k: Kernel, type: number, offset: bigint): bigint =>
  u64(BigInt(type) << k.mask.swpTypeShift) | (~(offset << k.mask.swpOffsetShift) & k.mask.swpOffset);
/** __swp_type(), 0 to 31. */
export const archSwpType = (k: Kernel, archEntry: bigint): number => Number(archEntry >> k.mask.swpTypeShift);
/** __swp_offset(), in pages. */
export const archSwpOffset = (k: Kernel, archEntry: bigint): bigint =>
  (~archEntry & k.mask.swpOffset) >> k.mask.swpOffsetShift;

// swp_entry_t

/** swp_entry(). */
export const swpEntry = (k: Kernel, type: number, offset: bigint): bigint =>
  u64(BigInt(type) << k.mask.entryTypeShift) | (offset & k.mask.entryOffset);
/** swp_type(). */
export const swpType = (k: Kernel, entry: bigint): number => Number(entry >> k.mask.entryTypeShift);
/** swp_offset(): in pages; of a migration entry with what stands above the page frame number. */
export const swpOffset = (k: Kernel, entry: bigint): bigint => entry & k.mask.entryOffset;
/** swp_offset_pfn() (6.1): the page frame number of an entry that has one. */
export function swpOffsetPfn(k: Kernel, entry: bigint): bigint {
  k.need('swpOffsetPfn');
  return swpOffset(k, entry) & k.mask.swpPfn;
}

const toArch = (k: Kernel, entry: bigint) => archSwpEntry(k, swpType(k, entry), swpOffset(k, entry));
const fromArch = (k: Kernel, word: bigint) => swpEntry(k, archSwpType(k, word), archSwpOffset(k, word));

/** swp_entry_to_pte(): no flags set. */
export const swpEntryToPte = toArch;
/** swp_entry_to_pmd(): no flags set. */
export const swpEntryToPmd = toArch;
/** pte_to_swp_entry(): of any word; from 6.19 a present or empty entry gives 0. */
export const pteToSwpEntry = (k: Kernel, pte: bigint): bigint =>
  k.does('softleafFromPresentIsNone') && (ptePresent(k, pte) || pteNone(k, pte)) ? 0n : fromArch(k, pte);
/** pmd_to_swp_entry(): of any word; from 6.19 a present or empty entry gives 0. */
export const pmdToSwpEntry = (k: Kernel, pmd: bigint): bigint =>
  k.does('softleafFromPresentIsNone') && (pmdPresent(k, pmd) || pmdNone(k, pmd)) ? 0n : fromArch(k, pmd);
/** softleaf_from_pte() (6.19). */
export function softleafFromPte(k: Kernel, pte: bigint): bigint {
  k.need('softleafFromPte');
  return pteToSwpEntry(k, pte);
}
/** softleaf_to_pte() (6.19). */
export function softleafToPte(k: Kernel, entry: bigint): bigint {
  k.need('softleafToPte');
  return toArch(k, entry);
}
/** MAX_SWAPFILES_SHIFT of linux/swap.h: how many bits a type has. */
const maxSwapfilesShift = BigInt(swapFields[0].hi - swapFields[0].lo + 1);
/** An entry as pagemap shows it: the type below, the offset (in pages) above. */
export const swapFrame = (type: number, offset: bigint): bigint => BigInt(type) | (offset << maxSwapfilesShift);
/** generic_max_swapfile_size(): in pages; what survives a round trip of all ones, and one. */
export const genericMaxSwapfileSize = (k: Kernel): bigint =>
  swpOffset(k, fromArch(k, toArch(k, swpEntry(k, 0, u64(-1n))))) + 1n;

// Flags beside type and offset

/** Helpers for one flag: test, set, clear. */
export const pteSwpSoftDirty = (k: Kernel, pte: bigint): boolean => (pte & k.mask.swpSoftDirty) !== 0n;
export const pteSwpMksoftDirty = (k: Kernel, pte: bigint): bigint => pte | k.mask.swpSoftDirty;
export const pteSwpClearSoftDirty = (k: Kernel, pte: bigint): bigint => pte & k.clear.swpSoftDirty;
export const pmdSwpSoftDirty = pteSwpSoftDirty;
export const pmdSwpMksoftDirty = pteSwpMksoftDirty;
export const pmdSwpClearSoftDirty = pteSwpClearSoftDirty;

/** pte_swp_uffd_wp() (5.7). */
export function pteSwpUffdWp(k: Kernel, pte: bigint): boolean {
  k.need('pteSwpUffdWp');
  return (pte & k.mask.swpUffdWp) !== 0n;
}
/** pte_swp_mkuffd_wp() (5.7). */
export function pteSwpMkuffdWp(k: Kernel, pte: bigint): bigint {
  k.need('pteSwpMkuffdWp');
  return pte | k.mask.swpUffdWp;
}
/** pte_swp_clear_uffd_wp() (5.7). */
export function pteSwpClearUffdWp(k: Kernel, pte: bigint): bigint {
  k.need('pteSwpClearUffdWp');
  return pte & k.clear.swpUffdWp;
}
/** pmd_swp_uffd_wp() (5.7). */
export const pmdSwpUffdWp = pteSwpUffdWp;
/** pmd_swp_mkuffd_wp() (5.7). */
export const pmdSwpMkuffdWp = pteSwpMkuffdWp;
/** pmd_swp_clear_uffd_wp() (5.7). */
export const pmdSwpClearUffdWp = pteSwpClearUffdWp;
/** pte_swp_uffd() (7.3). */
export function pteSwpUffd(k: Kernel, pte: bigint): boolean {
  k.need('pteSwpUffd');
  return pteSwpUffdWp(k, pte);
}
/** pte_swp_mkuffd() (7.3). */
export function pteSwpMkuffd(k: Kernel, pte: bigint): bigint {
  k.need('pteSwpMkuffd');
  return pteSwpMkuffdWp(k, pte);
}
/** pte_swp_clear_uffd() (7.3). */
export function pteSwpClearUffd(k: Kernel, pte: bigint): bigint {
  k.need('pteSwpClearUffd');
  return pteSwpClearUffdWp(k, pte);
}

/** pte_swp_exclusive() (5.19). */
export function pteSwpExclusive(k: Kernel, pte: bigint): boolean {
  k.need('pteSwpExclusive');
  return (pte & k.mask.swpExclusive) !== 0n;
}
/** pte_swp_mkexclusive() (5.19). */
export function pteSwpMkexclusive(k: Kernel, pte: bigint): bigint {
  k.need('pteSwpMkexclusive');
  return pte | k.mask.swpExclusive;
}
/** pte_swp_clear_exclusive() (5.19). */
export function pteSwpClearExclusive(k: Kernel, pte: bigint): bigint {
  k.need('pteSwpClearExclusive');
  return pte & k.clear.swpExclusive;
}
/** pte_swp_clear_flags() (5.13): soft-dirty, uffd-wp and exclusive go. */
export function pteSwpClearFlags(k: Kernel, pte: bigint): bigint {
  k.need('pteSwpClearFlags');
  return pte & k.clear.swpSoftDirty & k.clear.swpUffdWp & k.clear.swpExclusive;
}

// Kinds of entry

const isType = (k: Kernel, entry: bigint, ids: readonly TypeId[]) => {
  const type = swpType(k, entry);
  return ids.some((id) => k.type[id] === type);
};
/** An entry of a type; the empty entry where the kernel is built without the type, as its stubs do. */
const make = (k: Kernel, id: TypeId, offset: bigint): bigint => {
  const type = k.type[id];
  return type === undefined ? swpEntry(k, 0, 0n) : swpEntry(k, type, offset);
};

/** non_swap_entry(): not a page of a swap area. A kernel built without any special type has a stub that says no. */
export const nonSwapEntry = (k: Kernel, entry: bigint): boolean =>
  (k.mask.pfnTypes | k.mask.markerTypes) !== 0n && swpType(k, entry) >= Number(k.mask.maxSwapfiles);

const migration = ['migrationRead', 'migrationReadExclusive', 'migrationWrite'] as const;
const devicePrivate = ['deviceRead', 'deviceWrite'] as const;
const deviceExclusive = ['deviceExclusive', 'deviceExclusiveRead', 'deviceExclusiveWrite'] as const;

/** is_migration_entry(). */
export const isMigrationEntry = (k: Kernel, entry: bigint): boolean => isType(k, entry, migration);
/** is_writable_migration_entry() (is_write_migration_entry() before 5.14). */
export const isWritableMigrationEntry = (k: Kernel, entry: bigint): boolean => isType(k, entry, ['migrationWrite']);
/** is_readable_migration_entry(). */
export const isReadableMigrationEntry = (k: Kernel, entry: bigint): boolean => isType(k, entry, ['migrationRead']);
/** is_readable_exclusive_migration_entry(): false before 5.19. */
export const isReadableExclusiveMigrationEntry = (k: Kernel, entry: bigint): boolean =>
  isType(k, entry, ['migrationReadExclusive']);
/** make_readable_migration_entry() (make_migration_entry(page, 0) before 5.14): `pfn` in pages. */
export const makeReadableMigrationEntry = (k: Kernel, pfn: bigint): bigint => make(k, 'migrationRead', pfn);
/** make_writable_migration_entry() (make_migration_entry(page, 1) before 5.14): `pfn` in pages. */
export const makeWritableMigrationEntry = (k: Kernel, pfn: bigint): bigint => make(k, 'migrationWrite', pfn);
/** make_readable_exclusive_migration_entry() (5.19): `pfn` in pages. */
export function makeReadableExclusiveMigrationEntry(k: Kernel, pfn: bigint): bigint {
  k.need('makeReadableExclusiveMigrationEntry');
  return make(k, 'migrationReadExclusive', pfn);
}

/** An entry with a bit of its offset set; unchanged where the kernel has no such bit. */
const withOffsetBit = (k: Kernel, entry: bigint, bit: bigint) =>
  bit === 0n ? entry : swpEntry(k, swpType(k, entry), swpOffset(k, entry) | bit);
/** make_migration_entry_young() (6.1). */
export function makeMigrationEntryYoung(k: Kernel, entry: bigint): bigint {
  k.need('makeMigrationEntryYoung');
  return withOffsetBit(k, entry, k.mask.migYoung);
}
/** make_migration_entry_dirty() (6.1). */
export function makeMigrationEntryDirty(k: Kernel, entry: bigint): bigint {
  k.need('makeMigrationEntryDirty');
  return withOffsetBit(k, entry, k.mask.migDirty);
}
/** is_migration_entry_young() (6.1): reads its bit from any entry. */
export function isMigrationEntryYoung(k: Kernel, entry: bigint): boolean {
  k.need('isMigrationEntryYoung');
  return (swpOffset(k, entry) & k.mask.migYoung) !== 0n;
}
/** is_migration_entry_dirty() (6.1): reads its bit from any entry. */
export function isMigrationEntryDirty(k: Kernel, entry: bigint): boolean {
  k.need('isMigrationEntryDirty');
  return (swpOffset(k, entry) & k.mask.migDirty) !== 0n;
}

/** is_device_private_entry(). */
export const isDevicePrivateEntry = (k: Kernel, entry: bigint): boolean => isType(k, entry, devicePrivate);
/** is_writable_device_private_entry() (is_write_device_private_entry() before 5.14). */
export const isWritableDevicePrivateEntry = (k: Kernel, entry: bigint): boolean => isType(k, entry, ['deviceWrite']);
/** make_readable_device_private_entry(): `pfn` in pages. */
export const makeReadableDevicePrivateEntry = (k: Kernel, pfn: bigint): bigint => make(k, 'deviceRead', pfn);
/** make_writable_device_private_entry(): `pfn` in pages. */
export const makeWritableDevicePrivateEntry = (k: Kernel, pfn: bigint): bigint => make(k, 'deviceWrite', pfn);

/** is_device_exclusive_entry(): false before 5.14. */
export const isDeviceExclusiveEntry = (k: Kernel, entry: bigint): boolean => isType(k, entry, deviceExclusive);
/** is_writable_device_exclusive_entry() (5.14 to 6.14); false elsewhere. */
export const isWritableDeviceExclusiveEntry = (k: Kernel, entry: bigint): boolean =>
  isType(k, entry, ['deviceExclusiveWrite']);
/** make_device_exclusive_entry() (6.15): `pfn` in pages. */
export function makeDeviceExclusiveEntry(k: Kernel, pfn: bigint): bigint {
  k.need('makeDeviceExclusiveEntry');
  return make(k, 'deviceExclusive', pfn);
}
/** make_readable_device_exclusive_entry() (5.14 to 6.14): `pfn` in pages. */
export function makeReadableDeviceExclusiveEntry(k: Kernel, pfn: bigint): bigint {
  k.need('makeReadableDeviceExclusiveEntry');
  return make(k, 'deviceExclusiveRead', pfn);
}
/** make_writable_device_exclusive_entry() (5.14 to 6.14): `pfn` in pages. */
export function makeWritableDeviceExclusiveEntry(k: Kernel, pfn: bigint): bigint {
  k.need('makeWritableDeviceExclusiveEntry');
  return make(k, 'deviceExclusiveWrite', pfn);
}

/** is_hwpoison_entry(). */
export const isHwpoisonEntry = (k: Kernel, entry: bigint): boolean => isType(k, entry, ['hwpoison']);
/** make_hwpoison_entry(): `pfn` in pages. */
export function makeHwpoisonEntry(k: Kernel, pfn: bigint): bigint {
  k.need('makeHwpoisonEntry');
  return make(k, 'hwpoison', pfn);
}
/** is_swapin_error_entry() (5.19 to 6.1); false elsewhere. */
export const isSwapinErrorEntry = (k: Kernel, entry: bigint): boolean => isType(k, entry, ['swapinError']);

/** The bits that a marker can carry: PTE_MARKER_UFFD_WP, PTE_MARKER_POISONED, PTE_MARKER_GUARD; 0n where the kernel lacks one. */
export const markerUffdWp = (k: Kernel): bigint => k.mask.markerUffdWp;
export const markerPoisoned = (k: Kernel): bigint => k.mask.markerPoisoned;
export const markerGuard = (k: Kernel): bigint => k.mask.markerGuard;
/**
 * make_poisoned_swp_entry() (make_swapin_error_entry() before 6.6): the entry for a page that could not be read in. A
 * marker from 6.2 on; on 5.19 to 6.1 a type of its own with the page's `pfn`.
 */
export const makePoisonedSwpEntry = (k: Kernel, pfn: bigint): bigint =>
  k.type.swapinError === undefined ? makePteMarkerEntry(k, k.mask.markerPoisoned) : make(k, 'swapinError', pfn);

/** is_pte_marker_entry() (5.19). */
export function isPteMarkerEntry(k: Kernel, entry: bigint): boolean {
  k.need('isPteMarkerEntry');
  return isType(k, entry, ['pteMarker']);
}
/** is_pte_marker() (5.19). */
export function isPteMarker(k: Kernel, pte: bigint): boolean {
  k.need('isPteMarker');
  return !pteNone(k, pte) && !ptePresent(k, pte) && isPteMarkerEntry(k, pteToSwpEntry(k, pte));
}
/** pte_marker_get() (5.19): the marker bits, from any entry. */
export function pteMarkerGet(k: Kernel, entry: bigint): bigint {
  k.need('pteMarkerGet');
  return k.type.pteMarker === undefined ? 0n : swpOffset(k, entry) & k.mask.markerMask;
}
/** make_pte_marker_entry() (5.19). */
export function makePteMarkerEntry(k: Kernel, marker: bigint): bigint {
  k.need('makePteMarkerEntry');
  return make(k, 'pteMarker', marker);
}
/** make_pte_marker() (5.19). */
export function makePteMarker(k: Kernel, marker: bigint): bigint {
  k.need('makePteMarker');
  return toArch(k, makePteMarkerEntry(k, marker));
}
const hasMarker = (k: Kernel, entry: bigint, bit: bigint) =>
  isType(k, entry, ['pteMarker']) && (swpOffset(k, entry) & k.mask.markerMask & bit) !== 0n;
/** pte_is_uffd_wp_marker() (6.19). */
export function pteIsUffdWpMarker(k: Kernel, pte: bigint): boolean {
  k.need('pteIsUffdWpMarker');
  return hasMarker(k, pteToSwpEntry(k, pte), k.mask.markerUffdWp);
}
/** softleaf_is_guard_marker() (6.19). */
export function softleafIsGuardMarker(k: Kernel, entry: bigint): boolean {
  k.need('softleafIsGuardMarker');
  return hasMarker(k, entry, k.mask.markerGuard);
}
/** softleaf_is_poison_marker() (6.19). */
export function softleafIsPoisonMarker(k: Kernel, entry: bigint): boolean {
  k.need('softleafIsPoisonMarker');
  return hasMarker(k, entry, k.mask.markerPoisoned);
}

/** softleaf_has_pfn() (is_pfn_swap_entry() from 5.14 to 6.18). */
export function softleafHasPfn(k: Kernel, entry: bigint): boolean {
  k.need('softleafHasPfn');
  return (
    isMigrationEntry(k, entry) ||
    isDevicePrivateEntry(k, entry) ||
    isDeviceExclusiveEntry(k, entry) ||
    (k.does('hwpoisonHasPfn') && isHwpoisonEntry(k, entry))
  );
}

/** The kernel's enum softleaf_type, by the place of each name. */
const softleafOrder: readonly (readonly TypeId[])[] = [
  [],
  [],
  ['migrationRead'],
  ['migrationReadExclusive'],
  ['migrationWrite'],
  ['deviceRead'],
  ['deviceWrite'],
  deviceExclusive,
  ['hwpoison'],
  ['pteMarker'],
];
/** softleaf_type() (6.19): none 0, swap 1, migration read 2, read exclusive 3, write 4, device read 5, write 6, exclusive 7, hwpoison 8, marker 9. */
export function softleafType(k: Kernel, entry: bigint): number {
  k.need('softleafType');
  if (entry === 0n) return 0;
  if (!nonSwapEntry(k, entry)) return 1;
  return Math.max(
    0,
    softleafOrder.findIndex((ids) => isType(k, entry, ids)),
  );
}
