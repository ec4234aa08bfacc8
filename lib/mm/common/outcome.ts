/** What the functions of mm/ give back. */
import type { VmFaultId } from '../../kernel/kernel.ts';
import type { Step } from './trace.ts';

export type VmFault = VmFaultId;

/** Side effects that matter to bits, of this or of later calls. */
export type Effect =
  | 'RMAP_EXCLUSIVE' // the page becomes PageAnonExclusive
  | 'clear exclusive' // the page stops being PageAnonExclusive
  | 'folio_mark_dirty'
  | 'flush_tlb_page'
  | 'flush_tlb_mm'
  | 'copy page'; // the entry maps a new page

/** Where the kernel goes next with the same fault. */
export type Next =
  | 'handle_userfault' // a message is sent and the task sleeps
  | 'migration_entry_wait'
  | 'migrate_to_ram';

/** What became of an entry. */
export interface Outcome {
  /** The entry at return. */
  readonly pte: bigint;
  readonly effects: readonly Effect[];
  readonly steps: readonly Step[];
}

/** What became of an entry under a walk over all mappings of a page. */
export interface WalkOutcome extends Outcome {
  /** What the walker returns: false ends the walk, the page stays mapped. */
  readonly returned: boolean;
}

/** What became of an entry and of the fault on it. */
export interface FaultOutcome extends Outcome {
  /** The VM_FAULT bits by name; empty for 0. */
  readonly returned: readonly VmFault[];
  /** What is entered next; absent when the fault is over. */
  readonly next?: Next;
}
