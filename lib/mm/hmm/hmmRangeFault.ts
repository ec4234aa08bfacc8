/** A device driver asks what a process has mapped, and has it faulted in: hmm_range_fault(). */
import { isWritableDevicePrivateEntry } from '../../helpers/deviceEntries.ts';
import { pteIsUffdWpMarker } from '../../helpers/markers.ts';
import { ptePfn, pteProtnone, pteSpecial, pteWrite } from '../../helpers/pgtable.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import { checkKernel, type Kernel } from '../../kernel/kernel.ts';
import { entryPfn } from '../common/entryPfn.ts';
import { everything, expectFamily } from '../common/family.ts';
import { type Fault, fault } from '../common/fault.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { type HmmRefusal, refusedMapping } from './hmmMapping.ts';

/** HMM_PFN_REQ_FAULT and HMM_PFN_REQ_WRITE: what the device wants of the page. Neither: a look at what is there (hmm_range_snapshot() to 5.3). */
export interface HmmRequest {
  readonly fault?: boolean;
  /** Implies `fault`. */
  readonly write?: boolean;
  /** HMM_PFN_DEVICE_PRIVATE (to 5.6): pages in device memory are to come back. */
  readonly device?: boolean;
}

/** Who asks, and what of the page no entry shows. */
export interface HmmCaller {
  /** range->dev_private_owner (5.7): a device-private page belongs to this driver. */
  readonly own?: boolean;
  /** mmap_lock may be let go: `block` or HMM_FAULT_ALLOW_RETRY (to 5.6), hmm_range_fault_unlocked_timeout() (7.3). */
  readonly unlocks?: boolean;
  /** The entry maps the zero page. */
  readonly zeroPage?: boolean;
}

/** What the driver finds in its array: HMM_PFN_VALID, HMM_PFN_WRITE, HMM_PFN_ERROR, and the page. */
export interface HmmPfn {
  readonly valid: boolean;
  readonly write: boolean;
  readonly error: boolean;
  /** The page frame number, in pages; absent where there is none. */
  readonly pfn?: bigint;
}

/** One of three: the entry is reported, the call fails, or it goes on with a fault or a wait and comes again. */
export type HmmOutcome =
  | { readonly reports: HmmPfn }
  | { readonly refused: HmmRefusal }
  | { readonly next: 'fault'; readonly fault: Fault }
  | { readonly next: 'migration_entry_wait' };

const empty: HmmOutcome = { reports: { valid: false, write: false, error: false } };
const failing: HmmOutcome = { reports: { valid: false, write: false, error: true } };
const fails: HmmOutcome = { refused: '-EFAULT' };
const found = (pfn: bigint, write: boolean): HmmOutcome => ({ reports: { valid: true, write, error: false, pfn } });

/**
 * mm/hmm.c, hmm_range_fault() of one entry: hmm_vma_handle_pte(), with hmm_vma_walk_test() before it and the flags of handle_mm_fault() after it: what a device learns of
 * one entry. After a fault, hmmDoFault(). It holds mmap_lock for reading and changes no entry. Not modelled: huge entries (those of
 * mm/hmm.c report like small ones, with an order), hugetlb, addresses without a mapping (-EFAULT, or an error), DAX pages that go
 * away (-EBUSY, 5.2 to 5.6), and that notifiers make the whole call start again (-EBUSY).
 * @throws RangeError for a word that is no entry.
 */
export function hmmRangeFault(
  k: Kernel,
  pte: bigint,
  vma: Vma,
  request: HmmRequest,
  caller: HmmCaller = {},
): HmmOutcome {
  checkKernel(k);
  const family = expectFamily(k, pte, everything);
  const wants = request.fault === true || request.write === true;
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

function present(k: Kernel, pte: bigint, request: HmmRequest, caller: HmmCaller, faults: () => HmmOutcome): HmmOutcome {
  const valid = !(pteProtnone(k, pte) && k.does('hmmKnowsProtnone'));
  const write = valid && pteWrite(k, pte);
  const wants = request.fault === true || request.write === true;
  if ((request.write && !write) || (wants && !valid)) return faults();
  if (isRefused(k, pte, caller)) return wants || !k.does('hmmRefusesIfAsked') ? fails : failing;
  return valid ? found(ptePfn(k, pte), write) : { reports: { valid, write, error: false, pfn: ptePfn(k, pte) } };
}

/** vm_normal_page() has no page, as far as pte_special() tells. */
const isRefused = (k: Kernel, pte: bigint, { zeroPage }: HmmCaller): boolean =>
  pteSpecial(k, pte) && k.does('hmmRefusesSpecial') && !(zeroPage && k.does('hmmReportsZeroPage'));

function devicePrivate(
  k: Kernel,
  pte: bigint,
  request: HmmRequest,
  caller: HmmCaller,
  faults: () => HmmOutcome,
): HmmOutcome {
  const entry = pteToSwpEntry(k, pte);
  const wants = request.fault === true || request.write === true;
  const report = () => found(entryPfn(k, entry), isWritableDevicePrivateEntry(k, entry));
  if (!k.does('hmmAsksOwner')) return wants && request.device ? faults() : report();
  if (caller.own) return report();
  if (!wants) return empty;
  return k.does('hmmFaultsOthersDevice') ? faults() : fails;
}

/** hmm_vma_fault() (hmm_do_fault() from 7.3, hmm_vma_do_fault() to 5.6): the flags of the fault. */
function faulting(k: Kernel, vma: Vma, write: boolean, caller: HmmCaller): HmmOutcome {
  if (write && !vmHas(k, vma, 'write') && k.does('hmmAsksWritable')) return { refused: '-EPERM' };
  const unlocks = k.does('hmmAlwaysRetries') || (k.does('hmmFaultsMayRetry') && caller.unlocks === true);
  return { next: 'fault', fault: fault({ write, allowRetry: unlocks, user: false, remote: true }) };
}
