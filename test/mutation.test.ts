/**
 * Every row of the codec matters: change it, and some expectation that came from a kernel fails. The expectations are those
 * of the other tests: constants, worked examples and answers of headers, dated facts, and recordings of running kernels.
 */
import { describe, expect, it } from 'vitest';
import * as library from '../lib/index.ts';
import { kernelOfRecording } from '../lib/replay/recording.ts';
import { answerColumns, answerDifferences } from './support/answers.ts';
import { columnKernels } from './support/columns.ts';
import { constantColumns, constantDifferences } from './support/constants.ts';
import { dateDifferences, dateFacts, ends, releaseKernels } from './support/dates.ts';
import { exampleDifferences, examples, meaningDifferences } from './support/examples.ts';
import { flagDifferences } from './support/flags.ts';
import { equivalent, type Mutant, mutants, overlaps } from './support/mutants.ts';
import {
  pagemapDifferences,
  recordings,
  textOf,
  vmFlagDifferences,
  wordDifferences,
  wordsOf,
} from './support/observations.ts';
import { stepDifferences } from './support/steps.ts';

const recorded = [...recordings()].map(([file, { records }]) => ({
  sort: file.split('-')[0],
  about: JSON.parse(textOf(file)).kernel as unknown,
  records,
}));

/** All differences from what kernels say, the quickest to find first. */
function* differences(): Generator<string> {
  yield* overlaps();
  const kernelOf = columnKernels();
  for (const column of constantColumns) yield* constantDifferences(column, kernelOf);
  const at = releaseKernels();
  for (const fact of dateFacts) yield* dateDifferences(fact, ends(fact), at);
  for (const example of examples) yield* exampleDifferences(example, kernelOf);
  for (const example of examples) yield* meaningDifferences(example, kernelOf);
  for (const column of constantColumns) yield* flagDifferences(column, kernelOf);
  yield* recordedDifferences();
  for (const column of answerColumns) yield* answerDifferences(library, column);
}

function* recordedDifferences(): Generator<string> {
  for (const { about, records, sort } of recorded) {
    const k = kernelOfRecording(about);
    for (const record of records) {
      yield* pagemapDifferences(k, record);
      for (const [word, level] of wordsOf(record)) yield* wordDifferences(k, word, level);
      const d = library.decode(k, record.raw, { level: record.level });
      if (sort === 'linux') yield* stepDifferences(record.scenario, record.step, d);
      if (sort === 'walk') yield* vmFlagDifferences(k, record);
    }
  }
}

/** The first thing that is wrong with a mutant; none if it survives. A row that no kernel can be made of is wrong, too. */
function firstDifference({ apply }: Mutant): string | undefined {
  const undo = apply();
  try {
    return differences().next().value as string | undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    undo();
  }
}

const tableOf = ({ name }: Pick<Mutant, 'name'>) => name.split(/[.:]/)[0];
const tableNames = [...new Set(mutants.map(tableOf))];

describe('the rows of the codec', () => {
  it('agree with all expectations as they are', () => {
    expect([...differences()]).toEqual([]);
  });

  it('can be wrong in more than a thousand ways', () => {
    expect(mutants.length).toBeGreaterThan(1000);
  });

  it.each(tableNames)('survive no change that means something: %s', { timeout: 300_000 }, (table) => {
    const survivors = mutants.filter((mutant) => tableOf(mutant) === table && firstDifference(mutant) === undefined);
    const harmless = Object.keys(equivalent).filter((name) => tableOf({ name }) === table);
    expect(survivors.map(({ name }) => name)).toEqual(harmless);
  });

  it('are as they were', () => {
    expect(differences().next().done).toBe(true);
  });
});
