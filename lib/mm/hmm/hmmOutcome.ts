/** What a driver asks for, and what it gets. */
import type { Kernel } from '../../kernel/kernel.ts';
import { type Fault, fault } from '../common/fault.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import type { HmmRefusal } from './hmmMapping.ts';

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

/** There is nothing that the device could use, and nothing was asked for. */
export const empty: HmmOutcome = { reports: { valid: false, write: false, error: false } };
/** The device cannot use it (HMM_PFN_ERROR). */
export const failing: HmmOutcome = { reports: { valid: false, write: false, error: true } };
/** What was asked for cannot be had. */
export const fails: HmmOutcome = { refused: '-EFAULT' };
/** A page. */
export const found = (pfn: bigint, write: boolean): HmmOutcome => ({
  reports: { valid: true, write, error: false, pfn },
});

/** Whether a fault may be made at all: the device has asked for more than a look. */
export const wantsFault = ({ fault, write }: HmmRequest): boolean => fault === true || write === true;

/** hmm_vma_fault() (hmm_do_fault() from 7.3, hmm_vma_do_fault() to 5.6): the flags of the fault. */
export function faulting(k: Kernel, vma: Vma, write: boolean, caller: HmmCaller): HmmOutcome {
  if (write && !vmHas(vma, k.vm.write) && k.does('hmmAsksWritable')) return { refused: '-EPERM' };
  const unlocks = k.does('hmmAlwaysRetries') || (k.does('hmmFaultsMayRetry') && caller.unlocks === true);
  return { next: 'fault', fault: fault({ write, allowRetry: unlocks, user: false, remote: true }) };
}
