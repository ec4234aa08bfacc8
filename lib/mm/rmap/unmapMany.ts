/** Walks over the entries of one large folio. */

import type { Pte } from '../../helpers/marks.ts';
import { pteAdvancePfn } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { everything, expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { mergeYoungDirty } from '../common/folioPteBatch.ts';
import type { ManyOutcome } from '../common/manyOutcome.ts';
import type { Effect, Step, WalkOutcome } from '../common/outcome.ts';
import type { SwapSlot } from '../common/swapSlot.ts';
import type { Vma } from '../common/vma.ts';
import { folioUnmapPteBatch } from './folioUnmapPteBatch.ts';

/** What a walk needs to know of Unmapping. */
interface Walk {
  readonly slot?: SwapSlot;
  readonly ttuHwpoison?: boolean;
}
type One<How> = (k: Kernel, pte: Pte, vma: Vma, folio: Folio, how: How) => WalkOutcome;

/** The swap slots of a folio follow each other. */
const slotOf = ({ slot }: Walk, i: number) =>
  slot && i > 0 ? { slot: { ...slot, offset: slot.offset + BigInt(i) } } : {};

/** What becomes of an entry of a batch behind its first one: put back like that one, or gone, perhaps with a marker. */
function inBatch(k: Kernel, { pte, returned }: WalkOutcome, j: number): bigint {
  if (!returned) return pteAdvancePfn(k, pte, j);
  return k.does('unmapBatchMarksAll') ? pte : 0n;
}

const mapsPage = (k: Kernel, pte: Pte): boolean => {
  const family = expectFamily(k, pte, everything);
  return family === 'present' || family === 'deviceExclusive';
};

/** try_to_unmap_one() over the entries `ptes`: one after the other by `one`, or in batches as far as the kernel does. */
export function unmapMany<How extends Walk>(
  k: Kernel,
  ptes: readonly bigint[],
  vma: Vma,
  folio: Folio,
  how: How,
  one: One<How>,
): ManyOutcome & { readonly returned: boolean } {
  const after = [...ptes];
  const effects: Effect[] = [];
  const steps: Step[] = [];
  let page = folio;
  for (let i = 0, nr = 1; i < ptes.length; i += nr) {
    nr = 1;
    if (!mapsPage(k, ptes[i] as bigint)) continue;
    if (!how.ttuHwpoison) nr = folioUnmapPteBatch(k, ptes, i, vma, page);
    const merged = mergeYoungDirty(k, ptes[i] as bigint, ptes.slice(i + 1, i + nr));
    const outcome = one(k, merged, vma, page, { ...how, ...slotOf(how, i) });
    for (let j = 0; j < nr; j++) after[i + j] = j > 0 ? inBatch(k, outcome, j) : outcome.pte;
    effects.push(...outcome.effects);
    steps.push(...outcome.steps);
    if (outcome.effects.includes('folio_mark_dirty')) page = { ...page, dirty: true };
    if (!outcome.returned) return { ptes: after, effects, steps, returned: false };
  }
  return { ptes: after, effects, steps, returned: true };
}
