/** One kernel of two that are compared: what lines come to on it, each played once, and what its worlds show. */
import type { Kernel } from '../kernel/kernel.ts';
import { quiet } from '../kernel/quiet.ts';
import type { LifeEvent } from '../world/event.ts';
import type { ScriptLine } from '../world/script.ts';
import { born } from '../world/start/born.ts';
import { running } from '../world/start/running.ts';
import { cpuOf, type World } from '../world/world.ts';
import { Words } from './facts.ts';
import { isNoMove, type Moves } from './moves.ts';
import type { OwnOperations } from './own.ts';
import { backwards, cpuAt, inTurn, onPlaces, sameOrder } from './packed/orders.ts';
import { Listener } from './packed/questions.ts';
import { type MovesOfStates, noMove, type Remembered, stateOf, stays, toState } from './packed/remembered.ts';
import type { EnteredWorld } from './packed/states.ts';
import { knowing, playLine } from './play.ts';
import type { SearchSetting } from './setup.ts';
import type { ShownStates } from './shownStates.ts';
import type { ExploreTables } from './tables.ts';
import { feltOf } from './told.ts';

/** What a side is made of. */
export interface SideOf extends Pick<SearchSetting, 'mapping' | 'lines' | 'width'> {
  readonly k: Kernel;
  readonly moves: Moves;
  readonly tables: ExploreTables;
  /** Operations of one's own. */
  readonly own: OwnOperations | undefined;
}

/** What a line came to on one kernel. */
export interface SideStep {
  /** Where it leads; where it was if the line cannot be asked, or changes nothing. */
  readonly after: EnteredWorld;
  /** What it shows, and how the line went. */
  readonly shows: readonly string[];
  readonly moves: boolean;
}

/** One kernel of the two. */
export class ComparedSide {
  readonly #of: SideOf;
  readonly #remembered: Remembered;
  readonly #listener: Listener;
  readonly #words: Words;
  readonly #movesOfStates: MovesOfStates;
  readonly #shown: ShownStates;
  readonly #holds: (path: number) => boolean;
  /** The numbers of lines, for each order of CPUs. */
  readonly #numbers: Map<ScriptLine, number>[] = [];
  #state = -1;
  #world: World | undefined;

  constructor(of: SideOf) {
    this.#of = of;
    const k = quiet(running(of.k));
    this.#remembered = of.tables.of(k);
    this.#shown = of.tables.shown(k);
    this.#listener = new Listener(this.#remembered.questions, k);
    this.#words = new Words(this.#listener.k, this.#listener);
    this.#movesOfStates = this.#remembered.moves(of.lines, of.width);
    this.#holds = (path) => this.#listener.holds(path);
  }

  /** The state in which scripts begin. */
  first(): EnteredWorld {
    return this.#remembered.states.enter(born(this.#listener.k, this.#of.mapping), this.#words);
  }

  /** What a state shows. */
  shows({ state, order }: EnteredWorld): readonly string[] {
    return this.#shown.of(state, order);
  }

  /** The same, and what surrounds the entry of a process. */
  around({ state }: EnteredWorld, mm: string): readonly string[] {
    return this.#shown.tells.around(this.#worldOf(state), mm);
  }

  /** How many CPUs of a state hold anything. */
  cpus(state: number): number {
    return this.#remembered.states.cpus(state);
  }

  /** What the CPU of a line is in the middle of. */
  handAt({ state, order }: EnteredWorld, { cpu = 'cpu0' }: ScriptLine): string | undefined {
    return cpuOf(this.#worldOf(state), onPlaces({ cpu }, backwards[order]).cpu).hand?.name;
  }

  /** The lines that can be said in a state, with the CPUs of the script. */
  lines({ state, order }: EnteredWorld): readonly ScriptLine[] {
    const moves = this.#movesOfStates;
    const known = moves.of(state, order) ?? moves.keep(state, order, this.#linesIn(state, order));
    return known.map((line) => this.#of.moves.said(this.#remembered.line(line), (cpu) => cpuAt(order, cpu)));
  }

  #linesIn(state: number, order: number): readonly number[] {
    const lines = this.#of.moves.of(this.#worldOf(state), backwards[order]);
    return lines.map((line) => this.#remembered.lineNumber(line));
  }

  /** A line of a script. */
  step(from: EnteredWorld, line: ScriptLine): SideStep {
    const { feltLines, felt: felts } = this.#remembered;
    const number = this.#find(from.state, this.#numberOf(line, from.order));
    const to = feltLines.tos.at(number);
    const { felt, order } = felts.at(feltLines.whats.at(number));
    const after = to === noMove || to === stays ? from : { state: stateOf(to), order: inTurn(from.order, order) };
    return { after, shows: [...this.shows(after), ...onCpus(felt, from.order)], moves: to !== noMove };
  }

  /** The number of a line as it is said in the states of an order. */
  #numberOf(line: ScriptLine, order: number): number {
    this.#numbers[order] ??= new Map();
    const numbers = this.#numbers[order];
    const known = numbers.get(line) ?? this.#remembered.lineNumber(onPlaces(line, backwards[order]));
    numbers.set(line, known);
    return known;
  }

  /** What a line comes to in a state: looked up where it is remembered, and played where not. */
  #find(state: number, line: number): number {
    const { feltLines } = this.#remembered;
    const place = this.#remembered.place(state, line);
    const known = feltLines.find(place, this.#holds);
    if (known !== undefined) return known;
    const { path, value } = this.#listener.during(() => this.#play(state, this.#remembered.line(line)));
    const number = feltLines.add(place, path, value.went);
    feltLines.tos.set(number, value.to);
    return number;
  }

  #play(state: number, line: ScriptLine): { readonly to: number; readonly went: number } {
    const { states, felt: felts } = this.#remembered;
    const w = this.#worldOf(state);
    const performed = this.#listener.withoutNames(() => playLine(w, line, this.#of.own));
    if (performed?.moved.events.some(isInWords)) this.#listener.named();
    const felt = performed ? feltOf(performed.result, performed.moved.events) : [];
    const after = performed && !isNoMove(performed.moved.events) ? performed.moved.world : undefined;
    if (!after || after === w) return { to: after ? stays : noMove, went: felts.numberOf({ felt, order: sameOrder }) };
    const entered = states.enter(after, this.#words);
    return { to: toState(entered.state), went: felts.numberOf({ felt, order: entered.order }) };
  }

  #worldOf(state: number): World {
    if (this.#world && this.#state === state) return this.#world;
    this.#state = state;
    this.#world = knowing(this.#remembered.states.world(state, this.#listener.k), this.#of.own);
    return this.#world;
  }
}

/** Some events say in words of the kernel why: names of its functions, and its own. */
const isInWords = (event: LifeEvent): boolean => 'why' in event || event.kind === 'warning';

/** What was felt where the CPUs of a state have other numbers than those of the script. */
const onCpus = (felt: readonly string[], order: number): readonly string[] =>
  order === sameOrder
    ? felt
    : felt.map((one) => one.replace(/\bcpu(\d)/g, (_, cpu: string) => `cpu${cpuAt(order, Number(cpu))}`));
