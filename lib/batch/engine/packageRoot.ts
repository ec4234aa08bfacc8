/** Where the package stands, whether this module runs from sources, from dist, or from the bundle of the command. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const isOurs = (file: string) =>
  existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: unknown }).name === 'x86-pte';

/**
 * The folder of this package: the nearest one above this file whose package.json says so. A bundle that another project
 * made of the library stands in no such folder.
 * @throws Error where there is none.
 */
export function packageRoot(): string {
  const from = dirname(fileURLToPath(import.meta.url));
  let folder = from;
  while (!isOurs(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) throw new Error(`expected ${from} to be inside the package x86-pte`);
    folder = dirname(folder);
  }
  return folder;
}
