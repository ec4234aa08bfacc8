/**
 * Kernel logic as a table: what a function of mm/ makes of an entry depends on a few bits of it and a few facts of its page.
 * The function itself is run once for each state of these; the rest, the page frame number, is a shift.
 */
import type { Kernel } from '../kernel/kernel.ts';
import type { Effect, Next, VmFault } from '../mm/common/outcome.ts';
import { type DecisionTable, noDecision } from './engine/types.ts';

/** What a function says of an entry besides the new word. */
export interface Decided {
  /** What happened to the page and the TLB. */
  readonly effects: readonly Effect[];
  /** The VM_FAULT bits by name; empty for functions that return none. */
  readonly returned: readonly VmFault[];
  /** Where the kernel goes next with the same fault; absent when it is over. */
  readonly next?: Next;
}

/** A table with what each row says besides. */
export interface Decisions extends DecisionTable {
  /** By the number of the row; undefined where no row is for such an entry. */
  readonly decided: readonly (Decided | undefined)[];
}

/** The facts of the state at hand of a page. It notes which were asked for: on the others the answer does not depend. */
export class Facts<Name extends string> {
  #bits = 0;
  readonly #places: Readonly<Record<Name, number>>;
  /** The places of the facts that were asked for in this state, as a mask. */
  asked = 0;

  constructor(places: Readonly<Record<Name, number>>) {
    this.#places = places;
  }

  /** Goes to another state, of which nothing was asked yet. */
  enter(bits: number): void {
    this.#bits = bits;
    this.asked = 0;
  }

  /** Whether a fact holds. */
  has(name: Name): boolean {
    const place = this.#places[name];
    this.asked |= place;
    return (this.#bits & place) !== 0;
  }
}

type Run = (word: bigint, pfn: bigint, copyPfn: bigint) => Decided & { readonly pte: bigint };

/** What is tabulated. */
export interface Question<Name extends string> {
  /** The bits of the entry that matter. */
  readonly mask: bigint;
  /** The other bits of the entry. */
  readonly rest: bigint;
  /** The facts of the page by their places in a byte of `pages`. */
  readonly facts: Readonly<Record<Name, number>>;
  /** The entry to ask in place of `word`, the same for entries that fare alike; undefined where the function is for no such entry. */
  ask(word: bigint): bigint | undefined;
  /** The function, for a page of these facts: it may depend on no more than its arguments, and move a page frame number as a whole. */
  run(facts: Facts<Name>): Run;
}

/** One row of the table. */
interface Row {
  readonly base: bigint;
  readonly flip: bigint;
  readonly shift: number;
  readonly source: number;
  readonly decided: Decided;
}

const bitsOf = (mask: bigint): readonly bigint[] =>
  Array.from({ length: 64 }, (_, i) => 1n << BigInt(i)).filter((bit) => (mask & bit) !== 0n);
const highestBit = (mask: bigint): number => mask.toString(2).length - 1;

/** Makes the table: a row for each state of the bits of the mask, packed together, and of the facts above them. */
export function tabulate<Name extends string>(k: Kernel, q: Question<Name>): Decisions {
  const bits = bitsOf(q.mask);
  const facts = Object.keys(q.facts).length;
  const words = 2 ** bits.length;
  const size = words * 2 ** facts;
  const table = {
    mask: q.mask,
    facts,
    base: new BigUint64Array(size),
    flip: new BigUint64Array(size),
    shift: new Uint8Array(size),
    source: new Uint8Array(size).fill(noDecision),
  };
  const decided = Array<Decided | undefined>(size).fill(undefined);
  const noted = new Facts(q.facts);
  const run = q.run(noted);
  const answers = new Map<bigint, readonly Row[]>();
  for (let state = 0; state < words; state++) {
    const word = bits.reduce((w, bit, i) => ((state >> i) & 1 ? w | bit : w), q.rest & ~q.mask);
    const asked = q.ask(word);
    if (asked === undefined) continue;
    const rows = answers.get(asked) ?? rowsOf(k, noted, 2 ** facts, asked, run);
    answers.set(asked, rows);
    rows.forEach((row, f) => {
      const at = f * words + state;
      table.base[at] = row.base;
      table.flip[at] = row.flip;
      table.shift[at] = row.shift;
      table.source[at] = row.source;
      decided[at] = row.decided;
    });
  }
  return { ...table, decided };
}

/** The rows of one entry, by the facts. States that differ only in facts that nobody asked for share theirs. */
function rowsOf(k: Kernel, facts: Facts<string>, states: number, word: bigint, run: Run): readonly Row[] {
  const rows: Row[] = [];
  for (let state = 0; state < states; state++) {
    if (rows[state]) continue;
    facts.enter(state);
    const row = rowOf(k, word, run);
    for (let other = state; other < states; other++)
      if ((other & facts.asked) === (state & facts.asked)) rows[other] = row;
  }
  return rows;
}

/**
 * One row, and where the page frame number goes: asked with none and with all bits, of the page and of its copy. The highest bit tells
 * how far: on 5.7 and 5.8 some of the lowest are set whatever the number is (the row restoreDeviceMarksPresentBit).
 */
function rowOf(k: Kernel, word: bigint, run: Run): Row {
  const all = k.mask.pfn >> k.mask.pageShift;
  const { pte: base, effects, returned, next } = run(word, 0n, 0n);
  const ofPage = run(word, all, 0n).pte ^ base;
  const ofCopy = ofPage === 0n ? run(word, 0n, all).pte ^ base : 0n;
  const flip = ofPage | ofCopy;
  return {
    base,
    flip,
    shift: flip === 0n ? 0 : highestBit(flip) - highestBit(all),
    source: ofCopy === 0n ? 0 : 1,
    decided: { effects, returned, ...(next && { next }) },
  };
}
