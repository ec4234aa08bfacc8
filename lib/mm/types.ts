/** What the functions of mm/ read besides the entry, and what they give back. */
import type { VmFaultId } from '../kernel.ts';
import type { Step } from '../trace.ts';

/** A mapping: what of vm_area_struct the logic of one entry depends on. Make one with vma() of vma.ts. */
export interface Vma {
  /** vm_page_prot, a word. */
  readonly vmPageProt: bigint;
  /** vm_flags, a word. */
  readonly vmFlags: bigint;
  /** vma_is_anonymous(): there are no vm_ops. */
  readonly anonymous: boolean;
  /** vm_ops has page_mkwrite or pfn_mkwrite. */
  readonly pageMkwrite: boolean;
  /** The file system writes dirty pages back and must hear of the first write (false for shmem). */
  readonly fsWriteback: boolean;
  /** UFFD_FEATURE_WP_ASYNC of the context the mapping is registered with. */
  readonly uffdWpAsync: boolean;
  /** UFFD_FEATURE_WP_UNPOPULATED of that context. */
  readonly uffdWpUnpopulated: boolean;
  /** UFFD_FEATURE_EVENT_REMAP of that context. */
  readonly uffdEventRemap: boolean;
  /** UFFD_FEATURE_RWP_ASYNC of that context (7.3). */
  readonly uffdRwpAsync: boolean;
  /** The mapping has held anonymous pages: anon_vma is there. */
  readonly anonVma: boolean;
}

/** A page's state: what of struct folio (and of the page in it) the logic depends on. */
export interface Folio {
  readonly anon: boolean;
  readonly dirty: boolean;
  /** PageAnonExclusive(): this process alone has the page (5.19). */
  readonly exclusive: boolean;
  readonly swapbacked: boolean;
  readonly ksm: boolean;
  readonly devicePrivate: boolean;
  readonly hwpoison: boolean;
  /** It may be pinned through get_user_pages (folio_maybe_dma_pinned). */
  readonly pinned: boolean;
  /** No one else holds a reference, so a write may take the page over: the outcome of the kernel's count tests. */
  readonly reusable: boolean;
}

/** What of the FAULT_FLAG_ bits matters. */
export interface Fault {
  readonly write: boolean;
  /** FAULT_FLAG_UNSHARE (5.19): a reader that wants a page of its own. */
  readonly unshare: boolean;
  /** FAULT_FLAG_ALLOW_RETRY: the caller can come again. */
  readonly allowRetry: boolean;
  /** FAULT_FLAG_RETRY_NOWAIT: and must not wait. */
  readonly retryNowait: boolean;
  /** FAULT_FLAG_TRIED: it has come again. */
  readonly tried: boolean;
  /** FAULT_FLAG_VMA_LOCK (6.4): the mapping alone is locked. */
  readonly vmaLock: boolean;
}

export interface Mm {
  /** mm->tlb_flush_pending. */
  readonly tlbFlushPending: number;
}

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

export const plainFolio: Folio = {
  anon: true,
  dirty: false,
  exclusive: false,
  swapbacked: true,
  ksm: false,
  devicePrivate: false,
  hwpoison: false,
  pinned: false,
  reusable: false,
};
/** A folio from what differs from a clean anonymous page that is shared. */
export const folio = (given: Partial<Folio> = {}): Folio => ({ ...plainFolio, ...given });

const plainFault: Fault = {
  write: false,
  unshare: false,
  allowRetry: true,
  retryNowait: false,
  tried: false,
  vmaLock: false,
};
/** A fault from what differs from the first try of a read by a user. */
export const fault = (given: Partial<Fault> = {}): Fault => ({ ...plainFault, ...given });
