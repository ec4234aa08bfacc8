/** Large folios that the kernel splits before it does what it is asked for: split_folio() of mm/huge_memory.c. */
import { ptePresent } from '../../helpers/pgtable.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import { entryPfn } from '../../mm/common/entryPfn.ts';
import { folioPteBatch } from '../../mm/common/folioPteBatch.ts';
import { removeMigrationPte } from '../../mm/migrate/removeMigrationPte.ts';
import { unmap } from '../access/deviceMemory.ts';
import { allEntries } from '../entries.ts';
import { done, type Happened, inOrder, quietly } from '../happened.ts';
import { heldBy, type Life, pageNow } from '../life.ts';
import type { Moved } from '../moved.ts';
import { still } from '../moved.ts';
import { contentAt, placeOf } from '../places.ts';
import { ordinaryPage } from '../put.ts';
import { rangeOf } from '../ranges.ts';
import { type World, zeroPfn } from '../world.ts';

/** The entries of the pages of a large folio, by name. */
export const entriesOfFolio = (w: World, first: bigint): readonly string[] =>
  allEntries(w).flatMap(({ name, pte }) => (contentAt(w, placeOf(w.k, pte))?.folio.first === first ? [name] : []));

/**
 * unmap_folio() and remap_page(): each entry becomes a migration entry and maps its page again, which is one by itself from now on; of an
 * anonymous page that holds zeros alone, from 6.12 on, the zero page.
 */
export function splitOne(life: Life): Happened {
  if (!ptePresent(life.k, life.pte)) return quietly(life);
  const first = unmap(life);
  if (ptePresent(life.k, first.life.pte)) return first;
  const { k, pte, vma } = first.life;
  const page = ordinaryPage(pageNow(first.life));
  const pfn = entryPfn(k, pteToSwpEntry(k, pte));
  const outcome = removeMigrationPte(k, pte, vma, page, pfn, page.zero ? { zeroPfn } : {});
  return inOrder(first, done({ ...first.life, page }, outcome));
}

/** All pages of the folio are pages by themselves, those that nothing maps too. */
export const ordinaryFolio = (w: World, first: bigint): World => ({
  ...w,
  frames: w.frames.map((frame) =>
    frame.folio.first === first ? { ...frame, folio: ordinaryPage(frame.folio) } : frame,
  ),
});

/** What is told of a split. */
export const splitMoved = (w: World): Moved => still(w, { kind: 'splitFolio' });

/** The large folios that an operation splits first, by their first pages. */
export function splitsFirst(name: string | undefined, life: Life): readonly bigint[] {
  const lives = rangeOf(life) ?? [life];
  const firsts = new Set(
    lives.flatMap(({ k, pte, page }) => (page?.first !== undefined && ptePresent(k, pte) ? [page.first] : [])),
  );
  return [...firsts].filter((first) => {
    const its = lives.filter(({ page }) => page?.first === first);
    const [one] = its;
    return one !== undefined && one.page !== undefined && !heldBy(one.page) && isSplit(name, life, its, one);
  });
}

function isSplit(name: string | undefined, life: Life, its: readonly Life[], one: Life): boolean {
  const { k } = life;
  if (name === 'free' || name === 'cold')
    return !pageNow(one).mappedShared && (!k.does('madviseKeepsLarge') || !isCovered(life, its));
  if (name === 'hwpoison') return true; // try_to_split_thp_page()
  if (name !== 'pageout') return false;
  if (life.index !== undefined) return !pageNow(one).mappedShared;
  const page = one.page;
  return page?.swapbacked === true && (!k.does('swapsOutLarge') || !isAllMapped(life, one));
}

/** Those that advice leaves, since it is not for them as a whole and they were not split. */
export function leftLarge(name: string, life: Life): readonly bigint[] {
  if (name !== 'free' && name !== 'cold') return [];
  const lives = life.range ?? [];
  const firsts = new Set(lives.flatMap(({ page }) => page?.first ?? []));
  const isWhole = (first: bigint) =>
    isCovered(
      life,
      lives.filter(({ page }) => page?.first === first),
    );
  return [...firsts].filter((first) => !life.k.does('madviseKeepsLarge') || !isWhole(first));
}

/** madvise_folio_pte_batch() reaches over all pages: the call is for all of them, and their entries are alike. */
function isCovered({ range = [], index }: Life, its: readonly Life[]): boolean {
  const [first] = its;
  return (
    index === undefined &&
    first !== undefined &&
    its.length === range.length &&
    its.every(({ vma }) => vma.vmFlags === first.vma.vmFlags) &&
    folioPteBatch(
      first.k,
      its.map(({ pte }) => pte),
      0,
      {},
    ) === range.length
  );
}

/** folio_test_partially_mapped() says no: every page of the folio is still mapped somewhere. */
const isAllMapped = ({ range = [] }: Life, { large }: Life): boolean => (large?.pages ?? 0) === range.length;
