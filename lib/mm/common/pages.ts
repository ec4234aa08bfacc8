/** Entries of consecutive pages of one folio as arguments: one page for all of them, or one for each. */
import type { Folio } from './folio.ts';

/** The page of all entries, or one for each, where PageAnonExclusive() differs. */
export type Pages = Folio | readonly Folio[];

/** Whether many are given. */
export const isMany = <T>(given: T | readonly T[]): given is readonly T[] => Array.isArray(given);

/** The page of the entry at a place. */
export const pageAt = (pages: Pages | undefined, at: number): Folio | undefined =>
  pages !== undefined && isMany(pages) ? pages[at] : pages;
