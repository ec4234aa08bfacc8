/** Breadth first through all worlds that can be reached: counts, what was covered, and for each invariant the first world or step that breaks it. */
import { quiet } from '../kernel/quiet.ts';
import { allEntries } from '../world/entries.ts';
import type { ScriptLine } from '../world/script.ts';
import { born } from '../world/start/born.ts';
import { running } from '../world/start/running.ts';
import type { World } from '../world/world.ts';
import { Asking } from './asking.ts';
import { type EntryFacts, Words } from './facts.ts';
import { SearchLimits } from './limits.ts';
import { Moves } from './moves.ts';
import { backwards } from './packed/orders.ts';
import { Listener } from './packed/questions.ts';
import { noMove, type Remembered, stateOf, stays } from './packed/remembered.ts';
import { playLine } from './play.ts';
import type { Searched, SearchOf } from './searched.ts';
import { ExploreTables } from './tables.ts';
import { Takings } from './takes.ts';
import { SearchTally } from './tally.ts';
import { Transitions } from './transitions.ts';
import { Visited, type Way } from './visited.ts';

/** One search, which runs once. */
export class Search {
  readonly #of: SearchOf;
  readonly #remembered: Remembered;
  readonly #listener: Listener;
  readonly #words: Words;
  readonly #asking: Asking;
  readonly #moves: Moves;
  readonly #movesOfStates: ReturnType<Remembered['moves']>;
  readonly #visited = new Visited();
  readonly #limits: SearchLimits;
  readonly #tally: SearchTally;
  readonly #transitions: Transitions;
  readonly #takings: Takings | undefined;
  readonly #numbers = new Map<ScriptLine, number>();
  readonly #keeps: boolean;
  #at = 0;
  #found: readonly ScriptLine[] | undefined;

  constructor(of: SearchOf) {
    this.#of = of;
    const k = of.helper === undefined ? quiet(running(of.k)) : running(of.k);
    const keeps = of.tables !== undefined && of.helper === undefined && !of.own; // who tells of traces plays each line, and so do operations that only this search has
    const remembered = (keeps && of.tables ? of.tables : new ExploreTables()).of(k);
    this.#remembered = remembered;
    this.#listener = new Listener(remembered.questions, k);
    this.#words = new Words(this.#listener.k, this.#listener);
    this.#asking = new Asking(this.#words, remembered.verdicts, of.invariants, of.besides);
    this.#moves = new Moves(of.lines, of.width, of.own);
    this.#movesOfStates = remembered.moves(of.lines, of.width);
    this.#tally = new SearchTally(remembered, of.invariants);
    this.#takings = of.helper === undefined ? undefined : new Takings(of.helper);
    this.#limits = new SearchLimits(of.bounds, of);
    this.#keeps = keeps;
    this.#transitions = new Transitions({
      ...{ remembered, listener: this.#listener, words: this.#words, asking: this.#asking, keeps },
      ...(of.own && { own: of.own }),
      onPlayed: (operation, performed, line) =>
        this.#takings?.note(operation, performed, () => this.#visited.wayTo(this.#at, line)),
    });
  }

  /** Tries everything, one line more at a time, and rests after each state. */
  *run(): Generator<undefined, Searched> {
    const { path, value } = this.#listener.during(() => {
      const first = born(this.#listener.k, this.#of.mapping);
      return this.#remembered.states.enter(first, this.#words);
    });
    this.#listener.use(path);
    this.#enter(value.state, value.order, undefined);
    let [from, depth] = [0, 0];
    while (from < this.#visited.size && !this.#limits.end && !this.#limits.isDeepest(depth)) {
      const to = this.#visited.size;
      depth++;
      for (this.#at = from; this.#at < to && !this.#isOver(depth); this.#at++) {
        this.#expand(this.#at);
        yield;
      }
      from = to;
    }
    return this.#result(depth);
  }

  #isOver(depth: number): boolean {
    return this.#limits.isOver({ states: this.#visited.size, transitions: this.#tally.transitions, depth });
  }

  #expand(at: number): void {
    const state = this.#visited.state(at);
    const found = this.#transitions;
    for (const line of this.#linesIn(state, this.#visited.order(at))) {
      found.find(state, line);
      if (found.to === noMove) continue;
      this.#listener.use(found.path);
      this.#tally.line(found.went, () => this.#visited.wayTo(at, this.#remembered.line(line)));
      if (found.to !== stays) this.#arrive(at, line);
      if (this.#limits.end) return;
    }
  }

  /** The state that the transition leads to is entered, if it is new. */
  #arrive(from: number, line: number): void {
    const state = stateOf(this.#transitions.to);
    if (this.#visited.has(state)) return;
    const { order } = this.#remembered.went.at(this.#transitions.went);
    this.#enter(state, order, { from, line: this.#remembered.line(line) });
  }

  /** The numbers of the lines that can be said in a state. */
  #linesIn(state: number, order: number): readonly number[] {
    const known = this.#keeps ? this.#movesOfStates.of(state, order) : undefined;
    if (known) return known;
    const lines = this.#moves.of(this.#transitions.world(state), backwards[order]).map((line) => this.#numberOf(line));
    return this.#keeps ? this.#movesOfStates.keep(state, order, lines) : lines;
  }

  #numberOf(line: ScriptLine): number {
    const known = this.#numbers.get(line) ?? this.#remembered.lineNumber(line);
    this.#numbers.set(line, known);
    return known;
  }

  /** A state that is new. */
  #enter(state: number, order: number, way: Way | undefined): void {
    const at = this.#visited.add(state, order, way);
    if (at === undefined) return;
    this.#tally.world(this.#hasOf(state), () => this.#visited.wayTo(at));
    if (this.#of.until) this.#lookFor(state, at, this.#of.until);
    this.#limits.kept(this.#visited.size);
  }

  /** What a world has, by its number: looked up where it is remembered. */
  #hasOf(state: number): number {
    const { worlds, has } = this.#remembered;
    const known = this.#keeps ? worlds.find(state, (path) => this.#listener.holds(path)) : undefined;
    const before = known === undefined ? undefined : has.at(worlds.whats.at(known)).verdicts;
    if (known !== undefined && before !== undefined && this.#asking.ofWorlds.isComplete(before)) {
      this.#listener.use(worlds.paths.at(known));
      return worlds.whats.at(known);
    }
    const { path, value } = this.#listener.during(() => {
      if (known !== undefined) this.#listener.again(worlds.paths.at(known));
      return this.#look(state, before);
    });
    this.#listener.use(path);
    if (known !== undefined) {
      worlds.paths.set(known, path);
      worlds.whats.set(known, value);
    } else if (this.#keeps) worlds.add(state, path, value);
    return value;
  }

  #look(state: number, known: number | undefined): number {
    const world = this.#remembered.states.world(state, this.#listener.k);
    const kinds = this.#asking.entriesOf(world).map((now) => now.kind ?? (now.protnone ? 'protnone' : now.family));
    return this.#remembered.has.numberOf({ kinds: [...new Set(kinds)], verdicts: this.#asking.world(world, known) });
  }

  #lookFor(state: number, at: number, until: NonNullable<SearchOf['until']>): void {
    const world = this.#remembered.states.world(state, this.#listener.k);
    if (!this.#asking.entriesOf(world).some((entry) => until(entry, world))) return;
    this.#found ??= this.#visited.wayTo(at);
    this.#limits.endBy('found');
  }

  /** An entry at the end of a script, with the numbers that it has there. */
  #entryAfter(lines: readonly ScriptLine[] = [], name: string | undefined): EntryFacts | undefined {
    const first = born(this.#listener.k, this.#of.mapping);
    const last = lines.reduce<World>((w, line) => playLine(w, line, this.#of.own)?.moved.world ?? w, first);
    const entry = allEntries(last).find((one) => one.name === name);
    return entry && this.#words.entry(last, entry);
  }

  #result(depth: number): Searched {
    const behaviours = this.#listener.behaviours();
    const { states } = this.#remembered;
    const { size } = this.#visited;
    return {
      ...{ states: size, transitions: this.#tally.transitions, depth, end: this.#limits.end ?? 'exhausted' },
      ...{ played: this.#transitions.played, behaviours },
      ...{ bytesOfState: states.bytes / states.size + this.#visited.bytes / size, parts: states.parts },
      tested: this.#tally.tested().map(({ invariant, met, broken, breaker }) => {
        const entry = broken && this.#entryAfter(broken, breaker);
        return { invariant, met, ...(broken && { broken }), ...(entry && { entry }) };
      }),
      ...{ done: this.#tally.done(), kinds: this.#tally.kinds(), takes: this.#takings?.found ?? new Map() },
      ...(this.#found && { found: this.#found }),
    };
  }
}
