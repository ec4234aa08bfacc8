/**
 * Takes the few helpers that live in .c files out of a kernel source that the user has. The text goes into the folder where the
 * probe is compiled and nowhere else.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MiB, readText } from '../../files/readWhole.ts';

/** Where a definition may be, the newest place first. */
const definitions: Readonly<Record<string, readonly string[]>> = {
  pte_mkwrite: ['arch/x86/mm/pgtable.c'],
  pmd_mkwrite: ['arch/x86/mm/pgtable.c'],
  protection_map: ['arch/x86/mm/pgprot.c', 'mm/mmap.c'],
  vm_get_page_prot: ['arch/x86/mm/pgprot.c', 'mm/mmap.c'],
};

/** C text: each definition that `source` has, and a macro CUT_name that tells the probe it is there. */
export function cutDefinitions(source: string): string {
  const parts = Object.entries(definitions).flatMap(([name, places]) => {
    const text = places.map((place) => definition(join(source, place), name)).find((found) => found !== undefined);
    return text === undefined ? [] : [`#define CUT_${name} ${name}\n${text}`];
  });
  return parts.join('\n');
}

/** No .c file of a kernel comes near it. */
const limit = { what: 'a C file', most: 16 * MiB };

/**
 * From the line in the first column that introduces `name` to the closing brace in the first column. No place of the text is
 * looked at more than a few times, whoever wrote it.
 */
function definition(path: string, name: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const text = readText(path, limit);
  const start = new RegExp(`^(?:static )?(?:__weak )?(?:pgprot_t|pte_t|pmd_t) ${name}(?=\\(|\\[16\\])`, 'gm');
  for (let found = start.exec(text); found; found = start.exec(text)) {
    const stop = nextStop(text, start.lastIndex);
    if (text[stop] === '{' && isHead(text.slice(start.lastIndex, stop))) return wholeFrom(text, found.index, stop);
    start.lastIndex = stop; // what begins in between would have the same end
  }
  return undefined;
}

/** Where a declaration ends or a body begins. */
function nextStop(text: string, from: number): number {
  const stop = /[;{]/g;
  stop.lastIndex = from;
  return stop.exec(text)?.index ?? text.length;
}

/** A function's parameters, or the array with what is said of it. */
const isHead = (between: string): boolean => between.startsWith('[') || between.trimEnd().endsWith(')');

function wholeFrom(text: string, from: number, brace: number): string | undefined {
  const end = /^\};?$/gm;
  end.lastIndex = brace;
  return end.test(text) ? text.slice(from, end.lastIndex) : undefined;
}
