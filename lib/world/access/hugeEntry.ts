/** A huge page's entry in a life: what it maps, how it is split, and how an outcome of lib/mm/huge_memory settles. */
import { ptePresent } from '../../helpers/pgtable.ts';
import { pmdPfn } from '../../helpers/pgtableHuge.ts';
import type { Outcome } from '../../mm/common/outcome.ts';
import type { HugeProtected } from '../../mm/huge_memory/hugeProtection.ts';
import { splitHugePmdLocked } from '../../mm/huge_memory/splitHugePmdLocked.ts';
import { splitHugeZeroPagePmd } from '../../mm/huge_memory/splitHugeZeroPagePmd.ts';
import { isFlush, type LifeEvent } from '../event.ts';
import { done, type Happened, inOrder, quietly } from '../happened.ts';
import { freshPage, type Life, type Page, pageNow, settled } from '../life.ts';
import { placeOf } from '../see.ts';
import { hugeZeroPfn, pagesOfHuge, zeroPfn } from '../world.ts';

/** The life in which the entry at hand is a PTE: a table has come into the place of the huge entry. */
export const small = (life: Life): Life => ({ ...life, level: undefined });

/** The entry maps the huge zero page. */
export const isHugeZero = ({ k, pte }: Life): boolean => ptePresent(k, pte) && pmdPfn(k, pte) === hugeZeroPfn;

/** The huge page; absent for the huge zero page. */
export const hugePageOf = (life: Life): Page | undefined => (isHugeZero(life) ? undefined : pageNow(life));

/** The outcome of a function on a huge entry settles; a page that is new to the entry is the next huge one. */
export function settledHuge(life: Life, { pte, effects }: Pick<Outcome, 'pte' | 'effects'>): Life {
  const rest = effects.filter((effect) => effect !== 'copy page');
  const isNew = ptePresent(life.k, pte) && pmdPfn(life.k, pte) === life.nextHuge;
  if (!isNew) return settled(life, pte, rest);
  const page = freshPage(life, { compound: true });
  return settled({ ...life, page, shared: false, nextHuge: life.nextHuge + pagesOfHuge }, pte, rest);
}

/** A kernel function has run on the huge entry. */
export const doneHuge = (life: Life, outcome: Outcome, ...events: readonly LifeEvent[]): Happened => ({
  ...done(life, outcome, ...events),
  life: settledHuge(life, outcome),
});

/**
 * split_huge_pmd(): what is known of the entry from now on is known of the PTE of the first page. The entry of a file is taken away, and
 * faults bring it back. The flush is done at once.
 */
export function splitEntry(life: Life): Happened {
  const { k, pte, vma } = life;
  if (pte === 0n) return quietly(small(life));
  const zero = isHugeZero(life);
  const outcome = zero
    ? splitHugeZeroPagePmd(k, pte, vma, zeroPfn)
    : splitHugePmdLocked(k, pte, vma, pageNow(life), { index: 0 });
  const after = done(life, outcome, { kind: vma.anonymous ? 'split' : 'splitFile' });
  if (!vma.anonymous) return { ...after, flushesAtOnce: true };
  const place = placeOf(k, pte);
  const splitOf = place && 'pfn' in place ? place.pfn : undefined;
  return { ...after, life: { ...small(after.life), splitOf }, flushesAtOnce: true };
}

/** The huge page itself is split: it is an ordinary page from now on. */
export function ordinary(life: Life): Life {
  const now = { ...life, splitOf: undefined };
  if (!life.page) return now;
  const { rest: _, ...page } = life.page;
  return { ...now, page: { ...page, compound: false } };
}

/** split_folio(): every entry of the page is split, and then the page. */
export function splitPage(life: Life): Happened {
  const first = splitEntry(life);
  return { ...first, life: ordinary(small(first.life)) };
}

/** The huge entry is split, and what is to be done is done to the small one. */
export function splitThen(life: Life, run: (life: Life) => Happened): Happened {
  const first = splitEntry(life);
  return inOrder(first, run(small(first.life)));
}

/** A change of protection, whose flush is where `flushesLater` says; where it says so the entry is split first, and `again` runs. */
export function protectedHuge(life: Life, outcome: HugeProtected, again: (life: Life) => Happened): Happened {
  if (outcome.splits) return splitThen(life, again);
  return { ...done(life, outcome), ...(!outcome.flushesLater && { flushesAtOnce: true as const }) };
}

/** Where the next page is taken from: the numbers of huge ones, or of small ones. */
export const nextPage = (life: Life): bigint => (life.level ? life.nextHuge : life.nextPfn);

/** Whether a flush is among the effects. */
export const flushesOf = ({ effects }: Pick<Outcome, 'effects'>) => effects.filter(isFlush);
