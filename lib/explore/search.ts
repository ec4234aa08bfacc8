/** Breadth first through all worlds that can be reached: counts, what was covered, and for each invariant the first world or step that breaks it. */
import { allEntries } from '../world/entries.ts';
import { entryName } from '../world/entryName.ts';
import { type Performed, perform } from '../world/run/perform.ts';
import type { ScriptLine } from '../world/script.ts';
import { born } from '../world/start/born.ts';
import { cpuOf, mmOf, type World } from '../world/world.ts';
import { type EntryFacts, Words } from './facts.ts';
import type { ExploredStep, SeenEntry } from './invariant.ts';
import { SearchLimits } from './limits.ts';
import { isNoMove, Moves, operationIn } from './moves.ts';
import { backwards } from './packed/orders.ts';
import { States } from './packed/states.ts';
import type { Searched, SearchOf, Tested } from './searched.ts';
import { Takings } from './takes.ts';
import { Visited, type Way } from './visited.ts';

/** One search, which runs once. */
export class Search {
  readonly #of: SearchOf;
  readonly #words: Words;
  readonly #first: World;
  readonly #states: States;
  readonly #moves: Moves;
  readonly #visited = new Visited();
  readonly #limits: SearchLimits;
  readonly #ofStates: readonly Tested[];
  readonly #ofSteps: readonly Tested[];
  readonly #done = new Map<string, number>();
  readonly #kinds = new Set<string>();
  readonly #takings: Takings | undefined;
  #transitions = 0;
  #found: readonly ScriptLine[] | undefined;

  constructor(of: SearchOf) {
    this.#of = of;
    this.#words = new Words(of.k);
    this.#first = born(of.k, of.mapping);
    this.#states = new States(this.#words, this.#first);
    this.#moves = new Moves(of.lines, of.width);
    const tested = of.invariants.map((invariant): Tested => ({ invariant, met: 0 }));
    this.#ofStates = tested.filter(({ invariant }) => invariant.of === 'state');
    this.#ofSteps = tested.filter(({ invariant }) => invariant.of === 'step');
    this.#takings = of.helper === undefined ? undefined : new Takings(of.helper);
    this.#limits = new SearchLimits(of.bounds, of);
  }

  /** Tries everything, one line more at a time. */
  run(): Searched {
    this.#enter(this.#first, undefined);
    let [from, depth] = [0, 0];
    while (from < this.#visited.size && !this.#limits.end && !this.#limits.isDeepest(depth)) {
      const to = this.#visited.size;
      depth++;
      for (let at = from; at < to; at++) {
        if (this.#limits.isOver({ states: this.#visited.size, transitions: this.#transitions, depth })) break;
        this.#expand(at);
      }
      from = to;
    }
    return this.#result(depth);
  }

  #expand(from: number): void {
    const w = this.#states.world(this.#visited.state(from), this.#of.k);
    for (const line of this.#moves.of(w, backwards[this.#visited.order(from)])) {
      const [performed] = perform(w, line);
      if (!performed || isNoMove(performed.moved.events)) continue;
      this.#transitions++;
      const after = performed.moved.world;
      const hand = cpuOf(w, performed.at.cpu).hand?.name;
      const step: ExploredStep = {
        line,
        operation: operationIn(line, hand),
        at: performed.at,
        before: w,
        after,
        events: performed.moved.events,
        result: performed.result,
        wrote: this.#landed(after, line, performed),
        ends: cpuOf(after, performed.at.cpu).hand === undefined,
      };
      if (step.result === 'done') this.#done.set(step.operation, (this.#done.get(step.operation) ?? 0) + 1);
      this.#askStep(step, from);
      this.#takings?.note(step.operation, performed, () => this.#visited.wayTo(from, line));
      if (after !== w) this.#enter(after, { from, line });
      if (this.#limits.end) return;
    }
  }

  /** A write got through: by the entry, which the processor has made dirty, or by what the TLB held. */
  #landed(after: World, { name, page }: ScriptLine, { at, result, moved }: Performed): boolean {
    if (result !== 'done') return false;
    if (name === 'write-tlb') return moved.events.some(({ kind }) => kind === 'throughTlb');
    if (name !== 'write' && name !== 'copy-end') return false;
    const mm = mmOf(after, entryName(at.mm, page ?? at.page));
    const { family, writable, dirty } = this.#words.of(mm?.pte ?? 0n, mm?.level);
    return family === 'present' && writable && dirty && !moved.events.some(({ kind }) => kind === 'goesOn');
  }

  /** A world, if it is new. */
  #enter(w: World, way: Way | undefined): void {
    const { state, order } = this.#states.enter(w, this.#words);
    const at = this.#visited.add(state, order, way);
    if (at === undefined) return;
    this.#askState(this.#states.world(state, this.#of.k), at);
    this.#limits.kept(this.#visited.size);
  }

  #askState(world: World, id: number): void {
    for (const mm of world.mms)
      for (const now of this.#words.entriesOf(world, mm)) {
        this.#kinds.add(now.kind ?? (now.protnone ? 'protnone' : now.family));
        const seen: SeenEntry = { k: this.#of.k, world, now, own: true };
        for (const tested of this.#ofStates) this.#ask(tested, seen, () => this.#visited.wayTo(id));
        if (this.#of.until?.(now, world)) this.#stopAt(id);
      }
  }

  #stopAt(id: number): void {
    this.#found ??= this.#visited.wayTo(id);
    this.#limits.endBy('found');
  }

  #askStep(step: ExploredStep, parent: number): void {
    if (this.#ofSteps.length === 0) return;
    const { before, after: world, at } = step;
    const was = new Map(before.mms.flatMap((mm) => this.#words.entriesOf(before, mm)).map((one) => [one.name, one]));
    for (const mm of world.mms)
      for (const now of this.#words.entriesOf(world, mm)) {
        const old = was.get(now.name);
        const acting = was.get(mmOf(before, at.mm)?.name ?? '');
        const seen: SeenEntry = {
          ...{ k: this.#of.k, world, now, step, own: mm.name === at.mm },
          ...(old && { was: old }),
          ...(acting && { acting }),
        };
        for (const tested of this.#ofSteps) this.#ask(tested, seen, () => this.#visited.wayTo(parent, step.line));
      }
  }

  #ask(tested: Tested, seen: SeenEntry, way: () => readonly ScriptLine[]): void {
    if (!tested.invariant.premise(seen)) return;
    tested.met++;
    if (tested.broken || tested.invariant.claim(seen)) return;
    tested.broken = way();
    tested.breaker = this.#entryAfter(tested.broken, seen.now.name);
  }

  /** An entry at the end of a script, with the numbers that it has there. */
  #entryAfter(lines: readonly ScriptLine[], name: string): EntryFacts | undefined {
    const last = lines.reduce((w, line) => perform(w, line)[0]?.moved.world ?? w, this.#first);
    const entry = allEntries(last).find((one) => one.name === name);
    return entry && this.#words.entry(last, entry);
  }

  #result(depth: number): Searched {
    return {
      states: this.#visited.size,
      transitions: this.#transitions,
      depth,
      end: this.#limits.end ?? 'exhausted',
      bytes: this.#states.bytes + this.#visited.bytes,
      parts: this.#states.parts,
      tested: this.#of.invariants.flatMap((one) =>
        [...this.#ofStates, ...this.#ofSteps].filter(({ invariant }) => invariant === one),
      ),
      done: this.#done,
      kinds: this.#kinds,
      takes: this.#takings?.found ?? new Map(),
      ...(this.#found && { found: this.#found }),
    };
  }
}
