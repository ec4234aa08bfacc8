/** A fault where a huge page can be: mm/memory.c, __handle_mm_fault() down to the PMD. */
import { ptePresent } from '../../helpers/pgtable.ts';
import type { Fault } from '../../mm/common/fault.ts';
import type { FaultSurroundings } from '../../mm/common/faultSurroundings.ts';
import type { FaultOutcome } from '../../mm/common/outcome.ts';
import { vmHas } from '../../mm/common/vma.ts';
import { doSetPmd } from '../../mm/huge_memory/doSetPmd.ts';
import { handlePmdFault } from '../../mm/huge_memory/handlePmdFault.ts';
import type { Flush, LifeEvent } from '../event.ts';
import { freshPage, type Life } from '../life.ts';
import { hugeZeroPfn } from '../world.ts';
import { flushesOf, hugePageOf, settledHuge, small, splitEntry } from './hugeEntry.ts';

/** What one fault did, or the part of it that splits the entry. */
export interface HugeFaulted {
  readonly life: Life;
  readonly outcome: FaultOutcome;
  readonly flushes: readonly Flush[];
  /** VM_FAULT_FALLBACK: the fault goes on, with what the life has now. */
  readonly falls?: readonly LifeEvent[];
}

/** What a fault on a small entry does: access.ts. */
export type SmallFault = (life: Life, given: Fault) => { life: Life; outcome: FaultOutcome };

/** One fault on the huge entry, or where one may come. */
export function oneHugeFault(
  life: Life,
  given: Fault,
  smallFault: SmallFault,
  known: FaultSurroundings = {},
): HugeFaulted {
  const { k, pte, vma } = life;
  if (pte === 0n && !vma.anonymous) return fileFault(life, given, smallFault);
  const page = pte === 0n ? undefined : hugePageOf(life);
  const how = { newPfn: life.nextHuge, zeroPfn: hugeZeroPfn, mm: { tlbFlushPending: life.pending }, ...known };
  const outcome = handlePmdFault(k, pte, vma, page, given, how);
  if (outcome.splits) {
    const split = splitEntry(life);
    const [set = 0n] = split.set;
    const so = { ...outcome, pte: set, effects: [], steps: [...outcome.steps, ...split.steps] };
    return { life: split.life, outcome: so, flushes: split.flushes ?? [], falls: split.events };
  }
  if (outcome.returned.includes('VM_FAULT_FALLBACK')) return { life: small(life), outcome, flushes: [], falls: [] };
  return settledFault(life, outcome);
}

/** The flushes of a copy are the caller's, as those of small pages are. */
function settledFault(life: Life, outcome: FaultOutcome): HugeFaulted {
  const copies = outcome.effects.includes('copy page');
  const effects = outcome.effects.filter((effect) => effect !== 'flush_tlb_page');
  return {
    life: settledHuge(life, outcome),
    outcome: { ...outcome, effects },
    flushes: copies ? [] : flushesOf(outcome),
  };
}

/** Shared memory: finish_fault() maps the huge page of the page cache as a whole, where there is one. */
function fileFault(life: Life, given: Fault, smallFault: SmallFault): HugeFaulted {
  const { k, vma } = life;
  const { life: after, outcome } = smallFault(small(life), given);
  if (!ptePresent(k, outcome.pte))
    return { life: { ...life, ...(outcome.pte === 0n ? {} : after) }, outcome, flushes: [] };
  const there = life.inMemory !== undefined;
  const whole = there ? life.inMemoryPage?.compound === true : !life.cached; // what comes back from swap comes in small pages
  if (!whole || (given.write && !vmHas(vma, k.vm.shared))) return { life: after, outcome, flushes: flushesOf(outcome) };
  const page = { ...(after.page ?? freshPage(life)), compound: true };
  const mapped = doSetPmd(k, 0n, vma, page, life.inMemory ?? life.nextHuge, given);
  if (mapped.returned.includes('VM_FAULT_FALLBACK')) return { life: after, outcome, flushes: flushesOf(outcome) };
  const effects = outcome.effects.filter((effect) => effect === 'folio_mark_dirty');
  const now = settledHuge({ ...life, page, cached: true }, { pte: mapped.pte, effects });
  return { life: now, outcome: { ...mapped, effects }, flushes: [] };
}
