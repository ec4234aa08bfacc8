/** A page fault, as the functions of mm/ read it. */
import type { Kernel } from '../../kernel/kernel.ts';

/** What of the FAULT_FLAG_ bits matters. */
export interface Fault {
  readonly write: boolean;
  /** FAULT_FLAG_UNSHARE (5.19): a reader that wants a page of its own. */
  readonly unshare: boolean;
  /** FAULT_FLAG_ALLOW_RETRY: the caller can come again. */
  readonly allowRetry: boolean;
  /** FAULT_FLAG_RETRY_NOWAIT: and must not wait. */
  readonly retryNowait: boolean;
  /** FAULT_FLAG_TRIED: it has come again. */
  readonly tried: boolean;
  /** FAULT_FLAG_VMA_LOCK (6.4): the mapping alone is locked. */
  readonly vmaLock: boolean;
  /** FAULT_FLAG_USER: the access was made in user mode; false for an access by the kernel itself. True if absent. */
  readonly user?: boolean;
  /** FAULT_FLAG_REMOTE: the memory is another process's (ptrace, /proc/PID/mem). */
  readonly remote?: boolean;
  /** The task exits or dumps core (PF_EXITING, PF_DUMPCORE). */
  readonly exiting?: boolean;
}

const plainFault: Fault = {
  write: false,
  unshare: false,
  allowRetry: true,
  retryNowait: false,
  tried: false,
  vmaLock: false,
};
/** A fault from what differs from the first try of a read by a user. */
export const fault = (given: Partial<Fault> = {}): Fault => ({ ...plainFault, ...given });

/** A reader wants a page of its own, on a kernel that knows such faults (5.19). */
export const unshares = (k: Kernel, { unshare }: Fault): boolean => unshare && k.faultFlag.unshare !== 0n;

/** include/linux/mm.h, fault_flag_allow_retry_first() (5.7): the lock may be let go, since the fault can come again. */
export const mayComeAgain = (k: Kernel, { allowRetry, tried }: Fault): boolean =>
  allowRetry && !(tried && k.does('retriesMany'));
