/** A fault meets a marker. */

import { isProposedMarker, markerGuard, markerPoisoned, pteMarkerGet } from '../../helpers/markers.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Fault } from '../common/fault.ts';
import type { Folio } from '../common/folio.ts';
import { type FaultOutcome, unchanged, type VmFault } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';
import { doPteMissing, type MissingFault } from './doPteMissing.ts';
import { isUffdWpMarker } from './pteInstallUffdWpIfNeeded.ts';

/** The fault on a marker, by the rules of the kernels that have them. */
export function meetMarker(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio: Folio,
  pfn: bigint,
  fault: Fault,
  how: MissingFault = {},
): FaultOutcome {
  expectFamily(k, pte, ['marker']);
  const dies = deadly(k, pte, vma);
  if (dies) return unchanged(pte, 'handle_pte_marker', dies[1], { returned: [dies[0]] });
  if (isLeftover(k, vma)) {
    const t = Trace.from(k, 'pte_clear', 0n, 'the mapping does not know such markers any more');
    return t.faultOutcome([]);
  }
  const t = Trace.from(k, 'handle_pte_marker', pte, 'the marker stands for a missing page that traps writes');
  const then = doPteMissing(k, pte, vma, folio, pfn, fault, how);
  return { ...then, steps: [...t.steps, ...then.steps] };
}

function deadly(k: Kernel, pte: Pte, vma: Vma): readonly [VmFault, string] | undefined {
  if (isProposedMarker(k, pte)) return undefined;
  const marker = pteMarkerGet(k, pteToSwpEntry(k, pte));
  if (marker === 0n) return ['VM_FAULT_SIGBUS', 'a marker that says nothing is a kernel bug'];
  if (vma.anonymous && k.does('markerRefusesAnonymous'))
    return ['VM_FAULT_SIGBUS', 'a marker in anonymous memory is a kernel bug'];
  if (marker & markerPoisoned(k))
    return [k.does('poisonRaisesHwpoison') ? 'VM_FAULT_HWPOISON' : 'VM_FAULT_SIGBUS', 'the page is gone'];
  if (marker & markerGuard(k)) return ['VM_FAULT_SIGSEGV', 'a guard region may not be accessed'];
  if (!isUffdWpMarker(k, pte)) return ['VM_FAULT_SIGBUS', 'the kernel does not know the marker'];
  return undefined;
}

const isLeftover = (k: Kernel, vma: Vma): boolean =>
  !vmHas(vma, k.vm.uffdWp) || (vma.anonymous && !k.does('uffdWpUnpopulated'));

/**
 * mm/memory.c, handle_pte_marker() (5.19): a fault meets a marker. `folio` and `pfn` (in pages) are those of the page that is mapped
 * where the marker only says uffd-wp: see doPteMissing(). Of what it returns, only the marker that has changed meanwhile is not
 * modelled (0).
 * @throws RangeError unless `pte` is a marker, and before 5.19 (ERR_PTE_HELPER).
 */
export const handlePteMarker = checked('handlePteMarker', meetMarker);
