/** Breadth first through pairs of worlds: two kernels, the same script, and every step after which they differ in another way than before. */
import type { Kernel } from '../kernel/kernel.ts';
import { type ScriptLine, sayLine } from '../world/script.ts';
import { ComparedSide } from './comparedSide.ts';
import { SearchLimits } from './limits.ts';
import { Moves, operationIn } from './moves.ts';
import type { OwnOperations } from './own.ts';
import { NumberList } from './packed/numbers.ts';
import { backwards, cpuAt, sameOrder } from './packed/orders.ts';
import type { EnteredWorld } from './packed/states.ts';
import { Twos } from './packed/twos.ts';
import type { PairsFound, PairsOf, StepsThatDiffer } from './pairsFound.ts';
import { ExploreTables } from './tables.ts';
import { Visited, type Way } from './visited.ts';

/** A state of each of the two kernels, and which CPU of the script stands where in it. */
type Pair = readonly [EnteredWorld, EnteredWorld];

const without = (some: readonly string[], others: readonly string[]): readonly string[] =>
  some.filter((one) => !others.includes(one));

/** What both numbers of a state and of who is who are made one by. */
const manyPlaces = 4 ** 3;

/** One search of pairs, which runs once. */
export class Pairs {
  readonly #sides: readonly [ComparedSide, ComparedSide];
  readonly #pairs = new Twos();
  readonly #orders = [new NumberList(), new NumberList()] as const;
  readonly #visited = new Visited();
  readonly #limits: SearchLimits;
  readonly #groups = new Map<string, StepsThatDiffer>();
  #transitions = 0;
  #differing = 0;

  constructor(of: PairsOf) {
    const { mapping, lines, width, own, kernels } = of;
    const its = { mapping, lines, width, moves: new Moves(lines, width, own) };
    // operations that only this search has are remembered by no other, nor by the side that has others
    const tables = own || of.patched ? undefined : (of.tables ?? new ExploreTables());
    const side = (k: Kernel, mine: OwnOperations | undefined) =>
      new ComparedSide({ ...its, k, tables: tables ?? new ExploreTables(), own: mine });
    this.#sides = [side(kernels[0], own), side(kernels[1], of.patched ?? own)];
    this.#limits = new SearchLimits(of.bounds, of);
  }

  /** Tries everything, one line more at a time, and rests after each pair. */
  *run(): Generator<undefined, PairsFound> {
    this.#enter([this.#sides[0].first(), this.#sides[1].first()], undefined);
    let [from, depth] = [0, 0];
    while (from < this.#visited.size && !this.#limits.end && !this.#limits.isDeepest(depth)) {
      const to = this.#visited.size;
      depth++;
      yield* this.#expandAll(from, to, depth);
      from = to;
    }
    return {
      ...{ states: this.#visited.size, transitions: this.#transitions, differing: this.#differing, depth },
      ...{ end: this.#limits.end ?? 'exhausted', steps: [...this.#groups.values()] },
    };
  }

  *#expandAll(from: number, to: number, depth: number): Generator<undefined, void> {
    for (let at = from; at < to; at++) {
      if (this.#limits.isOver({ states: this.#visited.size, transitions: this.#transitions, depth })) return;
      const pair = this.#pairAt(at);
      for (const line of this.#linesIn(pair)) {
        const after = this.#step(pair, line, at);
        if (after) this.#enter(after, { from: at, line });
        if (this.#limits.end) return;
      }
      yield;
    }
  }

  #pairAt(at: number): Pair {
    const pair = this.#visited.state(at);
    const states = [this.#pairs.first(pair), Math.floor(this.#pairs.second(pair) / manyPlaces)] as const;
    const [a, b] = this.#orders;
    return [
      { state: states[0], order: a.at(at) },
      { state: states[1], order: b.at(at) },
    ];
  }

  /** What can be said in the one state or in the other. */
  #linesIn([a, b]: Pair): readonly ScriptLine[] {
    const lines = this.#sides[0].lines(a);
    return [...lines, ...this.#sides[1].lines(b).filter((line) => !lines.includes(line))];
  }

  #step(pair: Pair, line: ScriptLine, at: number): Pair | undefined {
    const [a, b] = [this.#sides[0].step(pair[0], line), this.#sides[1].step(pair[1], line)];
    if (!a.moves && !b.moves) return undefined;
    this.#transitions++;
    const was = [this.#sides[0].shows(pair[0]), this.#sides[1].shows(pair[1])] as const;
    const [first, second] = [without(a.shows, b.shows), without(b.shows, a.shows)];
    const isNews = [...without(first, without(was[0], was[1])), ...without(second, without(was[1], was[0]))].length > 0;
    const apart = without(was[0], was[1]).length + without(was[1], was[0]).length > 0;
    if (isNews) this.#differ(pair, line, { first, second, apart }, at);
    return a.after === pair[0] && b.after === pair[1] ? undefined : [a.after, b.after];
  }

  /** Steps of one operation that end in the same difference, from the same kind of entry, are one group. */
  #differ(pair: Pair, line: ScriptLine, ends: Pick<StepsThatDiffer, 'first' | 'second' | 'apart'>, at: number): void {
    this.#differing++;
    const { cpu: _, mm = 'A', ...plain } = line;
    const around = [this.#sides[0].around(pair[0], mm), this.#sides[1].around(pair[1], mm)] as const;
    const hand = this.#sides[0].handAt(pair[0], line);
    const operation = sayLine(plain);
    const key = JSON.stringify([operation, hand, ends, around[0][0]]);
    const known = this.#groups.get(key);
    const before = around.map((now, i) => {
      const its = known?.before[i];
      return {
        always: its ? its.always.filter((one) => now.includes(one)) : now,
        ever: its ? [...its.ever, ...without(now, its.ever)] : now,
      };
    }) as unknown as StepsThatDiffer['before'];
    this.#groups.set(key, {
      ...{ ...ends, operation, of: operationIn(line, hand), before, times: (known?.times ?? 0) + 1 },
      lines: known?.lines ?? this.#visited.wayTo(at, line),
    });
  }

  #enter(pair: Pair, way: Way | undefined): void {
    const [a, b] = pair;
    const number = this.#pairs.add(a.state, b.state * manyPlaces + this.#whoIsWho(pair));
    const at = this.#visited.add(number, sameOrder, way);
    if (at === undefined) return;
    this.#orders[0].set(at, a.order);
    this.#orders[1].set(at, b.order);
    this.#limits.kept(this.#visited.size);
  }

  /** Which CPU of the one is which of the other, of those that hold anything. */
  #whoIsWho([a, b]: Pair): number {
    const [ofFirst, ofSecond] = [this.#sides[0].cpus(a.state), this.#sides[1].cpus(b.state)];
    let number = 0;
    for (let place = 0; place < ofFirst; place++) {
      const other = backwards[b.order]?.[cpuAt(a.order, place)] ?? 0;
      number = number * 4 + (other < ofSecond ? other + 1 : 0);
    }
    return number;
  }
}
