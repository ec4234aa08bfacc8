/** A stream of bytes as decoded blocks: the next one is read while one is decoded. */
import { rangeError, shown, typeError } from '../base/errors.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import { decodeBatchAsync } from './codecAsync.ts';
import { columns, firstEntries } from './columns.ts';
import type { Columns } from './engine/types.ts';
import type { AsyncOptions } from './waited.ts';

/** A block of a stream. Its arrays are used again: they hold until the next block is asked for. */
export interface DecodedBlock {
  /** The index of its first entry in the stream. */
  readonly first: number;
  readonly words: BigUint64Array;
  readonly columns: Columns;
}

/** How a stream is decoded. */
export interface DecodeStreamOptions extends Pick<AsyncOptions, 'threads' | 'signal'> {
  /** Entries of a block, of which the last may have fewer; 128 Ki (1 MiB of words) if left out. */
  readonly blockEntries?: number;
}

const bytesPerWord = 8;
/** One block is with the caller while the other is decoded; once he asks for the next, it takes the memory of the first. */
const blocksInUse = 2;

/**
 * Decodes little-endian words of the level pte as they come: a file (`createReadStream()`, `readableWebStream()`), a pipe, a download.
 *
 * ```ts
 * for await (const { first, words, columns } of decodeStream(k, createReadStream('ptes.bin'))) { ... }
 * ```
 *
 * @param source chunks of bytes, cut anywhere; a ReadableStream is one where it can be iterated.
 * @throws RangeError when the stream ends within a word, after all whole ones; what the source throws; the reason of the signal.
 */
export async function* decodeStream(
  k: Kernel,
  source: AsyncIterable<Uint8Array>,
  { blockEntries = 1 << 17, ...options }: DecodeStreamOptions = {},
): AsyncGenerator<DecodedBlock, void, undefined> {
  checkKernel(k);
  if (!Number.isSafeInteger(blockEntries) || blockEntries < 1)
    throw rangeError(`expected blockEntries as an integer from 1, got ${shown(blockEntries)}`);
  let first = 0;
  let decoding: Promise<DecodedBlock> | undefined;
  const left = { bytes: 0 };
  for await (const block of blocksOf(source, blockEntries, left)) {
    const before = decoding;
    decoding = decoded(k, block, first, options);
    decoding.catch(() => {}); // told of below, unless the caller stops before
    first += block.words.length;
    if (before) yield await before;
  }
  if (decoding) yield await decoding;
  if (left.bytes > 0)
    throw rangeError(`expected ${bytesPerWord} bytes for each entry, got ${left.bytes} more at the end`);
}

/** Arrays for a block, used again and again. */
interface Room {
  readonly words: BigUint64Array;
  readonly columns: Columns;
}

async function decoded(
  k: Kernel,
  { words, columns }: Room,
  first: number,
  options: AsyncOptions,
): Promise<DecodedBlock> {
  await decodeBatchAsync(k, words, { ...options, into: columns });
  return { first, words, columns };
}

/** The words of a stream in blocks, over memory that comes round again; `left` hears how many bytes were no whole word. */
async function* blocksOf(
  source: AsyncIterable<Uint8Array>,
  entries: number,
  left: { bytes: number },
): AsyncGenerator<Room, void, undefined> {
  const rooms = Array.from({ length: blocksInUse }, () => ({
    words: new BigUint64Array(entries),
    columns: columns(entries),
  }));
  let [at, filled] = [0, 0];
  const room = (): Room => rooms[at % blocksInUse] as Room;
  for await (const chunk of source) {
    if (!(chunk instanceof Uint8Array)) throw typeError(`expected a stream of bytes, got ${shown(chunk)}`);
    for (let used = 0; used < chunk.length; ) {
      const bytes = new Uint8Array(room().words.buffer);
      const part = chunk.subarray(used, used + bytes.length - filled);
      bytes.set(part, filled);
      used += part.length;
      filled += part.length;
      if (filled < bytes.length) continue;
      yield room();
      [at, filled] = [at + 1, 0];
    }
  }
  const whole = Math.floor(filled / bytesPerWord);
  const { words, columns: all } = room();
  left.bytes = filled % bytesPerWord;
  if (whole > 0) yield { words: words.subarray(0, whole), columns: firstEntries(all, whole) };
}
