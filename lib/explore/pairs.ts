/** Breadth first through pairs of worlds: two kernels, the same script, and every step after which they differ in another way than before. */
import type { Performed } from '../world/run/perform.ts';
import { type ScriptLine, sayLine } from '../world/script.ts';
import { born } from '../world/start/born.ts';
import { cpuOf, type World } from '../world/world.ts';
import { Words } from './facts.ts';
import { Keys } from './keys.ts';
import { SearchLimits } from './limits.ts';
import { isNoMove, Moves, operationIn } from './moves.ts';
import type { OwnOperations } from './own.ts';
import type { PairsFound, PairsOf, StepsThatDiffer } from './pairsFound.ts';
import { playLine } from './play.ts';
import { feltOf, Tells } from './told.ts';
import { Visited } from './visited.ts';

/** A world on each of the two kernels. */
type Pair = readonly [World, World];

const without = (some: readonly string[], others: readonly string[]): readonly string[] =>
  some.filter((one) => !others.includes(one));

/** One kernel of the two. */
class Side {
  readonly keys: Keys;
  readonly tells: Tells;
  readonly #own: OwnOperations | undefined;
  constructor({ k }: World, own: OwnOperations | undefined) {
    this.#own = own;
    const words = new Words(k);
    this.keys = new Keys(words);
    this.tells = new Tells(words);
  }

  /** The world after a line, how it went, and what it shows; the world as it was where the line cannot be asked. */
  step(
    w: World,
    line: ScriptLine,
  ): { readonly after: World; readonly shows: readonly string[]; readonly moves: boolean } {
    const performed = playLine(w, line, this.#own);
    const moves = performed !== undefined && !isNoMove(performed.moved.events);
    const after = moves ? (performed as Performed).moved.world : w;
    const felt = performed ? feltOf(performed.result, performed.moved.events) : [];
    return { after, shows: [...this.tells.world(after), ...felt], moves };
  }
}

/** One search of pairs, which runs once. */
export class Pairs {
  readonly #of: PairsOf;
  readonly #moves: Moves;
  readonly #sides: readonly [Side, Side];
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
    const [a, b] = this.#of.kernels;
    const start: Pair = [born(a, this.#of.mapping), born(b, this.#of.mapping)];
    this.#enter(start, -1, undefined);
    let frontier: (readonly [Pair, number])[] = [[start, 0]];
    let depth = 0;
    while (frontier.length > 0 && !this.#limits.end && !this.#limits.isDeepest(depth)) {
      depth++;
      frontier = this.#expandAll(frontier, depth);
    }
    return {
      ...{ states: this.#visited.size, transitions: this.#transitions, differing: this.#differing, depth },
      ...{ end: this.#limits.end ?? 'exhausted', steps: [...this.#groups.values()] },
    };
  }

  #expandAll(frontier: readonly (readonly [Pair, number])[], depth: number): (readonly [Pair, number])[] {
    const next: (readonly [Pair, number])[] = [];
    for (const [pair, id] of frontier) {
      if (this.#limits.isOver({ states: this.#visited.size, transitions: this.#transitions, depth })) break;
      for (const line of this.#linesIn(pair)) {
        const after = this.#step(pair, line, id);
        const to = after && this.#enter(after, id, line);
        if (after && to !== undefined) next.push([after, to]);
        if (this.#limits.end) return next;
      }
    }
    return next;
  }

  /** What can be said in the one world or in the other. */
  #linesIn([a, b]: Pair): readonly ScriptLine[] {
    const lines = this.#moves.of(a);
    return [...lines, ...this.#moves.of(b).filter((line) => !lines.includes(line))];
  }

  #step(pair: Pair, line: ScriptLine, id: number): Pair | undefined {
    const [a, b] = [this.#sides[0].step(pair[0], line), this.#sides[1].step(pair[1], line)];
    if (!a.moves && !b.moves) return undefined;
    this.#transitions++;
    const was = [this.#sides[0].tells.world(pair[0]), this.#sides[1].tells.world(pair[1])] as const;
    const [first, second] = [without(a.shows, b.shows), without(b.shows, a.shows)];
    const isNews = [...without(first, without(was[0], was[1])), ...without(second, without(was[1], was[0]))].length > 0;
    const apart = without(was[0], was[1]).length + without(was[1], was[0]).length > 0;
    if (isNews) this.#differ(pair, line, { first, second, apart }, id);
    return a.after === pair[0] && b.after === pair[1] ? undefined : [a.after, b.after];
  }

  /** Steps of one operation that end in the same difference, from the same kind of entry, are one group. */
  #differ(pair: Pair, line: ScriptLine, ends: Pick<StepsThatDiffer, 'first' | 'second' | 'apart'>, id: number): void {
    this.#differing++;
    const { cpu = 'cpu0', mm = 'A', ...plain } = line;
    const around = [0, 1].map((i) => (this.#sides[i] as Side).tells.around(pair[i] as World, mm)) as [
      string[],
      string[],
    ];
    const hand = cpuOf(pair[0], cpu).hand?.name;
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
      lines: known?.lines ?? [...this.#visited.wayTo(id), line],
    });
  }

  #enter(pair: Pair, parent: number, line: ScriptLine | undefined): number | undefined {
    const id = this.#visited.add(this.#keyOf(pair), parent, line);
    this.#limits.kept(this.#visited.size);
    return id;
  }

  /** The keys of both, and which CPU of the one is which of the other. */
  #keyOf(pair: Pair): string {
    const keys = this.#sides.map(({ keys }, i) => keys.keyOf(pair[i] as World)).join('\uffff');
    if (this.#of.width.cpus === 1) return keys;
    const cpus = Array.from({ length: this.#of.width.cpus }, (_, n) =>
      pair.map((w, i) => this.#cpu(i, w, `cpu${n}`)).join('|'),
    );
    return `${keys}\uffff${cpus.sort().join(';')}`;
  }

  #cpu(side: number, w: World, name: string): string {
    const { tlb, hand } = cpuOf(w, name);
    const held = Object.keys(tlb)
      .sort()
      .map((mm) => `${mm}${(this.#sides[side] as Side).keys.shape(tlb[mm] ?? 0n).shape}`);
    return `${held.join()} ${hand ? `${hand.name} ${hand.mm} ${hand.ran}` : ''}`;
  }
}
