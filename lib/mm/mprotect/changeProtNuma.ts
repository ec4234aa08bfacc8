/** NUMA balancing scans a mapping. */
import type { Kernel } from '../../kernel/kernel.ts';
import type { Folio } from '../common/folio.ts';
import type { Outcome } from '../common/outcome.ts';
import type { Vma } from '../common/vma.ts';
import { changePteRange } from './changePteRange.ts';

/**
 * mm/mempolicy.c, change_prot_numa(): the entry becomes a NUMA hint, if NUMA balancing wants the page. `numaSkips` says that it does
 * not, for a reason that no entry shows.
 * @throws RangeError for a word that is no entry.
 */
export const changeProtNuma = (k: Kernel, pte: bigint, vma: Vma, folio?: Folio, numaSkips = false): Outcome =>
  changePteRange(k, pte, vma, k.prot.PAGE_NONE, { protNuma: true, numaSkips }, folio);
