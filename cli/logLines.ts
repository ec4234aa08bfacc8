/** The lines of a log as they come: of a file, of standard input, of a file that grows. */
import { type FileHandle, open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout } from 'node:timers/promises';
import { rangeError } from '../lib/base/errors.ts';
import { printable } from '../lib/base/printable.ts';

const wrong = (message: string) => rangeError(message, 'ERR_PTE_INPUT');
export const logName = (path: string) => (path === '-' ? 'standard input' : printable(path));

/** In characters. */
const longestLine = 1 << 24;
const blockBytes = 1 << 16;
/** In milliseconds; how often a file that grows is looked at. */
const pollEvery = 200;

/** A log is text: of a few KiB at its beginning, so large a part may be bytes that no text has, such as those of a crash. */
const mostStrange = 0.3;
const looked = 1 << 12;
/** And so large a part what is no UTF-8, such as a compressed log. */
const mostBroken = 0.1;
const fewBroken = 16;
const isStrange = (byte: number) => byte < 7 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127;

function checkText(path: string, block: Uint8Array): void {
  const start = block.subarray(0, looked);
  const strange = start.reduce((count, byte) => count + Number(isStrange(byte)), 0);
  const broken = new TextDecoder().decode(start).split('\ufffd').length - 1;
  if (strange > start.length * mostStrange || broken > Math.max(fewBroken, start.length * mostBroken))
    throw wrong(`expected a log as text, got a binary file in ${logName(path)}; pte decode --file reads words`);
}

/** Cuts blocks into lines, ended as on Linux, Windows or the old Macintosh. */
class Cutter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #path: string;
  #rest: string[] = [];
  #held = 0;
  #total = 0;
  #returned = false;

  constructor(path: string) {
    this.#path = path;
  }

  cut(block: Uint8Array): string[] {
    if (this.#total === 0) checkText(this.#path, block);
    this.#total += block.length;
    let text = this.#decoder.write(block);
    if (this.#returned && text.startsWith('\n')) text = text.slice(1);
    if (text !== '') this.#returned = text.endsWith('\r');
    const lines = text.split(/\r\n|\n|\r/);
    const last = lines.pop() ?? '';
    const done = lines.map((line, i) => (i === 0 ? this.#whole(line) : line));
    this.#rest.push(last);
    this.#held += last.length;
    if (this.#held > longestLine)
      throw wrong(
        `expected lines of at most ${longestLine.toLocaleString('en')} characters in ${logName(this.#path)}, got a longer one`,
      );
    return done;
  }

  #whole(end: string): string {
    const line = [...this.#rest, end].join('');
    this.#rest = [];
    this.#held = 0;
    return line;
  }

  /** What stands behind the last end of a line. @throws RangeError (ERR_PTE_INPUT) where there was nothing at all. */
  end(): string[] {
    if (this.#total === 0) throw wrong(`expected a log in ${logName(this.#path)}, got an empty file`);
    const rest = this.#whole(this.#decoder.end());
    return rest === '' ? [] : [rest];
  }
}

async function* blocksOfFile(
  path: string,
  follows: boolean,
  stop?: AbortSignal,
): AsyncGenerator<Uint8Array | undefined> {
  const file: FileHandle = await open(path);
  try {
    if ((await file.stat()).isDirectory()) throw wrong(`expected a log, got the folder ${logName(path)}`);
    const block = new Uint8Array(blockBytes);
    while (!stop?.aborted) {
      const { bytesRead } = await file.read(block, 0, block.length);
      if (bytesRead > 0) yield block.subarray(0, bytesRead);
      else if (!follows) return;
      else {
        yield undefined;
        await setTimeout(pollEvery, undefined, stop && { signal: stop }).catch(() => undefined);
      }
    }
  } finally {
    await file.close();
  }
}

/** Standard input in blocks; undefined where it pauses. */
async function* blocksOfInput(pauses: boolean, stop?: AbortSignal): AsyncGenerator<Uint8Array | undefined> {
  const blocks = process.stdin[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  const ends = new Promise<'stop'>((done) => stop?.addEventListener('abort', () => done('stop'), { once: true }));
  let next = blocks.next();
  for (;;) {
    const waits = new AbortController();
    const pause = pauses ? [setTimeout(pollEvery, 'pause' as const, { signal: waits.signal })] : [];
    for (const one of pause) one.catch(() => undefined);
    const first = await Promise.race([next, ends, ...pause]);
    waits.abort();
    if (first === 'stop') return process.stdin.destroy();
    if (first === 'pause') {
      yield undefined;
      await Promise.race([next.catch(() => undefined), ends]);
      continue;
    }
    if (first.done) return;
    yield first.value;
    next = blocks.next();
  }
}

/**
 * The lines of a log, several at a time; an empty list where a log that is followed pauses.
 *
 * @param path `-` is standard input.
 * @throws RangeError (ERR_PTE_INPUT) for an empty log, a folder, bytes that are no text and a line without end.
 */
export async function* linesOfLog(
  path: string,
  follows: boolean,
  stop?: AbortSignal,
): AsyncGenerator<readonly string[]> {
  const cutter = new Cutter(path);
  const blocks = path === '-' ? blocksOfInput(follows, stop) : blocksOfFile(path, follows, stop);
  for await (const block of blocks) yield block === undefined ? [] : cutter.cut(block);
  if (!stop?.aborted) yield cutter.end();
}

/** What colours a terminal in a log: it is no part of its text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const colour = /\u001b\[[\d;]*m/g;

/** A line of a log for a terminal: without colours, and with all else escaped that is no text; tabs stay. */
export const lineForTerminal = (text: string): string => text.replace(colour, '').split('\t').map(printable).join('\t');
