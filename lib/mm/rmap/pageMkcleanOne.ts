/** Writeback makes the entries of a page clean. */
import type { Pte } from '../../helpers/marks.ts';
import { pteDirty, pteMkclean, pteWrite, pteWrprotect } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import { type Outcome, unchanged } from '../common/outcome.ts';
import { clearFlush, quietMm } from '../common/ptepClearFlush.ts';
import { Trace } from '../common/trace.ts';
import { type Mm, type Vma, vmHas } from '../common/vma.ts';

/**
 * mm/rmap.c, page_mkclean_one(), the same in every release: before a page of a file is written back, the entries of its shared mappings
 * become clean and read-only, so that the next write is seen. Private mappings are passed over (invalid_mkclean_vma()). Not modelled:
 * huge entries, and entries of devices, which shared mappings do not have.
 * @throws RangeError unless `pte` is present.
 */
export function pageMkcleanOne(k: Kernel, pte: Pte, vma: Vma, mm: Mm = quietMm): Outcome {
  expectFamily(k, pte, ['present']);
  if (!vmHas(vma, k.vm.shared)) return unchanged(pte, 'invalid_mkclean_vma', 'a private mapping is passed over');
  if (!pteDirty(k, pte) && !pteWrite(k, pte))
    return unchanged(pte, 'page_mkclean_one', 'the entry is clean and read-only already');
  const t = new Trace(k, pte);
  t.apply(pteWrprotect, 'the next write is to be seen').apply(pteMkclean, 'what was written goes to the file');
  return t.outcome(clearFlush(k, pte, mm));
}
