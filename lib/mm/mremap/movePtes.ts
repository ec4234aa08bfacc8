/** mremap() moves an entry. */

import type { Pte } from '../../helpers/marks.ts';
import { pteClearUffdWp, pteMksoftDirty, pteModify, pteNone, ptePresent, pteUffdWp } from '../../helpers/pgtable.ts';
import { pteSwpClearUffdWp, pteSwpMksoftDirty, pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily, nonempty } from '../common/family.ts';
import { type ManyOutcome, together } from '../common/manyOutcome.ts';
import { type Outcome, unchanged } from '../common/outcome.ts';
import { isMany } from '../common/pages.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { uffdFlags, vmHas } from '../common/vma.ts';
import { isUffdWpMarker } from '../memory/pteInstallUffdWpIfNeeded.ts';

/** mm/mremap.c, move_soft_dirty_pte(): what has moved counts as written. @throws RangeError for an empty entry. */
export function moveSoftDirtyPte(k: Kernel, pte: Pte): bigint {
  expectFamily(k, pte, nonempty);
  if (!k.config.softDirty) return pte;
  return ptePresent(k, pte) ? pteMksoftDirty(k, pte) : pteSwpMksoftDirty(k, pte);
}

/**
 * mm/mremap.c, move_ptes(): an entry moves to another address. `vma` is the old mapping, as it was registered.
 *
 * In later releases the kernel's function returns -EAGAIN where a table has gone meanwhile, which no entry shows.
 * @throws RangeError for a single empty entry.
 */
export function movePtes(k: Kernel, pte: Pte, vma: Vma): Outcome;
/**
 * move_ptes() (mm/mremap.c) of the entries of consecutive pages; empty ones stay. On x86 each moves by itself also where the kernel could
 * move those of a large folio together: it does so only if pte_batch_hint() says that there are more, which is never here.
 */
export function movePtes(k: Kernel, ptes: readonly bigint[], vma: Vma): ManyOutcome;
export function movePtes(k: Kernel, pte: Pte | readonly bigint[], vma: Vma): Outcome | ManyOutcome {
  if (!isMany(pte)) return movePte(k, pte, vma);
  const move = (one: bigint) => (pteNone(k, one) ? unchanged(0n, 'pte_none', 'nothing to move') : movePte(k, one, vma));
  return together(pte.map(move));
}

function movePte(k: Kernel, pte: Pte, vma: Vma): Outcome {
  const t = Trace.from(k, 'move_soft_dirty_pte', moveSoftDirtyPte(k, pte), 'what has moved counts as written');
  if (k.does('mremapClearsUffdWp') && isRegistered(k, vma) && !vma.uffdEventRemap) clearUffdWp(k, t, vma);
  return t.outcome();
}

/** The mapping has a userfaultfd context. */
const isRegistered = (k: Kernel, vma: Vma): boolean => uffdFlags.some((flag) => vmHas(vma, k.vm[flag]));

function clearUffdWp(k: Kernel, t: Trace, vma: Vma): void {
  if (ptePresent(k, t.value)) {
    if (!pteUffdWp(k, t.value)) return;
    if (vmHas(vma, k.vm.uffdRwp)) t.apply(pteModify, 'the page may be accessed again', vma.vmPageProt);
    t.apply(pteClearUffdWp, 'userfaultfd does not follow');
  } else if (isUffdWpMarker(k, t.value)) t.set('pte_clear', 0n, 'userfaultfd does not follow');
  else if (pteSwpUffdWp(k, t.value)) t.apply(pteSwpClearUffdWp, 'userfaultfd does not follow');
}
