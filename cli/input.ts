/** Words out of files and streams, a block at a time, so that a file of any size fits in memory. */
import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { rangeError } from '../lib/base/errors.ts';
import { wordsOfLine } from '../lib/log/words.ts';

const blockBytes = 1 << 20;
const wordBytes = BigUint64Array.BYTES_PER_ELEMENT;

const leftover = (name: string, size: number) =>
  rangeError(
    `expected ${name} to hold whole 64-bit words (a multiple of ${wordBytes} bytes), got ${size} bytes, ${size % wordBytes} too many`,
    'ERR_PTE_INPUT',
  );

/** How many bytes a file has; undefined for standard input and other streams. */
export function sizeOf(path: string): number | undefined {
  if (path === '-') return undefined;
  const stat = statSync(path);
  if (stat.isDirectory()) throw rangeError(`expected a file of words, got the folder ${path}`, 'ERR_PTE_INPUT');
  if (!stat.isFile()) return undefined;
  if (stat.size % wordBytes !== 0) throw leftover(path, stat.size);
  return stat.size;
}

/** The little-endian words of a file or, for `-`, of standard input. A block is valid until the next is asked for. */
export async function* wordsOfFile(path: string): AsyncGenerator<BigUint64Array> {
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
  if (held % wordBytes !== 0) throw leftover(path === '-' ? 'standard input' : path, total);
  if (held > 0) yield new BigUint64Array(block.buffer, 0, held / wordBytes);
}

/** The words in lines of text, such as a dump; a text without any word is a mistake. */
export async function* wordsOfText(stream: Readable): AsyncGenerator<readonly bigint[]> {
  let lines = 0;
  let found = 0;
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    lines += 1;
    const words = wordsOfLine(line);
    found += words.length;
    if (words.length > 0) yield words;
  }
  if (found === 0)
    throw rangeError(
      `expected words such as 0x8000000012345067 on standard input, got none in ${lines} lines`,
      'ERR_PTE_INPUT',
    );
}
