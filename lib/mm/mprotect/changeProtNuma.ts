/** NUMA balancing scans a mapping. */
import type { Pte } from '../../helpers/marks.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Folio } from '../common/folio.ts';
import { type ManyOutcome, together } from '../common/manyOutcome.ts';
import { type Outcome, unchanged } from '../common/outcome.ts';
import { isMany, type Pages } from '../common/pages.ts';
import type { Vma } from '../common/vma.ts';
import { taskNumaWork } from '../sched/taskNumaWork.ts';
import { changePteRange } from './changePteRange.ts';

/**
 * mm/mempolicy.c, change_prot_numa(): the entry becomes a NUMA hint, if NUMA balancing wants the page. `numaSkips` says that it does
 * not, for a reason that no entry shows. A mapping that taskNumaWork() passes over keeps its entries.
 * @throws RangeError for a word that is no entry.
 */
export function changeProtNuma(k: Kernel, pte: Pte, vma: Vma, folio?: Folio, numaSkips?: boolean): Outcome;
/** change_prot_numa() (mm/mempolicy.c) of the entries of consecutive pages of one large folio, as for changePteRange(). */
export function changeProtNuma(
  k: Kernel,
  ptes: readonly bigint[],
  vma: Vma,
  folio?: Pages,
  numaSkips?: boolean,
): ManyOutcome;
export function changeProtNuma(
  k: Kernel,
  pte: Pte | readonly bigint[],
  vma: Vma,
  folio?: Pages,
  numaSkips = false,
): Outcome | ManyOutcome {
  const skip = taskNumaWork(k, vma) !== undefined;
  const one = (word: bigint, page?: Folio) =>
    skip
      ? unchanged(word, 'task_numa_work', 'NUMA balancing passes the mapping over')
      : changePteRange(k, word, vma, k.prot.PAGE_NONE, { protNuma: true, numaSkips }, page);
  if (!isMany(pte)) return one(pte, folio as Folio | undefined);
  if (skip) return together(pte.map((word) => one(word)));
  return changePteRange(k, pte, vma, k.prot.PAGE_NONE, { protNuma: true, numaSkips }, folio);
}
