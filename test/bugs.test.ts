/** The numbers of bugs lead somewhere: every one that rows, code, tests or pages name is an entry of spec/bugs.ts. */
import { describe, expect, it } from 'vitest';
import { behaviours } from '../spec/behaviours.ts';
import { type Bug, bugs } from '../spec/bugs.ts';
import type { Row } from '../spec/schema.ts';
import { filesIn, textOf } from './support/tree.ts';

const entries: readonly Bug[] = bugs;
const ids = new Set(entries.map(({ id }) => id));
const rows: readonly Row[] = behaviours;
/** Numbers of bugs in a text. A letter that is no part of one, as in H1a, names a case of it. */
const numbers = (text: string) =>
  [...text.matchAll(/\b(?:H[1-9]\d?[a-z]?|C[1-9]\d?)\b/g)].map(([number]) =>
    ids.has(number) ? number : number.replace(/[a-z]$/, ''),
  );

describe('bugs', () => {
  it('have one number each', () => {
    expect(ids.size).toBe(entries.length);
  });

  it('are all that is named by number', () => {
    const folders = ['spec', 'lib', 'cli', 'crosscheck', 'fuzz', 'record'].flatMap((folder) => filesIn(folder, '.ts'));
    const named = [...folders, ...filesIn('test/mm', '.ts'), ...filesIn('docs', '.md')].flatMap((file) =>
      numbers(textOf(file)).map((number) => [file, number] as const),
    );
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter(([, number]) => !ids.has(number))).toEqual([]);
  });

  it.each(entries)('$id names rows that exist, and is named where a row names it', ({ id, rows: named }) => {
    expect(named.filter((row) => !rows.some((r) => r.id === row))).toEqual([]);
    const saying = rows.filter(({ says = '' }) => numbers(says).includes(id)).map((row) => row.id);
    expect(saying.filter((row) => !named.includes(row))).toEqual([]);
  });

  it.each(entries)('$id is dated, and named by its tests', ({ id, rows: named, releases, tests }) => {
    expect(named.length > 0 || releases !== undefined).toBe(true);
    for (const file of tests) expect(numbers(textOf(`test/mm/${file}`)), file).toContain(id);
  });
});
