/**
 * Takes the few helpers that live in .c files out of a kernel source that the user has. The text goes into the folder where the
 * probe is compiled and nowhere else.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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

/** From the line in the first column that introduces `name` to the closing brace in the first column. */
function definition(path: string, name: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const start = `^(?:static )?(?:__weak )?(?:pgprot_t|pte_t|pmd_t) ${name}(?:\\([^;{]*\\)|\\[16\\][^;{]*)`;
  return new RegExp(`${start}\\s*\\{[^]*?^\\};?$`, 'm').exec(readFileSync(path, 'utf8'))?.[0];
}
