/** Lists of whole numbers that take as few bytes as their greatest number allows: one, two or four each. */

type Bytes = Uint8Array | Uint16Array | Uint32Array;

const made = (length: number, most: number): Bytes =>
  most < 2 ** 8 ? new Uint8Array(length) : most < 2 ** 16 ? new Uint16Array(length) : new Uint32Array(length);

/** How much longer a list gets that is full: a quarter, since what is not used is paid for too. */
const longer = (length: number): number => Math.ceil(length * 1.25) + 16;

/** A list that grows, in length and in the bytes that a number takes. */
export class NumberList {
  #all: Bytes = made(0, 0);
  #most = 2 ** 8 - 1;
  #length = 0;

  /** How many there are. */
  get length(): number {
    return this.#length;
  }

  /** Bytes that it takes, with what it has in reserve. */
  get bytes(): number {
    return this.#all.byteLength;
  }

  /** The number at a place; 0 behind the end. */
  at(place: number): number {
    return this.#all[place] ?? 0;
  }

  /** Puts one at the end. */
  push(n: number): void {
    this.set(this.#length, n);
  }

  /** Puts one at a place, which may lie behind the end; what lies between is 0. */
  set(place: number, n: number): void {
    if (n > this.#most) this.#widen(n);
    if (place >= this.#all.length) this.#resize(Math.max(longer(this.#all.length), place + 1));
    if (place >= this.#length) this.#length = place + 1;
    this.#all[place] = n;
  }

  /** Adds one at a place. */
  count(place: number): void {
    this.set(place, this.at(place) + 1);
  }

  /** So many zeros, and nothing else. */
  clear(length: number): void {
    this.#all = made(length, this.#most);
    this.#length = length;
  }

  #resize(length: number): void {
    const all = made(length, this.#most);
    all.set(this.#all);
    this.#all = all;
  }

  #widen(n: number): void {
    this.#most = n < 2 ** 16 ? 2 ** 16 - 1 : 2 ** 32 - 1;
    this.#resize(this.#all.length);
  }
}
