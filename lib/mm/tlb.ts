/**
 * One page table entry, one CPU's copy of it, and a flush that is still due: what a deferred flush can lose. Models
 * change_protection() and do_wp_page() as the two sides of discussion about handle_pte_fault(): mm/mprotect.c, mm/memory.c.
 */
import type { Kernel } from '../kernel.ts';
import { pteClearUffdWp, pteMkuffdWp, ptePfn, pteWrite, pteWrprotect } from '../pgtable.ts';
import { doWpPage } from './doWpPage.ts';
import type { Fault, FaultOutcome, Folio, Vma } from './types.ts';

/** The state of the race. */
export interface Racing {
  /** The entry in memory. */
  readonly pte: bigint;
  /** What another CPU's TLB holds, if anything. */
  readonly tlb: bigint | undefined;
  /** mm->tlb_flush_pending. */
  readonly pending: number;
}

/** The CPU has used the entry and keeps a copy. */
export const cached = (pte: bigint): Racing => ({ pte, tlb: pte, pending: 0 });

/** UFFDIO_WRITEPROTECT has changed the entry, and flushes when it is through with its range. */
export const writeProtected = (k: Kernel, at: Racing): Racing => ({
  ...at,
  pte: pteMkuffdWp(k, pteWrprotect(k, at.pte)),
  pending: at.pending + 1,
});

/** Another thread resolves the same page before that: the bit goes, write permission does not come back. */
export const resolved = (k: Kernel, at: Racing): Racing => ({ ...at, pte: pteClearUffdWp(k, at.pte) });

export interface Raced extends Racing {
  readonly fault: FaultOutcome;
  /** The other CPU can still write to the page that was copied: its writes will be lost. */
  readonly losesWrites: boolean;
}

/** A third thread writes and faults. The copy of the page is `copyPfn`. */
export function writeFault(k: Kernel, at: Racing, vma: Vma, folio: Folio, fault: Fault, copyPfn: bigint): Raced {
  const done = doWpPage(k, at.pte, vma, folio, fault, { copyPfn, mm: { tlbFlushPending: at.pending } });
  const tlb = done.effects.includes('flush_tlb_page') ? undefined : at.tlb;
  const stale = tlb !== undefined && pteWrite(k, tlb) && ptePfn(k, tlb) !== ptePfn(k, done.pte);
  return { pte: done.pte, tlb, pending: at.pending, fault: done, losesWrites: stale };
}
