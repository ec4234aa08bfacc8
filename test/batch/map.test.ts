/** mapBatch(): what the helper itself gives for each word, with every engine and instruction set, wherever arrays begin and end. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { camel } from '../../lib/base/spelling.ts';
import { layoutWords, wordIds } from '../../lib/batch/engine/layoutWords.ts';
import { referenceEngine } from '../../lib/batch/engine/reference.ts';
import { mapStepWords, mostMapSteps } from '../../lib/batch/engine/types.ts';
import { mapBatch } from '../../lib/batch/mapBatch.ts';
import { mapHelpers, ofOneMore, ofOneWord } from '../../lib/batch/mapHelpers.ts';
import { mapStepsOf, type WordMap } from '../../lib/batch/mapSteps.ts';
import type { Config } from '../../lib/kernel/config.ts';
import { type HelperId, type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { kernels } from '../../spec/kernels.ts';
import { cores, restore } from '../support/cores.ts';
import { addon, native } from '../support/native.ts';
import { thrown } from '../support/thrown.ts';
import { root } from '../support/tree.ts';
import { everyNth } from '../support/whole.ts';
import { everyForm } from '../support/words.ts';

afterAll(restore);

const bits = Array.from({ length: 64 }, (_, i) => 1n << BigInt(i));
const all = 2n ** 64n - 1n;

/** Kernels that a helper of one word can tell apart. */
function differing(config: Partial<Config>): readonly Kernel[] {
  const tells = ['mkuffdWpWrprotects', 'pgprotModifyMasksNew', 'pmdModifyDropsDirty'] as const;
  const key = (k: Kernel) => [...layoutWords(k).subarray(0, wordIds.length), ...tells.map((id) => k.does(id))].join();
  const every = kernels.map(({ series }) => kernel(series, config));
  return [...new Map(every.map((k) => [key(k), k])).values()];
}

/** What a helper may take besides: a protection for each way in which these differ, an empty one, one of kept bits, and anything. */
function beside(k: Kernel): readonly bigint[] {
  const decides = k.mask.present | k.mask.rw | k.mask.dirty;
  const protections = new Map(Object.values(k.prot).map((prot) => [prot & decides, prot]));
  return [...protections.values(), 0n, k.mask.dirty, k.vm.shadowStack, 0x123456789abcdef0n];
}

/** Every map of a kernel. */
function* mapsOf(k: Kernel): Generator<readonly [name: string, map: WordMap]> {
  const seen = new Set<unknown>();
  for (const [name, helper] of mapHelpers) {
    if (!k.has(name as HelperId) || seen.has(helper)) continue;
    seen.add(helper);
    const words = (ofOneMore as readonly string[]).includes(name) ? new Set(beside(k)) : [0n];
    for (const more of words) yield [`${name} ${more} of ${k.name}`, (word) => helper(k, word, more)];
  }
}

/**
 * Within a state of the bits that decide each bit of a word is kept, flipped, cleared or set, by helpers (which are operators on masks, and
 * proved equal to the kernel's) and by steps alike, unless none of some bits is set. So two words for each bit tell all, one in which it is
 * alone and one in which it alone is missing.
 */
function basisOf(k: Kernel): readonly bigint[] {
  const { present, rw, dirty, savedDirty, pse } = k.mask;
  const deciding = [...new Set([present, rw, dirty, savedDirty, pse])].filter((bit) => bit !== 0n);
  const states = deciding.reduce((found, bit) => found.flatMap((state) => [state, state | bit]), [0n]);
  const free = bits.filter((bit) => !deciding.includes(bit));
  const rest = free.reduce((mask, bit) => mask | bit, 0n);
  return states.flatMap((state) => [0n, ...free, rest, ...free.map((bit) => rest ^ bit)].map((word) => state | word));
}

const asked = new Map<WordMap, BigUint64Array>();
/** The steps of a map as an engine takes them. */
function numbers(map: WordMap): BigUint64Array {
  const steps =
    asked.get(map) ??
    BigUint64Array.from(
      (mapStepsOf(map) ?? []).flatMap(({ mask, value, some, keep, flip }) => [mask, value, some, keep, flip]),
    );
  asked.set(map, steps);
  return steps;
}
const best = cores[0] ?? referenceEngine;

describe('the steps of a helper', () => {
  const kernelsOf = [
    ...differing({}),
    kernel('6.12', { shadowStackCpu: false, softDirty: false }),
    kernel('7.3', { encMask: 1n << 47n, pagingLevels: 5 }),
  ];
  it.each(everyNth(kernelsOf, 6).map((k) => [k.name, k] as const))('do as it does, for all words: %s', (_, k) => {
    const words = BigUint64Array.from(basisOf(k));
    const made = new BigUint64Array(words.length);
    for (const [name, map] of mapsOf(k)) {
      const steps = numbers(map);
      expect([name, steps.length / mapStepWords <= mostMapSteps, steps.length > 0]).toEqual([name, true, true]);
      best.map(steps, words, made);
      const wrong = words.findIndex((word, i) => map(word) !== made[i]);
      expect([name, wrong, words[wrong]?.toString(16)]).toEqual([name, -1, undefined]);
    }
  });

  it('are none for what adds', () => {
    expect(mapStepsOf((word) => BigInt.asUintN(64, word + 4096n))).toBeUndefined();
    expect(mapStepsOf((word) => (word === 0x6789n ? 0n : word ^ (word >> 1n)))).toBeUndefined();
  });
});

const bytes = (a: BigUint64Array) => Buffer.from(a.buffer, a.byteOffset, a.byteLength);
const same = (a: BigUint64Array, b: BigUint64Array) => bytes(a).equals(bytes(b));

const k = kernel('6.12');
const forms = BigUint64Array.from(everyForm(k));
const few: readonly (readonly [string, WordMap])[] = [
  ['pteMkold', (word) => mapHelpers.get('pteMkold')?.(k, word, 0n) as bigint],
  ['pteMkuffdWp', (word) => mapHelpers.get('pteMkuffdWp')?.(k, word, 0n) as bigint],
  ['pgprot4k2Large', (word) => mapHelpers.get('pgprot4k2Large')?.(k, word, 0n) as bigint],
  ['pteModify', (word) => mapHelpers.get('pteModify')?.(k, word, 0x8000000000000025n) as bigint],
  ['pteModify of no access', (word) => mapHelpers.get('pteModify')?.(k, word, 0n) as bigint],
  ['pmdMkinvalid', (word) => mapHelpers.get('pmdMkinvalid')?.(k, word, 0n) as bigint],
];
const engines = [
  ['reference', referenceEngine.map] as const,
  ...cores.map(({ target, map }) => [target, map] as const),
];

describe.each(engines)('with %s', (_, run) => {
  it.each(few)('%s of every form of an entry is the helper of each', (_, map) => {
    const into = new BigUint64Array(forms.length);
    run(numbers(map), forms, into);
    expect(same(into, forms.map(map))).toBe(true);
  });

  it.each([0, 1, 7, 8, 9, 15, 16, 31, 32, 33, 63, 64, 65, 200])('%i words are those and no other', (n) => {
    for (const [, map] of few.slice(1, 4))
      for (const [from, to] of [
        [0, 0],
        [1, 0],
        [0, 3],
        [5, 2],
      ] as const) {
        const words = forms.subarray(100 + from, 100 + from + n);
        const into = new BigUint64Array(n + 8).fill(7n);
        run(numbers(map), words, into.subarray(to, to + n));
        const whole = new BigUint64Array(n + 8).fill(7n);
        whole.set(words.map(map), to);
        expect(same(into, whole)).toBe(true);
        const place = forms.slice(100 + from, 100 + from + n + to).subarray(to);
        const wanted = place.map(map);
        run(numbers(map), place, place);
        expect(same(place, wanted)).toBe(true);
      }
  });

  it('steps of a shape that no helper has are done all the same', () => {
    const odd = [
      0n,
      0n,
      0n,
      all,
      0n,
      ...[1n, 2n, 4n, 8n].flatMap((bit) => [bit, bit, 0n, ~(bit << 8n) & all, bit << 16n]),
    ];
    const into = new BigUint64Array(forms.length);
    const wanted = new BigUint64Array(forms.length);
    referenceEngine.map(BigUint64Array.from(odd), forms, wanted);
    run(BigUint64Array.from(odd), forms, into);
    expect(into).toEqual(wanted);
  });
});

describe('mapBatch', () => {
  it('knows every helper of one word that the crosscheck knows, but those that count', () => {
    const rows = readFileSync(join(root, 'crosscheck/probe/helpers.def'), 'utf8').matchAll(
      /^HELPER\((\w+), "(\w+)( \w+)?", (\w+),/gm,
    );
    const found = [...rows].filter(
      ([, , word, , made]) => word === made && ['pte', 'pmd', 'pud', 'prot'].includes(word ?? ''),
    );
    const named = (more: boolean) =>
      new Set(found.filter(([, , , rest]) => (rest !== undefined) === more).map(([, name]) => camel(name as string)));
    expect([...named(false)].filter((name) => name !== 'pteNextPfn').sort()).toEqual([...ofOneWord].sort());
    expect([...named(true)].filter((name) => name !== 'pteAdvancePfn').sort()).toEqual([...ofOneMore].sort());
  });

  it('takes a helper, or one with a word more, into new memory, other memory or the same', () => {
    const [, [, mkuffdWp], , [, modify]] = few as [(typeof few)[0], (typeof few)[0], (typeof few)[0], (typeof few)[0]];
    expect(mapBatch(k, 'pteMkuffdWp', forms)).toEqual(forms.map(mkuffdWp));
    const into = new BigUint64Array(forms.length + 1);
    expect(mapBatch(k, ['pteModify', 0x8000000000000025n], forms, into)).toBe(into);
    expect(into.subarray(0, -1)).toEqual(forms.map(modify));
    expect(into.at(-1)).toBe(0n);
    const place = forms.slice();
    expect(mapBatch(k, 'pteMkuffdWp', place, place)).toBe(place);
    expect(place).toEqual(forms.map(mkuffdWp));
    for (let prot = 0n; prot < 100n; prot++)
      expect(mapBatch(k, ['pteModify', prot << 52n], forms.subarray(0, 3))).toEqual(
        forms.subarray(0, 3).map((word) => mapHelpers.get('pteModify')?.(k, word, prot << 52n) as bigint),
      );
  });

  const two = new BigUint64Array(2);
  it.each<[string, () => unknown, RegExp, string]>([
    [
      'a helper of no such name',
      () => mapBatch(k, 'pteYoung' as 'pteMkold', two),
      /a helper of one word such as/,
      'VALUE',
    ],
    ['no name', () => mapBatch(k, 1 as unknown as 'pteMkold', two), /the name of a helper/, 'TYPE'],
    ['a word too few', () => mapBatch(k, 'pteModify' as 'pteMkold', two), /\["pteModify", a bigint\]/, 'TYPE'],
    ['a word too many', () => mapBatch(k, ['pteMkold', 1n] as never, two), /"pteMkold" alone/, 'TYPE'],
    ['a word that is none', () => mapBatch(k, ['pteModify', 1] as never, two), /\["pteModify", a bigint\]/, 'TYPE'],
    ['65 bits', () => mapBatch(k, ['pteModify', 2n ** 64n], two), /a word of 64 bits/, 'VALUE'],
    ['what a kernel lacks', () => mapBatch(kernel('4.19'), 'pteMkuffdWp', two), /5\.7/, 'HELPER'],
    ['a short array', () => mapBatch(k, 'pteMkold', two, new BigUint64Array(1)), /into to hold 2 entries/, 'VALUE'],
    [
      'half the same memory',
      () => mapBatch(k, 'pteMkold', forms.subarray(0, 9), forms.subarray(1, 10)),
      /apart/,
      'VALUE',
    ],
  ])('refuses %s', (_, run, message, code) => {
    const error = thrown(run);
    expect(error.message).toMatch(message);
    expect(error.code).toBe(`ERR_PTE_${code}`);
  });
});

describe.skipIf(!native)('the native door of a map', () => {
  beforeAll(() => addon.setTarget(addon.targets().at(-1) as string));
  const [one, words] = [BigUint64Array.of(0n, 0n, 0n, all, 0n), new BigUint64Array(8)];
  it.each<[string, () => unknown]>([
    ['no step', () => addon.map(new BigUint64Array(0), words, words)],
    ['part of a step', () => addon.map(one.subarray(1), words, words)],
    ['a first step that is not for all', () => addon.map(BigUint64Array.of(1n, 0n, 0n, 0n, 0n), words, words)],
    ['nine steps', () => addon.map(new BigUint64Array(45), words, words)],
    ['less room than words', () => addon.map(one, words, new BigUint64Array(7))],
    ['memory that overlaps', () => addon.map(one, words.subarray(0, 7), words.subarray(1))],
    ['other words', () => addon.map(one, new Uint32Array(8) as unknown as BigUint64Array, words)],
  ])('refuses %s', (_, run) => {
    expect(thrown(run)).toMatchObject({ code: expect.stringMatching(/^ERR_PTE_(TYPE|VALUE)$/) });
  });
});
