/** What is found out about a word. */
import type { TableLevel } from '../../spec/schema.ts';

/** A rule that a word breaks, or a hint at what the word may be instead. */
export interface Finding {
  /** The rule's id in spec/impossible.ts, or the hint's: stable, where the text may change. */
  readonly name: string;
  /** What is so in this word, and by how much: one line without control characters, whatever the word holds. */
  readonly text: string;
  /** The rule in a sentence; of a hint, what makes it worth telling. */
  readonly why: string;
  /** Where the rule is written; empty for a hint. */
  readonly source: string;
}

/** What checkEntry() gives. */
export interface Checked {
  /** Rules that are broken: with any, the word cannot be what it was taken for. */
  readonly rules: readonly Finding[];
  /** What may explain it. None where the entry is sane. */
  readonly hints: readonly Finding[];
  /**
   * How many bits of physical address a present entry needs: on a machine of fewer some of its bits are reserved. 0 for every other word.
   */
  readonly needsPhysBits: number;
}

/** What a word is taken for: an entry of a page table, a swp_entry_t, or a word of /proc/PID/pagemap. */
export type CheckedAs = 'entry' | 'swp-entry' | 'pagemap';

/** What checkEntry() is told besides the word; all of it may be left out. */
export interface CheckOptions {
  /** The level that an entry stands at; `pte` if left out. */
  readonly level?: TableLevel;
  /** What the word is; `entry` if left out. */
  readonly as?: CheckedAs;
  /** The error code of a page fault whose walk ended at this entry; not for the tables above it. */
  readonly errorCode?: bigint;
  /** In bytes: the end of the machine's memory, one past its highest address. */
  readonly ram?: bigint;
  /** Words that stand beside it in its table, in any order. */
  readonly neighbours?: Iterable<bigint>;
  /** The entry of the level above, which pointed to the table that this one was read from. */
  readonly above?: bigint;
}
