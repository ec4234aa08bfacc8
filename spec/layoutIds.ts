/**
 * The numbers that a kernel resolves to, in the order in which the C++ core holds them: one 64-bit number each. Both
 * resolvers compute them from the rows; bits come first, then what follows from several rows.
 */
import { presentBits } from './present.ts';
import { swapBits, swapTypes } from './swap.ts';

type Id<T extends readonly { readonly id: string }[]> = T[number]['id'];
const ids = <const T extends readonly { readonly id: string }[]>(rows: T) => [...new Set(rows.map((r) => r.id))] as readonly Id<T>[];

/** One mask per bit; 0 where the kernel lacks it. */
export const maskIds = [...ids(presentBits), ...ids(swapBits)] as const;

/** Numbers of special swap types; `noType` where the kernel lacks the type. */
export const typeIds = ids(swapTypes);
/** A number that no type has. */
export const noType = 255;

/** Masks and numbers that follow from several rows. */
export const derivedIds = [
  'enc', // sme_me_mask
  'shared', // cc_mask of a TDX guest or with vTOM: set in a page shared with the host
  'cc', // cc_mask of any of them: `enc` or `shared`
  'pfn', 'pmdPfn', 'pudPfn', // page frame numbers by level, in place, without the C-bit; they end below the shared bit
  'abovePfn', // the rest of their field, above the shared bit: zero in an entry of such a machine
  'pageShift',
  'flags', // PTE_FLAGS_MASK
  'pkey', // _PAGE_PKEY_MASK
  'knlErratum', // _PAGE_KNL_ERRATUM_MASK
  'dirtyBits', // _PAGE_DIRTY_BITS
  'movedDirty', // the Dirty bit, where a read-only entry keeps it elsewhere; else 0
  'shstkDirty', // the Dirty bit, where it makes a read-only entry writable; else 0
  'chg', // _PAGE_CHG_MASK
  'hpageChg', // _HPAGE_CHG_MASK
  'swpType', 'swpTypeShift', // in the word
  'swpOffset', 'swpOffsetShift', // in the word, inverted
  'entryTypeShift', 'entryOffset', // in swp_entry_t: SWP_TYPE_SHIFT, SWP_OFFSET_MASK
  'swpPfnBits', 'swpPfn', // SWP_PFN_BITS, SWP_PFN_MASK; before 6.1 the whole offset
  'migYoung', 'migDirty', // in the offset
  'maxSwapfiles', // MAX_SWAPFILES
  'kindOfType', // kinds of the upper half of the type space, four bits each
  'pfnTypes', 'migrationTypes', 'writableTypes', 'markerTypes', // sets of type numbers
  'markerMask', 'markerUffdWp', 'markerPoisoned', 'markerGuard', // in the offset
  'knownPte', 'knownPmd', 'knownPud', // bits that mean something in a present entry, PFN and the bit of `cc` included
  'knownPmdTable', 'knownPudTable', // the same for a pointer to a table
  'knownSwap', // bits below the offset that mean something in any other entry
] as const;
