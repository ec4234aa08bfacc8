/** Faults under the lock of the mapping alone (6.4), where more than that is needed. */
import type { Kernel } from '../../kernel/kernel.ts';
import type { Fault } from '../common/fault.ts';
import type { FaultSurroundings } from '../common/faultSurroundings.ts';
import type { Vma } from '../common/vma.ts';

/** mm/memory.c, vmf_can_call_fault() (6.7; inside the functions that ask in 6.6): whether it refuses to call the file system or the driver. */
export function cannotCallFault(k: Kernel, vma: Vma, fault: Fault): boolean {
  if (!fault.vmaLock) return false;
  return k.does('fileFaultsRefuseVmaLock') || (k.does('fileFaultsNeedMapPages') && vma.mapPages === false);
}

/** mm/memory.c, vmf_anon_prepare() (6.7; inside do_wp_page() in 6.6): whether the mapping cannot get its anon_vma. */
export function cannotPrepareAnon(k: Kernel, vma: Vma, fault: Fault, how: FaultSurroundings): boolean {
  if (!fault.vmaLock || vma.anonVma) return false;
  return how.mmapLocked === true || !k.does('anonPrepareTriesLock');
}
