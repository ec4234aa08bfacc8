/** What lines come to in states, for every kernel of one layout that answers the same: each is worked out once, and looked up from then on. */
import { type ScriptLine, sayLine } from '../../world/script.ts';
import type { Width } from '../moves.ts';
import { NumberList } from './numbers.ts';
import { manyOrders } from './orders.ts';
import { Questions } from './questions.ts';
import type { States } from './states.ts';
import { Twos } from './twos.ts';
import { Verdicts } from './verdicts.ts';

/** How a line went, and what invariants say of it. */
export interface LineWent {
  /** The operation of which it is the whole or a half. */
  readonly operation: string;
  /** It did something. */
  readonly done: boolean;
  /** Which CPU of the state stands where in the next one. */
  readonly order: number;
  /** Verdicts by their number. */
  readonly verdicts: number;
}

/** How a line went, as far as a program comes to feel it. */
export interface LineFelt extends Pick<LineWent, 'order'> {
  /** feltOf(). */
  readonly felt: readonly string[];
}

/** What a world has. */
export interface WorldHas {
  readonly kinds: readonly string[];
  readonly verdicts: number;
}

/** Where a line leads that cannot be asked. */
export const noMove = 0;
/** Where one leads that changes nothing; states are counted behind. */
export const stays = 1;
const states = 2;
/** The state that a line leads to, by what is kept of that. */
export const stateOf = (to: number): number => to - states;
/** What is kept of a line that leads to a state. */
export const toState = (state: number): number => state + states;

/** One object for each value of a kind, by number. */
export class Kept<T> {
  readonly #numbers = new Map<string, number>();
  readonly #values: T[] = [];
  readonly #textOf: (value: T) => string;

  constructor(textOf: (value: T) => string) {
    this.#textOf = textOf;
  }

  numberOf(value: T): number {
    const text = this.#textOf(value);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#values.length);
    return this.#values.push(value) - 1;
  }

  at(number: number): T {
    return this.#values[number] as T;
  }
}

/** Answers to one question, one for each path of what kernels say. */
class Chains {
  readonly firsts = new NumberList();
  readonly paths = new NumberList();
  readonly whats = new NumberList();
  readonly nexts = new NumberList();

  get bytes(): number {
    return this.firsts.bytes + this.paths.bytes + this.whats.bytes + this.nexts.bytes;
  }

  /** One more for what stands at a place: its number. */
  add(place: number, path: number, what: number): number {
    const number = this.paths.length;
    this.paths.push(path);
    this.whats.push(what);
    this.nexts.push(this.firsts.at(place));
    this.firsts.set(place, number + 1);
    return number;
  }

  /** The number of the one that holds. */
  find(place: number, holds: (path: number) => boolean): number | undefined {
    for (let at = this.firsts.at(place); at !== 0; at = this.nexts.at(at - 1))
      if (holds(this.paths.at(at - 1))) return at - 1;
    return undefined;
  }
}

/** What lines come to in states, and where they lead. */
class LinesInStates extends Chains {
  /** noMove, stays, or a state by toState(). */
  readonly tos = new NumberList();

  override get bytes(): number {
    return super.bytes + this.tos.bytes;
  }
}

/** The lines that can be said in states, by one list of lines and one width. */
export class MovesOfStates {
  readonly #lists = new Kept<readonly number[]>(String);
  readonly #ofStates = new NumberList();
  /** How many orders of CPUs there are. */
  readonly #orders: number;

  constructor({ cpus }: Width) {
    this.#orders = cpus > 1 ? manyOrders : 1;
  }

  /** Line numbers, by a state and the order in which its CPUs stand; undefined where they have not been kept. */
  of(state: number, order: number): readonly number[] | undefined {
    const known = this.#ofStates.at(state * this.#orders + order);
    return known === 0 ? undefined : this.#lists.at(known - 1);
  }

  keep(state: number, order: number, lines: readonly number[]): readonly number[] {
    const number = this.#lists.numberOf(lines);
    this.#ofStates.set(state * this.#orders + order, number + 1);
    return this.#lists.at(number);
  }

  get bytes(): number {
    return this.#ofStates.bytes;
  }
}

/** What is remembered of kernels of one layout. */
export class Remembered {
  readonly states: States;
  readonly questions = new Questions();
  readonly verdicts = new Verdicts();
  readonly went = new Kept<LineWent>(
    ({ operation, done, order, verdicts }) => `${operation} ${done} ${order} ${verdicts}`,
  );
  readonly has = new Kept<WorldHas>(({ kinds, verdicts }) => `${kinds} ${verdicts}`);
  /** What invariants say of lines. */
  readonly transitions = new LinesInStates();
  readonly felt = new Kept<LineFelt>(({ order, felt }) => JSON.stringify([order, felt]));
  /** How programs come to feel lines. */
  readonly feltLines = new LinesInStates();
  /** What worlds have. */
  readonly worlds = new Chains();
  readonly #places = new Twos();
  readonly #lines: ScriptLine[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #moves = new Map<string, MovesOfStates>();

  constructor(states: States) {
    this.states = states;
  }

  /** Bytes of what is remembered of transitions. */
  get bytes(): number {
    const moves = [...this.#moves.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    const lines = this.#places.bytes + this.transitions.bytes + this.feltLines.bytes;
    return lines + this.worlds.bytes + this.questions.bytes + moves;
  }

  /** Where a line in a state has its transitions. */
  place(state: number, line: number): number {
    return this.#places.add(state, line);
  }

  /** A line by number. */
  line(number: number): ScriptLine {
    return this.#lines[number] as ScriptLine;
  }

  /** The number of a line. */
  lineNumber(line: ScriptLine): number {
    const text = JSON.stringify([line.name, line.word, line.page, line.cpu, line.mm]);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#lines.length);
    return this.#lines.push(line) - 1;
  }

  /** The moves by a list of lines and a width. */
  moves(lines: readonly ScriptLine[], width: Width): MovesOfStates {
    const text = JSON.stringify([lines.map(sayLine), width]);
    const known = this.#moves.get(text) ?? new MovesOfStates(width);
    this.#moves.set(text, known);
    return known;
  }
}
