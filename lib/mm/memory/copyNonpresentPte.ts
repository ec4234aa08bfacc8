/** fork() copies an entry that is not present. */

import { isWritableDevicePrivateEntry, makeReadableDevicePrivateEntry } from '../../helpers/deviceEntries.ts';
import {
  isProposedMarker,
  makePteMarker,
  markerGuard,
  markerPoisoned,
  markerUffdWp,
  pteMarkerGet,
} from '../../helpers/markers.ts';
import type { Pte } from '../../helpers/marks.ts';
import {
  isReadableMigrationEntry,
  isWritableMigrationEntry,
  makeReadableMigrationEntry,
} from '../../helpers/migrationEntries.ts';
import { pteToSwpEntry, swpOffset } from '../../helpers/swapEntry.ts';
import { pteSwpClearExclusive, pteSwpClearUffdWp, pteSwpExclusive, pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily, type Family, nonpresent } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { type Effect, type Outcome, unchanged } from '../common/outcome.ts';
import { carrySwapFlags, setSwapFlags } from '../common/swapFlags.ts';
import { Trace } from '../common/trace.ts';
import { isCowMapping, isUffdProtected, type Vma, vmHas } from '../common/vma.ts';
import { restoreExclusive } from './restoreExclusivePte.ts';

/** What fork made of an entry: `pte` is the child's. */
export interface ForkOutcome extends Outcome {
  /** The parent's entry, which fork may change too. */
  readonly parent: bigint;
  /** The parent's entry has become present, and is to be copied as such. */
  readonly again?: boolean;
  /** What ends the copying, whereupon fork() fails with -ENOMEM; absent where it goes on. */
  readonly returned?: '-EHWPOISON' | '-EBUSY';
}

/**
 * mm/memory.c, copy_nonpresent_pte() (copy_one_pte() to 5.8): fork copies an entry that is neither empty nor present. `src` and `dst`
 * are the mappings of parent and child; `folio` the page, which matters to device-exclusive entries: `busy` says that it is locked by
 * somebody, for which fork does not wait (-EBUSY). No migration is waited for.
 *
 * Not modelled: a swap count that needs another page (the kernel's function returns the entry or -EIO, and fork comes again or
 * fails with -ENOMEM).
 * @throws RangeError if `pte` is present or empty.
 */
export function copyNonpresentPte(k: Kernel, pte: Pte, src: Vma, dst: Vma, folio?: Folio, busy = false): ForkOutcome {
  const family = expectFamily(k, pte, nonpresent);
  if (family === 'marker') return copyMarker(k, pte, dst);
  if (family === 'deviceExclusive' && busy)
    return unchanged(0n, 'try_restore_exclusive_pte', 'the page is locked', { parent: pte, returned: '-EBUSY' });
  if (family === 'deviceExclusive' && folio) {
    const restored = restoreExclusive(k, pte, src, folio);
    return { ...restored, pte: 0n, parent: restored.pte, again: true };
  }
  const t = new Trace(k, pte);
  share(k, t, family, dst);
  const parent = t.value;
  if (k.does('forkFiltersUffdWp') && !isUffdProtected(k, dst) && pteSwpUffdWp(k, t.value))
    t.apply(pteSwpClearUffdWp, 'the child is not registered');
  const effects: Effect[] = family === 'devicePrivate' && k.does('anonExclusive') ? ['clear exclusive'] : [];
  return t.outcome(effects, { parent });
}

/** What both entries become, since two processes have the page from now on. */
function share(k: Kernel, t: Trace, family: Family, dst: Vma): void {
  const why = 'two processes share the page now';
  const pte = t.value;
  const entry = pteToSwpEntry(k, pte);
  if (family === 'swap' && k.does('anonExclusive') && pteSwpExclusive(k, pte)) t.apply(pteSwpClearExclusive, why);
  if (!isCowMapping(k, dst)) return;
  if (family === 'migration' && sharesMigration(k, entry)) {
    t.become(makeReadableMigrationEntry, swpOffset(k, entry), why);
    carrySwapFlags(k, t, pte, false);
  } else if (family === 'devicePrivate' && isWritableDevicePrivateEntry(k, entry)) {
    t.become(makeReadableDevicePrivateEntry, swpOffset(k, entry), why);
    const uffdWp = pteSwpUffdWp(k, pte) && !k.does('uffdSwapV3');
    setSwapFlags(t, { softDirty: false, uffdWp }); // soft-dirty is dropped on purpose
  }
}

/** Before 5.19 only writable migration entries say that the page is one process's alone. */
export const sharesMigration = (k: Kernel, entry: bigint): boolean =>
  k.does('anonExclusive') ? !isReadableMigrationEntry(k, entry) : isWritableMigrationEntry(k, entry);

/** include/linux/mm_inline.h, copy_pte_marker() (6.6): what the child of fork() gets of a marker. */
export function copyMarker(k: Kernel, pte: Pte, dst: Vma): ForkOutcome {
  const marker = pteMarkerGet(k, pteToSwpEntry(k, pte));
  const errors = marker & (markerPoisoned(k) | markerGuard(k));
  const armed = vmHas(dst, k.vm.uffdWp);
  const child = (value: bigint, why: string): ForkOutcome =>
    unchanged(value, 'copy_nonpresent_pte', why, { parent: pte });
  if (isProposedMarker(k, pte) && !armed) return child(0n, 'the child is not registered');
  if (!k.does('forkFiltersMarker')) return child(pte, 'every marker is copied');
  if (!k.does('forkReencodesMarker'))
    return errors || armed ? child(pte, 'the marker is the child’s too') : child(0n, 'the child is not registered');
  const kept = errors | (armed ? marker & markerUffdWp(k) : 0n);
  return kept ? child(makePteMarker(k, kept), 'what the child inherits') : child(0n, 'the child inherits nothing');
}
