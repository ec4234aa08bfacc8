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
const code = program('import').replace('const all =', 'const all: unknown[] =');

/** Projects by how they find modules: one that has the types of no host, and a page. */
const projects = {
  nodenext: { module: 'nodenext', files: ['esm.mts', 'cjs.cts'], lib: ['es2023'] },
  bundler: { module: 'esnext', files: ['page.ts'], lib: ['es2023', 'dom'] },
};

/** What becomes require() has no attributes. */
const codeOf = (file) => (file.endsWith('.cts') ? code.replaceAll(` with { type: 'json' }`, '') : code);

/** Compiles the program once for each way of finding modules. */
export function compile(cwd) {
  const strict = {
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    target: 'es2022',
    types: [],
    resolveJsonModule: true,
  };
  for (const [moduleResolution, { files, ...options }] of Object.entries(projects)) {
    for (const file of files) writeFileSync(join(cwd, file), codeOf(file) + typed);
    const config = `tsconfig.${moduleResolution}.json`;
    const compilerOptions = { ...strict, ...options, moduleResolution };
    writeFileSync(join(cwd, config), JSON.stringify({ files, compilerOptions }));
    tool('tsc', ['-p', config], cwd);
  }
}
