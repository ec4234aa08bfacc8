/** fork() copies a present entry. */
import { shown, typeError } from '../../base/errors.ts';
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
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { maybeMkwrite } from '../common/maybeMkwrite.ts';
import type { Effect } from '../common/outcome.ts';
import { mkPte } from '../common/restore.ts';
import { Trace } from '../common/trace.ts';
import { isCowMapping, isUffdProtected, type Vma, vmHas } from '../common/vma.ts';
import type { ForkOutcome } from './copyNonpresentPte.ts';

/**
 * mm/memory.c, copy_present_ptes() (copy_present_pte() from 5.9 to 6.8, copy_one_pte() before): fork copies an entry that is present.
 * `src` and `dst` are the mappings of parent and child; `copyPfn` is the child's page, in pages, where a pinned page is copied at once.
 * @throws RangeError unless `pte` is present; TypeError where the page is copied and there is no `copyPfn`.
 */
export function copyPresentPte(
  k: Kernel,
  pte: bigint,
  src: Vma,
  dst: Vma,
  folio?: Folio,
  copyPfn?: bigint,
): ForkOutcome {
  expectFamily(k, pte, ['present']);
  if (folio && copiesAtOnce(k, folio, src)) return copyPage(k, pte, dst, copyPfn);
  const t = new Trace(k, pte);
  const cow = isCowMapping(k, src) && pteWrite(k, pte);
  if (vmHas(k, src, 'uffdRwp') && !isUffdProtected(k, dst) && pteUffdWp(k, pte))
    t.apply(pteModify, 'the child is not registered', dst.vmPageProt);
  const parent = cow ? pteWrprotect(k, pte) : pte;
  if (cow) t.apply(pteWrprotect, 'two processes share the page now');
  if (vmHas(k, src, 'shared')) t.apply(pteMkclean, 'the child has not written');
  t.apply(pteMkold, 'the child has not used it');
  filterUffdWp(k, t, src, dst);
  const shares: Effect[] = folio && isAnonExclusive(k, folio) ? ['clear exclusive'] : [];
  return t.outcome(shares, { parent });
}

function filterUffdWp(k: Kernel, t: Trace, src: Vma, dst: Vma): void {
  const keeps = k.does('forkFiltersUffdWp') ? isUffdProtected(k, dst) : isUffdProtected(k, src);
  if (!keeps && pteUffdWp(k, t.value)) t.apply(pteClearUffdWp, 'the mapping is not registered');
}

const copiesAtOnce = (k: Kernel, folio: Folio, src: Vma): boolean =>
  k.does('forkCopiesPinned') &&
  folio.anon &&
  folio.pinned &&
  isCowMapping(k, src) &&
  (!k.does('anonExclusive') || folio.exclusive);

/** copy_present_page(). */
function copyPage(k: Kernel, pte: bigint, dst: Vma, copyPfn: bigint | undefined): ForkOutcome {
  if (typeof copyPfn !== 'bigint')
    throw typeError(`expected copyPfn as a bigint for a pinned page, got ${shown(copyPfn)}`);
  const t = mkPte(k, copyPfn, dst);
  t.apply(pteMkdirty, 'the page has just been written');
  t.apply(maybeMkwrite, 'the page is the child’s alone', dst);
  if (k.does('forkFiltersUffdWp') && isUffdProtected(k, dst) && pteUffdWp(k, pte)) {
    t.apply(pteMkuffdWp, 'the parent’s entry has the bit');
    if (!k.does('mkuffdWpWrprotects')) t.apply(pteWrprotect, 'userfaultfd traps writes');
    if (vmHas(k, dst, 'uffdRwp')) t.apply(pteModify, 'the mapping traps reads too: PAGE_NONE', k.prot.PAGE_NONE);
  }
  return t.outcome(['copy page'], { parent: pte });
}
