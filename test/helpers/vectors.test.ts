import { describe, expect, it } from 'vitest';
import { columnKernels } from '../support/columns.ts';
import { constantColumns, constantDifferences, constants } from '../support/constants.ts';
import { asked, exampleDifferences, examples, meaningDifferences, meant } from '../support/examples.ts';
import { flagDifferences } from '../support/flags.ts';

const kernelOf = columnKernels();

describe('a worked example of the headers of 5.10, 6.1, 6.12, 7.2 and 7.3', () => {
  it('is asked for every row of the page, E1 to E93', () => {
    const ids = [...new Set(examples.map(({ id }) => id))];
    expect(ids).toEqual(Array.from({ length: 93 }, (_, i) => `E${i + 1}`));
    expect(ids).toEqual(asked);
    expect(examples).toHaveLength(93 + 17);
  });

  it.each(examples)('$id: $input', (example) => {
    expect([...exampleDifferences(example, kernelOf)]).toEqual([]);
  });
});

describe('a word of the worked examples', () => {
  it.each(examples.filter(({ id }) => meant.includes(id)))('means what it was made of: $id, $input', (example) => {
    expect([...meaningDifferences(example, kernelOf)]).toEqual([]);
  });
});

describe('a bit of an entry', () => {
  it.each(constantColumns)('has the name that the headers give it, in every form of entry: %s', (column) => {
    expect([...flagDifferences(column, kernelOf)]).toEqual([]);
  });
});

describe('a constant of the headers', () => {
  it('is read for every column and row of the file', () => {
    expect(constantColumns).toEqual([
      '4.19',
      '5.10',
      '6.1',
      '6.1-devpriv',
      '6.12',
      '6.12-devpriv',
      '7.2',
      '7.3',
      '7.3-nodevpriv',
      '7.3-nohwp',
      '7.3-nomig',
    ]);
    expect(constants).toHaveLength(145);
  });

  it.each(constantColumns)('has the same value in the library: %s', (column) => {
    expect([...constantDifferences(column, kernelOf)]).toEqual([]);
  });
});
