/** What happens beside the entry: traps, results, flushes. Inside it is data; sentence() alone makes prose of it. */
import { hex } from '../base/hex.ts';
import type { VmFaultId } from '../kernel/kernel.ts';
import type { Family } from '../mm/common/family.ts';
import type { Effect, Next } from '../mm/common/outcome.ts';
import { type Warning, warningText } from '../mm/page_table_check/warnings.ts';
import type { PageCategory } from '../mm/task_mmu/pagemapScan.ts';
import type { LockMode, LockName } from './locks.ts';

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

/** Events that say it all by their kind: what is done, or seen. */
const plain = {
  staleEntryGone: 'flush_tlb_page: no CPU writes to the old page any more',
  flushPending: 'the flush is pending',
  flushPendingToo: 'its flush is pending too',
  notFoundBySwapoff: 'swapoff does not find the entry',
  childFillsIt: `the child's entry: ${hex(0n)}, its own fault fills it`, // vma_needs_copy()
  restartsForEver: 'the call starts again, for ever',
  split: 'the huge entry is split: from now on this is the entry of the first page',
  splitFile: 'the huge entry of the file is split, that is taken away: faults bring it back',
  staysPinned: 'the page is pinned and cannot move: it is mapped again where it was',
  staysInMemory: 'device memory takes anonymous pages only: it is mapped again where it was',
  entryChangedForKsm: 'pte_same(): the entry has changed meanwhile, KSM leaves it',
  entryChanged: 'pte_same(): the entry has changed meanwhile, nothing is mapped',
  notInChild: 'the child has no such mapping (MADV_DONTFORK)',
  wipedInChild: 'the child finds the mapping empty (MADV_WIPEONFORK)',
  softDirtyLost: 'the write since clear_refs is not reported: the soft-dirty bit is LOST',
  untrapped: 'the entry was write-protected for userfaultfd, and the write was not trapped: LOST',
} as const;

/** The kernel refuses, with a signal or in another way than by an errno. */
const refusals = {
  notWritable: 'SIGSEGV: the mapping is not writable', // access_error() in arch/x86/mm/fault.c
  notAccessible: 'SIGSEGV: the mapping is PROT_NONE',
  notMapped: 'SIGSEGV: nothing is mapped there any more',
  cannotUnmap: 'the page cannot be unmapped',
  notMerged: 'KSM leaves the page as it is',
  refused: 'the kernel refuses',
} as const;

/** There is nothing to do for this page. */
const nothings = {
  noMapping: 'there is no mapping any more: nothing happens',
  noPage: 'no page is mapped: nothing happens',
  noEntry: 'the entry is empty: nothing happens',
  otherRange: 'of another range of the process: nothing of this page changes',
  noWriteback: 'nothing of it is written back to a file',
  cleanPage: 'the page is clean: nothing is written back',
  noCollapse: 'khugepaged passes over this mapping',
  noHint: 'the entry is no NUMA hint: nothing happens',
  noFile: 'there is no file behind the mapping: nothing happens',
  notScanned: 'NUMA balancing passes over this mapping',
  notTried: 'the lock is not to be had: nothing is done', // mmap_read_trylock()
  sameFlags: 'the mapping has that already, or cannot: nothing happens',
  sameProtection: 'the mapping has that protection already',
  staysEmpty: 'migrate_vma_insert_page() puts no page there', // migrate_vma_pages()
  notKsm: 'the mapping is not one that KSM may merge (MADV_MERGEABLE)',
  noChild: 'there is no other process',
  mappedAlready: 'it is mapped already',
  notHuge: 'no huge page is mapped here: nothing happens',
  hugeAlready: 'it is a huge page already',
  noHand: 'nothing is left to do',
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
  | { readonly kind: keyof typeof plain | keyof typeof refusals | keyof typeof nothings }
  /** A CPU can still write to the page that is copied, and what it writes is not in the copy. */
  | { readonly kind: 'writesLost'; readonly cpu: string; readonly pfn: bigint }
  /** An access used what the TLB held; `pfn` in pages. */
  | { readonly kind: 'throughTlb'; readonly write: boolean; readonly pfn: bigint }
  /** A process has written to one page, and its entry maps another that lacks the write. */
  | {
      readonly kind: 'lostWrite';
      readonly process: string;
      readonly wrote: bigint | undefined;
      readonly maps: bigint;
      readonly cpu?: string;
    }
  /** A process sees in private memory what another one has written. */
  | { readonly kind: 'leaked'; readonly process: string; readonly from: string }
  /** A lock is not to be had: who keeps it. */
  | {
      readonly kind: 'waits';
      readonly lock: LockName;
      readonly cpu: string;
      readonly mode: LockMode;
      readonly has: boolean;
    }
  /** The CPU waits for a lock already, or is not through with an operation. */
  | { readonly kind: 'behind'; readonly operation: string }
  /** What held the lock is finished first, since it is awaited. */
  | { readonly kind: 'flushedFirst'; readonly cpu: string; readonly lock: LockName }
  /** The entry of another process has become this. */
  | { readonly kind: 'entryOf'; readonly process: string; readonly pte: bigint }
  /** The fault is over; `returned` holds its VM_FAULT bits by name. */
  | { readonly kind: 'fault'; readonly returned: readonly VmFaultId[] }
  /** The fault is not over: the task goes on in the function `next`. */
  | { readonly kind: 'goesOn'; readonly next: Next }
  | { readonly kind: 'flush'; readonly effect: Flush }
  /** The operation takes an entry of this family, and the entry is of another. */
  | { readonly kind: 'otherEntry'; readonly wanted: Family }
  /** The call of user space fails; `why` names the kernel function that refuses, where more than the entry decides. */
  | { readonly kind: 'failed'; readonly returned: Errno; readonly why?: string }
  /** NUMA balancing makes no hint of the entry; `why` is the reason in the trace. */
  | { readonly kind: 'numaLeaves'; readonly why: string }
  /** khugepaged makes no huge page; `why` is its result. */
  | { readonly kind: 'notCollapsed'; readonly why: string }
  /** The page table of a process is freed or stays, with so many entries that are not empty, as far as this page has them. */
  | { readonly kind: 'table'; readonly process?: string; readonly freed: boolean; readonly left: number }
  /** fork() gave the child this entry. */
  | { readonly kind: 'child'; readonly pte: bigint }
  /** hmm_range_fault() tells a device what it may do; `pfn` in pages. */
  | {
      readonly kind: 'deviceTold';
      readonly valid: boolean;
      readonly write: boolean;
      readonly error: boolean;
      readonly pfn?: bigint;
    }
  /** Two mappings stay two, for what vma_merge() compared. */
  | { readonly kind: 'staysApart'; readonly why: string }
  /** PAGEMAP_SCAN tells these categories of the page. */
  | { readonly kind: 'scanned'; readonly categories: readonly PageCategory[] }
  /** A check of the kernel's own fails for an entry that was set. */
  | { readonly kind: 'warning'; readonly warning: Warning }
  /** The kernel has no such operation; `why` is the message of the error that says so. */
  | { readonly kind: 'impossible'; readonly why: string };

/** How an operation went. */
export type Result = 'done' | 'refused' | 'nothing' | 'cannot' | 'waits';

/** What the events of an operation say of it: what the release lacks, what the kernel refuses, what the page gives no cause for. */
export function resultOf(events: readonly LifeEvent[]): Result {
  const has = (is: (event: LifeEvent) => boolean) => events.some(is);
  if (has(({ kind }) => kind === 'impossible')) return 'cannot';
  if (has(({ kind }) => kind === 'waits' || kind === 'behind')) return 'waits';
  if (has(({ kind }) => kind === 'failed' || Object.hasOwn(refusals, kind))) return 'refused';
  const nothing: readonly LifeEvent['kind'][] = ['otherEntry', 'staysApart', 'notCollapsed'];
  return has(({ kind }) => nothing.includes(kind) || Object.hasOwn(nothings, kind)) ? 'nothing' : 'done';
}

/** Whether something was lost that a process relied on. */
export const isLoss = ({ kind }: LifeEvent): boolean =>
  kind === 'lostWrite' ||
  kind === 'writesLost' ||
  kind === 'softDirtyLost' ||
  kind === 'untrapped' ||
  kind === 'leaked';

const goesOn: Readonly<Record<Next, string>> = {
  handle_userfault: 'trapped: a message to userfaultfd, the task sleeps',
  migration_entry_wait: 'waits for the migration to end',
  migrate_to_ram: 'the driver brings the page back (migrate_to_ram)',
};

const said = { ...plain, ...refusals, ...nothings };
const hexShort = (n: bigint): string => `0x${n.toString(16)}`;

function told({ valid, write, error, pfn }: Extract<LifeEvent, { readonly kind: 'deviceTold' }>): string {
  if (error) return 'the device is told of an error';
  if (!valid || pfn === undefined) return 'the device is told that it may not use what is there';
  return `the device may ${write ? 'read and write' : 'only read'} pfn ${hexShort(pfn)}`;
}

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
    case 'table':
      return `${event.process === undefined ? '' : `${event.process}: `}the page table ${event.freed ? 'is freed' : `stays, entries in it: ${event.left}`}`;
    case 'numaLeaves':
      return `NUMA balancing leaves the page: ${event.why}`;
    case 'notCollapsed':
      return `khugepaged makes no huge page: ${event.why}`;
    case 'child':
      return `the child's entry: ${hex(event.pte)}`;
    case 'scanned':
      return `PAGEMAP_SCAN tells ${event.categories.length > 0 ? event.categories.join(' | ') : 'nothing'}`;
    case 'deviceTold':
      return told(event);
    case 'staysApart':
      return `the new mapping beside it is not merged with it: ${event.why} keeps them apart`;
    case 'warning':
      return warningText(event.warning);
    case 'impossible':
      return `not possible: ${event.why}`;
    case 'writesLost':
      return `${event.cpu} still writes to the old page through its TLB: those writes are lost`;
    case 'throughTlb':
      return `${event.write ? 'writes' : 'reads'} pfn ${hexShort(event.pfn)} through the TLB`;
    case 'lostWrite':
      return `${event.cpu ?? event.process} wrote ${event.wrote === undefined ? 'a page that is gone' : `pfn ${hexShort(event.wrote)}`}, the entry maps ${hexShort(event.maps)}: LOST`;
    case 'leaked':
      return `${event.process} sees what ${event.from} writes to its private memory: LEAKED`;
    case 'waits':
      return `waits for ${event.lock} (${event.cpu} ${event.has ? 'holds' : 'waits for'} it for ${event.mode === 'read' ? 'reading' : 'writing'})`;
    case 'behind':
      return `held back: ${event.operation} comes first on this CPU`;
    case 'flushedFirst':
      return 'the flush that is pending ends first: it is done under the lock that this waits for';
    case 'entryOf':
      return `${event.process}'s entry: ${hex(event.pte)}`;
    default:
      return said[event.kind];
  }
}
