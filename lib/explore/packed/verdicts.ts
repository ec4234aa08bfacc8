/** What became of invariants in a world or a step: how often each was met, and what broke it. Verdicts that say the same are one. */
import type { Invariant } from '../invariant.ts';

/** What became of one invariant. */
export interface VerdictOfOne {
  /** Entries that met the premise. */
  readonly met: number;
  /** The name of the first entry that breaks it. */
  readonly breaker?: string;
}

/** What became of some: by the invariant's number. */
export type VerdictsOfSome = ReadonlyMap<number, VerdictOfOne>;

/** Invariants by number, and verdicts on sets of them. */
export class Verdicts {
  readonly #invariants = new Map<Invariant, number>();
  readonly #numbers = new Map<string, number>();
  readonly #all: VerdictsOfSome[] = [];

  /** The number of an invariant: another object is another invariant. */
  numberOf(invariant: Invariant): number {
    const known = this.#invariants.get(invariant) ?? this.#invariants.size;
    this.#invariants.set(invariant, known);
    return known;
  }

  /** The number of verdicts. */
  add(verdicts: VerdictsOfSome): number {
    const inOrder = [...verdicts].sort(([a], [b]) => a - b);
    const text = inOrder.map(([n, { met, breaker = '' }]) => `${n}:${met}${breaker}`).join();
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#all.length);
    return this.#all.push(new Map(inOrder)) - 1;
  }

  /** Verdicts by number. */
  at(number: number): VerdictsOfSome {
    return this.#all[number] ?? none;
  }
}

const none: VerdictsOfSome = new Map();
