/** A fault finds no page of hugetlb. */
import type { Pte } from '../../helpers/marks.ts';
import { pteMkuffdWp, pteWrprotect } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Fault } from '../common/fault.ts';
import type { Folio } from '../common/folio.ts';
import type { Effect, FaultOutcome } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { ends, noAnonVma } from '../memory/missing.ts';
import { isUffdWpMarker } from '../memory/pteInstallUffdWpIfNeeded.ts';
import type { WriteFault } from '../memory/writeFault.ts';
import { handleUserfault } from '../userfaultfd/handleUserfault.ts';
import { hugetlbWp } from './hugetlbWp.ts';
import { makeHugePte } from './makeHugePte.ts';

/** What only the running kernel knows of a page of hugetlb that is missing. */
export interface HugetlbMissing extends WriteFault {
  /** The page cache of hugetlbfs has the page already. */
  readonly cached?: boolean;
  /** The file ends before the page. */
  readonly beyondFile?: boolean;
}

/**
 * mm/hugetlb.c, hugetlb_no_page(): a fault on an empty entry or on a marker. `folio` is the page that is mapped, `pfn` its first number,
 * in pages: the page cache's, or a new one, which is the page cache's too where the mapping is shared, and anonymous elsewhere.
 *
 * Modelled of what it returns: 0; what handle_userfault() returns; VM_FAULT_SIGBUS behind the end of the file and where the pool is
 * empty (`how.oom`); VM_FAULT_HWPOISON_LARGE (once VM_FAULT_HWPOISON) of a page with a hardware error; VM_FAULT_RETRY for want of an
 * anon_vma; what hugetlb_wp() returns. Not modelled: VM_FAULT_OOM of reservations, the child whose page its parent has taken
 * (VM_FAULT_SIGBUS), and an entry that has changed meanwhile (0).
 * @throws RangeError unless `pte` is empty or a marker; TypeError where the page is copied and there is no `copyPfn`.
 */
export function hugetlbNoPage(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio: Folio,
  pfn: bigint,
  fault: Fault,
  how: HugetlbMissing = {},
): FaultOutcome {
  expectFamily(k, pte, ['none', 'marker']);
  const refused = how.cached ? ofCache(k, pte, vma, folio, fault) : ofNew(k, pte, vma, fault, how);
  return refused ?? mapped(k, pte, vma, folio, pfn, fault, how);
}

/** Why the page of the page cache is not mapped. */
function ofCache(k: Kernel, pte: Pte, vma: Vma, folio: Folio, fault: Fault): FaultOutcome | undefined {
  if (folio.hwpoison) {
    const bit = k.does('hugetlbPoisonSaysSize') ? 'VM_FAULT_HWPOISON_LARGE' : 'VM_FAULT_HWPOISON';
    return ends(pte, bit, 'folio_test_hwpoison', 'the page has a hardware error');
  }
  if (vmHas(vma, k.vm.uffdMinor))
    return handleUserfault(k, new Trace(k, pte), vma, fault, 'userfaultfd traps pages that are not mapped yet');
  return undefined;
}

/** Why there is no new page. */
function ofNew(k: Kernel, pte: Pte, vma: Vma, fault: Fault, how: HugetlbMissing): FaultOutcome | undefined {
  if (how.beyondFile) return ends(pte, 'VM_FAULT_SIGBUS', 'i_size_read', 'the file ends before this page');
  if (vmHas(vma, k.vm.uffdMissing))
    return handleUserfault(k, new Trace(k, pte), vma, fault, 'userfaultfd traps missing pages');
  if (!vmHas(vma, k.vm.mayshare) && fault.vmaLock && !vma.anonVma) return noAnonVma(pte);
  if (how.oom) return ends(pte, 'VM_FAULT_SIGBUS', 'alloc_hugetlb_folio', 'the pool is empty');
  return undefined;
}

function mapped(
  k: Kernel,
  old: bigint,
  vma: Vma,
  folio: Folio,
  pfn: bigint,
  fault: Fault,
  how: HugetlbMissing,
): FaultOutcome {
  const shared = vmHas(vma, k.vm.shared);
  const t = makeHugePte(k, pfn, vma, shared && vmHas(vma, k.vm.write));
  if (isUffdWpMarker(k, old) && (vmHas(vma, k.vm.uffdWp) || !k.does('hugetlbNoPageAsksRegistration'))) {
    if (!k.does('mkuffdWpWrprotects')) t.apply(pteWrprotect, 'the marker traps writes');
    t.apply(pteMkuffdWp, 'the marker traps writes');
  }
  const isNew = !how.cached && folio.anon;
  const exclusive: readonly Effect[] = isNew && k.does('anonExclusive') ? ['RMAP_EXCLUSIVE'] : [];
  if (!fault.write || shared) return t.faultOutcome([], exclusive);
  const page = isNew ? { ...folio, exclusive: true, mapcountReusable: true } : folio;
  const then = hugetlbWp(k, t.value, vma, page, fault, how);
  return { ...then, effects: [...exclusive, ...then.effects], steps: [...t.steps, ...then.steps] };
}
