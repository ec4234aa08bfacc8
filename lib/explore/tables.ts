/** What searches have worked out, for searches that come after them. */
import type { Kernel } from '../kernel/kernel.ts';
import { born } from '../world/start/born.ts';
import { tellingBits, Words } from './facts.ts';
import { layoutOf } from './packed/questions.ts';
import { Remembered } from './packed/remembered.ts';
import { States } from './packed/states.ts';
import { ShownStates } from './shownStates.ts';

/**
 * Worlds, and what lines come to in them, kept from one search to the next: a search of the same kernel looks all of it up, and one of
 * another release works out anew only what depends on the rows by which they differ. Searches find the same with it as without it.
 *
 * ```ts
 * const tables = new ExploreTables();
 * for (const release of ['6.1', '6.2', '6.3']) explore(kernel(release), { tables });
 * ```
 */
export class ExploreTables {
  readonly #layouts = new Map<string, Remembered>();
  readonly #shown = new WeakMap<Kernel, ShownStates>();

  /** What is remembered for a kernel and all others of its layout. */
  of(k: Kernel): Remembered {
    const layout = `${layoutOf(k)} ${tellingBits(k)}`;
    const known = this.#layouts.get(layout) ?? new Remembered(new States(new Words(k), born(k, 'anon')));
    this.#layouts.set(layout, known);
    return known;
  }

  /** What worlds show on a kernel, by their states. */
  shown(k: Kernel): ShownStates {
    const known = this.#shown.get(k) ?? new ShownStates(k, this.of(k).states);
    this.#shown.set(k, known);
    return known;
  }

  /** How many states are kept. */
  get states(): number {
    return this.#sum(({ states }) => states.size);
  }

  /** How many transitions are remembered. */
  get transitions(): number {
    return this.#sum(({ transitions, feltLines }) => transitions.tos.length + feltLines.tos.length);
  }

  /** Bytes of the arrays of both. */
  get bytes(): number {
    return this.#sum(({ bytes, states }) => bytes + states.bytes);
  }

  #sum(of: (one: Remembered) => number): number {
    return [...this.#layouts.values()].reduce((sum, one) => sum + of(one), 0);
  }
}
