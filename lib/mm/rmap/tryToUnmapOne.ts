import { makeHwpoisonEntry } from '../../helpers/markers.ts';
import { pteDirty, ptePfn, ptePresent } from '../../helpers/pgtable.ts';
import { pteToSwpEntry, swpEntryToPte } from '../../helpers/swapEntry.ts';
import { pteSwpMkexclusive } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { isAnonExclusive, staysExclusive } from '../common/anonExclusive.ts';
import { entryPfn } from '../common/entryPfn.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { called } from '../common/kernelNames.ts';
import type { Effect, WalkOutcome } from '../common/outcome.ts';
import { clearFlush, quietMm } from '../common/ptepClearFlush.ts';
import { carrySwapFlags } from '../common/swapFlags.ts';
import { type SwapSlot, slotEntry } from '../common/swapSlot.ts';
import { Trace } from '../common/trace.ts';
import type { Mm, Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';
import { leaveMarker } from '../memory/pteInstallUffdWpIfNeeded.ts';

/** Why the page goes, and what only the running kernel knows. */
export interface Unmapping {
  /** Where the page has been put. Needed where an anonymous page goes out to swap. */
  readonly slot?: SwapSlot;
  /** TTU_HWPOISON: a page with a hardware error leaves a hwpoison entry. Kernels without the flag always do that. */
  readonly ttuHwpoison?: boolean;
  /** TTU_IGNORE_HWPOISON, on kernels without TTU_HWPOISON. */
  readonly ttuIgnoreHwpoison?: boolean;
  /** TTU_IGNORE_MLOCK. */
  readonly ttuIgnoreMlock?: boolean;
  /** Somebody besides the mappings and reclaim holds a reference; matters after MADV_FREE. */
  readonly referenced?: boolean;
  readonly mm?: Mm;
}

/**
 * mm/rmap.c, try_to_unmap_one(): a page is taken away by reclaim or because of a hardware error. A page after MADV_FREE is an
 * anonymous `folio` that is not `swapbacked`. Where the page cannot be unmapped the old entry stays and `returned` is false.
 * @throws RangeError unless `pte` is present or device-exclusive, and for a slot that is not one of a swap area; TypeError
 *   where a slot is needed and there is none.
 */
export function tryToUnmapOne(k: Kernel, pte: bigint, vma: Vma, folio: Folio, how: Unmapping = {}): WalkOutcome {
  expectFamily(k, pte, ['present', 'deviceExclusive']);
  if (vmHas(k, vma, 'locked') && !how.ttuIgnoreMlock) {
    const t = Trace.from(k, 'mlock_vma_folio', pte, 'locked memory stays mapped');
    return { pte, returned: false, effects: [], steps: t.steps };
  }
  // Before 6.15 device-exclusive entries are taken for present ones
  const present = ptePresent(k, pte) || !k.does('rmapKnowsDeviceExclusive');
  const dirty = present && pteDirty(k, pte);
  const effects: Effect[] = [...clearFlush(k, pte, how.mm ?? quietMm)];
  if (dirty) effects.push('folio_mark_dirty');
  const t = Trace.from(k, present ? 'ptep_clear_flush' : 'pte_clear', 0n, 'the page must not change any more');
  t.follow(leaveMarker(k, vma, pte));

  let returned = true;
  if (leavesPoison(k, folio, how)) {
    const pfn = present ? ptePfn(k, pte) : entryPfn(k, pteToSwpEntry(k, pte));
    t.become(makeHwpoisonEntry, pfn, 'the page has a hardware error');
  } else if (folio.anon && folio.swapbacked) returned = swapOut(k, t, pte, present, folio, how, effects);
  else if (folio.anon) returned = discard(k, t, pte, vma, folio.dirty || dirty, how);
  return t.outcome(effects, { returned });
}

const leavesPoison = (k: Kernel, folio: Folio, how: Unmapping): boolean =>
  folio.hwpoison &&
  k.config.memoryFailure &&
  (k.does('unmapPoisonsOnRequest') ? how.ttuHwpoison === true : how.ttuIgnoreHwpoison !== true);

function swapOut(
  k: Kernel,
  t: Trace,
  old: bigint,
  present: boolean,
  folio: Folio,
  { slot }: Unmapping,
  effects: Effect[],
): boolean {
  const entry = slotEntry(k, slot);
  if (staysExclusive(k, folio)) {
    t.set('set_pte_at', old, `${called(k, 'tryShareAnonRmapPte')} fails: the page is pinned`);
    return false;
  }
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
  if (!how.referenced && (!dirty || vmHas(k, vma, 'droppable'))) return true;
  t.set('set_pte_at', old, how.referenced ? 'someone holds the page' : 'the page has been written to again');
  return false;
}
