/** Breadth first through pairs of worlds: two kernels, the same script, and every step after which they differ in another way than before. */
import type { Performed } from '../world/run/perform.ts';
import { type ScriptLine, sayLine } from '../world/script.ts';
import { born } from '../world/start/born.ts';
import { cpuOf, type World } from '../world/world.ts';
import { Words } from './facts.ts';
import { SearchLimits } from './limits.ts';
import { isNoMove, Moves, operationIn } from './moves.ts';
import type { OwnOperations } from './own.ts';
import { NumberList } from './packed/numbers.ts';
import { backwards, cpuAt, inTurn, onPlaces, sameOrder } from './packed/orders.ts';
import { type EnteredWorld, States } from './packed/states.ts';
import { Twos } from './packed/twos.ts';
import type { PairsFound, PairsOf, StepsThatDiffer } from './pairsFound.ts';
import { playLine } from './play.ts';
import { feltOf, Tells } from './told.ts';
import { Visited, type Way } from './visited.ts';

/** A world on each of the two kernels, and which CPU of the script stands where in it. */
type Pair = readonly [PairSide, PairSide];

interface PairSide {
  readonly world: World;
  readonly order: number;
}

const without = (some: readonly string[], others: readonly string[]): readonly string[] =>
  some.filter((one) => !others.includes(one));

/** What a line came to on one kernel. */
interface SideStep {
  /** The world afterwards; as it was where the line cannot be asked. */
  readonly after: World;
  /** What it shows, and how the line went. */
  readonly shows: readonly string[];
  readonly moves: boolean;
}

/** One kernel of the two. */
class Side {
  readonly #words: Words;
  readonly #states: States;
  readonly tells: Tells;
  readonly #own: OwnOperations | undefined;
  constructor(first: World, own: OwnOperations | undefined) {
    this.#own = own;
    this.#words = new Words(first.k);
    this.#states = new States(this.#words, first);
    this.tells = new Tells(this.#words);
  }

  get bytes(): number {
    return this.#states.bytes;
  }

  enter(w: World): EnteredWorld {
    return this.#states.enter(w, this.#words);
  }

  world(state: number): World {
    return this.#states.world(state, this.#words.k);
  }

  shows({ world, order }: PairSide): readonly string[] {
    return this.tells.world(world, (cpu) => cpuAt(order, cpu));
  }

  /** A line of a script. */
  step({ world, order }: PairSide, line: ScriptLine): SideStep {
    const performed = playLine(world, onPlaces(line, backwards[order]), this.#own);
    const moves = performed !== undefined && !isNoMove(performed.moved.events);
    const after = moves ? (performed as Performed).moved.world : world;
    const felt = performed ? feltOf(performed.result, performed.moved.events) : [];
    return { after, shows: [...this.shows({ world: after, order }), ...felt], moves };
  }
}

/** What both numbers of a state and of who is who are made one by. */
const manyPlaces = 4 ** 3;

/** One search of pairs, which runs once. */
export class Pairs {
  readonly #of: PairsOf;
  readonly #moves: Moves;
  readonly #sides: readonly [Side, Side];
  readonly #pairs = new Twos();
  readonly #orders = [new NumberList(), new NumberList()];
  readonly #visited = new Visited();
  readonly #limits: SearchLimits;
  readonly #groups = new Map<string, StepsThatDiffer>();
  #transitions = 0;
  #differing = 0;

  constructor(of: PairsOf) {
    this.#of = of;
    this.#moves = new Moves(of.lines, of.width, of.own);
    const [first, second] = of.kernels.map(
      (k, i) => new Side(born(k, of.mapping), i === 0 ? of.own : (of.patched ?? of.own)),
    );
    this.#sides = [first as Side, second as Side];
    this.#limits = new SearchLimits(of.bounds, of);
  }

  run(): PairsFound {
    const [a, b] = this.#of.kernels.map((k): PairSide => ({ world: born(k, this.#of.mapping), order: sameOrder }));
    this.#enter([a as PairSide, b as PairSide], undefined);
    let [from, depth] = [0, 0];
    while (from < this.#visited.size && !this.#limits.end && !this.#limits.isDeepest(depth)) {
      const to = this.#visited.size;
      depth++;
      this.#expandAll(from, to, depth);
      from = to;
    }
    return {
      ...{ states: this.#visited.size, transitions: this.#transitions, differing: this.#differing, depth },
      ...{ end: this.#limits.end ?? 'exhausted', steps: [...this.#groups.values()] },
    };
  }

  #expandAll(from: number, to: number, depth: number): void {
    for (let at = from; at < to; at++) {
      if (this.#limits.isOver({ states: this.#visited.size, transitions: this.#transitions, depth })) return;
      const pair = this.#pairAt(at);
      for (const line of this.#linesIn(pair)) {
        const after = this.#step(pair, line, at);
        if (after) this.#enter(after, { from: at, line });
        if (this.#limits.end) return;
      }
    }
  }

  #pairAt(at: number): Pair {
    const pair = this.#visited.state(at);
    const states = [this.#pairs.first(pair), Math.floor(this.#pairs.second(pair) / manyPlaces)];
    const [a, b] = this.#sides.map(
      (side, i): PairSide => ({ world: side.world(states[i] ?? 0), order: this.#orders[i]?.at(at) ?? sameOrder }),
    );
    return [a as PairSide, b as PairSide];
  }

  /** What can be said in the one world or in the other. */
  #linesIn(pair: Pair): readonly ScriptLine[] {
    const [lines = [], others = []] = pair.map(({ world, order }) =>
      this.#moves.of(world, backwards[order]).map((line) => this.#moves.said(line, (place) => cpuAt(order, place))),
    );
    return [...lines, ...others.filter((line) => !lines.includes(line))];
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
    if (a.after === pair[0].world && b.after === pair[1].world) return undefined;
    return [
      { world: a.after, order: pair[0].order },
      { world: b.after, order: pair[1].order },
    ];
  }

  /** Steps of one operation that end in the same difference, from the same kind of entry, are one group. */
  #differ(pair: Pair, line: ScriptLine, ends: Pick<StepsThatDiffer, 'first' | 'second' | 'apart'>, at: number): void {
    this.#differing++;
    const { cpu = 'cpu0', mm = 'A', ...plain } = line;
    const around = this.#sides.map(({ tells }, i) => tells.around((pair[i] as PairSide).world, mm)) as [
      string[],
      string[],
    ];
    const [{ world, order }] = pair;
    const hand = cpuOf(world, onPlaces({ cpu }, backwards[order]).cpu).hand?.name;
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
    const entered = this.#sides.map((side, i) => side.enter((pair[i] as PairSide).world));
    const orders = entered.map(({ order }, i) => inTurn((pair[i] as PairSide).order, order));
    const [a = 0, b = 0] = entered.map(({ state }) => state);
    const at = this.#visited.add(this.#pairs.add(a, b * manyPlaces + this.#whoIsWho(a, b, orders)), sameOrder, way);
    if (at === undefined) return;
    for (const [i, order] of orders.entries()) this.#orders[i]?.set(at, order);
    this.#limits.kept(this.#visited.size);
  }

  /** Which CPU of the one is which of the other, of those that hold anything. */
  #whoIsWho(a: number, b: number, [ofFirst = sameOrder, ofSecond = sameOrder]: readonly number[]): number {
    const many = this.#sides[1].world(b).cpus.length;
    return this.#sides[0].world(a).cpus.reduce((number, _, place) => {
      const other = backwards[ofSecond]?.[cpuAt(ofFirst, place)] ?? 0;
      return number * 4 + (other < many ? other + 1 : 0);
    }, 0);
  }
}
