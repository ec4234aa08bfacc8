/** Words out of text, line by line. */
import { checkString } from './checkArgs.ts';
import { Dump } from './dumps.ts';
import type { LineRead, Reading } from './format.ts';
import { formats } from './formats/all.ts';
import { kernelMessages } from './kernelMessages.ts';
import { looseWords } from './looseWords.ts';
import { wholeWordsOf } from './numbersAlone.ts';
import { textBegins } from './prefixes.ts';
import { type Taken, taken } from './takeGroups.ts';

/** Tried in this order. */
const readings: readonly Reading[] = [...kernelMessages, ...formats];
const starts = readings.filter(({ after }) => after === undefined);

/** The order for the line after one of a format: rows of that heading, the format itself again, all others. */
const orders = new Map(
  readings.map(({ id }) => {
    const rows = readings.filter(({ after }) => after?.includes(id));
    const again = starts.filter((format) => format.id === id);
    return [id, [...rows, ...again, ...starts.filter((format) => format.id !== id)]] as const;
  }),
);
/** Formats whose next line may be read otherwise than by itself. */
const headings = new Set(readings.flatMap(({ after = [] }) => after));

/** In characters; no tool prints longer lines of a known format, and patterns cost more than their length. */
const longestKnown = 4096;
/** What colours a terminal: it is no part of the text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const colour = /\u001b\[[\d;]*[A-Za-z]/g;
const wholeWords = /^\s*(?:0x)?[\da-f]{16}(?:\s+(?:0x)?[\da-f]{16}){0,64}\s*$/i;
const star = /^\*\s*$/;

/** All that the matches of a format in a line give; undefined where there is none. */
function all(format: Reading, line: string, begins: number): Taken | undefined {
  const { pattern } = format;
  if (format.has !== undefined && !line.includes(format.has)) return undefined;
  const text = begins === 0 ? line : line.slice(begins);
  const first = pattern.global ? undefined : pattern.exec(text);
  const matches = pattern.global ? [...text.matchAll(pattern)] : first ? [first] : [];
  const each = matches.flatMap((match) => taken(format, match as RegExpExecArray, begins) ?? []);
  if (each.length === 0) return undefined;
  const offset = each[0]?.offset;
  return {
    words: each.flatMap(({ words }) => words),
    facts: each.flatMap((t) => t.facts),
    ...(offset !== undefined && { offset }),
  };
}

/** Reads lines in their order: what one line is can depend on the one before it. */
export class TextReader {
  readonly #dump = new Dump();
  #before: string | undefined;
  #hadWords = false;

  /**
   * The words of the next line, which may end in a line break. No text makes it throw: numbers that are no words are `unread`.
   * @throws TypeError for what is no string.
   */
  read(line: string): LineRead {
    checkString('a line', line);
    if (this.#isPlain(line)) return this.#plain(line);
    const text = line.includes('\u001b') ? line.replace(colour, (code) => ' '.repeat(code.length)) : line;
    const { begins, isLog } = textBegins(text);
    if (begins === text.length) return { words: [], facts: [], unread: [] };
    if (star.test(text.slice(begins, begins + 80)))
      return { words: [], facts: [], unread: this.#dump.star() || !this.#hadWords ? [] : ['*'] };
    const known = text.length > longestKnown ? undefined : this.#known(text, begins);
    if (known === undefined) this.#dump.end();
    this.#before = known?.format;
    const read = known ?? { ...looseWords(text, begins, isLog), facts: [] };
    this.#hadWords = read.words.length > 0;
    return read;
  }

  /** Whole words and nothing else, where no line before says what they are: no format is tried on them. */
  #isPlain(text: string): boolean {
    return wholeWords.test(text) && (this.#before === undefined || !headings.has(this.#before));
  }

  #plain(line: string): LineRead {
    this.#dump.end();
    this.#before = undefined;
    this.#hadWords = true;
    return { words: wholeWordsOf(line), facts: [], unread: [] };
  }

  #known(text: string, begins: number): LineRead | undefined {
    for (const format of orders.get(this.#before ?? '') ?? starts) {
      const found = all(format, text, begins);
      if (found === undefined) continue;
      const { words, facts, offset } = found;
      const repeated = offset === undefined ? undefined : this.#dump.line(format, offset, words);
      if (offset === undefined) this.#dump.end();
      return { format: format.id, ...(repeated && { repeated }), words, facts, unread: [] };
    }
    return undefined;
  }
}
