import { makeHwpoisonEntry, makePoisonedSwpEntry } from '../../helpers/markers.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pteMkold, pteSame } from '../../helpers/pgtable.ts';
import { pteToSwpEntry, swpEntryToPte } from '../../helpers/swapEntry.ts';
import {
  pteSwpClearExclusive,
  pteSwpClearSoftDirty,
  pteSwpClearUffdWp,
  pteSwpExclusive,
} from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { called } from '../common/kernelNames.ts';
import type { Outcome } from '../common/outcome.ts';
import { mkPte, restoreRwp, restoreSoftDirty, restoreUffdWp } from '../common/restore.ts';
import { type SwapSlot, slotEntry } from '../common/swapSlot.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';

/** What swapoff empties, and how reading the page went. */
export interface Swapoff {
  /** The slot that is being emptied; the entry's own when left out. */
  readonly slot?: SwapSlot;
  /** The page has been read in without an error. */
  readonly uptodate?: boolean;
  /** The page is a new copy, since KSM pages cannot be mapped where they were. */
  readonly ksmCopy?: boolean;
  /** The page has left the swap cache before swapoff could lock it. */
  readonly gone?: boolean;
}

/** What became of an entry when its slot was emptied. */
export interface UnuseOutcome extends Outcome {
  /** 1 if the page is mapped now, else 0. */
  readonly returned: 0 | 1;
}

/**
 * mm/swapfile.c, unuse_pte(): swapoff brings a page back. `folio` and `pfn` are the page's, `pfn` in pages. Shared memory never
 * comes here: its swap entries are in the page cache. The oldest kernels look for one slot after the other in all processes; later
 * ones go through the tables of each process once and take every entry of the swap area, with the slot that the entry names.
 *
 * Not modelled: -ENOMEM, where a KSM page cannot be copied, a page cannot be charged to a cgroup or cannot be read in at all.
 * @throws RangeError unless `pte` is a swap entry.
 */
export function unusePte(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio: Folio,
  pfn: bigint,
  { slot, uptodate = true, ksmCopy = false, gone = false }: Swapoff = {},
): UnuseOutcome {
  expectFamily(k, pte, ['swap']);
  if (gone && k.does('swapoffChecksFolio'))
    return failed(Trace.from(k, 'folio_matches_swap_entry', pte, 'the page has left the swap cache'));
  const entry = slot ? slotEntry(k, slot) : pteToSwpEntry(k, pte);
  if (!pteSameAsSwp(k, pte, swpEntryToPte(k, entry)))
    return failed(Trace.from(k, 'pte_same_as_swp', pte, 'the entry does not count as one for this slot'));
  if (folio.hwpoison && findsPoison(k, ksmCopy))
    return failed(
      Trace.from(
        k,
        'make_hwpoison_entry',
        swpEntryToPte(k, makeHwpoisonEntry(k, pfn)),
        'the page has a hardware error',
      ),
    );
  if (!uptodate && k.does('swapoffMarksUnread'))
    return failed(
      Trace.from(
        k,
        called(k, 'makePoisonedSwpEntry'),
        swpEntryToPte(k, makePoisonedSwpEntry(k, pfn)),
        'the page could not be read',
      ),
    );
  return mapped(k, pte, vma, pfn, ksmCopy);
}

/** Where swapoff does not look itself, ksm_might_need_to_copy() tells of an error that it has met in copying. */
const findsPoison = (k: Kernel, ksmCopy: boolean): boolean =>
  k.config.memoryFailure && k.does('swapoffMarksPoison') && (ksmCopy || k.does('swapoffLooksForPoison'));

const failed = (t: Trace): UnuseOutcome => t.outcome([], { returned: 0 });

/** No dirty bit and no write permission, ever: the next write decides. */
function mapped(k: Kernel, old: bigint, vma: Vma, pfn: bigint, ksmCopy: boolean): UnuseOutcome {
  const t = mkPte(k, pfn, vma);
  t.apply(pteMkold, 'nobody has asked for the page');
  if (k.does('swapoffKeepsBits')) {
    restoreSoftDirty(k, t, old);
    restoreUffdWp(k, t, old);
    restoreRwp(k, t, old, vma);
  }
  const exclusive = k.does('anonExclusive') && (ksmCopy || pteSwpExclusive(k, old));
  return t.outcome(exclusive ? ['RMAP_EXCLUSIVE'] : [], { returned: 1 });
}

/** pte_same_as_swp(): the entry is for this slot, whatever its flags; old kernels look past soft-dirty only. */
export function pteSameAsSwp(k: Kernel, pte: Pte, swpPte: bigint): boolean {
  const plain = pteSwpClearSoftDirty(k, pte);
  if (!k.does('swapoffIgnoresUffdWp')) return pteSame(k, plain, swpPte);
  const clear = pteSwpClearUffdWp(k, plain);
  return pteSame(k, k.does('anonExclusive') ? pteSwpClearExclusive(k, clear) : clear, swpPte);
}
