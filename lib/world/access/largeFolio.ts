/** Faults that do something with all pages of a large folio, each of which has an entry of its own: mm/memory.c. */
import { pteNone, ptePresent, pteProtnone, pteUffdWp } from '../../helpers/pgtable.ts';
import type { Fault } from '../../mm/common/fault.ts';
import type { FaultOutcome, Step } from '../../mm/common/outcome.ts';
import { uffdFlags, vmaIsAccessible, vmHas } from '../../mm/common/vma.ts';
import { doNumaPage, type NumaHint } from '../../mm/memory/doNumaPage.ts';
import { type Life, pageNow, settled } from '../life.ts';
import { hasPage } from '../operations/operation.ts';

/** What one fault on one entry does: oneFault.ts. */
export type EntryFault = (life: Life, given: Fault) => { life: Life; outcome: FaultOutcome };

/** The entries of the part of the mapping that the page lies in are all there are: no call has split it. */
const isWhole = ({ vma, range = [] }: Life): boolean =>
  range.every((one) => one.vma.vmFlags === vma.vmFlags && one.mapped);

/** alloc_anon_folio(): the range is empty, and no userfaultfd wants to see each page. */
export const bringsLarge = (life: Life, { write }: Fault): boolean =>
  life.range !== undefined &&
  write &&
  life.vma.anonymous &&
  !uffdFlags.some((flag) => vmHas(life.vma, life.k.vm[flag])) &&
  isWhole(life) &&
  life.range.every(({ k, pte }) => pteNone(k, pte));

/** The first page of a large folio is aligned to its size. */
export const alignedPfn = (pfn: bigint, pages: number): bigint => {
  const size = BigInt(pages);
  return ((pfn + size - 1n) / size) * size;
};

/** What a trace says of entries that are set together. */
export const together = (value: bigint, why: string): Step => ({ did: 'set_ptes', value, why });

/** do_anonymous_page(): all entries map the pages of a new large folio. */
export function largeFault(life: Life, given: Fault, one: EntryFault): { life: Life; outcome: FaultOutcome } {
  const { range = [], index = 0 } = life;
  const first = alignedPfn(life.nextPfn, range.length);
  const faulted = range.map((entry, i) => one({ ...entry, nextPfn: first + BigInt(i) }, given));
  const lives = faulted.map((it) => withZeros(partOf(it.life, first)));
  const own = faulted[index];
  const now = lives[index];
  if (!own || !now || !ptePresent(life.k, own.outcome.pte)) return one(life, given);
  const steps = [...own.outcome.steps, together(own.outcome.pte, 'all entries of the range map the large folio')];
  return {
    life: { ...now, range: lives, index, nextPfn: first + BigInt(range.length) },
    outcome: { ...own.outcome, steps },
  };
}

/** The life whose page is one of a large folio. */
export const partOf = (life: Life, first: bigint): Life =>
  life.page ? { ...life, page: { ...life.page, compound: true, first } } : life;

/** vma_alloc_anon_folio_pmd() and alloc_anon_folio() hand out pages that have been cleared. */
const withZeros = (life: Life): Life => (life.page ? { ...life, page: { ...life.page, zero: true } } : life);

/** Whether the entry is a hint that NUMA balancing has left, and no trap. */
const isHint = ({ k, pte, vma }: Life): boolean =>
  ptePresent(k, pte) && pteProtnone(k, pte) && !(vmHas(vma, k.vm.uffdRwp) && pteUffdWp(k, pte));

/** numa_rebuild_large_mapping(): the other hints of the folio are turned back too, as far as the mapping goes. */
export function rebuilt(before: Life, after: Life, how: NumaHint = {}): { life: Life; steps: readonly Step[] } {
  const { k, vma, page, range, index } = before;
  const rebuilds =
    k.does('numaRebuildsLarge') && isHint(before) && vmaIsAccessible(k, vma) && page?.first !== undefined;
  if (!range || !rebuilds) return { life: after, steps: [] };
  const steps: Step[] = [];
  const lives = range.map((one, i) => {
    const isPart = one.page?.first === page.first && one.vma.vmFlags === vma.vmFlags;
    if (i === index || !isPart || !isHint(one)) return one;
    const outcome = doNumaPage(k, one.pte, one.vma, hasPage(one) ? pageNow(one) : undefined, how);
    steps.push(...outcome.steps);
    return settled(one, outcome.pte, outcome.effects);
  });
  return { life: { ...after, range: lives }, steps };
}
