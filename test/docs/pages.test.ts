/** The pages for people: what they point at is there, and what they show is what the commands write. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesIn, root, textOf } from '../support/tree.ts';

const pages = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CAVEATS.md', 'CHANGELOG.md'],
  ...['docs', 'examples', 'native', 'test'].flatMap((folder) => filesIn(folder, '.md')),
].filter((page) => !page.startsWith('docs/api/'));

const architecture = textOf('ARCHITECTURE.md');
const there = (path: string) => existsSync(join(root, path));

/** The tree that a page draws: of each name the places where it may stand, below the top above it or the first of its line. */
function treeOf(page: string): string[][] {
  const drawn = page.slice(page.indexOf('```\n') + 4, page.lastIndexOf('```'));
  let top = '';
  return drawn.split('\n').flatMap((line) => {
    const names = [...line.matchAll(/(?<=^|\s)[\w.-]+(?:\/|\.ts)(?=\s|$|;|:|,)/g)].map(([name]) => name);
    const first = names[0] ?? '';
    if (!line.startsWith(' ')) top = first;
    return names.map((name) => (name === top ? [name] : [`${top}${name}`, `${top}${first}${name}`, name]));
  });
}

describe('ARCHITECTURE.md', () => {
  it('has at most 1000 words', () => {
    expect(architecture.split(/\s+/).filter((word) => word !== '').length).toBeLessThanOrEqual(1000);
  });

  it('draws a tree that is there', () => {
    const drawn = treeOf(architecture);
    expect(drawn.length).toBeGreaterThan(40);
    expect(drawn.filter((places) => !places.some(there))).toEqual([]);
  });

  it('names paths and identifiers that are there', () => {
    const quoted = [...architecture.slice(architecture.lastIndexOf('```')).matchAll(/`([^`\n]+)`/g)].map(
      ([, name = '']) => name,
    );
    const code = ['lib', 'spec', 'native', 'examples']
      .flatMap((folder) => filesIn(folder, '.ts', '.hpp', '.cpp', 'CMakeLists.txt'))
      .map(textOf)
      .join('\n');
    const isPath = (name: string) => /^[\w.-]+(\/[\w.-]*)+$/.test(name);
    const words = quoted.filter((name) => !isPath(name)).flatMap((name) => name.match(/[A-Za-z_]\w+/g) ?? []);
    expect(quoted.filter((name) => isPath(name) && !there(name))).toEqual([]);
    expect(words.filter((word) => !new RegExp(`\\b${word}\\b`).test(code))).toEqual([]);
  });
});

describe('a page', () => {
  it.each(pages)('links to what is there: %s', (page) => {
    const links = [...textOf(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, to = '']) => to);
    const inside = links.filter((to) => !/^[a-z]+:/.test(to));
    expect(inside.filter((to) => !there(join(dirname(page), to)))).toEqual([]);
  });
});

describe('a picture of the README', () => {
  const pictures = [...textOf('README.md').matchAll(/<!-- npx pte (.*) --svg (\S+) -->/g)].map(
    ([, command = '', file = '']) => ({ command, file }),
  );

  it('is there', () => {
    expect(pictures.length).toBeGreaterThan(0);
  });

  it.each(pictures)('is what the command above it writes: $file', ({ command, file }) => {
    const folder = mkdtempSync(join(tmpdir(), 'picture-'));
    const drawn = join(folder, 'drawn.svg');
    try {
      execFileSync('sh', ['-c', `"${process.execPath}" bin/pte.cjs ${command} --svg "${drawn}"`], { cwd: root });
      expect(readFileSync(drawn, 'utf8')).toBe(textOf(file));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
