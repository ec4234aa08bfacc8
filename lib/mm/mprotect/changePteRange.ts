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
import { pteToSwpEntry, swpOffset } from '../../helpers/swapEntry.ts';
import { pteSwpClearUffdWp, pteSwpMkuffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { everything, expectFamily, familyOf } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { pteMkSavedwrite } from '../common/maybeMkwrite.ts';
import { type Outcome, unchanged } from '../common/outcome.ts';
import { setSwapFlags, swapFlagsOf } from '../common/swapFlags.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';
import { mayWritePte } from './canChangePteWritable.ts';

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
 * mm/mprotect.c, change_pte_range(): the protection of a range changes; what that does to one entry. `newprot` is the protection
 * that change_protection() hands down; `folio` the page of the entry, absent for one without.
 * @throws RangeError for a word that is no entry.
 */
export function changePteRange(
  k: Kernel,
  pte: bigint,
  vma: Vma,
  newprot: bigint,
  asked: ChangeProtection,
  folio?: Folio,
): Outcome {
  const cp = possible(k, asked);
  const family = expectFamily(k, pte, everything);
  if (family === 'present') return changePresent(k, pte, vma, newprot, cp, folio);
  if (family === 'none') return changeNone(k, vma, cp);
  return changeNonpresent(k, pte, cp, folio?.anon ?? vma.anonymous);
}

/** What a kernel without the ioctl cannot be asked for does nothing. */
function possible(k: Kernel, asked: ChangeProtection): ChangeProtection {
  let cp = asked;
  if ((cp.uffdWp || cp.uffdWpResolve) && !k.has('uffdWpRange')) cp = { ...cp, uffdWp: false, uffdWpResolve: false };
  if ((cp.uffdRwp || cp.uffdRwpResolve) && !k.has('uffdRwpRange'))
    cp = { ...cp, uffdRwp: false, uffdRwpResolve: false };
  return cp;
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
  if (skip) return unchanged(old, 'change_pte_range', skip);
  const t = new Trace(k, old).apply(pteModify, 'the new protection', newprot);
  if (cp.protNuma && pteWrite(k, old) && k.does('numaSavedwrite'))
    t.apply(pteMkSavedwrite, 'the hint remembers write permission', vma.vmFlags);
  if (cp.uffdWp || cp.uffdRwp) protect(k, t);
  else if (cp.uffdWpResolve || cp.uffdRwpResolve) t.apply(pteClearUffdWp, 'the protection is resolved');
  if (vmHas(k, vma, 'uffdRwp') && pteUffdWp(k, t.value))
    t.apply(pteModify, 'the mapping traps reads too: PAGE_NONE', k.prot.PAGE_NONE);
  if (upgrades(k, t.value, vma, cp, folio)) t.apply(pteMkwrite, 'no fault is needed for writing', vma.vmFlags);
  return t.outcome(flushes(k, old, t.value) ? ['flush_tlb_page'] : []);
}

function skipped(k: Kernel, pte: bigint, cp: ChangeProtection, folio: Folio | undefined): string | undefined {
  if (cp.uffdRwp && pteProtnone(k, pte) && pteUffdWp(k, pte)) return 'the entry traps every access already';
  if (!cp.protNuma) return undefined;
  if (pteProtnone(k, pte)) return 'the entry is a hint already';
  if (!folio || folio.ksm) return 'NUMA balancing moves ordinary pages only';
  if (!folio.swapbacked && folio.dirty) return 'dirty file pages are not moved';
  return cp.numaSkips ? 'NUMA balancing leaves the page where it is' : undefined;
}

function protect(k: Kernel, t: Trace): void {
  if (!k.does('mkuffdWpWrprotects')) t.apply(pteWrprotect, 'userfaultfd is to trap writes');
  t.apply(pteMkuffdWp, 'userfaultfd is to trap access');
}

function upgrades(k: Kernel, pte: bigint, vma: Vma, cp: ChangeProtection, folio: Folio | undefined): boolean {
  if (k.does('mprotectUpgradesDirty'))
    return cp.dirtyAcct === true && pteDirty(k, pte) && (pteSoftDirty(k, pte) || !vmHas(k, vma, 'softdirty'));
  return cp.tryChangeWritable === true && !pteWrite(k, pte) && mayWritePte(k, vma, pte, folio);
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
  const t = new Trace(k, 0n);
  if (cp.uffdWp && usesMarkers(k, vma))
    t.set('make_pte_marker', makePteMarker(k, markerUffdWp(k)), 'userfaultfd is to trap writes to missing pages');
  return t.outcome();
}

/** userfaultfd_wp_use_markers() (6.4). */
const usesMarkers = (k: Kernel, vma: Vma): boolean =>
  markerUffdWp(k) !== 0n && (!vma.anonymous || (k.does('uffdWpUnpopulated') && vma.uffdWpUnpopulated));

function changeNonpresent(k: Kernel, old: bigint, cp: ChangeProtection, anon: boolean): Outcome {
  const resolve = cp.uffdWpResolve || cp.uffdRwpResolve;
  if (familyOf(k, old) === 'marker') return changeMarker(k, old, resolve === true);
  const t = new Trace(k, old);
  losesWrite(k, t, old, anon);
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
    setSwapFlags(t, { softDirty: false, uffdWp }); // soft-dirty is dropped on purpose
  } else if (isWritableDeviceExclusiveEntry(k, entry) && !k.does('deviceExclusiveWritableOnly')) {
    t.become(makeReadableDeviceExclusiveEntry, offset, loses);
    setSwapFlags(t, { softDirty, uffdWp });
  }
}
