/** What happens beside the entry, as data: traps, results, flushes. sentence() alone makes prose of it. */
import type { VmFaultId } from '../kernel/kernel.ts';
import type { Family } from '../mm/common/family.ts';
import type { Effect, Next } from '../mm/common/outcome.ts';
import type { Warning } from '../mm/page_table_check/warnings.ts';
import type { PageCategory } from '../mm/task_mmu/pagemapScan.ts';
import type { LockMode, LockName } from './locks.ts';
import { nothings, type plain, refusals } from './plainEvents.ts';

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
  /** The process has ended, and its memory stays for as long as a CPU is in a call on it. */
  | { readonly kind: 'stillUsed'; readonly cpu: string; readonly operation: string }
  /** The thread of a CPU sleeps in userfaultfd, so that the line waits until it is woken. */
  | { readonly kind: 'asleep'; readonly cpu: string }
  /** It is woken: what it was about to do can be tried again. */
  | { readonly kind: 'woken'; readonly cpu: string }
  /** The CPU waits for a lock already, or is not through with an operation. */
  | { readonly kind: 'behind'; readonly operation: string }
  /** What held the lock is finished first, since it is awaited. */
  | { readonly kind: 'flushedFirst'; readonly cpu: string; readonly lock: LockName }
  /** The entry of another process has become this, or those of its pages these. */
  | { readonly kind: 'entryOf'; readonly process: string; readonly pte: bigint; readonly ptes?: readonly bigint[] }
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
  /** fork() gave the child this entry, or these. */
  | { readonly kind: 'child'; readonly pte: bigint; readonly ptes?: readonly bigint[] }
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
  if (has(({ kind }) => kind === 'waits' || kind === 'behind' || kind === 'asleep' || kind === 'stillUsed'))
    return 'waits';
  if (has(({ kind }) => kind === 'failed' || Object.hasOwn(refusals, kind))) return 'refused';
  const nothing: readonly LifeEvent['kind'][] = ['otherEntry', 'staysApart', 'notCollapsed'];
  return has(({ kind }) => nothing.includes(kind) || Object.hasOwn(nothings, kind)) ? 'nothing' : 'done';
}

/** Whether something was lost that a process relied on. */
export const isLoss = ({ kind }: LifeEvent): boolean =>
  kind === 'lostWrite' ||
  kind === 'writesLost' ||
  kind === 'softDirtyLost' ||
  kind === 'hiddenFromOthers' ||
  kind === 'untrapped' ||
  kind === 'leaked';
