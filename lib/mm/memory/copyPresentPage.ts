/** fork() copies one entry that is present: mm/memory.c, __copy_present_ptes() and copy_present_page(). */

import { shown, typeError } from '../../base/errors.ts';
import type { Pte } from '../../helpers/marks.ts';
import {
  pteClearUffdWp,
  pteMkclean,
  pteMkdirty,
  pteMkold,
  pteMkuffdWp,
  pteModify,
  pteUffdWp,
  pteWrite,
  pteWrprotect,
} from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { isAnonExclusive } from '../common/anonExclusive.ts';
import type { Folio } from '../common/folio.ts';
import { maybeMkwrite } from '../common/maybeMkwrite.ts';
import { type Effect, unchanged } from '../common/outcome.ts';
import { mkPte } from '../common/restore.ts';
import { Trace } from '../common/trace.ts';
import { isCowMapping, isUffdProtected, type Vma, vmHas } from '../common/vma.ts';
import type { ForkOutcome } from './copyNonpresentPte.ts';

/** One entry: the page is shared, or copied where it must stay the parent's. */
export function copyOne(
  k: Kernel,
  pte: Pte,
  src: Vma,
  dst: Vma,
  folio: Folio | undefined,
  copyPfn: bigint | undefined,
): ForkOutcome {
  return folio && copiesAtOnce(k, folio, src) ? copyPage(k, pte, dst, folio, copyPfn) : share(k, pte, src, dst, folio);
}

/** The child gets the same page. */
export function share(k: Kernel, pte: Pte, src: Vma, dst: Vma, folio: Folio | undefined): ForkOutcome {
  const t = new Trace(k, pte);
  const cow = isCowMapping(k, src) && pteWrite(k, pte);
  if (vmHas(src, k.vm.uffdRwp) && !isUffdProtected(k, dst) && pteUffdWp(k, pte))
    t.apply(pteModify, 'the child is not registered', dst.vmPageProt);
  if (k.does('forkClearsUffdWpFirst')) filterUffdWp(k, t, src, dst);
  const parent = cow ? pteWrprotect(k, pte) : pte;
  if (cow) t.apply(pteWrprotect, 'two processes share the page now');
  if (vmHas(src, k.vm.shared)) t.apply(pteMkclean, 'the child has not written');
  t.apply(pteMkold, 'the child has not used it');
  filterUffdWp(k, t, src, dst);
  const shares: Effect[] = folio && isAnonExclusive(k, folio) ? ['clear exclusive'] : [];
  return t.outcome(shares, { parent });
}

function filterUffdWp(k: Kernel, t: Trace, src: Vma, dst: Vma): void {
  const keeps = k.does('forkFiltersUffdWp') ? isUffdProtected(k, dst) : isUffdProtected(k, src);
  if (!keeps && pteUffdWp(k, t.value)) t.apply(pteClearUffdWp, 'the mapping is not registered');
}

/** A pinned page of private memory. */
export const copiesAtOnce = (k: Kernel, folio: Folio, src: Vma): boolean =>
  k.does('forkCopiesPinned') &&
  (folio.anon || !k.does('forkCopiesOnlyAnonymous')) &&
  folio.pinned &&
  isCowMapping(k, src) &&
  (!k.does('anonExclusive') || folio.exclusive);

/** copy_present_page(). */
function copyPage(k: Kernel, pte: Pte, dst: Vma, folio: Folio, copyPfn: bigint | undefined): ForkOutcome {
  if (folio.hwpoison && k.does('forkMeetsPoison'))
    return unchanged(0n, 'copy_mc_user_highpage', 'the page has a hardware error', {
      parent: pte,
      returned: '-EHWPOISON',
    });
  if (typeof copyPfn !== 'bigint')
    throw typeError(`expected copyPfn as a bigint for a pinned page, got ${shown(copyPfn)}`);
  const t = mkPte(k, copyPfn, dst);
  t.apply(pteMkdirty, 'the page has just been written');
  t.apply(maybeMkwrite, 'the page is the child’s alone', dst);
  if (k.does('forkFiltersUffdWp') && isUffdProtected(k, dst) && pteUffdWp(k, pte)) {
    t.apply(pteMkuffdWp, 'the parent’s entry has the bit');
    if (!k.does('mkuffdWpWrprotects')) t.apply(pteWrprotect, 'userfaultfd traps writes');
    if (vmHas(dst, k.vm.uffdRwp)) t.apply(pteModify, 'the mapping traps reads too: PAGE_NONE', k.prot.PAGE_NONE);
  }
  return t.outcome(['copy page'], { parent: pte });
}
