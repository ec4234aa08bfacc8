/** Writes what follows from the rows: the C++ header, the public helpers and the pages of docs/. `--check` compares instead. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { bugsPage } from './bugsPage.ts';
import { problems } from './check.ts';
import { rowsHeader } from './cppHeader.ts';
import { readFound } from './found.ts';
import { helperDoors } from './helperDoors.ts';
import { historyPage } from './historyPage.ts';
import { layoutsPage } from './layoutsPage.ts';

const outputs: readonly (readonly [string, () => string])[] = [
  ['lib/helpers/doors.ts', helperDoors],
  ['native/spec/rows.hpp', rowsHeader],
  ['docs/layouts.md', layoutsPage],
  ['docs/history.md', historyPage],
  ['docs/bugs.md', () => bugsPage(readFound())],
];

const current = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

const wrong = problems();
for (const line of wrong) console.error(`spec: ${line}`);
if (wrong.length > 0) process.exit(2);

const stale = outputs.filter(([path, text]) => current(path) !== text());
if (process.argv.includes('--check')) {
  for (const [path] of stale) console.error(`expected ${path} as the rows give it, got another text: run npm run spec`);
  process.exitCode = stale.length > 0 ? 2 : 0;
} else {
  for (const [path, text] of stale) write(path, text());
}
