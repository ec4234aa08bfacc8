/** Words out of text, line by line. */
import { checkString } from './checkArgs.ts';
import { Dump } from './dumps.ts';
import type { LineRead, Reading, TextWord } from './format.ts';
import { formats } from './formats/all.ts';
import { kernelMessages } from './kernelMessages.ts';
import { looseWords } from './looseWords.ts';
import { wholeWordsOf } from './numbersAlone.ts';
import { textBegins } from './prefixes.ts';
import { levelIn, type Taken, taken } from './takeGroups.ts';
import { ValueReader } from './values.ts';

/** Tried in this order. */
const readings: readonly Reading[] = [...kernelMessages, ...formats];
const isMessage: ReadonlySet<Reading> = new Set(kernelMessages);
const starts = readings.filter(({ after }) => after === undefined);

/** The order for the line after one of a format: rows of that heading, the format itself again, all others. */
const orders = new Map(
  readings.map(({ id }) => {
    const rows = readings.filter(({ after }) => after?.includes(id));
    const again = starts.filter((format) => format.id === id && Object.keys(format.holds).length > 0);
    return [id, [...rows, ...again, ...starts.filter((format) => !again.includes(format))]] as const;
  }),
);
/** Formats whose next line may be read otherwise than by itself. */
const headings = new Set(readings.flatMap(({ after = [] }) => after));

/** In characters; no tool prints longer lines of a known format, and patterns cost more than their length. */
const longestKnown = 4096;
/** What colours a terminal: it is no part of the text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const colour = /\u001b\[[\d;:?]{0,40}[A-Za-z]/g;
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
    unread: each.flatMap((t) => t.unread),
    ends: each.at(-1)?.ends ?? begins,
    ...(offset !== undefined && { offset }),
  };
}

/** What labels name in the rest of a line: people put their own words behind a message. */
const named = (text: string, from: number): readonly TextWord[] =>
  looseWords(text, from, true).words.filter(({ as, level }) => as !== 'entry' || level !== undefined);

/** Reads lines in their order: what one line is can depend on the one before it. */
export class TextReader {
  readonly #dump = new Dump();
  #before: string | undefined;
  #hadWords = false;
  /** What the line before began and did not end. */
  #value: ValueReader | undefined;

  /**
   * The words of the next line, which may end in a line break. No text makes it throw: numbers that are no words are `unread`.
   * @throws TypeError for what is no string.
   */
  read(line: string): LineRead {
    checkString('a line', line);
    if (this.#value === undefined && this.#isPlain(line)) return this.#plain(line);
    const text = line.includes('\u001b') ? line.replace(colour, (code) => ' '.repeat(code.length)) : line;
    const { begins, isLog } = textBegins(text);
    if (begins === text.length) return { words: [], facts: [], unread: [] };
    if (star.test(text.slice(begins, begins + 80))) return this.#star();
    const known =
      this.#goesOn(text, begins) ?? (text.length > longestKnown ? undefined : this.#known(text, begins, isLog));
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

  /** A `*` is a line of the dump where the offsets tell how many it stands for. */
  #star(): LineRead {
    const isKnown = this.#dump.star() && this.#before !== undefined;
    return {
      ...(isKnown && { format: this.#before as string }),
      words: [],
      facts: [],
      unread: isKnown || !this.#hadWords ? [] : ['*'],
    };
  }

  /** A line of the value that the line before began. */
  #goesOn(text: string, begins: number): LineRead | undefined {
    const value = this.#value;
    const read = value?.line(text, begins);
    if (!value?.isOpen || !read) this.#value = undefined;
    return read && this.#before !== undefined ? { format: this.#before, ...read, facts: [] } : undefined;
  }

  /** The value that a line begins. */
  #begun(format: Reading, text: string, begins: number): LineRead | undefined {
    const match = format.pattern.exec(text.slice(begins));
    const at = match?.indices?.groups?.value?.[0];
    if (!match) return undefined;
    if (at === undefined) return { format: format.id, words: [], facts: [], unread: [] };
    const value = new ValueReader(levelIn(format.holds, match.groups ?? {}));
    const read = value.line(text, begins + at);
    if (read && value.isOpen) this.#value = value;
    return read && { format: format.id, ...read, facts: [] };
  }

  #known(text: string, begins: number, isLog: boolean): LineRead | undefined {
    for (const format of orders.get(this.#before ?? '') ?? starts) {
      if (format.inLog !== undefined && format.inLog !== isLog) continue;
      if (format.holds.value === 'value') {
        const begun = this.#begun(format, text, begins);
        if (begun) return begun;
        continue;
      }
      const found = all(format, text, begins);
      if (found === undefined) continue;
      const { offset, ends, ...read } = found;
      const rest = isMessage.has(format) && ends < text.length ? named(text, ends) : [];
      const repeated = offset === undefined ? undefined : this.#dump.line(format, offset, read.words);
      if (offset === undefined) this.#dump.end();
      return { format: format.id, ...(repeated && { repeated }), ...read, words: [...read.words, ...rest] };
    }
    return undefined;
  }
}
