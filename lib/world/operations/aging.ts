/** Advice that ages the entry: mm/madvise.c, madvise_free_pte_range() and madvise_cold_or_pageout_pte_range(). */

import type { Folio } from '../../mm/common/folio.ts';
import { madviseColdOrPageoutPmd } from '../../mm/madvise/madviseColdOrPageoutPmd.ts';
import { type AdviceOutcome, madviseColdOrPageout, madviseFree } from '../../mm/madvise/madviseFree.ts';
import { madviseFreeHugePmd } from '../../mm/madvise/madviseFreeHugePmd.ts';
import { done, failed, type Happened } from '../happened.ts';
import { pagesOfFolio } from '../large.ts';
import { type Life, pageNow } from '../life.ts';
import { hasPage, type LifeOperations, withEntry } from './operation.ts';

const refusal = 'madvise() does not allow that for this mapping';
/** A large folio that is not split is mapped as a whole: it counts as shared if it has more mappings than pages, or fewer. */
function pageOf(life: Life): Folio | undefined {
  if (!hasPage(life)) return undefined;
  const { large } = life;
  return large ? { ...pageNow(life), mappedShared: large.own + large.others !== pagesOfFolio } : pageNow(life);
}

/** What is in the page is not needed: until it is written to, reclaim may drop it. */
function free(life: Life): Happened {
  const outcome = (life.level ? madviseFreeHugePmd : madviseFree)(life.k, life.pte, life.vma, pageOf(life));
  const page = life.page && outcome.lazyfree ? { ...life.page, swapbacked: false, dirty: false } : life.page;
  return told(page ? { ...life, page } : life, outcome);
}

const told = (life: Life, outcome: AdviceOutcome): Happened =>
  outcome.returned === 0 ? done(life, outcome) : failed(life, outcome.returned, refusal);

function cold(life: Life): Happened {
  const { k, pte, vma } = life;
  const page = pageOf(life);
  return told(
    life,
    life.level ? madviseColdOrPageoutPmd(k, pte, vma, page) : madviseColdOrPageout(k, pte, vma, page, false),
  );
}

const unmapped = { kind: 'failed', returned: '-ENOMEM' } as const;

/** Advice about the page. */
export const agingOperations = {
  free: { says: 'MADV_FREE: reclaim may drop the page', call: 'free', run: withEntry(free), unmapped },
  cold: {
    says: 'MADV_COLD: the page looks unused',
    call: 'cold',
    has: ['madviseColdOrPageout'],
    run: withEntry(cold),
    unmapped,
  },
} as const satisfies LifeOperations;
