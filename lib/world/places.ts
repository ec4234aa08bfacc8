/** Where pages are: in frames and in slots of swap, by what entries say. */

import { pteHuge, ptePfn, ptePresent, pteSpecial } from '../helpers/pgtable.ts';
import { pmdPfn } from '../helpers/pgtableHuge.ts';
import { pteToSwpEntry, swpOffset } from '../helpers/swapEntry.ts';
import { byWord } from '../kernel/byWord.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { entryPfn } from '../mm/common/entryPfn.ts';
import { familyOf } from '../mm/common/family.ts';
import { allEntries } from './entries.ts';
import { worldWith } from './remade.ts';
import {
  type Backing,
  type Content,
  type Frame,
  hugeZeroPfn,
  type ProcessState,
  type Slot,
  type World,
  zeroPfn,
} from './world.ts';

/** Where a page is: in a frame, or in a slot of swap. */
export type Place = { readonly pfn: bigint } | { readonly offset: bigint };

/** The page frame number of a present entry, be it a PTE or the PMD of a huge page: a PMD that is PROT_NONE inverts fewer bits. */
export const mappedPfn = (k: Kernel, word: bigint): bigint => (pteHuge(k, word) ? pmdPfn(k, word) : ptePfn(k, word));

/** Where the page is that an entry maps or stands for; nothing for an empty entry, a marker and the zero page. */
export const placeOf = byWord(placeIn);

function placeIn(k: Kernel, pte: bigint): Place | undefined {
  const family = familyOf(k, pte);
  if (family === 'none' || family === 'marker' || family === 'swapinError') return undefined;
  if (family === 'swap') return { offset: swpOffset(k, pteToSwpEntry(k, pte)) };
  if (family !== 'present') return { pfn: entryPfn(k, pteToSwpEntry(k, pte)) };
  const pfn = mappedPfn(k, pte);
  return pfn === zeroPfn || pfn === hugeZeroPfn || (ptePresent(k, pte) && pteSpecial(k, pte)) ? undefined : { pfn };
}

/** The page frame number of a place in memory. */
export const pfnIn = (place: Place | undefined): bigint | undefined =>
  place && 'pfn' in place ? place.pfn : undefined;
/** The offset of a place in swap. */
export const offsetIn = (place: Place | undefined): bigint | undefined =>
  place && 'offset' in place ? place.offset : undefined;

/** Whether another place is the same page. */
const sameFrame = (w: World, place: Place): ((other: Place) => boolean) => {
  const at = inMemoryAt(w, place);
  return (other) => isPlace(place)(other) || (at !== undefined && at === inMemoryAt(w, other));
};

/** The page frame number of a page that is in memory, its place in the swap cache too. */
export function inMemoryAt(w: World, place: Place): bigint | undefined {
  return 'pfn' in place ? place.pfn : slotAt(w, place.offset)?.pfn;
}

/** The slot of swap of an offset, in pages, if an entry stands for it. */
export const slotAt = (w: World, offset: bigint): Slot | undefined => w.slots.find((slot) => slot.offset === offset);
/** The frame of a page frame number, in pages, if anything is known of it. */
export const frameAt = (w: World, pfn: bigint): Frame | undefined => w.frames.find((frame) => frame.pfn === pfn);

/** The entries that map the page of a place or stand for it; only what is `exactly` there, or what the swap cache has there too. */
export function processesAt(w: World, place: Place | undefined, exactly = false): readonly ProcessState[] {
  if (!place) return [];
  const same = exactly ? isPlace(place) : sameFrame(w, place);
  return allEntries(w).filter(({ pte }) => {
    const its = placeOf(w.k, pte);
    return its !== undefined && same(its);
  });
}

const isPlace =
  (place: Place) =>
  (other: Place): boolean =>
    'pfn' in place ? 'pfn' in other && place.pfn === other.pfn : 'offset' in other && place.offset === other.offset;

/** The page behind an entry. */
export function contentAt(w: World, place: Place | undefined): Content | undefined {
  if (!place) return undefined;
  return 'pfn' in place ? frameAt(w, place.pfn) : slotAt(w, place.offset);
}

/** What the file has, page by page. */
export const allBackings = ({ backing, backings = [] }: World): readonly Backing[] => [backing, ...backings];

/** What the file has of a page. */
export const backingOf = (w: World, page: number): Backing => allBackings(w)[page] ?? w.backing;

/** The world in which the file has something else of a page. */
export function withBacking(w: World, page: number, backing: Backing): World {
  if (page === 0) return worldWith(w, { backing });
  return worldWith(w, { backings: (w.backings ?? []).map((one, i) => (i === page - 1 ? backing : one)) });
}

/** The page of the file that is in a frame. */
export function pageInFile(w: World, pfn: bigint | undefined): number | undefined {
  const page = pfn === undefined ? -1 : allBackings(w).findIndex((backing) => backing.pfn === pfn);
  return page < 0 ? undefined : page;
}
