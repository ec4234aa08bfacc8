/** Worlds by number: each is a pair of numbers of rows, and each row is one of pairs, so that what worlds have in common is there once. */
import type { Kernel } from '../../kernel/kernel.ts';
import type { World } from '../../world/world.ts';
import type { Words } from '../facts.ts';
import { Canonical } from './canonical.ts';
import { Twos } from './twos.ts';

/** A world that was looked for. */
export interface EnteredWorld {
  readonly state: number;
  /** Which CPU of the world stands where in that of the state. */
  readonly order: number;
}

/** The worlds of kernels of one layout, in the order in which they were entered. */
export class States {
  readonly #canonical: Canonical;
  readonly #rows = new Twos();
  readonly #states = new Twos();

  /** @param first a world as it begins. */
  constructor(words: Words, first: World) {
    this.#canonical = new Canonical(words, first);
  }

  /** How many there are. */
  get size(): number {
    return this.#states.size;
  }

  /** Bytes of all that grows with them, but for parts. */
  get bytes(): number {
    return this.#rows.bytes + this.#states.bytes;
  }

  /** How many different parts they are made of. */
  get parts(): number {
    return this.#canonical.parts;
  }

  /** The state of a world, which may be new. */
  enter(w: World, words: Words): EnteredWorld {
    const { memory, users, order } = this.#canonical.formOf(w, words);
    return { state: this.#states.add(this.#row(memory), this.#row(users)), order };
  }

  /** How many CPUs of a state hold anything. */
  cpus(state: number): number {
    return this.#canonical.lengthsOf(this.#rows.first(this.#states.first(state))).cpus;
  }

  /** The world of a state, on a kernel. */
  world(state: number, k: Kernel): World {
    const memory = this.#states.first(state);
    const framework = this.#rows.first(memory); // a row of memory has two parts at least
    const lengths = this.#canonical.lengthsOf(framework);
    const [inMemory, users] = [
      this.#numbers(memory, lengths.memory),
      this.#numbers(this.#states.second(state), lengths.users),
    ];
    return this.#canonical.worldOf(k, inMemory, users);
  }

  /** A row as one number: its first part, and the row of the others. */
  #row(parts: readonly number[]): number {
    let row = parts[parts.length - 1] ?? 0;
    for (let i = parts.length - 2; i >= 0; i--) row = this.#rows.add(parts[i] ?? 0, row);
    return row;
  }

  #numbers(row: number, length: number): readonly number[] {
    const parts: number[] = [];
    let rest = row;
    for (; parts.length < length - 1; rest = this.#rows.second(rest)) parts.push(this.#rows.first(rest));
    return [...parts, rest];
  }
}
