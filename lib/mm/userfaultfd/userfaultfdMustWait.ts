import { isProposedMarker, markerPoisoned, markerUffdWp, pteMarkerGet } from '../../helpers/markers.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pteNone, ptePresent, pteProtnone, pteUffdWp, pteWrite } from '../../helpers/pgtable.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { everything, expectFamily, familyOf } from '../common/family.ts';

/** Why the fault was reported: VM_UFFD_MISSING, VM_UFFD_WP, VM_UFFD_MINOR, VM_UFFD_RWP. */
export type FaultReason = 'missing' | 'wp' | 'minor' | 'rwp';

/**
 * mm/userfaultfd.c (fs/userfaultfd.c before), userfaultfd_must_wait(): whether the task sleeps; it does not if the entry has changed
 * meanwhile, so that the fault is to be tried again. Every return for an entry is modelled; where there is no page table, or a huge PMD
 * in its place, the caller of this function decides.
 * @throws RangeError for a word that is no entry.
 */
export function userfaultfdMustWait(k: Kernel, pte: Pte, reason: FaultReason): boolean {
  expectFamily(k, pte, everything);
  if (pteNone(k, pte) || waitsAtMarker(k, pte)) return true;
  if (!ptePresent(k, pte) && k.does('mustWaitAsksPresent')) return false;
  // Of a swap entry this reads the bit where it has soft-dirty
  if (reason === 'wp') return k.does('mustWaitAsksWrite') && !pteWrite(k, pte);
  return reason === 'rwp' && pteProtnone(k, pte) && pteUffdWp(k, pte);
}

function waitsAtMarker(k: Kernel, pte: Pte): boolean {
  if (familyOf(k, pte) !== 'marker') return false;
  if (k.does('mustWaitKnowsMarkers') || isProposedMarker(k, pte)) return true;
  const mine = pteMarkerGet(k, pteToSwpEntry(k, pte)) & (markerUffdWp(k) | markerPoisoned(k));
  return k.does('mustWaitKnowsUffdMarkers') && mine !== 0n;
}
