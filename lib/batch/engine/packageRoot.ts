/** Where the package stands, whether this module runs from sources, from dist, or from the bundle of the command. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rangeError } from '../../base/errors.ts';

/** The package.json in a folder; nothing for a text that is none. */
function packageIn(folder: string): { readonly name?: unknown; readonly version?: unknown } {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) ?? {};
  } catch {
    return {};
  }
}

/** The nearest folder above a file that has a package.json, which is the package that the file belongs to. */
function packageOf(folder: string): string | undefined {
  if (existsSync(join(folder, 'package.json'))) return folder;
  return folder === dirname(folder) ? undefined : packageOf(dirname(folder));
}

/** The address of this file or of the bundle that has it; undefined in what esbuild makes for require(). */
const address: string | undefined = import.meta.url;
/**
 * Its folder; undefined for what was loaded from elsewhere than a file. A bundler may write for the address where the file stood when
 * it was bundled, or nothing: then a bundle for require() knows its folder by another name.
 */
const here = [
  address?.startsWith('file:') ? dirname(fileURLToPath(address)) : undefined,
  typeof __dirname === 'string' ? __dirname : undefined,
].find((folder) => folder !== undefined && existsSync(folder));

/**
 * The folder of this package: the one whose package.json is the nearest above this file, if that says so. A bundle that
 * another project made of the library stands in no such folder, whatever lies above it.
 * @param wanted what is looked for there, as the error says it.
 * @throws RangeError (ERR_PTE_ENGINE) where there is none.
 */
export function packageRoot(wanted = 'the package.json'): string {
  const root = here && packageOf(here);
  if (root && packageIn(root).name === 'x86-pte') return root;
  const from = here ?? (address ? `a bundle at ${address}` : 'a bundle without import.meta.url');
  throw rangeError(`expected ${wanted} of x86-pte, got code outside of that package: ${from}`, 'ERR_PTE_ENGINE');
}

/** The version of this package, as its package.json has it. @throws RangeError (ERR_PTE_ENGINE) as packageRoot() does. */
export const packageVersion = (): string => String(packageIn(packageRoot()).version);
