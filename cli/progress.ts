/** How far a command is, on stderr. */
import { many } from './many.ts';

const barWidth = 30;
const everyMs = 100;

/** A progress bar, where stderr is a terminal; elsewhere nothing. */
export class Progress {
  readonly #total: number | undefined;
  #next = 0;
  readonly #shown = Boolean(process.stderr.isTTY);

  /** `total` in the unit that `at` gets; undefined where nobody knows. */
  constructor(total: number | undefined) {
    this.#total = total;
  }

  /** So much is done; the bar is drawn ten times a second at the most. */
  at(done: number): void {
    const now = Date.now();
    if (!this.#shown || now < this.#next) return;
    this.#next = now + everyMs;
    process.stderr.write(`\r${this.#text(done)}\x1b[K`);
  }

  /** Takes the bar away. */
  done(): void {
    if (this.#shown) process.stderr.write('\r\x1b[K');
  }

  #text(done: number): string {
    const words = many(done, 'word');
    if (!this.#total) return words;
    const part = done / this.#total;
    const full = Math.round(part * barWidth);
    return `[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}] ${Math.floor(part * 100)}% ${words}`;
  }
}
