/** do_swap_page() (mm/memory.c) over the entries of a large folio. */

import { rangeError } from '../../base/errors.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pteToSwpEntry, swpOffset, swpType } from '../../helpers/swapEntry.ts';
import { pteSwpExclusive, pteSwpSoftDirty, pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { familyOf } from '../common/family.ts';
import type { Fault } from '../common/fault.ts';
import type { Folio } from '../common/folio.ts';
import type { ManyOutcome } from '../common/manyOutcome.ts';
import type { FaultOutcome } from '../common/outcome.ts';
import { uffdFlags, type Vma, vmHas } from '../common/vma.ts';
import { mapped } from './swapIn.ts';
import type { SwapInMany } from './swapInputs.ts';

/** What became of several entries and of the fault on one of them; effects and steps are of all, in their order. */
export interface FaultOutcomes extends ManyOutcome, Omit<FaultOutcome, 'pte'> {}

/** What the entries have in common. */
interface Shared {
  readonly vma: Vma;
  readonly folio: Folio;
  /** Of the first page, in pages. */
  readonly pfn: bigint;
  readonly fault: Fault;
  readonly how: SwapInMany;
}

/** All entries of the folio come in at once, or the one of the fault, which `alone` handles. */
export function swapInAll(
  k: Kernel,
  ptes: readonly bigint[],
  all: Shared,
  alone: (pte: Pte, pfn: bigint) => FaultOutcome,
): FaultOutcomes {
  const { vma, folio, pfn, fault, how } = all;
  const index = how.index ?? 0;
  const pte = ptes[index];
  if (pte === undefined) throw rangeError(`expected how.index below ${ptes.length}, got ${index}`);
  const { pte: now, ...rest } = alone(pte, pfn + BigInt(index));
  const together = now !== pte && mapsTogether(k, ptes, all);
  const others = ptes.map((one, i) =>
    together && i !== index ? mapped(k, one, vma, folio, pfn + BigInt(i), fault, how).t : undefined,
  );
  return {
    ...rest,
    ptes: ptes.map((one, i) => (i === index ? now : (others[i]?.value ?? one))),
    steps: others.flatMap((t, i) => (i === index ? rest.steps : (t?.steps ?? []))),
  };
}

/**
 * swap_pte_batch(): all entries are for slots in a row, with the same flags; of pages outside the swap cache, only those that were
 * read past it can be large (6.12 to 6.19), never the copy of a KSM page.
 */
function mapsTogether(k: Kernel, ptes: readonly bigint[], { vma, folio, how }: Shared): boolean {
  if (!k.does('swapInMapsBatch') || (how.fresh && (folio.ksm || !allocatesLarge(k, vma)))) return false;
  return ptes.every((pte, i) => isNext(k, ptes[0] as bigint, pte, i));
}

/** alloc_swap_folio(): userfaultfd must see each page. */
const allocatesLarge = (k: Kernel, vma: Vma): boolean =>
  k.does('swapInAllocatesLarge') && !uffdFlags.some((flag) => vmHas(vma, k.vm[flag]));

function isNext(k: Kernel, first: bigint, pte: Pte, i: number): boolean {
  if (familyOf(k, pte) !== 'swap' || familyOf(k, first) !== 'swap') return false;
  const [a, b] = [pteToSwpEntry(k, first), pteToSwpEntry(k, pte)];
  const inARow = swpType(k, a) === swpType(k, b) && swpOffset(k, b) === swpOffset(k, a) + BigInt(i);
  return inARow && [pteSwpSoftDirty, pteSwpUffdWp, pteSwpExclusive].every((flag) => flag(k, first) === flag(k, pte));
}
