/** Entries of the levels p4d and pgd: tables, with the NX of page-table isolation. Words are those of test/data and of public reports. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { word } from '../../lib/fastCheck.ts';
import {
  Census,
  type Decoded,
  decode,
  encode,
  explain,
  findBatch,
  kernel,
  matches,
  type TableLevel,
} from '../../lib/index.ts';
import { layoutForms } from '../../lib/picture/layoutForms.ts';

const upper: readonly TableLevel[] = ['p4d', 'pgd'];
const kernels = [kernel('4.19'), kernel('5.10'), kernel('6.12'), kernel('7.3', { pagingLevels: 5 })];
const partAt = (k: (typeof kernels)[0], w: bigint, level: TableLevel, bit: number) =>
  explain(k, w, { level }).parts.find(({ hi, lo }) => hi >= bit && lo <= bit);

describe('an entry at p4d or pgd', () => {
  it('is a table where PRESENT is set, as in the walk of an oops', () => {
    for (const level of upper) {
      const entry = decode(kernel('6.10'), 0x12532c067n, { level });
      expect(entry).toMatchObject({ kind: 'present', level, pfn: 0x12532cn, write: true, user: true, huge: false });
      expect(explain(kernel('6.10'), 0x12532c067n, { level }).headline).toBe(
        'present page table: pfn 0x12532c, writable, user, executable, young, dirty',
      );
      expect(entry.unexplained).toBe(0n);
    }
  });

  it('has NX in the user half under page-table isolation: __pti_set_user_pgtbl()', () => {
    const w = 0x800000013ffff067n;
    for (const k of kernels) {
      const { headline, entry } = explain(k, w, { level: 'pgd' });
      expect(entry.unexplained).toBe(0n);
      expect(headline).toContain('page-table isolation');
      expect(partAt(k, w, 'pgd', 63)).toMatchObject({ name: '_PAGE_NX', state: 'set' });
      expect(partAt(k, w, 'pgd', 63)?.text).toContain('page-table isolation');
    }
  });

  it('shares the root table at p4d unless there are five levels', () => {
    const w = 0x800000013ffff067n;
    expect(explain(kernel('6.12'), w, { level: 'p4d' }).headline).toContain('page-table isolation');
    expect(explain(kernel('6.12', { pagingLevels: 5 }), w, { level: 'p4d' }).headline).not.toContain('isolation');
    expect(partAt(kernel('6.12'), w, 'pud', 63)?.text).toBe('no instruction fetch');
  });

  it('must not have PSE: reserved in PML4E and PML5E', () => {
    for (const level of upper) {
      expect(decode(kernel('6.12'), 0x1000e7n, { level })).toMatchObject({ huge: false, unexplained: 0x80n });
      expect(partAt(kernel('6.12'), 0x1000e7n, level, 7)?.text).toMatch(/must be zero: the processor faults/);
      expect(partAt(kernel('6.12'), 0x100067n, level, 7)?.text).toMatch(/must be zero: the processor faults/);
    }
  });

  it('has bit 58 as _PAGE_NOPTISHADOW where the release has it', () => {
    const w = 0x0400000000100063n;
    expect(decode(kernel('6.13'), w, { level: 'pgd' })).toMatchObject({ unexplained: 0n });
    expect(decode(kernel('6.13'), w, { level: 'pgd' }).flags).toContain('_PAGE_NOPTISHADOW');
    expect(decode(kernel('6.12'), w, { level: 'pgd' }).unexplained).toBe(1n << 58n);
  });

  it('is nothing where PRESENT is clear: no swap entry, no marker, no PROT_NONE', () => {
    for (const level of upper) {
      expect(decode(kernel('6.12'), 0n, { level })).toMatchObject({ kind: 'none', unexplained: 0n, flags: [] });
      expect(decode(kernel('6.12'), 0x60n, { level })).toMatchObject({ kind: 'none', unexplained: 0n });
      expect(decode(kernel('6.12'), 0xf800000000000100n, { level })).toMatchObject({
        kind: 'none',
        unexplained: 0xf800000000000100n,
      });
    }
  });

  it('is encoded as it was decoded, whatever the word', () => {
    for (const k of kernels)
      for (const level of upper)
        fc.assert(
          fc.property(word(), (w) => {
            const entry: Decoded = decode(k, w, { level });
            const { raw: _, ...parts } = entry;
            expect(encode(k, entry)).toBe(w);
            expect(encode(k, parts)).toBe(w);
            const { parts: bits } = explain(k, w, { level });
            const mask = (state: string) =>
              bits
                .filter((part) => part.state === state)
                .reduce((all, { hi, lo }) => all | ((2n ** BigInt(hi - lo + 1) - 1n) << BigInt(lo)), 0n);
            expect(mask('unexplained')).toBe(entry.unexplained);
            expect(matches(k, w, 'unexplained', { level })).toBe(entry.unexplained !== 0n);
          }),
          { numRuns: 200 },
        );
  });

  it('is refused as anything else, in one clear message', () => {
    const k = kernel('6.12');
    expect(() => encode(k, { kind: 'swap', swapType: 0, level: 'pgd' })).toThrow(
      'expected a kind that pgd has, present or none, got swap',
    );
    expect(() => encode(k, { kind: 'present', huge: true, level: 'p4d' })).toThrow(/no huge page at p4d/);
    expect(() => encode(k, { kind: 'present', global: true, level: 'pgd' })).toThrow(/global/);
    expect(() => decode(k, 0n, { level: 'page' as TableLevel })).toThrow(
      'expected a level among pte, pmd, pud, p4d, pgd, got "page"',
    );
    const arrays = /expected a level among pte, pmd, pud for an array, got "pgd"/;
    expect(() => findBatch(k, new BigUint64Array(1), 'none', { level: 'pgd' as 'pud' })).toThrow(arrays);
    expect(() => new Census(k, { level: 'pgd' as 'pud' })).toThrow(arrays);
  });

  it('stands in the layout', () => {
    const form = layoutForms(kernel('6.12')).find(({ title }) => title.includes('PGD'));
    expect(form?.parts.map(({ name }) => name)).toContain('_PAGE_NX');
  });
});
