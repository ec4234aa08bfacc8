/** A page's state, as the functions of mm/ read it. */

/** A page's state: what of struct folio (and of the page in it) the logic depends on. */
export interface Folio {
  readonly anon: boolean;
  readonly dirty: boolean;
  /** PageAnonExclusive(): this process alone has the page (5.19). */
  readonly exclusive: boolean;
  readonly swapbacked: boolean;
  readonly ksm: boolean;
  readonly devicePrivate: boolean;
  /** Device memory that the processor reaches (MEMORY_DEVICE_COHERENT, 6.0). */
  readonly deviceCoherent?: boolean;
  /** Another process maps it too: page_mapcount() is not 1, folio_maybe_mapped_shared(). */
  readonly mappedShared?: boolean;
  readonly hwpoison: boolean;
  /** It may be pinned through get_user_pages (folio_maybe_dma_pinned). */
  readonly pinned: boolean;
  /** No one else holds a reference, so a write may take the page over: the outcome of the kernel's count tests. */
  readonly reusable: boolean;
  /**
   * The page has one mapping and one user in swap at most, whoever else holds a reference: what the kernel counted before it
   * counted references. As `reusable` if absent.
   */
  readonly mapcountReusable?: boolean;
  /** PageSwapCache(): it came out of swap, and its slot is kept for it; `reusable` then leaves the swap cache's reference out. */
  readonly swapCache?: boolean;
  /** Someone refers to it beside its mappings, its file and pins: the swap cache, a batch on the way to the LRU lists, GUP. */
  readonly referenced?: boolean;
  /** The page is of a file on a DAX device (is_fsdax_page). */
  readonly fsdax?: boolean;
  /** folio_mapping(): it belongs to a file; false for pages that a driver has mapped by itself. True if absent. */
  readonly hasMapping?: boolean;
  /** Device memory that the processor reaches (MEMORY_DEVICE_PUBLIC). */
  readonly devicePublic?: boolean;
  /** folio_test_mlocked(): some mapping locks it in memory. */
  readonly mlocked?: boolean;
  /** PageCompound(): it is still a part of a larger folio. */
  readonly compound?: boolean;
}

/** The outcome of reuse_swap_page() (to 5.17): mappings and users in swap are counted, references are not. */
export const reusableByMapcount = (folio: Folio): boolean => folio.mapcountReusable ?? folio.reusable;

/** A clean anonymous page that is shared. */
export const plainFolio: Folio = {
  anon: true,
  dirty: false,
  exclusive: false,
  swapbacked: true,
  ksm: false,
  devicePrivate: false,
  hwpoison: false,
  pinned: false,
  reusable: false,
};
/** A folio from what differs from a clean anonymous page that is shared. */
export const folio = (given: Partial<Folio> = {}): Folio => ({ ...plainFolio, ...given });
