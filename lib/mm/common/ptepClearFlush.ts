/** ptep_clear_flush(), pmdp_invalidate() and pmdp_huge_clear_flush(), as far as they matter to others: mm/pgtable-generic.c. */

import type { Pte } from '../../helpers/marks.ts';
import { pteAccessible } from '../../helpers/pgtable.ts';
import { pmdPresent } from '../../helpers/pgtableHuge.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Effect } from './outcome.ts';
import type { Mm } from './vma.ts';

/** No flush is under way in the address space. */
export const quietMm: Mm = { tlbFlushPending: 0 };

/** What clearing an entry asks for: a flush where a TLB may hold it. */
export const clearFlush = (k: Kernel, pte: Pte, mm: Mm): readonly Effect[] =>
  pteAccessible(k, pte, mm.tlbFlushPending) ? ['flush_tlb_page'] : [];

/** The same of a huge entry: a flush even where no TLB can hold it, as with a NUMA hint. */
export const pmdClearFlush = (k: Kernel, pmd: Pte): readonly Effect[] => (pmdPresent(k, pmd) ? ['flush_tlb_page'] : []);
