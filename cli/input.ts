/** Words out of files and streams, a block at a time, so that a file of any size fits in memory. */
import { createReadStream, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { rangeError, shown } from '../lib/base/errors.ts';
import { printable } from '../lib/base/printable.ts';
import type { LineRead, TextWord } from '../lib/log/format.ts';
import { TextReader } from '../lib/log/readText.ts';
import { note } from './fail.ts';
import { blocksOf } from './fileBlocks.ts';
import { many } from './many.ts';

const blockBytes = 1 << 20;
const wordBytes = BigUint64Array.BYTES_PER_ELEMENT;

const wrong = (message: string) => rangeError(message, 'ERR_PTE_INPUT');
const nameOf = (path: string) => (path === '-' ? 'standard input' : printable(path));

const leftover = (path: string, size: number) =>
  wrong(
    `expected ${nameOf(path)} to hold whole 64-bit words (a multiple of ${wordBytes} bytes), got ${many(size, 'byte')}, ${size % wordBytes} too many`,
  );

/** How many bytes a file has; undefined for standard input and for what tells no size, such as a FIFO or a file of /proc. */
export function sizeOf(path: string): number | undefined {
  if (path === '-') return undefined;
  const stat = statSync(path);
  if (stat.isDirectory()) throw wrong(`expected a file of words, got the folder ${nameOf(path)}`);
  if (!stat.isFile() || stat.size === 0) return undefined;
  if (stat.size % wordBytes !== 0) throw leftover(path, stat.size);
  return stat.size;
}

/**
 * The little-endian words of a file or, for `-`, of standard input. A block is valid until the next is asked for.
 *
 * @param size in bytes, as sizeOf() gave it.
 * @throws RangeError (ERR_PTE_INPUT), after the last whole word, for a part of one, for fewer bytes than `size`, and for none.
 */
export async function* wordsOfFile(path: string, size = 0): AsyncGenerator<BigUint64Array> {
  if (size === 0) return yield* wordsOfStream(path);
  let total = 0;
  for await (const { buffer, length } of blocksOf(path, blockBytes)) {
    const whole = Math.floor(length / wordBytes);
    total += length;
    if (whole > 0) yield new BigUint64Array(buffer, 0, whole);
  }
  checkTotal(path, total, size);
}

/** The same of standard input, of a FIFO, and of what tells no size. */
async function* wordsOfStream(path: string): AsyncGenerator<BigUint64Array> {
  const stream: Readable = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: blockBytes });
  const block = new Uint8Array(new ArrayBuffer(blockBytes));
  let held = 0;
  let total = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    total += chunk.length;
    for (let from = 0; from < chunk.length; ) {
      const n = Math.min(chunk.length - from, blockBytes - held);
      block.set(chunk.subarray(from, from + n), held);
      from += n;
      held += n;
      if (held === blockBytes) {
        yield new BigUint64Array(block.buffer);
        held = 0;
      }
    }
  }
  const whole = Math.floor(held / wordBytes);
  if (whole > 0) yield new BigUint64Array(block.buffer, 0, whole);
  checkTotal(path, total, 0);
}

function checkTotal(path: string, total: number, size: number): void {
  if (total < size)
    throw wrong(`expected ${size} bytes in ${nameOf(path)}, got ${total}: it was cut while it was read`);
  if (total === 0) throw wrong(`expected at least one word in ${nameOf(path)}, got an empty file`);
  if (total % wordBytes !== 0) throw leftover(path, total);
}

/** In characters; a dump with a million words in one line has as many. */
const longestLine = 1 << 24;

/** Text of 16 bits a character, which Windows writes: every other byte of Latin letters and digits is zero. */
const utf16 = /^\ufffd{2}[^\0]?\0|^(?:[^\0]\0){4}|^(?:\0[^\0]){4}/;

/** The lines of a text, ended as on Linux, Windows or the old Macintosh, as many at a time as have come. */
async function* linesOf(stream: Readable): AsyncGenerator<readonly string[]> {
  let rest = '';
  let isFirst = true;
  for await (const chunk of stream.setEncoding('utf8') as AsyncIterable<string>) {
    if (isFirst && utf16.test(chunk))
      throw wrong('expected text in UTF-8 on standard input, got UTF-16: iconv -f UTF-16 -t UTF-8 converts it');
    isFirst = false;
    const lines = chunk.split(/\r\n|\n|\r/);
    lines[0] = rest + (lines[0] as string);
    rest = lines.pop() as string;
    if (lines.length > 0) yield lines;
    if (rest.length > longestLine)
      throw wrong(
        `expected lines of at most ${longestLine.toLocaleString('en')} characters on standard input, got a longer one`,
      );
  }
  if (rest !== '') yield [rest];
}

/** Neither empty nor a comment. */
const isText = (line: string): boolean => /^\s*[^\s#]/.test(line);

/** What a text has besides words: told at its end, so that nobody takes a part for the whole. */
export class Unread {
  #lines = 0;
  #words = 0;
  #first = '';

  /** A line as it was read: numbers that were taken for no words; no word in a text that no format knows. */
  line(text: string, { format, words, unread }: LineRead): void {
    this.#words += unread.length;
    const isUnread = words.length === 0 && format === undefined && unread.length === 0 && isText(text);
    if (isUnread) this.#lines += 1;
    if (unread.length > 0 || isUnread) this.#first ||= unread[0] ?? text.trim();
  }

  /** Whether anything was left out. */
  get any(): boolean {
    return this.#lines + this.#words > 0;
  }

  /** What was left out first, as a part of a message. */
  get first(): string {
    return this.any ? ` (not read: ${shown(this.#first)})` : '';
  }

  /** Says on stderr how much was left out. */
  tell(): void {
    const parts = [
      ...(this.#lines > 0 ? [`lines without a word: ${this.#lines}`] : []),
      ...(this.#words > 0 ? [`numbers that were taken for no words: ${this.#words}`] : []),
    ];
    if (parts.length > 0) note(`not read: ${[...parts, `the first ${shown(this.#first)}`].join('; ')}`);
  }
}

/** As many words at a time of those that a `*` in a dump stands for. */
const repeatedAtOnce = 1 << 12;

function* repeatedWords(words: readonly TextWord[], times: number): Generator<readonly TextWord[]> {
  const lines = Math.max(1, Math.floor(repeatedAtOnce / Math.max(1, words.length)));
  for (let left = times; left > 0; left -= lines)
    yield Array.from({ length: Math.min(left, lines) }, () => words).flat();
}

/**
 * The words in lines of text, such as a dump or a log, as many at a time as have come; what is left out is counted in `unread`.
 * @throws RangeError (ERR_PTE_INPUT) for a text without any word, and for a line without end.
 */
export async function* wordsOfText(stream: Readable, unread: Unread): AsyncGenerator<readonly TextWord[]> {
  const reader = new TextReader();
  let lines = 0;
  let found = 0;
  for await (const some of linesOf(stream)) {
    let words: TextWord[] = [];
    for (const line of some) {
      const read = reader.read(line);
      if (read.repeated) {
        yield words;
        words = [];
        yield* repeatedWords(read.repeated.words, read.repeated.times);
      }
      unread.line(line, read);
      for (const word of read.words) words.push(word);
      found += read.words.length;
    }
    lines += some.length;
    if (words.length > 0) yield words;
  }
  if (found === 0)
    throw wrong(
      `expected at least one word such as 0x8000000012345067 on standard input, got none in ${many(lines, 'line')}${unread.first}`,
    );
}
