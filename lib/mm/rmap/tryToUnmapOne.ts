import { makeHwpoisonEntry } from '../../helpers/markers.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pteDirty, pteMkold, ptePfn, ptePresent, pteYoung } from '../../helpers/pgtable.ts';
import { pteToSwpEntry, swpEntryToPte } from '../../helpers/swapEntry.ts';
import { pteSwpMkexclusive } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { isAnonExclusive, staysExclusive } from '../common/anonExclusive.ts';
import { entryPfn } from '../common/entryPfn.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { called } from '../common/kernelNames.ts';
import type { ManyOutcome } from '../common/manyOutcome.ts';
import { type Effect, unchanged, type WalkOutcome } from '../common/outcome.ts';
import { isMany } from '../common/pages.ts';
import { clearFlush, quietMm } from '../common/ptepClearFlush.ts';
import { carrySwapFlags } from '../common/swapFlags.ts';
import { type SwapSlot, slotEntry } from '../common/swapSlot.ts';
import { Trace } from '../common/trace.ts';
import type { Mm, Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';
import { leaveMarker } from '../memory/pteInstallUffdWpIfNeeded.ts';
import { unmapMany } from './unmapMany.ts';

/** Why the page goes, and what only the running kernel knows. */
export interface Unmapping {
  /** Where the page has been put. Needed where an anonymous page goes out to swap. Of many pages it is the first one's. */
  readonly slot?: SwapSlot;
  /** TTU_HWPOISON: a page with a hardware error leaves a hwpoison entry. Kernels without the flag always do that. */
  readonly ttuHwpoison?: boolean;
  /** TTU_IGNORE_HWPOISON, on kernels without TTU_HWPOISON. */
  readonly ttuIgnoreHwpoison?: boolean;
  /** TTU_IGNORE_MLOCK. */
  readonly ttuIgnoreMlock?: boolean;
  /**
   * TTU_IGNORE_ACCESS, while there was such a flag: a young entry goes too. Reclaim alone does without; who unmaps a page with a
   * hardware error says it.
   */
  readonly ttuIgnoreAccess?: boolean;
  /** Somebody besides the mappings and reclaim holds a reference; matters after MADV_FREE. */
  readonly referenced?: boolean;
  /** The page is in the swap cache and not swapbacked, or the other way round: the kernel warns. */
  readonly stray?: boolean;
  /** The slot cannot be shared any more: swap_duplicate() fails. */
  readonly slotFull?: boolean;
  /** A shared hugetlb mapping: hugetlb_vma_trylock_write() fails. */
  readonly hugetlbBusy?: boolean;
  readonly mm?: Mm;
}

/** What became of entries of one folio under a walk over all its mappings. */
export interface ManyWalked extends ManyOutcome {
  /** What the walker returns: false ends the walk, and what it has not reached stays. */
  readonly returned: boolean;
}

/**
 * mm/rmap.c, try_to_unmap_one(): a page is taken away by reclaim or because of a hardware error. A page after MADV_FREE is an
 * anonymous `folio` that is not `swapbacked`. Where the page cannot be unmapped the old entry stays and `returned` is false.
 *
 * False is returned for locked memory, a young entry, a busy hugetlb mapping, a stray page, MADV_FREE that has been overtaken, a
 * full slot and a pin; arch_unmap_one() never fails on x86. Not modelled: shared page tables of hugetlb (the table goes, true),
 * and TTU_MUNLOCK. Huge pages after MADV_FREE: unmapHugePmdLocked(); others are split first. With TTU_MIGRATION it is tryToMigrateOne().
 * @throws RangeError unless `pte` is present or device-exclusive, and for a slot that is not one of a swap area; TypeError
 *   where a slot is needed and there is none.
 */
export function tryToUnmapOne(k: Kernel, pte: Pte, vma: Vma, folio: Folio, how?: Unmapping): WalkOutcome;
/** try_to_unmap_one() (mm/rmap.c) of the entries of consecutive pages of one folio; those that map none of it are passed over. */
export function tryToUnmapOne(k: Kernel, ptes: readonly bigint[], vma: Vma, folio: Folio, how?: Unmapping): ManyWalked;
export function tryToUnmapOne(
  k: Kernel,
  pte: Pte | readonly bigint[],
  vma: Vma,
  folio: Folio,
  how: Unmapping = {},
): WalkOutcome | ManyWalked {
  if (isMany(pte)) return unmapMany(k, pte, vma, folio, how, unmapOne);
  expectFamily(k, pte, ['present', 'deviceExclusive']);
  return unmapOne(k, pte, vma, folio, how);
}

function unmapOne(k: Kernel, pte: Pte, vma: Vma, folio: Folio, how: Unmapping): WalkOutcome {
  const refused = refusal(k, pte, vma, folio, how);
  if (refused) return refused;
  // Where the kernel does not look, device-exclusive entries are taken for present ones
  const present = ptePresent(k, pte) || !k.does('unmapKnowsDeviceExclusive');
  const dirty = present && pteDirty(k, pte);
  const effects: Effect[] = [...clearFlush(k, pte, how.mm ?? quietMm)];
  if (dirty) effects.push('folio_mark_dirty');
  const t = Trace.from(k, present ? 'ptep_clear_flush' : 'pte_clear', 0n, 'the page must not change any more');
  t.follow(leaveMarker(k, vma, pte));

  let returned = true;
  if (leavesPoison(k, folio, how)) {
    const pfn = present ? ptePfn(k, pte) : entryPfn(k, pteToSwpEntry(k, pte));
    t.become(makeHwpoisonEntry, pfn, 'the page has a hardware error');
  } else if (folio.anon && how.stray) returned = strayed(k, t, pte);
  else if (folio.anon && folio.swapbacked) returned = swapOut(k, t, pte, present, folio, how, effects);
  else if (folio.anon) returned = discard(k, t, pte, vma, folio.dirty || dirty, how);
  return t.outcome(effects, { returned });
}

/** What keeps the entry where it is before it is cleared. */
function refusal(k: Kernel, pte: Pte, vma: Vma, folio: Folio, how: Unmapping): WalkOutcome | undefined {
  const no = { returned: false };
  if (vmHas(vma, k.vm.locked) && !how.ttuIgnoreMlock)
    return unchanged(pte, 'mlock_vma_folio', 'locked memory stays mapped', no);
  if (how.hugetlbBusy && !folio.anon && k.does('hugetlbTakesVmaLock'))
    return unchanged(pte, 'hugetlb_vma_trylock_write', 'someone else has locked the mapping', no);
  const spares = k.does('unmapSparesYoung') && !(how.ttuIgnoreAccess ?? folio.hwpoison);
  if (!spares || !pteYoung(k, pte)) return undefined;
  const t = Trace.from(k, 'ptep_clear_flush_young_notify', pteMkold(k, pte), 'the page is in use: it stays this time');
  return t.outcome([], no);
}

const leavesPoison = (k: Kernel, folio: Folio, how: Unmapping): boolean =>
  folio.hwpoison &&
  k.config.memoryFailure &&
  (k.does('unmapPoisonsOnRequest') ? how.ttuHwpoison === true : how.ttuIgnoreHwpoison !== true);

const putBack = (t: Trace, old: bigint, why: string): false => {
  t.set('set_pte_at', old, why);
  return false;
};

function strayed(k: Kernel, t: Trace, old: bigint): false {
  const why = 'the page is not in the swap cache as it should be';
  if (!k.does('unmapLosesStrayPage')) return putBack(t, old, why);
  t.set('WARN_ON_ONCE', t.value, why); // a marker for uffd-wp may be left
  return false;
}

function swapOut(
  k: Kernel,
  t: Trace,
  old: bigint,
  present: boolean,
  folio: Folio,
  { slot, slotFull }: Unmapping,
  effects: Effect[],
): boolean {
  const entry = slotEntry(k, slot);
  if (slotFull) return putBack(t, old, 'swap_duplicate() fails');
  if (staysExclusive(k, folio)) return putBack(t, old, `${called(k, 'tryShareAnonRmapPte')} fails: the page is pinned`);
  t.set('swp_entry_to_pte', swpEntryToPte(k, entry), 'where the page is now');
  if (isAnonExclusive(k, folio)) {
    effects.push('clear exclusive');
    t.apply(pteSwpMkexclusive, 'this process alone has the page');
  }
  carrySwapFlags(k, t, old, present);
  return true;
}

/** A page after MADV_FREE is dropped if nobody has written to it or holds it. */
function discard(k: Kernel, t: Trace, old: bigint, vma: Vma, dirty: boolean, how: Unmapping): boolean {
  const held = how.referenced === true && k.does('lazyfreeCountsReferences');
  if (!held && (!dirty || vmHas(vma, k.vm.droppable))) return true;
  return putBack(t, old, held ? 'someone holds the page' : 'the page has been written to again');
}
