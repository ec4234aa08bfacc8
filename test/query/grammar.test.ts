/** What is a query and what is none. */
import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../lib/query/query.ts';
import type { QueryTree } from '../../lib/query/tree.ts';
import { thrown } from '../support/thrown.ts';

/** A tree as text with every bracket written. */
function written(tree: QueryTree): string {
  if (tree.op === 'not') return `!${written(tree.of)}`;
  if (tree.op === 'and' || tree.op === 'or') return `(${tree.of.map(written).join(tree.op === 'and' ? ' & ' : ' | ')})`;
  const name = tree.scope ? `${tree.scope}.${tree.name}` : tree.name;
  return tree.op === 'word' ? name : `${name} ${tree.is} ${tree.value}`;
}
const read = (text: string) => written(parseQuery(text).tree);

describe('a query', () => {
  it.each([
    ['swap', 'swap'],
    ['uffd-wp', 'uffdWp'],
    ['uffd_wp|uffdWp', '(uffdWp | uffdWp)'],
    ['swap|migration&dirty', '(swap | (migration & dirty))'],
    ['(swap|migration)&dirty', '((swap | migration) & dirty)'],
    ['!swap & !(dirty | young)', '(!swap & !(dirty | young))'],
    ['!!swap', '!!swap'],
    [' ( ( swap ) ) ', 'swap'],
    ['pfn>=0x1000&pfn<8192', '(pfn >= 4096 & pfn < 8192)'],
    ['type = 2 & swap-offset != 3', '(type = 2 & swapOffset != 3)'],
    ['kind = migration-read', 'kind = migrationRead'],
    ['_PAGE_RW | _PAGE_UFFD', '(_PAGE_RW | _PAGE_UFFD)'],
    ['page.dirty & vma.write | cpu12.writable', '((page.dirty & vma.write) | cpu12.writable)'],
    ['before.uffd-wp & before.page.refs >= 2', '(before.uffdWp & before.page.refs >= 2)'],
    ['pfn = 0xffffffffffffffff', 'pfn = 18446744073709551615'],
  ])('is read as it is bracketed: %s', (text, wanted) => {
    expect(read(text)).toBe(wanted);
  });

  it('may be long and deep', () => {
    expect(read(Array(500).fill('swap').join('|')).length).toBeGreaterThan(2000);
    expect(read(`${'('.repeat(99)}swap${')'.repeat(99)}`)).toBe('swap');
  });

  it('cannot be changed', () => {
    const { tree } = parseQuery('swap & dirty');
    expect(Object.isFrozen(tree)).toBe(true);
  });

  it.each([
    ['', 'expected a word, ! or (, got nothing at column 1'],
    [
      'present & ufd-wp',
      'expected a word such as swap, uffd-wp or pfn, got "ufd-wp" at column 11 (did you mean uffd-wp?)',
    ],
    ['swapp', 'expected a word such as swap, uffd-wp or pfn, got "swapp" at column 1 (did you mean swap?)'],
    ['swap dirty', 'expected &, | or the end, got "dirty" at column 6'],
    ['swap && dirty', 'expected a word, ! or (, got "&" at column 7'],
    ['swap &', 'expected a word, ! or (, got nothing at column 7'],
    ['(swap', 'expected &, | or ), got nothing at column 6'],
    ['swap)', 'expected &, | or the end, got ")" at column 5'],
    ['dirty = 1', 'expected &, | or the end, got "=" at column 7'],
    ['pfn', 'expected =, !=, <, <=, > or >= after the name of a field, got nothing at column 4'],
    ['pfn >= swap', 'expected a number such as 0x1000 or 4096, got "swap" at column 8'],
    ['pfn >= ', 'expected a number such as 0x1000 or 4096, got nothing at column 8'],
    ['pfn = 0x10000000000000000', 'expected a number of 64 bits, got "0x10000000000000000" at column 7'],
    ['pfn = 12q', 'expected words, numbers, ! & | ( ) or a comparison, got "12q" at column 7'],
    ['pfn => 1', 'expected a number such as 0x1000 or 4096, got ">" at column 6'],
    ['kind = swp', 'expected a kind such as migration-read, got "swp" at column 8 (did you mean swap?)'],
    ['kind < swap', 'expected = or != after kind, got "<" at column 6'],
    ['swap # dirty', 'expected words, numbers, ! & | ( ) or a comparison, got "#" at column 6'],
    ['cpu.write', 'expected page., vma., cpu0. or before. in front of a word, got "cpu." at column 1'],
    ['before.dirt', 'expected a word such as swap, uffd-wp or pfn, got "dirt" at column 8 (did you mean dirty?)'],
    ['constructor', 'expected a word such as swap, uffd-wp or pfn, got "constructor" at column 1'],
    ['swap\u001b', 'expected words, numbers, ! & | ( ) or a comparison, got "\\u001b" at column 5'],
  ])('is refused with the column: %s', (text, message) => {
    const error = thrown(() => parseQuery(text));
    expect(error).toBeInstanceOf(RangeError);
    expect({ message: error.message, code: error.code }).toEqual({ message, code: 'ERR_PTE_INPUT' });
  });

  it('of no end and of no bottom is refused', () => {
    expect(thrown(() => parseQuery('x'.repeat(100_000))).message).toMatch(/at most 4096 characters, got 100000/);
    for (const sign of ['(', '!'])
      expect(thrown(() => parseQuery(sign.repeat(4000))).message).toMatch(
        /at most 100 brackets and ! .* at column 101/,
      );
    expect(thrown(() => parseQuery(1 as unknown as string))).toBeInstanceOf(TypeError);
  });
});
