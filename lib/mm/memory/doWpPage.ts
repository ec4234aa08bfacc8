import { rangeError, shown, typeError } from '../../base/errors.ts';
import {
  pteClearUffdWp,
  pteMkdirty,
  pteMksoftDirty,
  pteMkuffdWp,
  pteMkyoung,
  pteSoftDirty,
  pteUffdWp,
} from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Fault } from '../common/fault.ts';
import type { Folio } from '../common/folio.ts';
import { maybeMkwrite } from '../common/maybeMkwrite.ts';
import type { Effect, FaultOutcome, VmFault } from '../common/outcome.ts';
import { mkPte } from '../common/restore.ts';
import { Trace } from '../common/trace.ts';
import type { Mm, Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';
import { trapsWrites } from '../mprotect/canChangePteWritable.ts';
import { handleUserfault } from '../userfaultfd/handleUserfault.ts';
import { faultDirtySharedPage } from './faultDirtySharedPage.ts';

/** What only the running kernel knows of a write to a read-only entry. */
export interface WriteFault {
  /** The page that the kernel takes for a copy, in pages. Needed where it copies. */
  readonly copyPfn?: bigint;
  readonly mm?: Mm;
}

/**
 * mm/memory.c, do_wp_page(): a write, or the wish for a page of one's own, meets a read-only entry. `folio` is the page that the
 * entry maps; absent for one without (the zero page, device memory of a driver). `folio.reusable` is the outcome of the kernel's
 * counting, which no entry shows.
 * @throws RangeError unless `pte` is present, and for unsharing a shared mapping; TypeError where the page is copied and there
 *   is no `copyPfn`.
 */
export function doWpPage(
  k: Kernel,
  pte: bigint,
  vma: Vma,
  folio: Folio | undefined,
  fault: Fault,
  how: WriteFault = {},
): FaultOutcome {
  expectFamily(k, pte, ['present']);
  if (fault.unshare && vmHas(k, vma, 'shared'))
    throw rangeError('expected a private mapping for a fault that unshares, got a shared one'); // sanitize_fault_flags()
  const t = new Trace(k, pte);
  const effects: Effect[] = [];
  if (!fault.unshare) {
    if (trapsWrites(k, vma, pte)) {
      if (!(vma.uffdWpAsync && k.does('wpAsync'))) return handleUserfault(t, 'userfaultfd traps writes', fault);
      t.apply(pteClearUffdWp, 'the context resolves by itself (async)');
    }
    if (k.does('wpFlushesPending') && vmHas(k, vma, 'uffdWp') && how.mm?.tlbFlushPending) {
      effects.push('flush_tlb_page');
      t.note('flush_tlb_page', 'another CPU may still write through its TLB');
    }
  }
  if (isShared(k, vma)) return shared(k, t, vma, folio, fault, effects);
  if (folio?.anon && mayReuse(k, folio)) return reuse(k, t, vma, folio, fault, effects);
  if (fault.unshare && !folio?.anon && !k.does('unshareCopiesAny')) {
    t.note('do_wp_page', 'only anonymous pages are unshared');
    return t.faultOutcome([], effects);
  }
  return copy(k, t, vma, fault, how, effects);
}

const isShared = (k: Kernel, vma: Vma): boolean =>
  k.does('wpDecidesSharedFirst')
    ? vmHas(k, vma, 'shared') || vmHas(k, vma, 'mayshare')
    : vmHas(k, vma, 'shared') && vmHas(k, vma, 'write');

/** The page may be written to where it is: it is this process's alone, by flag or by count. */
function mayReuse(k: Kernel, folio: Folio): boolean {
  if (k.does('anonExclusive') && folio.exclusive) return true;
  return folio.reusable && (!folio.ksm || k.does('wpReusesKsm'));
}

const saysWrite = (k: Kernel): VmFault[] => (k.does('faultSaysWrite') ? ['VM_FAULT_WRITE'] : []);

/** wp_page_reuse(). */
function makeWritable(_k: Kernel, t: Trace, vma: Vma): void {
  t.apply(pteMkyoung, 'the page is in use');
  t.apply(pteMkdirty, 'it is about to be written');
  t.apply(maybeMkwrite, 'writable, if the mapping is', vma);
}

function shared(
  k: Kernel,
  t: Trace,
  vma: Vma,
  folio: Folio | undefined,
  fault: Fault,
  effects: Effect[],
): FaultOutcome {
  makeWritable(k, t, vma);
  if (!folio) return t.faultOutcome(saysWrite(k), effects);
  const returned = [...saysWrite(k), ...faultDirtySharedPage(k, vma, folio, fault)];
  return t.faultOutcome(returned, [...effects, 'folio_mark_dirty']);
}

function reuse(k: Kernel, t: Trace, vma: Vma, folio: Folio, fault: Fault, effects: Effect[]): FaultOutcome {
  if (k.does('anonExclusive') && !folio.exclusive) effects.push('RMAP_EXCLUSIVE');
  if (fault.unshare) {
    t.note('do_wp_page', 'the page belongs to this process alone already');
    return t.faultOutcome([], effects);
  }
  makeWritable(k, t, vma);
  return t.faultOutcome(saysWrite(k), effects);
}

/** wp_page_copy(). */
function copy(k: Kernel, t: Trace, vma: Vma, fault: Fault, { copyPfn }: WriteFault, effects: Effect[]): FaultOutcome {
  if (fault.vmaLock && !vma.anonVma) {
    t.note('vmf_anon_prepare', 'the mapping has no anon_vma and is not locked for getting one');
    return t.faultOutcome(['VM_FAULT_RETRY'], effects);
  }
  if (typeof copyPfn !== 'bigint')
    throw typeError(`expected copyPfn as a bigint for a page that is copied, got ${shown(copyPfn)}`);
  const old = t.value;
  const made = mkPte(k, copyPfn, vma);
  t.follow({ pte: made.value, steps: made.steps });
  if (fault.unshare) unshared(k, t, old);
  else {
    t.apply(pteMkdirty, 'it is about to be written');
    t.apply(maybeMkwrite, 'writable, if the mapping is', vma);
  }
  const exclusive: Effect[] = k.does('anonExclusive') ? ['RMAP_EXCLUSIVE'] : [];
  return t.faultOutcome(fault.unshare ? [] : saysWrite(k), [...effects, 'copy page', ...exclusive]);
}

/** Only a write changes what was said of the old page. */
function unshared(k: Kernel, t: Trace, old: bigint): void {
  if (pteSoftDirty(k, old)) t.apply(pteMksoftDirty, 'the old entry is soft-dirty');
  if (pteUffdWp(k, old)) t.apply(pteMkuffdWp, 'the old entry has the uffd-wp bit');
}
