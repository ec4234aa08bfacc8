/** MADV_FREE, MADV_COLD and MADV_PAGEOUT: advice that ages entries. */
import type { Pte } from '../../helpers/marks.ts';
import { pteDirty, pteMkclean, pteMkold, ptePresent, pteYoung } from '../../helpers/pgtable.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { everything, expectFamily, familyOf } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { isPoisonMarker } from '../common/isPoisonMarker.ts';
import { type Outcome, unchanged } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { canMadvLruVma, madviseDontneedFreeValidVma } from './canMadvise.ts';

/** What became of an entry under advice that ages it. */
export interface AdviceOutcome extends Outcome {
  readonly returned: 0 | '-EINVAL';
  /** The page may be dropped from now on unless it is written (MADV_FREE): it is anonymous and not swapbacked. */
  readonly lazyfree?: boolean;
}

/** What the kernel finds of a page that no entry shows. */
export interface Freeing {
  /** The page is in the swap cache; `stuck`: and cannot leave it. */
  readonly swapcache?: boolean | 'stuck';
  /** Somebody holds the lock of the page. */
  readonly locked?: boolean;
}

/** The entry stays as it is. */
export const left = (pte: Pte, why: string, returned: 0 | '-EINVAL' = 0): AdviceOutcome =>
  unchanged(pte, 'madvise', why, { returned });

/** Pages of a DAX device have no page here at all in kernels that do not ask. */
const isDevicePage = (k: Kernel, folio: Folio): boolean =>
  folio.fsdax === true || (folio.deviceCoherent === true && k.does('madviseSkipsDevicePages'));

function free(k: Kernel, pte: Pte, vma: Vma, folio?: Folio, how: Freeing = {}): AdviceOutcome {
  const family = expectFamily(k, pte, everything);
  if (!madviseDontneedFreeValidVma(k, vma, 'MADV_FREE')) return left(pte, 'not for such a mapping', '-EINVAL');
  if (!vma.anonymous) return left(pte, 'anonymous memory only', '-EINVAL');
  if (family !== 'present') return freeNonpresent(k, pte);
  if (!folio || isDevicePage(k, folio)) return left(pte, 'no page to free');
  const kept = keepsPage(k, folio, how);
  if (kept) return left(pte, kept);
  const t = new Trace(k, pte);
  const used = pteYoung(k, pte) || pteDirty(k, pte);
  if (used) t.apply(pteMkold, 'the page is not needed').apply(pteMkclean, 'what is in it is not needed');
  return t.outcome(used ? ['flush_tlb_page'] : [], { returned: 0, lazyfree: true });
}

function freeNonpresent(k: Kernel, pte: Pte): AdviceOutcome {
  const family = familyOf(k, pte);
  const poison = family === 'hwpoison' || family === 'swapinError' || isPoisonMarker(k, pte);
  if (family !== 'swap' && !(poison && k.does('madviseFreeClearsPoison'))) return left(pte, 'no page to free');
  return Trace.from(k, 'pte_clear', 0n, 'what was there is not needed').outcome([], { returned: 0 });
}

/** PG_dirty is cleared too, which another process might mind. */
function keepsPage(k: Kernel, folio: Folio, { swapcache, locked }: Freeing): string | undefined {
  if (!swapcache && !folio.dirty) return undefined;
  if (locked) return 'the page is locked';
  if (folio.ksm && k.does('madviseFreeLeavesKsm')) return 'another process may map the KSM page at any time';
  if (folio.mappedShared) return 'two processes share the page';
  return swapcache === 'stuck' ? 'the page cannot leave the swap cache' : undefined;
}

function coldOrPageout(k: Kernel, pte: Pte, vma: Vma, folio?: Folio, pageout = false): AdviceOutcome {
  expectFamily(k, pte, everything);
  if (!canMadvLruVma(k, vma)) return left(pte, 'not for such a mapping', '-EINVAL');
  if (!ptePresent(k, pte) || !folio || isDevicePage(k, folio)) return left(pte, 'no page to age');
  if (folio.mappedShared) return left(pte, 'two processes share the page');
  const t = new Trace(k, pte);
  const ages = pteYoung(k, pte) && !(pageout && k.does('pageoutKeepsYoung'));
  if (ages) t.apply(pteMkold, 'the page is to look unused');
  return t.outcome(ages ? ['flush_tlb_page'] : [], { returned: 0 });
}

/**
 * mm/madvise.c, madvise_free_pte_range() for MADV_FREE: the page may be dropped. Soft-dirty, uffd-wp and write permission stay. `folio` is
 * the page of the entry, absent for one without. Entries of a large folio fare as by themselves; one that is split first is not modelled.
 * @throws RangeError for a word that is no entry.
 */
export const madviseFree = checked('madviseFree', free);

/**
 * mm/madvise.c, madvise_cold_or_pageout_pte_range() (5.4) for MADV_COLD, or MADV_PAGEOUT (`pageout`): the page looks unused. What reclaim
 * makes of it then, tryToUnmapOne() says. -EINTR of a dying task, files that are not the caller's, and pages off the LRU lists are not
 * modelled.
 * @throws RangeError for a word that is no entry, and before 5.4 (ERR_PTE_HELPER).
 */
export const madviseColdOrPageout = checked('madviseColdOrPageout', coldOrPageout);
