import type { Pte } from '../../helpers/marks.ts';
import { pteMkdirty, pteMkyoung, ptePresent, pteProtnone, pteUffdWp, pteWrite } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { everything, expectFamily } from '../common/family.ts';
import { type Fault, unshares } from '../common/fault.ts';
import { type Folio, folio as makeFolio } from '../common/folio.ts';
import type { FaultOutcome } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmaIsAccessible, vmHas } from '../common/vma.ts';
import { doNumaPage, type NumaHint } from './doNumaPage.ts';
import { doPteMissing } from './doPteMissing.ts';
import { doSwapPage, type SwapIn } from './doSwapPage.ts';
import { meetTrap } from './doUffdRwp.ts';
import { doWpPage, flushesFirst } from './doWpPage.ts';

/** What only the running kernel knows, of all that a fault can lead to. */
export interface FaultInputs extends SwapIn, NumaHint {
  /** The page that comes in, in pages: swapped in, from the page cache, or the zero page. */
  readonly pfn?: bigint;
}

/**
 * mm/memory.c, handle_pte_fault(): what a fault does with the entry that it finds, to the end. `folio` is the page that the
 * entry maps, or that comes in; absent for a present entry without one. It returns what the function returns that it leads to,
 * and 0 where the entry allows the access already. Not modelled: 0 where the table or the entry has changed meanwhile.
 * @throws RangeError for a word that is no entry; TypeError where a page is needed and there is none.
 */
export function handlePteFault(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio: Folio | undefined,
  fault: Fault,
  how: FaultInputs = {},
): FaultOutcome {
  const family = expectFamily(k, pte, everything);
  if (family === 'none') return doPteMissing(k, pte, vma, folio ?? newPage, how.pfn ?? 0n, fault, how);
  if (!ptePresent(k, pte)) return doSwapPage(k, pte, vma, folio ?? newPage, how.pfn ?? 0n, fault, how);
  if (pteProtnone(k, pte) && vmaIsAccessible(k, vma)) {
    if (vmHas(vma, k.vm.uffdRwp) && pteUffdWp(k, pte)) return meetTrap(k, pte, vma, folio, fault);
    return doNumaPage(k, pte, vma, folio, { ...how, write: fault.write });
  }
  if ((fault.write || unshares(k, fault)) && !pteWrite(k, pte))
    return afterFlush(k, pte, fault, how, doWpPage(k, pte, vma, folio, fault, how));
  return touch(k, pte, fault);
}

/** Proposed for a write to a read-only entry: a flush that is due comes first, whatever do_wp_page() then does. */
function afterFlush(k: Kernel, pte: Pte, fault: Fault, { mm }: FaultInputs, then: FaultOutcome): FaultOutcome {
  if (!flushesFirst(k) || !fault.write || !mm?.tlbFlushPending) return then;
  const flush = new Trace(k, pte).note('flush_tlb_page', 'another CPU may still write through its TLB');
  return { ...then, effects: ['flush_tlb_page', ...then.effects], steps: [...flush.steps, ...then.steps] };
}

/** A page that nobody else has. */
const newPage = makeFolio();

/** The entry allows the access already: another CPU was first, or the TLB had an old copy. */
function touch(k: Kernel, pte: Pte, fault: Fault): FaultOutcome {
  const t = new Trace(k, pte);
  if (fault.write) {
    t.apply(pteMkdirty, 'it is about to be written');
    t.apply(pteMkyoung, 'the page is in use');
  } else t.note('ptep_set_access_flags', 'x86 writes the entry only for a write; the CPU sets Accessed itself');
  return t.faultOutcome([]);
}
