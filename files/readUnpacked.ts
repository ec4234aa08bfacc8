/** Files that may be packed: the limit holds for what comes out, since a few bytes can stand for as many as there is memory. */
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { rangeError } from '../lib/base/errors.ts';
import { printable } from '../lib/base/printable.ts';
import { type Limit, readWhole, tooLarge } from './readWhole.ts';

const packings = { '.gz': ['gzip', gunzipSync], '.br': ['brotli', brotliDecompressSync] } as const;

/**
 * The bytes of a file, unpacked where the end of its name, `.gz` or `.br`, says how it is packed.
 *
 * @throws RangeError (ERR_PTE_INPUT) for data that is not so packed, and as readWhole() does.
 */
export function readUnpacked(path: string, limit: Limit): Buffer {
  const bytes = readWhole(path, limit);
  const [, packing] = Object.entries(packings).find(([end]) => path.endsWith(end)) ?? [];
  if (!packing) return bytes;
  const [name, unpack] = packing;
  try {
    return unpack(bytes, { maxOutputLength: limit.most });
  } catch (error) {
    throw unpackError(error as NodeJS.ErrnoException, name, path, limit);
  }
}

function unpackError({ code, message }: NodeJS.ErrnoException, name: string, path: string, limit: Limit): Error {
  if (code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(path, limit);
  return rangeError(`expected ${name} data in ${printable(path)}, got: ${message}`, 'ERR_PTE_INPUT');
}
