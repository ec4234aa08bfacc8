/** Huge pages come and go: split_huge_pmd() of mm/huge_memory.c, and mm/khugepaged.c. */
import { collapseHugePage } from '../../mm/khugepaged/collapseHugePage.ts';
import { doneHuge, splitEntry } from '../access/hugeEntry.ts';
import { type Happened, quietly } from '../happened.ts';
import { type Life, pageNow } from '../life.ts';
import { pagesOfHuge, zeroPfn } from '../world.ts';
import { hasPage, type LifeOperations } from './operation.ts';

const split = (life: Life): Happened =>
  life.level && life.pte !== 0n ? splitEntry(life) : quietly(life, { kind: 'notHuge' });

/** collapse_huge_page(), where all the small pages are like the one at hand. */
export function collapseAnon(life: Life, word: string): Happened {
  if (life.level && life.pte !== 0n) return quietly(life, { kind: 'hugeAlready' });
  const { k, pte, vma, nextHuge } = life;
  const page = hasPage(life) ? pageNow(life) : undefined;
  const how = { newPfn: nextHuge, zeroPfn, madvise: word === 'madvise' };
  const all = Array<bigint>(Number(pagesOfHuge)).fill(pte);
  const outcome = collapseHugePage(k, all, vma, page, how);
  if (outcome.result !== 'SCAN_SUCCEED')
    return { ...quietly(life, { kind: 'notCollapsed', why: outcome.result }), steps: outcome.steps };
  return doneHuge({ ...life, level: 'pmd' }, outcome);
}

/** Huge entries are split. */
export const hugeOperations = {
  split: { call: 'split', says: 'split_huge_pmd(): the huge entry becomes small ones', run: split },
} as const satisfies LifeOperations;
