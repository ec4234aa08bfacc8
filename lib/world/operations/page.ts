/** What happens to the page behind the entry: pins and hardware errors. */
import { pteNone, ptePresent, pteWrite } from '../../helpers/pgtable.ts';
import { isCowMapping } from '../../mm/common/vma.ts';
import { hwpoisonUserMappings } from '../../mm/memory_failure/hwpoisonUserMappings.ts';
import { access } from '../access/access.ts';
import { done, type Happened, inOrder, quietly } from '../happened.ts';
import { type Life, pageNow } from '../life.ts';
import { type LifeOperations, withPage } from './operation.ts';
import { breaksCow } from './splice.ts';

const pin = (life: Life, pinned: boolean): Happened => quietly({ ...life, page: { ...pageNow(life), pinned } });

/** gup_must_unshare() for a long-term pin that only reads: an anonymous page must be exclusive (KSM's never is), and private memory must
 * not go on with the page of a file. The fault that gives such a mapping a page of its own came with the latter, in one series. */
function mustUnshare({ k, pte, vma, page }: Life): boolean {
  if (!k.does('anonExclusive') || !ptePresent(k, pte) || pteWrite(k, pte)) return false;
  return page?.anon === true ? !page.exclusive : k.does('unshareCopiesAny') && isCowMapping(k, vma);
}

const pinMapped = withPage((life) => pin(life, true));

/** faultin_page() with FAULT_FLAG_UNSHARE as long as the page is not what it has to be; a fault that fails leaves nothing to pin. */
function pinForReading(life: Life, word: string): Happened {
  if (breaksCow(life)) {
    const own = access(life, { write: true, faultsOnly: true });
    return inOrder(own, pinMapped(own.life, word));
  }
  if (!mustUnshare(life)) return pinMapped(life, word);
  const own = access(life, { unshare: true });
  return mustUnshare(own.life) ? own : inOrder(own, pin(own.life, true));
}

/** me_swapcache_clean(): a page that swap has too is read from there again; me_swapcache_dirty() keeps it, so that nobody gets the old one. */
function poisonedInSwapCache(life: Life, offset: bigint): Happened {
  const outcome = hwpoisonUserMappings(life.k, life.pte, life.vma, pageNow(life), { slot: { type: 0, offset } });
  const after = done(life, outcome);
  const page = { ...pageNow(after.life), exclusive: false };
  if (!outcome.returned || page.dirty) return { ...after, life: { ...after.life, page: { ...page, hwpoison: true } } };
  const { swapCache: _, ...gone } = { ...after.life, page: { ...page, swapCache: false } };
  return { ...after, life: gone };
}

/** A page of a file that can be read again is dropped, and with it what was known of it; another is poisoned. */
function hwpoison(life: Life): Happened {
  if (life.swapCache !== undefined) return poisonedInSwapCache(life, life.swapCache);
  const page = { ...pageNow(life), exclusive: false };
  const outcome = hwpoisonUserMappings(life.k, life.pte, life.vma, page);
  const after = done({ ...life, page: { ...page, hwpoison: true } }, outcome);
  const gone = outcome.returned && pteNone(life.k, outcome.pte); // the page of a file is dropped, and read again
  return gone ? { ...after, life: { ...after.life, cached: false } } : after;
}

/** Changes of the page that no fault brings about. */
export const pageOperations = {
  pin: { says: 'a long-term pin on the page, for reading', run: pinForReading },
  unpin: { says: 'the pin goes', run: (life) => pin(life, false) },
  hwpoison: { overAll: true, needs: ['memoryFailure'], says: 'the page has a hardware error', run: withPage(hwpoison) },
} as const satisfies LifeOperations;
