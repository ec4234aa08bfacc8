/** PageAnonExclusive() and what unmapping does about it: include/linux/rmap.h. */
import type { Kernel } from '../../kernel/kernel.ts';
import type { Folio } from './folio.ts';

/** PageAnonExclusive(): this process alone has the anonymous page, and the kernel knows (5.19). */
export const isAnonExclusive = (k: Kernel, folio: Pick<Folio, 'anon' | 'exclusive'>): boolean =>
  k.does('anonExclusive') && folio.anon && folio.exclusive;

/**
 * Whether folio_try_share_anon_rmap_pte() fails: a pinned page must stay exclusive, so it cannot be unmapped. Device
 * memory is never pinned.
 */
export const staysExclusive = (k: Kernel, folio: Folio): boolean =>
  isAnonExclusive(k, folio) && folio.pinned && !folio.devicePrivate;
