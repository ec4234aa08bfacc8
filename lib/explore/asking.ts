/** Invariants are asked about worlds and steps: how many entries met each, and which breaks it first. */
import { mmOf, type World } from '../world/world.ts';
import type { EntryFacts, Words } from './facts.ts';
import type { ExploredStep, Invariant, SeenEntry } from './invariant.ts';
import { allInvariants } from './invariants/invariants.ts';
import { VerdictChains, type VerdictOfOne, type Verdicts } from './packed/verdicts.ts';

/** An invariant with its number among all that were ever asked. */
interface Numbered {
  readonly invariant: Invariant;
  readonly number: number;
}

/** What a search asks of its worlds, or of its steps. */
class Asked {
  readonly #needed: readonly Numbered[];
  readonly #all: readonly Numbered[];
  readonly #verdicts: Verdicts;
  readonly #readNames: () => void;
  readonly #complete: (boolean | undefined)[] = [];
  /** Those of all that an operation can meet, for each operation that came up. */
  readonly #byOperation = new Map<string | undefined, readonly Numbered[]>();
  readonly #chains: VerdictChains;
  readonly #hasOthers: boolean;

  /**
   * @param besides what is asked too where something is asked.
   * @param readNames hears that invariants of others may read what the release calls its functions: events tell it.
   */
  constructor(
    verdicts: Verdicts,
    invariants: readonly Invariant[],
    besides: readonly Invariant[],
    readNames: () => void,
  ) {
    this.#verdicts = verdicts;
    this.#readNames = readNames;
    const numbered = (invariant: Invariant): Numbered => ({ invariant, number: verdicts.numberOf(invariant) });
    this.#needed = invariants.map(numbered);
    this.#all = [...this.#needed, ...besides.map(numbered)];
    this.#chains = new VerdictChains(
      verdicts,
      this.#all.map(({ number }) => number),
    );
    this.#hasOthers = this.#all.some(({ invariant }) => !allInvariants.includes(invariant));
  }

  /** Whether verdicts have all that the search asks. */
  isComplete(verdicts: number): boolean {
    this.#complete[verdicts] ??= this.#needed.every(({ number }) => this.#verdicts.at(verdicts).has(number));
    return this.#complete[verdicts] === true;
  }

  /** The verdicts, and on what they lack. */
  completed(verdicts: number | undefined, entries: () => readonly SeenEntry[], operation?: string): number {
    if (verdicts === undefined) return this.#fresh(entries, operation);
    const known = this.#verdicts.at(verdicts);
    const missing = this.#all.filter(({ number }) => !known.has(number));
    const seen = missing.length === 0 ? [] : entries();
    if (missing.some(({ invariant }) => !allInvariants.includes(invariant))) this.#readNames();
    const made = missing.map(({ invariant, number }) => [number, verdictOn(invariant, seen)] as const);
    return this.#verdicts.add(new Map([...known, ...made]));
  }

  /** The verdicts on all that the search asks. */
  #fresh(entries: () => readonly SeenEntry[], operation: string | undefined): number {
    const seen = this.#all.length === 0 ? [] : entries();
    if (this.#hasOthers) this.#readNames();
    this.#chains.begin();
    for (const { invariant, number } of this.#asked(operation)) {
      const { met, breaker } = verdictOn(invariant, seen);
      if (met > 0) this.#chains.goOn(number, met, breaker);
    }
    return this.#chains.end();
  }

  #asked(operation: string | undefined): readonly Numbered[] {
    const known =
      this.#byOperation.get(operation) ?? this.#all.filter(({ invariant }) => concerns(invariant, operation));
    this.#byOperation.set(operation, known);
    return known;
  }
}

const concerns = ({ operations }: Invariant, operation: string | undefined): boolean =>
  operations === undefined || (operation !== undefined && operations.includes(operation));

function verdictOn(invariant: Invariant, entries: readonly SeenEntry[]): VerdictOfOne {
  const { premise, claim } = invariant;
  let met = 0;
  let breaker: string | undefined;
  for (const seen of entries) {
    if (!concerns(invariant, seen.step?.operation) || !premise(seen)) continue;
    met++;
    if (breaker === undefined && !claim(seen)) breaker = seen.now.name;
  }
  return { met, breaker };
}

/** Asks the invariants of one search. */
export class Asking {
  readonly ofWorlds: Asked;
  readonly ofSteps: Asked;
  readonly #words: Words;
  #before:
    | { readonly world: World; readonly path: number; readonly value: ReadonlyMap<string, EntryFacts> }
    | undefined;

  constructor(words: Words, verdicts: Verdicts, invariants: readonly Invariant[], besides: readonly Invariant[] = []) {
    this.#words = words;
    const of = (what: Invariant['of'], some = invariants) => some.filter((one) => one.of === what);
    const readNames = () => void words.k.release;
    this.ofWorlds = new Asked(verdicts, of('state'), of('state', besides), readNames);
    this.ofSteps = new Asked(verdicts, of('step'), of('step', besides), readNames);
  }

  /** All entries of a world. */
  entriesOf(w: World): readonly EntryFacts[] {
    return w.mms.flatMap((mm) => this.#words.entriesOf(w, mm));
  }

  /** Verdicts on a world, those that are known among them. */
  world(world: World, known?: number): number {
    const { k } = this.#words;
    return this.ofWorlds.completed(known, () => this.entriesOf(world).map((now) => seenIn(k, world, now)));
  }

  /** Verdicts on a step. */
  step(step: ExploredStep, known?: number): number {
    return this.ofSteps.completed(known, () => this.#seenIn(step), step.operation);
  }

  /** The entries of the world that lines are played in one after the other, looked at once. */
  #entriesBefore(before: World): ReadonlyMap<string, EntryFacts> {
    if (this.#before?.world !== before) {
      const known = this.#words.during(() => new Map(this.entriesOf(before).map((one) => [one.name, one])));
      this.#before = { world: before, ...known };
    }
    this.#words.again(this.#before.path);
    return this.#before.value;
  }

  #seenIn(step: ExploredStep): readonly SeenEntry[] {
    const { k } = this.#words;
    const { before, after: world, at } = step;
    const was = this.#entriesBefore(before);
    const acting = was.get(mmOf(before, at.mm)?.name ?? '');
    return world.mms.flatMap((mm) =>
      this.#words.entriesOf(world, mm).map((now): SeenEntry => {
        const old = was.get(now.name);
        return { k, world, now, was: old, step, own: mm.name === at.mm, acting };
      }),
    );
  }
}

/** An entry of a world that is asked about by itself. */
const seenIn = (k: SeenEntry['k'], world: World, now: EntryFacts): SeenEntry => ({
  k,
  world,
  now,
  was: undefined,
  step: undefined,
  own: true,
  acting: undefined,
});
