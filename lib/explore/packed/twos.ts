/** Pairs of numbers, each kept once and called by a number of its own: an open-addressing table in typed arrays. */
import { NumberList } from './numbers.ts';

/** How full the table may be. */
const fullest = 0.8;

/** Pairs by number, in the order in which they came. */
export class Twos {
  readonly #firsts = new NumberList();
  readonly #seconds = new NumberList();
  /** One more than the number of the pair that stands there, 0 where none does. */
  readonly #table = new NumberList();

  constructor() {
    this.#table.clear(16);
  }

  /** How many there are. */
  get size(): number {
    return this.#firsts.length;
  }

  /** Bytes of its arrays. */
  get bytes(): number {
    return this.#firsts.bytes + this.#seconds.bytes + this.#table.bytes;
  }

  /** The first of a pair, by its number. */
  first(n: number): number {
    return this.#firsts.at(n);
  }

  /** The second one. */
  second(n: number): number {
    return this.#seconds.at(n);
  }

  /** The number of a pair; undefined for one that is not there. */
  find(first: number, second: number): number | undefined {
    const known = this.#table.at(this.#placeOf(first, second));
    return known === 0 ? undefined : known - 1;
  }

  /** The number of a pair, which is as many as there were before if it is new. */
  add(first: number, second: number): number {
    const place = this.#placeOf(first, second);
    const known = this.#table.at(place);
    if (known !== 0) return known - 1;
    this.#firsts.push(first);
    this.#seconds.push(second);
    this.#table.set(place, this.size);
    if (this.size > this.#table.length * fullest) this.#grow();
    return this.size - 1;
  }

  /** Where a pair stands in the table, or would. */
  #placeOf(first: number, second: number): number {
    const { length } = this.#table;
    let place = mixed(first, second) % length;
    for (;;) {
      const known = this.#table.at(place);
      if (known === 0 || (this.#firsts.at(known - 1) === first && this.#seconds.at(known - 1) === second)) return place;
      place = place + 1 === length ? 0 : place + 1;
    }
  }

  #grow(): void {
    this.#table.clear(Math.ceil(this.#table.length * 1.5));
    for (let n = 0; n < this.size; n++) this.#table.set(this.#placeOf(this.first(n), this.second(n)), n + 1);
  }
}

/** NumberList that lie close together end far from each other. */
function mixed(first: number, second: number): number {
  let h = Math.imul(first, 0x9e3779b1) ^ Math.imul(second + 0x7f4a7c15, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}
