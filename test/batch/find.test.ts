/** findBatch(): what matches() says of each word, with every engine and instruction set, wherever arrays begin and end. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referenceEngine } from '../../lib/batch/engine/reference.ts';
import { findBatch } from '../../lib/batch/findBatch.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { compileQuery } from '../../lib/query/compile.ts';
import { matches, parseQuery } from '../../lib/query/query.ts';
import { stepsOf, stepWords } from '../../lib/query/steps.ts';
import type { Level } from '../../spec/schema.ts';
import { cores, restore } from '../support/cores.ts';
import { addon, native } from '../support/native.ts';
import { thrown } from '../support/thrown.ts';
import { whole } from '../support/whole.ts';
import { everyForm } from '../support/words.ts';

const k = kernel('6.12');
const forms = BigUint64Array.from(everyForm(k));
const queries = [
  'none',
  'present',
  'swap',
  'uffd-wp',
  'migration & pfn < 0x100',
  '!(present & writable) & !none',
  'pfn >= 0x1000 & pfn <= 0x80000 | type = 3 & offset != 0',
  '(young | dirty) & (uffd-wp | soft-dirty) | exclusive & !(type = 0) | unexplained & hwpoison',
  'swap & !swap',
  'swap | !swap',
];
const places = (of: Kernel, words: BigUint64Array, text: string, level: Level = 'pte') => {
  const query = parseQuery(text);
  return [...words.keys()].filter((i) => matches(of, words[i] as bigint, query, { level }));
};
const wanted = new Map(queries.map((text) => [text, places(k, forms, text)]));

const engines = [
  ['reference', referenceEngine.find] as const,
  ...cores.map(({ target, find }) => [target, find] as const),
];
afterAll(restore);

describe.each(engines)('with %s, a search', (_, find) => {
  const found = (text: string, words: BigUint64Array, from = 0, most = words.length) => {
    const out = new Uint32Array(most);
    return [...out.subarray(0, find(stepsOf(compileQuery(k, text)), words, from, out))];
  };

  it.each(queries)('finds what matches: %s', (text) => {
    expect(found(text, forms)).toEqual(wanted.get(text));
  });

  it.each([0, 1, 63, 64, 65, 127, 128, 200])('of %i words looks at those and no other', (n) => {
    for (const at of [0, 1, 3]) {
      const words = forms.subarray(100 + at, 100 + at + n);
      expect(found('swap', words)).toEqual(places(k, words, 'swap'));
      expect(found('uffd-wp', words)).toEqual(places(k, words, 'uffd-wp'));
      expect(found('swap | !swap', words).length).toBe(n);
    }
  });

  it('goes on from where it stopped, whatever the room', () => {
    const words = whole ? forms : forms.subarray(0, 300);
    const steps = stepsOf(compileQuery(k, 'swap'));
    for (const most of [1, 7, 64, 100]) {
      const all: number[] = [];
      const out = new Uint32Array(most);
      for (let from = 0, n = -1; n !== 0; from = (all.at(-1) ?? 0) + 1) {
        n = find(steps, words, from, out);
        all.push(...out.subarray(0, n));
      }
      expect(all).toEqual(wanted.get('swap')?.filter((place) => place < words.length));
    }
    expect(found('swap', forms, forms.length)).toEqual([]);
    expect(found('swap', forms, 0, 0)).toEqual([]);
    expect(found('swap', new BigUint64Array(0), 0, 1)).toEqual([]);
  });
});

describe('findBatch', () => {
  it('takes a query or its text, a level and a part', () => {
    expect([...findBatch(k, forms, 'swap')]).toEqual(wanted.get('swap'));
    expect([...findBatch(k, forms, parseQuery('swap'), { from: 5, limit: 3 })]).toEqual(
      wanted
        .get('swap')
        ?.filter((i) => i >= 5)
        .slice(0, 3),
    );
    const into = new Uint32Array(4);
    const part = findBatch(k, forms, 'swap', { into });
    expect([part.buffer, [...part]]).toEqual([into.buffer, wanted.get('swap')?.slice(0, 4)]);
    for (const level of ['pmd', 'pud'] as const)
      for (const text of ['huge & writable', 'present & !huge', 'none | uffd-wp'])
        expect([...findBatch(k, forms, text, { level })]).toEqual(places(k, forms, text, level));
  });

  it('finds more than fits one piece', () => {
    const words = new BigUint64Array(200_000).fill(1n);
    const found = findBatch(k, words, 'present');
    expect([found.length, found[0], found[65536], found.at(-1)]).toEqual([200_000, 0, 65_536, 199_999]);
    expect(findBatch(k, words, 'present', { limit: 70_000 }).length).toBe(70_000);
    expect(findBatch(k, words, 'swap').length).toBe(0);
  });

  const shared = new ArrayBuffer(64);
  it.each<[string, () => unknown, RegExp]>([
    [
      'a place before the first',
      () => findBatch(k, forms, 'swap', { from: -1 }),
      /expected from to be an integer from 0 to/,
    ],
    [
      'a place past the last',
      () => findBatch(k, forms, 'swap', { from: forms.length + 1 }),
      /expected from to be an integer/,
    ],
    ['half a limit', () => findBatch(k, forms, 'swap', { limit: 0.5 }), /expected limit to be an integer/],
    [
      'a limit by name',
      () => findBatch(k, forms, 'swap', { limit: '1' as unknown as number }),
      /expected limit to be a number/,
    ],
    [
      'other words',
      () => findBatch(k, [1n] as unknown as BigUint64Array, 'swap'),
      /expected words to be a BigUint64Array/,
    ],
    [
      'room of another type',
      () => findBatch(k, forms, 'swap', { into: new Uint8Array(4) as unknown as Uint32Array }),
      /expected into to be a Uint32Array/,
    ],
    [
      'room over the words',
      () => findBatch(k, new BigUint64Array(shared), 'swap', { into: new Uint32Array(shared, 60) }),
      /expected words and into in memory apart/,
    ],
    ['no level', () => findBatch(k, forms, 'swap', { level: 'p4d' as Level }), /expected a level among pte, pmd, pud/],
    ['no query', () => findBatch(k, forms, 'swapp'), /did you mean swap/],
    ['what the explorer answers', () => findBatch(k, forms, 'page.dirty'), /expected words about one entry/],
  ])('refuses %s', (_, run, message) => {
    const error = thrown(run);
    expect(error.message).toMatch(message);
    expect(error.code).toMatch(/^ERR_PTE_(TYPE|VALUE|INPUT)$/);
  });
});

describe.skipIf(!native)('the native door of a search', () => {
  beforeAll(() => addon.setTarget(addon.targets().at(-1) as string));
  const one = stepsOf(compileQuery(k, 'swap'));
  const step = (does: bigint) => [...one.subarray(0, stepWords - 1), does];
  const steps = (...does: bigint[]) => BigUint64Array.from(does.flatMap(step));
  const words = new BigUint64Array(4);
  const room = new Uint32Array(4);
  it.each<[string, () => unknown]>([
    ['no step', () => addon.find(steps(), words, 0, room)],
    ['part of a step', () => addon.find(one.subarray(1), words, 0, room)],
    ['two answers', () => addon.find(steps(0n, 0n), words, 0, room)],
    ['an answer too few', () => addon.find(steps(0n, 1n), words, 0, room)],
    ['a step of no sort', () => addon.find(steps(3n), words, 0, room)],
    [
      '33 answers at once',
      () => addon.find(steps(...Array<bigint>(33).fill(0n), ...Array<bigint>(32).fill(1n)), words, 0, room),
    ],
    ['a place past the end', () => addon.find(one, words, 5, room)],
    ['a place before the first', () => addon.find(one, words, -1, room)],
    ['no place', () => addon.find(one, words, Number.NaN, room)],
    ['room over the words', () => addon.find(one, words, 0, new Uint32Array(words.buffer))],
    ['other words', () => addon.find(one, room as unknown as BigUint64Array, 0, room)],
  ])('refuses %s', (_, run) => {
    expect(thrown(run)).toMatchObject({ code: expect.stringMatching(/^ERR_PTE_(TYPE|VALUE)$/) });
  });

  it('takes 32 answers at once', () => {
    const deep = steps(...Array<bigint>(32).fill(0n), ...Array<bigint>(31).fill(1n));
    expect(addon.find(deep, BigUint64Array.of(0n, 1n, 8n), 0, room)).toBe(1);
    expect(room[0]).toBe(2);
  });
});
