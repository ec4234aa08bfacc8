/** The programs of examples/, run as a user runs them: each prints what its last comment says. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { examples as headerAnswers } from '../support/examples.ts';
import { root } from '../support/tree.ts';

const folder = join(root, 'examples');
const programs = readdirSync(folder).filter((name) => name.endsWith('.mjs'));
const page = readFileSync(join(folder, 'README.md'), 'utf8');

/** The lines that a program says it prints: those below `// Prints`, to its end. */
function promised(name: string): string {
  const [, last = ''] = readFileSync(join(folder, name), 'utf8').split(/^\/\/ Prints.*\n/m);
  return last.replaceAll(/^\/\/ {3}/gm, '');
}

/** Runs each of the programs, one after the other in a process of their own, and prints what each has printed, as JSON. */
const runner = `
const printed = [];
const { write } = process.stdout;
for (const file of JSON.parse(process.env.PROGRAMS)) {
  const parts = [];
  process.stdout.write = (part) => parts.push(String(part)) > 0;
  await import(file);
  printed.push(parts.join(''));
}
process.stdout.write = write;
process.stdout.write(JSON.stringify(printed));`;

describe('an example', () => {
  const paths = programs.map((name) => pathToFileURL(join(folder, name)).href);
  const env = { ...process.env, PROGRAMS: JSON.stringify(paths) };
  const args = ['--input-type=module', '--eval', runner];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', env, cwd: root });
  const printed: readonly string[] = status === 0 ? JSON.parse(stdout) : [];

  it('runs to its end and complains of nothing, but that a machine without a compiler has no addon', () => {
    const complaints = stderr
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('x86-pte: no native engine'));
    expect({ complaints, status }).toEqual({ complaints: [], status: 0 });
  });

  it.each(programs)('prints what it says: %s', (name) => {
    const text = printed[programs.indexOf(name)];
    expect(text).not.toBe('');
    expect(text).toBe(promised(name));
  });

  it('stands in the list of examples', () => {
    expect(programs.length).toBeGreaterThan(4);
    expect(programs.filter((name) => !page.includes(`(${name})`))).toEqual([]);
  });

  it('reads words that the headers of 6.12 gave', () => {
    const { buffer, byteOffset, byteLength } = readFileSync(join(folder, 'words.bin'));
    const words = [...new BigUint64Array(buffer.slice(byteOffset, byteOffset + byteLength))];
    const given = new Set(headerAnswers.map(({ answers }) => answers['6.12']));
    const foreign = words.map((word) => `0x${word.toString(16).padStart(16, '0')}`).filter((word) => !given.has(word));
    expect(words.length).toBeGreaterThan(16);
    expect(foreign).toEqual([]);
  });
});
