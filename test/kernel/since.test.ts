/** What `pte since` finds by the names that people type. Dates are those of the rows, which have judges of their own. */
import { describe, expect, it } from 'vitest';
import { thingsNamed } from '../../lib/kernel/named.ts';

const titles = (name: string) => thingsNamed(name).things.map(({ title }) => title);

describe('thingsNamed', () => {
  it.each([
    ['f45ec5ff16a7', 'uffd-wp in swap entries'],
    ['f45ec5f', 'uffd-wp in swap entries'],
    ['f45ec5ff16a75f96dac8c89862d75f1d8739efd4', 'uffd-wp in swap entries'],
    ['VM_SEALED', 'sealed in vm_flags'],
    ['VM_NOHUGEPAGE', 'nohugepage in vm_flags'],
    ['VM_LOCKONFAULT', 'lockonfault in vm_flags'],
    ['X86_PF_RMP', 'RMP in the error code of a page fault'],
    ['UFFDIO_MOVE', 'UFFDIO_MOVE for user space'],
    ['PAGEMAP_SCAN', 'PAGEMAP_SCAN for user space'],
    ['_PAGE_BIT_UFFD_WP', 'uffd-wp in present entries'],
    ['VM_UFFD_MINOR_BIT', 'uffd-minor in vm_flags'],
    ['swap-exclusive', 'exclusive in swap entries'],
    ['migration-young', 'young in migration entries'],
    ['uffd-wp in swap entries', 'uffd-wp in swap entries'],
    ['saved dirty', 'saved-dirty in present entries'],
  ])('finds %s', (name, title) => {
    expect(titles(name)).toContain(title);
  });

  it('writes no name in capitals with a dash before each letter', () => {
    expect(titles('uffd').filter((title) => /-[a-z]-[a-z]-/.test(title))).toEqual([]);
  });

  it.each(['f45ec5', '0000000', 'xyzzy', 'pte zzzz'])('finds nothing by %s', (name) => {
    expect(() => thingsNamed(name)).toThrow(/^expected a name of/);
  });
});
