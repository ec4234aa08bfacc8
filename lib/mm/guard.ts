/** mm/madvise.c, MADV_GUARD_INSTALL and MADV_GUARD_REMOVE (6.13). */
import { rangeError } from '../errors.ts';
import type { Kernel } from '../kernel.ts';
import { makePteMarker, markerGuard, pteMarkerGet, pteToSwpEntry } from '../swapops.ts';
import { Trace } from '../trace.ts';
import { sortOf } from './expect.ts';
import type { Outcome } from './types.ts';

/** guard_install_set_pte(): whatever is mapped is zapped first. @throws RangeError before 6.13. */
export function guardInstall(k: Kernel, pte: bigint): Outcome {
  expectGuards(k);
  if (isGuard(k, pte)) return { pte, effects: [], steps: new Trace(pte, 'is_guard_pte_marker', 'it is one').steps };
  const t = new Trace(pte);
  if (sortOf(k, pte) !== 'none') t.set('zap_page_range_single', 0n, 'what is there goes');
  t.set('make_pte_marker', makePteMarker(k, markerGuard(k)), 'access is to fail');
  return { pte: t.value, effects: [], steps: t.steps };
}

/** guard_remove_pte_entry(): only guard markers go. @throws RangeError before 6.13. */
export function guardRemove(k: Kernel, pte: bigint): Outcome {
  expectGuards(k);
  const t = isGuard(k, pte)
    ? new Trace(0n, 'pte_clear', 'the guard is taken away')
    : new Trace(pte, 'is_guard_pte_marker', 'it is none');
  return { pte: t.value, effects: [], steps: t.steps };
}

const isGuard = (k: Kernel, pte: bigint): boolean =>
  sortOf(k, pte) === 'marker' && (pteMarkerGet(k, pteToSwpEntry(k, pte)) & markerGuard(k)) !== 0n;

function expectGuards(k: Kernel): void {
  if (!markerGuard(k)) throw rangeError(`expected a kernel that has guard regions (6.13), got ${k.name}`);
}
