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
import { expectFamily, familyOf } from '../common/family.ts';
import type { Fault } from '../common/fault.ts';
import type { Folio } from '../common/folio.ts';
import { maybeMkwrite } from '../common/maybeMkwrite.ts';
import type { Effect, FaultOutcome, VmFault } from '../common/outcome.ts';
import { mkPte } from '../common/restore.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';
import { handleUserfault } from '../userfaultfd/handleUserfault.ts';
import { faultDirtySharedPage } from './faultDirtySharedPage.ts';
import { isUffdWpMarker } from './pteInstallUffdWpIfNeeded.ts';

/** What only the running kernel knows of a page that is missing. */
export interface MissingFault {
  /** The page cache holds the page already (files and shared memory). */
  readonly cached?: boolean;
}

/**
 * mm/memory.c, do_pte_missing(): the fault of an empty entry, do_anonymous_page() or do_fault(). `pfn` is that of the page which
 * the kernel maps, in pages: the zero page for a read of anonymous memory, the page cache's, or a new one; `folio` is that page.
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
  expectFamily(k, pte, ['none', 'marker']);
  return vma.anonymous ? doAnonymousPage(k, pte, vma, pfn, fault) : doFault(k, pte, vma, folio, pfn, fault, cached);
}

/** vmf_orig_pte_uffd_wp(): a marker stood here that says so. */
function keepUffdWp(k: Kernel, t: Trace, old: bigint): void {
  if (familyOf(k, old) !== 'marker' || !isUffdWpMarker(k, old)) return;
  if (!k.does('mkuffdWpWrprotects')) t.apply(pteWrprotect, 'the marker traps writes');
  t.apply(pteMkuffdWp, 'the marker traps writes');
}

function doAnonymousPage(k: Kernel, pte: bigint, vma: Vma, pfn: bigint, fault: Fault): FaultOutcome {
  if (vmHas(k, vma, 'shared'))
    return over(Trace.from(k, 'do_anonymous_page', pte, 'anonymous memory is never shared'), ['VM_FAULT_SIGBUS']);
  if (vmHas(k, vma, 'uffdMissing')) return handleUserfault(new Trace(k, pte), 'userfaultfd traps missing pages', fault);
  if (!fault.write) {
    const t = Trace.from(k, 'pfn_pte', pfnPte(k, pfn, vma.vmPageProt), 'a read maps the zero page');
    t.apply(pteMkspecial, 'nobody counts its mappings');
    keepUffdWp(k, t, pte);
    return over(t, []);
  }
  if (fault.vmaLock && !vma.anonVma)
    return over(
      Trace.from(k, 'vmf_anon_prepare', pte, 'the mapping has no anon_vma and is not locked for getting one'),
      ['VM_FAULT_RETRY'],
    );
  const t = mkPte(k, pfn, vma);
  if (vmHas(k, vma, 'write')) {
    t.apply(pteMkdirty, 'it is about to be written');
    t.apply(pteMkwrite, 'the mapping is writable', vma.vmFlags);
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
    return handleUserfault(new Trace(k, pte), 'userfaultfd traps missing pages', fault);
  if (vmHas(k, vma, 'uffdMinor') && cached)
    return handleUserfault(new Trace(k, pte), 'userfaultfd traps pages that are there but not mapped', fault);
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
    t.apply(pteMkdirty, 'it is about to be written');
    t.apply(maybeMkwrite, 'writable, if the mapping is', vma);
  } else if (k.does('setPteDirtiesWritable') && pteWrite(k, t.value) && folio.dirty)
    t.apply(pteMkdirty, 'the page is dirty and the entry writable');
  keepUffdWp(k, t, old);
  return t;
}

const over = (t: Trace, returned: readonly VmFault[], effects: readonly Effect[] = []): FaultOutcome =>
  t.faultOutcome(returned, effects);
