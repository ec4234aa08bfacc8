/** fork(): mm/memory.c, copy_one_pte() of 4.19 and 5.4, copy_present_pte(), copy_present_ptes(), copy_nonpresent_pte(). */
import { describe, expect, it } from 'vitest';
import { type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { type VmaParts, vma } from '../../lib/mm/common/makeVma.ts';
import { copyNonpresentPte } from '../../lib/mm/memory/copyNonpresentPte.ts';
import { copyPresentPte } from '../../lib/mm/memory/copyPresentPte.ts';
import { vmaNeedsCopy } from '../../lib/mm/memory/vmaNeedsCopy.ts';
import { entry, show, without } from './entries.ts';

const flags: readonly VmFlagId[] = ['read', 'write', 'mayread', 'maywrite', 'softdirty'];
const mapping = (k: Kernel, more: readonly VmFlagId[] = [], parts: Partial<VmaParts> = {}) =>
  vma(k, { vmFlags: [...flags, ...more], ...parts });
const child = 0x999n;

describe('a pinned page', () => {
  // copy_present_page() of 5.12.9, 5.15.100, 5.17 and 5.18.12 has no test of PageAnon(); 5.10.218 and 5.19.0 have
  it.each([
    ['5.8', '8000000012345005'],
    ['5.9', '8000000000999867'],
    ['5.10.152', '8000000000999867'],
    ['5.10.153', '8000000012345005'],
    ['5.12.9', '8000000000999867'],
    ['5.15.100', '8000000000999867'],
    ['5.15.173', '8000000012345005'],
    ['5.18', '8000000000999867'],
    ['5.19', '8000000012345005'],
    ['7.3', '8000000012345005'],
  ])('of a file in a private mapping is copied on %s to %s', (version, after) => {
    const k = kernel(version);
    const m = mapping(k, [], { anonymous: false });
    const page = folio({ anon: false, pinned: true, swapbacked: false });
    expect(show(copyPresentPte(k, 0x8000000012345025n, m, m, page, child).pte)).toBe(after);
  });

  it('of a shared mapping never is', () => {
    const k = kernel('5.15.100');
    const m = mapping(k, ['shared', 'mayshare']);
    const page = folio({ anon: false, pinned: true });
    expect(show(copyPresentPte(k, 0x8000000012345067n, m, m, page, child).pte)).toBe('8000000012345007');
  });

  // copy_present_ptes() of 6.12: with a page to copy among them, each is handled by itself
  it('keeps its large folio from being copied together', () => {
    const k = kernel('6.12');
    const m = mapping(k);
    const pages = [true, false].map((exclusive) => folio({ exclusive, pinned: true }));
    const ptes = [0x8000000012345067n, 0x8400000012346825n];
    const done = copyPresentPte(k, ptes, m, m, pages, [child, 0x99an]);
    expect(done.ptes.map(show)).toEqual(['8000000000999867', '8400000012346805']);
    expect(done.parents.map(show)).toEqual(['8000000012345067', '8400000012346825']);
    expect(done.effects).toEqual(['copy page']);
  });

  // copy_pte_range() of 6.12 leaves its loop at -EHWPOISON
  it('with a hardware error ends fork(), and what follows is not copied', () => {
    const k = kernel('6.12');
    const bad = folio({ exclusive: true, pinned: true, hwpoison: true });
    const ptes = [0x8000000012345067n, 0x8000000012346067n];
    expect(copyPresentPte(k, ptes, mapping(k), mapping(k), bad, [child, child])).toMatchObject({
      ptes: [0n, 0n],
      parents: ptes,
      returned: '-EHWPOISON',
    });
  });
});

describe('entries of a large folio', () => {
  const ptes = [0x8000000012345867n, 0x8000000012346067n, 0x8000000012347067n];
  const mine = folio({ exclusive: true });

  // folio_pte_batch() of 6.9.0 with FPB_IGNORE_SOFT_DIRTY unless vma_soft_dirty_enabled(); set_ptes() counts on from the first
  it.each([
    ['6.8', ['8400000012345805', '8400000012346005', '8400000012347005']],
    ['6.9', ['8400000012345805', '8400000012346805', '8400000012347805']],
    ['7.3', ['8400000012345805', '8400000012346805', '8400000012347805']],
  ])('%s: the child has the soft-dirty of the first', (version, children) => {
    const k = kernel(version);
    const done = copyPresentPte(k, ptes, mapping(k), mapping(k), mine);
    expect(done.ptes.map(show)).toEqual(children);
    expect(done.parents.map(show)).toEqual(['8400000012345825', '8400000012346025', '8400000012347025']);
  });

  it('differ where writes are tracked, or where Dirty of private memory differs', () => {
    const k = kernel('7.3');
    const tracked = vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite'] });
    expect(copyPresentPte(k, ptes, tracked, tracked, mine).ptes.map(show)).toEqual([
      '8400000012345805',
      '8400000012346005',
      '8400000012347005',
    ]);
    const clean = [0x8000000012345827n, 0x8000000012346067n];
    expect(copyPresentPte(k, clean, mapping(k), mapping(k), mine).ptes.map(show)).toEqual([
      '8000000012345805',
      '8400000012346005',
    ]);
  });

  // any_writable of 6.9, FPB_MERGE_WRITE of 6.18: pte_mkwrite() for all; only private memory is write-protected afterwards
  it.each([
    ['6.8', '8000000012345005'],
    ['6.9', '8000000012345007'],
    ['7.3', '8000000012345007'],
  ])('%s: one that waits for write notification is writable in the child if the next is: %s', (version, after) => {
    const k = kernel(version);
    const m = mapping(k, ['shared', 'mayshare', 'uffdWp']);
    const done = copyPresentPte(k, [0x8000000012345025n, 0x8000000012346067n], m, m, folio({ anon: false }));
    expect(done.ptes.map(show)).toEqual([after, '8000000012346007']);
    expect(done.parents.map(show)).toEqual(['8000000012345025', '8000000012346067']);
  });

  it('without a page are copied one by one', () => {
    const k = kernel('7.3');
    expect(copyPresentPte(k, ptes, mapping(k), mapping(k)).ptes.map(show)[1]).toBe('8400000012346005');
  });
});

describe('copy_one_pte()', () => {
  // 4.19.0, 5.4.286: no uffd-wp; a writable migration entry keeps soft-dirty, a device-private one does not
  it.each(['4.19', '5.4', '5.6'])('%s shares entries that are not present', (version) => {
    const k = kernel(version);
    const m = mapping(k);
    const moving = copyNonpresentPte(k, entry(k, 'write', { softDirty: true }), m, m);
    expect([moving.pte, moving.parent]).toEqual(Array(2).fill(entry(k, 'read', { softDirty: true })));
    const device = copyNonpresentPte(k, entry(k, 'deviceWrite', { softDirty: true }), m, m);
    expect([device.pte, device.parent]).toEqual(Array(2).fill(entry(k, 'deviceRead')));
    expect(copyNonpresentPte(k, 0x07ffffffffdffe02n, m, m)).toMatchObject({ pte: 0x07ffffffffdffe02n });
    expect(show(copyPresentPte(k, 0x8000000012345867n, m, m, folio()).pte)).toBe('8000000012345845');
  });
});

// copy_pte_range(): -EBUSY of try_restore_exclusive_pte() ends fork()
it('a device-exclusive entry whose page is locked ends fork()', () => {
  const k = kernel('6.12');
  const word = entry(k, 'exclusiveWrite');
  expect(copyNonpresentPte(k, word, mapping(k), mapping(k), folio(), true)).toMatchObject({
    parent: word,
    returned: '-EBUSY',
  });
});

describe('vmaNeedsCopy', () => {
  // copy_page_range() of 4.19.0, 5.15.100; vma_needs_copy() of 5.19.0, 6.0.0, 7.3.4
  it.each<readonly [string, readonly VmFlagId[], readonly VmFlagId[], boolean]>([
    ['4.19', [], [], false],
    ['4.19', ['hugetlb'], ['hugetlb'], true],
    ['5.18', [], ['uffdWp'], false],
    ['5.19', [], ['uffdWp'], true],
    ['5.19', ['hugetlb'], ['hugetlb'], true],
    ['6.0', ['hugetlb'], ['hugetlb'], false],
    ['7.3', ['mixedmap'], ['mixedmap'], true],
    ['7.3', [], ['uffdRwp'], true],
    ['7.3', ['uffdWp'], [], false],
  ])('%s: shared memory %j with a child %j: %s', (version, parent, childFlags, copies) => {
    const k = kernel(version);
    const shared = (more: readonly VmFlagId[]) => mapping(k, ['shared', 'mayshare', ...more], { anonVma: false });
    expect(vmaNeedsCopy(k, shared(parent), shared(childFlags))).toBe(copies);
  });

  it('says yes where private pages are', () => {
    const k = kernel('4.19');
    expect(vmaNeedsCopy(k, mapping(k), mapping(k))).toBe(true);
    expect(vmaNeedsCopy(k, mapping(k, [], { anonVma: false }), mapping(k))).toBe(false);
  });
});

// __copy_present_ptes(): 7.2.13 clears the bit last, 7.3.4 first
it.each([
  ['7.2', ['pte_wrprotect', 'pte_mkold', 'pte_clear_uffd_wp']],
  ['7.3', ['pte_clear_uffd', 'pte_wrprotect', 'pte_mkold']],
])('%s takes uffd-wp from a child that is not registered in this order (forkClearsUffdWpFirst)', (version, did) => {
  const k = kernel(version);
  const parent = vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite', 'uffdWp'] });
  const child = vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite'] });
  const forked = copyPresentPte(k, 0x8000000012345427n, parent, child);
  expect(forked.steps.map((step) => step.did)).toEqual(did);
  expect(forked.pte).toBe(0x8000000012345005n);
  const old = copyPresentPte(without('7.3', 'forkClearsUffdWpFirst'), 0x8000000012345427n, parent, child);
  expect(old.steps.map((step) => step.did)).toEqual(['pte_wrprotect', 'pte_mkold', 'pte_clear_uffd']);
});
