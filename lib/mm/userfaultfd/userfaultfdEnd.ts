/** A mapping is registered with userfaultfd no longer. */
import type { Pte } from '../../helpers/marks.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Folio } from '../common/folio.ts';
import { type ManyOutcome, together } from '../common/manyOutcome.ts';
import type { Outcome } from '../common/outcome.ts';
import { isMany, type Pages } from '../common/pages.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { trapAccess, trapWrites } from './uffdWpRange.ts';

/** How registration ends: UFFDIO_UNREGISTER, or the last descriptor is closed. */
export type EndOfUffd = 'unregister' | 'close';

/**
 * fs/userfaultfd.c, userfaultfd_unregister() and userfaultfd_release(): what stays of write protection. The mapping is still
 * registered when this runs; what they refuse, vmaCanUserfault() says. Tasks that wait are not seen: unregistering wakes those that wait
 * for missing pages only. `folio` is the page of the entry, absent for one without.
 * @throws RangeError for a word that is no entry, where the kernel looks at it.
 */
export function userfaultfdEnd(k: Kernel, pte: Pte, vma: Vma, how: EndOfUffd, folio?: Folio): Outcome;
/** fs/userfaultfd.c, userfaultfd_unregister() or userfaultfd_release() of the entries of consecutive pages of one large folio, as for changePteRange(). */
export function userfaultfdEnd(
  k: Kernel,
  ptes: readonly bigint[],
  vma: Vma,
  how: EndOfUffd,
  folio?: Pages,
): ManyOutcome;
export function userfaultfdEnd(
  k: Kernel,
  pte: Pte | readonly bigint[],
  vma: Vma,
  how: EndOfUffd,
  folio?: Pages,
): Outcome | ManyOutcome {
  const one = folio as Folio | undefined;
  const resolves = k.does(how === 'close' ? 'closeResolves' : 'unregisterResolves');
  if (resolves && vmHas(vma, k.vm.uffdRwp))
    return isMany(pte) ? trapAccess(k, pte, vma, false, folio) : trapAccess(k, pte, vma, false, one);
  if (resolves && vmHas(vma, k.vm.uffdWp))
    return isMany(pte) ? trapWrites(k, pte, vma, false, folio) : trapWrites(k, pte, vma, false, one);
  return isMany(pte) ? together(pte.map((word) => new Trace(k, word).outcome())) : new Trace(k, pte).outcome();
}
