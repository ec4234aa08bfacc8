/** A large folio that comes in from swap as a whole: mm/memory.c, alloc_swap_folio() and do_swap_page(). */
import { pteToSwpEntry, swpOffset } from '../../helpers/swapEntry.ts';
import { pteSwpExclusive, pteSwpSoftDirty, pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import { familyOf } from '../../mm/common/family.ts';
import type { Fault } from '../../mm/common/fault.ts';
import type { FaultOutcome } from '../../mm/common/outcome.ts';
import { uffdFlags, vmHas } from '../../mm/common/vma.ts';
import { doSwapPage } from '../../mm/memory/doSwapPage.ts';
import { type Life, type Page, pageNow, settled } from '../life.ts';
import { ptesOf } from '../ranges.ts';
import { alignedPfn, partOf } from './largeFolio.ts';

/** Where all entries of the range are mapped at once: the first page of the large folio that the swap cache has, or of a new one. */
export interface WholeSwapIn {
  readonly first: bigint;
  readonly isNew: boolean;
}

/** All entries are for slots in a row and alike, and there is a large folio for them. */
export function wholeSwapIn(life: Life): WholeSwapIn | undefined {
  const { vma, range = [] } = life;
  const [first] = range;
  const alike = first && range.every((one, i) => isNext(first, one, i) && one.vma.vmFlags === vma.vmFlags);
  return alike ? (ofSwapCache(life, range) ?? newOne(life, range)) : undefined;
}

/** do_swap_page(): the swap cache has all of them as one folio. */
function ofSwapCache({ k }: Life, range: readonly Life[]): WholeSwapIn | undefined {
  const first = (range[0]?.inMemoryPage as Page | undefined)?.first;
  const isThere = first !== undefined && range.every((one, i) => one.inMemory === first + BigInt(i));
  return isThere && k.does('swapInMapsBatch') ? { first, isNew: false } : undefined;
}

/** can_swapin_thp(): nobody else needs the slots, swap needs no waiting, and no userfaultfd watches. */
function newOne({ k, vma, nextPfn }: Life, range: readonly Life[]): WholeSwapIn | undefined {
  const isFree = range.every((one) => !one.shared && one.inMemory === undefined && one.page?.onDisk !== true);
  const isWatched = uffdFlags.some((flag) => vmHas(vma, k.vm[flag]));
  if (!isFree || isWatched || !k.does('swapInBringsLarge')) return undefined;
  return { first: alignedPfn(nextPfn, range.length), isNew: true };
}

function isNext(first: Life, one: Life, i: number): boolean {
  const { k } = one;
  if (familyOf(k, one.pte) !== 'swap' || familyOf(k, first.pte) !== 'swap') return false;
  const offset = ({ pte }: Life) => swpOffset(k, pteToSwpEntry(k, pte));
  const alike = [pteSwpSoftDirty, pteSwpUffdWp, pteSwpExclusive].every(
    (flag) => flag(k, first.pte) === flag(k, one.pte),
  );
  return alike && offset(one) === offset(first) + BigInt(i);
}

/** All entries of the range map the pages of the large folio. */
export function swapInLarge(
  life: Life,
  given: Fault,
  { first, isNew }: WholeSwapIn,
  came: (one: Life) => Page,
): { life: Life; outcome: FaultOutcome } {
  const { k, vma, range = [], index = 0 } = life;
  const size = BigInt(range.length);
  const nextPfn = isNew ? first + size : life.nextPfn;
  const how = { index, copyPfn: nextPfn, mm: { tlbFlushPending: life.pending } };
  const outcome = doSwapPage(k, ptesOf(range), vma, pageNow(life), first, given, how);
  const lives = range.map((one, i) => {
    const pte = outcome.ptes[i] ?? one.pte;
    return partOf(settled({ ...one, page: came(one) }, pte, outcome.effects), first);
  });
  const own = lives[index] ?? life;
  return {
    life: { ...own, range: lives, index, nextPfn },
    outcome: { ...outcome, pte: outcome.ptes[index] ?? life.pte },
  };
}
