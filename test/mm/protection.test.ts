/** Protection changes: mm/mprotect.c, change_pte_range(), mprotect_fixup(); mm/mempolicy.c, change_prot_numa(); mm/mremap.c. */
import { describe, expect, it } from 'vitest';
import { pteModify } from '../../lib/helpers/pgtable.ts';
import { type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { type Folio, folio } from '../../lib/mm/common/folio.ts';
import { type VmaParts, vma } from '../../lib/mm/common/makeVma.ts';
import { changeProtNuma } from '../../lib/mm/mprotect/changeProtNuma.ts';
import { changePteRange } from '../../lib/mm/mprotect/changePteRange.ts';
import { mprotectFixup } from '../../lib/mm/mprotect/mprotectFixup.ts';
import { movePtes } from '../../lib/mm/mremap/movePtes.ts';
import { show } from './entries.ts';

const rw: readonly VmFlagId[] = ['read', 'write', 'mayread', 'maywrite'];
const mapping = (k: Kernel, more: readonly VmFlagId[] = [], parts: Partial<VmaParts> = {}) =>
  vma(k, { vmFlags: [...rw, ...more], ...parts });
const shared: readonly VmFlagId[] = ['shared', 'mayshare'];

describe('mprotect() over a large folio', () => {
  const readOnly = (k: Kernel, more: readonly VmFlagId[] = []) =>
    vma(k, { vmFlags: ['read', 'mayread', 'maywrite', ...more], pageMkwrite: more.includes('shared') });
  const writable = (k: Kernel, v: ReturnType<typeof vma>, ptes: readonly bigint[], pages: Folio | readonly Folio[]) =>
    mprotectFixup(k, ptes, v, v.vmFlags | k.vm.write, pages).ptes.map(show);

  // Seen on 7.3 (and not on 6.12): 0x84000000031fd025 becomes 0x80000000031fd867. modify_prot_start_ptes() of 6.17.0 to 7.3.4
  it.each([
    ['6.12', '84000000031fd025'],
    ['6.16', '84000000031fd025'],
    ['6.17', '80000000031fd867'],
    ['6.18', '80000000031fd867'],
    ['7.3', '80000000031fd867'],
  ])('%s makes a page of shared memory %s, if the next is dirty', (version, after) => {
    const k = kernel(version);
    const pages = [0x84000000031fd025n, 0x84000000031fe025n];
    expect(writable(k, readOnly(k, shared), pages, folio({ anon: false }))[0]).toBe(after);
  });

  it('gives Dirty without soft-dirty where only the first is dirty', () => {
    const k = kernel('7.3');
    const pages = [0x84000000031fd025n, 0x80000000031fe025n];
    expect(writable(k, readOnly(k, shared), pages, folio({ anon: false }))).toEqual([
      '84000000031fd025',
      '84000000031fe025',
    ]);
  });

  it('gives Accessed and Dirty of one to all', () => {
    const k = kernel('6.18');
    const pages = [0x8000000012345005n, 0x8400000012346025n, 0x8000000012347005n];
    expect(writable(k, readOnly(k, ['softdirty']), pages, folio({ exclusive: true }))).toEqual([
      '8000000012345867',
      '8000000012346867',
      '8000000012347867',
    ]);
  });

  // commit_anon_folio_batch(): PageAnonExclusive() is asked of each page
  it('asks of each private page who has it', () => {
    const k = kernel('7.3');
    const pages = [0x8000000012345025n, 0x8000000012346025n, 0x8000000012347025n];
    const each = [true, false, true].map((exclusive) => folio({ exclusive }));
    expect(writable(k, readOnly(k, ['softdirty']), pages, each)).toEqual([
      '8000000012345027',
      '8000000012346025',
      '8000000012347027',
    ]);
  });

  // FPB_RESPECT_SOFT_DIRTY | FPB_RESPECT_WRITE; the page frame numbers must follow; no folio, no batch
  it.each<readonly [string, bigint, bigint, Folio | undefined]>([
    ['soft-dirty', 0x8000000012345025n, 0x8400000012346825n, folio()],
    ['write permission', 0x8000000012345025n, 0x8000000012346067n, folio()],
    ['place', 0x8000000012345025n, 0x8400000012347025n, folio()],
    ['nothing, but map no folio', 0x8000000012345225n, 0x8400000012346225n, undefined],
  ])('leaves entries apart that differ in %s', (_, first, second, page) => {
    const k = kernel('7.3');
    const v = mapping(k);
    const { ptes } = changePteRange(k, [first, second], v, k.prot.PAGE_READONLY, {}, page);
    expect(show(ptes[0] as bigint)).toBe(show(first));
  });

  it('goes over entries of every kind, PROT_NONE too', () => {
    const k = kernel('7.3');
    const v = mapping(k, ['softdirty']);
    const hints = [0x000fffffedcba100n, 0x000fffffedcb9120n]; // page frames 0x12345 and 0x12346
    const { ptes, steps } = changePteRange(k, [0n, ...hints, 0x07ffffffffdffe00n], v, v.vmPageProt, {}, folio());
    expect(ptes.map(show)).toEqual(['0000000000000000', '8000000012345025', '8000000012346025', '07ffffffffdffe00']);
    expect(steps[0]).toEqual({
      did: 'modify_prot_start_ptes',
      value: 0x000fffffedcba120n,
      why: 'a page that changes with this one is young or dirty',
    });
  });
});

// mprotect_fixup() of every release: newflags == oldflags
it.each(['4.19', '5.4', '6.12', '7.3'])('%s: mprotect() to the protection that is there does nothing', (version) => {
  const k = kernel(version);
  const v = mapping(k, ['softdirty']);
  const hint = 0x000fffffedcba120n;
  expect(mprotectFixup(k, hint, v, v.vmFlags, folio())).toMatchObject({ pte: hint, effects: [], vma: v });
  expect(mprotectFixup(k, [hint, 0n], v, v.vmFlags, folio()).ptes).toEqual([hint, 0n]);
});

describe('a NUMA hint', () => {
  const hint = '000fffffedcba120';
  const stays = '8000000012345025';
  const numa = (k: Kernel, page: Folio, v = mapping(k)) => show(changeProtNuma(k, 0x8000000012345025n, v, page).pte);

  // change_pte_range(): page_mapcount() to 5.16 (5.10.46, 5.15.16), page_count() from 5.17 (5.10.218, 5.15.100), pins and sharing from 6.10
  it.each<readonly [string, Partial<Folio>, string]>([
    ['4.19', { mappedShared: true }, stays],
    ['5.4', { mappedShared: true }, stays],
    ['7.3', { mappedShared: true }, stays],
    ...['5.10', '5.15', '5.17', '6.1', '6.9', '6.10', '6.12', '6.18', '6.19', '7.0'].map(
      (version) => [version, { mappedShared: true }, stays] as const,
    ),
    ['4.19', { pinned: true }, hint],
    ['5.10.101', { pinned: true }, hint],
    ['5.10.102', { pinned: true }, stays],
    ['5.15.24', { pinned: true }, hint],
    ['5.15.25', { pinned: true }, stays],
    ['5.16.10', { pinned: true }, hint],
    ['5.17', { pinned: true }, stays],
    ['6.9', { pinned: true }, stays],
    ['6.10', { pinned: true }, stays],
    // page_count() != 1 from 5.17 (5.10.102, 5.15.25, 5.16.11) to 6.9: whatever refers to the page, the page cache too
    ['5.16', { referenced: true }, hint],
    ['5.17', { referenced: true }, stays],
    ['6.9', { referenced: true }, stays],
    ['6.10', { referenced: true }, hint],
    ['5.16', { anon: false, swapbacked: false }, hint],
    ['6.9', { anon: false, swapbacked: false }, stays],
    ['6.10', { anon: false, swapbacked: false }, hint],
    ['5.19', { deviceCoherent: true }, hint],
    ['6.0', { deviceCoherent: true }, stays],
    ['4.19', { ksm: true }, stays],
    // vm_normal_page() has no page for them in 4.19.1; folio_is_zone_device() of 6.17.0
    ['4.19', { devicePublic: true }, stays],
    ['6.17', { anon: false, fsdax: true }, stays],
    ['4.19', { anon: false, swapbacked: false, dirty: true }, stays],
    ['7.3', { anon: false, swapbacked: false, dirty: true }, stays],
    ['4.19', {}, hint],
    ['7.3', {}, hint],
  ])('%s, a private page %j: %s', (version, page, after) => {
    expect(numa(kernel(version), folio(page))).toBe(after);
  });

  // is_cow_mapping() is asked first; folio_can_map_prot_numa() of 6.19.0 asks for pins before
  it.each<readonly [string, Partial<Folio>, string]>([
    ['6.12', { mappedShared: true }, hint],
    ['6.18', { pinned: true }, hint],
    ['6.19', { pinned: true }, stays],
  ])('%s, a page of shared memory %j: %s', (version, page, after) => {
    const k = kernel(version);
    expect(numa(k, folio({ anon: false, ...page }), mapping(k, shared))).toBe(after);
  });

  // kernel/sched/fair.c, task_numa_work(), mm/mempolicy.c, vma_migratable() of 4.19.0, 5.15.100, 7.3.4
  it.each<readonly [readonly VmFlagId[], Partial<VmaParts>]>([
    [[...rw, 'hugetlb'], {}],
    [[...rw, 'mixedmap'], {}],
    [[...rw, 'pfnmap'], {}],
    [[...rw, 'io'], {}],
    [['read', 'mayread', 'mayexec', 'exec'], { anonymous: false }],
    [['mayread', 'maywrite'], {}],
  ])('is never put into a mapping %j %j', (vmFlags, parts) => {
    for (const version of ['4.19', '6.12', '7.3']) {
      const k = kernel(version);
      expect(numa(k, folio(), vma(k, { vmFlags, ...parts }))).toBe(stays);
    }
  });

  it('keeps write permission in the entry to 6.1', () => {
    const k = kernel('4.19');
    expect(show(changeProtNuma(k, 0x8000000012345067n, mapping(k), folio()).pte)).toBe('000fffffedcba162');
  });

  // One batch from 6.17 on
  it.each([
    ['6.16', ['000fffffedcba120', '040fffffedcb9120']], // pte_modify() saves Dirty (6.6)
    ['6.17', ['040fffffedcba920', '040fffffedcb9920']],
  ])('%s puts hints into a large folio', (version, after) => {
    const k = kernel(version);
    const pages = [0x8000000012345027n, 0x8000000012346067n];
    expect(changeProtNuma(k, pages, mapping(k, ['softdirty']), folio({ exclusive: true })).ptes.map(show)).toEqual(
      after,
    );
  });
});

describe('mremap() of many', () => {
  // mremap_folio_pte_batch() of 6.17.0 to 7.3.4 gives 1 where pte_batch_hint() does, as on x86
  it.each(['4.19', '6.12', '7.3'])('%s moves each entry by itself', (version) => {
    const k = kernel(version);
    const ptes = [0x8000000012345025n, 0n, 0x8000000012347067n, 0x07ffffffffdffe00n];
    expect(movePtes(k, ptes, mapping(k)).ptes.map(show)).toEqual([
      '8000000012345825',
      '0000000000000000',
      '8000000012347867',
      '07ffffffffdffe02',
    ]);
  });
});

// pte_needs_flush() of 5.19.0 to 7.3.4 asks for _PAGE_PRESENT, whatever pte_protnone() can tell
it.each([
  ['5.19', '8000000012345865'],
  ['6.12', '8000000012345867'],
  ['7.2', '8000000012345867'],
  ['7.3', '8000000012345867'],
])('%s without NUMA balancing flushes nothing where PROT_NONE ends', (version, after) => {
  const k = kernel(version, { numaBalancing: false });
  const none = vma(k, { vmFlags: ['mayread', 'maywrite', 'softdirty'] });
  const flags = vma(k, { vmFlags: [...rw, 'softdirty'] }).vmFlags;
  const old = pteModify(k, 0x8000000012345867n, k.prot.PAGE_NONE);
  const result = mprotectFixup(k, old, none, flags, folio({ exclusive: true }));
  expect([show(result.pte), result.effects]).toEqual([after, []]);
});
