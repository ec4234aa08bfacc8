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
  readonly hwpoison: boolean;
  /** It may be pinned through get_user_pages (folio_maybe_dma_pinned). */
  readonly pinned: boolean;
  /** No one else holds a reference, so a write may take the page over: the outcome of the kernel's count tests. */
  readonly reusable: boolean;
  /** Device memory that the processor reaches (MEMORY_DEVICE_PUBLIC). */
  readonly devicePublic?: boolean;
  /** folio_test_mlocked(): some mapping locks it in memory. */
  readonly mlocked?: boolean;
  /** PageCompound(): it is still a part of a larger folio. */
  readonly compound?: boolean;
}

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
