import { pteModify } from '../../helpers/pgtable.ts';
import { archMakeHugePte } from '../common/maybeMkwrite.ts';
import type { Trace } from '../common/trace.ts';

/** huge_pte_modify() and arch_make_huge_pte(), which mm/hugetlb.c calls together. */
export const hugePteModify = (t: Trace, why: string, newprot: bigint): Trace =>
  t.apply(pteModify, why, newprot).apply(archMakeHugePte, 'the page is huge');
