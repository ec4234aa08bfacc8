import { describe, expect, it } from 'vitest';
import { type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { type VmaParts, vma } from '../../lib/mm/common/makeVma.ts';
import type { Vma } from '../../lib/mm/common/vma.ts';
import { copyHugePmd } from '../../lib/mm/huge_memory/copyHugePmd.ts';
import { entry, show, without } from './entries.ts';

const pfn = 0x12200n;
const clean = 0x80000000122000a5n;
const trapped = 0x80000000122004a5n;
const mine = folio({ exclusive: true });
const anon = (k: Kernel, more: readonly VmFlagId[] = [], parts: Partial<VmaParts> = {}): Vma =>
  vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite', 'softdirty', ...more], ...parts });
const driver = (k: Kernel): Vma =>
  vma(k, { vmFlags: ['read', 'mayread', 'maywrite', 'pfnmap', 'softdirty'], anonymous: false });
const both = ({ pte, parent }: { readonly pte: bigint; readonly parent: bigint }) => [show(pte), show(parent)];

describe('copyHugePmd', () => {
  // pmdp_set_wrprotect() of the parent's, pmd_mkold(pmd_wrprotect()) of the child's: copy_huge_pmd() of 4.19.1 to 7.3.4; Dirty is saved from 6.6 on
  it.each([
    ['4.19', '80000000122008c5', '80000000122008e5', []],
    ['5.18', '80000000122008c5', '80000000122008e5', []],
    ['5.19', '80000000122008c5', '80000000122008e5', ['clear exclusive']],
    ['6.6', '8400000012200885', '84000000122008a5', ['clear exclusive']],
    ['7.3', '8400000012200885', '84000000122008a5', ['clear exclusive']],
  ])('%s shares a page', (version, child, parent, effects) => {
    const k = kernel(version);
    const forked = copyHugePmd(k, 0x80000000122008e7n, anon(k), anon(k), mine);
    expect([...both(forked), forked.returned, forked.effects]).toEqual([child, parent, 0, effects]);
  });

  // The mapping that is asked: the parent's in 5.7.14 to 5.12.9 and 5.10.46, the child's in 5.14.2 and 5.10.218
  it.each([
    ['5.7', '8000000012200485', '8000000012200085'],
    ['5.10.52', '8000000012200485', '8000000012200085'],
    ['5.10.53', '8000000012200085', '8000000012200485'],
    ['5.13.4', '8000000012200485', '8000000012200085'],
    ['5.13.5', '8000000012200085', '8000000012200485'],
    ['5.14', '8000000012200085', '8000000012200485'],
    ['7.3', '8000000012200085', '8000000012200485'],
  ])('%s gives the child of a registered parent %s, a registered child %s', (version, ofParent, ofChild) => {
    const k = kernel(version);
    const armed = anon(k, ['uffdWp']);
    expect(both(copyHugePmd(k, trapped, armed, anon(k), mine))).toEqual([ofParent, '80000000122004a5']);
    expect(both(copyHugePmd(k, trapped, anon(k), armed, mine))).toEqual([ofChild, '80000000122004a5']);
  });

  // set_huge_zero_page() in copy_huge_pmd() of 5.12.9 and 5.10.46, goto out_zero_page of 5.14.2 and 5.10.218
  it.each([
    ['4.19', '80000000122000a5'],
    ['5.10.52', '80000000122000a5'],
    ['5.10.53', '8000000012200885'],
    ['5.13.4', '80000000122000a5'],
    ['5.14', '8000000012200885'],
    ['7.3', '8000000012200885'],
  ])('%s gives the child the huge zero page as %s', (version, child) => {
    const k = kernel(version);
    expect(both(copyHugePmd(k, 0x80000000122008a5n, anon(k), anon(k)))).toEqual([child, '80000000122008a5']);
  });

  it('does so by a row', () => {
    const k = without('5.12', 'forkMakesHugeZeroAnew');
    expect(show(copyHugePmd(k, 0x80000000122008a5n, anon(k), anon(k)).pte)).toBe('8000000012200885');
  });

  // pmd_special() in copy_huge_pmd() of 6.12.0, not of 6.11.11; 6.18.2 takes the huge zero page out, which is special there
  it('copies memory without a page from 6.12 on, nothing else of files', () => {
    const special = 0x80000000122002a5n;
    const forked = (k: Kernel, pmd = special) => both(copyHugePmd(k, pmd, driver(k), driver(k)));
    expect(forked(kernel('6.11'))).toEqual(['0000000000000000', '80000000122002a5']);
    expect(forked(kernel('6.12'))).toEqual(['8000000012200285', '80000000122002a5']);
    expect(forked(without('6.12', 'forkCopiesSpecialHuge'))[0]).toBe('0000000000000000');
    expect(forked(kernel('7.3'), clean)[0]).toBe('0000000000000000');
    const k = kernel('7.3');
    expect(both(copyHugePmd(k, special, anon(k), anon(k)))).toEqual(['8000000012200285', '80000000122002a5']);
  });

  // page_maybe_dma_pinned() in copy_huge_pmd() of 5.9.1, not of 5.8.1; page_try_dup_anon_rmap() of 5.19.0 asks PageAnonExclusive() first
  it.each([
    ['5.8', true, 0],
    ['5.9', true, '-EAGAIN'],
    ['5.18', false, '-EAGAIN'],
    ['5.19', false, 0],
    ['5.19', true, '-EAGAIN'],
    ['7.3', true, '-EAGAIN'],
  ] as const)('%s with a pinned page (exclusive: %s): %s', (version, exclusive, returned) => {
    const k = kernel(version);
    const forked = copyHugePmd(k, clean, anon(k), anon(k), folio({ pinned: true, exclusive }));
    expect(forked.returned).toBe(returned);
    if (returned) expect(both(forked)).toEqual(['0000000000000000', show(clean)]);
  });

  // copy_huge_pmd() of 7.3.0-rc7: pmd_modify() to the child's protection before uffd goes
  it('lets a child that is not registered read again', () => {
    const k = kernel('7.3');
    const forked = copyHugePmd(k, 0x000fffffedc005a0n, anon(k, ['uffdRwp']), anon(k), mine);
    expect(both(forked)).toEqual(['8000000012200085', '000fffffedc005a0']);
    const armed = anon(k, ['uffdRwp']);
    expect(show(copyHugePmd(k, 0x000fffffedc005a0n, armed, armed, mine).pte)).toBe('000fffffedc00580');
  });
});

describe('a migration entry', () => {
  // is_write_migration_entry() of 5.18.12, !is_readable_migration_entry() of 5.19.0
  it.each([
    ['4.19', 'write', true],
    ['5.18', 'write', true],
    ['5.19', 'write', true],
    ['5.19', 'readExclusive', true],
    ['7.3', 'readExclusive', true],
    ['7.3', 'read', false],
  ] as const)('on %s that is %s is shared: %s', (version, kind, shared) => {
    const k = kernel(version);
    const word = entry(k, kind, { pfn, softDirty: true });
    const after = shared ? entry(k, 'read', { pfn, softDirty: true }) : word;
    expect(copyHugePmd(k, word, anon(k, ['softdirty']), anon(k))).toMatchObject({
      pte: after,
      parent: after,
      effects: [],
    });
  });

  // pmd_swp_uffd_wp() and pmd_swp_clear_uffd_wp() of 5.14.2 and 5.10.218, neither of 5.12.9
  it.each([
    ['5.12', false, true],
    ['5.10.53', true, false],
    ['5.14', true, false],
    ['7.3', true, false],
  ])(
    'on %s: uffd-wp of a writable one stays with the parent (%s), of a readable one goes to the child (%s)',
    (version, stays, goes) => {
      const k = kernel(version);
      const armed = anon(k, ['uffdWp']);
      const writable = copyHugePmd(k, entry(k, 'write', { pfn, uffdWp: true }), armed, anon(k));
      expect(writable.parent).toBe(entry(k, 'read', { pfn, uffdWp: stays }));
      expect(writable.pte).toBe(entry(k, 'read', { pfn }));
      const readable = copyHugePmd(k, entry(k, 'read', { pfn, uffdWp: true }), armed, anon(k));
      expect(readable.pte).toBe(entry(k, 'read', { pfn, uffdWp: goes }));
      const follows = copyHugePmd(k, entry(k, 'read', { pfn, uffdWp: true }), armed, armed);
      expect(follows.pte).toBe(entry(k, 'read', { pfn, uffdWp: true }));
    },
  );

  // copy_huge_pmd() of 5.7.14 to 5.12.9 and 5.10.46 begins with pmd_clear_uffd_wp(), whatever the entry is ("crash on pmd migration entry on
  // fork", the fix for stable 5.10, 5.12 and 5.13): bit 10 of an entry is the second bit of the offset, which is stored inverted
  it.each([
    ['5.6', pfn],
    ['5.7', pfn + 2n],
    ['5.10.52', pfn + 2n],
    ['5.10.53', pfn],
    ['5.12', pfn + 2n],
    ['5.13.5', pfn],
    ['5.14', pfn],
  ])('on %s stands for the page %x in a child', (version, number) => {
    const k = kernel(version);
    const readable = entry(k, 'read', { pfn });
    expect(copyHugePmd(k, readable, anon(k), anon(k))).toMatchObject({
      pte: entry(k, 'read', { pfn: number }),
      parent: readable,
    });
    const wrong = entry(k, 'read', { pfn: number, softDirty: true });
    const writable = entry(k, 'write', { pfn, softDirty: true });
    expect(copyHugePmd(k, writable, anon(k), anon(k))).toMatchObject({ pte: wrong, parent: wrong });
  });

  it('does so by a row, and where userfaultfd does not protect the parent (H37)', () => {
    const k = without('5.12', 'forkClearsPresentUffdWp');
    const word = entry(k, 'read', { pfn });
    expect(copyHugePmd(k, word, anon(k), anon(k)).pte).toBe(word);
    const old = kernel('5.12');
    expect(copyHugePmd(old, word, anon(old, ['uffdWp']), anon(old)).pte).toBe(word);
  });
});

// copy_huge_non_present_pmd() of 6.19.0 and 7.3.4: soft-dirty is kept, as it is not for a small page
it.each(['6.19', '7.3'])('%s shares a huge page in device memory', (version) => {
  const k = kernel(version);
  const word = entry(k, 'deviceWrite', { pfn, softDirty: true, uffdWp: true });
  expect(copyHugePmd(k, word, anon(k, ['uffdWp']), anon(k), folio({ devicePrivate: true }))).toMatchObject({
    pte: entry(k, 'deviceRead', { pfn, softDirty: true }),
    parent: entry(k, 'deviceRead', { pfn, softDirty: true, uffdWp: true }),
    effects: ['clear exclusive'],
    returned: 0,
  });
  const readable = entry(k, 'deviceRead', { pfn, uffdWp: true });
  expect(copyHugePmd(k, readable, anon(k), anon(k, ['uffdWp']))).toMatchObject({ pte: readable, parent: readable });
});
