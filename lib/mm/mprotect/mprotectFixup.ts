/** mprotect() changes the flags of a mapping. */
import type { Kernel } from '../../kernel/kernel.ts';
import type { Folio } from '../common/folio.ts';
import type { Outcome } from '../common/outcome.ts';
import type { Vma } from '../common/vma.ts';
import { vmaWantsWritenotify, withVmFlags } from '../common/vmaSetPageProt.ts';
import { wantsWriteUpgrade } from './canChangePteWritable.ts';
import { type ChangeProtection, changePteRange } from './changePteRange.ts';

/**
 * mm/mprotect.c, mprotect_fixup(): the mapping gets the word `vmFlags`, and its entry the protection that follows. Write notification is
 * judged by the new flags and the old protection. `folio` is the page of the entry, absent for one without.
 * @throws RangeError for a word that is no entry.
 */
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
    tryChangeWritable: wantsWriteUpgrade(k, flagged),
  };
  const after = withVmFlags(k, vma, vmFlags);
  return { ...changePteRange(k, pte, after, after.vmPageProt, cp, folio), vma: after };
}
