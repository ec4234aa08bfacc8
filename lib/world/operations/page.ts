/** What happens to the page behind the entry: pins and hardware errors. */
import { tryToUnmapOne } from '../../mm/rmap/tryToUnmapOne.ts';
import { done, type Happened, quietly } from '../happened.ts';
import { type Life, pageNow } from '../life.ts';
import { type LifeOperations, withPage } from './operation.ts';

const pin = (life: Life, pinned: boolean): Happened => quietly({ ...life, page: { ...pageNow(life), pinned } });

/** unmap_poisoned_folio() of mm/memory-failure.c: try_to_unmap_one() with TTU_HWPOISON. */
function hwpoison(life: Life): Happened {
  const page = { ...pageNow(life), hwpoison: true, exclusive: false };
  const how = { ttuHwpoison: true, slot: { type: 0, offset: life.nextSlot } };
  return done({ ...life, page }, tryToUnmapOne(life.k, life.pte, life.vma, page, how));
}

/** Changes of the page that no fault brings about. */
export const pageOperations = {
  pin: { says: 'a long-term pin on the page', run: (life) => pin(life, true) },
  unpin: { says: 'the pin goes', run: (life) => pin(life, false) },
  hwpoison: { needs: ['memoryFailure'], says: 'the page has a hardware error', run: withPage(hwpoison) },
} as const satisfies LifeOperations;
