/** A device driver asks what a process has mapped, and has it faulted in: hmm_range_fault(). */

import { isWritableDevicePrivateEntry } from '../../helpers/deviceEntries.ts';
import { pteIsUffdWpMarker } from '../../helpers/markers.ts';
import type { Pte } from '../../helpers/marks.ts';
import { ptePfn, pteProtnone, pteSpecial, pteWrite } from '../../helpers/pgtable.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import { checkKernel, type Kernel } from '../../kernel/kernel.ts';
import { entryPfn } from '../common/entryPfn.ts';
import { everything, expectFamily } from '../common/family.ts';
import type { Vma } from '../common/vma.ts';
import { refusedMapping } from './hmmMapping.ts';
import {
  empty,
  failing,
  fails,
  faulting,
  found,
  type HmmCaller,
  type HmmOutcome,
  type HmmRequest,
  wantsFault,
} from './hmmOutcome.ts';

/**
 * mm/hmm.c, hmm_range_fault() of one entry: hmm_vma_handle_pte(), with hmm_vma_walk_test() before it and the flags of handle_mm_fault()
 * after it. Of a fault, hmmDoFault() tells the end; of a huge entry, hmmRangeFaultPmd(), of
 * hugetlb hmmRangeFaultHugetlb(). It holds mmap_lock for reading and changes no
 * entry. Not modelled: addresses without a mapping (-EFAULT, or an error), DAX pages that go away (-EBUSY once), and that
 * notifiers make the whole call start again (-EBUSY).
 * @throws RangeError for a word that is no entry.
 */
export function hmmRangeFault(k: Kernel, pte: Pte, vma: Vma, request: HmmRequest, caller: HmmCaller = {}): HmmOutcome {
  checkKernel(k);
  const family = expectFamily(k, pte, everything);
  const wants = wantsFault(request);
  const refused = refusedMapping(k, vma, wants);
  if (refused) return refused === 'error' ? failing : { refused };
  const faults = () => faulting(k, vma, request.write === true, caller);
  if (family === 'present') return present(k, pte, request, caller, faults);
  if (family === 'none' || (family === 'marker' && pteIsUffdWpMarker(k, pte))) return wants ? faults() : empty;
  if (family === 'devicePrivate') return devicePrivate(k, pte, request, caller, faults);
  if (family === 'swap') return wants && k.does('hmmFaultsSwap') ? faults() : empty;
  if (family === 'migration') return wants && k.does('hmmWaitsForMigration') ? { next: 'migration_entry_wait' } : empty;
  if (!wants && k.does('hmmRefusesIfAsked')) return empty;
  // A fault in a marker of 5.19 to 6.18 ends where this does: poison and guard are errors of the fault
  return family === 'deviceExclusive' ? faults() : fails;
}

function present(k: Kernel, pte: Pte, request: HmmRequest, caller: HmmCaller, faults: () => HmmOutcome): HmmOutcome {
  const valid = !(pteProtnone(k, pte) && k.does('hmmKnowsProtnone'));
  const write = valid && pteWrite(k, pte);
  const wants = wantsFault(request);
  if ((request.write && !write) || (wants && !valid)) return faults();
  if (isRefused(k, pte, caller)) return wants || !k.does('hmmRefusesIfAsked') ? fails : failing;
  return valid ? found(ptePfn(k, pte), write) : { reports: { valid, write, error: false, pfn: ptePfn(k, pte) } };
}

/** vm_normal_page() has no page, as far as pte_special() tells. */
const isRefused = (k: Kernel, pte: Pte, { zeroPage }: HmmCaller): boolean =>
  pteSpecial(k, pte) && k.does('hmmRefusesSpecial') && !(zeroPage && k.does('hmmReportsZeroPage'));

function devicePrivate(
  k: Kernel,
  pte: Pte,
  request: HmmRequest,
  caller: HmmCaller,
  faults: () => HmmOutcome,
): HmmOutcome {
  const entry = pteToSwpEntry(k, pte);
  const wants = wantsFault(request);
  const report = () => found(entryPfn(k, entry), isWritableDevicePrivateEntry(k, entry));
  if (!k.does('hmmAsksOwner')) return wants && request.device ? faults() : report();
  if (caller.own) return report();
  if (!wants) return empty;
  return k.does('hmmFaultsOthersDevice') ? faults() : fails;
}
