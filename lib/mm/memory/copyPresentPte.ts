/** fork() copies a present entry. */
import type { Pte } from '../../helpers/marks.ts';
import { pteAdvancePfn, pteMkwrite, pteWrite, pteWrprotect } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { folioPteBatch } from '../common/folioPteBatch.ts';
import { type ManyOutcome, together } from '../common/manyOutcome.ts';
import { isMany, type Pages, pageAt } from '../common/pages.ts';
import { isCowMapping, type Vma, vmHas } from '../common/vma.ts';
import { vmaSoftDirtyEnabled } from '../common/vmaSetPageProt.ts';
import type { ForkOutcome } from './copyNonpresentPte.ts';
import { copiesAtOnce, copyOne, share } from './copyPresentPage.ts';

/**
 * mm/memory.c, copy_present_ptes() (copy_present_pte() from 5.9 to 6.8, copy_one_pte() before): fork copies an entry that is present.
 * `src` and `dst` are the mappings of parent and child; `copyPfn` is the child's page, in pages, where a pinned page is copied at once.
 *
 * Returned is -EHWPOISON where copying a page meets a hardware error (`forkMeetsPoison`); -EAGAIN, after which the kernel comes again with a page
 * for the copy, is not modelled, nor is -ENOMEM where it has none. Whether fork gets here at all, vmaNeedsCopy() says.
 * @throws RangeError unless `pte` is present; TypeError where the page is copied and there is no `copyPfn`.
 */
export function copyPresentPte(k: Kernel, pte: Pte, src: Vma, dst: Vma, folio?: Folio, copyPfn?: bigint): ForkOutcome;
/**
 * copy_present_ptes() (mm/memory.c) of the entries of consecutive pages of one large folio, which later kernels copy together
 * (`forkBatches`). `folio` is that of all, or one for each where PageAnonExclusive() differs, `copyPfns` has the child's page for each.
 */
export function copyPresentPte(
  k: Kernel,
  ptes: readonly bigint[],
  src: Vma,
  dst: Vma,
  folio?: Pages,
  copyPfns?: readonly bigint[],
): ManyForked;
export function copyPresentPte(
  k: Kernel,
  pte: Pte | readonly bigint[],
  src: Vma,
  dst: Vma,
  folio?: Pages,
  copyPfn?: bigint | readonly bigint[],
): ForkOutcome | ManyForked {
  if (isMany(pte)) return copyMany(k, pte, src, dst, folio, copyPfn as readonly bigint[] | undefined);
  expectFamily(k, pte, ['present']);
  return copyOne(k, pte, src, dst, folio as Folio | undefined, copyPfn as bigint | undefined);
}

/** What fork made of the entries of consecutive pages of one folio: `ptes` are the child's. */
export interface ManyForked extends ManyOutcome {
  readonly parents: readonly bigint[];
  /** What ends the copying, after which the child's other entries are empty and fork() fails with -ENOMEM; absent where it goes on. */
  readonly returned?: ForkOutcome['returned'];
}

function copyMany(
  k: Kernel,
  ptes: readonly bigint[],
  src: Vma,
  dst: Vma,
  pages: Pages | undefined,
  copyPfns: readonly bigint[] | undefined,
): ManyForked {
  for (const pte of ptes) expectFamily(k, pte, ['present']);
  const outcomes: ForkOutcome[] = [];
  for (let at = 0; at < ptes.length && !outcomes.at(-1)?.returned; at = outcomes.length) {
    const nr = batchFrom(k, ptes, at, src, pages);
    if (nr === 1) outcomes.push(copyOne(k, ptes[at] as bigint, src, dst, pageAt(pages, at), copyPfns?.[at]));
    else outcomes.push(...copyBatch(k, ptes.slice(at, at + nr), src, dst, (i) => pageAt(pages, at + i)));
  }
  const failed = outcomes.at(-1)?.returned;
  return failed ? { ...gather(outcomes, ptes), returned: failed } : gather(outcomes, ptes);
}

/** What is done, and for the rest of the entries nothing. */
function gather(outcomes: readonly ForkOutcome[], ptes: readonly bigint[]): ManyForked {
  const done = together(outcomes);
  const rest = ptes.slice(outcomes.length);
  return {
    ...done,
    ptes: [...done.ptes, ...rest.map(() => 0n)],
    parents: [...outcomes.map(({ parent }) => parent), ...rest],
  };
}

/** A page that has to be copied keeps the kernel from handling several. */
function batchFrom(k: Kernel, ptes: readonly bigint[], at: number, src: Vma, pages: Pages | undefined): number {
  if (!k.does('forkBatches') || !pageAt(pages, at)) return 1;
  const respects = { dirty: !vmHas(src, k.vm.shared), softDirty: vmaSoftDirtyEnabled(k, src), write: false };
  const nr = folioPteBatch(k, ptes, at, respects);
  const pinned = Array.from({ length: nr }, (_, i) => pageAt(pages, at + i));
  return pinned.some((page) => page !== undefined && copiesAtOnce(k, page, src)) ? 1 : nr;
}

/** __copy_present_ptes() of several: the child's are all made from the first, writable if one of them is. */
function copyBatch(
  k: Kernel,
  ptes: readonly bigint[],
  src: Vma,
  dst: Vma,
  folioOf: (i: number) => Folio | undefined,
): ForkOutcome[] {
  const first = ptes[0] as bigint;
  const writable = ptes.some((pte) => pteWrite(k, pte));
  const merged = writable && !pteWrite(k, first) ? pteMkwrite(k, first, src.vmFlags) : first;
  return ptes.map((pte, i) => {
    const { parent, ...child } = share(k, pteAdvancePfn(k, merged, i), src, dst, folioOf(i));
    const cow = isCowMapping(k, src) && writable;
    return { ...child, parent: cow ? pteWrprotect(k, pte) : pte };
  });
}
