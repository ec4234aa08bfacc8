/** The ioctls of userfaultfd that trap writes, or every access, to pages that are there. */
import type { Pte } from '../../helpers/marks.ts';
import { vmGetPageProt } from '../../helpers/pgtable.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Folio } from '../common/folio.ts';
import type { ManyOutcome } from '../common/manyOutcome.ts';
import type { Outcome } from '../common/outcome.ts';
import { isMany, type Pages } from '../common/pages.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { wantsWriteUpgrade } from '../mprotect/canChangePteWritable.ts';
import type { ChangeProtection } from '../mprotect/changeProtection.ts';
import { changePteRange } from '../mprotect/changePteRange.ts';

/** What change_protection() is asked for where userfaultfd begins or ends to trap something, of small entries and huge ones. */
export interface TrapRequest {
  readonly newprot: bigint;
  readonly cp: ChangeProtection;
}

/** Of writes. */
export function writeTrap(k: Kernel, vma: Vma, protect: boolean): TrapRequest {
  const fromFlags = k.does('uffdWpProtFromFlags');
  const newprot = fromFlags ? vmGetPageProt(k, protect ? vma.vmFlags & ~k.vm.write : vma.vmFlags) : vma.vmPageProt;
  const tryChangeWritable = !protect && !fromFlags && wantsWriteUpgrade(k, vma);
  return { newprot, cp: { uffdWp: protect, uffdWpResolve: !protect, tryChangeWritable } };
}

/** Of every access. */
export function accessTrap(k: Kernel, vma: Vma, protect: boolean): TrapRequest {
  const newprot = protect ? k.prot.PAGE_NONE : vma.vmPageProt;
  const tryChangeWritable = !protect && wantsWriteUpgrade(k, vma);
  return { newprot, cp: { uffdRwp: protect, uffdRwpResolve: !protect, tryChangeWritable } };
}

/** change_protection() of one entry, or of those of consecutive pages of one large folio. */
function trap(k: Kernel, pte: Pte | readonly bigint[], vma: Vma, { newprot, cp }: TrapRequest, folio?: Pages) {
  return isMany(pte)
    ? changePteRange(k, pte, vma, newprot, cp, folio)
    : changePteRange(k, pte, vma, newprot, cp, folio as Folio | undefined);
}

/** Write protection begins or ends, on any kernel. */
export function trapWrites(k: Kernel, pte: Pte, vma: Vma, protect: boolean, folio?: Folio): Outcome;
/** The same of the entries of consecutive pages of one large folio, as for changePteRange(). */
export function trapWrites(k: Kernel, ptes: readonly bigint[], vma: Vma, protect: boolean, folio?: Pages): ManyOutcome;
export function trapWrites(
  k: Kernel,
  pte: Pte | readonly bigint[],
  vma: Vma,
  protect: boolean,
  folio?: Pages,
): Outcome | ManyOutcome {
  return trap(k, pte, vma, writeTrap(k, vma, protect), folio);
}

/** Access protection begins or ends, on any kernel. */
export function trapAccess(k: Kernel, pte: Pte, vma: Vma, protect: boolean, folio?: Folio): Outcome;
/** The same of several entries, as for trapWrites(). */
export function trapAccess(k: Kernel, ptes: readonly bigint[], vma: Vma, protect: boolean, folio?: Pages): ManyOutcome;
export function trapAccess(
  k: Kernel,
  pte: Pte | readonly bigint[],
  vma: Vma,
  protect: boolean,
  folio?: Pages,
): Outcome | ManyOutcome {
  return trap(k, pte, vma, accessTrap(k, vma, protect), folio);
}

/**
 * mm/userfaultfd.c, uffd_wp_range() (mwriteprotect_range() from 5.7 to 5.19): UFFDIO_WRITEPROTECT traps writes to the page (`protect`),
 * or ends that. `folio` is the page of the entry, absent for one without. It cannot fail but for want of memory for a page table, from
 * 6.3 on; what may be asked, mwriteprotectRange() says. Entries of hugetlb: hugetlbChangeProtection().
 * Entries of consecutive pages of one large folio as an array, as for changePteRange().
 * @throws RangeError for a word that is no entry, and before 5.7 (ERR_PTE_HELPER).
 */
export const uffdWpRange = checked('uffdWpRange', trapWrites);

/**
 * mm/userfaultfd.c, UFFDIO_RWPROTECT (7.3): traps every access to the page (`protect`), or ends that. `folio` as for uffdWpRange().
 * @throws RangeError for a word that is no entry, and before 7.3 (ERR_PTE_HELPER).
 */
export const uffdRwpRange = checked('uffdRwpRange', trapAccess);

/**
 * mm/userfaultfd.c, mwriteprotect_range() (5.7): whether UFFDIO_WRITEPROTECT may touch the entries of a mapping. Modelled is -ENOENT;
 * the other refusals of 5.7 to 6.3 are those of registration once more, -EAGAIN and the alignment of huge pages have no input.
 */
export const mwriteprotectRange = (k: Kernel, vma: Vma): 0 | '-ENOENT' => (vmHas(vma, k.vm.uffdWp) ? 0 : '-ENOENT');

/** mm/userfaultfd.c, mrwprotect_range() (7.3): whether UFFDIO_RWPROTECT may. Modelled is -ENOENT. */
export const mrwprotectRange = (k: Kernel, vma: Vma): 0 | '-ENOENT' => (vmHas(vma, k.vm.uffdRwp) ? 0 : '-ENOENT');
