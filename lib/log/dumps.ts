/** Dumps that print a `*` for lines that are like the one before it: od, hexdump, xxd -a. */
import type { Reading, Repeat, TextWord } from './format.ts';

type Base = 8 | 10 | 16;

interface LineBefore {
  readonly offset: string;
  readonly words: readonly TextWord[];
}

const wordBytes = 8;

/** Follows the offsets of a dump from line to line. */
export class Dump {
  #before: LineBefore | undefined;
  #isStarred = false;
  #base: Base | undefined;

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
      this.#base ??= baseOf(before, offset);
      return undefined;
    }
    const base = format.offsets === 'guess' ? (this.#base ?? 8) : format.offsets;
    const bytes = Number.parseInt(offset, base) - Number.parseInt(before.offset, base);
    const times = Math.floor(bytes / (before.words.length * wordBytes)) - 1;
    return Number.isSafeInteger(times) && times > 0 ? { words: before.words, times } : undefined;
  }

  /** Another line: the dump has ended. */
  end(): void {
    this.#before = undefined;
    this.#isStarred = false;
    this.#base = undefined;
  }
}

/** The base in which two offsets are a line apart; hex where they have the digits of hex. */
function baseOf({ offset, words }: LineBefore, after: string): Base | undefined {
  const isApart = (base: number) =>
    Number.parseInt(after, base) - Number.parseInt(offset, base) === words.length * wordBytes;
  return ([8, 16, 10] as const).find((base) => isApart(base) && (base !== 8 || !/[89a-f]/.test(offset + after)));
}
