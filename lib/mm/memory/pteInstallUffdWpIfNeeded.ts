/** What stays of an entry of a file mapping that has just been cleared. */

import { isProposedMarker, isPteMarker, makeUffdWpMarker, markerUffdWp, pteMarkerGet } from '../../helpers/markers.ts';
import type { Pte } from '../../helpers/marks.ts';
import { ptePresent, pteUffdWp } from '../../helpers/pgtable.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import { pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { familyOf } from '../common/family.ts';
import { called } from '../common/kernelNames.ts';
import type { Outcome } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';

/** What stays of `old`: a marker, or nothing. */
export function leaveMarker(k: Kernel, vma: Vma, old: bigint): Outcome {
  const t = new Trace(k, 0n);
  if (installsMarker(k) && !vma.anonymous && vmHas(vma, k.vm.uffdWp) && isUffdWpAny(k, old))
    t.set(
      called(k, 'pteInstallUffdWpIfNeeded'),
      makeUffdWpMarker(k),
      'a file page is gone, its write protection by userfaultfd stays',
    );
  return t.outcome();
}

/** Write protection outlives the page: as released, or by a proposed layout. */
const installsMarker = (k: Kernel): boolean => k.does('installsUffdWpMarker') || k.proposedMarker !== undefined;

/** pte_uffd_wp() of a present entry, pte_swp_uffd_wp_any() of another. */
export function isUffdWpAny(k: Kernel, pte: Pte): boolean {
  if (ptePresent(k, pte)) return pteUffdWp(k, pte);
  if (familyOf(k, pte) === 'none') return false;
  return pteSwpUffdWp(k, pte) || isUffdWpMarker(k, pte);
}

/** pte_marker_uffd_wp() (5.19), whatever else the marker says. Without its option the kernel knows none. */
export const isUffdWpMarker = (k: Kernel, pte: Pte): boolean =>
  isProposedMarker(k, pte) ||
  (k.does('knowsUffdWpMarker') &&
    isPteMarker(k, pte) &&
    (pteMarkerGet(k, pteToSwpEntry(k, pte)) & markerUffdWp(k)) !== 0n);

/**
 * include/linux/mm_inline.h, pte_install_uffd_wp_if_needed() (5.19; from 7.3 mm/memory.c, cond_install_uffd_wp_ptes()): write protection
 * by userfaultfd outlives a page of a file. `old` is the entry that was cleared; the outcome's entry is a marker, or empty.
 * @throws RangeError before 5.19 (ERR_PTE_HELPER).
 */
export const pteInstallUffdWpIfNeeded = checked('pteInstallUffdWpIfNeeded', leaveMarker);
