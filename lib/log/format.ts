/** How a line of text holds words: formats are data, one file for each tool in formats/. */
import type { Held } from '../../spec/messages.ts';

/** The level of a table that an entry stands in, from the leaves up. */
export type TextLevel = 'pte' | 'pmd' | 'pud' | 'p4d' | 'pgd';

/** What a word is: an entry of a page table, a swp_entry_t, or a word of /proc/PID/pagemap. */
export type WordKind = 'entry' | 'swp-entry' | 'pagemap';

/** A word that stands in a line. */
export interface TextWord {
  readonly word: bigint;
  readonly as: WordKind;
  /** The level, where the text tells it. */
  readonly level?: TextLevel;
  /** Where its digits begin in the line, and where they end, in characters. */
  readonly from: number;
  readonly to: number;
}

/** What else a line tells of the entries around it. */
export interface TextFact {
  readonly fact: 'address' | 'errorCode' | 'vmFlags';
  readonly value: bigint;
}

/** What a line was read as. */
export interface LineRead {
  /** The id of the format; undefined where none fits. */
  readonly format?: string;
  readonly words: readonly TextWord[];
  readonly facts: readonly TextFact[];
  /** Numbers that could be words by their looks and were taken for none, as they are written. */
  readonly unread: readonly string[];
}

/**
 * What a group of a pattern holds: what a conversion of a kernel message can hold, or several entries: `words` are numbers
 * with white space between them, `bytes`, `halves`, `ints` runs of hex numbers of 1, 2 and 4 bytes, the lowest first.
 */
export type GroupHeld = Held | 'words' | 'bytes' | 'halves' | 'ints';

/** One way in which a tool prints words. */
export interface Format {
  readonly id: string;
  /** The program that prints it, and where that is written. */
  readonly tool: string;
  readonly source: string;
  /** Tried anywhere in a line without its prefix; flags `d`, `g` where it may stand there several times. */
  readonly pattern: RegExp;
  /** What each named group holds. */
  readonly holds: Readonly<Record<string, GroupHeld>>;
  /** What the next line is, after one of this format: the row under a heading. */
  readonly next?: Format;
  /** Lines, and the words in them. */
  readonly example: {
    readonly lines: readonly string[];
    readonly words: readonly Pick<TextWord, 'word' | 'as' | 'level'>[];
  };
}
