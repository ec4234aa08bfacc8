/** What the worlds of states show on one kernel, each told once. */
import type { Kernel } from '../kernel/kernel.ts';
import { Words } from './facts.ts';
import { NumberList } from './packed/numbers.ts';
import { cpuAt } from './packed/orders.ts';
import { Kept } from './packed/remembered.ts';
import type { States } from './packed/states.ts';
import { Tells } from './told.ts';

/** What worlds show, by their states. */
export class ShownStates {
  readonly tells: Tells;
  readonly #k: Kernel;
  readonly #states: States;
  readonly #lists = new Kept<readonly string[]>((shown) => JSON.stringify(shown));
  /** For each order of CPUs: one more than the number of what a state shows, 0 where it is not known. */
  readonly #ofOrders: NumberList[] = [];

  constructor(k: Kernel, states: States) {
    this.tells = new Tells(new Words(k));
    this.#k = k;
    this.#states = states;
  }

  /** What a state shows. `order` is which CPU of the script stands where in it. */
  of(state: number, order: number): readonly string[] {
    this.#ofOrders[order] ??= new NumberList();
    const numbers = this.#ofOrders[order];
    const known = numbers.at(state);
    if (known !== 0) return this.#lists.at(known - 1);
    const told = this.tells.world(this.#states.world(state, this.#k), (cpu) => cpuAt(order, cpu));
    const number = this.#lists.numberOf(told);
    numbers.set(state, number + 1);
    return this.#lists.at(number);
  }

  /** Bytes of its arrays. */
  get bytes(): number {
    return this.#ofOrders.reduce((sum, numbers) => sum + (numbers?.bytes ?? 0), 0);
  }
}
