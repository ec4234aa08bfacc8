import { rangeError } from '../../base/errors.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pteClearUffdWp, pteMkdirty, pteMkyoung, ptePfn } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import { type Fault, unshares } from '../common/fault.ts';
import { type Folio, reusableByMapcount } from '../common/folio.ts';
import { maybeMkwrite } from '../common/maybeMkwrite.ts';
import { type Effect, type FaultOutcome, isFaultError, type VmFault } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';
import { trapsWrites } from '../mprotect/canChangePteWritable.ts';
import { handleUserfault } from '../userfaultfd/handleUserfault.ts';
import { faultDirtySharedPage } from './faultDirtySharedPage.ts';
import { cannotCallFault } from './vmaLock.ts';
import { vmfInsertPage } from './vmfInsertPage.ts';
import { saysWrite, wpPageCopy } from './wpPageCopy.ts';
import type { WriteFault } from './writeFault.ts';

export type { WriteFault } from './writeFault.ts';

/**
 * mm/memory.c, do_wp_page(): a write, or the wish for a page of one's own, meets a read-only entry. `folio` is the page that the
 * entry maps; absent for one without (the zero page, device memory of a driver, MEMORY_DEVICE_PUBLIC). Whether the page may be
 * written to where it is, no entry shows: `folio.reusable` is the outcome of counting its references, `folio.mapcountReusable`
 * that of counting mappings and users in swap, which kernels did before 5.9.
 *
 * Modelled of what it returns: VM_FAULT_WRITE, and VM_FAULT_RETRY or VM_FAULT_COMPLETED of fault_dirty_shared_page(); what
 * handle_userfault() returns; VM_FAULT_RETRY under the lock of the mapping alone; what page_mkwrite() and pfn_mkwrite() refuse
 * with; VM_FAULT_OOM; VM_FAULT_HWPOISON of a copy, and VM_FAULT_SIGBUS of one for another process. Not modelled: 0 and
 * VM_FAULT_NOPAGE where the entry has changed meanwhile, 0 where the page has left its file, VM_FAULT_SIGBUS for a file that is
 * swapped to.
 * @throws RangeError unless `pte` is present, and for unsharing a shared mapping; TypeError where the page is copied and there
 *   is no `copyPfn`.
 */
export function doWpPage(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio: Folio | undefined,
  fault: Fault,
  how: WriteFault = {},
): FaultOutcome {
  expectFamily(k, pte, ['present']);
  return wpPage(k, new Trace(k, pte), vma, folio, fault, how, []);
}

/** do_wp_page() of the entry of a trace, which is present; `effects` are what has happened before. */
export function wpPage(
  k: Kernel,
  t: Trace,
  vma: Vma,
  folio: Folio | undefined,
  fault: Fault,
  how: WriteFault,
  effects: Effect[],
): FaultOutcome {
  if (fault.unshare && vmHas(vma, k.vm.shared))
    throw rangeError('expected a private mapping for a fault that unshares, got a shared one'); // sanitize_fault_flags()
  if (fault.unshare && !unshares(k, fault))
    return t.note('handle_pte_fault', 'this kernel has no faults that unshare').faultOutcome([], effects);
  if (!fault.unshare) {
    if (trapsWrites(k, vma, t.value)) {
      if (!(vma.uffdWpAsync && k.does('wpAsync')))
        return { ...handleUserfault(k, t, vma, fault, 'userfaultfd traps writes'), effects };
      t.apply(pteClearUffdWp, 'the context resolves by itself (async)');
    }
    if (how.mm?.tlbFlushPending && vmHas(vma, k.vm.uffdWp) && k.does('wpFlushesPending') && !flushesFirst(k)) {
      effects.push('flush_tlb_page');
      t.note('flush_tlb_page', 'another CPU may still write through its TLB');
    }
  }
  if (isShared(k, vma, folio)) return shared(k, t, vma, folio, fault, how, effects);
  if (folio?.anon && mayReuse(k, folio, how)) return reuse(k, t, vma, folio, fault, effects);
  if (fault.unshare && !folio?.anon && !k.does('unshareCopiesAny')) {
    t.note('do_wp_page', 'only anonymous pages are unshared');
    return t.faultOutcome([], effects);
  }
  return wpPageCopy(k, t, vma, folio, fault, how, effects);
}

/** By a proposal handle_pte_fault() flushes before it calls do_wp_page(), which then does not. */
export const flushesFirst = (k: Kernel): boolean => k.does('flushInHandlePteFault') || k.does('flushIfThreeOptions');

/** The write is to what all processes see. */
const isShared = (k: Kernel, vma: Vma, folio: Folio | undefined): boolean =>
  (vmHas(vma, k.vm.shared) || vmHas(vma, k.vm.mayshare)) &&
  (k.does('wpDecidesSharedFirst') || (!folio?.anon && vmHas(vma, k.vm.shared) && vmHas(vma, k.vm.write)));

/** The page may be written to where it is: it is this process's alone, by flag or by count. */
function mayReuse(k: Kernel, folio: Folio, how: WriteFault): boolean {
  if (folio.exclusive && k.does('anonExclusive')) return true;
  if (how.stableWriteback) return false; // the swap cache cannot let go of it
  if (folio.ksm) return folio.reusable && k.does('wpReusesKsm');
  if (!folio.reusable && !reusableByMapcount(folio)) return false; // whatever is counted
  const counts = k.does('wpCountsMappings') || k.does('reuseByMapcount');
  if (counts) return reusableByMapcount(folio);
  return folio.reusable && !(folio.swapCache && !k.does('wpFreesSwapCache'));
}

/** wp_page_reuse(). */
function makeWritable(t: Trace, vma: Vma): void {
  t.apply(pteMkyoung, 'the page is in use');
  t.apply(pteMkdirty, 'it is about to be written');
  t.apply(maybeMkwrite, 'writable, if the mapping is', vma);
}

/** wp_page_shared(), and wp_pfn_shared() of an entry without a page. */
function shared(
  k: Kernel,
  t: Trace,
  vma: Vma,
  folio: Folio | undefined,
  fault: Fault,
  how: WriteFault,
  effects: Effect[],
): FaultOutcome {
  const refused = vma.pageMkwrite && refusesWrite(k, t, vma, fault, how);
  if (refused) return t.faultOutcome(refused, effects);
  if (vma.dax)
    return t
      .follow(vmfInsertPage(k, t.value, vma, ptePfn(k, t.value), true))
      .faultOutcome(['VM_FAULT_NOPAGE'], effects);
  makeWritable(t, vma);
  // finish_mkwrite_fault() of an entry without a page says nothing of a write
  if (!folio || (folio.fsdax && k.does('wpTreatsFsdaxAsPfn')))
    return t.faultOutcome(vma.pageMkwrite ? [] : saysWrite(k), effects);
  const returned = [...saysWrite(k), ...faultDirtySharedPage(k, vma, folio, fault)];
  return t.faultOutcome(returned, [...effects, 'folio_mark_dirty']);
}

/** What is returned where the file system or the driver is not asked, or says no. */
function refusesWrite(
  k: Kernel,
  t: Trace,
  vma: Vma,
  fault: Fault,
  { mkwriteReturns = [] }: WriteFault,
): readonly VmFault[] | undefined {
  if (cannotCallFault(k, vma, fault)) {
    t.note('do_wp_page', 'the file system is not asked under the lock of the mapping alone');
    return ['VM_FAULT_RETRY'];
  }
  if (!mkwriteReturns.some((bit) => isFaultError(bit) || bit === 'VM_FAULT_NOPAGE')) return undefined;
  t.note('do_page_mkwrite', 'the file system refuses the write, or has handled it');
  return mkwriteReturns;
}

function reuse(k: Kernel, t: Trace, vma: Vma, folio: Folio, fault: Fault, effects: Effect[]): FaultOutcome {
  if (!folio.exclusive && k.does('anonExclusive')) effects.push('RMAP_EXCLUSIVE');
  if (fault.unshare) {
    t.note('do_wp_page', 'the page belongs to this process alone already');
    return t.faultOutcome([], effects);
  }
  makeWritable(t, vma);
  return t.faultOutcome(saysWrite(k), effects);
}
