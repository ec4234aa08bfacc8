/** What happens beside the entry: traps, results, flushes. Inside it is data; sentence() alone makes prose of it. */
import { hex } from '../base/hex.ts';
import type { VmFaultId } from '../kernel/kernel.ts';
import type { Family } from '../mm/common/family.ts';
import type { Effect, Next } from '../mm/common/outcome.ts';
import { type Warning, warningText } from '../mm/page_table_check/warnings.ts';
import type { PageCategory } from '../mm/task_mmu/pagemapScan.ts';

/** Whether an effect of kernel logic is a flush of the TLB, which a reader of a life wants to see. */
const isAboutTlb = {
  RMAP_EXCLUSIVE: false,
  'clear exclusive': false,
  folio_mark_dirty: false,
  flush_tlb_page: true,
  flush_tlb_mm: true,
  'copy page': false,
} as const satisfies Readonly<Record<Effect, boolean>>;

/** The effects that flush the TLB. */
export type Flush = { [E in Effect]: (typeof isAboutTlb)[E] extends true ? E : never }[Effect];

/** Whether an effect flushes the TLB. */
export const isFlush = (effect: Effect): effect is Flush => isAboutTlb[effect];

/** Events that say it all by their kind. */
const plain = {
  staleEntryGone: 'flush_tlb_page: no CPU writes to the old page any more',
  writesLost: 'another CPU still writes to the old page through its TLB: those writes are lost',
  flushPending: 'the flush is pending',
  flushPendingToo: 'its flush is pending too',
  notWritable: 'SIGSEGV: the mapping is not writable', // access_error() in arch/x86/mm/fault.c
  notAccessible: 'SIGSEGV: the mapping is PROT_NONE',
  notMapped: 'SIGSEGV: nothing is mapped there any more',
  noMapping: 'there is no mapping any more: nothing happens',
  flushedFirst: 'the flush that is pending ends first: it is done under the lock that this waits for', // mmap_lock
  noPage: 'no page is mapped: nothing happens',
  noEntry: 'the entry is empty: nothing happens',
  noFile: 'there is no file behind the mapping: nothing happens',
  staysPinned: 'the page is pinned and cannot move: it is mapped again where it was',
  staysInMemory: 'device memory takes anonymous pages only: it is mapped again where it was',
  notScanned: 'NUMA balancing passes over this mapping',
  sameProtection: 'the mapping has that protection already',
  cannotUnmap: 'the page cannot be unmapped',
  refused: 'the kernel refuses',
  restartsForEver: 'the call starts again, for ever',
  notFoundBySwapoff: 'swapoff does not find the entry',
  childFillsIt: `the child's entry: ${hex(0n)}, its own fault fills it`, // vma_needs_copy()
} as const;

/** What a call of user space returns when the kernel refuses it. */
export type Errno =
  | '-EACCES'
  | '-EAGAIN'
  | '-EBUSY'
  | '-EEXIST'
  | '-EFAULT'
  | '-EHWPOISON'
  | '-EINVAL'
  | '-EIO'
  | '-ENOENT'
  | '-ENOMEM'
  | '-EPERM';

/** One thing that happened while an operation ran. */
export type LifeEvent =
  | { readonly kind: keyof typeof plain }
  /** The fault is over; `returned` holds its VM_FAULT bits by name. */
  | { readonly kind: 'fault'; readonly returned: readonly VmFaultId[] }
  /** The fault is not over: the task goes on in the function `next`. */
  | { readonly kind: 'goesOn'; readonly next: Next }
  | { readonly kind: 'flush'; readonly effect: Flush }
  /** The operation takes an entry of this family, and the entry is of another. */
  | { readonly kind: 'otherEntry'; readonly wanted: Family }
  /** The call of user space fails; `why` names the kernel function that refuses, where more than the entry decides. */
  | { readonly kind: 'failed'; readonly returned: Errno; readonly why?: string }
  /** fork() gave the child this entry. */
  | { readonly kind: 'child'; readonly pte: bigint }
  /** PAGEMAP_SCAN tells these categories of the page. */
  | { readonly kind: 'scanned'; readonly categories: readonly PageCategory[] }
  /** A check of the kernel's own fails for an entry that was set. */
  | { readonly kind: 'warning'; readonly warning: Warning }
  /** The kernel has no such operation; `why` is the message of the error that says so. */
  | { readonly kind: 'impossible'; readonly why: string };

const goesOn: Readonly<Record<Next, string>> = {
  handle_userfault: 'trapped: a message to userfaultfd, the task sleeps',
  migration_entry_wait: 'waits for the migration to end',
  migrate_to_ram: 'the driver must bring the page back (migrate_to_ram)',
};

/** An event in words, as the rows of a scenario and `pte run` show it. */
export function sentence(event: LifeEvent): string {
  switch (event.kind) {
    case 'fault':
      return event.returned.length > 0 ? `fault: ${event.returned.join(' | ')}` : 'fault';
    case 'goesOn':
      return goesOn[event.next];
    case 'flush':
      return event.effect;
    case 'otherEntry':
      return `this is no ${event.wanted} entry: nothing happens`;
    case 'failed':
      return event.why === undefined ? event.returned : `${event.returned}: ${event.why}`;
    case 'child':
      return `the child's entry: ${hex(event.pte)}`;
    case 'scanned':
      return `PAGEMAP_SCAN tells ${event.categories.length > 0 ? event.categories.join(' | ') : 'nothing'}`;
    case 'warning':
      return warningText(event.warning);
    case 'impossible':
      return `not possible: ${event.why}`;
    default:
      return plain[event.kind];
  }
}
