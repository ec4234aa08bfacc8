/**
 * What stands in an entry that is neither empty nor present: a type and an offset. An `entry` is a swp_entry_t (from 6.19
 * softleaf_t) and an `archEntry` the form inside a page-table entry, both 64-bit `bigint`s; types are `number`s, offsets and page
 * frame numbers (PFNs) count pages. Nothing is checked, as in the kernel.
 */
import { swapFields } from '../../spec/swap.ts';
import { invertedField, stacked, stackedInverted, topBits } from '../base/bits.ts';
import { defaultConfig } from '../kernel/config.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Pfn, Pte, SwpEntry } from './marks.ts';
import { pteNone, ptePresent } from './pgtable.ts';
import { pmdNone, pmdPresent } from './pgtableHuge.ts';

const u64 = (x: bigint) => BigInt.asUintN(64, x);

// The form inside a page-table entry

/** __swp_entry() of asm/pgtable_64.h: the type on top, the offset (in pages) inverted below it. */
export const archSwpEntry = (k: Kernel, type: number, offset: bigint): Pte =>
  stackedInverted(type, k.mask.swpTypeShift, offset, k.mask.swpOffsetShift, k.mask.swpOffset);
/** __swp_type() of asm/pgtable_64.h: a number from 0 to 31. */
export const archSwpType = (k: Kernel, archEntry: Pte): number => topBits(archEntry, k.mask.swpTypeShift);
/** __swp_offset() of asm/pgtable_64.h: in pages, no longer inverted. */
export const archSwpOffset = (k: Kernel, archEntry: Pte): bigint =>
  invertedField(archEntry, k.mask.swpOffset, k.mask.swpOffsetShift);

// swp_entry_t

/** swp_entry() of linux/swapops.h: the entry of a type and an offset in pages. */
export const swpEntry = (k: Kernel, type: number, offset: bigint): SwpEntry =>
  stacked(type, k.mask.entryTypeShift, offset, k.mask.entryOffset);
/** swp_type() of linux/swapops.h: the number of a swap area, or of a special type. */
export const swpType = (k: Kernel, entry: SwpEntry): number => topBits(entry, k.mask.entryTypeShift);
/** swp_offset() of linux/swapops.h: in pages; of a migration entry with what stands above the PFN. */
export const swpOffset = (k: Kernel, entry: SwpEntry): bigint => entry & k.mask.entryOffset;
/** The PFN of an entry that has one, without what stands above it. */
export const swpOffsetPfn = (k: Kernel, entry: SwpEntry): Pfn => swpOffset(k, entry) & k.mask.swpPfn;

/** What swp_entry_to_pte() and swp_entry_to_pmd() do: type and offset to their places in a word. */
export const toArch = (k: Kernel, entry: SwpEntry): Pte => archSwpEntry(k, swpType(k, entry), swpOffset(k, entry));
const fromArch = (k: Kernel, word: bigint) => swpEntry(k, archSwpType(k, word), archSwpOffset(k, word));

/** swp_entry_to_pte() of linux/swapops.h: the PTE of an entry, no flags set. */
export const swpEntryToPte = toArch;
/** swp_entry_to_pmd() of linux/swapops.h: the PMD of an entry, no flags set. */
export const swpEntryToPmd = toArch;
/** pte_to_swp_entry() of linux/swapops.h: the entry in any word; from 6.19 on a present or empty PTE gives 0n. */
export const pteToSwpEntry = (k: Kernel, pte: Pte): SwpEntry =>
  (ptePresent(k, pte) || pteNone(k, pte)) && k.does('softleafFromPresentIsNone') ? 0n : fromArch(k, pte);
/** pmd_to_swp_entry() of linux/swapops.h: the entry in any word; from 6.19 on a present or empty PMD gives 0n. */
export const pmdToSwpEntry = (k: Kernel, pmd: Pte): SwpEntry =>
  (pmdPresent(k, pmd) || pmdNone(k, pmd)) && k.does('softleafFromPresentIsNone') ? 0n : fromArch(k, pmd);
/** pteToSwpEntry() by its later name. */
export const softleafFromPte = (k: Kernel, pte: Pte): SwpEntry => pteToSwpEntry(k, pte);
/** swpEntryToPte() by its later name. */
export const softleafToPte = (k: Kernel, entry: SwpEntry): Pte => toArch(k, entry);
/** MAX_SWAPFILES_SHIFT of linux/swap.h: how many bits a type has. */
const maxSwapfilesShift = BigInt(swapFields[0].hi - swapFields[0].lo + 1);
/** An entry as /proc/PID/pagemap shows it: the type below, the offset (in pages) above. */
export const swapFrame = (type: number, offset: bigint): bigint => BigInt(type) | (offset << maxSwapfilesShift);
/** The type and the offset in that number: swapFrame() backwards. */
export const ofSwapFrame = (frame: bigint): { readonly type: number; readonly offset: bigint } => ({
  type: Number(BigInt.asUintN(Number(maxSwapfilesShift), frame)),
  offset: frame >> maxSwapfilesShift,
});
/** generic_max_swapfile_size() of linux/swapfile.h: in pages; what survives a round trip of all ones, and one. */
export const genericMaxSwapfileSize = (k: Kernel): bigint =>
  swpOffset(k, fromArch(k, toArch(k, swpEntry(k, 0, u64(-1n))))) + 1n;

/**
 * max_swapfile_size() of arch/x86/mm/init.c: in pages. Where `physBits` is given, the machine counts as one with the L1TF fault: its
 * offsets, which stand inverted from SWP_OFFSET_FIRST_BIT up, keep below half of the physical addresses.
 */
export function maxSwapfileSize(k: Kernel): bigint {
  const generic = genericMaxSwapfileSize(k);
  if (!k.does('l1tfLimitsSwapSize') || k.config.physBits === defaultConfig.physBits) return generic;
  const halfOfMemory = 1n << BigInt(k.config.physBits - 1);
  const limit = halfOfMemory >> k.mask.swpOffsetShift;
  return limit < generic ? limit : generic;
}
