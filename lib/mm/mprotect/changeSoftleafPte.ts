/** Protection changes of entries that map nothing: mm/mprotect.c, change_softleaf_pte() (7.1; inside change_pte_range() before). */
import {
  isWritableDeviceExclusiveEntry,
  isWritableDevicePrivateEntry,
  makeReadableDeviceExclusiveEntry,
  makeReadableDevicePrivateEntry,
} from '../../helpers/deviceEntries.ts';
import { makePteMarker, markerGuard, markerPoisoned, markerUffdWp, pteMarkerGet } from '../../helpers/markers.ts';
import {
  isWritableMigrationEntry,
  makeReadableExclusiveMigrationEntry,
  makeReadableMigrationEntry,
} from '../../helpers/migrationEntries.ts';
import { pteToSwpEntry, swpOffset } from '../../helpers/swapEntry.ts';
import { pteSwpClearUffdWp, pteSwpMkuffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { familyOf } from '../common/family.ts';
import { type Outcome, unchanged } from '../common/outcome.ts';
import { setSwapFlags, swapFlagsOf } from '../common/swapFlags.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import type { ChangeProtection } from './changeProtection.ts';

/** An empty entry: only userfaultfd is interested in it. */
export function changeNone(k: Kernel, vma: Vma, cp: ChangeProtection): Outcome {
  const t = new Trace(k, 0n);
  if (cp.uffdWp && usesMarkers(k, vma))
    t.set('make_pte_marker', makePteMarker(k, markerUffdWp(k)), 'userfaultfd is to trap writes to missing pages');
  return t.outcome();
}

/** userfaultfd_wp_use_markers() (6.4), which asks for the registration too. */
export function usesMarkers(k: Kernel, vma: Vma): boolean {
  if (!k.does('uffdWpUnpopulated')) return markerUffdWp(k) !== 0n && !vma.anonymous;
  return vmHas(vma, k.vm.uffdWp) && (!vma.anonymous || vma.uffdWpUnpopulated);
}

/** An entry that is neither empty nor present; `anon` says what kind of page a migration entry stands for. */
export function changeSoftleafPte(k: Kernel, old: bigint, cp: ChangeProtection, anon: boolean): Outcome {
  const resolve = cp.uffdWpResolve || cp.uffdRwpResolve;
  if (familyOf(k, old) === 'marker') return changeMarker(k, old, resolve === true);
  const t = new Trace(k, old);
  losesWrite(k, t, old, anon);
  if (k.does('uffdSwapV3')) return t.outcome();
  if (cp.uffdWp || cp.uffdRwp) t.apply(pteSwpMkuffdWp, 'userfaultfd is to trap access');
  else if (resolve) t.apply(pteSwpClearUffdWp, 'the protection is resolved');
  return t.outcome();
}

function changeMarker(k: Kernel, old: bigint, resolve: boolean): Outcome {
  const marker = pteMarkerGet(k, pteToSwpEntry(k, old));
  const stays = marker & (markerPoisoned(k) | markerGuard(k));
  if (stays || !resolve) return unchanged(old, 'change_pte_range', 'the marker stays');
  return Trace.from(k, 'pte_clear', 0n, 'the protection is resolved').outcome();
}

const loses = 'the entry loses write permission';

/** Every pass over a range takes write permission from entries that can only get it back by a fault. */
function losesWrite(k: Kernel, t: Trace, old: bigint, anon: boolean): void {
  const entry = pteToSwpEntry(k, old);
  const offset = swpOffset(k, entry);
  const { softDirty, uffdWp } = swapFlagsOf(k, old);
  if (isWritableMigrationEntry(k, entry)) {
    if (anon && k.does('anonExclusive')) t.become(makeReadableExclusiveMigrationEntry, offset, loses);
    else t.become(makeReadableMigrationEntry, offset, loses);
    setSwapFlags(t, { softDirty, uffdWp: uffdWp && k.does('mprotectMigrationKeepsUffdWp') });
  } else if (isWritableDevicePrivateEntry(k, entry)) {
    t.become(makeReadableDevicePrivateEntry, offset, loses);
    setSwapFlags(t, { softDirty: false, uffdWp: uffdWp && !k.does('uffdSwapV3') }); // soft-dirty is dropped on purpose
  } else if (isWritableDeviceExclusiveEntry(k, entry) && !k.does('deviceExclusiveWritableOnly')) {
    t.become(makeReadableDeviceExclusiveEntry, offset, loses);
    setSwapFlags(t, { softDirty, uffdWp });
  }
}
