/** Dumps that print a `*` for lines that are like the one before it: od, hexdump, xxd -a. */
import type { Reading, Repeat, TextWord } from './format.ts';

interface DumpLine {
  readonly offset: string;
  readonly words: readonly TextWord[];
}

/** The bytes of a line of a dump that none of these tools is told to make otherwise. */
const lineBytes = 16;

/** Follows the offsets of a dump from line to line. */
export class Dump {
  #before: DumpLine | undefined;
  #isStarred = false;
  #base: 8 | 16 | undefined;

  /** A `*`: lines follow that are not printed. */
  star(): boolean {
    this.#isStarred = this.#before !== undefined;
    return this.#isStarred;
  }

  /** A line of the dump; what a `*` before it stood for. */
  line(format: Reading, offset: string, words: readonly TextWord[]): Repeat | undefined {
    const before = this.#before;
    const starred = this.#isStarred;
    this.#before = { offset, words };
    this.#isStarred = false;
    if (before === undefined || format.offsets === undefined) return undefined;
    if (!starred) {
      this.#base ??= baseOf(before.offset, offset);
      return undefined;
    }
    const base = format.offsets === 'guess' ? (this.#base ?? 8) : format.offsets;
    const bytes = Number.parseInt(offset, base) - Number.parseInt(before.offset, base);
    const times = Math.floor(bytes / lineBytes) - 1;
    return times > 0 ? { words: before.words, times } : undefined;
  }

  /** Another line: the dump has ended. */
  end(): void {
    this.#before = undefined;
    this.#isStarred = false;
    this.#base = undefined;
  }
}

/** The base in which two offsets are a line apart. */
function baseOf(before: string, after: string): 8 | 16 | undefined {
  const isApart = (base: number) => Number.parseInt(after, base) - Number.parseInt(before, base) === lineBytes;
  return isApart(8) ? 8 : isApart(16) ? 16 : undefined;
}
