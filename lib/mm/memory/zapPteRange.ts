import { markerGuard, markerPoisoned, pteMarkerGet } from '../../helpers/markers.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pteAccessible, pteDirty, ptePresent } from '../../helpers/pgtable.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily, type Family, nonempty } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { type Effect, type Outcome, unchanged } from '../common/outcome.ts';
import { quietMm } from '../common/ptepClearFlush.ts';
import { Trace } from '../common/trace.ts';
import type { Mm, Vma } from '../common/vma.ts';
import { isUffdWpMarker, leaveMarker } from './pteInstallUffdWpIfNeeded.ts';

/** What of struct zap_details matters. Without any, as MADV_DONTNEED zaps. */
export interface Zap {
  /** ZAP_FLAG_DROP_MARKER (5.19): the mapping itself goes, munmap() or exit. */
  readonly dropMarker?: boolean;
  /** Private copies stay: the file is truncated, or its pages are invalidated. */
  readonly keepCows?: boolean;
  /** There are zap_details: truncation, hole punching. */
  readonly details?: boolean;
  readonly mm?: Mm;
}

/**
 * mm/memory.c, zap_pte_range(): a range is unmapped; what that leaves of one entry. `folio` is the page of the entry, absent for
 * one without. Later kernels take entries of a large folio together, in which nothing of one reaches another. The function
 * returns where it stopped (to free pages, to reschedule, or since the table has gone), which no entry shows.
 * @throws RangeError for an empty entry.
 */
export function zapPteRange(k: Kernel, pte: Pte, vma: Vma, folio?: Folio, how: Zap = {}): Outcome {
  const family = expectFamily(k, pte, nonempty);
  const kept = staysBecause(k, pte, family, vma, folio, how);
  if (kept) return unchanged(pte, 'zap_pte_range', kept);
  const t = Trace.from(k, ptePresent(k, pte) ? 'ptep_get_and_clear_full' : 'pte_clear', 0n, 'the range is unmapped');
  if (!how.dropMarker) follow(t, leaveMarker(k, vma, pte));
  return t.outcome(effectsOf(k, pte, family, folio, how));
}

/** leaveMarker() starts from the cleared entry, as this function leaves it. */
const follow = (t: Trace, { pte, steps }: Outcome): Trace => t.follow({ pte: pte || t.value, steps });

function effectsOf(k: Kernel, pte: Pte, family: Family, folio: Folio | undefined, how: Zap): Effect[] {
  if (family !== 'present') return [];
  const effects: Effect[] = pteAccessible(k, pte, (how.mm ?? quietMm).tlbFlushPending) ? ['flush_tlb_page'] : [];
  if (folio && !folio.anon && pteDirty(k, pte)) effects.push('folio_mark_dirty');
  return effects;
}

/** Why the entry stays, if it does. */
function staysBecause(
  k: Kernel,
  pte: Pte,
  family: Family,
  vma: Vma,
  folio: Folio | undefined,
  how: Zap,
): string | undefined {
  const copy = how.keepCows && (folio?.anon ?? true) ? 'private copies stay' : undefined;
  if (family === 'present') return folio ? copy : undefined;
  if (family === 'devicePrivate' || family === 'deviceExclusive') return copy;
  if ((how.details || how.keepCows) && k.does('zapDetailsKeepSwap')) return 'truncation leaves it alone';
  if (family === 'migration') return copy;
  if (family === 'marker') return markerStays(k, pte, vma, how);
  if (family === 'hwpoison' && !k.does('zapKeepsPoison')) return undefined;
  return how.keepCows ? 'private copies stay' : undefined;
}

function markerStays(k: Kernel, pte: Pte, vma: Vma, how: Zap): string | undefined {
  const marker = pteMarkerGet(k, pteToSwpEntry(k, pte));
  if (isUffdWpMarker(k, pte)) {
    const drops = how.dropMarker || (vma.anonymous && k.does('zapDropsAnonMarker'));
    return drops ? undefined : 'the write protection outlives the page';
  }
  if (marker & markerGuard(k)) return how.dropMarker ? undefined : 'guard regions stay';
  return marker & markerPoisoned(k) && how.keepCows ? 'private copies stay' : undefined;
}
