/** A histogram over any number of words. */
import { flagColumn, kinds } from '../../spec/kinds.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import { checkedWords } from './checkArrays.ts';
import { decodeBatch } from './codecBatch.ts';
import { type Columns, columns } from './columns.ts';

/** The high byte of the flags column; see spec/kinds.ts. */
const says = flagColumn.map(({ id, bit }, i) => ({ id, mask: 1 << i, bit }));
const sayings = 1 << says.length;
const lowestSaying = Math.min(...says.map(({ bit }) => bit));

const increment = (counts: Float64Array, at: number): void => {
  counts[at] = (counts[at] ?? 0) + 1;
};

/** The words of one kind. */
export interface KindCount {
  readonly kind: (typeof kinds)[number];
  readonly words: number;
  /** How many of them say what, by the names of FLAG: young, dirty, write and so on. */
  readonly says: Readonly<Record<string, number>>;
}

/** The words of one swap area. */
export interface SwapTypeCount {
  /** The number of the area: swp_type(). */
  readonly type: number;
  readonly words: number;
}

/**
 * Counts entries of the level pte: which kinds, what they say, which swap areas they name. It takes any number of arrays and
 * keeps none of them; its memory is that of the columns of the longest. It counts by decodeBatch(), so millions a second.
 *
 * ```ts
 * const census = new Census(kernel('6.12'));
 * census.add(words);
 * census.kinds(); // [{ kind: 'present', words: 3, says: { young: 2, ... } }, ...]
 * ```
 */
export class Census {
  /** One counter for each kind and each combination of sayings. */
  readonly #counts = new Float64Array(kinds.length * sayings);
  readonly #types = new Float64Array(256);
  #columns: Columns = columns(0);
  readonly #kernel: Kernel;
  #words = 0;

  /** @throws TypeError unless it is a kernel as kernel() gives it. */
  constructor(k: Kernel) {
    checkKernel(k);
    this.#kernel = k;
  }

  /** How many words were counted. */
  get words(): number {
    return this.#words;
  }

  /**
   * Counts an array of words.
   * @throws as decodeBatch() does.
   */
  add(words: BigUint64Array): void {
    checkedWords('words', words);
    if (this.#columns.kind.length < words.length) this.#columns = columns(words.length);
    const { kind, type, flags } = decodeBatch(this.#kernel, words, this.#columns);
    for (let i = 0; i < words.length; i++) {
      increment(this.#counts, (kind[i] ?? 0) * sayings + ((flags[i] ?? 0) >>> lowestSaying));
      increment(this.#types, type[i] ?? 0);
    }
    this.#words += words.length;
  }

  /** Kinds that occur, in the order of spec/kinds.ts. */
  kinds(): readonly KindCount[] {
    return kinds
      .map((kind, i) => {
        const of = this.#counts.subarray(i * sayings, (i + 1) * sayings);
        const count = (mask: number) => of.reduce((sum, n, saying) => ((saying & mask) === mask ? sum + n : sum), 0);
        return { kind, words: count(0), says: Object.fromEntries(says.map(({ id, mask }) => [id, count(mask)])) };
      })
      .filter((row) => row.words > 0);
  }

  /** Swap areas that occur, by number. The type column is 0 for what is no swap entry, so type 0 is what is left. */
  swapTypes(): readonly SwapTypeCount[] {
    const swapped = this.kinds().find((row) => row.kind === 'swap')?.words ?? 0;
    const others = [...this.#types.subarray(0, Number(this.#kernel.mask.maxSwapfiles))]
      .map((words, type) => ({ type, words }))
      .slice(1);
    const ofZero = swapped - others.reduce((sum, row) => sum + row.words, 0);
    return [{ type: 0, words: ofZero }, ...others].filter((row) => row.words > 0);
  }
}
