/** Where a path leads, before anything is written there. */
import { lstatSync, readlinkSync, realpathSync, type Stats } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { rangeError } from '../lib/base/errors.ts';
import { printable } from '../lib/base/printable.ts';

/** The end of a path's links, and what is there. */
export interface Place {
  readonly path: string;
  /** nothing or a regular file: written anew and put in place; node: a device, a FIFO, an open descriptor: written to as it stands. */
  readonly is: 'nothing' | 'file' | 'node';
  /** The permissions of the file that is there. */
  readonly mode?: number;
}

/** As many links as Linux follows. */
const mostLinks = 40;

/** Follows the links of a path, those too whose target is not there yet. @throws RangeError (ERR_PTE_INPUT) for a folder. */
export function placeOf(given: string): Place {
  let path = given;
  for (let links = 0; links < mostLinks; links++) {
    path = join(realpathSync(dirname(resolve(path))), basename(path));
    if (path.startsWith('/proc/')) return { path, is: 'node' }; // /dev/stdout: what the descriptor has open, not a file of that name
    const found = statOf(path);
    if (!found?.isSymbolicLink()) return whatIs(path, found);
    path = resolve(dirname(path), readlinkSync(path));
  }
  throw rangeError(`expected a path with at most ${mostLinks} links, got ${printable(given)}`, 'ERR_PTE_INPUT');
}

const statOf = (path: string): Stats | undefined => lstatSync(path, { throwIfNoEntry: false });

function whatIs(path: string, found: Stats | undefined): Place {
  if (!found) return { path, is: 'nothing' };
  if (found.isDirectory())
    throw rangeError(`expected a file to write, got the folder ${printable(path)}`, 'ERR_PTE_INPUT');
  return found.isFile() ? { path, is: 'file', mode: found.mode & 0o777 } : { path, is: 'node' };
}
