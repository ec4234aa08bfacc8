import type { Fault } from '../common/fault.ts';
import type { Effect, FaultOutcome } from '../common/outcome.ts';
import type { Trace } from '../common/trace.ts';

/**
 * mm/userfaultfd.c (fs/userfaultfd.c), handle_userfault(): the fault becomes a message and the task sleeps. The entry is left as
 * it is; who reads the message decides what becomes of it. A caller that cannot come again dies.
 */
export function handleUserfault(t: Trace, why: string, fault: Fault, effects: readonly Effect[] = []): FaultOutcome {
  t.note('handle_userfault', why);
  const { value: pte, steps } = t;
  if (!fault.allowRetry) return { pte, returned: ['VM_FAULT_SIGBUS'], effects, steps };
  return { pte, returned: ['VM_FAULT_RETRY'], next: 'handle_userfault', effects, steps };
}
