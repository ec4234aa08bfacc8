/** A fault in a mapping of hugetlb. */

import { markerGuard, markerPoisoned, pteMarkerGet } from '../../helpers/markers.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pteClearUffdWp, pteMkdirty, pteMkyoung, pteProtnone, pteUffdWp, pteWrite } from '../../helpers/pgtable.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import { type Fault, unshares } from '../common/fault.ts';
import { type Folio, folio as makeFolio } from '../common/folio.ts';
import { type FaultOutcome, unchanged } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmaIsAccessible, vmHas } from '../common/vma.ts';
import { ends } from '../memory/missing.ts';
import { handleUserfault } from '../userfaultfd/handleUserfault.ts';
import { hugetlbFamilies } from './copyHugetlbPageRange.ts';
import { hugePteModify } from './hugePteModify.ts';
import { type HugetlbMissing, hugetlbNoPage } from './hugetlbNoPage.ts';
import { hugetlbWp } from './hugetlbWp.ts';

/** What only the running kernel knows, of all that a fault in a mapping of hugetlb can lead to. */
export interface HugetlbFault extends HugetlbMissing {
  /** The page that comes in, its first number, in pages. */
  readonly pfn?: bigint;
}

const here = 'hugetlb_fault';

/**
 * mm/hugetlb.c, hugetlb_fault(): what a fault does with the PMD or PUD that it finds, which hugetlb reads as a PTE. `folio` is the page
 * that the entry maps, or that comes in. Where userfaultfd's mark stands in a mapping that is not registered any more, a write comes to
 * nothing on the kernels with `hugetlbWpLeavesUffdWp`, and the fault comes again for ever, until `hugetlbFaultClearsLeftover`.
 *
 * It returns what the function returns that it leads to, VM_FAULT_HWPOISON_LARGE where the page is gone, VM_FAULT_SIGSEGV for a guard
 * region, which no kernel makes there, and VM_FAULT_RETRY under the lock of the mapping alone (`hugetlbRefusesVmaLock`). Not modelled:
 * VM_FAULT_OOM for want of a table or a reservation, 0 where the entry has changed or its page is locked, tables that are shared.
 * @throws RangeError for a word that hugetlb never has; TypeError where the page is copied and there is no `copyPfn`.
 */
export function hugetlbFault(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio: Folio | undefined,
  fault: Fault,
  how: HugetlbFault = {},
): FaultOutcome {
  const family = expectFamily(k, pte, hugetlbFamilies);
  if (fault.vmaLock && k.does('hugetlbRefusesVmaLock'))
    return ends(pte, 'VM_FAULT_RETRY', here, 'the whole address space must be locked');
  if (family === 'migration')
    return unchanged(pte, 'migration_entry_wait_huge', 'the page is moving', {
      returned: [],
      next: 'migration_entry_wait',
    });
  if (family === 'hwpoison') return gone(pte);
  const page = folio ?? makeFolio();
  const deadly = family === 'marker' ? meetMarker(k, pte) : undefined;
  if (family !== 'present') return deadly ?? hugetlbNoPage(k, pte, vma, page, how.pfn ?? 0n, fault, how);
  return meetPresent(k, pte, vma, page, fault, how);
}

const gone = (pte: Pte): FaultOutcome => ends(pte, 'VM_FAULT_HWPOISON_LARGE', here, 'the page is gone');

function meetMarker(k: Kernel, pte: Pte): FaultOutcome | undefined {
  const marker = pteMarkerGet(k, pteToSwpEntry(k, pte));
  if (marker & markerPoisoned(k) && k.has('mfillAtomicPtePoison')) return gone(pte);
  if (marker & markerGuard(k)) return ends(pte, 'VM_FAULT_SIGSEGV', here, 'a guard region may not be accessed');
  return undefined;
}

/** Userfaultfd traps it, or its mark stands where nobody is registered for it any more. */
const isTrapped = (k: Kernel, vma: Vma, mode: 'uffdWp' | 'uffdRwp'): boolean =>
  vmHas(vma, k.vm[mode]) || k.does('hugetlbFaultClearsLeftover');

function meetPresent(k: Kernel, pte: Pte, vma: Vma, folio: Folio, fault: Fault, how: HugetlbFault): FaultOutcome {
  const marked = pteUffdWp(k, pte);
  if (pteProtnone(k, pte) && vmaIsAccessible(k, vma) && marked && isTrapped(k, vma, 'uffdRwp'))
    return meetTrap(k, pte, vma, fault);
  const t = new Trace(k, pte);
  if (fault.write && marked && !pteWrite(k, pte) && isTrapped(k, vma, 'uffdWp')) {
    if (vmHas(vma, k.vm.uffdWp) && !(vma.uffdWpAsync && k.does('wpAsync')))
      return handleUserfault(k, t, vma, fault, 'userfaultfd traps writes');
    t.apply(pteClearUffdWp, vmHas(vma, k.vm.uffdWp) ? 'the context resolves by itself (async)' : notRegistered);
  }
  if ((fault.write || unshares(k, fault)) && !pteWrite(k, t.value)) {
    const then = hugetlbWp(k, t.value, vma, folio, fault, how);
    return { ...then, steps: [...t.steps, ...then.steps] };
  }
  return touch(t, fault);
}

const notRegistered = 'the mapping is not registered any more';

/** userfaultfd traps every access (7.3). */
function meetTrap(k: Kernel, pte: Pte, vma: Vma, fault: Fault): FaultOutcome {
  const t = new Trace(k, pte);
  if (vmHas(vma, k.vm.uffdRwp) && !vma.uffdRwpAsync)
    return handleUserfault(k, t, vma, fault, 'userfaultfd traps every access');
  const why = vmHas(vma, k.vm.uffdRwp) ? 'the context resolves by itself (async)' : notRegistered;
  hugePteModify(t, why, vma.vmPageProt);
  t.apply(pteClearUffdWp, 'the access has been seen');
  return t.apply(pteMkyoung, 'the page is in use').faultOutcome([]);
}

/** The entry allows the access already. */
function touch(t: Trace, fault: Fault): FaultOutcome {
  if (!fault.write)
    return t
      .note('huge_ptep_set_access_flags', 'x86 writes the entry only for a write; the CPU sets Accessed itself')
      .faultOutcome([]);
  t.apply(pteMkdirty, 'it is about to be written');
  return t.apply(pteMkyoung, 'the page is in use').faultOutcome([]);
}
