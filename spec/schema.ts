/**
 * The shape of a spec row: one fact about Linux.
 *
 * A fact is dated by mainline release. A longterm tree that took the change later is named in `sinceStable` or
 * `untilStable` by the third number of the first release that has it, so that 6.1.20 and 6.1.192 can differ.
 */
import type { options } from './options.ts';

/** A mainline release, `major.minor`. */
export type Series = `${number}.${number}`;

/** For some series, the third number from which its stable tree stands on the other side of a date. */
export type StableDates = Readonly<Record<Series, number>>;

/** A switch of a configuration: an option of the build, or a fact of the running machine. */
export type OptionId = (typeof options)[number]['id'];

/** What a row can need: a switch, or a number of paging levels. */
export type Need = OptionId | 'paging4' | 'paging5';

/** The three levels an entry can be a leaf at. */
export type Level = 'pte' | 'pmd' | 'pud';

/** All levels of page tables, from the leaves up. At the upper two an entry points to a table or is empty. */
export type TableLevel = Level | 'p4d' | 'pgd';

/**
 * What showed a row. `headers: A, B`: the headers of two releases, which answer differently where the row is dated between them.
 * `recording: FILE#RECORD`: a record of a running kernel under test/data/observations, which the model without the row does not
 * predict. `source: A, B, FILE, FUNCTION`: a function that lacks it in the tree of A and has it in that of B.
 */
export type Judge =
  | `headers: ${string}, ${string}`
  | `recording: ${string}#${string}`
  | `source: ${string}, ${string}, ${string}, ${string}`;

/** What every row has. */
export interface Row {
  /** Our name. Rows with one id and disjoint dates or needs are one thing that changes. */
  readonly id: string;
  /** The kernel's identifier, verbatim. */
  readonly kernel: string;
  /** First mainline release that has it; 4.19 stands for "4.19 or older". Of what stable trees alone have, no older than any of them. */
  readonly since: Series;
  /** First mainline release that no longer has it; that of `since` where stable trees alone have it. */
  readonly until?: Series;
  /** Stable releases older than `since` that took it; where `until` is `since`, they and no others, which may be of that series. */
  readonly sinceStable?: StableDates;
  /** Stable releases older than `until` that lost it; without `until`, they and no others have. */
  readonly untilStable?: StableDates;
  /** Options without which it is absent; all must hold. */
  readonly needs?: readonly Need[];
  /** Later names of the same thing. */
  readonly renamed?: readonly { readonly since: Series; readonly kernel: string }[];
  /** First 12 hex digits of the commit that made it so. */
  readonly cite?: string;
  /** What showed it, one for each date. */
  readonly judge?: Judge | readonly Judge[];
  /** One sentence for a reader of the bit. */
  readonly says?: string;
  /** What the bit says where it is 0, if `says` is about 1. */
  readonly clear?: string;
  /** What it says from later releases on. */
  readonly laterSays?: readonly { readonly since: Series; readonly says: string }[];
}

/** One bit of a word. */
export interface BitRow extends Row {
  readonly bit: number;
  /** Where the bit has this meaning; all levels when absent. */
  readonly levels?: readonly TableLevel[];
  /** The id of the bit whose place this one shares, in a state that excludes it. */
  readonly overlays?: string;
}

/** A run of bits, `hi` and `lo` inclusive. */
export interface FieldRow extends Row {
  readonly hi: number;
  readonly lo: number;
  readonly inverted?: boolean;
}

/** A number that is not a place in an entry. */
export interface ValueRow extends Row {
  readonly value: number;
}

/** A set named by the kernel, as a list of bit ids. */
export interface SetRow extends Row {
  readonly bits: readonly string[];
}
