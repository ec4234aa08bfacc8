/** What a CPU is in the middle of, as data. */
import type { FaultReason } from '../mm/userfaultfd/userfaultfdMustWait.ts';
import type { Flush } from './event.ts';

/** An operation of which some pieces have run. */
export interface Hand {
  /** The operation's name in a script, without -begin. */
  readonly name: string;
  readonly word: string;
  /** The process for which it runs. */
  readonly mm: string;
  /** The page for which it runs, where the mapping has several; all of them if absent. */
  readonly page?: number | undefined;
  /** How many of its pieces have run. */
  readonly ran: number;
  /** Its flushes come last, after the page table's lock has been let go. */
  readonly flushesLast: boolean;
  /** It lets go of its locks before them. */
  readonly unlocksFirst?: true | undefined;
  /** Its flushes are done for many pages at once: mm->tlb_flush_batched. */
  readonly batched?: true | undefined;
  /** It flushes by struct mmu_gather. */
  readonly gathers?: true | undefined;
  /** The entry carried the mark of write protection when it had changed it. */
  readonly protects?: true | undefined;
  /** It has raised mm->tlb_flush_pending. */
  readonly raised: boolean;
  /** It raises it after its changes, as a piece of its own: a proposal. */
  readonly raisesLate?: true | undefined;
  /** Flushes that are still due, by process. */
  readonly due: readonly Due[];
  /** What a piece leaves for the next one. */
  readonly saved?: Saved | undefined;
  /** It ends by itself, as soon as another waits for what it holds. */
  readonly endsWhenAwaited?: true | undefined;
  /** Its thread sleeps in userfaultfd, and holds no lock: why it was told. Who wakes it empties the hand. */
  readonly asleep?: FaultReason | undefined;
}

/** What do_wp_page() and do_numa_page() remember while the page-table lock is open. */
export interface Saved {
  /** The entry that pte_same() compares with. */
  readonly orig: bigint;
  /** Whose last write the copy of the page has. */
  readonly holds?: readonly string[];
  /** The CPUs that could write to the page through their TLBs while it was copied. */
  readonly writers?: readonly string[];
  /** Words of the piece's own. */
  readonly word?: string;
}

/** A TLB flush of a process. */
export interface Due {
  readonly mm: string;
  /** Of this page alone. */
  readonly page?: number;
  readonly effect: Flush;
  /** It is told only if it took an entry from another CPU. */
  readonly quiet?: true;
}
