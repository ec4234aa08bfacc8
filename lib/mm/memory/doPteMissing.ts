import type { Pte } from '../../helpers/marks.ts';
import { pfnPte, pteMkdirty, pteMkspecial, pteMkwrite } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Fault } from '../common/fault.ts';
import type { Folio } from '../common/folio.ts';
import type { FaultOutcome } from '../common/outcome.ts';
import { mkPte } from '../common/restore.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { handleUserfault } from '../userfaultfd/handleUserfault.ts';
import { doFault } from './doFault.ts';
import { ends, keepUffdWp, type MissingFault, noAnonVma } from './missing.ts';
import { cannotPrepareAnon } from './vmaLock.ts';

export type { MissingFault } from './missing.ts';

/**
 * mm/memory.c, do_pte_missing(): the fault of an empty entry, do_anonymous_page() or do_fault(). `pfn` is that of the page which
 * the kernel maps, in pages: the zero page for a read of anonymous memory, the page cache's, or a new one; `folio` is that page.
 *
 * Modelled of what it returns: VM_FAULT_NOPAGE of faulting around, VM_FAULT_LOCKED, and VM_FAULT_RETRY or VM_FAULT_COMPLETED of
 * fault_dirty_shared_page(); what handle_userfault() returns; VM_FAULT_RETRY under the lock of the mapping alone; VM_FAULT_OOM;
 * VM_FAULT_SIGBUS while the address space is taken apart, and what page_mkwrite() refuses with; VM_FAULT_HWPOISON and
 * VM_FAULT_NOPAGE for a poisoned page of a file. Not modelled: what the fault handler of a file system returns (VM_FAULT_MAJOR,
 * VM_FAULT_RETRY, VM_FAULT_DONE_COW), mappings without one, and 0 or VM_FAULT_NOPAGE where the entry has changed meanwhile.
 * @throws RangeError unless `pte` is empty or a marker.
 */
export function doPteMissing(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio: Folio,
  pfn: bigint,
  fault: Fault,
  how: MissingFault = {},
): FaultOutcome {
  expectFamily(k, pte, ['none', 'marker']);
  return vma.anonymous ? doAnonymousPage(k, pte, vma, pfn, fault, how) : doFault(k, pte, vma, folio, pfn, fault, how);
}

function doAnonymousPage(k: Kernel, pte: Pte, vma: Vma, pfn: bigint, fault: Fault, how: MissingFault): FaultOutcome {
  if (vmHas(vma, k.vm.shared))
    return ends(pte, 'VM_FAULT_SIGBUS', 'do_anonymous_page', 'anonymous memory is never shared');
  if (fault.write) {
    if (k.does('anonFaultNeedsAnonVma') && cannotPrepareAnon(k, vma, fault, how)) return noAnonVma(pte);
    if (how.oom) return ends(pte, 'VM_FAULT_OOM', 'do_anonymous_page', 'there is no memory for a page');
  }
  if (how.mm?.unstable)
    return ends(pte, 'VM_FAULT_SIGBUS', 'check_stable_address_space', 'the address space is being taken apart');
  if (vmHas(vma, k.vm.uffdMissing))
    return handleUserfault(k, new Trace(k, pte), vma, fault, 'userfaultfd traps missing pages');
  if (!fault.write) {
    const t = Trace.from(k, 'pfn_pte', pfnPte(k, pfn, vma.vmPageProt), 'a read maps the zero page');
    t.apply(pteMkspecial, 'nobody counts its mappings');
    keepUffdWp(k, t, vma, pte);
    return t.faultOutcome([]);
  }
  const t = mkPte(k, pfn, vma);
  if (vmHas(vma, k.vm.write)) {
    t.apply(pteMkdirty, 'it is about to be written');
    t.apply(pteMkwrite, 'the mapping is writable', vma.vmFlags);
  }
  keepUffdWp(k, t, vma, pte);
  return t.faultOutcome([], k.does('anonExclusive') ? ['RMAP_EXCLUSIVE'] : []);
}
