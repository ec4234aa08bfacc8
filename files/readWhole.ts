/** Files that are read whole: never more of one than its kind may have. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { rangeError } from '../lib/base/errors.ts';
import { printable } from '../lib/base/printable.ts';

/** What a file is for, as messages name it, and how much of it there may be. */
export interface Limit {
  /** `a .config`, `a checkpoint`. */
  readonly what: string;
  /** In bytes. */
  readonly most: number;
}

/** 2^20 bytes. */
export const MiB = 1 << 20;

const blockBytes = 1 << 16;

/**
 * The bytes of a file, a device or a pipe.
 *
 * @throws RangeError (ERR_PTE_INPUT) for a folder, for more than the limit, and for a file that was cut while it was read;
 * Node's errors (ENOENT, EACCES, ...).
 */
export function readWhole(path: string, limit: Limit): Buffer {
  const fd = openSync(path, 'r');
  try {
    const stat = fstatSync(fd);
    if (stat.isDirectory())
      throw rangeError(`expected ${limit.what}, got the folder ${printable(path)}`, 'ERR_PTE_INPUT');
    if (stat.isFile() && stat.size > limit.most) throw tooLarge(path, limit);
    const bytes = readAll(fd, path, limit);
    if (fstatSync(fd).size < stat.size) throw cut(path, bytes.length, stat.size);
    return bytes;
  } finally {
    closeSync(fd);
  }
}

/** The same as text. */
export const readText = (path: string, limit: Limit, encoding: 'utf8' | 'latin1' = 'utf8'): string =>
  readWhole(path, limit).toString(encoding);

function readAll(fd: number, path: string, limit: Limit): Buffer {
  const blocks: Buffer[] = [];
  for (let length = 0; ; ) {
    const block = Buffer.allocUnsafe(blockBytes);
    const n = readSync(fd, block);
    if (n === 0) return Buffer.concat(blocks, length);
    length += n;
    if (length > limit.most) throw tooLarge(path, limit);
    blocks.push(block.subarray(0, n));
  }
}

/** The error for a file that has, or unpacks to, more than it may. */
export const tooLarge = (path: string, { what, most }: Limit) =>
  rangeError(
    `expected ${what} of at most ${most.toLocaleString('en')} bytes, got more in ${printable(path)}`,
    'ERR_PTE_INPUT',
  );

const cut = (path: string, got: number, size: number) =>
  rangeError(`expected ${size} bytes in ${printable(path)}, got ${got}: it was cut while it was read`, 'ERR_PTE_INPUT');
