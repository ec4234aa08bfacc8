import { shown, typeError } from '../../base/errors.ts';
import { pteMkdirty, pteMksoftDirty, pteMkuffdWp, pteSoftDirty, pteUffdWp } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Fault } from '../common/fault.ts';
import type { Folio } from '../common/folio.ts';
import { maybeMkwrite } from '../common/maybeMkwrite.ts';
import type { Effect, FaultOutcome, VmFault } from '../common/outcome.ts';
import { mkPte } from '../common/restore.ts';
import type { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { cannotPrepareAnon } from './vmaLock.ts';
import type { WriteFault } from './writeFault.ts';

/** VM_FAULT_WRITE, where the kernel says of a fault that the entry may be written to now. */
export const saysWrite = (k: Kernel): VmFault[] => (k.does('faultSaysWrite') ? ['VM_FAULT_WRITE'] : []);

/** mm/memory.c, wp_page_copy(): the entry of `t` gives way to one for a copy of its page, if there can be one. */
export function wpPageCopy(
  k: Kernel,
  t: Trace,
  vma: Vma,
  folio: Folio | undefined,
  fault: Fault,
  how: WriteFault,
  effects: readonly Effect[],
): FaultOutcome {
  const failed = fails(k, vma, folio, fault, how);
  if (failed) {
    const [returned, did, why] = failed;
    t.note(did, why);
    return t.faultOutcome([returned], effects);
  }
  const { copyPfn } = how;
  if (typeof copyPfn !== 'bigint')
    throw typeError(`expected copyPfn as a bigint for a page that is copied, got ${shown(copyPfn)}`);
  const old = t.value;
  const made = mkPte(k, copyPfn, vma);
  t.follow({ pte: made.value, steps: made.steps });
  if (fault.unshare) unshared(k, t, old);
  else {
    t.apply(pteMkdirty, 'it is about to be written');
    t.apply(maybeMkwrite, 'writable, if the mapping is', vma);
  }
  const copied: Effect[] = [...effects, 'copy page'];
  if (k.does('anonExclusive')) copied.push('RMAP_EXCLUSIVE');
  return t.faultOutcome(fault.unshare ? [] : saysWrite(k), copied);
}

/** Why there is no copy: what is returned, who says so, and the reason. */
function fails(
  k: Kernel,
  vma: Vma,
  folio: Folio | undefined,
  fault: Fault,
  how: WriteFault,
): readonly [VmFault, string, string] | undefined {
  if (cannotPrepareAnon(k, vma, fault, how) && k.does('wpNeedsAnonVma'))
    return ['VM_FAULT_RETRY', 'vmf_anon_prepare', 'the mapping has no anon_vma and is not locked for getting one'];
  if (how.oom) return ['VM_FAULT_OOM', 'wp_page_copy', 'there is no memory for a copy'];
  if (!folio && fault.remote && hasBarePfns(k, vma) && k.does('wpCopyRefusesRemote'))
    return [
      'VM_FAULT_SIGBUS',
      '__wp_page_copy_user',
      'memory without a page is read through its own address space only',
    ];
  if (how.copyPoisoned && folio && k.does('wpCopyRecovers'))
    return ['VM_FAULT_HWPOISON', 'wp_page_copy', 'reading the page meets a hardware error'];
  return undefined;
}

/** The mapping can hold memory without a page; elsewhere such an entry is the zero page, of which nothing is read. */
const hasBarePfns = (k: Kernel, vma: Vma): boolean => vmHas(vma, k.vm.pfnmap) || vmHas(vma, k.vm.mixedmap);

/** Only a write changes what was said of the old page. */
function unshared(k: Kernel, t: Trace, old: bigint): void {
  if (pteSoftDirty(k, old)) t.apply(pteMksoftDirty, 'the old entry is soft-dirty');
  if (pteUffdWp(k, old)) t.apply(pteMkuffdWp, 'the old entry has the uffd-wp bit');
}
