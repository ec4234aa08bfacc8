/** What becomes of a page that an operation has changed, in its frame, in swap, and in the page cache. */

import type { Life, Page } from './life.ts';
import { backingOf, contentAt, frameAt, type Place, processesAt, slotAt, withBacking } from './places.ts';
import { worldWith } from './remade.ts';
import type { Frame, World } from './world.ts';

/** A page with what is known of it now; one that is new holds what it is a copy of. */
export function put(w: World, place: Place, facts: Page, holds: readonly string[]): World {
  const known = contentAt(w, place);
  if ('pfn' in place) return withFrame(w, place.pfn, facts, known?.holds ?? holds);
  const content = { folio: ordinaryPage(facts), holds: known?.holds ?? holds };
  const slot = slotAt(w, place.offset);
  const others = w.slots.filter(({ offset }) => offset !== place.offset);
  return worldWith(w, { slots: [...others, { ...slot, offset: place.offset, ...content }] });
}

/** The frame, and what a large folio has as a whole in the frames of its other pages. */
function withFrame(w: World, pfn: bigint, given: Page, holds: readonly string[]): World {
  const { first } = given;
  const known = frameAt(w, pfn);
  const isKnown = known?.folio === given && known.holds === holds && known.reclaimedBy === undefined;
  if (isKnown && first === undefined) return w;
  const others = w.frames.filter((frame) => frame.pfn !== pfn);
  const sibling = first === undefined ? undefined : others.find(({ folio }) => folio.first === first)?.folio;
  const isNew = others.length === w.frames.length;
  const facts = sibling && isNew ? withOwn({ ...sibling, dirty: sibling.dirty || given.dirty }, given) : given;
  const alike = others.map((frame) =>
    first === undefined || frame.folio.first !== first ? frame : { ...frame, folio: withOwn(facts, frame.folio) },
  );
  return worldWith(w, { frames: [...alike, { pfn, folio: facts, holds }].sort(byPfn) });
}

/** What is known of a large folio as a whole, with what one of its pages has of its own. */
const withOwn = ({ zero: _, ...facts }: Page, { exclusive, zero }: Page): Page => ({
  ...facts,
  exclusive,
  ...(zero && { zero }),
});

/** A page of a large folio that is split, or goes to swap. */
export function ordinaryPage(page: Page): Page {
  if (page.first === undefined) return page;
  const { first: _, ...others } = page;
  return { ...others, compound: false };
}

/** A CPU that has still to flush has given an entry of swap to a page: both stand for it until it has. */
export const swappedOut = (w: World, cpu: string, pfn: bigint, offset: bigint): World => ({
  ...w,
  slots: w.slots.map((slot) => (slot.offset === offset ? { ...slot, pfn, reclaimedBy: cpu } : slot)),
});
/** The swap cache has the page there, or has it no more. */
export const inSwapCache = (w: World, offset: bigint, at: bigint | undefined): World => ({
  ...w,
  slots: w.slots.map((slot) => {
    const { pfn: _, ...other } = slot;
    return slot.offset !== offset ? slot : at === undefined ? other : { ...other, pfn: at };
  }),
});
/** do_swap_page(): the page is in the swap cache for as long as another entry needs its slot, a page that was only copied from too. */
export function swappedIn(w: World, offset: bigint, pfn: bigint): World {
  const slot = slotAt(w, offset);
  if (!slot || processesAt(w, { offset }, true).length === 0) return w;
  const cached = { ...w, slots: w.slots.map((it) => (it === slot ? { ...it, pfn } : it)) };
  return frameAt(w, pfn) ? cached : put(cached, { pfn }, { ...slot.folio, exclusive: false }, slot.holds);
}

const byPfn = (a: Frame, b: Frame) => (a.pfn < b.pfn ? -1 : 1);
/** What the page cache has afterwards: a page of the file that is mapped is its page. */
export function backed(w: World, before: Life, after: Life, is: Place | undefined, page = 0): World {
  const backing = backingOf(w, page);
  if (!after.cached) return withBacking(w, page, { cached: false });
  const mapsFile = is && 'pfn' in is && after.page?.anon === false && !after.vma.anonymous && !after.page.devicePrivate;
  if (!mapsFile) return withUnmapped(w, before, after, page);
  const kept = backing.pfn === undefined ? backing.content : undefined;
  const came = kept ? holding(w, is.pfn, kept.holds) : w;
  return withBacking(came, page, { cached: true, pfn: is.pfn });
}

/** A page that the page cache has, or has got, and that nothing maps here. */
function withUnmapped(w: World, before: Life, after: Life, page: number): World {
  const backing = backingOf(w, page);
  const { inMemory, inMemoryPage } = after;
  if (inMemory !== undefined && inMemory !== before.inMemory && backing.pfn === undefined && inMemoryPage) {
    const came = withFrame(w, inMemory, inMemoryPage, backing.content?.holds ?? []);
    return withBacking(came, page, { cached: true, pfn: inMemory });
  }
  return before.cached ? w : withBacking(w, page, { ...backing, cached: true });
}

/** The content is the same: what one page holds of last writes the other does too. */
export const holding = (w: World, pfn: bigint, others: readonly string[]): World => ({
  ...w,
  frames: w.frames.map((frame) =>
    frame.pfn === pfn ? { ...frame, holds: [...new Set([...frame.holds, ...others])].sort() } : frame,
  ),
});
