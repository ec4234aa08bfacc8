/** What becomes of a device's fault. */
import type { Kernel } from '../../kernel/kernel.ts';
import { isFaultError, type VmFault } from '../common/outcome.ts';
import type { HmmRefusal } from './hmmMapping.ts';

/** 'again': the entry is looked at again, mmap_lock held as before; 'unlocked': the lock was let go, and the caller starts again. */
export type HmmFaulted = 'again' | 'unlocked' | HmmRefusal;

/**
 * mm/hmm.c, hmm_vma_fault() (hmm_do_fault() from 7.3, hmm_vma_do_fault() to 5.6): what hmm_range_fault() makes of the bits that
 * handle_mm_fault() has returned. hmm_range_fault_unlocked_timeout() (7.3) takes the lock again and starts again by itself.
 */
export function hmmDoFault(k: Kernel, returned: readonly VmFault[]): HmmFaulted {
  const retries = returned.includes('VM_FAULT_RETRY') || returned.includes('VM_FAULT_COMPLETED');
  if (retries && k.does('hmmFaultsMayRetry')) return 'unlocked';
  if (returned.includes('VM_FAULT_OOM') && k.does('hmmTellsErrors')) return '-ENOMEM';
  return returned.some(isFaultError) ? '-EFAULT' : 'again';
}
