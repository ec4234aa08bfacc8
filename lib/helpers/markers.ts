/** Entries for pages that are not there: a hardware error, a page that could not be read in, and markers. linux/swapops.h. */
import type { Kernel } from '../kernel/kernel.ts';
import { isType, make } from './entryTypes.ts';
import type { Pfn, Pte, SwpEntry } from './marks.ts';
import { pteNone, ptePresent } from './pgtable.ts';
import { pteToSwpEntry, swpOffset, toArch } from './swapEntry.ts';

/** is_hwpoison_entry() of linux/swapops.h: the page has a hardware error. */
export const isHwpoisonEntry = (k: Kernel, entry: SwpEntry): boolean => isType(k, entry, ['hwpoison']);
/** The entry for a page with a hardware error; `pfn` in pages. */
export const makeHwpoisonEntry = (k: Kernel, pfn: Pfn): SwpEntry => make(k, 'hwpoison', pfn);
/** is_swapin_error_entry() of linux/swapops.h: the page could not be read in, as 5.19 to 6.1 tell by a type. False elsewhere. */
export const isSwapinErrorEntry = (k: Kernel, entry: SwpEntry): boolean => isType(k, entry, ['swapinError']);

/** PTE_MARKER_UFFD_WP of linux/swapops.h: the bit of a marker for write protection of a missing page; 0n where there is none. */
export const markerUffdWp = (k: Kernel): bigint => k.mask.markerUffdWp;
/** PTE_MARKER_POISONED of linux/swapops.h (PTE_MARKER_SWAPIN_ERROR to 6.5): the bit for a page that is gone; 0n where there is none. */
export const markerPoisoned = (k: Kernel): bigint => k.mask.markerPoisoned;
/** PTE_MARKER_GUARD of linux/swapops.h: the bit of a marker for a guard region; 0n where there is none. */
export const markerGuard = (k: Kernel): bigint => k.mask.markerGuard;
/** The entry for a page that could not be read in: a marker, or where that has a type of its own the page's `pfn` under it. */
export const makePoisonedSwpEntry = (k: Kernel, pfn: Pfn): SwpEntry =>
  k.type.swapinError === undefined ? makePteMarkerEntry(k, k.mask.markerPoisoned) : make(k, 'swapinError', pfn);

/** Whether functions take a PTE for a marker of write protection by a proposed layout. No release has one. */
export const isProposedMarker = (k: Kernel, pte: Pte): boolean =>
  k.proposedMarker?.word === pte && k.proposedMarker.taught;
/** The PTE of a marker of write protection, in the form of a proposed layout if the kernel has one. */
export const makeUffdWpMarker = (k: Kernel): Pte => k.proposedMarker?.word ?? makePteMarker(k, k.mask.markerUffdWp);

/** Whether an entry is a marker. */
export const isPteMarkerEntry = (k: Kernel, entry: SwpEntry): boolean => isType(k, entry, ['pteMarker']);
/** Whether a PTE is a marker. */
export const isPteMarker = (k: Kernel, pte: Pte): boolean =>
  !pteNone(k, pte) && !ptePresent(k, pte) && isPteMarkerEntry(k, pteToSwpEntry(k, pte));
/** The bits of a marker, from any entry. */
export const pteMarkerGet = (k: Kernel, entry: SwpEntry): bigint =>
  k.type.pteMarker === undefined ? 0n : swpOffset(k, entry) & k.mask.markerMask;
/** The entry of a marker with some bits. */
export const makePteMarkerEntry = (k: Kernel, marker: bigint): SwpEntry => make(k, 'pteMarker', marker);
/** The PTE of a marker with some bits. */
export const makePteMarker = (k: Kernel, marker: bigint): Pte => toArch(k, makePteMarkerEntry(k, marker));
const hasMarker = (k: Kernel, entry: SwpEntry, bit: bigint) =>
  isType(k, entry, ['pteMarker']) && (swpOffset(k, entry) & k.mask.markerMask & bit) !== 0n;
/** Whether a PTE is a marker that says uffd-wp, whatever else it says. */
export const pteIsUffdWpMarker = (k: Kernel, pte: Pte): boolean =>
  hasMarker(k, pteToSwpEntry(k, pte), k.mask.markerUffdWp);
/** Whether an entry is the marker of a guard region. */
export const softleafIsGuardMarker = (k: Kernel, entry: SwpEntry): boolean => hasMarker(k, entry, k.mask.markerGuard);
/** Whether an entry is the marker of a page that is gone. */
export const softleafIsPoisonMarker = (k: Kernel, entry: SwpEntry): boolean =>
  hasMarker(k, entry, k.mask.markerPoisoned);
