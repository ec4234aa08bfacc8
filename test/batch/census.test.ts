/** censusBatch() and Census: as many words of each sort as decode() says, with every engine and instruction set. */
import { afterAll, describe, expect, it } from 'vitest';
import { Census } from '../../lib/batch/census.ts';
import { censusBatch } from '../../lib/batch/censusBatch.ts';
import { columns, KINDS } from '../../lib/batch/columns.ts';
import { censusAt, censusLength } from '../../lib/batch/engine/censusAt.ts';
import { layoutWords } from '../../lib/batch/engine/layoutWords.ts';
import { referenceEngine } from '../../lib/batch/engine/reference.ts';
import type { Engine } from '../../lib/batch/engine/types.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { matches, parseQuery } from '../../lib/query/query.ts';
import { flagColumn } from '../../spec/kinds.ts';
import { cores, restore } from '../support/cores.ts';
import { addon, native } from '../support/native.ts';
import { thrown } from '../support/thrown.ts';
import { whole } from '../support/whole.ts';
import { differentKernels, everyForm, interesting } from '../support/words.ts';

afterAll(restore);

/** The counts of columns, which the reference decodes to. */
function countsOf(k: Kernel, words: BigUint64Array): number[] {
  const { kind, type, flags } = columns(words.length);
  referenceEngine.decode(layoutWords(k), words, { kind, type, flags, payload: new BigUint64Array(words.length) });
  const counts = Array<number>(censusLength).fill(0);
  const add = (at: number) => {
    counts[at] = (counts[at] as number) + 1;
  };
  for (let i = 0; i < words.length; i++) {
    const of = kind[i] as number;
    add(censusAt.kinds + of);
    if (!['none', 'present', 'protnone'].includes(KINDS[of] as string)) add(censusAt.types + (type[i] as number));
    flagColumn.forEach(({ bit }, f) => {
      if (((flags[i] as number) & (2 ** bit)) === 0) return;
      add(censusAt.flags + f);
      add(censusAt.flagsOfKind + of * flagColumn.length + f);
    });
  }
  return counts;
}

/** What a form of the core counts. */
function counted(core: Engine, k: Kernel, words: BigUint64Array, byKind: boolean): number[] {
  const counts = new BigUint64Array(censusLength);
  core.census(layoutWords(k), words, byKind, counts);
  return [...counts].map(Number);
}

const each = cores.map((core) => [core.target, core] as const);

describe('a census of the core', () => {
  // A wrong count of one word cannot hide behind another: each form is counted alone with none but zeros, a chunk of 1024 at a time
  it.each(interesting)('counts what the reference decodes, whatever the release and the form: %o', (config) => {
    const at = interesting.indexOf(config);
    for (const k of differentKernels(config).filter((_, i) => i % (whole ? 3 : 12) === at % 3)) {
      const words = BigUint64Array.from(everyForm(k));
      const wanted = countsOf(k, words);
      for (const core of cores) {
        expect(counted(core, k, words, true), core.target).toEqual(wanted);
        expect(counted(core, k, words, false).slice(0, censusAt.flagsOfKind), core.target).toEqual(
          wanted.slice(0, censusAt.flagsOfKind),
        );
      }
    }
  });

  it.each(each)('with %s counts each form as it counts it among others', (_, core) => {
    for (const k of [kernel('6.12'), kernel('7.3', { pagingLevels: 5, encMask: 1n << 51n })]) {
      const forms = everyForm(k).filter((_, i) => i % 11 === 0);
      const words = new BigUint64Array(1);
      const wrong = forms.filter((word) => {
        words[0] = word;
        return counted(core, k, words, true).join() !== countsOf(k, words).join();
      });
      expect(wrong).toEqual([]);
    }
  });

  it.each(each)('with %s counts so many words and no more, and adds to what was counted', (_, core) => {
    const k = kernel('6.12');
    const forms = everyForm(k);
    const all = BigUint64Array.from({ length: 4200 }, (_, i) => forms[(i * 37) % 1500] as bigint);
    for (const n of [0, 1, 63, 64, 65, 511, 512, 1023, 1024, 1025, 4100]) {
      const words = all.subarray(3, 3 + n);
      expect(counted(core, k, words, true), String(n)).toEqual(countsOf(k, words));
    }
    const counts = new BigUint64Array(censusLength);
    for (const part of [all.subarray(0, 1300), all.subarray(1300)]) core.census(layoutWords(k), part, true, counts);
    expect([...counts].map(Number)).toEqual(countsOf(k, all));
  });

  it.skipIf(!native).each<[string, () => unknown]>([
    [
      'counts too few',
      () => addon.census(layoutWords(kernel('6.12')), new BigUint64Array(1), true, new BigUint64Array(9)),
    ],
    [
      'no answer',
      () =>
        addon.census(
          layoutWords(kernel('6.12')),
          new BigUint64Array(1),
          1 as unknown as boolean,
          new BigUint64Array(censusLength),
        ),
    ],
    [
      'counts over words',
      () => {
        const words = new BigUint64Array(censusLength);
        addon.census(layoutWords(kernel('6.12')), words, true, words);
      },
    ],
  ])('refuses %s', (_, run) => {
    expect(thrown(run).code).toMatch(/^ERR_PTE_(TYPE|VALUE)$/);
  });
});

describe('the reference', () => {
  it('counts what it decodes', () => {
    const k = kernel('6.12');
    const words = BigUint64Array.from(everyForm(k));
    const counts = new BigUint64Array(censusLength);
    referenceEngine.census(layoutWords(k), words, true, counts);
    expect([...counts].map(Number)).toEqual(countsOf(k, words));
  });
});

describe('censusBatch', () => {
  it.each(['pte', 'pmd', 'pud'] as const)('counts what matches() says, at %s', (level) => {
    const k = kernel('7.3');
    const words = BigUint64Array.from(everyForm(k).filter((_, i) => i % (whole ? 2 : 9) === 0));
    const count = (text: string) => {
      const query = parseQuery(text);
      return words.reduce((n, word) => n + (matches(k, word, query, { level }) ? 1 : 0), 0);
    };
    const census = censusBatch(k, words, { level });
    expect(census.words).toBe(words.length);
    expect(census.kinds).toEqual(Object.fromEntries(KINDS.map((kind) => [kind, count(`kind = ${kind}`)])));
    expect(census.flags).toEqual(Object.fromEntries(flagColumn.map(({ id }) => [id, count(id)])));
    expect([census.types.length, census.types[3], census.types[31]]).toEqual([
      32,
      count('type = 3'),
      count('type = 31'),
    ]);
    const all = new Census(k, { level });
    all.add(words);
    const present = all.kinds().find((row) => row.kind === 'present');
    expect(present?.words).toBe(census.kinds.present);
    expect(present?.says.softDirty).toBe(count('kind = present & soft-dirty'));
  });

  it('has the areas of Census, which adds up arrays', () => {
    const k = kernel('6.12');
    const words = BigUint64Array.from(everyForm(k));
    const census = new Census(k);
    census.add(words.subarray(0, 700));
    census.add(words.subarray(700));
    const { types, kinds } = censusBatch(k, words);
    expect(census.words).toBe(words.length);
    expect(census.swapTypes()).toEqual(
      types
        .slice(0, Number(k.mask.maxSwapfiles))
        .map((words, type) => ({ type, words }))
        .filter((row) => row.words > 0),
    );
    expect(census.kinds().map(({ kind, words }) => [kind, words])).toEqual(
      KINDS.map((kind) => [kind, kinds[kind]]).filter(([, n]) => n),
    );
  });
});
