import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from '../../lib/base/hex.ts';
import { decode } from '../../lib/codec/decode.ts';
import { type EncodeParts, encode } from '../../lib/codec/encode.ts';
import type { Config } from '../../lib/kernel/config.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import type { Level } from '../../spec/schema.ts';
import { expectSameWords, levels } from '../support/roundTrip.ts';
import { thrown } from '../support/thrown.ts';
import { everyNth, runs } from '../support/whole.ts';
import { differentKernels, interesting } from '../support/words.ts';

const debian = { devicePrivate: false };
const PFN = 0x12345n;

describe('encode after decode', () => {
  // slow-encode.test.ts asks the other configurations
  it('gives the same word, for releases on both sides of changes, every level and form', () => {
    expectSameWords({}, 6);
  });

  it('gives the same word for any word', () => {
    const anyKernel = fc.constantFrom(...everyNth(interesting, 4).flatMap(differentKernels));
    fc.assert(
      fc.property(
        anyKernel,
        fc.constantFrom(...levels),
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        (k, level, word) => {
          const { present, protnone, pse } = k.mask;
          return [word, word & ~present, word & ~present & ~protnone & ~pse].every(
            (w) => encode(k, { ...decode(k, w, { level }), raw: 0n }) === w,
          );
        },
      ),
      { numRuns: runs(3000) },
    );
  });
});

/** What encode() comes to: a word, or an error's kind and message. */
function outcome(k: Kernel, parts: unknown): unknown {
  try {
    return encode(k, parts as EncodeParts);
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

describe('raw', () => {
  /** One word for each shape that decode() gives, each with a bit that means nothing, and one of a level above. */
  const shapes: readonly (readonly [Level, bigint])[] = [
    ['pte', 0x8000000012345067n],
    ['pte', 0x000fffffedcba121n ^ 1n],
    ['pte', 0x07fffffffffbfe0an],
    ['pte', 0xf7ffe7fffdb97410n],
    ['pte', 0xeffffffffdb97400n],
    ['pte', 0xfffffffffffffa00n],
    ['pte', 0xf7fffffffffffc00n],
    ['pte', 0n],
    ['pmd', 0x80000000123450e7n],
    ['pmd', 0x0000000012345067n],
  ];
  const values = [
    true,
    false,
    0n,
    1n,
    1n << 63n,
    1n << 64n,
    -1n,
    0,
    3,
    1.5,
    '',
    'pmd',
    'swap',
    null,
    undefined,
    [],
    {},
  ];
  const inside = [{ uffdWp: true }, { uffdWp: true, poisoned: false, guard: false, more: true }, ['_PAGE_RW']];

  /** The parts with each field changed to each value, each left out, and fields of other kinds beside them. */
  function* variants(parts: Record<string, unknown>): Generator<Record<string, unknown>> {
    const holes = Object.assign([...(parts.flags as string[])], { length: 20 });
    yield parts;
    for (const field of new Set([...Object.keys(parts), 'pfn', 'marker', 'other'])) {
      for (const value of [...values, ...inside, holes]) yield { ...parts, [field]: value };
      const { [field]: _, ...less } = parts;
      yield less;
    }
  }

  it.each(['4.19', '6.1', '6.12', '5.18:markerAsMigrationBit'])(
    'plays no part on %s, whichever field is changed, left out or added',
    (version) => {
      const k = kernel(version);
      for (const [level, word] of shapes) {
        const all = [...variants({ ...decode(k, word, { level }) })];
        const wrong = all.filter((parts) => outcome(k, parts) !== outcome(k, { ...parts, raw: undefined }));
        expect(wrong, `${hex(word)} ${level}`).toEqual([]);
      }
    },
  );
});

/** Words of test/data/vectors/examples.md: the parts on the left, what the headers' helpers make of them on the right. */
const handMade: readonly (readonly [release: string, Partial<Config>, ...(readonly [EncodeParts, bigint])[]])[] = [
  [
    '5.10',
    debian,
    [{ kind: 'protnone', pfn: PFN, young: true }, 0x000fffffedcba120n], // E1
    [{ kind: 'present', pfn: PFN, user: true, young: true, exec: false }, 0x8000000012345025n], // E2
    [{ kind: 'present', pfn: PFN, user: true, young: true }, 0x0000000012345025n], // E3
    [{ kind: 'present', pfn: PFN, write: true, user: true, young: true, exec: false }, 0x8000000012345027n], // E6
    [
      { kind: 'present', pfn: PFN, write: true, young: true, dirty: true, global: true, exec: false },
      0x8000000012345163n,
    ], // E8
    [{ kind: 'present', pfn: 0x3ffffffffn, write: true, user: true, young: true, exec: false }, 0x80003ffffffff027n], // E12
    [{ kind: 'protnone', pfn: 0xffffffffffn, young: true }, 0x120n], // E13
    [{ kind: 'protnone', young: true }, 0x000ffffffffff120n], // E14
    [{ kind: 'swap', swapType: 0 }, 0x07fffffffffffe00n], // E50
    [{ kind: 'swap', swapType: 1, swapOffset: PFN }, 0x0ffffffffdb97400n], // E52
    [{ kind: 'swap', swapType: 1, swapOffset: PFN, softDirty: true }, 0x0ffffffffdb97402n], // E53
    [{ kind: 'swap', swapType: 1, swapOffset: PFN, uffdWp: true }, 0x0ffffffffdb97404n], // E54
    [{ kind: 'migrationRead', pfn: PFN }, 0xf7fffffffdb97400n], // E62
    [{ kind: 'migrationWrite', pfn: PFN }, 0xfffffffffdb97400n], // E64
    [{ kind: 'hwpoison', pfn: PFN }, 0xeffffffffdb97400n],
  ], // E68
  [
    '6.1',
    debian,
    [{ kind: 'migrationReadExclusive', pfn: PFN }, 0xe7fffffffdb97400n], // E63
    [{ kind: 'migrationWrite', pfn: PFN, young: true }, 0xeffff7fffdb97400n], // E65
    [{ kind: 'migrationWrite', pfn: PFN, young: true, dirty: true }, 0xefffe7fffdb97400n], // E66
    [{ kind: 'swapinError', pfn: PFN }, 0xfffffffffdb97400n], // E74
    [{ kind: 'pteMarker', marker: { uffdWp: true } }, 0xf7fffffffffffc00n],
  ], // E75
  [
    '6.1',
    {},
    [{ kind: 'deviceExclusiveWrite', pfn: PFN }, 0xe7fffffffdb97400n], // E72
    [{ kind: 'deviceExclusiveRead', pfn: PFN }, 0xeffffffffdb97400n],
  ], // E73
  [
    '6.12',
    debian,
    [{ kind: 'swap', swapType: 1, swapOffset: PFN, exclusive: true }, 0x0ffffffffdb97408n], // E55
    [
      { kind: 'swap', swapType: 1, swapOffset: PFN, softDirty: true, uffdWp: true, exclusive: true },
      0x0ffffffffdb9740en,
    ], // E56
    [{ kind: 'migrationWrite', swapOffset: PFN }, 0xf7fffffffdb97400n], // E64
    [{ kind: 'pteMarker', marker: { poisoned: true } }, 0xfffffffffffffa00n],
  ], // E76
  [
    '6.12',
    { ...debian, pagingLevels: 5 },
    [{ kind: 'migrationWrite', pfn: PFN, young: true, dirty: true }, 0xf7f9fffffdb97400n],
  ], // E67
  [
    '7.3',
    {},
    [{ kind: 'protnone', pfn: PFN, young: true, uffdWp: true }, 0x000fffffedcba520n], // E35
    [{ kind: 'present', pfn: PFN, write: true, user: true, young: true, exec: false, pkey: 5 }, 0xa800000012345027n], // E36
    [{ kind: 'deviceRead', pfn: PFN }, 0xeffffffffdb97400n], // E69
    [{ kind: 'deviceWrite', pfn: PFN }, 0xe7fffffffdb97400n], // E70
    [{ kind: 'deviceExclusive', pfn: PFN }, 0xf7fffffffdb97400n], // E71
    [{ kind: 'pteMarker', uffdWp: true }, 0xfffffffffffffc00n], // E75
    [{ kind: 'pteMarker', swapOffset: 2n }, 0xfffffffffffffa00n], // E76
    [{ kind: 'pteMarker', marker: { guard: true } }, 0xfffffffffffff600n], // E77
    [
      { kind: 'present', level: 'pmd', pfn: 0x12200n, huge: true, write: true, user: true, young: true, exec: false },
      0x80000000122000a7n,
    ], // E78
    [{ kind: 'protnone', level: 'pmd', pfn: 0x12200n, huge: true, young: true }, 0x000fffffedc001a0n], // E79
    [
      {
        kind: 'present',
        level: 'pmd',
        pfn: 0x12200n,
        write: true,
        user: true,
        young: true,
        exec: false,
        flags: ['_PAGE_PSE'],
      },
      0x800fffffedc000a6n,
    ], // E80
    [{ kind: 'migrationWrite', level: 'pmd', pfn: 0x12200n, softDirty: true, uffdWp: true }, 0xdffffffffdbbfe06n], // E85
    [{ kind: 'present', level: 'pmd', pfn: PFN, write: true, user: true, young: true, dirty: true }, 0x12345067n],
  ], // _PAGE_TABLE
  [
    '6.12',
    { encMask: 1n << 47n },
    [
      { kind: 'present', pfn: PFN, write: true, user: true, young: true, exec: false, flags: ['_PAGE_ENC'] },
      0x8000800012345027n,
    ], // E91
    [{ kind: 'protnone', pfn: PFN, young: true, flags: ['_PAGE_ENC'] }, 0x000fffffedcba120n],
  ], // E92
];

describe('an entry made by hand', () => {
  it.each(handMade.map(([release, config, ...examples]) => [release, config, examples] as const))(
    'is what the helpers of %s make, with %o',
    (release, config, examples) => {
      const k = kernel(release, config);
      expect(examples.map(([parts]) => hex(encode(k, parts)))).toEqual(examples.map(([, word]) => hex(word)));
    },
  );

  it('may be another in all but one field', () => {
    const [old, now] = [kernel('5.10'), kernel('6.12')];
    const change = (k: typeof now, word: bigint, fields: object, level: Level = 'pte') =>
      hex(encode(k, { ...decode(k, word, { level }), ...fields } as EncodeParts));
    // examples of headers: pte_wrprotect (E16), pte_mkwrite (E17), pte_mkdirty without soft-dirty (E19), pte_mkclean (E21),
    // pte_mksoft_dirty (E24), pte_mkspecial (E25), pte_mkold (E27), pte_mkexec (E29)
    expect(change(old, 0x8000000012345867n, { write: false })).toBe('0x8000000012345865');
    expect(change(now, 0x8000000012345867n, { write: false })).toBe('0x8400000012345825');
    expect(change(now, 0x8400000012345825n, { write: true })).toBe('0x8000000012345867');
    expect(change(now, 0x8000000012345825n, { dirty: true })).toBe('0x8400000012345825');
    expect(change(now, 0x8400000012345825n, { dirty: false })).toBe('0x8000000012345825');
    expect(change(now, 0x8000000012345027n, { softDirty: true })).toBe('0x8000000012345827');
    expect(change(now, 0x8000000012345027n, { special: true })).toBe('0x8000000012345227');
    expect(change(now, 0x8000000012345027n, { young: false })).toBe('0x8000000012345007');
    expect(change(now, 0x8000000012345027n, { exec: true })).toBe('0x0000000012345027');
    expect(change(now, 0x8000000012345027n, { pkey: 5 })).toBe('0xa800000012345027'); // E36
    // a page elsewhere, inverted or not (E14, E13), and shadow-stack memory made read-only: pte_wrprotect() moves Dirty to SavedDirty
    expect(change(now, 0x000fffffedcba120n, { pfn: 0n })).toBe('0x000ffffffffff120');
    expect(change(now, 0x12345065n, { write: false })).toBe('0x0400000012345025');
    expect(change(now, 0x12345065n, { dirty: false, write: true })).toBe('0x0000000012345027');
    // Dirty of a pointer to a table stays where the processor puts it
    expect(change(now, 0x12345067n, { write: false }, 'pmd')).toBe('0x0000000012345065');
  });

  it('is a marker that says uffd-wp in one place or both', () => {
    const k = kernel('7.3');
    const marker = decode(k, 0xfffffffffffffc00n) as EncodeParts;
    expect(encode(k, { ...marker, uffdWp: false } as EncodeParts)).toBe(0xfffffffffffffe00n);
    expect(encode(k, { ...marker, marker: { uffdWp: false } } as EncodeParts)).toBe(0xfffffffffffffe00n);
    expect(encode(k, { kind: 'pteMarker', uffdWp: true, marker: { uffdWp: false } })).toBe(0xfffffffffffffe04n);
    expect(encode(k, { kind: 'pteMarker', flags: ['_PAGE_SWP_UFFD'], marker: { guard: true } })).toBe(
      0xfffffffffffff604n,
    );
  });
});

/** Parts that no entry has, and what the message must say. */
const refused: readonly (readonly [
  what: string,
  release: string,
  Partial<Config>,
  unknown,
  typeof TypeError | typeof RangeError,
  RegExp,
])[] = [
  ['nothing', '6.12', {}, undefined, TypeError, /expected the parts of an entry, got undefined/],
  ['a kind nobody has', '6.12', {}, { kind: 'swp' }, RangeError, /expected a kind among none, present,.* got "swp"/],
  [
    'a kind before its time',
    '5.10',
    {},
    { kind: 'migrationReadExclusive', pfn: 1n },
    RangeError,
    /5\.19 and later with migration/,
  ],
  ['a kind after its time', '6.15', {}, { kind: 'deviceExclusiveRead', pfn: 1n }, RangeError, /5\.14 to before 6\.15/],
  ['a kind not built in', '6.12', debian, { kind: 'deviceRead', pfn: 1n }, RangeError, /with devicePrivate/],
  ['a kind that no word has', '6.12', {}, { kind: 'unknown' }, RangeError, /unknown \(no kernel\)/],
  [
    'a misspelt field',
    '6.12',
    {},
    { kind: 'present', pnf: 1n },
    RangeError,
    /expected the fields of a present entry.*got "pnf"/,
  ],
  ['a field of another kind', '6.12', {}, { kind: 'swap', swapType: 0, pfn: 1n }, RangeError, /got "pfn"/],
  ['a number for a pfn', '6.12', {}, { kind: 'present', pfn: 5 }, TypeError, /expected pfn to be a bigint, got 5/],
  ['a negative pfn', '6.12', {}, { kind: 'present', pfn: -1n }, RangeError, /expected pfn to be from 0/],
  [
    'a pfn too wide',
    '6.12',
    {},
    { kind: 'present', pfn: 1n << 40n },
    RangeError,
    /at most 0xffffffffff on 6\.12, got 0x10000000000/,
  ],
  [
    'a pfn too wide for a migration entry',
    '6.12',
    {},
    { kind: 'migrationRead', pfn: 1n << 34n },
    RangeError,
    /at most 0x3ffffffff/,
  ],
  [
    'a huge page out of line',
    '6.12',
    {},
    { kind: 'present', level: 'pmd', huge: true, pfn: 0x12345n },
    RangeError,
    /at pmd within the bits 0xfffffffe00/,
  ],
  [
    'a pfn with the C-bit',
    '6.12',
    { encMask: 1n << 47n },
    { kind: 'present', pfn: 1n << 35n },
    RangeError,
    /within the bits 0xf7ffffffff/,
  ],
  ['no swap type', '6.12', {}, { kind: 'swap' }, TypeError, /expected swapType/],
  [
    'a swap type that is special',
    '6.12',
    {},
    { kind: 'swap', swapType: 23 },
    RangeError,
    /at most 22 on 6\.12, got 23/,
  ],
  [
    'a swap type of another kind',
    '6.12',
    {},
    { kind: 'hwpoison', swapType: 24 },
    RangeError,
    /to be 23 on 6\.12, got 24/,
  ],
  [
    'a fractional swap type',
    '6.12',
    {},
    { kind: 'swap', swapType: 0.5 },
    RangeError,
    /expected swapType to be an integer/,
  ],
  [
    'an offset too wide',
    '6.12',
    {},
    { kind: 'swap', swapType: 0, swapOffset: 1n << 50n },
    RangeError,
    /at most 0x3ffffffffffff/,
  ],
  [
    'the offset that is no entry',
    '6.12',
    {},
    { kind: 'swap', swapType: 0, swapOffset: (1n << 50n) - 1n },
    RangeError,
    /0x0000000000000000, which is none/,
  ],
  ['a key too high', '6.12', {}, { kind: 'present', pkey: 16 }, RangeError, /at most 15 on 6\.12, got 16/],
  [
    'a key without keys',
    '6.12',
    { pkeys: false },
    { kind: 'present', pkey: 1 },
    RangeError,
    /at most 0 on 6\.12, got 1/,
  ],
  [
    'a flag of a later kernel',
    '5.6',
    {},
    { kind: 'present', flags: ['_PAGE_UFFD_WP'] },
    RangeError,
    /_PAGE_SOFT_DIRTY.*on 5\.6|on 5\.6.*got "_PAGE_UFFD_WP"/,
  ],
  [
    'a flag by its old name',
    '7.3',
    {},
    { kind: 'present', flags: ['_PAGE_UFFD_WP'] },
    RangeError,
    /_PAGE_UFFD,.*got "_PAGE_UFFD_WP"/,
  ],
  [
    'a flag of another form',
    '6.12',
    {},
    { kind: 'protnone', flags: ['_PAGE_PRESENT'] },
    RangeError,
    /got "_PAGE_PRESENT"/,
  ],
  [
    'flags that are no list',
    '6.12',
    {},
    { kind: 'present', flags: '_PAGE_RW' },
    TypeError,
    /expected flags to be an array/,
  ],
  [
    'flags that are no names',
    '6.12',
    {},
    { kind: 'present', flags: [1] },
    TypeError,
    /expected flags to hold strings, got 1/,
  ],
  [
    'uffd-wp before its time',
    '5.6',
    {},
    { kind: 'present', uffdWp: true },
    RangeError,
    /expected uffdWp to be false.*on 5\.6, got true/,
  ],
  [
    'soft-dirty not built in',
    '6.12',
    { softDirty: false },
    { kind: 'swap', swapType: 0, softDirty: true },
    RangeError,
    /expected softDirty to be false/,
  ],
  [
    'young in a migration entry that keeps none',
    '6.0',
    {},
    { kind: 'migrationRead', young: true },
    RangeError,
    /expected young to be false/,
  ],
  [
    'a marker before its time',
    '6.12',
    {},
    { kind: 'pteMarker', marker: { guard: true } },
    RangeError,
    /expected marker\.guard to be false/,
  ],
  [
    'a misspelt marker',
    '6.12',
    {},
    { kind: 'pteMarker', marker: { uffd: true } },
    RangeError,
    /expected marker to have uffdWp, poisoned, guard, got "uffd"/,
  ],
  [
    'a huge page at the last level',
    '6.12',
    {},
    { kind: 'present', huge: true },
    RangeError,
    /expected huge to be false/,
  ],
  [
    'a global page that is PROT_NONE',
    '6.12',
    {},
    { kind: 'protnone', global: true },
    RangeError,
    /expected global to be false/,
  ],
  [
    'a truth that is none',
    '6.12',
    {},
    { kind: 'present', write: 1 },
    TypeError,
    /expected write to be true or false, got 1/,
  ],
  [
    'a level that is none',
    '6.12',
    {},
    { kind: 'present', level: 'page' },
    RangeError,
    /expected a level among pte, pmd, pud, p4d, pgd, got "page"/,
  ],
  [
    'unexplained bits that are explained',
    '6.12',
    {},
    { kind: 'present', unexplained: 2n },
    RangeError,
    /expected unexplained bits without a meaning.*0x0000000000000002/,
  ],
  [
    'unexplained bits that make it another kind',
    '6.12',
    {},
    { kind: 'none', unexplained: 1n },
    RangeError,
    /which is present/,
  ],
];

describe('encode', () => {
  it.each(refused)('refuses %s', (_, release, config, parts, type, message) => {
    const error = thrown(() => encode(kernel(release, config), parts as EncodeParts));
    expect(error).toBeInstanceOf(type);
    expect(error.message).toMatch(message);
    expect(error.code).toMatch(/^ERR_PTE_(TYPE|VALUE)$/);
  });

  it('refuses each flag name that is not of the kernel and form, and takes each that is', () => {
    const k = kernel('6.12');
    const { flags } = decode(k, 0xffffffffffffffffn);
    for (const flag of flags) expect(decode(k, encode(k, { kind: 'present', flags: [flag] })).flags).toContain(flag);
    expect(flags).toHaveLength(15); // bits 0 to 11, 57, 58 and 63: asm/pgtable_types.h
  });
});
