/** Events that say it all by their kind, in words: by what they say of how an operation went. */
import { hex } from '../base/hex.ts';

/** What is done, or seen. */
export const plain = {
  staleEntryGone: 'flush_tlb_page: no CPU writes to the old page any more',
  flushPending: 'the flush is pending',
  flushPendingToo: 'its flush is pending too',
  notFoundBySwapoff: 'swapoff does not find the entry',
  childFillsIt: `the child's entry: ${hex(0n)}, its own fault fills it`, // vma_needs_copy()
  restartsForEver: 'the call starts again, for ever',
  faultsForEver: 'the fault changes nothing, and comes again for ever',
  split: 'the huge entry is split: from now on this is the entry of the first page',
  splitFolio: 'the large folio is split: its pages are pages by themselves from now on',
  splitFile: 'the huge entry of the file is split, that is taken away: faults bring it back',
  staysPinned: 'the page is pinned and cannot move: it is mapped again where it was',
  staysHeld: 'a pipe holds the page, which cannot move: it is mapped again where it was',
  staysInMemory: 'device memory takes anonymous pages only: it is mapped again where it was',
  staysInSwapCache: 'the swap cache has the page: it is mapped again where it was',
  entryChangedForKsm: 'pte_same(): the entry has changed meanwhile, KSM leaves it',
  entryChanged: 'pte_same(): the entry has changed meanwhile, nothing is mapped',
  sleeps: 'userfaultfd_must_wait(): the thread sleeps until it is woken',
  triesAgain: 'userfaultfd_must_wait(): the entry has changed meanwhile, the fault is to come again',
  notInChild: 'the child has no such mapping (MADV_DONTFORK)',
  wipedInChild: 'the child finds the mapping empty (MADV_WIPEONFORK)',
  softDirtyLost: 'the write since clear_refs is not reported: the soft-dirty bit is LOST',
  hiddenFromOthers: 'the mapping is shared, and the page a copy that no other process sees: LOST',
  untrapped: 'the entry was write-protected for userfaultfd, and the write was not trapped: LOST',
} as const;

/** The kernel refuses, with a signal or in another way than by an errno. */
export const refusals = {
  notWritable: 'SIGSEGV: the mapping is not writable', // access_error() in arch/x86/mm/fault.c
  notAccessible: 'SIGSEGV: the mapping is PROT_NONE',
  notMapped: 'SIGSEGV: nothing is mapped there any more',
  cannotUnmap: 'the page cannot be unmapped',
  notMerged: 'KSM leaves the page as it is',
  refused: 'the kernel refuses',
} as const;

/** There is nothing to do for this page. */
export const nothings = {
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
  noPipe: 'no pipe of the process holds a page',
  noChild: 'there is no other process',
  mappedAlready: 'it is mapped already',
  largeStays: 'the large folio is not split for it: its pages are left',
  notHuge: 'no huge page is mapped here: nothing happens',
  hugeAlready: 'it is a huge page already',
  sleepsOn: 'nobody has woken the thread: it sleeps on',
  noHand: 'nothing is left to do',
  nothingToDo: 'there is nothing to do here',
} as const;
