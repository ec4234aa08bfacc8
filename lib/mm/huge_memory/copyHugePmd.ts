/** fork() copies the entry of a huge page. */
import type { Pte } from '../../helpers/marks.ts';
import { pteClearUffdWp, pteMkold, pteSpecial, pteWrprotect } from '../../helpers/pgtable.ts';
import { pfnPmd, pmdMkhuge, pmdModify, pmdPfn, pmdUffdWp, pmdWrprotect } from '../../helpers/pgtableHuge.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { isAnonExclusive } from '../common/anonExclusive.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { called } from '../common/kernelNames.ts';
import { type Effect, unchanged } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { isUffdProtected, type Vma, vmHas } from '../common/vma.ts';
import { copiesAtOnce } from '../memory/copyPresentPage.ts';
import { copyHugeNonPresentPmd, type HugeForked } from './copyHugeNonPresentPmd.ts';
import { hugeFamilies } from './setPmdMigrationEntry.ts';

export type { HugeForked } from './copyHugeNonPresentPmd.ts';

/**
 * mm/huge_memory.c, copy_huge_pmd(): fork copies the entry of a huge page. `src` and `dst` are the mappings of parent and child; `folio` is
 * the page, absent for the huge zero page and for entries without a page. Entries of files are not copied, whatever is protected
 * (a fault finds the page again), but those that are special; the huge zero page of a file on a DAX device is taken for such a one.
 *
 * Modelled of what it returns: 0, and -EAGAIN for a pinned page, which the parent must keep. Not modelled: -EAGAIN for an entry that is no
 * longer huge, and -ENOMEM. Whether fork gets here at all, vmaNeedsCopy() says.
 * @throws RangeError unless `pmd` maps a huge page or is a migration entry.
 */
export function copyHugePmd(k: Kernel, pmd: Pte, src: Vma, dst: Vma, folio?: Folio): HugeForked {
  const family = expectFamily(k, pmd, [...hugeFamilies(k), 'migration'], 'pmd');
  const zero = !folio && dst.anonymous;
  if (family === 'present' && !zero && pteSpecial(k, pmd) && k.does('forkCopiesSpecialHuge'))
    return copySpecial(k, pmd);
  if (!dst.anonymous) return leaves(pmd, 0, 'vma_is_anonymous', 'a fault finds the page of a file again');
  if (family !== 'present') return copyHugeNonPresentPmd(k, pmd, src, dst, family);
  if (zero && k.does('forkMakesHugeZeroAnew')) return makeZeroAnew(k, pmd, src);
  if (folio && copiesAtOnce(k, folio, src))
    return leaves(
      pmd,
      '-EAGAIN',
      '__split_huge_pmd',
      'the page is pinned: the parent keeps it, and small pages are copied',
    );
  return share(k, pmd, src, dst, folio);
}

const leaves = (pmd: Pte, returned: 0 | '-EAGAIN', did: string, why: string): HugeForked =>
  unchanged(0n, did, why, { parent: pmd, returned });

/** Memory without a page, of a driver: whatever else the entry says is the child's too. */
const copySpecial = (k: Kernel, pmd: Pte): HugeForked =>
  new Trace(k, pmd, 'pmd').apply(pteMkold, 'the child has not used it').outcome([], { parent: pmd, returned: 0 });

/** set_huge_zero_page(): to 5.13, the child's entry knows nothing of the parent's, and neither loses anything. */
function makeZeroAnew(k: Kernel, pmd: Pte, src: Vma): HugeForked {
  const page = pmdMkhuge(k, pfnPmd(k, pmdPfn(k, pmd), src.vmPageProt));
  const t = Trace.from(k, called(k, 'mkHugePmd'), page, 'the huge zero page under vma->vm_page_prot', 'pmd');
  return t.outcome([], { parent: pmd, returned: 0 });
}

function share(k: Kernel, pmd: Pte, src: Vma, dst: Vma, folio: Folio | undefined): HugeForked {
  const t = new Trace(k, pmd, 'pmd');
  const asked = k.does('forkFiltersUffdWp') ? dst : src; // to 5.13, the parent's mapping decides
  if (!isUffdProtected(k, asked) && pmdUffdWp(k, pmd)) {
    if (vmHas(src, k.vm.uffdRwp)) t.apply(pmdModify, 'the child is not registered', dst.vmPageProt);
    t.apply(pteClearUffdWp, 'the mapping is not registered');
  }
  t.apply(pteWrprotect, 'two processes share the page now');
  t.apply(pteMkold, 'the child has not used it');
  const shares: Effect[] = folio && isAnonExclusive(k, folio) ? ['clear exclusive'] : [];
  return t.outcome(shares, { parent: pmdWrprotect(k, pmd), returned: 0 });
}
