/** Finds a kernel's headers under a folder that a person names, and reads from them which kernel they are. */
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { MiB, readText } from '../../files/readWhole.ts';
import { rangeError, shown } from '../../lib/base/errors.ts';
import { printable } from '../../lib/base/printable.ts';

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
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
    throw inputError(`expected a folder with kernel headers, got ${shown(dir)}`);
  }
  const folders = [root, ...foldersBelow(root, 4)];
  const generated = theGeneratedOne(root, folders);
  const config = readAutoconf(join(generated, 'include/generated/autoconf.h'));
  if (!config.has('X86_64')) {
    throw inputError(`expected headers of a 64-bit x86 kernel, got ${generated} without CONFIG_X86_64`);
  }
  const common = commonFor(generated, [...folders, ...foldersBelow(dirname(generated), 1)]);
  if (!common) throw inputError(`expected the common part of the headers beside ${generated}, got none`);
  return { common, generated, version: readVersion(common), release: readRelease(generated), config };
}

/** Messages name paths, which may hold anything. */
const inputError = (message: string) => rangeError(printable(message), 'ERR_PTE_INPUT');

/** The text of a file that was asked for by its name in a tree; an empty text where there is none. */
const textOf = (path: string): string =>
  existsSync(path) ? readText(path, { what: 'a file of kernel headers', most: 16 * MiB }) : '';

const isGenerated = (dir: string): boolean => existsSync(join(dir, 'include/generated/autoconf.h'));
const isCommon = (dir: string): boolean =>
  existsSync(join(dir, 'include/linux/mm.h')) && existsSync(join(dir, 'arch/x86/include/asm/pgtable.h'));

/** Folders that hold sources or objects and never another kernel. */
const leaves = new Set(['arch', 'include', 'scripts', 'tools', 'kernel', 'mm', 'fs', 'drivers', 'net', 'share']);

function foldersBelow(dir: string, depth: number): string[] {
  if (depth === 0 || isGenerated(dir)) return [];
  return subfolders(dir).flatMap((path) => [path, ...foldersBelow(path, depth - 1)]);
}

/** A link is followed only where distributions put one: lib/modules/RELEASE/build. A folder that may not be read has none. */
function subfolders(dir: string): string[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
      .filter(
        (entry) =>
          (entry.isDirectory() && !leaves.has(entry.name)) || (entry.isSymbolicLink() && entry.name === 'build'),
      )
      .map((entry) => join(dir, entry.name))
      .filter((path) => existsSync(path))
      .map((path) => realpathSync(path));
  } catch {
    return [];
  }
}

function theGeneratedOne(root: string, folders: readonly string[]): string {
  if (isGenerated(root)) return root;
  // The common part alone was named: its other half lies beside it.
  const beside = isCommon(root) ? foldersBelow(dirname(root), 1).filter((dir) => commonFor(dir, [root]) === root) : [];
  const [first, ...more] = new Set([...folders, ...beside].filter(isGenerated));
  if (first === undefined) {
    const bare = folders.find(isCommon);
    const what = bare
      ? `sources that are not prepared (make olddefconfig modules_prepare) at ${bare}`
      : `${root} without include/generated/autoconf.h`;
    throw inputError(`expected a built kernel tree or unpacked header packages, got ${what}`);
  }
  if (more.length > 0) {
    throw inputError(`expected the headers of one kernel, got ${[first, ...more].join(', ')}: name one of them`);
  }
  return first;
}

/** The generated part itself, its link `source`, the folder its Makefile names, or one whose name begins its own. */
function commonFor(generated: string, folders: readonly string[]): string | undefined {
  const link = join(generated, 'source');
  const text = textOf(join(generated, 'Makefile'));
  const named = /^include\s+(\S+)\/Makefile$/m.exec(text)?.[1];
  const candidates = [
    generated,
    ...(existsSync(link) ? [realpathSync(link)] : []),
    ...(named === undefined ? [] : [...folders.filter((dir) => basename(dir) === basename(named)), named]),
    ...folders.filter((dir) => basename(generated).startsWith(basename(dir).replace(/common$/, ''))),
  ];
  return candidates.find(isCommon);
}

/** The options of a generated autoconf.h, which is what the compiler sees. */
export function readAutoconf(path: string): Map<string, string> {
  const config = new Map<string, string>();
  for (const [, name = '', value = ''] of textOf(path).matchAll(/^#define CONFIG_(\w+) (.*)$/gm)) {
    const module = /^(.*)_MODULE$/.exec(name)?.[1];
    if (module !== undefined && value === '1') config.set(module, 'm');
    else config.set(name, value === '1' ? 'y' : value);
  }
  return config;
}

/** The text of a .config: as given, or from what the headers were built with. */
export const configText = (tree: KernelTree, given: string | undefined): string =>
  given ?? [...tree.config].map(([name, value]) => `CONFIG_${name}=${value}`).join('\n');

/** The version in a tree's top Makefile, as in '6.12.107'. */
export function readVersion(tree: string): string {
  const path = join(tree, 'Makefile');
  const text = textOf(path);
  const parts = ['VERSION', 'PATCHLEVEL', 'SUBLEVEL'].map(
    (name) => new RegExp(`^${name} *= *(\\d+)`, 'm').exec(text)?.[1],
  );
  if (parts.includes(undefined))
    throw inputError(`expected VERSION, PATCHLEVEL and SUBLEVEL in ${path}, got no such lines`);
  return parts.join('.');
}

function readRelease(generated: string): string {
  const text = textOf(join(generated, 'include/generated/utsrelease.h'));
  return /UTS_RELEASE "([^"]*)"/.exec(text)?.[1] ?? basename(generated);
}
