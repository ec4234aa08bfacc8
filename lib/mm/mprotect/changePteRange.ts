/** mm/mprotect.c, change_pte_range(): the protection of a range changes; what that does to one entry. */

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
import {
  pteClearSoftDirty,
  pteClearUffdWp,
  pteDirty,
  pteMkclean,
  pteMkold,
  pteMkuffdWp,
  pteMkwrite,
  pteModify,
  pteProtnone,
  pteSame,
  pteSoftDirty,
  pteUffdWp,
  pteWrite,
  pteWrprotect,
} from '../../helpers/pgtable.ts';
import { pteToSwpEntry, swpEntryToPte, swpOffset } from '../../helpers/swapEntry.ts';
import { pteSwpClearUffdWp, pteSwpSoftDirty, pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { everything, expectSort, sortOf } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { called } from '../common/functionNames.ts';
import type { Effect, Outcome } from '../common/outcome.ts';
import { mkswpSoftDirty, mkswpUffdWp } from '../common/swapFlags.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';
import { canChangePteWritable } from './canChangePteWritable.ts';

/** MM_CP_ flags, and what only the running kernel knows. */
export interface ChangeProtection {
  /** MM_CP_DIRTY_ACCT (to 5.19): dirty entries may become writable. */
  readonly dirtyAcct?: boolean;
  /** MM_CP_TRY_CHANGE_WRITABLE (6.0). */
  readonly tryChangeWritable?: boolean;
  /** MM_CP_PROT_NUMA. */
  readonly protNuma?: boolean;
  readonly uffdWp?: boolean;
  readonly uffdWpResolve?: boolean;
  /** MM_CP_UFFD_RWP and its end (7.3). */
  readonly uffdRwp?: boolean;
  readonly uffdRwpResolve?: boolean;
  /** NUMA balancing passes the page over: by its node, its users or a pin, which no entry shows. */
  readonly numaSkips?: boolean;
}

/**
 * `newprot` is the protection that change_protection() hands down; `folio` the page of the entry, absent for one without.
 * @throws RangeError for a word that is no entry.
 */
export function changePteRange(
  k: Kernel,
  pte: bigint,
  vma: Vma,
  newprot: bigint,
  cp: ChangeProtection,
  folio?: Folio,
): Outcome {
  const sort = expectSort(k, pte, everything);
  if (sort === 'present') return changePresent(k, pte, vma, newprot, cp, folio);
  if (sort === 'none') return changeNone(k, vma, cp);
  return changeNonpresent(k, pte, cp, folio?.anon ?? vma.anonymous);
}

function changePresent(
  k: Kernel,
  old: bigint,
  vma: Vma,
  newprot: bigint,
  cp: ChangeProtection,
  folio: Folio | undefined,
): Outcome {
  const skip = skipped(k, old, cp, folio);
  if (skip) return outcome(new Trace(old, 'change_pte_range', skip));
  const t = new Trace(pteModify(k, old, newprot), 'pte_modify', 'the new protection');
  if (cp.protNuma && pteWrite(k, old) && k.does('numaSavedwrite'))
    t.apply('pte_mk_savedwrite', (e) => pteMkwrite(k, e, vma.vmFlags), 'the hint remembers write permission');
  if (cp.uffdWp || cp.uffdRwp) protect(k, t);
  else if (cp.uffdWpResolve || cp.uffdRwpResolve)
    t.apply(called(k, 'pteClearUffdWp'), (e) => pteClearUffdWp(k, e), 'the protection is resolved');
  if (vmHas(k, vma, 'uffdRwp') && pteUffdWp(k, t.value))
    t.apply('pte_modify', (e) => pteModify(k, e, k.prot.PAGE_NONE), 'the mapping traps reads too: PAGE_NONE');
  if (upgrades(k, t.value, vma, cp, folio))
    t.apply('pte_mkwrite', (e) => pteMkwrite(k, e, vma.vmFlags), 'no fault is needed for writing');
  return outcome(t, flushes(k, old, t.value) ? ['flush_tlb_page'] : []);
}

const outcome = (t: Trace, effects: readonly Effect[] = []): Outcome => ({ pte: t.value, effects, steps: t.steps });

function skipped(k: Kernel, pte: bigint, cp: ChangeProtection, folio: Folio | undefined): string | undefined {
  if (cp.uffdRwp && pteProtnone(k, pte) && pteUffdWp(k, pte)) return 'the entry traps every access already';
  if (!cp.protNuma) return undefined;
  if (pteProtnone(k, pte)) return 'the entry is a hint already';
  if (!folio || folio.ksm) return 'NUMA balancing moves ordinary pages only';
  if (!folio.swapbacked && folio.dirty) return 'dirty file pages are not moved';
  return cp.numaSkips ? 'NUMA balancing leaves the page where it is' : undefined;
}

function protect(k: Kernel, t: Trace): void {
  if (!k.does('mkuffdWpWrprotects'))
    t.apply('pte_wrprotect', (e) => pteWrprotect(k, e), 'userfaultfd is to trap writes');
  t.apply(called(k, 'pteMkuffdWp'), (e) => pteMkuffdWp(k, e), 'userfaultfd is to trap access');
}

function upgrades(k: Kernel, pte: bigint, vma: Vma, cp: ChangeProtection, folio: Folio | undefined): boolean {
  if (k.does('mprotectUpgradesDirty'))
    return cp.dirtyAcct === true && pteDirty(k, pte) && (pteSoftDirty(k, pte) || !vmHas(k, vma, 'softdirty'));
  return cp.tryChangeWritable === true && !pteWrite(k, pte) && canChangePteWritable(k, vma, pte, folio);
}

/** A TLB may hold something of the old entry that the new one does not allow. */
function flushes(k: Kernel, old: bigint, now: bigint): boolean {
  if (!k.does('flushesIfNeeded')) return true;
  if (pteProtnone(k, old)) return false; // no TLB ever held it
  return !pteSame(k, cacheable(k, old, old), cacheable(k, now, old));
}

/** What a TLB can hold of an entry: neither Accessed nor software bits, and Dirty only if it can go away. */
function cacheable(k: Kernel, pte: bigint, old: bigint): bigint {
  const hard = pteMkold(k, pteClearSoftDirty(k, pteClearUffdWp(k, pte)));
  return pteDirty(k, old) ? hard : pteMkclean(k, hard);
}

function changeNone(k: Kernel, vma: Vma, cp: ChangeProtection): Outcome {
  const t = new Trace(0n);
  if (cp.uffdWp && usesMarkers(k, vma))
    t.set('make_pte_marker', makePteMarker(k, markerUffdWp(k)), 'userfaultfd is to trap writes to missing pages');
  return outcome(t);
}

/** userfaultfd_wp_use_markers() (6.4). */
const usesMarkers = (k: Kernel, vma: Vma): boolean =>
  markerUffdWp(k) !== 0n && (!vma.anonymous || (k.does('uffdWpUnpopulated') && vma.uffdWpUnpopulated));

function changeNonpresent(k: Kernel, old: bigint, cp: ChangeProtection, anon: boolean): Outcome {
  const resolve = cp.uffdWpResolve || cp.uffdRwpResolve;
  if (sortOf(k, old) === 'marker') return changeMarker(k, old, resolve === true);
  const t = new Trace(old);
  losesWrite(k, t, old, anon);
  if (cp.uffdWp || cp.uffdRwp) mkswpUffd(k, t);
  else if (resolve)
    t.apply(called(k, 'pteSwpClearUffdWp'), (e) => pteSwpClearUffdWp(k, e), 'the protection is resolved');
  return outcome(t);
}

function mkswpUffd(k: Kernel, t: Trace): void {
  const marked = new Trace(t.value);
  mkswpUffdWp(k, marked, 'pte');
  t.set(called(k, 'pteSwpMkuffdWp'), marked.value, 'userfaultfd is to trap access');
}

function changeMarker(k: Kernel, old: bigint, resolve: boolean): Outcome {
  const marker = pteMarkerGet(k, pteToSwpEntry(k, old));
  const stays = marker & (markerPoisoned(k) | markerGuard(k));
  if (stays || !resolve) return outcome(new Trace(old, 'change_pte_range', 'the marker stays'));
  return outcome(new Trace(0n, 'pte_clear', 'the protection is resolved'));
}

/** Every pass over a range takes write permission from entries that can only get it back by a fault. */
function losesWrite(k: Kernel, t: Trace, old: bigint, anon: boolean): void {
  const entry = pteToSwpEntry(k, old);
  const offset = swpOffset(k, entry);
  if (isWritableMigrationEntry(k, entry)) {
    if (anon && k.does('anonExclusive'))
      rewrite(k, t, 'make_readable_exclusive_migration_entry', makeReadableExclusiveMigrationEntry(k, offset));
    else rewrite(k, t, called(k, 'makeReadableMigrationEntry'), makeReadableMigrationEntry(k, offset));
    if (pteSwpSoftDirty(k, old)) mkswpSoftDirty(k, t, 'pte');
    if (pteSwpUffdWp(k, old) && k.does('mprotectMigrationKeepsUffdWp')) mkswpUffdWp(k, t, 'pte');
  } else if (isWritableDevicePrivateEntry(k, entry)) {
    rewrite(k, t, called(k, 'makeReadableDevicePrivateEntry'), makeReadableDevicePrivateEntry(k, offset));
    if (pteSwpUffdWp(k, old)) mkswpUffdWp(k, t, 'pte'); // soft-dirty is dropped on purpose
  } else if (isWritableDeviceExclusiveEntry(k, entry) && !k.does('deviceExclusiveWritableOnly')) {
    rewrite(k, t, 'make_readable_device_exclusive_entry', makeReadableDeviceExclusiveEntry(k, offset));
    if (pteSwpSoftDirty(k, old)) mkswpSoftDirty(k, t, 'pte');
    if (pteSwpUffdWp(k, old)) mkswpUffdWp(k, t, 'pte');
  }
}

const rewrite = (k: Kernel, t: Trace, did: string, entry: bigint) =>
  t.set(did, swpEntryToPte(k, entry), 'the entry loses write permission');
