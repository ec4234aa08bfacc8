/** Each hint, and that hints are told of suspects alone. */
import { describe, expect, it } from 'vitest';
import { type CheckOptions, checkEntry, encode, type Kernel, kernel } from '../../lib/index.ts';

const k = kernel('6.12');
const sane = 0x8000000012345867n;
const gib = 1n << 30n;

/** A word for each hint, and what its text says. */
const hinted: Readonly<Record<string, readonly [word: bigint, options: CheckOptions, says: RegExp]>> = {
  text: [0x4847464544434241n, {}, /"ABCDEFGH"/],
  'kernel-pointer': [0xffff8881290408e0n, { level: 'pmd' }, /direct map/],
  'user-pointer': [0x00007fd84bb1c000n, {}, /user space/],
  'real-mode-vectors': [0xf000dee8f000dee8n, {}, /F000:DEE8/],
  'xen-pv': [0x80100000febd4075n, {}, /Xen PV/],
  'memory-encryption': [0x8008000012345067n, {}, /bit 51 may be the C-bit/],
  neighbours: [
    0x1234567890abcdefn,
    { neighbours: [0x1234567811111111n, 0x1234567822222222n, 0n] },
    /2 of 3 words beside it/,
  ],
  'table-gone': [0x8000000000000025n, { above: 0n }, /not present/],
  'null-table': [0x67n, { level: 'pud' }, /page 0/],
  'frame-above-memory': [0x8000000462500025n, { ram: 16n * gib }, /0x462500000.*0x400000000/],
  'one-bit': [sane | (1n << 55n), {}, /bit 55 the other way/],
  'reserved-by-width': [0x8000002000000073n, { errorCode: 0xbn }, /width is 37 or less/],
  'reserved-elsewhere': [0x8000000012345067n, { errorCode: 0xdn }, /an entry above/],
  'changed-since': [0n, { errorCode: 1n }, /cleared/],
  'spurious-fault': [0x8000000012345067n, { errorCode: 7n }, /spurious/],
};

describe('a hint', () => {
  it.each(Object.entries(hinted))('%s has a word, a text and a reason', (name, [word, options, says]) => {
    const found = checkEntry(k, word, options).hints.filter((hint) => hint.name === name);
    expect(found).toHaveLength(1);
    for (const { text, why, source } of found) {
      expect(text).toMatch(says);
      expect(why).toMatch(/^[\x20-\x7e\u2019]{8,}$/);
      expect(source).toBe('');
    }
  });

  it.each(Object.entries(hinted))('%s is not there for a sane entry', (name, [, options]) => {
    const { errorCode, above, ram, neighbours } = options;
    const quiet = { ...(neighbours && { neighbours }), ...(ram !== undefined && { ram }) };
    const names = checkEntry(k, sane, quiet).hints.map((hint) => hint.name);
    expect(names).toEqual([]);
    expect(errorCode !== undefined || above !== undefined || !names.includes(name)).toBe(true);
  });

  it('never lets text move a cursor: what is not printable is no text', () => {
    const moves = 0x4847464544435b1bn;
    expect(checkEntry(k, moves).hints.filter(({ name }) => name === 'text')).toEqual([]);
    const quote = 0x2248474645445c22n;
    expect(checkEntry(k, quote).hints.find(({ name }) => name === 'text')?.text).toContain('"\\"\\\\DEFGH\\""');
  });

  it('says nothing of a write that the entry forbids, and nothing of a device above memory', () => {
    expect(checkEntry(kernel('5.6'), 0x154000e1n, { level: 'pmd', errorCode: 3n })).toMatchObject({
      rules: [],
      hints: [],
    });
    expect(checkEntry(k, 0x8000002000000073n, { ram: 16n * gib })).toMatchObject({ rules: [], hints: [] });
  });

  it('about one bit tells which entry it would be', () => {
    const [found] = checkEntry(k, sane | (1n << 55n)).hints;
    expect(found?.text).toContain('present page: pfn 0x12345, writable, user, young, dirty, soft-dirty');
  });
});

describe('checkEntry()', () => {
  it.each([
    [1, {}, 'expected word to be a bigint, got 1'],
    [-1n, {}, 'expected a 64-bit word, got -1n'],
    [1n, { as: 'pme' }, 'expected as to be entry, swp-entry, pagemap, got "pme"'],
    [1n, { ram: 5 }, 'expected ram to be a bigint, got 5'],
    [1n, { level: 'page' }, 'expected a level among pte, pmd, pud, p4d, pgd, got "page"'],
    [1n, { as: 'pagemap', level: 'pmd' }, 'expected no level for a word of pagemap, got "pmd"'],
    [1n, null, "expected options such as { level: 'pmd' }, got null"],
  ])('refuses %s with %o', (word, options, message) => {
    expect(() => checkEntry(k, word as bigint, options as CheckOptions)).toThrow(message);
  });
});

describe('an entry of a device above memory', () => {
  it.each([
    ['ioremap_wc()', 0x800000fffffee16bn, 'pte'],
    ['ioremap()', 0x800000fffffee173n, 'pte'],
    ['write-through', 0x800000fffffee1fbn, 'pte'],
    ['a write-protected huge page', 0x800000fffffff0e3n, 'pmd'],
    ['remap_pfn_range()', 0x800000fffffee227n, 'pte'],
  ] as const)('by %s gets no hint', (_, word, level) => {
    expect(checkEntry(k, word, { level, ram: gib }).hints).toEqual([]);
  });

  it('is not one because the frame of a table has bit 12', () => {
    const names = checkEntry(k, 0x1003fffff067n, { level: 'pud', ram: gib }).hints.map(({ name }) => name);
    expect(names).toContain('frame-above-memory');
  });

  it('is not made of memory by one bit', () => {
    const found = checkEntry(k, 0x800000fffffee163n, { ram: gib }).hints.filter(({ name }) => name === 'one-bit');
    expect(found).toEqual([]);
  });
});

describe('a mark of the environment', () => {
  it.each([0x80100000febd4075n, 0x8008000012345067n])('%x is the only thing that is said', (word) => {
    expect(checkEntry(k, word).hints).toHaveLength(1);
  });
});

describe('a migration entry of a page of a device', () => {
  // 0x3ffdea00: at the end of 2^46
  const hintsOn = (on: Kernel) => {
    const word = encode(on, { kind: 'migrationRead', level: 'pte', pfn: 0x3ffdea00n });
    return checkEntry(on, word, { ram: 16n * gib }).hints.map(({ name }) => name);
  };
  it('gets no hint', () => {
    expect(hintsOn(k)).toEqual([]);
  });
  it('gets one where the kernel is built without them', () => {
    expect(hintsOn(kernel('6.12', { devicePrivate: false }))).toContain('frame-above-memory');
  });
});

describe('a C-bit perhaps, in a word that breaks another rule', () => {
  it('is not all that is said', () => {
    const names = checkEntry(kernel('4.19'), 0xef980207ffffff8bn).hints.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['memory-encryption', 'frame-above-memory']));
  });
});
