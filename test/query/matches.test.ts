/** What the words of a query say of an entry: what the kernel's helpers and the columns of a batch say. */
import { describe, expect, it } from 'vitest';
import { columns, FLAG, KINDS } from '../../lib/batch/columns.ts';
import { layoutWords } from '../../lib/batch/engine/layoutWords.ts';
import { referenceEngine } from '../../lib/batch/engine/reference.ts';
import { decode } from '../../lib/codec/decode.ts';
import type { Decoded } from '../../lib/codec/decoded.ts';
import {
  isMigrationEntry,
  pmdPresent,
  pmdWrite,
  pteExec,
  pteGlobal,
  pteMarkerGet,
  ptePfn,
  ptePresent,
  pteSpecial,
  pteToSwpEntry,
  pteWrite,
  pudWrite,
  swpOffset,
  swpType,
} from '../../lib/index.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { answers, matches, parseQuery } from '../../lib/query/query.ts';
import type { Level } from '../../spec/schema.ts';
import { thrown } from '../support/thrown.ts';
import { everyNth } from '../support/whole.ts';
import { differentKernels, everyForm, interesting } from '../support/words.ts';

const decoded = new WeakMap<Kernel, Map<string, Decoded>>();
/** decode(), asked once for each word. */
function entryOf(k: Kernel, word: bigint, level: Level): Decoded {
  const ofKernel = decoded.get(k) ?? new Map<string, Decoded>();
  decoded.set(k, ofKernel);
  const key = `${level} ${word}`;
  const found = ofKernel.get(key) ?? decode(k, word, { level });
  ofKernel.set(key, found);
  return found;
}

/** The words for which a query answers otherwise than `wanted` does. */
function wrong(
  k: Kernel,
  words: readonly bigint[],
  text: string,
  wanted: (word: bigint, i: number) => boolean,
  level: Level = 'pte',
) {
  const { tree } = parseQuery(text);
  return words
    .filter((word, i) => answers(k, entryOf(k, word, level), tree) !== wanted(word, i))
    .map((word) => `${text} ${k.name} ${word.toString(16)}`);
}

describe('the words of a query', () => {
  it.each([interesting[0], interesting[2]] as const)(
    'say what the columns of a batch say, for every release and form: %o',
    (config = {}) => {
      for (const k of everyNth(differentKernels(config), 8)) {
        const words = everyForm(k);
        const of = columns(words.length);
        referenceEngine.decode(layoutWords(k), BigUint64Array.from(words), of);
        const flags = Object.entries(FLAG).flatMap(([id, mask]) =>
          wrong(k, words, id, (_, i) => ((of.flags[i] as number) & mask) !== 0),
        );
        const kinds = KINDS.flatMap((kind, n) => wrong(k, words, `kind = ${kind}`, (_, i) => of.kind[i] === n));
        expect([...flags, ...kinds]).toEqual([]);
      }
    },
  );

  it.each(['4.19', '5.19', '6.12', '7.3'])('say what the helpers of %s say', (release) => {
    const k = kernel(release);
    const words = everyForm(k);
    const mapped = (is: (k: Kernel, pte: bigint) => boolean) => (word: bigint) => ptePresent(k, word) && is(k, word);
    const isSwap = (word: bigint) => !ptePresent(k, word) && !matches(k, word, 'none');
    const swap = (is: (entry: bigint) => boolean) => (word: bigint) => isSwap(word) && is(pteToSwpEntry(k, word));
    expect([
      ...wrong(k, words, 'present', (word) => ptePresent(k, word)),
      ...wrong(k, words, 'writable', mapped(pteWrite)),
      ...wrong(k, words, 'exec', mapped(pteExec)),
      ...wrong(k, words, 'special', mapped(pteSpecial)),
      ...wrong(k, words, 'kind = present & global', (word) => (word & k.mask.present) !== 0n && pteGlobal(k, word)),
      ...wrong(
        k,
        words,
        'migration',
        swap((entry) => isMigrationEntry(k, entry)),
      ),
      ...wrong(
        k,
        words,
        'present & pfn > 0x8000',
        mapped((_, word) => ptePfn(k, word) > 0x8000n),
      ),
      ...wrong(
        k,
        words,
        'type <= 26',
        swap((entry) => swpType(k, entry) <= 26),
      ),
      ...wrong(
        k,
        words,
        'offset != 0',
        swap((entry) => swpOffset(k, entry) !== 0n),
      ),
      ...wrong(
        k,
        words,
        'swap-offset < 0x1000 & swap-type = 3',
        swap((e) => swpOffset(k, e) < 0x1000n && swpType(k, e) === 3),
      ),
      ...wrong(k, words, '_PAGE_USER', (word) => ptePresent(k, word) && (word & k.mask.user) !== 0n),
      ...wrong(k, words, 'pkey >= 8', (word) => ptePresent(k, word) && (word & k.mask.pkeyBit3) !== 0n),
    ]).toEqual([]);
  });

  it.each(['6.1', '7.3'])('are about the level: %s', (release) => {
    const k = kernel(release);
    const words = everyForm(k);
    expect([
      ...wrong(k, words, 'present', (word) => pmdPresent(k, word), 'pmd'),
      ...wrong(
        k,
        words,
        'huge & writable',
        (word) => (word & k.mask.pse) !== 0n && pmdPresent(k, word) && pmdWrite(k, word),
        'pmd',
      ),
      ...wrong(
        k,
        words,
        'huge & writable',
        (word) => (word & k.mask.pse) !== 0n && pmdPresent(k, word) && pudWrite(k, word),
        'pud',
      ),
    ]).toEqual([]);
  });

  it('are never true of what a kernel lacks', () => {
    const old = kernel('5.4');
    const words = everyForm(old);
    for (const text of [
      'uffd-wp',
      'guard',
      'marker',
      'exclusive',
      'device-exclusive',
      '_PAGE_SAVED_DIRTY',
      '_PAGE_UFFD',
    ])
      expect(wrong(old, words, text, () => false)).toEqual([]);
  });

  it('tell markers by what they mark', () => {
    const k = kernel('6.13');
    const markers = everyForm(k).filter((word) => matches(k, word, 'marker'));
    const has = (mask: bigint) => (word: bigint) => (BigInt(pteMarkerGet(k, pteToSwpEntry(k, word))) & mask) !== 0n;
    expect(markers.length).toBeGreaterThan(60);
    expect(wrong(k, markers, 'guard', has(k.mask.markerGuard))).toEqual([]);
    expect(wrong(k, markers, 'poisoned', has(k.mask.markerPoisoned))).toEqual([]);
  });
});

describe('an entry without a field', () => {
  it.each([
    ['pfn != 5', false],
    ['!(pfn = 5)', true],
    ['offset = 512', true],
    ['kind != present', true],
  ])('answers no to comparisons: %s', (text, wanted) => {
    expect(matches(kernel('6.12'), 0x07fffffffffbfe0an, text)).toBe(wanted);
  });
});

describe('what a query asks beside the entry', () => {
  it.each(['page.dirty', 'swap | vma.write', '!(swap & before.uffd-wp)', 'cpu0.pfn = 3'])('is refused: %s', (text) => {
    const error = thrown(() => matches(kernel('6.12'), 0n, text));
    expect(error.message).toMatch(
      /^expected words about one entry, got ".*\..*" at column \d+, which the explorer alone/,
    );
    expect(error.code).toBe('ERR_PTE_INPUT');
  });

  it('and so is a query that nobody read', () => {
    const { text, tree } = parseQuery('swap');
    expect(thrown(() => matches(kernel('6.12'), 0n, { text, tree }))).toBeInstanceOf(TypeError);
  });
});
