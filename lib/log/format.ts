/** How a line of text holds words: formats are data, one file for each tool in formats/. */

import type { Printed } from '../../spec/messages.ts';
import type { TableLevel } from '../../spec/schema.ts';

/** The level of a table that an entry stands in, from the leaves up. */
export type TextLevel = TableLevel;

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
  /** Its digits, read in hexadecimal, could have been meant in decimal. */
  readonly couldBeDecimal?: true;
}

/** What else a line tells of the entries around it. */
export interface TextFact {
  readonly fact: 'address' | 'errorCode' | 'vmFlags';
  readonly value: bigint;
}

/** The words of a line of a dump, which the lines that a `*` stands for repeat. */
export interface Repeat {
  readonly words: readonly TextWord[];
  readonly times: number;
}

/** What a line was read as. */
export interface LineRead {
  /** The id of the format; undefined where none fits. */
  readonly format?: string;
  /** What a `*` before this line stood for: it comes before the words of this line. */
  readonly repeated?: Repeat;
  readonly words: readonly TextWord[];
  readonly facts: readonly TextFact[];
  /** Numbers that could be words by their looks and were taken for none, as they are written. */
  readonly unread: readonly string[];
}

/**
 * What a group of a pattern holds: what a conversion of a kernel message can hold, or several entries. `words` are hex numbers with
 * white space between them; `bytes`, `halves`, `ints` runs of hex numbers of 1, 2 and 4 bytes, the lowest first, and `octals` of
 * octal ones of 2 bytes, of which each 8 bytes make an entry; white space between bytes means nothing. `decimal` and
 * `decimalSwpEntry` are one word in decimal digits, or in hex with 0x.
 * `offset` is where a line of a dump stands in it, `ascii` its bytes as
 * text, which the entries have to agree with. `times` is how often all of
 * it stands there, in decimal. `value`: all that follows, as ValueReader reads it. `unread`: entries in a way that is not read. `frame` and `letters` make up an entry as QEMU's `info tlb` tells it.
 */
export type GroupHeld =
  | Printed
  | 'words'
  | 'bytes'
  | 'halves'
  | 'ints'
  | 'octals'
  | 'decimal'
  | 'decimalSwpEntry'
  | 'offset'
  | 'ascii'
  | 'times'
  | 'frame'
  | 'letters'
  | 'value'
  | 'unread';

/** What the reader needs of a format. */
export interface Reading {
  readonly id: string;
  /** Tried on a line without its prefix; flags `d`, and `g` where it may stand there several times. */
  readonly pattern: RegExp;
  /** What each named group holds. */
  readonly holds: Readonly<Record<string, GroupHeld>>;
  /** A text that stands in each line of the format, which is looked for first. */
  readonly has?: string;
  /** Tried on the line after one of these formats only: a row under its heading. */
  readonly after?: readonly string[];
  /** Tried on the lines of a log only, or on all others only. */
  readonly inLog?: boolean;
  /** In what the offsets of a dump are counted; without it there are none. `guess`: eight or sixteen, as two lines in turn tell. */
  readonly offsets?: 8 | 10 | 16 | 'guess';
}

/** One way in which a tool prints words. */
export interface TextFormat extends Reading {
  /** The program that prints it, and where that is written. */
  readonly tool: string;
  readonly source: string;
  /** Lines, and the words in them. */
  readonly example: {
    readonly lines: readonly string[];
    readonly words: readonly Pick<TextWord, 'word' | 'as' | 'level'>[];
  };
}
