/** Finds a kernel's headers under a folder that a person names, and reads from them which kernel they are. */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { rangeError } from '../lib/errors.ts';

/** One kernel's headers. Distributions split them in two folders; in a built tree both are the same. */
export interface KernelTree {
  /** The hand-written headers: has include/linux/mm.h and the top Makefile. */
  readonly common: string;
  /** What the build generated: has include/generated/autoconf.h. */
  readonly generated: string;
  /** As in '6.12.107', from the top Makefile. */
  readonly version: string;
  /** As uname prints it: '6.12.107+deb13-amd64'. */
  readonly release: string;
  /** CONFIG_ symbols that are on ('y', 'm' or a value), without the prefix. */
  readonly config: ReadonlyMap<string, string>;
}

/** The whole search: `dir` itself, what package managers put below it, and what lies beside it. */
export function findKernelTree(dir: string): KernelTree {
  const root = resolve(dir);
  if (!existsSync(root))
    throw rangeError(`expected a folder with kernel headers, got ${dir}, which does not exist`, 'ERR_PTE_INPUT');
  const folders = [root, ...foldersBelow(root, 4)];
  const generated = onlyOne(folders.filter(isGenerated), root, folders);
  const common = commonFor(generated, [...folders, ...foldersBelow(dirname(generated), 1)]);
  if (!common) {
    throw rangeError(
      `expected the common part of the headers beside ${generated}, got none: unpack the package with include/linux too`,
      'ERR_PTE_INPUT',
    );
  }
  const config = readAutoconf(join(generated, 'include/generated/autoconf.h'));
  if (!config.has('X86_64'))
    throw rangeError(`expected headers of a 64-bit x86 kernel, got ${root} without CONFIG_X86_64`, 'ERR_PTE_INPUT');
  return { common, generated, version: readVersion(common), release: readRelease(generated), config };
}

const isGenerated = (dir: string): boolean => existsSync(join(dir, 'include/generated/autoconf.h'));
const isCommon = (dir: string): boolean =>
  existsSync(join(dir, 'include/linux/mm.h')) && existsSync(join(dir, 'arch/x86/include/asm/pgtable.h'));

/** Folders that hold sources or objects and never another kernel. */
const leaves = new Set([
  'arch',
  'include',
  'scripts',
  'tools',
  'kernel',
  'mm',
  'fs',
  'drivers',
  'net',
  'Documentation',
  'share',
  'doc',
]);

function foldersBelow(dir: string, depth: number): string[] {
  if (depth === 0 || isGenerated(dir)) return [];
  const found: string[] = [];
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    // A link is followed only where distributions put one: lib/modules/RELEASE/build.
    const linked = entry.isSymbolicLink() && entry.name === 'build' && existsSync(join(dir, entry.name));
    if ((!entry.isDirectory() && !linked) || leaves.has(entry.name)) continue;
    const path = linked ? realpathSync(join(dir, entry.name)) : join(dir, entry.name);
    found.push(path, ...foldersBelow(path, depth - 1));
  }
  return found;
}

function onlyOne(found: readonly string[], root: string, folders: readonly string[]): string {
  const [first, ...more] = new Set(found);
  if (first === undefined) {
    const bare = folders.find(isCommon);
    const what = bare
      ? `the sources at ${bare}, not prepared (make olddefconfig modules_prepare)`
      : `${root} without include/generated/autoconf.h`;
    throw rangeError(`expected a built kernel tree or unpacked header packages, got ${what}`, 'ERR_PTE_INPUT');
  }
  // The folder that was named wins over others it may hold.
  if (more.length > 0 && first !== root) {
    throw rangeError(
      `expected the headers of one kernel, got ${[first, ...more].join(', ')}: name one of them`,
      'ERR_PTE_INPUT',
    );
  }
  return first;
}

/** The folder that the generated part's Makefile names, else one beside it with the same release in its name. */
function commonFor(generated: string, folders: readonly string[]): string | undefined {
  if (isCommon(generated)) return generated;
  const makefile = join(generated, 'Makefile');
  const named = existsSync(makefile)
    ? /^include\s+(\S+)\/Makefile$/m.exec(readFileSync(makefile, 'utf8'))?.[1]
    : undefined;
  const link = join(generated, 'source');
  const candidates = [...folders, ...(existsSync(link) ? [realpathSync(link)] : []), ...(named ? [named] : [])].filter(
    isCommon,
  );
  const byName = candidates.find((dir) => named !== undefined && basename(dir) === basename(named));
  return (
    byName ??
    candidates.find((dir) => basename(generated).startsWith(basename(dir).replace(/common$/, ''))) ??
    candidates[0]
  );
}

/** The options of a generated autoconf.h, which is what the compiler sees. */
export function readAutoconf(path: string): Map<string, string> {
  const config = new Map<string, string>();
  for (const [, name = '', value = ''] of readFileSync(path, 'utf8').matchAll(/^#define CONFIG_(\w+) (.*)$/gm)) {
    const module = /^(.*)_MODULE$/.exec(name)?.[1];
    if (module !== undefined && value === '1') config.set(module, 'm');
    else config.set(name, value === '1' ? 'y' : value);
  }
  return config;
}

function readVersion(common: string): string {
  const text = readFileSync(join(common, 'Makefile'), 'utf8');
  const part = (name: string) => new RegExp(`^${name} *= *(\\d+)$`, 'm').exec(text)?.[1];
  const parts = ['VERSION', 'PATCHLEVEL', 'SUBLEVEL'].map(part);
  if (parts.includes(undefined))
    throw rangeError(
      `expected VERSION, PATCHLEVEL and SUBLEVEL in ${common}/Makefile, got ${parts.join('.')}`,
      'ERR_PTE_INPUT',
    );
  return parts.join('.');
}

function readRelease(generated: string): string {
  const path = join(generated, 'include/generated/utsrelease.h');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return /UTS_RELEASE "([^"]*)"/.exec(text)?.[1] ?? basename(generated);
}
