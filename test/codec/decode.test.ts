import { describe, expect, it } from 'vitest';
import { decode } from '../../lib/codec/decode.ts';
import type { Kind } from '../../lib/codec/decoded.ts';
import * as pg from '../../lib/helpers/pgtable.ts';
import * as huge from '../../lib/helpers/pgtableHuge.ts';
import * as swp from '../../lib/index.ts';
import type { Config } from '../../lib/kernel/config.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { kernels } from '../../spec/kernels.ts';
import type { Level } from '../../spec/schema.ts';
import { onDifferent } from '../support/recordedKernel.ts';
import { thrown } from '../support/thrown.ts';
import { everyNth, whole } from '../support/whole.ts';
import { everyForm, interesting } from '../support/words.ts';

const debian = { devicePrivate: false };
const PFN = 0x12345n;

/** Words that the headers make, by release: test/data/vectors/examples.md, E50 to E77. */
const made: readonly (readonly [
  release: string,
  Partial<Config>,
  ...(readonly [word: bigint, Kind, swapType: number])[],
])[] = [
  [
    '5.10',
    debian,
    [0x07fffffffffffe00n, 'swap', 0],
    [0x0ffffffffdb97400n, 'swap', 1],
    [0xf7fffffffdb97400n, 'migrationRead', 30],
    [0xfffffffffdb97400n, 'migrationWrite', 31],
    [0xeffffffffdb97400n, 'hwpoison', 29],
  ],
  [
    '5.10',
    {},
    [0xe7fffffffdb97400n, 'migrationRead', 28],
    [0xeffffffffdb97400n, 'migrationWrite', 29],
    [0xdffffffffdb97400n, 'hwpoison', 27],
    [0xfffffffffdb97400n, 'deviceRead', 31],
    [0xf7fffffffdb97400n, 'deviceWrite', 30],
  ],
  [
    '6.1',
    debian,
    [0xdffffffffdb97400n, 'migrationRead', 27],
    [0xe7fffffffdb97400n, 'migrationReadExclusive', 28],
    [0xeffffffffdb97400n, 'migrationWrite', 29],
    [0xd7fffffffdb97400n, 'hwpoison', 26],
    [0xfffffffffdb97400n, 'swapinError', 31],
    [0xf7fffffffffffc00n, 'pteMarker', 30],
  ],
  [
    '6.1',
    {},
    [0xbffffffffdb97400n, 'migrationRead', 23],
    [0xc7fffffffdb97400n, 'migrationReadExclusive', 24],
    [0xcffffffffdb97400n, 'migrationWrite', 25],
    [0xb7fffffffdb97400n, 'hwpoison', 22],
    [0xdffffffffdb97400n, 'deviceRead', 27],
    [0xd7fffffffdb97400n, 'deviceWrite', 26],
    [0xe7fffffffdb97400n, 'deviceExclusiveWrite', 28],
    [0xeffffffffdb97400n, 'deviceExclusiveRead', 29],
    [0xfffffffffdb97400n, 'swapinError', 31],
    [0xf7fffffffffffc00n, 'pteMarker', 30],
  ],
  [
    '6.12',
    debian,
    [0xe7fffffffdb97400n, 'migrationRead', 28],
    [0xeffffffffdb97400n, 'migrationReadExclusive', 29],
    [0xf7fffffffdb97400n, 'migrationWrite', 30],
    [0xdffffffffdb97400n, 'hwpoison', 27],
    [0xfffffffffffffc00n, 'pteMarker', 31],
    [0xfffffffffffffa00n, 'pteMarker', 31],
  ],
  [
    '6.12',
    {},
    [0xc7fffffffdb97400n, 'migrationRead', 24],
    [0xcffffffffdb97400n, 'migrationReadExclusive', 25],
    [0xd7fffffffdb97400n, 'migrationWrite', 26],
    [0xbffffffffdb97400n, 'hwpoison', 23],
    [0xe7fffffffdb97400n, 'deviceRead', 28],
    [0xdffffffffdb97400n, 'deviceWrite', 27],
    [0xeffffffffdb97400n, 'deviceExclusiveWrite', 29],
    [0xf7fffffffdb97400n, 'deviceExclusiveRead', 30],
  ],
  [
    '7.3',
    {},
    [0xcffffffffdb97400n, 'migrationRead', 25],
    [0xd7fffffffdb97400n, 'migrationReadExclusive', 26],
    [0xdffffffffdb97400n, 'migrationWrite', 27],
    [0xc7fffffffdb97400n, 'hwpoison', 24],
    [0xeffffffffdb97400n, 'deviceRead', 29],
    [0xe7fffffffdb97400n, 'deviceWrite', 28],
    [0xf7fffffffdb97400n, 'deviceExclusive', 30],
    [0xfffffffffffff600n, 'pteMarker', 31],
  ],
];

describe('a word that is not mapped', () => {
  it.each(made.map(([release, config, ...words]) => [release, config, words] as const))(
    'is what the headers of %s made it as, with %o',
    (release, config, words) => {
      const k = kernel(release, config);
      for (const [word, kind, swapType] of words) {
        const d = decode(k, word);
        expect(d).toMatchObject({ kind, swapType, flags: [], unexplained: 0n, raw: word });
        if ('pfn' in d) expect(d.pfn).toBe(PFN);
        if (kind === 'swap' && swapType === 1) expect(d).toMatchObject({ swapOffset: PFN });
      }
    },
  );

  it('keeps young and dirty of a migration above the page frame number, where the paging mode puts them (E65 to E67)', () => {
    const four = kernel('6.12', debian);
    const five = kernel('6.12', { ...debian, pagingLevels: 5 });
    const entry = { kind: 'migrationWrite', pfn: PFN, unexplained: 0n };
    expect(decode(four, 0xf7fff7fffdb97400n)).toMatchObject({ ...entry, young: true, dirty: false });
    expect(decode(four, 0xf7ffe7fffdb97400n)).toMatchObject({ ...entry, young: true, dirty: true });
    expect(decode(five, 0xf7f9fffffdb97400n)).toMatchObject({ ...entry, young: true, dirty: true });
    expect(decode(kernel('6.12', { ...debian, migrationAd: false }), 0xf7fff7fffdb97400n)).toMatchObject({
      ...entry,
      young: false,
      dirty: false,
      unexplained: 1n << 43n,
    });
  });

  it('has soft-dirty, uffd-wp and exclusive in bits 1, 2 and 3 (E53 to E56)', () => {
    const k = kernel('6.12');
    const at = (word: bigint) => decode(k, word);
    expect(at(0x0ffffffffdb97402n)).toMatchObject({ softDirty: true, uffdWp: false, exclusive: false });
    expect(at(0x0ffffffffdb97404n)).toMatchObject({ softDirty: false, uffdWp: true, exclusive: false });
    expect(at(0x0ffffffffdb97408n)).toMatchObject({ softDirty: false, uffdWp: false, exclusive: true });
    expect(at(0x0ffffffffdb9740en).flags).toEqual(['_PAGE_SWP_SOFT_DIRTY', '_PAGE_SWP_UFFD_WP', '_PAGE_SWP_EXCLUSIVE']);
    expect(decode(kernel('5.10'), 0x0ffffffffdb9740en)).toMatchObject({
      uffdWp: true,
      exclusive: false,
      unexplained: 8n,
    });
    expect(decode(kernel('7.3'), 0x0ffffffffdb97404n).flags).toEqual(['_PAGE_SWP_UFFD']);
  });

  it('is a marker with its bits in the offset (PTE_MARKER_* of linux/swapops.h)', () => {
    const marker = (release: string, word: bigint) => decode(kernel(release), word);
    const none = { uffdWp: false, poisoned: false, guard: false };
    expect(marker('7.3', 0xfffffffffffffc00n)).toMatchObject({
      marker: { ...none, uffdWp: true },
      uffdWp: true,
      flags: [],
    });
    expect(marker('7.3', 0xfffffffffffffa00n)).toMatchObject({ marker: { ...none, poisoned: true }, uffdWp: false });
    expect(marker('7.3', 0xfffffffffffff600n)).toMatchObject({ marker: { ...none, guard: true }, unexplained: 0n });
    expect(marker('6.12', 0xfffffffffffff600n)).toMatchObject({ marker: none, unexplained: 0x800n });
    expect(marker('7.3', 0xfffffffffffffe04n)).toMatchObject({ marker: none, uffdWp: true, flags: ['_PAGE_SWP_UFFD'] });
  });

  it('is empty with no bit but the two of the erratum (E40, E41, E58)', () => {
    for (const { series } of kernels) {
      const k = kernel(series);
      expect(decode(k, 0n)).toEqual({ kind: 'none', level: 'pte', flags: [], unexplained: 0n, raw: 0n });
      expect(decode(k, 0x60n)).toMatchObject({ kind: 'none', flags: ['_PAGE_ACCESSED', '_PAGE_DIRTY'] });
      expect(decode(k, 0x80n).kind).toBe('swap'); // E44: neither present nor none
    }
  });
});

describe('a mapped word', () => {
  it('has its page frame number inverted unless the processor may use it (E6, E12 to E14, E38)', () => {
    for (const { series } of kernels) {
      const k = kernel(series);
      const page = (word: bigint) => decode(k, word);
      expect(page(0x8000000012345027n)).toMatchObject({
        kind: 'present',
        pfn: PFN,
        young: true,
        dirty: false,
        write: true,
        user: true,
        exec: false,
        global: false,
        special: false,
        softDirty: false,
        uffdWp: false,
        pkey: 0,
        huge: false,
        unexplained: 0n,
        flags: ['_PAGE_PRESENT', '_PAGE_RW', '_PAGE_USER', '_PAGE_ACCESSED', '_PAGE_NX'],
      });
      expect(page(0x000fffffedcba120n)).toMatchObject({
        kind: 'protnone',
        pfn: PFN,
        flags: ['_PAGE_ACCESSED', '_PAGE_PROTNONE'],
      });
      expect(page(0x80003ffffffff027n)).toMatchObject({ pfn: 0x3ffffffffn });
      expect(page(0x0000000000000120n)).toMatchObject({ kind: 'protnone', pfn: 0xffffffffffn });
      expect(page(0x000ffffffffff120n)).toMatchObject({ kind: 'protnone', pfn: 0n });
    }
  });

  it('keeps the Dirty bit of a read-only entry elsewhere from 6.6 on (E16, E46 to E48)', () => {
    expect(decode(kernel('6.5'), 0x8000000012345865n)).toMatchObject({ dirty: true, write: false });
    expect(decode(kernel('6.6'), 0x8400000012345825n)).toMatchObject({ dirty: true, write: false, unexplained: 0n });
    expect(decode(kernel('6.6'), 0x8400000012345825n).flags).toContain('_PAGE_SAVED_DIRTY');
    expect(decode(kernel('6.5'), 0x8400000012345825n)).toMatchObject({ dirty: false });
    expect(decode(kernel('6.6'), 0x12345065n)).toMatchObject({ dirty: true, write: true });
    expect(decode(kernel('6.6', { shadowStackCpu: false }), 0x12345065n)).toMatchObject({ dirty: true, write: false });
  });

  it('has DEVMAP where its release has it, if it has it (_PAGE_DEVMAP of asm/pgtable_types.h)', () => {
    const flags = (release: string, bit: bigint) => decode(kernel(release), 0x12345025n | (1n << bit)).flags.at(-1);
    expect([flags('6.5', 58n), flags('6.6', 57n), flags('6.16', 57n)]).toEqual(Array(3).fill('_PAGE_DEVMAP'));
    expect(decode(kernel('6.5'), 0x12345025n | (1n << 57n)).unexplained).toBe(1n << 57n);
    expect(decode(kernel('6.17'), 0x12345025n | (1n << 57n)).unexplained).toBe(1n << 57n);
  });

  it('names bit 10 as its release does, from 5.7 on', () => {
    const bit = (release: string) => decode(kernel(release), 0x12345425n);
    expect(bit('5.6')).toMatchObject({ uffdWp: false, unexplained: 0x400n });
    expect(bit('5.7').flags).toContain('_PAGE_UFFD_WP');
    expect(bit('7.2').flags).toContain('_PAGE_UFFD_WP');
    expect(bit('7.3').flags).toContain('_PAGE_UFFD');
    expect(decode(kernel('7.3'), 0x000fffffedcba520n)).toMatchObject({ kind: 'protnone', pfn: PFN, uffdWp: true }); // E35
  });

  it('has a protection key in bits 59 to 62 (E36, E37)', () => {
    expect(decode(kernel('6.12'), 0xa800000012345027n)).toMatchObject({ pkey: 5, exec: false, unexplained: 0n });
    expect(decode(kernel('6.12'), 0xf800000012345027n)).toMatchObject({ pkey: 15 });
    expect(decode(kernel('6.12', { pkeys: false }), 0xa800000012345027n)).toMatchObject({
      pkey: 0,
      unexplained: 5n << 59n,
    });
  });

  it('has the C-bit beside its page frame number, not in it (E91 to E93)', () => {
    const k = kernel('6.12', { encMask: 1n << 47n });
    expect(decode(k, 0x8000800012345027n)).toMatchObject({ kind: 'present', pfn: PFN, unexplained: 0n });
    expect(decode(k, 0x8000800012345027n).flags.slice(-2)).toEqual(['_PAGE_ENC', '_PAGE_NX']);
    expect(decode(k, 0x000fffffedcba120n)).toMatchObject({ kind: 'protnone', pfn: PFN });
    expect(decode(k, 0x000fffffedcba120n).flags).toContain('_PAGE_ENC');
  });
});

describe('a word above the last level', () => {
  const at = (release: string, word: bigint, level: Level = 'pmd') => decode(kernel(release), word, { level });

  it('is a huge page with PSE, also while it is made invalid (E78 to E80)', () => {
    expect(at('6.12', 0x80000000122000a7n)).toMatchObject({
      kind: 'present',
      huge: true,
      pfn: 0x12200n,
      unexplained: 0n,
    });
    expect(at('6.12', 0x000fffffedc001a0n)).toMatchObject({
      kind: 'protnone',
      huge: true,
      pfn: 0x12200n,
      unexplained: 0n,
    });
    expect(at('6.12', 0x800fffffedc000a6n)).toMatchObject({
      kind: 'present',
      huge: true,
      pfn: 0x12200n,
      unexplained: 0n,
    });
    expect(at('6.12', 0x800fffffedc000a6n).flags).not.toContain('_PAGE_PRESENT');
  });

  it('has PAT in bit 12, and SPECIAL from 6.12 on (sections 1.1 and 4)', () => {
    expect(at('6.12', 0x80000000122010a7n).flags).toContain('_PAGE_PAT_LARGE');
    expect(at('6.12', 0x80000000122002a7n)).toMatchObject({ special: true, unexplained: 0n });
    expect(at('6.11', 0x80000000122002a7n)).toMatchObject({ special: false, unexplained: 0x200n });
    expect(at('6.12', 0x80000000122030a7n)).toMatchObject({ unexplained: 0x2000n });
  });

  it('is a pointer to a table without PSE', () => {
    // _PAGE_TABLE is 0x67: asm/pgtable_types.h
    expect(at('6.12', 0x12345067n)).toMatchObject({
      kind: 'present',
      huge: false,
      pfn: PFN,
      write: true,
      unexplained: 0n,
    });
    expect(at('6.12', 0x12345067n, 'pud')).toMatchObject({ kind: 'present', huge: false, pfn: PFN });
    expect(at('6.12', 0x12345467n)).toMatchObject({ uffdWp: false, unexplained: 0x400n });
  });

  it('may be a migration entry in the form of a PTE (E84, E85)', () => {
    const k = kernel('6.12', debian);
    expect(decode(k, 0xf7fffffffdbbfe06n, { level: 'pmd' })).toMatchObject({
      kind: 'migrationWrite',
      pfn: 0x12200n,
      softDirty: true,
      uffdWp: true,
      unexplained: 0n,
    });
  });

  it('counts shadow-stack memory as writable at pmd, not at pud (pmd_write() and pud_write() of asm/pgtable.h)', () => {
    expect(at('6.12', 0x122000e5n)).toMatchObject({ write: true });
    expect(at('6.12', 0x400000e5n, 'pud')).toMatchObject({ write: false, huge: true });
  });
});

describe('decode', () => {
  it.each(everyNth(interesting, 4))('says what the helpers say, for every release and form: %o', (config) => {
    const all = everyNth(kernels, 5).map(({ series }) => kernel(series, config));
    const different = onDifferent(all, (k) => {
      const words = everyForm(k);
      expect(words.filter((word) => !agreesWithPteHelpers(k, word)).map((w) => w.toString(16))).toEqual([]);
      expect(words.filter((word) => !agreesWithPmdHelpers(k, word)).map((w) => w.toString(16))).toEqual([]);
    });
    expect(different).toBeGreaterThan(whole ? 8 : 4);
  });

  it('gives the same list of flags for the same flags, and nobody can change it', () => {
    const k = kernel('6.12');
    const { flags } = decode(k, 0x8000000012345027n);
    expect(decode(k, 0x8000000000001027n).flags).toBe(flags);
    expect(Object.isFrozen(flags)).toBe(true);
  });

  it.each([
    ['a number', 5 as unknown as bigint, TypeError, 'expected a 64-bit word as a bigint, got 5 (write 5n)'],
    ['a string', '0x5' as unknown as bigint, TypeError, 'expected a 64-bit word as a bigint, got "0x5"'],
    ['65 bits', 1n << 64n, RangeError, 'expected a 64-bit word, got 0x10000000000000000'],
    ['a negative one', -1n, RangeError, 'expected a 64-bit word, got -0x1'],
  ])('refuses %s', (_, word, type, message) => {
    const error = thrown(() => decode(kernel('6.12'), word));
    expect(error).toBeInstanceOf(type);
    expect(error.message).toBe(message);
    expect(error.code).toMatch(/^ERR_PTE_/);
  });

  it('refuses what is no level and what is no kernel', () => {
    expect(thrown(() => decode(kernel('6.12'), 0n, { level: 'page' as Level })).message).toBe(
      'expected a level among pte, pmd, pud, p4d, pgd, got "page"',
    );
    expect(thrown(() => decode(kernel('6.12'), 0n, 'pmd' as unknown as { level: Level })).message).toBe(
      'expected options such as { level: \'pmd\' }, got "pmd"',
    );
    expect(thrown(() => decode('6.12' as unknown as Kernel, 0n)).message).toContain(
      'expected a kernel as kernel() gives it',
    );
    expect(thrown(() => decode(undefined as unknown as Kernel, 0n))).toBeInstanceOf(TypeError);
  });
});

function agreesWithPteHelpers(k: Kernel, word: bigint): boolean {
  const d = decode(k, word);
  if (d.kind === 'none') return pg.pteNone(k, word) && !pg.ptePresent(k, word);
  if (d.kind === 'present' || d.kind === 'protnone')
    return (
      pg.ptePresent(k, word) &&
      d.pfn === pg.ptePfn(k, word) &&
      d.young === pg.pteYoung(k, word) &&
      d.dirty === pg.pteDirty(k, word) &&
      d.write === pg.pteWrite(k, word) &&
      d.exec === pg.pteExec(k, word) &&
      d.special === pg.pteSpecial(k, word) &&
      d.softDirty === pg.pteSoftDirty(k, word) &&
      (d.kind === 'protnone' || d.global === pg.pteGlobal(k, word))
    );
  const entry = swp.pteToSwpEntry(k, word);
  return (
    !pg.ptePresent(k, word) &&
    !pg.pteNone(k, word) &&
    d.swapType === swp.swpType(k, entry) &&
    d.swapOffset === swp.swpOffset(k, entry) &&
    d.softDirty === swp.pteSwpSoftDirty(k, word) &&
    (d.kind === 'swap') === !swp.nonSwapEntry(k, entry) &&
    'young' in d === swp.isMigrationEntry(k, entry) &&
    (d.kind === 'hwpoison') === swp.isHwpoisonEntry(k, entry)
  );
}

function agreesWithPmdHelpers(k: Kernel, word: bigint): boolean {
  const d = decode(k, word, { level: 'pmd' });
  const mapped = d.kind === 'present' || d.kind === 'protnone';
  if (mapped !== huge.pmdPresent(k, word)) return false;
  return (
    !mapped ||
    (d.pfn === huge.pmdPfn(k, word) &&
      d.young === huge.pmdYoung(k, word) &&
      (!d.huge || d.write === huge.pmdWrite(k, word)))
  );
}
