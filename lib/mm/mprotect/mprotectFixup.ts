/** mprotect() changes the flags of a mapping. */
import type { Pte } from '../../helpers/marks.ts';
import { ptePresent, pteWrite } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { everything, expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { type ManyOutcome, together } from '../common/manyOutcome.ts';
import { type Outcome, type Step, unchanged } from '../common/outcome.ts';
import { isMany, type Pages } from '../common/pages.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { vmaWantsWritenotify, withVmFlags } from '../common/vmaSetPageProt.ts';
import { wantsWriteUpgrade, whyNoUpgrade } from './canChangePteWritable.ts';
import type { ChangeProtection } from './changeProtection.ts';
import { changePteRange } from './changePteRange.ts';

/** The mapping as mprotect() leaves it. */
interface Fixed {
  readonly vma: Vma;
}

/**
 * mm/mprotect.c, mprotect_fixup(): the mapping gets the word `vmFlags`, and its entry the protection that follows. Write notification is
 * judged by the new flags and the old protection. `folio` is the page of the entry, absent for one without. Flags that are the
 * mapping's already change nothing. Entries of hugetlb: hugetlbChangeProtection().
 *
 * Not modelled are its errors, before any entry changes: -EPERM for a sealed mapping, -EACCES for PROT_NONE over page frames that L1TF
 * would reach, -ENOMEM for accounting and for splitting the mapping; and that a locked private mapping that becomes writable is
 * populated at once, as by write faults.
 * @throws RangeError for a word that is no entry.
 */
export function mprotectFixup(k: Kernel, pte: Pte, vma: Vma, vmFlags: bigint, folio?: Folio): Outcome & Fixed;
/** mprotect_fixup() (mm/mprotect.c) of the entries of consecutive pages of one large folio, as for changePteRange(). */
export function mprotectFixup(
  k: Kernel,
  ptes: readonly bigint[],
  vma: Vma,
  vmFlags: bigint,
  folio?: Pages,
): ManyOutcome & Fixed;
export function mprotectFixup(
  k: Kernel,
  pte: Pte | readonly bigint[],
  vma: Vma,
  vmFlags: bigint,
  folio?: Pages,
): (Outcome | ManyOutcome) & Fixed {
  if (vmFlags === vma.vmFlags) return isMany(pte) ? { ...together(pte.map(same(k))), vma } : { ...same(k)(pte), vma };
  const after = withVmFlags(k, vma, vmFlags);
  const cp = mprotectRequest(k, vma, vmFlags);
  const changed = isMany(pte)
    ? changePteRange(k, pte, after, after.vmPageProt, cp, folio)
    : changePteRange(k, pte, after, after.vmPageProt, cp, folio as Folio | undefined);
  return { ...changed, steps: [...refusal(k, { ...vma, vmFlags }, pte, changed), ...changed.steps], vma: after };
}

/** Shared entries that could have become writable, had vma_wants_writenotify() said so. */
function refusal(k: Kernel, vma: Vma, before: bigint | readonly bigint[], after: Outcome | ManyOutcome): Step[] {
  const no = vmHas(vma, k.vm.shared) && vmHas(vma, k.vm.write) ? whyNoUpgrade(k, vma) : undefined;
  const ptes = 'pte' in after ? [after.pte] : after.ptes;
  if (!no || !ptes.some((pte) => ptePresent(k, pte) && !pteWrite(k, pte))) return [];
  return [{ ...no, value: isMany(before) ? (before[0] ?? 0n) : before }];
}

/** What mprotect_fixup() asks change_protection() for, of small entries and huge ones. */
export function mprotectRequest(k: Kernel, vma: Vma, vmFlags: bigint): ChangeProtection {
  const flagged = { ...vma, vmFlags };
  return {
    dirtyAcct: vmaWantsWritenotify(k, flagged, vma.vmPageProt),
    tryChangeWritable: wantsWriteUpgrade(k, flagged),
  };
}

const same =
  (k: Kernel) =>
  (pte: Pte): Outcome => {
    expectFamily(k, pte, everything);
    return unchanged(pte, 'mprotect_fixup', 'the flags are the same');
  };
