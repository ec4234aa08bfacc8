import type { Kernel } from '../../kernel/kernel.ts';
import { type Fault, mayComeAgain } from '../common/fault.ts';
import type { Folio } from '../common/folio.ts';
import type { VmFault } from '../common/outcome.ts';
import type { Vma } from '../common/vma.ts';

/**
 * mm/memory.c, fault_dirty_shared_page(): the page of a shared mapping has been written to. The result says whether the lock was
 * let go, so that the writer could be throttled: that happens with the first write to a clean page, and with each where the file
 * system has been asked. The writer to a page without an address_space is never throttled.
 */
export function faultDirtySharedPage(
  k: Kernel,
  vma: Vma,
  folio: Pick<Folio, 'dirty' | 'hasMapping'>,
  fault: Fault,
): VmFault[] {
  if (!k.does('dirtyingUnlocks') || folio.hasMapping === false) return [];
  const throttled = !folio.dirty || vma.pageMkwrite;
  const letsGo = mayComeAgain(k, fault) && !fault.retryNowait;
  if (!throttled || !letsGo) return [];
  return [k.does('dirtyingCompletes') ? 'VM_FAULT_COMPLETED' : 'VM_FAULT_RETRY'];
}
