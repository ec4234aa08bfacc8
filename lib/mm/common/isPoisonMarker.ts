import { isPteMarker, markerPoisoned, pteMarkerGet } from '../../helpers/markers.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** is_poisoned_swp_entry() (6.6; is_swapin_error_entry() before): a marker at which access fails. */
export const isPoisonMarker = (k: Kernel, pte: Pte): boolean =>
  isPteMarker(k, pte) && (pteMarkerGet(k, pteToSwpEntry(k, pte)) & markerPoisoned(k)) !== 0n;
