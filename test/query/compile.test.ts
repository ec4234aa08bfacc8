/** A query compiled to tests of bits says what matches() says, which asks decode(). */
import { describe, expect, it } from 'vitest';
import { decode } from '../../lib/codec/decode.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import type { Bits } from '../../lib/query/bits.ts';
import { compileQuery } from '../../lib/query/compile.ts';
import { answers, parseQuery } from '../../lib/query/query.ts';
import { suggestions } from '../../lib/query/vocabulary.ts';
import { kinds } from '../../spec/kinds.ts';
import type { Level } from '../../spec/schema.ts';
import { everyNth, whole } from '../support/whole.ts';
import { differentKernels, everyForm, interesting } from '../support/words.ts';

const u64 = (n: bigint) => BigInt.asUintN(64, n);
/** Bits as their definition reads. */
function holds(bits: Bits, word: bigint): boolean {
  if (typeof bits === 'boolean') return bits;
  if (bits.op === 'and') return bits.of.every((part) => holds(part, word));
  if (bits.op === 'or') return bits.of.some((part) => holds(part, word));
  const { mask, value, flip, field, low, width } = bits;
  return (word & mask) === value && (width === 0n || u64(((word ^ flip) & field) - low) < width);
}

const words = suggestions.filter((name) => !/^(pfn|type|offset|pkey|kind|swapType|swapOffset)$/.test(name));
const numbers = [
  '0',
  '1',
  '5',
  '26',
  '31',
  '0x8000',
  '0x7fffffffff',
  '0x3ffffffff',
  '0x3ffffffffffff',
  '0xffffffffffffffff',
];
const comparisons = ['pfn', 'type', 'offset', 'pkey'].flatMap((field) =>
  ['=', '!=', '<', '<=', '>', '>='].flatMap((is) => numbers.map((n) => `${field} ${is} ${n}`)),
);
const together = [
  '!swap',
  '!none',
  '!present',
  '!(present & dirty)',
  'present & !writable & uffd-wp',
  '(swap | migration) & !exclusive & type >= 2',
  'pfn >= 0x100 & pfn < 0x8000',
  '!(pfn >= 0x100 & pfn < 0x8000)',
  'pfn != 0x100 & pfn <= 0x8000 & !unexplained',
  '(young | dirty) & (uffd-wp | soft-dirty) & (user | exclusive) & !(exec & special)',
  'none | protnone | hwpoison | type = 3 & offset > 0x100',
  '!(none | type < 20) & !(pkey = 3)',
  'swap & !swap',
  'swap | !swap',
  'pfn > 5 & pfn < 3',
];

function wrong(k: Kernel, level: Level, texts: readonly string[], forms: readonly bigint[]): string[] {
  const entries = forms.map((word) => decode(k, word, { level }));
  return texts.flatMap((text) => {
    const query = parseQuery(text);
    const bits = compileQuery(k, query, level);
    const at = forms.findIndex(
      (word, i) => holds(bits, word) !== answers(k, entries[i] as (typeof entries)[0], query.tree),
    );
    return at === -1 ? [] : [`${k.name} ${level} ${text}: ${(forms[at] as bigint).toString(16)}`];
  });
}

describe('a compiled query', () => {
  it.each(interesting)('answers as decode() does, whatever the word, the release and the form: %o', (config) => {
    // Every third kernel for each configuration, another third each time
    const at = interesting.indexOf(config) % 3;
    for (const k of differentKernels(config).filter((_, i) => i % (whole ? 3 : 15) === at)) {
      const forms = everyForm(k).filter((_, i) => i % 2 === at % 2);
      const kindsOf = kinds.map((kind) => `kind = ${kind}`);
      expect(wrong(k, 'pte', [...words, ...kindsOf, ...together], forms)).toEqual([]);
    }
  });

  it('compares as decode() does', () => {
    for (const k of differentKernels({}).filter((_, i) => i % (whole ? 4 : 20) === 0))
      expect(
        wrong(
          k,
          'pte',
          comparisons,
          everyForm(k).filter((_, i) => i % 5 === 0),
        ),
      ).toEqual([]);
  });

  it.each(['pmd', 'pud'] as const)('is about the level: %s', (level) => {
    for (const k of everyNth(differentKernels({}), whole ? 1 : 15))
      expect(wrong(k, level, [...words, ...together], everyForm(k))).toEqual([]);
  });

  it('is one test of bits where it can be', () => {
    const k = differentKernels({}).at(-1) as Kernel;
    const sizes = [
      'none',
      'present',
      'protnone',
      'swap',
      'migration',
      'marker',
      'kind = present & user & !exec',
      '!none',
      '!present',
    ]
      .map((text) => compileQuery(k, parseQuery(text)))
      .map((bits) => typeof bits === 'object' && bits.op);
    expect(sizes).toEqual(sizes.map(() => 'test'));
  });
});
