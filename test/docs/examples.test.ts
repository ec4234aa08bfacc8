/** The programs of examples/, run as a user runs them: each prints what its last comment says. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

describe('an example', () => {
  it.each(programs)('prints what it says: %s', (name) => {
    const { stdout, status } = spawnSync(process.execPath, [join(folder, name)], { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout).not.toBe('');
    expect(stdout).toBe(promised(name));
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
