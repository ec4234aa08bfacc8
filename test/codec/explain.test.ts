import { describe, expect, it } from 'vitest';
import { hex } from '../../lib/base/hex.ts';
import type { Part } from '../../lib/codec/claims.ts';
import { type Explanation, explain } from '../../lib/codec/explain.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import type { Level } from '../../spec/schema.ts';
import { everyNth } from '../support/whole.ts';
import { bothWays, differentKernels, interesting } from '../support/words.ts';

const levels: readonly Level[] = ['pte', 'pmd', 'pud'];
const debian = { devicePrivate: false };

/** The bits of a part, in place. */
const maskOf = ({ hi, lo }: Part) => (1n << BigInt(hi + 1)) - (1n << BigInt(lo));
const partAt = ({ parts }: Explanation, bit: number) => parts.find(({ hi, lo }) => lo <= bit && bit <= hi) as Part;

/** What must be true of every explanation. */
function* faults(word: bigint, e: Explanation) {
  if (e.parts.map(({ bits }) => bits).join('') !== word.toString(2).padStart(64, '0'))
    yield 'the bits are not the word';
  let next = 63;
  for (const { hi, lo, bits } of e.parts) {
    if (hi !== next || bits.length !== hi - lo + 1) yield `bit ${next} is not where it should be`;
    next = lo - 1;
  }
  if (next !== -1) yield 'bits are left over';
  const strange = e.parts.filter(({ state }) => state === 'unexplained').reduce((all, part) => all | maskOf(part), 0n);
  if (strange !== e.entry.unexplained) yield `unexplained ${hex(strange)} is not ${hex(e.entry.unexplained)}`;
  for (const { name, text, state, hi, lo } of e.parts) {
    if (name === '' || text === '') yield `bits ${hi} to ${lo} have no name or text`;
    if ((state === 'set' || state === 'clear') && hi !== lo) yield `${name} is ${state} and not one bit`;
  }
  const set = new Set(e.parts.filter(({ bits }) => /^1$/.test(bits)).map(({ name }) => name));
  for (const flag of e.entry.flags) if (!set.has(flag)) yield `${flag} is a flag of the entry and not set`;
}

describe('an explanation', () => {
  it.each(interesting)('names each of the 64 bits once, and agrees with decode: %o', (config) => {
    const wrong = everyNth(differentKernels(config), 6).flatMap((k) =>
      levels.flatMap((level) =>
        bothWays(k).flatMap((word) =>
          [...faults(word, explain(k, word, { level }))].map((f) => `${k.name} ${level} ${hex(word)}: ${f}`),
        ),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('draws a swap entry', () => {
    const e = explain(kernel('6.12', debian), 0x07fffffffffbfe0an);
    expect(e.headline).toBe('swap entry: type 0, offset 0x200, soft-dirty, exclusive');
    expect(e.parts.map(({ hi, lo, name, value, state }) => `${hi}:${lo} ${name} ${value} ${state}`)).toEqual([
      '63:59 __swp_type 0 field',
      '58:9 __swp_offset 512 field',
      '8:8 _PAGE_PROTNONE 0 clear',
      '7:7 unused 0 ignored',
      '6:6 _PAGE_DIRTY 0 ignored',
      '5:5 _PAGE_ACCESSED 0 ignored',
      '4:4 unused 0 ignored',
      '3:3 _PAGE_SWP_EXCLUSIVE 1 set',
      '2:2 _PAGE_SWP_UFFD_WP 0 clear',
      '1:1 _PAGE_SWP_SOFT_DIRTY 1 set',
      '0:0 _PAGE_PRESENT 0 clear',
    ]);
  });

  // The words are examples of test/data/vectors/examples.md, by their numbers there.
  it.each<[string, string, bigint, Level, string]>([
    ['E6', '6.12', 0x8000000012345027n, 'pte', 'present page: pfn 0x12345, writable, user, young'],
    ['E8', '6.12', 0x8000000012345163n, 'pte', 'present page: pfn 0x12345, writable, kernel, young, dirty, global'],
    ['E16', '6.12', 0x8400000012345825n, 'pte', 'present page: pfn 0x12345, read-only, user, young, dirty, soft-dirty'],
    [
      'E20',
      '6.12',
      0x8400000012345865n,
      'pte',
      'present page: pfn 0x12345, shadow stack, user, young, dirty, soft-dirty',
    ],
    ['E35', '7.3', 0x000fffffedcba520n, 'pte', 'PROT_NONE page: pfn 0x12345, young, uffd-wp'],
    ['E36', '6.12', 0xa800000012345027n, 'pte', 'present page: pfn 0x12345, writable, user, young, pkey 5'],
    ['E40', '6.12', 0n, 'pte', 'empty entry'],
    ['E41', '6.12', 0x60n, 'pte', 'empty entry: _PAGE_ACCESSED ignored, _PAGE_DIRTY ignored'],
    ['E62', '6.12', 0xe7fffffffdb97400n, 'pte', 'read-only migration entry: pfn 0x12345'],
    ['E66', '6.12', 0xf7ffe7fffdb97400n, 'pte', 'writable migration entry: pfn 0x12345, young, dirty'],
    ['E68', '6.12', 0xdffffffffdb97400n, 'pte', 'poisoned page: pfn 0x12345'],
    ['E74', '6.1', 0xfffffffffdb97400n, 'pte', 'swap-in error: pfn 0x12345'],
    ['E75', '6.12', 0xfffffffffffffc00n, 'pte', 'PTE marker: uffd-wp'],
    ['E76', '6.12', 0xfffffffffffffa00n, 'pte', 'PTE marker: poisoned'],
    ['E77', '6.12', 0xfffffffffffff600n, 'pte', 'PTE marker: unexplained 0x800'],
    ['E78', '6.12', 0x80000000122000a7n, 'pmd', 'present 2 MiB page: pfn 0x12200, writable, user, young'],
    [
      'E80',
      '6.12',
      0x800fffffedc000a6n,
      'pmd',
      '2 MiB page made invalid for a while: pfn 0x12200, writable, user, young',
    ],
    [
      '_PAGE_TABLE',
      '6.12',
      0x12345067n,
      'pmd',
      'present page table: pfn 0x12345, writable, user, executable, young, dirty',
    ],
  ])('has a headline: %s on %s', (_, release, word, level, headline) => {
    expect(explain(kernel(release, debian), word, { level }).headline).toBe(headline);
  });

  it('undoes the inversion of what it tells', () => {
    const e = explain(kernel('6.12', debian), 0xf7fff7fffdb97400n); // E65: young, not dirty
    expect(partAt(e, 42)).toMatchObject({ hi: 42, lo: 9, value: 0x12345n, state: 'field' });
    expect(partAt(e, 43)).toMatchObject({ name: 'SWP_MIG_YOUNG', bits: '0', value: 1n, state: 'set' });
    expect(partAt(e, 44)).toMatchObject({ name: 'SWP_MIG_DIRTY', bits: '1', value: 0n, state: 'clear' });
    expect(partAt(explain(kernel('6.12'), 0x000fffffedcba120n), 12)).toMatchObject({ value: 0x12345n });
  });

  it('tells the bits beyond the physical addresses of the machine, which the processor faults at', () => {
    const narrow = kernel('6.12', { physBits: 46, encMask: 1n << 51n });
    const e = explain(narrow, 0x8008400012345027n);
    expect(partAt(e, 51)).toMatchObject({ name: '_PAGE_ENC', state: 'set' });
    expect(partAt(e, 46)).toMatchObject({ hi: 50, lo: 46, bits: '00001', state: 'reserved' });
    expect(partAt(e, 45)).toMatchObject({ hi: 45, lo: 12, value: 0x12345n, state: 'field' });
    const protnone = explain(narrow, 0x000fffffedcba120n);
    expect(protnone.parts.filter(({ state }) => state === 'reserved')).toEqual([]);
  });

  // xen/include/asm-x86/x86_64/page.h: bit 52 tells kernel from user entries of a PV guest, since USER is in both
  it('names the mark of a Xen PV guest in what looks like one, as a bit without a meaning', () => {
    for (const [version, word] of [
      ['5.14', 0x80100000febd4075n],
      ['6.1', 0x8010000008337065n],
    ] as const) {
      const part = partAt(explain(kernel(version), word), 52);
      expect(part).toMatchObject({
        hi: 52,
        lo: 52,
        name: 'unused',
        state: 'unexplained',
        text: expect.stringContaining('Xen PV'),
      });
    }
    const others = [0x80100000febd4071n, 0x80100000febd4175n, 0x80300000febd4075n & ~(1n << 52n)];
    for (const word of others)
      expect(explain(kernel('6.1'), word).parts.some(({ text }) => text.includes('Xen'))).toBe(false);
  });

  it('tells the bits of a huge page that must be zero', () => {
    const e = explain(kernel('6.12'), 0x80000000122040a7n, { level: 'pmd' });
    expect(partAt(e, 14)).toMatchObject({ name: 'reserved', state: 'unexplained' });
    expect(partAt(e, 20)).toMatchObject({ hi: 20, lo: 15, state: 'reserved' });
    expect(partAt(e, 12)).toMatchObject({ name: '_PAGE_PAT_LARGE', state: 'clear' });
  });

  it('shows PSE clear in a pointer to a table, and bit 8 by its meaning', () => {
    expect(partAt(explain(kernel('6.12'), 0x12345067n, { level: 'pmd' }), 7)).toMatchObject({
      name: '_PAGE_PSE',
      state: 'clear',
    });
    expect(partAt(explain(kernel('6.12'), 0x8000000012345163n), 8).name).toBe('_PAGE_GLOBAL');
    expect(partAt(explain(kernel('6.12'), 0x000fffffedcba120n), 8).name).toBe('_PAGE_PROTNONE');
  });
});
