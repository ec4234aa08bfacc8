/** What a helper says of a wrong argument: one sentence, in the words of the caller. */
import { describe, expect, it } from 'vitest';
import * as library from '../../lib/index.ts';
import { commonHelpers, helpers } from '../../spec/helpers.ts';
import { columnKernels } from '../support/columns.ts';
import { type Helper, helperFacts, sample } from '../support/helpers.ts';
import { thrown } from '../support/thrown.ts';

const kernelOf = columnKernels();
const functions = library as unknown as Readonly<Record<string, Helper>>;
const helperOf = (name: string) => functions[name] as Helper;
const facts = helperFacts.map((fact) => [fact.name, fact] as const);

/** What is no word, by what has to be said of it. */
const noWords: readonly (readonly [unknown, string])[] = [
  [5, '5 \\(write 5n\\)'],
  [1.5, '1.5'],
  ['0x5', '"0x5"'],
  [undefined, 'undefined'],
  [null, 'null'],
  [true, 'true'],
  [[1n], 'Array'],
  [{}, 'Object'],
];
const tooWide: readonly (readonly [bigint, string])[] = [
  [2n ** 64n, '0x10000000000000000'],
  [-1n, '-0x1'],
];

describe.each(facts)('%s', (name, { args, columns }) => {
  const [column = '7.3'] = Object.entries(columns).find(([, has]) => has) ?? [];
  const right = args.map(sample);
  const ask = (i: number, bad: unknown) =>
    thrown(() => helperOf(name)(kernelOf(column), ...right.with(i, bad as bigint)));

  it('says what is no word or no number', () => {
    right.forEach((value, i) => {
      if (typeof value === 'bigint') {
        for (const [bad, says] of noWords.filter(([bad]) => bad !== undefined || args[i] !== 'vm_flags')) {
          expect(ask(i, bad)).toMatchObject({ name: 'TypeError', code: 'ERR_PTE_TYPE' });
          expect(ask(i, bad).message).toMatch(
            new RegExp(`^expected ${name}\\(\\) to be given a 64-bit word as a bigint, got ${says}$`),
          );
        }
        for (const [bad, says] of tooWide) {
          expect(ask(i, bad)).toMatchObject({ name: 'RangeError', code: 'ERR_PTE_VALUE' });
          expect(ask(i, bad).message).toBe(`expected ${name}() to be given a 64-bit word, got ${says}`);
        }
      } else {
        for (const bad of [1n, '1', undefined]) expect(ask(i, bad)).toMatchObject({ code: 'ERR_PTE_TYPE' });
        for (const bad of [1.5, -1, Number.NaN]) expect(ask(i, bad)).toMatchObject({ code: 'ERR_PTE_VALUE' });
      }
    });
  });

  it('says what is no kernel', () => {
    for (const bad of [undefined, null, '6.12', 6.12, {}, 1n])
      expect(thrown(() => helperOf(name)(bad as library.Kernel, ...right)).message).toMatch(
        /^expected a kernel as kernel\(\) gives it, got /,
      );
  });
});

describe('every helper that the library exports', () => {
  it('has its name, and looks at its arguments', () => {
    const k = library.kernel('7.3');
    for (const { id } of [...helpers, ...commonHelpers]) {
      expect(helperOf(id).name).toBe(id);
      if (helperOf(id).length > 1)
        expect(thrown(() => helperOf(id)(k, '1' as unknown as bigint))).toMatchObject({ code: 'ERR_PTE_TYPE' });
    }
  });
});
