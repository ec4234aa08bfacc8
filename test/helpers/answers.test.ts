import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as library from '../../lib/index.ts';
import { answerColumns, answerDifferences, answers, askHeaders, file } from '../support/answers.ts';
import { helperFacts } from '../support/helpers.ts';
import { everyNth } from '../support/whole.ts';

const header = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('#'));

describe('the helpers of six kernels', () => {
  it('were asked, all of them, with every option on and off and on several machines', () => {
    expect(answers.map(({ helper }) => helper).sort()).toEqual(helperFacts.map(({ kernelName }) => kernelName).sort());
    expect(answerColumns).toHaveLength(71);
  });

  it.each(everyNth(answerColumns, 6))('answer as the headers do on 256 words: %s', (column) => {
    expect([...answerDifferences(library, column)]).toEqual([]);
  });
});

/** A folder with probes built from the headers: the recorded answers are asked again, or with PTE_RECORD=1 written. */
const probes = process.env.PTE_PROBES;

describe.skipIf(!probes)('the headers themselves', () => {
  it('answer what was recorded', async () => {
    const now = `${header.join('\n')}\n${await askHeaders(probes as string)}`;
    if (process.env.PTE_RECORD) writeFileSync(file, now);
    expect(readFileSync(file, 'utf8')).toBe(now);
  });
});
