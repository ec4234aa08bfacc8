// The types of every door, to a program that checks those of its packages too.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from './doors.mjs';
import { tool } from './place.mjs';

/** What an editor knows of the results, beside the program itself. */
const typed = `import type { Decoded, Kernel } from 'x86-pte';
import type { LogLine, LogOptions, LogSum, TextFormat, TextWord } from 'x86-pte/log';
export const of: Kernel = k;
export const one: Decoded = d;
export const first: LogLine | undefined = line;
export const told: string = all.join(' ');
export type Read = [LogOptions, LogSum, TextFormat, TextWord];
`;
const code = program('import')
  .replace('const all =', 'const all: unknown[] =')
  .replace('line.words[0].as', 'line?.words[0]?.as')
  .replace('sayings(line)[0].name', 'line && sayings(line)[0]?.name');

/** How each project finds modules, and what of the language it has besides. */
const projects = {
  'esm.mts': { module: 'nodenext' },
  'cjs.cts': { module: 'nodenext' },
  'bundled.ts': { module: 'esnext', moduleResolution: 'bundler' },
  'page.ts': { module: 'esnext', moduleResolution: 'bundler', lib: ['es2023', 'dom'] },
};

/** Compiles the program once for each way of finding modules. */
export function compile(cwd) {
  for (const [file, options] of Object.entries(projects)) {
    writeFileSync(join(cwd, file), code + typed);
    const strict = { strict: true, noEmit: true, skipLibCheck: false, target: 'es2022', types: [] };
    const config = { files: [file], compilerOptions: { ...strict, resolveJsonModule: true, ...options } };
    writeFileSync(join(cwd, `tsconfig.${file}.json`), JSON.stringify(config));
    tool('tsc', ['-p', `tsconfig.${file}.json`], cwd);
  }
}
