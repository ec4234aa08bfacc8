/** Parts of worlds, each kept once: values that say the same are one, in whatever order they were put together. */

import { namesOf } from './sortedNames.ts';

type Parted = Readonly<Record<string, unknown>>;

/** Parts by number. */
export class Parts {
  readonly #numbers = new Map<string, number>();
  /** Of those that are kept: what comes and goes with a world is not. */
  readonly #known = new Map<object, number>();
  readonly #values: object[] = [];
  readonly #quotes = new Map<string, string>();

  /** How many there are. */
  get size(): number {
    return this.#values.length;
  }

  /** The number of a part; asked again for the same object it compares nothing. */
  of(part: object): number {
    const known = this.#known.get(part);
    if (known !== undefined) return known;
    const text = this.#textOf(part as Parted);
    return this.#numbers.get(text) ?? this.#add(text, part);
  }

  /** Whether this very object is kept. */
  keeps(part: object): boolean {
    return this.#known.has(part);
  }

  /** The part of a number: the object that came first of those that say it. */
  at(number: number): object {
    return this.#values[number] as object;
  }

  #add(text: string, part: object): number {
    this.#numbers.set(text, this.#values.length);
    this.#known.set(part, this.#values.length);
    return this.#values.push(part) - 1;
  }

  #textOf(part: Parted): string {
    let text = '';
    for (const name of namesOf(part)) text += `${name}:${this.#valueOf(part[name])},`;
    return text;
  }

  #valueOf(value: unknown): string {
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'string') return this.#quoted(value);
    if (Array.isArray(value)) return `[${value.map((one) => this.#valueOf(one)).join()}]`;
    return typeof value === 'object' && value !== null ? `#${this.of(value)}` : String(value);
  }

  /** There are few: names of processes, CPUs and operations. */
  #quoted(value: string): string {
    const known = this.#quotes.get(value) ?? JSON.stringify(value);
    this.#quotes.set(value, known);
    return known;
  }
}
