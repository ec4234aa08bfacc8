/** Kernel sources that the user has: a folder of trees, each named by its version. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MiB, readText } from '../../files/readWhole.ts';
import { rangeError, shown } from '../../lib/base/errors.ts';
import { parseRelease, type Release } from '../../lib/kernel/release.ts';
import { cut, cutDeclaration, type Piece, piecesOf } from './cutC.ts';
import { compareReleases } from './parseJudge.ts';

/** The tree of one release. */
export interface SourceTree {
  readonly release: Release;
  /** What a name stands for, and the file that has it: the given one, else the first of those where functions live. */
  find(file: string, name: string): { readonly file: string; readonly text: string } | undefined;
}

/** No C file of these folders comes near it. */
const limit = { what: 'a C file', most: 4 * MiB };

/** Where a function is looked for that has moved. */
const homes = [
  'mm',
  'fs',
  'kernel',
  'arch/x86/mm',
  'arch/x86/include',
  'include/linux',
  'include/asm-generic',
  'include/uapi/linux',
  'arch/x86/kernel',
];

/** The trees of a folder, oldest first. */
export function treesIn(folder: string): readonly SourceTree[] {
  if (!existsSync(folder))
    throw rangeError(`expected a folder of kernel sources, got ${shown(folder)}`, 'ERR_PTE_INPUT');
  return readdirSync(folder)
    .filter((name) => /^\d+\.\d+\.\d+(-rc\d+)?$/.test(name) && existsSync(join(folder, name, 'mm')))
    .map((name) => openTree(join(folder, name), parseRelease(name)))
    .sort((a, b) => compareReleases(a.release, b.release));
}

/** A tree by its folder. Pieces of a file are kept as long as the tree. */
export function openTree(folder: string, release: Release): SourceTree {
  const read = new Map<string, readonly Piece[]>();
  const pieces = (file: string) => {
    const path = join(folder, file);
    const found = read.get(file) ?? (existsSync(path) ? piecesOf(readText(path, limit)) : []);
    read.set(file, found);
    return found;
  };
  const elsewhere = (name: string) => {
    for (const [file, text] of textsOf(folder)) {
      const found = text.includes(name) ? cut(pieces(file), name) : undefined;
      if (found !== undefined) return { file, text: found };
    }
    return undefined;
  };
  return {
    release,
    find(file, name) {
      const text = cut(pieces(file), name) ?? cutDeclaration(pieces(file), name);
      return text === undefined ? elsewhere(name) : { file, text };
    },
  };
}

type Texts = readonly (readonly [file: string, text: string])[];
/** What was searched last: two trees at a time are compared. */
const searched = new Map<string, Texts>();
const atOnce = 4;

/** The files of a tree where functions live, and their text as bytes: enough to look for a name. */
function textsOf(folder: string): Texts {
  const known = searched.get(folder);
  if (known) return known;
  const files = homes.flatMap((home) => filesBelow(folder, home));
  const texts = files.map((file) => [file, readText(join(folder, file), limit, 'latin1')] as const);
  const [first] = searched.keys();
  if (first !== undefined && searched.size >= atOnce) searched.delete(first);
  searched.set(folder, texts);
  return texts;
}

function filesBelow(folder: string, home: string): string[] {
  if (!existsSync(join(folder, home))) return [];
  return readdirSync(join(folder, home), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[ch]$/.test(name))
    .map((name) => `${home}/${name}`)
    .sort();
}
