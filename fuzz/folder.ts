/** Folders for what campaigns leave. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { rangeError } from '../lib/base/errors.ts';
import { printable } from '../lib/base/printable.ts';

/**
 * Makes a folder and those above it, where they are not there. Node's recursive mkdir() tries for ever below /proc, where
 * nothing can be made and the error is that of a folder that is missing.
 *
 * @throws RangeError (ERR_PTE_INPUT) where the path is something else; Node's errors (EACCES, ENOENT, ...).
 */
export function makeFolder(given: string): void {
  const path = resolve(given);
  const missing: string[] = [];
  let at = path;
  for (; !statSync(at, { throwIfNoEntry: false }); at = dirname(at)) missing.unshift(at);
  if (!statSync(at).isDirectory())
    throw rangeError(`expected a folder at ${printable(at)}, got a file`, 'ERR_PTE_INPUT');
  for (const folder of missing) makeOne(folder);
}

/** Another process may make it at the same time. */
function makeOne(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
