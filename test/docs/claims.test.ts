/** Every claim of the five discussions as a command: what it must print was typed from kernel sources (test/data/claims/). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { claims, discussions, runnable } from '../data/claims/all.ts';
import type { Claim, Shows } from '../data/claims/claim.ts';
import { everyNth, whole } from '../support/whole.ts';
import { pageOf } from './discussionsPage.ts';
import { holds } from './facts.ts';
import { type Output, runCommand, wordsOf } from './inProcess.ts';
import { type Printed, readPrinted } from './printed.ts';

/** The kernels of a command, as it names them; one that names none runs on the newest, which stands for `*` here. */
function kernelsOf(run: string): string[] {
  const words = wordsOf(run);
  const named = words.filter((_, i) => words[i - 1] === '-k');
  return named.length > 0 ? named : ['*'];
}

/** Of each name the how manieth row of its kernel: `write #2`; without a number it is the first. */
function rowOf({ rows }: Printed, kernel: string, operation: string): string | undefined {
  const [, name, number = '1'] = /^(.*?)(?: #(\d+))?$/.exec(operation) ?? [];
  return rows.filter((row) => row.kernel === kernel && row.operation === name)[Number(number) - 1]?.text;
}

/** All that is printed of a kernel: its rows, and what stands outside of them and is not of another. */
function allOf({ rows, rest }: Printed, kernel: string): string {
  const ofIt = <T extends { kernel: string | undefined }>(row: T) => row.kernel === kernel || row.kernel === undefined;
  return [...rows.filter(ofIt), ...rest.filter(ofIt)].map(({ text }) => text).join(' ');
}

/** What is not as the table says, one line each. */
function* wrongIn(
  { run, see = [], prints = [], exits = 0 }: Shows,
  { text, status, failed }: Output,
): Generator<string> {
  if (failed !== undefined && text === '') return yield `${run}: ${failed.split('\n')[0]}`;
  if (status !== exits) yield `${run}: exits with ${status}`;
  const flat = text.replaceAll(/\s+/g, ' ');
  for (const fact of prints) if (!holds(fact, flat) && !holds(fact, text)) yield `${run}: expected it to print ${fact}`;
  const kernels = kernelsOf(run);
  const printed = readPrinted(text, kernels);
  for (const [names, operation, ...facts] of see)
    for (const kernel of names === '*' ? kernels : names.split(' ')) {
      const row = operation === '*' ? allOf(printed, kernel) : rowOf(printed, kernel, operation);
      const place = `${run}: ${kernel}, ${operation}:`;
      if (row === undefined) yield `${place} nothing is printed`;
      else
        for (const fact of facts)
          if (!holds(fact, row)) yield `${place} expected ${fact}${operation === '*' ? '' : `, got ${row}`}`;
    }
}

const outputs = new Map<string, Promise<Output>>();
const outputOf = (run: string): Promise<Output> => {
  const found = outputs.get(run) ?? runCommand(run);
  outputs.set(run, found);
  return found;
};

async function wrongOf({ shows }: Claim): Promise<string[]> {
  const wrong: string[] = [];
  for (const one of shows) wrong.push(...wrongIn(one, await outputOf(one.run)));
  return wrong;
}

describe('the claims', () => {
  it('are all there, under their numbers', () => {
    expect(discussions.map((discussion) => discussion.claims.length)).toEqual([21, 22, 23, 28, 16]);
    const numbers = discussions.flatMap((discussion, i) => discussion.claims.map((_, j) => `C${i}.${j + 1}`));
    expect(claims.map(({ claim }) => claim)).toEqual(numbers);
  });

  it('can be run, but for nine opinions', () => {
    const named = (has: (claim: Claim) => unknown) => claims.filter(has).map(({ claim }) => claim);
    expect(runnable.length).toBe(101);
    expect(named(({ opinion }) => opinion)).toEqual([
      'C0.8',
      'C1.2',
      'C1.22',
      'C2.22',
      'C2.23',
      'C3.4',
      'C4.5',
      'C4.6',
      'C4.12',
    ]);
    expect(runnable.filter(({ shows }) => shows.length === 0)).toEqual([]);
  });

  it('are refuted by released kernels eleven times', () => {
    expect(claims.filter(({ refuted }) => refuted).map(({ claim }) => claim)).toEqual([
      'C0.14',
      'C1.7',
      'C1.11',
      'C1.13',
      'C1.17',
      'C2.9',
      'C3.9',
      'C3.13',
      'C3.14',
      'C3.18',
      'C4.2',
    ]);
  });
});

/** Opinions may have commands too, but none that settle them. */
const kindOf = (claim: Claim): string => (runnable.includes(claim) ? 'is shown' : 'is not settled by');
const withCommands = claims.filter(({ shows }) => shows.length > 0);

describe('a command', () => {
  it.each(everyNth(withCommands, 6).map((claim) => [claim.claim, kindOf(claim), claim.title, claim] as const))(
    '%s %s: %s',
    async (_number, _kind, _title, claim) => {
      const wrong = await wrongOf(claim);
      expect(wrong, wrong.join('\n')).toEqual([]);
    },
  );
});

describe('docs/discussions.md', () => {
  it('has every claim', () => {
    const page = readFileSync(new URL('../../docs/discussions.md', import.meta.url), 'utf8');
    expect(claims.filter(({ title }) => !page.includes(title)).map(({ claim }) => claim)).toEqual([]);
  });

  it.runIf(whole)('has every claim, with what its commands print; npm run claims -- --write writes it', async () => {
    const right = new Map<Shows, string>();
    for (const shows of claims.flatMap((claim) => claim.shows)) {
      const output = await outputOf(shows.run);
      if ([...wrongIn(shows, output)].length === 0) right.set(shows, output.text);
    }
    const page = pageOf(discussions, (shows) => right.get(shows));
    await expect(page).toMatchFileSnapshot('../../docs/discussions.md');
  });
});
