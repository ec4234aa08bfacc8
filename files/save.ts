/** The one writer: a reader never finds half a file, and nothing that is no regular file is replaced by one. */
import { randomBytes } from 'node:crypto';
import { accessSync, chmodSync, closeSync, constants, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type Place, placeOf } from './place.ts';

/**
 * Writes a file whole or not at all; a file that was there keeps its permissions and, where the path is a link, its place. A
 * device, a FIFO or an open descriptor (`/dev/stdout`) is written to.
 *
 * @throws RangeError (ERR_PTE_INPUT) for a folder, and Node's errors (EACCES, ENOSPC, ...): then all is as it was.
 */
export function save(path: string, content: string | Uint8Array): void {
  const place = placeOf(path);
  if (place.is === 'node') writeTo(place.path, content);
  else replace(place, content);
}

/** Throws what save() would, before the work whose result is to be saved; leaves nothing behind. */
export function expectWritable(path: string): void {
  const place = placeOf(path);
  // Opening a FIFO would wait for its reader, and rename() would replace a file that may not be written.
  if (place.is !== 'nothing') accessSync(place.path, constants.W_OK);
  if (place.is === 'node') return;
  const partial = partialOf(place);
  closeSync(openSync(partial, 'wx'));
  rmSync(partial);
}

/** A name that nobody can guess, and so nobody has laid a link at. */
const partialOf = ({ path }: Place): string => `${path}.${randomBytes(8).toString('hex')}.new`;

function replace(place: Place, content: string | Uint8Array): void {
  if (place.is === 'file') accessSync(place.path, constants.W_OK);
  const partial = partialOf(place);
  try {
    writeFileSync(partial, content, { flag: 'wx' });
    if (place.mode !== undefined) chmodSync(partial, place.mode);
    renameSync(partial, place.path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

/** Neither made nor cut: O_APPEND keeps what a descriptor that was handed to us has written before. */
function writeTo(path: string, content: string | Uint8Array): void {
  const fd = openSync(path, constants.O_WRONLY | constants.O_APPEND);
  try {
    writeFileSync(fd, content);
  } finally {
    closeSync(fd);
  }
}
