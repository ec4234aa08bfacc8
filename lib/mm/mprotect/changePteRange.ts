import type { Pte } from '../../helpers/marks.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { everything, expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { type ManyOutcome, together } from '../common/manyOutcome.ts';
import type { Outcome } from '../common/outcome.ts';
import { isMany, type Pages, pageAt } from '../common/pages.ts';
import type { Vma } from '../common/vma.ts';
import { changePresentPtes, presentBatch } from './changePresentPtes.ts';
import type { ChangeProtection } from './changeProtection.ts';
import { changeNone, changeSoftleafPte } from './changeSoftleafPte.ts';

/**
 * mm/mprotect.c, change_pte_range(): the protection of a range changes; what that does to one entry. `newprot` is the protection
 * that change_protection() hands down; `folio` the page of the entry, absent for one without.
 *
 * The kernel's function returns how many entries it has changed, 0 over a huge PMD, and in later releases -EAGAIN where the table has
 * gone meanwhile: none is modelled, since no entry shows it.
 * @throws RangeError for a word that is no entry.
 */
export function changePteRange(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  newprot: bigint,
  asked: ChangeProtection,
  folio?: Folio,
): Outcome;
/**
 * change_pte_range() (mm/mprotect.c) of the entries of consecutive pages of one large folio, which later kernels change together
 * (`mprotectBatches`). `folio` is that of all, or one for each where PageAnonExclusive() differs.
 */
export function changePteRange(
  k: Kernel,
  ptes: readonly bigint[],
  vma: Vma,
  newprot: bigint,
  asked: ChangeProtection,
  folio?: Pages,
): ManyOutcome;
export function changePteRange(
  k: Kernel,
  pte: Pte | readonly bigint[],
  vma: Vma,
  newprot: bigint,
  asked: ChangeProtection,
  folio?: Pages,
): Outcome | ManyOutcome {
  const cp = possible(k, asked);
  if (isMany(pte)) return together(changeAll(k, pte, vma, newprot, cp, folio));
  return changeAll(k, [pte], vma, newprot, cp, folio)[0] as Outcome;
}

function changeAll(
  k: Kernel,
  ptes: readonly bigint[],
  vma: Vma,
  newprot: bigint,
  cp: ChangeProtection,
  pages: Pages | undefined,
): Outcome[] {
  const families = ptes.map((pte) => expectFamily(k, pte, everything));
  const outcomes: Outcome[] = [];
  for (let at = 0; at < ptes.length; at = outcomes.length) {
    const pte = ptes[at] as bigint;
    if (families[at] === 'present') {
      const batch = ptes.slice(at, at + presentBatch(k, ptes, at, pageAt(pages, at)));
      outcomes.push(...changePresentPtes(k, batch, vma, newprot, cp, (i) => pageAt(pages, at + i)));
    } else if (families[at] === 'none') outcomes.push(changeNone(k, vma, cp));
    else outcomes.push(changeSoftleafPte(k, pte, cp, pageAt(pages, at)?.anon ?? vma.anonymous));
  }
  return outcomes;
}

/** What a kernel without the ioctl cannot be asked for does nothing. */
export function possible(k: Kernel, asked: ChangeProtection): ChangeProtection {
  let cp = asked;
  if ((cp.uffdWp || cp.uffdWpResolve) && !k.has('uffdWpRange')) cp = { ...cp, uffdWp: false, uffdWpResolve: false };
  if ((cp.uffdRwp || cp.uffdRwpResolve) && !k.has('uffdRwpRange'))
    cp = { ...cp, uffdRwp: false, uffdRwpResolve: false };
  return cp;
}
