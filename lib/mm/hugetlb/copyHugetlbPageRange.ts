/** fork() copies an entry of hugetlb. */

import { shown, typeError } from '../../base/errors.ts';
import type { Pte } from '../../helpers/marks.ts';
import { makeReadableMigrationEntry } from '../../helpers/migrationEntries.ts';
import { pteClearUffdWp, pteMkuffdWp, pteUffdWp, pteWrite, pteWrprotect } from '../../helpers/pgtable.ts';
import { pteToSwpEntry, swpOffset } from '../../helpers/swapEntry.ts';
import { pteSwpClearUffdWp, pteSwpMkuffdWp, pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { isAnonExclusive } from '../common/anonExclusive.ts';
import { expectFamily, type Family } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { unchanged } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { isCowMapping, isUffdProtected, type Vma, vmHas } from '../common/vma.ts';
import { copyMarker, type ForkOutcome, sharesMigration } from '../memory/copyNonpresentPte.ts';
import { hugePteModify } from './hugePteModify.ts';
import { makeHugePte } from './makeHugePte.ts';

/** What can stand for a hugetlb page, in a PMD or a PUD: nothing of it is ever in swap. */
export const hugetlbFamilies: readonly Family[] = ['none', 'present', 'migration', 'hwpoison', 'marker'];

const here = 'copy_hugetlb_page_range';

/**
 * mm/hugetlb.c, copy_hugetlb_page_range(): fork copies an entry of hugetlb. `pte` is the PMD or PUD, which hugetlb reads as a PTE
 * whatever its level; a present one has PSE. `src` and `dst` are the mappings of parent and child; `copyPfn` is the child's page, in
 * pages, where a pinned page is copied at once. What a hugetlb mapping is not asked for, vmaNeedsCopy() says.
 *
 * Returned is -EHWPOISON where copying a page meets a hardware error (`hugetlbForkMeetsPoison`). Not modelled: -ENOMEM and -ENOSPC where
 * there is no table or no page, tables that are shared (nothing is copied, or -EINVAL), an entry that has changed while
 * its page was copied (the kernel looks again).
 * @throws RangeError for a word that hugetlb never has; TypeError where the page is copied and there is no `copyPfn`.
 */
export function copyHugetlbPageRange(
  k: Kernel,
  pte: Pte,
  src: Vma,
  dst: Vma,
  folio?: Folio,
  copyPfn?: bigint,
): ForkOutcome {
  const family = expectFamily(k, pte, hugetlbFamilies);
  if (family === 'none') return unchanged(0n, here, 'there is nothing to copy', { parent: pte });
  if (family === 'hwpoison') return copyPoison(k, pte, dst);
  if (family === 'migration') return copyMigration(k, pte, src, dst);
  if (family === 'marker') return copyHugeMarker(k, pte, dst);
  if (folio && copiesAtOnce(k, folio, src)) return copyPage(k, pte, dst, folio, copyPfn);
  return share(k, pte, src, dst, folio);
}

function copyPoison(k: Kernel, pte: Pte, dst: Vma): ForkOutcome {
  const t = Trace.from(k, here, pte, 'the child has no page either');
  if (!k.does('hugetlbForkClearsSwapBit')) clearForChild(k, t, dst);
  return t.outcome([], { parent: pte });
}

function copyMigration(k: Kernel, pte: Pte, src: Vma, dst: Vma): ForkOutcome {
  const entry = pteToSwpEntry(k, pte);
  const t = Trace.from(k, here, pte, 'the child waits for the page too');
  if (isCowMapping(k, src) && sharesMigration(k, entry)) {
    t.become(makeReadableMigrationEntry, swpOffset(k, entry), 'two processes share the page now'); // soft-dirty is dropped
    if (k.does('hugetlbForkKnowsUffdWp') && isUffdProtected(k, src)) keepUffdWp(k, t, pte);
  }
  const parent = t.value;
  clearForChild(k, t, dst);
  return t.outcome([], { parent });
}

/** In trees that took one of the two changes, that is enough for reading the bit where it is. */
const readsSwapBit = (k: Kernel): boolean => k.does('hugetlbForkFiltersUffdWp') || k.does('hugetlbForkClearsSwapBit');

function keepUffdWp(k: Kernel, t: Trace, old: bigint): void {
  const why = 'the old entry has the uffd-wp bit';
  if (readsSwapBit(k)) {
    if (pteSwpUffdWp(k, old)) t.apply(pteSwpMkuffdWp, why);
  } else if (pteUffdWp(k, old)) t.apply(pteMkuffdWp, 'the bit of a present entry is set, whatever it means here');
}

function clearForChild(k: Kernel, t: Trace, dst: Vma): void {
  if (!k.does('hugetlbForkKnowsUffdWp') || isUffdProtected(k, dst)) return;
  if (k.does('hugetlbForkClearsSwapBit')) {
    if (pteSwpUffdWp(k, t.value)) t.apply(pteSwpClearUffdWp, 'the child is not registered');
  } else if (pteUffdWp(k, t.value)) t.apply(pteClearUffdWp, 'a bit of the inverted offset is taken for uffd-wp');
}

function copyHugeMarker(k: Kernel, pte: Pte, dst: Vma): ForkOutcome {
  if (k.does('forkReencodesMarker')) return copyMarker(k, pte, dst);
  return vmHas(dst, k.vm.uffdWp)
    ? unchanged(pte, here, 'the marker is the child’s too', { parent: pte })
    : unchanged(0n, here, 'the child is not registered', { parent: pte });
}

/** The child gets the same page. */
function share(k: Kernel, pte: Pte, src: Vma, dst: Vma, folio: Folio | undefined): ForkOutcome {
  const t = Trace.from(k, here, pte, 'the child gets the same page');
  const cow = isCowMapping(k, src);
  const first = k.does('forkClearsUffdWpFirst');
  if (first) filterUffdWp(k, t, src, dst);
  if (cow && pteWrite(k, t.value)) t.apply(pteWrprotect, 'two processes share the page now');
  if (!first) filterUffdWp(k, t, src, dst);
  const shares = folio && isAnonExclusive(k, folio);
  return t.outcome(shares ? ['clear exclusive'] : [], {
    parent: cow && pteWrite(k, pte) ? pteWrprotect(k, pte) : pte,
  });
}

function filterUffdWp(k: Kernel, t: Trace, src: Vma, dst: Vma): void {
  if (isUffdProtected(k, dst) || !k.does('hugetlbForkFiltersUffdWp') || !pteUffdWp(k, t.value)) return;
  if (vmHas(src, k.vm.uffdRwp)) hugePteModify(t, 'the child is not registered', dst.vmPageProt);
  t.apply(pteClearUffdWp, 'the child is not registered');
}

/** A pinned page that is the process's alone; while nothing says so, any of private memory, also that of a file. */
const copiesAtOnce = (k: Kernel, folio: Folio, src: Vma): boolean =>
  k.does('hugetlbForkCopiesPinned') &&
  folio.pinned &&
  (k.does('anonExclusive') ? folio.anon && folio.exclusive : isCowMapping(k, src));

/** hugetlb_install_folio(). */
function copyPage(k: Kernel, pte: Pte, dst: Vma, folio: Folio, copyPfn: bigint | undefined): ForkOutcome {
  if (folio.hwpoison && k.does('hugetlbForkMeetsPoison'))
    return unchanged(0n, 'copy_user_large_folio', 'the page has a hardware error', {
      parent: pte,
      returned: '-EHWPOISON',
    });
  if (typeof copyPfn !== 'bigint')
    throw typeError(`expected copyPfn as a bigint for a pinned page, got ${shown(copyPfn)}`);
  const t = makeHugePte(k, copyPfn, dst);
  if (k.does('hugetlbForkFiltersUffdWp') && isUffdProtected(k, dst) && pteUffdWp(k, pte)) {
    t.apply(pteMkuffdWp, 'the parent’s entry has the bit');
    if (!k.does('mkuffdWpWrprotects')) t.apply(pteWrprotect, 'userfaultfd traps writes');
    if (vmHas(dst, k.vm.uffdRwp)) hugePteModify(t, 'the mapping traps reads too: PAGE_NONE', k.prot.PAGE_NONE);
  }
  return t.outcome(['copy page'], { parent: pte });
}
