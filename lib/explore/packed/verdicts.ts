/** What became of invariants in a world or a step: how often each was met, and what broke it. Verdicts that say the same are one. */
import type { Invariant } from '../invariant.ts';
import { Twos } from './twos.ts';

/** What became of one invariant. */
export interface VerdictOfOne {
  /** Entries that met the premise. */
  readonly met: number;
  /** The name of the first entry that breaks it. */
  readonly breaker?: string | undefined;
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

/** Verdicts on one list of invariants, by what they say one after the other of those that were met: no text is made of what came up before. */
export class VerdictChains {
  readonly #verdicts: Verdicts;
  readonly #asked: readonly number[];
  readonly #chains = new Twos();
  readonly #ofChains: (number | undefined)[] = [];
  readonly #breakers: string[] = [];
  readonly #met: (readonly [number, VerdictOfOne])[] = [];
  #chain = 0;

  /** @param asked the numbers of the invariants. */
  constructor(verdicts: Verdicts, asked: readonly number[]) {
    this.#verdicts = verdicts;
    this.#asked = asked;
  }

  /** None has been met. */
  begin(): void {
    this.#chain = 0;
    this.#met.length = 0;
  }

  /** One has been met by so many entries. */
  goOn(invariant: number, met: number, breaker: string | undefined): void {
    this.#met.push([invariant, breaker === undefined ? { met } : { met, breaker }]);
    const so = this.#chains.add(this.#chain, 2 * invariant + (breaker === undefined ? 0 : 1)) + 1;
    this.#chain = this.#chains.add(so, breaker === undefined ? met : this.#breaker(breaker, met)) + 1;
  }

  /** The number of the verdicts. */
  end(): number {
    this.#ofChains[this.#chain] ??= this.#verdicts.add(
      new Map([...this.#asked.map((n) => [n, { met: 0 }] as const), ...this.#met]),
    );
    return this.#ofChains[this.#chain] as number;
  }

  /** The number of a text that says both. */
  #breaker(breaker: string, met: number): number {
    const text = `${met}${breaker}`;
    const known = this.#breakers.indexOf(text);
    return known < 0 ? this.#breakers.push(text) - 1 : known;
  }
}
