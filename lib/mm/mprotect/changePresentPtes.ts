/** The protection of present entries changes: mm/mprotect.c, change_present_ptes() (7.1; inside change_pte_range() before). */
import type { Pte } from '../../helpers/marks.ts';
import {
  pteAccessible,
  pteAdvancePfn,
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
import type { Kernel } from '../../kernel/kernel.ts';
import type { Folio } from '../common/folio.ts';
import { folioPteBatch, mergeYoungDirty } from '../common/folioPteBatch.ts';
import { pteMkSavedwrite } from '../common/maybeMkwrite.ts';
import { type Outcome, unchanged } from '../common/outcome.ts';
import { quietMm } from '../common/ptepClearFlush.ts';
import { Trace } from '../common/trace.ts';
import { isCowMapping, type Vma, vmHas } from '../common/vma.ts';
import { whyNotWritable } from './canChangePteWritable.ts';
import type { ChangeProtection } from './changeProtection.ts';

/** Entries that change together get Accessed and Dirty of all. `folioOf` gives the page of an entry by its place. */
export function changePresentPtes(
  k: Kernel,
  ptes: readonly bigint[],
  vma: Vma,
  newprot: bigint,
  cp: ChangeProtection,
  folioOf: (i: number) => Folio | undefined,
): Outcome[] {
  const [first = 0n, ...rest] = ptes;
  const merged = mergeYoungDirty(k, first, rest);
  return ptes.map((pte, i) => {
    const skip = skipped(k, pte, vma, cp, folioOf(i));
    if (skip) return unchanged(pte, 'change_pte_range', skip);
    return changePresent(k, pte, pteAdvancePfn(k, merged, i), vma, newprot, cp, folioOf(i));
  });
}

/** How many entries change together from the one at `from` on, which is present. A page that is no folio has none beside it. */
export const presentBatch = (k: Kernel, ptes: readonly bigint[], from: number, folio: Folio | undefined): number =>
  folio && k.does('mprotectBatches') ? folioPteBatch(k, ptes, from, { softDirty: true, write: true }) : 1;

function changePresent(
  k: Kernel,
  found: bigint,
  old: bigint,
  vma: Vma,
  newprot: bigint,
  cp: ChangeProtection,
  folio: Folio | undefined,
): Outcome {
  const t = new Trace(k, found);
  if (found !== old) t.set('modify_prot_start_ptes', old, 'a page that changes with this one is young or dirty');
  t.apply(pteModify, 'the new protection', newprot);
  if (cp.protNuma && pteWrite(k, old) && k.does('numaSavedwrite') && !k.does('numaForgetsWrite'))
    t.apply(pteMkSavedwrite, 'the hint remembers write permission', vma.vmFlags);
  if (cp.uffdWp || cp.uffdRwp) protect(k, t);
  else if (cp.uffdWpResolve || cp.uffdRwpResolve) t.apply(pteClearUffdWp, 'the protection is resolved');
  if (vmHas(vma, k.vm.uffdRwp) && pteUffdWp(k, t.value))
    t.apply(pteModify, 'the mapping traps reads too: PAGE_NONE', k.prot.PAGE_NONE);
  upgrade(k, t, vma, cp, folio);
  return t.outcome(flushes(k, old, t.value) ? ['flush_tlb_page'] : []);
}

function skipped(k: Kernel, pte: Pte, vma: Vma, cp: ChangeProtection, folio?: Folio): string | undefined {
  if (cp.uffdRwp && pteProtnone(k, pte) && pteUffdWp(k, pte)) return 'the entry traps every access already';
  if (!cp.protNuma) return undefined;
  if (pteProtnone(k, pte)) return 'the entry is a hint already';
  return numaLeaves(k, vma, folio) ?? (cp.numaSkips ? 'NUMA balancing leaves the page where it is' : undefined);
}

/** mm/mempolicy.c, folio_can_map_prot_numa() (6.19; inside change_pte_range() before): why no hint is wanted, as far as a page tells. */
export function numaLeaves(k: Kernel, vma: Vma, folio: Folio | undefined): string | undefined {
  if (!folio || folio.ksm) return 'NUMA balancing moves ordinary pages only';
  if (folio.fsdax || (folio.devicePublic && k.does('devicePublicIsMapped'))) return 'a device has the page'; // no page to vm_normal_page()
  if (folio.deviceCoherent && k.does('numaSkipsDevicePages')) return 'a device has the page';
  if (folio.pinned && k.does('numaSkipsAllPinned')) return 'a pinned page cannot be moved';
  if (isCowMapping(k, vma)) {
    if (folio.mappedShared) return 'two processes share the page';
    if (folio.pinned && k.does('numaSkipsReferenced')) return 'a pinned page cannot be moved';
    if (k.does('numaCountsReferences') && (folio.referenced || !folio.anon)) return 'someone else refers to the page';
  }
  return !folio.swapbacked && folio.dirty ? 'dirty file pages are not moved' : undefined;
}

function protect(k: Kernel, t: Trace): void {
  if (!k.does('mkuffdWpWrprotects')) t.apply(pteWrprotect, 'userfaultfd is to trap writes');
  t.apply(pteMkuffdWp, 'userfaultfd is to trap access');
}

/** The entry becomes writable where that needs no fault; a refusal of the function that is asked stays in the trace. */
function upgrade(k: Kernel, t: Trace, vma: Vma, cp: ChangeProtection, folio: Folio | undefined): void {
  const old = k.does('mprotectUpgradesDirty');
  if (old ? !upgradesDirty(k, t.value, vma, cp) : !cp.tryChangeWritable || pteWrite(k, t.value)) return;
  const why = old ? undefined : whyNotWritable(k, vma, t.value, folio);
  if (why) t.note('can_change_pte_writable', why);
  else t.apply(pteMkwrite, 'no fault is needed for writing', vma.vmFlags);
}

const upgradesDirty = (k: Kernel, pte: Pte, vma: Vma, cp: ChangeProtection): boolean =>
  cp.dirtyAcct === true && pteDirty(k, pte) && (pteSoftDirty(k, pte) || !vmHas(vma, k.vm.softdirty));

/** A TLB may hold something of the old entry that the new one does not allow. */
function flushes(k: Kernel, old: bigint, now: bigint): boolean {
  if (!k.does('flushesIfNeeded')) return true;
  if (!pteAccessible(k, old, quietMm.tlbFlushPending)) return false; // PROT_NONE: no TLB ever held it
  return !pteSame(k, cacheable(k, old, old), cacheable(k, now, old));
}

/** What a TLB can hold of an entry: neither Accessed nor software bits, and Dirty only if it can go away. */
function cacheable(k: Kernel, pte: Pte, old: bigint): bigint {
  const hard = pteMkold(k, pteClearSoftDirty(k, pteClearUffdWp(k, pte)));
  return pteDirty(k, old) ? hard : pteMkclean(k, hard);
}
