/** The words of /proc/PID/pagemap, mapping by mapping. */
import { closeSync, openSync, readSync } from 'node:fs';
import { MiB, readText } from '../files/readWhole.ts';
import { rangeError, shown } from '../lib/base/errors.ts';

const pageBytes = 4096n;
const wordBytes = BigUint64Array.BYTES_PER_ELEMENT;
const blockWords = 1 << 16;

/** A run of addresses, in bytes; `to` is the first that is not in it. */
export interface AddressRange {
  readonly from: bigint;
  readonly to: bigint;
}

/** A line of /proc/PID/maps. */
export interface Mapping extends AddressRange {
  /** The line without its addresses: permissions, offset, device, inode and name. */
  readonly rest: string;
}

/** One page, and what pagemap has for it. */
export interface PagemapPage {
  readonly mapping: Mapping;
  /** In bytes. */
  readonly address: bigint;
  readonly word: bigint;
}

const limit = { what: 'a list of mappings', most: 256 * MiB };

/** What the system says of a process that is not there or not ours. */
function noProcess(pid: string, error: unknown): Error {
  const code = (error as NodeJS.ErrnoException).code;
  const why =
    code === 'EACCES' || code === 'EPERM'
      ? 'may not be read by this user'
      : code === 'ENOENT' || code === 'ESRCH'
        ? 'is not there'
        : code;
  return rangeError(`expected a process whose pages can be read, got ${pid}: it ${why}`, 'ERR_PTE_INPUT');
}

/** The file of a process whose memory is gone reads as empty: fs/proc/task_mmu.c, pagemap_read(). */
const endedWhileRead = (): Error =>
  rangeError('expected a process that goes on, got one that ended while its pages were read', 'ERR_PTE_INPUT');

/** The mappings of a process, in the order of their addresses. @throws RangeError (ERR_PTE_INPUT) where they cannot be read. */
function mappingsOf(pid: string): readonly Mapping[] {
  let text: string;
  try {
    text = readText(`/proc/${pid}/maps`, limit);
  } catch (error) {
    throw noProcess(pid, error);
  }
  return [...text.matchAll(/^([\da-f]+)-([\da-f]+) (.*)$/gm)].map(([, from, to, rest = '']) => ({
    from: BigInt(`0x${from}`),
    to: BigInt(`0x${to}`),
    rest: rest.replace(/\s+/g, ' ').trim(),
  }));
}

const larger = (a: bigint, b: bigint) => (a > b ? a : b);
const smaller = (a: bigint, b: bigint) => (a < b ? a : b);

/** The first page that has none of the bytes before an address. */
const pageAfter = (address: bigint) => (address + pageBytes - 1n) & ~(pageBytes - 1n);

/** The words of a part of a mapping; fewer where the kernel has no more to tell. */
function* wordsOf(fd: number, from: bigint, to: bigint): Generator<bigint> {
  const block = new BigUint64Array(blockWords);
  for (let address = from; address < to; ) {
    const wanted = smaller((to - address) / pageBytes, BigInt(blockWords));
    const position = Number(address / pageBytes) * wordBytes;
    if (position > Number.MAX_SAFE_INTEGER) return; // [vsyscall], which is not of the process
    const got = readSync(fd, block, 0, Number(wanted) * wordBytes, position);
    if (got === 0) throw endedWhileRead();
    const words = Math.floor(got / wordBytes);
    yield* block.subarray(0, words);
    address += BigInt(words) * pageBytes;
  }
}

/**
 * The pages of a process that are mapped, those of a range of addresses alone where one is given.
 * @throws RangeError (ERR_PTE_INPUT) for a process that is not there or not to be read.
 */
export function* pagesOfProcess(pid: string, range?: AddressRange): Generator<PagemapPage> {
  const mappings = mappingsOf(pid);
  if (mappings.length === 0)
    throw rangeError(
      `expected a process with memory of its own, got ${pid}: a thread of the kernel, or one that has ended`,
      'ERR_PTE_INPUT',
    );
  let fd: number;
  try {
    fd = openSync(`/proc/${pid}/pagemap`, 'r');
  } catch (error) {
    throw noProcess(pid, error);
  }
  try {
    for (const mapping of mappings) {
      const from = larger(mapping.from, (range?.from ?? 0n) & ~(pageBytes - 1n));
      let address = from;
      for (const word of wordsOf(fd, from, smaller(mapping.to, pageAfter(range?.to ?? mapping.to)))) {
        yield { mapping, address, word };
        address += pageBytes;
      }
    }
  } finally {
    closeSync(fd);
  }
}

/** `7f0000000000-7f0000400000` as /proc/PID/maps writes it, with 0x or without. @throws RangeError for anything else. */
export function parseRange(text: string): AddressRange {
  const [, from, to] = /^(?:0x)?([\da-f]{1,16})-(?:0x)?([\da-f]{1,16})$/i.exec(text.trim()) ?? [];
  const range = { from: BigInt(`0x${from ?? 0}`), to: BigInt(`0x${to ?? 0}`) };
  if (from === undefined || range.from >= range.to)
    throw rangeError(
      `expected --range as two hexadecimal numbers, the lower first, such as 7f0000000000-7f0000400000, got ${shown(text)}`,
      'ERR_PTE_INPUT',
    );
  return range;
}
