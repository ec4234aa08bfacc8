/** What a search has come to so far, by key: each with the line and the one before it that led there. */
import type { ScriptLine } from '../world/script.ts';

/** States by number, in the order in which they were come to; the first has none before it. */
export class Visited {
  readonly #ids = new Map<string, number>();
  readonly #parents: number[] = [];
  readonly #lines: (ScriptLine | undefined)[] = [];

  /** How many there are. */
  get size(): number {
    return this.#ids.size;
  }

  /** The number of a state that is new; undefined for one that is not. */
  add(key: string, parent: number, line: ScriptLine | undefined): number | undefined {
    if (this.#ids.has(key)) return undefined;
    const id = this.#ids.size;
    this.#ids.set(key, id);
    this.#parents.push(parent);
    this.#lines.push(line);
    return id;
  }

  /** The lines that lead to a state. */
  wayTo(id: number): readonly ScriptLine[] {
    const lines: ScriptLine[] = [];
    for (let at = id; at > 0; at = this.#parents[at] ?? 0) {
      const line = this.#lines[at];
      if (line) lines.unshift(line);
    }
    return lines;
  }
}
