/** Pages of hugetlb in a life: faults on their entries, and how outcomes of lib/mm/hugetlb settle. The entry stays a PMD, whatever comes. */
import { ptePresent } from '../../helpers/pgtable.ts';
import { familyOf } from '../../mm/common/family.ts';
import type { Fault } from '../../mm/common/fault.ts';
import type { Outcome } from '../../mm/common/outcome.ts';
import { hugetlbFault } from '../../mm/hugetlb/hugetlbFault.ts';
import { freshPage, type Life, pageNow, settled } from '../life.ts';
import { pagesOfHuge } from '../world.ts';
import type { HugeFaulted } from './hugeAccess.ts';

/** The outcome of a function on the entry settles; a copy is anonymous, and the next huge page. */
export function settledHugetlb(life: Life, { pte, effects }: Pick<Outcome, 'pte' | 'effects'>): Life {
  if (!effects.includes('copy page')) return settled(life, pte, effects);
  const page = freshPage(life, { anon: true });
  const rest = effects.filter((effect) => effect !== 'copy page');
  return settled({ ...life, page, shared: false, nextHuge: life.nextHuge + pagesOfHuge }, pte, rest);
}

/** One fault. A page comes from the page cache, if that has it, or is new. */
export function oneHugetlbFault(life: Life, given: Fault): HugeFaulted {
  const { k, pte, vma } = life;
  const missing = ['none', 'marker'].includes(familyOf(k, pte));
  const there = missing ? life.inMemory : undefined;
  const page = missing ? (there !== undefined && life.inMemoryPage) || freshPage(life) : pageNow(life);
  const used = missing && there === undefined ? pagesOfHuge : 0n;
  const how = { pfn: there ?? life.nextHuge, copyPfn: life.nextHuge + used, cached: there !== undefined };
  const outcome = hugetlbFault(k, pte, vma, page, given, how);
  const took = missing && ptePresent(k, outcome.pte);
  const base = took ? { ...life, page, cached: life.cached || !page.anon, nextHuge: life.nextHuge + used } : life;
  return { life: settledHugetlb(base, outcome), outcome, flushes: [] };
}
