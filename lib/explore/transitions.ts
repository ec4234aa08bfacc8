/** What lines come to in states, on one kernel: looked up where it is remembered, and played where not. */
import type { Performed } from '../world/run/perform.ts';
import type { ScriptLine } from '../world/script.ts';
import type { World } from '../world/world.ts';
import type { Asking } from './asking.ts';
import type { Words } from './facts.ts';
import { isNoMove } from './moves.ts';
import type { OwnOperations } from './own.ts';
import type { Listener } from './packed/questions.ts';
import { noMove, type Remembered, stays, toState } from './packed/remembered.ts';
import { knowing, playLine } from './play.ts';
import { stepOf } from './stepOf.ts';

/** What a search has for its transitions. */
export interface TransitionsOf {
  readonly remembered: Remembered;
  readonly listener: Listener;
  readonly words: Words;
  readonly asking: Asking;
  /** Whether transitions are remembered. */
  readonly keeps: boolean;
  /** Operations of one's own. */
  readonly own?: OwnOperations;
  /** Told of every line that is played. */
  readonly onPlayed?: (operation: string, performed: Performed, line: ScriptLine) => void;
}

/** The transitions of one search, one at a time: `to`, `went` and `path` are those of the one that was found last. */
export class Transitions {
  readonly #of: TransitionsOf;
  readonly #holds: (path: number) => boolean;
  #state = -1;
  #world: World | undefined;
  /** Where it leads: noMove, stays, or a state by toState(). */
  to: number = noMove;
  /** How the line went, by its number. */
  went = 0;
  /** What the kernel was asked for. */
  path = 0;
  /** How many were played, and not looked up. */
  played = 0;

  constructor(of: TransitionsOf) {
    this.#of = of;
    this.#holds = (path) => of.listener.holds(path);
  }

  /** The world of a state. */
  world(state: number): World {
    if (this.#world && this.#state === state) return this.#world;
    this.#state = state;
    this.#world = knowing(this.#of.remembered.states.world(state, this.#of.listener.k), this.#of.own);
    return this.#world;
  }

  /** Finds what a line comes to in a state. */
  find(state: number, line: number): void {
    const { keeps } = this.#of;
    if (keeps) this.#findKept(state, line);
    else this.#play(state, line, undefined);
  }

  #findKept(state: number, line: number): void {
    const { remembered } = this.#of;
    const place = remembered.place(state, line);
    const known = remembered.transitions.find(place, this.#holds);
    if (known !== undefined) {
      this.#take(known);
      if (this.to === noMove || this.#isComplete()) return;
    }
    this.#play(state, line, known);
    this.#keep(place, known);
  }

  #take(number: number): void {
    const { transitions } = this.#of.remembered;
    this.to = transitions.tos.at(number);
    this.went = transitions.whats.at(number);
    this.path = transitions.paths.at(number);
  }

  #isComplete(): boolean {
    return this.#of.asking.ofSteps.isComplete(this.#of.remembered.went.at(this.went).verdicts);
  }

  #keep(place: number, known: number | undefined): void {
    const { transitions } = this.#of.remembered;
    const number = known ?? transitions.add(place, this.path, this.went);
    transitions.tos.set(number, this.to);
    transitions.whats.set(number, this.went);
    transitions.paths.set(number, this.path);
  }

  /** Plays a line. What is known of it stands, with what the kernel was asked for that. */
  #play(state: number, line: number, known: number | undefined): void {
    const { remembered, listener } = this.#of;
    const { path } = listener.during(() => {
      if (known !== undefined) listener.again(remembered.transitions.paths.at(known));
      this.#came(state, remembered.line(line), known);
    });
    this.path = path;
  }

  #came(state: number, line: ScriptLine, known: number | undefined): void {
    const { remembered, listener, words, asking, own, onPlayed } = this.#of;
    const w = this.world(state);
    const performed = listener.withoutNames(() => playLine(w, line, own));
    this.to = noMove;
    this.went = 0;
    if (!performed || isNoMove(performed.moved.events)) return;
    this.played++;
    const step = stepOf(words, w, line, performed);
    const verdicts = asking.step(step, known === undefined ? undefined : this.#verdictsOf(known));
    const { state: next, order } = step.after === w ? { state, order: 0 } : remembered.states.enter(step.after, words);
    this.to = step.after === w ? stays : toState(next);
    const { operation, result } = step;
    this.went = remembered.went.numberOf({ operation, done: result === 'done', order, verdicts });
    onPlayed?.(operation, performed, line);
  }

  #verdictsOf(known: number): number {
    const { transitions, went } = this.#of.remembered;
    return went.at(transitions.whats.at(known)).verdicts;
  }
}
