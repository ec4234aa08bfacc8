/** What a search has come to so far: each state with the line and the one before it that led there. */
import type { ScriptLine } from '../world/script.ts';
import { NumberList } from './packed/numbers.ts';
import { cpuAt, inTurn, sameOrder } from './packed/orders.ts';

/** A line that was played in a state. */
export interface Way {
  /** The place of the state in the list of those that were come to. */
  readonly from: number;
  readonly line: ScriptLine;
}

/** States in the order in which they were come to; the first has none before it. */
export class Visited {
  readonly #seen = new NumberList();
  readonly #states = new NumberList();
  readonly #parents = new NumberList();
  readonly #lines = new NumberList();
  readonly #orders = new NumberList();
  readonly #said: ScriptLine[] = [];
  readonly #numbers = new Map<ScriptLine, number>();
  #sameNumbers = true;

  /** How many there are. */
  get size(): number {
    return this.#parents.length;
  }

  /** Bytes of all that grows with them. */
  get bytes(): number {
    const { bytes } = this.#states;
    return this.#seen.bytes + bytes + this.#parents.bytes + this.#lines.bytes + this.#orders.bytes;
  }

  /** The state at a place of the list. */
  state(at: number): number {
    return this.#sameNumbers ? at : this.#states.at(at);
  }

  /** Which CPU of the script stands where in the state at a place. */
  order(at: number): number {
    return this.#orders.at(at);
  }

  /** The place of a state that is new; undefined for one that is not. `order` says where the CPUs of the state before it stand. */
  add(state: number, order: number, way: Way | undefined): number | undefined {
    if (this.has(state)) return undefined;
    const at = this.size;
    this.#keep(at, state);
    this.#parents.push(way?.from ?? 0);
    this.#lines.push(way ? this.#numberOf(way.line) : 0);
    const now = inTurn(way ? this.order(way.from) : sameOrder, order);
    if (now !== sameOrder) this.#orders.set(at, now);
    return at;
  }

  /** The lines that lead to a state, and one more. */
  wayTo(at: number, more?: ScriptLine): readonly ScriptLine[] {
    const lines = more ? [this.#asSaid(at, more)] : [];
    for (let now = at; now > 0; now = this.#parents.at(now)) {
      const line = this.#said[this.#lines.at(now)];
      if (line) lines.unshift(this.#asSaid(this.#parents.at(now), line));
    }
    return lines;
  }

  /** A line of a state with the CPU that the script calls so. */
  #asSaid(at: number, line: ScriptLine): ScriptLine {
    const order = this.order(at);
    if (order === sameOrder || line.cpu === undefined) return line;
    return { ...line, cpu: `cpu${cpuAt(order, Number(line.cpu.slice('cpu'.length)))}` };
  }

  #numberOf(line: ScriptLine): number {
    const known = this.#numbers.get(line);
    if (known !== undefined) return known;
    this.#numbers.set(line, this.#said.length);
    return this.#said.push(line) - 1;
  }

  /** States of the search's own tables are numbered as they are come to, which need not be kept. */
  #keep(at: number, state: number): void {
    if (this.#sameNumbers && state === at) return;
    if (this.#sameNumbers) for (let i = 0; i < at; i++) this.#see(i, i);
    this.#sameNumbers = false;
    this.#see(at, state);
  }

  #see(at: number, state: number): void {
    this.#states.set(at, state);
    this.#seen.set(state >> 3, this.#seen.at(state >> 3) | (1 << (state & 7)));
  }

  /** Whether a state was come to. */
  has(state: number): boolean {
    return this.#sameNumbers ? state < this.size : (this.#seen.at(state >> 3) & (1 << (state & 7))) !== 0;
  }
}
