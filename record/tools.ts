/** Tools of the machine that it takes to run a kernel under QEMU. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { rangeError } from '../lib/base/errors.ts';

/**
 * Expects tools to be installed, each named with Debian's package of it.
 *
 * @throws RangeError (ERR_PTE_INPUT) where one is not: its message has the packages.
 */
export function expectTools(tools: Readonly<Record<string, string>>): void {
  const missing = Object.entries(tools).filter(([tool]) => !isInstalled(tool));
  if (missing.length === 0) return;
  const [names, packages] = [0, 1].map((i) => missing.map((pair) => pair[i]).join(' '));
  throw rangeError(`expected ${names} to be installed, got none: apt install ${packages}`, 'ERR_PTE_INPUT');
}

const isInstalled = (tool: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
