/** What a search counts as it goes: what operations did, and what became of invariants. */
import type { ScriptLine } from '../world/script.ts';
import type { Invariant } from './invariant.ts';
import type { Remembered } from './packed/remembered.ts';
import type { VerdictsOfSome } from './packed/verdicts.ts';
import type { Tested } from './searched.ts';

/** One invariant in the tally of a search. */
interface Counted extends Tested {
  readonly number: number;
}

/** The tally of one search. */
export class SearchTally {
  readonly #remembered: Remembered;
  readonly #tested: readonly Counted[];
  /** How often a line went so, and how many worlds have that. */
  readonly #wents: number[] = [];
  readonly #worlds: number[] = [];
  /** All transitions. */
  transitions = 0;

  constructor(remembered: Remembered, invariants: readonly Invariant[]) {
    this.#remembered = remembered;
    this.#tested = invariants.map((invariant) => ({
      invariant,
      met: 0,
      number: remembered.verdicts.numberOf(invariant),
    }));
  }

  /** A line went so. `way` is asked for where that breaks what has not been broken. */
  line(went: number, way: () => readonly ScriptLine[]): void {
    this.transitions++;
    const times = this.#wents[went];
    this.#wents[went] = (times ?? 0) + 1;
    if (times === undefined) this.#broken(this.#remembered.went.at(went).verdicts, 'step', way);
  }

  /** A new world has that. */
  world(has: number, way: () => readonly ScriptLine[]): void {
    const times = this.#worlds[has];
    this.#worlds[has] = (times ?? 0) + 1;
    if (times === undefined) this.#broken(this.#remembered.has.at(has).verdicts, 'state', way);
  }

  /** Whatever breaks an invariant does so the first time that it comes up. */
  #broken(verdicts: number, of: Invariant['of'], way: () => readonly ScriptLine[]): void {
    const all = this.#remembered.verdicts.at(verdicts);
    for (const tested of this.#tested) {
      const breaker = tested.invariant.of === of ? all.get(tested.number)?.breaker : undefined;
      if (breaker === undefined || tested.broken) continue;
      tested.broken = way();
      tested.breaker = breaker;
    }
  }

  /** What became of the invariants, in their order. */
  tested(): readonly Tested[] {
    const { went, has, verdicts } = this.#remembered;
    this.#wents.forEach((times, one) => {
      this.#count(verdicts.at(went.at(one).verdicts), 'step', times);
    });
    this.#worlds.forEach((times, one) => {
      this.#count(verdicts.at(has.at(one).verdicts), 'state', times);
    });
    return this.#tested;
  }

  #count(all: VerdictsOfSome, of: Invariant['of'], times: number): void {
    for (const tested of this.#tested)
      if (tested.invariant.of === of) tested.met += times * (all.get(tested.number)?.met ?? 0);
  }

  /** How often each operation did something. */
  done(): ReadonlyMap<string, number> {
    const done = new Map<string, number>();
    this.#wents.forEach((times, one) => {
      const { operation, done: did } = this.#remembered.went.at(one);
      if (did) done.set(operation, (done.get(operation) ?? 0) + times);
    });
    return done;
  }

  /** Families and kinds of the entries. */
  kinds(): ReadonlySet<string> {
    return new Set(Object.keys(this.#worlds).flatMap((one) => this.#remembered.has.at(Number(one)).kinds));
  }
}
