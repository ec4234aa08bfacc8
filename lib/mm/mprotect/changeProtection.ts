/** Who calls change_protection(), and with what: mm/mprotect.c, mm/userfaultfd.c, mm/mempolicy.c. */

import { vmGetPageProt } from '../../helpers/pgtable.ts';
import type { Kernel, VmFlagId } from '../../kernel/kernel.ts';
import type { Folio } from '../common/folio.ts';
import type { Outcome } from '../common/outcome.ts';
import type { Vma } from '../common/vma.ts';
import { vmFlagsOf, vmHas } from '../common/vma.ts';
import { vmaSetPageProt, vmaWantsWritenotify } from '../common/vmaSetPageProt.ts';
import { vmaWantsManualPteWriteUpgrade } from './canChangePteWritable.ts';
import { type ChangeProtection, changePteRange } from './changePteRange.ts';

/** The mapping with other flags, and the protection that follows from them. */
export const withVmFlags = (k: Kernel, vma: Vma, vmFlags: bigint): Vma => {
  const changed = { ...vma, vmFlags };
  return { ...changed, vmPageProt: vmaSetPageProt(k, changed) };
};

/** mprotect_fixup(): the mapping gets `vmFlags`. Write notification is judged by the new flags and the old protection. */
export function mprotectFixup(
  k: Kernel,
  pte: bigint,
  vma: Vma,
  vmFlags: bigint,
  folio?: Folio,
): Outcome & { readonly vma: Vma } {
  const flagged = { ...vma, vmFlags };
  const cp: ChangeProtection = {
    dirtyAcct: vmaWantsWritenotify(k, flagged, vma.vmPageProt),
    tryChangeWritable: vmaWantsManualPteWriteUpgrade(k, flagged),
  };
  const after = withVmFlags(k, vma, vmFlags);
  return { ...changePteRange(k, pte, after, after.vmPageProt, cp, folio), vma: after };
}

/** change_prot_numa(): the entry becomes a NUMA hint, if NUMA balancing wants the page. */
export const changeProtNuma = (k: Kernel, pte: bigint, vma: Vma, folio?: Folio, numaSkips = false): Outcome =>
  changePteRange(k, pte, vma, k.prot.PAGE_NONE, { protNuma: true, numaSkips }, folio);

/** uffd_wp_range(), UFFDIO_WRITEPROTECT: `protect` or resolve. */
export function uffdWpRange(k: Kernel, pte: bigint, vma: Vma, protect: boolean, folio?: Folio): Outcome {
  const fromFlags = k.does('uffdWpProtFromFlags');
  const newprot = fromFlags ? vmGetPageProt(k, protect ? vma.vmFlags & ~k.vm.write : vma.vmFlags) : vma.vmPageProt;
  const tryChangeWritable = !protect && !fromFlags && vmaWantsManualPteWriteUpgrade(k, vma);
  return changePteRange(k, pte, vma, newprot, { uffdWp: protect, uffdWpResolve: !protect, tryChangeWritable }, folio);
}

/** UFFDIO_RWPROTECT (7.3): traps every access, or resolves. */
export function uffdRwpRange(k: Kernel, pte: bigint, vma: Vma, protect: boolean, folio?: Folio): Outcome {
  const newprot = protect ? k.prot.PAGE_NONE : vma.vmPageProt;
  const tryChangeWritable = !protect && vmaWantsManualPteWriteUpgrade(k, vma);
  return changePteRange(k, pte, vma, newprot, { uffdRwp: protect, uffdRwpResolve: !protect, tryChangeWritable }, folio);
}

/** userfaultfd_set_vm_flags(): registering or unregistering changes the flags, and the default protection with them. */
export function userfaultfdSetVmFlags(k: Kernel, vma: Vma, flags: readonly VmFlagId[]): Vma {
  const all: readonly VmFlagId[] = ['uffdMissing', 'uffdWp', 'uffdMinor', 'uffdRwp'];
  const vmFlags = (vma.vmFlags & ~all.reduce((mask, f) => mask | k.vm[f], 0n)) | vmFlagsOf(k, flags);
  const toggled = ((vma.vmFlags ^ vmFlags) & k.vm.uffdWp) !== 0n;
  const notifies = k.does('writenotifyForUffdWp') && toggled && vmHas(k, vma, 'shared');
  return notifies ? withVmFlags(k, vma, vmFlags) : { ...vma, vmFlags };
}

export type EndOfUffd = 'unregister' | 'close';

/** UFFDIO_UNREGISTER and close(): what stays of write protection. The mapping is still registered when this runs. */
export function userfaultfdEnd(k: Kernel, pte: bigint, vma: Vma, how: EndOfUffd, folio?: Folio): Outcome {
  const resolves = k.does(how === 'close' ? 'closeResolves' : 'unregisterResolves');
  if (resolves && vmHas(k, vma, 'uffdRwp')) return uffdRwpRange(k, pte, vma, false, folio);
  if (resolves && vmHas(k, vma, 'uffdWp')) return uffdWpRange(k, pte, vma, false, folio);
  return { pte, effects: [], steps: [] };
}
