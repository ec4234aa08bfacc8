/** Each rule alone, what encode() makes, and the same question asked of arrays. */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafLevel } from '../../lib/codec/formats.ts';
import { canonicalWord, kindsOf, word } from '../../lib/fastCheck.ts';
import {
  type CheckOptions,
  type Config,
  checkEntry,
  decode,
  encode,
  findBatch,
  type Kernel,
  kernel,
  matches,
  type TableLevel,
} from '../../lib/index.ts';
import { warningsOf } from '../../lib/mm/page_table_check/warnings.ts';
import { faultRules, pagemapRules, swpEntryRules, wordRules } from '../../spec/impossible.ts';
import type { Level } from '../../spec/schema.ts';
import { runs } from '../support/whole.ts';

const levels = ['pte', 'pmd', 'pud'] as const satisfies readonly Level[];
const all: readonly TableLevel[] = [...levels, 'p4d', 'pgd'];
const kernels: readonly Kernel[] = [
  kernel('4.19'),
  kernel('5.15', { physBits: 40 }),
  kernel('6.1.192', { encMask: 1n << 47n }),
  kernel('6.7'),
  kernel('6.12', { sharedMask: 1n << 47n }),
  kernel('6.16', { softDirty: false, pteMarker: false }),
  kernel('7.3', { pagingLevels: 5 }),
];
const names = (k: Kernel, w: bigint, options?: CheckOptions) => checkEntry(k, w, options).rules.map(({ name }) => name);

/** A word for each rule that breaks this one and no other. */
const alone: Readonly<Record<string, readonly [bigint, CheckOptions?, Partial<Config>?, string?]>> = {
  'reserved-bits': [1n | (1n << 45n) | 0x67n, {}, { physBits: 45 }],
  'unexplained-bits': [0x67n | (1n << 53n)],
  'inverted-frame': [0x000ffffff0000067n],
  'frame-not-inverted': [0x0000000012345120n],
  'protnone-table': [0x000ffffff0000120n, { level: 'pmd' }],
  'swap-offset': [0x0000000012345000n],
  'frame-beyond-memory': [0xe000000000000000n, {}, {}, '4.19'],
  'empty-marker': [(31n << 59n) | (((1n << 50n) - 1n) << 9n), {}, {}, '6.12'],
  'unconfigured-marker': [(31n << 59n) | (((1n << 50n) - 2n) << 9n), {}, { pteMarker: false }],
  'page-table-check': [0x12345467n],
  'debug-vm': [0x12345467n, {}, {}, '6.7'],
  'rsvd-not-present': [0n, { errorCode: 9n }],
  'fault-not-present': [0x12345067n, { errorCode: 4n }],
  'swap-type': [1n << 63n, { as: 'swp-entry' }],
  'swp-entry-empty': [(1n << 50n) - 1n, { as: 'swp-entry' }],
  'swap-offset-bits': [1n << 50n, { as: 'swp-entry' }],
  'pagemap-bits': [1n << 59n, { as: 'pagemap' }],
  'pagemap-both': [3n << 62n, { as: 'pagemap' }],
  'pagemap-frame': [1n, { as: 'pagemap' }],
};

describe('a rule', () => {
  it('has a sentence, a source, and a word that breaks it', () => {
    const rows = [...wordRules, ...faultRules, ...swpEntryRules, ...pagemapRules];
    expect(Object.keys(alone).sort()).toEqual(rows.map(({ id }) => id).sort());
    const page = readFileSync(new URL('../../docs/check.md', import.meta.url), 'utf8');
    expect(rows.filter(({ id }) => !page.includes(`\`${id}\``))).toEqual([]);
  });

  it.each(Object.entries(alone))('can be broken alone: %s', (rule, [w, options, config, release = '6.12']) => {
    const { rules } = checkEntry(kernel(release, config), w, options);
    expect(rules.map(({ name }) => name)).toEqual([rule]);
    for (const { text, why, source } of rules)
      for (const part of [text, why, source]) expect(part).toMatch(/^[\x20-\x7e\u2019]{8,}$/);
  });

  it('about warnings is the kernel’s own function', () => {
    const kinds = { page_table_check: 'page-table-check', DEBUG_VM: 'debug-vm' } as const;
    for (const k of kernels)
      for (const level of levels)
        fc.assert(
          fc.property(word(), (w) => {
            const expected = warningsOf(k, w, { level }).map(({ by }) => kinds[by]);
            const got = names(k, w, { level }).filter((name) => Object.values<string>(kinds).includes(name));
            expect(got.sort()).toEqual(expected.sort());
          }),
          { numRuns: runs(300) },
        );
  });
});

/** What encode() is asked for by a kernel: a page of memory, a slot of a swap area, a marker that says something. */
const parts = (k: Kernel, level: Level) =>
  fc
    .record({
      kind: fc.constantFrom(...kindsOf(k).filter((kind) => kind !== 'unknown')),
      pfn: fc.bigInt({ min: 0n, max: (1n << 24n) - 1n }),
      bits: fc.record({ user: fc.boolean(), young: fc.boolean(), dirty: fc.boolean(), exec: fc.boolean() }),
      write: fc.boolean(),
      softDirty: fc.boolean(),
      huge: fc.boolean(),
      swapType: fc.integer({ min: 0, max: 5 }),
    })
    .map(({ kind, pfn, bits, write, softDirty, huge, swapType }) => {
      const soft = k.config.softDirty && softDirty;
      if (kind === 'none') return { kind, level };
      if (kind === 'present' || kind === 'protnone') {
        const leaf = level === 'pte' || huge || kind === 'protnone';
        const aligned = leaf ? pfn & ~((1n << { pte: 0n, pmd: 9n, pud: 18n }[level]) - 1n) : pfn;
        return { kind, level, ...bits, write, pfn: aligned, huge: leaf && level !== 'pte', softDirty: leaf && soft };
      }
      if (kind === 'swap') return { kind, level, swapType, swapOffset: pfn, softDirty: soft };
      if (kind === 'pteMarker') return { kind, level, marker: { uffdWp: true } };
      return { kind, level, pfn, softDirty: soft };
    });

describe('an entry', () => {
  it('that encode() makes of parts can be, and gets no hint', () => {
    for (const k of kernels.filter(({ config }) => config.pteMarker))
      for (const level of levels)
        fc.assert(
          fc.property(parts(k, level), (made) => {
            const checked = checkEntry(k, encode(k, made as Parameters<typeof encode>[1]), { level });
            expect([...checked.rules, ...checked.hints].filter(({ name }) => name !== 'null-table')).toEqual([]);
          }),
          { numRuns: runs(150) },
        );
  });

  it('breaks no rule about bits unless decode() finds some that it cannot explain', () => {
    for (const k of kernels)
      fc.assert(
        fc.property(canonicalWord(k), (w) => {
          expect(names(k, w)).not.toContain('unexplained-bits');
        }),
        { numRuns: runs(200) },
      );
  });
});

describe('the word impossible of a query', () => {
  it('asks what checkEntry() finds, of one word and of an array', () => {
    const words = fc.array(word(), { minLength: 1, maxLength: 40 });
    for (const k of kernels)
      for (const level of all)
        fc.assert(
          fc.property(words, (list) => {
            const expected = list.map((w) => names(k, w, { level }).length > 0);
            expect(list.map((w) => matches(k, w, 'impossible', { level }))).toEqual(expected);
            if (level === 'p4d' || level === 'pgd') return;
            const found = findBatch(k, BigUint64Array.from(list), 'impossible', { level: leafLevel(level) });
            expect([...found]).toEqual(expected.flatMap((is, i) => (is ? [i] : [])));
          }),
          { numRuns: runs(60) },
        );
  });

  it('holds for no entry that is left out of an answer of decode()', () => {
    const k = kernel('6.12');
    const w = 0x80800000e623b867n;
    expect(decode(k, w).unexplained).toBe(1n << 55n);
    expect([...findBatch(k, BigUint64Array.of(0n, w, 0x8000000000000867n), 'impossible')]).toEqual([1]);
    expect([...findBatch(k, BigUint64Array.of(0n, w, 0x8000000000000867n), 'present & !impossible')]).toEqual([2]);
  });
});
