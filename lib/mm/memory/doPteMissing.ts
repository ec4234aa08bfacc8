/** mm/memory.c, do_pte_missing(): the fault of an empty entry, do_anonymous_page() or do_fault(). */

import {
  pfnPte,
  pteMkdirty,
  pteMkspecial,
  pteMkuffdWp,
  pteMkwrite,
  pteWrite,
  pteWrprotect,
} from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectSort, sortOf } from '../common/family.ts';
import type { Fault } from '../common/fault.ts';
import type { Folio } from '../common/folio.ts';
import { called } from '../common/functionNames.ts';
import type { Effect, FaultOutcome, VmFault } from '../common/outcome.ts';
import { mkPte } from '../common/restore.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';
import { maybeMkwrite } from '../mprotect/canChangePteWritable.ts';
import { handleUserfault } from '../userfaultfd/handleUserfault.ts';
import { faultDirtySharedPage } from './faultDirtySharedPage.ts';
import { isUffdWpMarker } from './pteInstallUffdWpIfNeeded.ts';

/** What only the running kernel knows. */
export interface MissingFault {
  /** The page cache holds the page already (files and shared memory). */
  readonly cached?: boolean;
}

/**
 * `pfn` is that of the page which the kernel maps, in pages: the zero page for a read of anonymous memory, the page
 * cache's, or a new one; `folio` is that page.
 * @throws RangeError unless `pte` is empty or a marker.
 */
export function doPteMissing(
  k: Kernel,
  pte: bigint,
  vma: Vma,
  folio: Folio,
  pfn: bigint,
  fault: Fault,
  { cached = true }: MissingFault = {},
): FaultOutcome {
  expectSort(k, pte, ['none', 'marker']);
  return vma.anonymous ? doAnonymousPage(k, pte, vma, pfn, fault) : doFault(k, pte, vma, folio, pfn, fault, cached);
}

/** vmf_orig_pte_uffd_wp(): a marker stood here that says so. */
function keepUffdWp(k: Kernel, t: Trace, old: bigint): void {
  if (sortOf(k, old) !== 'marker' || !isUffdWpMarker(k, old)) return;
  if (!k.does('mkuffdWpWrprotects')) t.apply('pte_wrprotect', (e) => pteWrprotect(k, e), 'the marker traps writes');
  t.apply(called(k, 'pteMkuffdWp'), (e) => pteMkuffdWp(k, e), 'the marker traps writes');
}

function doAnonymousPage(k: Kernel, pte: bigint, vma: Vma, pfn: bigint, fault: Fault): FaultOutcome {
  if (vmHas(k, vma, 'shared'))
    return over(new Trace(pte, 'do_anonymous_page', 'anonymous memory is never shared'), ['VM_FAULT_SIGBUS']);
  if (vmHas(k, vma, 'uffdMissing')) return handleUserfault(new Trace(pte), 'userfaultfd traps missing pages', fault);
  if (!fault.write) {
    const t = new Trace(pfnPte(k, pfn, vma.vmPageProt), 'pfn_pte', 'a read maps the zero page');
    t.apply('pte_mkspecial', (e) => pteMkspecial(k, e), 'nobody counts its mappings');
    keepUffdWp(k, t, pte);
    return over(t, []);
  }
  if (fault.vmaLock && !vma.anonVma)
    return over(new Trace(pte, 'vmf_anon_prepare', 'the mapping has no anon_vma and is not locked for getting one'), [
      'VM_FAULT_RETRY',
    ]);
  const t = mkPte(k, pfn, vma);
  if (vmHas(k, vma, 'write')) {
    t.apply('pte_mkdirty', (e) => pteMkdirty(k, e), 'it is about to be written');
    t.apply('pte_mkwrite', (e) => pteMkwrite(k, e, vma.vmFlags), 'the mapping is writable');
  }
  keepUffdWp(k, t, pte);
  return over(t, [], k.does('anonExclusive') ? ['RMAP_EXCLUSIVE'] : []);
}

function doFault(
  k: Kernel,
  pte: bigint,
  vma: Vma,
  folio: Folio,
  pfn: bigint,
  fault: Fault,
  cached: boolean,
): FaultOutcome {
  if (vmHas(k, vma, 'uffdMissing') && !cached)
    return handleUserfault(new Trace(pte), 'userfaultfd traps missing pages', fault);
  if (vmHas(k, vma, 'uffdMinor') && cached)
    return handleUserfault(new Trace(pte), 'userfaultfd traps pages that are there but not mapped', fault);
  const t = setPteRange(k, pte, vma, folio, pfn, fault);
  if (!fault.write) return over(t, [aroundIt(k, vma, cached) ? 'VM_FAULT_NOPAGE' : 'VM_FAULT_LOCKED']);
  if (!vmHas(k, vma, 'shared'))
    return over(t, ['VM_FAULT_LOCKED'], k.does('anonExclusive') ? ['copy page', 'RMAP_EXCLUSIVE'] : ['copy page']);
  return over(t, ['VM_FAULT_LOCKED', ...faultDirtySharedPage(k, vma, folio, fault)], ['folio_mark_dirty']);
}

/** should_fault_around(): pages of the cache nearby are mapped in one go, unless userfaultfd must see each. */
const aroundIt = (k: Kernel, vma: Vma, cached: boolean): boolean =>
  cached && !vmHas(k, vma, 'uffdWp') && !vmHas(k, vma, 'uffdMinor') && !vmHas(k, vma, 'uffdRwp');

/** set_pte_range() (do_set_pte() to 6.5, alloc_set_pte() to 5.11). */
function setPteRange(k: Kernel, old: bigint, vma: Vma, folio: Folio, pfn: bigint, fault: Fault): Trace {
  const t = mkPte(k, pfn, vma);
  if (fault.write) {
    t.apply('pte_mkdirty', (e) => pteMkdirty(k, e), 'it is about to be written');
    t.apply('maybe_mkwrite', (e) => maybeMkwrite(k, e, vma), 'writable, if the mapping is');
  } else if (k.does('setPteDirtiesWritable') && pteWrite(k, t.value) && folio.dirty)
    t.apply('pte_mkdirty', (e) => pteMkdirty(k, e), 'the page is dirty and the entry writable');
  keepUffdWp(k, t, old);
  return t;
}

const over = (t: Trace, returned: readonly VmFault[], effects: readonly Effect[] = []): FaultOutcome => ({
  pte: t.value,
  returned,
  effects,
  steps: t.steps,
});
