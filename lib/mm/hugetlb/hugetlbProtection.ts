/** The callers of change_protection() over hugetlb: mprotectFixup(), uffdWpRange() and userfaultfdEnd() of its entries. */
import type { Pte } from '../../helpers/marks.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { type Outcome, unchanged } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { withVmFlags } from '../common/vmaSetPageProt.ts';
import { mprotectRequest } from '../mprotect/mprotectFixup.ts';
import { accessTrap, writeTrap } from '../userfaultfd/uffdWpRange.ts';
import type { EndOfUffd } from '../userfaultfd/userfaultfdEnd.ts';
import { hugetlbFamilies } from './copyHugetlbPageRange.ts';
import { hugetlbChangeProtection } from './hugetlbChangeProtection.ts';

/** The page of an entry, as far as protection asks for it. */
type Page = Pick<Folio, 'anon'>;

/**
 * mm/mprotect.c, mprotect_fixup() of a mapping of hugetlb: it gets the word `vmFlags`, and its entry the protection that follows, as for
 * mprotectFixup(). `folio` is the page of the entry, absent for one without.
 * @throws RangeError for a word that hugetlb never has.
 */
export function mprotectFixupHugetlb(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  vmFlags: bigint,
  folio?: Page,
): Outcome & { readonly vma: Vma } {
  if (vmFlags === vma.vmFlags) {
    expectFamily(k, pte, hugetlbFamilies);
    return { ...unchanged(pte, 'mprotect_fixup', 'the flags are the same'), vma };
  }
  const after = withVmFlags(k, vma, vmFlags);
  const cp = mprotectRequest(k, vma, vmFlags);
  return { ...hugetlbChangeProtection(k, pte, after, after.vmPageProt, cp, folio), vma: after };
}

function trapWrites(k: Kernel, pte: Pte, vma: Vma, protect: boolean, folio?: Page): Outcome {
  const { newprot, cp } = writeTrap(k, vma, protect);
  return hugetlbChangeProtection(k, pte, vma, newprot, cp, folio);
}

function trapAccess(k: Kernel, pte: Pte, vma: Vma, protect: boolean, folio?: Page): Outcome {
  const { newprot, cp } = accessTrap(k, vma, protect);
  return hugetlbChangeProtection(k, pte, vma, newprot, cp, folio);
}

/**
 * mm/userfaultfd.c, uffd_wp_range() (5.7) over hugetlb: userfaultfd traps writes to the page (`protect`), or ends that, as for uffdWpRange().
 * No mapping of hugetlb is registered for it before 5.19.
 * @throws RangeError for a word that hugetlb never has, and before 5.7 (ERR_PTE_HELPER).
 */
export const uffdWpRangeHugetlb = checked('uffdWpRange', trapWrites);

/**
 * mm/userfaultfd.c, UFFDIO_RWPROTECT (7.3) over hugetlb: userfaultfd traps every access to the page (`protect`), or ends that. A missing page
 * gets no marker.
 * @throws RangeError for a word that hugetlb never has, and before 7.3 (ERR_PTE_HELPER).
 */
export const uffdRwpRangeHugetlb = checked('uffdRwpRange', trapAccess);

/**
 * fs/userfaultfd.c, userfaultfd_unregister() and userfaultfd_release() over hugetlb: what stays of protection, as userfaultfdEnd() says it
 * of other memory.
 * @throws RangeError for a word that hugetlb never has, where the kernel looks at it.
 */
export function userfaultfdEndHugetlb(k: Kernel, pte: Pte, vma: Vma, how: EndOfUffd, folio?: Page): Outcome {
  const resolves = k.does(how === 'close' ? 'closeResolves' : 'unregisterResolves');
  if (resolves && vmHas(vma, k.vm.uffdRwp)) return trapAccess(k, pte, vma, false, folio);
  if (resolves && vmHas(vma, k.vm.uffdWp)) return trapWrites(k, pte, vma, false, folio);
  return new Trace(k, pte).outcome();
}
