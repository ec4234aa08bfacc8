import { describe, expect, it } from 'vitest';
import { kernels } from '../spec/kernels.ts';
import { dateDifferences, dateFacts, everywhere, parseSpan, releaseKernels } from './support/dates.ts';

const order = kernels.map(({ series }) => series as string);
const at = releaseKernels();
const next = (series: string) => order[order.indexOf(series) + 1];

describe('a change of Linux', () => {
  it.each(dateFacts.map((fact) => [fact[0], fact] as const))('%s', (_, fact) => {
    expect([...dateDifferences(fact, everywhere(fact), at)]).toEqual([]);
  });

  it('is dated by two releases that follow each other', () => {
    for (const [fact, , span] of dateFacts) {
      const { without, from, last, gone } = parseSpan(span);
      if (from) expect(next(without), fact).toBe(from);
      if (gone) expect(next(last), fact).toBe(gone);
    }
  });
});
