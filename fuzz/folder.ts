/** Folders for what campaigns leave. */
import { mkdirSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { rangeError } from '../lib/base/errors.ts';
import { printable } from '../lib/base/printable.ts';

/**
 * A folder, or where it is not there the nearest one above it that is.
 * @throws RangeError (ERR_PTE_INPUT) where that is something else; Node's errors (EACCES, ...).
 */
export function nearestFolder(path: string): string {
  const full = resolve(path);
  const found = statOf(full);
  if (!found) return nearestFolder(dirname(full));
  if (found.isDirectory()) return full;
  throw rangeError(`expected a folder at ${printable(full)}, got a file`, 'ERR_PTE_INPUT');
}

/** undefined for what is not there, and for what is below a file. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/**
 * Makes a folder and those above it, where they are not there; one by one, since Node's recursive mkdir() tries for ever below
 * /proc. @throws as nearestFolder() does.
 */
export function makeFolder(path: string): void {
  const full = resolve(path);
  if (nearestFolder(full) === full) return;
  makeFolder(dirname(full));
  try {
    mkdirSync(full);
  } catch (error) {
    if (!statOf(full)?.isDirectory()) throw error; // else another has made it meanwhile
  }
}
