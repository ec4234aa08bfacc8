import type { Kernel } from '../../kernel/kernel.ts';
import type { Fault } from '../common/fault.ts';
import type { FaultOutcome, VmFault } from '../common/outcome.ts';
import type { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';

/**
 * mm/userfaultfd.c (fs/userfaultfd.c), handle_userfault(): the fault becomes a message and the task sleeps. The entry is left as
 * it is; who reads the message decides what becomes of it. A fault that may not ask, or cannot come again, is a signal or comes
 * to nothing, and no message is sent. Not modelled: signals for the sleeping task (VM_FAULT_NOPAGE to 5.6), and an entry that has
 * changed meanwhile (userfaultfd_must_wait()), whose fault returns VM_FAULT_RETRY at once.
 */
export function handleUserfault(k: Kernel, t: Trace, vma: Vma, fault: Fault, why: string): FaultOutcome {
  t.note('handle_userfault', why);
  const refused = withoutMessage(k, vma, fault);
  if (refused) return t.faultOutcome([refused]);
  const returned: VmFault[] = ['VM_FAULT_RETRY'];
  if (k.does('userfaultSaysMajor')) returned.push('VM_FAULT_MAJOR');
  return { ...t.faultOutcome(returned), next: 'handle_userfault' };
}

/** What is returned at once, in the order in which the kernel asks. */
function withoutMessage(k: Kernel, vma: Vma, fault: Fault): VmFault | undefined {
  if (fault.exiting || vma.uffdContext === false || vma.uffdSigbus) return 'VM_FAULT_SIGBUS';
  if (vma.uffdUserModeOnly && fault.user === false && k.does('userModeOnly')) return 'VM_FAULT_SIGBUS';
  const released = vma.uffdReleased === true;
  if (released && !k.does('releasedRetries')) return 'VM_FAULT_NOPAGE';
  if (!fault.allowRetry) return 'VM_FAULT_SIGBUS';
  return fault.retryNowait || released ? 'VM_FAULT_RETRY' : undefined;
}
