/**
 * Every row of the codec matters: change it, and some expectation that came from a kernel fails. The expectations are those
 * of the other tests: constants, worked examples and answers of headers, dated facts, and recordings of running kernels.
 */
import { describe, expect, it } from 'vitest';
import * as library from '../lib/index.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import { kernelOfRecording } from '../lib/replay/recording.ts';
import { kernels } from '../spec/kernels.ts';
import { answerColumns, answerDifferences, answerKernel } from './support/answers.ts';
import { columnKernels } from './support/columns.ts';
import { constantColumns, constantDifferences } from './support/constants.ts';
import { dateDifferences, dateFacts, ends, releaseKernels } from './support/dates.ts';
import { exampleConfig, exampleDifferences, examples, meaningDifferences } from './support/examples.ts';
import { flagDifferences } from './support/flags.ts';
import { equivalent, type Mutant, mutants, mutated, overlaps } from './support/mutants.ts';
import {
  pagemapDifferences,
  recordings,
  textOf,
  vmFlagDifferences,
  wordDifferences,
  wordsOf,
} from './support/observations.ts';
import { stepDifferences } from './support/steps.ts';

/** What kernels say of one kernel value. */
interface Expectation {
  /** The kernel as the rows have it, and how it is made anew. */
  readonly k: Kernel;
  readonly make: () => Kernel;
  /** Where the library says otherwise, in words. */
  readonly differences: (k: Kernel) => Generator<string>;
}
const expectation = (k: Kernel, differences: Expectation['differences']): Expectation => ({
  k,
  make: () =>
    library.kernel({ release: k.release.text, version: `Debian ${k.release.series}.${k.release.patch}` }, k.config),
  differences,
});

const series = kernels.map((row) => row.series);
const isEnd = (release: string) => [`${series[0]}.0`, `${series.at(-1)}.0`].includes(release);

const kernelOf = columnKernels();
const at = releaseKernels();
const ofColumn = (column: string, differences: typeof constantDifferences) =>
  expectation(kernelOf(column), (k) => differences(column, () => k));
const ofExamples = (differences: typeof exampleDifferences) =>
  examples.flatMap((example) =>
    Object.entries(example.answers).map(([column, answer]) =>
      expectation(kernelOf(column, exampleConfig(example.id)), (k) =>
        differences({ ...example, answers: { [column]: answer } }, () => k),
      ),
    ),
  );

/** Dated facts, those of the first and the last release before the others: on these two all facts are asked. */
const dates = dateFacts
  .flatMap((fact) => ends(fact).map((release) => ({ fact, release })))
  .sort((a, b) => Number(isEnd(b.release)) - Number(isEnd(a.release)))
  .map(({ fact, release }) =>
    expectation(at(release, fact[4]?.config), (k) => dateDifferences(fact, [release], () => k)),
  );

/** All of them, the quickest to find a difference first. */
const expectations: readonly Expectation[] = [
  ...constantColumns.map((column) => ofColumn(column, constantDifferences)),
  ...dates,
  ...constantColumns.map((column) => ofColumn(column, flagDifferences)),
  ...ofExamples(exampleDifferences),
  ...ofExamples(meaningDifferences),
  ...[...recordings()].map(([file, { records }]) =>
    expectation(kernelOfRecording(JSON.parse(textOf(file)).kernel), (k) => recordedDifferences(k, file, records)),
  ),
];
/** The answers of headers to many questions, which test/helpers/answers.test.ts compares for the rows as they are. */
const answers = answerColumns.map((column) =>
  expectation(answerKernel(column), (k) => answerDifferences(library, column, k)),
);

function* recordedDifferences(k: Kernel, file: string, records: readonly library.RecordedStep[]): Generator<string> {
  const [sort] = file.split('-');
  for (const record of records) {
    yield* pagemapDifferences(k, record);
    for (const [word, level] of wordsOf(record)) yield* wordDifferences(k, word, level);
    const d = library.decode(k, record.raw, { level: record.level });
    if (sort === 'linux') yield* stepDifferences(record.scenario, record.step, d);
    if (sort === 'walk') yield* vmFlagDifferences(k, record);
  }
}

/**
 * Kernels by whether a mutant can change them. A kernel depends on a row through whether it holds and, if it does, on what it
 * says; k.holds() asks the row as it is at the time.
 */
function touchedBy({ changed }: Mutant, kernels: readonly Kernel[]): (k: Kernel) => boolean {
  if (!changed) return () => true;
  const { table, row, when } = changed;
  const holds = (k: Kernel) => k.holds(table as Parameters<Kernel['holds']>[0], row);
  const before = new Set(kernels.filter(holds));
  return (k) => (when ? before.has(k) !== holds(k) : before.has(k) || holds(k));
}
const everyKernel = [...new Set([...expectations, ...answers].map(({ k }) => k))];

/** The first thing that is wrong with a mutant; none if it survives. A row that no kernel can be made of is wrong, too. */
function firstDifference(mutant: Mutant): string | undefined {
  const touched = touchedBy(mutant, everyKernel);
  const undo = mutant.apply();
  const again = new Map<Kernel, Kernel>();
  try {
    for (const difference of overlaps()) return difference;
    for (const { k, make, differences } of [...expectations, ...answers]) {
      if (!touched(k)) continue;
      const anew = again.get(k) ?? make();
      again.set(k, anew);
      for (const difference of differences(anew)) return difference;
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    undo();
  }
}

const tableOf = ({ name }: Pick<Mutant, 'name'>) => name.split(/[.:]/)[0];
const tableNames = [...new Set(mutants.map(tableOf))];
const before = JSON.stringify(mutated);

describe('the rows of the codec', () => {
  it('agree with all expectations as they are', () => {
    expect(overlaps().next().done).toBe(true);
    expect(expectations.flatMap(({ k, differences }) => [...differences(k)])).toEqual([]);
  });

  it('can be wrong in more than a thousand ways', () => {
    expect(mutants.length).toBeGreaterThan(1000);
  });

  it.each(tableNames)('survive no change that means something: %s', (table) => {
    const survivors = mutants.filter((mutant) => tableOf(mutant) === table && firstDifference(mutant) === undefined);
    const harmless = Object.keys(equivalent).filter((name) => tableOf({ name }) === table);
    expect(survivors.map(({ name }) => name)).toEqual(harmless);
  });

  it('are as they were', () => {
    expect(JSON.stringify(mutated)).toBe(before);
  });
});
