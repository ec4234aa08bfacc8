/** A histogram over any number of words. */
import { flagColumn, kinds } from '../../spec/kinds.ts';
import type { Level } from '../../spec/schema.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import { addCensus, type CensusOptions, levelOf, newCounts } from './censusBatch.ts';
import { givenWords, type WordArray } from './checkArrays.ts';
import { censusAt } from './engine/censusAt.ts';
import { checkLayout } from './engine/layoutWords.ts';

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
 * Counts entries: which kinds, what they say, which swap areas they name. It takes any number of arrays, keeps none of them
 * and decodes nothing.
 *
 * ```ts
 * const census = new Census(kernel('6.12'));
 * census.add(words);
 * census.kinds(); // [{ kind: 'present', words: 3, says: { young: 2, ... } }, ...]
 * ```
 */
export class Census {
  readonly #counts = newCounts();
  readonly #kernel: Kernel;
  readonly #level: Level;
  #words = 0;

  /** @throws TypeError unless it is a kernel as kernel() gives it, RangeError for a level that is none. */
  constructor(k: Kernel, options: CensusOptions = {}) {
    checkKernel(k);
    this.#kernel = k;
    this.#level = levelOf(k, options);
  }

  /** How many words were counted. */
  get words(): number {
    return this.#words;
  }

  /**
   * Counts an array of words.
   * @throws as censusBatch() does.
   */
  add(words: WordArray): void {
    const from = givenWords('words', words);
    checkLayout(this.#kernel);
    addCensus(this.#kernel, this.#level, from, true, this.#counts);
    this.#words += from.length;
  }

  /** Kinds that occur, in the order of spec/kinds.ts. */
  kinds(): readonly KindCount[] {
    const at = (place: number) => Number(this.#counts[place]);
    const flagsOf = (kind: number) => censusAt.flagsOfKind + kind * flagColumn.length;
    return kinds
      .map((kind, n) => ({
        kind,
        words: at(censusAt.kinds + n),
        says: Object.fromEntries(flagColumn.map(({ id }, i) => [id, at(flagsOf(n) + i)])),
      }))
      .filter((row) => row.words > 0);
  }

  /** Swap areas that occur, by number. */
  swapTypes(): readonly SwapTypeCount[] {
    const areas = this.#counts.subarray(censusAt.types, censusAt.types + Number(this.#kernel.mask.maxSwapfiles));
    return [...areas].map((words, type) => ({ type, words: Number(words) })).filter((row) => row.words > 0);
  }
}
