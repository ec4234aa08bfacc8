/** What the functions of mm/ give back. */
import type { Pte } from '../../helpers/marks.ts';
import type { VmFaultId } from '../../kernel/kernel.ts';

/** One thing that was done to an entry. */
export interface Step {
  /** The kernel function applied, by its C name in the kernel at hand. */
  readonly did: string;
  /** The entry after it. */
  readonly value: bigint;
  /** The reason, in present tense. */
  readonly why: string;
}

/** A bit of vm_fault_t, by name. */
export type VmFault = VmFaultId;

const vmFaultErrors: readonly VmFault[] = [
  'VM_FAULT_OOM',
  'VM_FAULT_SIGBUS',
  'VM_FAULT_SIGSEGV',
  'VM_FAULT_HWPOISON',
  'VM_FAULT_HWPOISON_LARGE',
  'VM_FAULT_FALLBACK',
];
/** include/linux/mm_types.h, VM_FAULT_ERROR: the fault has failed. */
export const isFaultError = (bit: VmFault): boolean => vmFaultErrors.includes(bit);

/**
 * Side effects that matter to bits, of this or of later calls: what happens to the page and to TLBs, in the kernel's words where it
 * has a function or a flag for it, else as a sentence.
 */
export type Effect =
  /** The page becomes PageAnonExclusive: RMAP_EXCLUSIVE is handed to the reverse map. */
  | 'RMAP_EXCLUSIVE'
  /** The page stops being PageAnonExclusive: the kernel has tried to share it. */
  | 'clear exclusive'
  /** folio_mark_dirty(): the page takes over the dirtiness of the entry. */
  | 'folio_mark_dirty'
  /** flush_tlb_page(), now or with the batch: the processors forget this entry. */
  | 'flush_tlb_page'
  /** flush_tlb_mm(): the processors forget all entries of the address space. */
  | 'flush_tlb_mm'
  /** The entry maps a new page, into which the old one was copied. */
  | 'copy page';

/** Where the kernel goes next with the same fault: to user space, to waiting, or to the driver of the device memory. */
export type Next =
  | 'handle_userfault' // a message is sent and the task sleeps
  | 'migration_entry_wait'
  | 'migrate_to_ram';

/** What became of an entry. */
export interface Outcome {
  /** The entry at return. */
  readonly pte: Pte;
  /** What else happened, in order. */
  readonly effects: readonly Effect[];
  /** What was done to the entry, in order; empty where nothing was. */
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

/** The entry stays as it is: the kernel function that decides so, and why; `more` is what it tells besides. */
export const unchanged = <More extends object = object>(
  pte: Pte,
  did: string,
  why: string,
  more = {} as More,
): Outcome & More => ({ pte, effects: [], steps: [{ did, value: pte, why }], ...more });
