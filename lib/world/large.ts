/** Who maps a large folio whose pages have entries of their own, and what the kernel makes of it. */
import type { Kernel } from '../kernel/kernel.ts';

/** How many entries map pages of a large folio: of the process at hand, and of others. */
export interface Mappings {
  readonly own: number;
  readonly others: number;
  /** How many of all are of the folio's first page. */
  readonly ofFirst: number;
  /** How many of its pages are mapped. */
  readonly pages: number;
}

/** What a large folio of this size has at most. */
export const pagesOfFolio = 4;

/** folio_maybe_mapped_shared(), folio_likely_mapped_shared() before, folio_estimated_sharers() before that. */
export function isMappedShared(k: Kernel, { own, others, ofFirst }: Mappings): boolean {
  if (k.does('sharedByMm')) return others > 0;
  if (k.does('sharedByTotal')) return own + others > pagesOfFolio || ofFirst > 1;
  return ofFirst !== 1;
}

/**
 * wp_can_reuse_anon_folio() of a part of a large folio: all its references are counted, each mapping is one. Where a page is the last one
 * that is mapped it is copied, so that the folio can go.
 */
export function largeReusable(k: Kernel, { own, others }: Mappings): boolean {
  if (k.does('wpReusesLarge')) return others === 0 && own > 1;
  return own + others === 1 && !k.does('wpCopiesLarge');
}
