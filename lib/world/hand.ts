/** What a CPU is in the middle of, as data. */
import type { Due } from './moved.ts';

/** An operation of which some pieces have run. */
export interface Hand {
  /** The operation's name in a script, without -begin. */
  readonly name: string;
  readonly word: string;
  /** The process for which it runs. */
  readonly mm: string;
  /** How many of its pieces have run. */
  readonly ran: number;
  /** Flushes that are still due, by process. */
  readonly due: readonly Due[];
  /** What a piece leaves for the next one. */
  readonly saved?: Saved;
  /** It ends by itself, as soon as another waits for what it holds. */
  readonly endsWhenAwaited?: true;
}

/** What do_wp_page() and do_numa_page() remember while the page-table lock is open. */
export interface Saved {
  /** The entry that pte_same() compares with. */
  readonly orig: bigint;
  /** Whose last write the copy of the page has. */
  readonly holds?: readonly string[];
  /** Words of the piece's own. */
  readonly word?: string;
}
