/** Walks over the entries of a large folio: arrays of entries. */
import { describe, expect, it } from 'vitest';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { type Folio, folio } from '../../lib/mm/common/folio.ts';
import { removeMigrationPte } from '../../lib/mm/migrate/removeMigrationPte.ts';
import { tryToUnmapOne, type Unmapping } from '../../lib/mm/rmap/tryToUnmapOne.ts';
import { anonVma, entry, shmemVma, show, without } from './entries.ts';

const lazy = folio({ swapbacked: false });
const old = 0x8000000012345005n;
const young = 0x8000000012345025n;
const page = 0x1000n;
const at = (word: bigint, i: number) => word + page * BigInt(i);
const unmap = (k: Kernel, ptes: readonly bigint[], f: Folio = lazy, how: Unmapping = {}, vma = anonVma(k)) => {
  const outcome = tryToUnmapOne(k, ptes, vma, f, how);
  return [...outcome.ptes.map(show), outcome.returned];
};

describe('tryToUnmapOne of many pages after MADV_FREE', () => {
  it('drops them all', () => {
    for (const version of ['4.19', '6.12', '6.17', '7.3'])
      expect(unmap(kernel(version), [old, at(old, 1)])).toEqual([show(0n), show(0n), true]);
  });

  // mm/rmap.c, try_to_unmap_one() and folio_unmap_pte_batch(), get_and_clear_full_ptes() of include/linux/pgtable.h: 6.14.0 one by one;
  // 6.17.0 and 6.18.2 with folio_pte_batch(); 6.18.26, 7.0.0 and 7.3.4 with FPB_RESPECT_WRITE | FPB_RESPECT_SOFT_DIRTY.
  // The second of three is dirty: pte_mkdirty() makes the first dirty and soft-dirty, and on a read-only entry moves Dirty to bit 58
  const dirty = 0x8000000012346045n;
  it.each<readonly [string, readonly string[]]>([
    ['6.14', ['0000000000000000', '8000000012346045', '8000000012347005']],
    ['6.15', ['8400000012345805', '8400000012346805', '8400000012347805']],
    ['6.18.19', ['8400000012345805', '8400000012346805', '8400000012347805']],
    ['6.18.20', ['8400000012345805', '8400000012346805', '8400000012347805']],
    ['7.3', ['8400000012345805', '8400000012346805', '8400000012347805']],
  ])('%s puts a page back that was written to, and what it has cleared with it', (version, after) => {
    expect(unmap(kernel(version), [old, dirty, at(old, 2)])).toEqual([...after, false]);
  });

  // H34, CVE-2026-31398: the first is writable and dirty, the second read-only, the third read-only and soft-dirty
  it.each<readonly [string, readonly string[]]>([
    ['6.17', ['8000000012345067', '8000000012346067', '8000000012347067']],
    ['6.18.19', ['8000000012345067', '8000000012346067', '8000000012347067']],
    ['6.18.20', ['8000000012345067', '8000000012346005', '8000000012347825']],
    ['6.19.9', ['8000000012345067', '8000000012346067', '8000000012347067']],
    ['6.19.10', ['8000000012345067', '8000000012346005', '8000000012347825']],
    ['7.0', ['8000000012345067', '8000000012346005', '8000000012347825']],
  ])('%s puts back with write permission and soft-dirty: %s', (version, after) => {
    const ptes = [0x8000000012345067n, at(old, 1), 0x8000000012347825n];
    expect(unmap(kernel(version), ptes)).toEqual([...after, false]);
  });

  it('merges Accessed of a page that somebody holds, and lets nothing go', () => {
    const held = { referenced: true };
    expect(unmap(kernel('7.3'), [old, at(young, 1)], lazy, held)).toEqual([show(young), show(at(young, 1)), false]);
    expect(unmap(kernel('6.14'), [old, at(young, 1)], lazy, held)).toEqual([show(old), show(at(young, 1)), false]);
  });

  it('ends a batch where uffd-wp or the page differs', () => {
    const wp = at(0x8000000012345405n, 1);
    expect(unmap(kernel('7.3'), [old, wp, at(0x8000000012345445n, 2)])).toEqual([
      show(0n),
      '8400000012346c05',
      '8400000012347c05',
      false,
    ]);
    expect(unmap(kernel('7.3'), [old, at(young, 5)], lazy, { referenced: true })[0]).toBe(show(old));
  });

  it('batches nothing in mappings with uffd-wp from 7.0 to 7.2', () => {
    const flags = { vmFlags: ['read', 'write', 'softdirty', 'uffdWp'] as const };
    const last = (version: string) => {
      const k = kernel(version);
      return unmap(k, [old, at(young, 1)], lazy, { referenced: true }, anonVma(k, flags))[0];
    };
    expect([last('6.19'), last('7.0'), last('7.2'), last('7.3')].map(String)).toEqual(
      [young, old, old, young].map(show),
    );
  });

  it('leaves the markers of private file mappings: of the first alone before 7.0', () => {
    // pte_install_uffd_wp_if_needed() of 6.17.0 runs once for the batch; 7.0.0 makes no batch; cond_install_uffd_wp_ptes() of 7.3.4
    const wp = 0x8000000012345405n;
    const left = (version: string) => {
      const k = kernel(version);
      const vma = { ...shmemVma(k, { vmFlags: ['read', 'write', 'shared', 'softdirty', 'uffdWp'] }) };
      return unmap(k, [wp, at(wp, 1)], lazy, {}, vma);
    };
    const marker = 'fffffffffffffc00';
    expect(left('6.17')).toEqual([marker, show(0n), true]);
    expect(left('7.0')).toEqual([marker, marker, true]);
    expect(left('7.3')).toEqual([marker, marker, true]);
  });

  it('asks for rows of the spec', () => {
    const held = { referenced: true };
    const first = (k: Kernel, ptes: readonly bigint[], vma = anonVma(k)) => unmap(k, ptes, lazy, held, vma)[0];
    expect(first(without('7.3', 'unmapsLazyfreeInBatches'), [old, at(young, 1)])).toBe(show(old));
    const mixed = [0x8000000012345007n, at(young, 1)];
    expect(first(kernel('7.3'), mixed)).toBe('8000000012345007');
    expect(first(without('7.3', 'unmapBatchRespectsWrite'), mixed)).toBe('8000000012345027');
    const k = without('7.2', 'unmapBatchSparesUffdWp');
    expect(first(k, [old, at(young, 1)], anonVma(k, { vmFlags: ['read', 'softdirty', 'uffdWp'] }))).toBe(show(young));
    const blind = without('7.3', 'unmapBatchMarksAll');
    const vma = shmemVma(blind, { vmFlags: ['read', 'write', 'shared', 'softdirty', 'uffdWp'] });
    const wp = 0x8000000012345405n;
    expect(unmap(blind, [wp, at(wp, 1)], lazy, {}, vma)[1]).toBe(show(0n));
  });
});

describe('tryToUnmapOne of many other pages', () => {
  const mine = folio({ exclusive: true });

  it('gives each the next slot', () => {
    const k = kernel('6.12');
    const how = { slot: { type: 0, offset: 0x1000n } };
    const outcome = tryToUnmapOne(k, [young, at(0x8000000012345c67n, 1)], anonVma(k), mine, how);
    expect(outcome.ptes).toEqual([
      tryToUnmapOne(k, young, anonVma(k), mine, how).pte,
      tryToUnmapOne(k, 0x8000000012346c67n, anonVma(k), mine, { slot: { type: 0, offset: 0x1001n } }).pte,
    ]);
    expect(outcome.effects).toEqual([
      'flush_tlb_page',
      'clear exclusive',
      'flush_tlb_page',
      'folio_mark_dirty',
      'clear exclusive',
    ]);
    expect(outcome.steps.length).toBe(2 + 1 + 2 + 3);
  });

  it('ends at the first that stays, and passes over what maps nothing', () => {
    const k = kernel('5.4');
    const how = { slot: { type: 0, offset: 0n } };
    const [none, first, aged, last, returned] = unmap(k, [0n, at(old, 1), at(young, 2), at(old, 3)], folio(), how);
    expect([none, aged, last, returned]).toEqual([show(0n), show(at(old, 2)), show(at(old, 3)), false]);
    expect(first).toBe(show(tryToUnmapOne(k, old, anonVma(k), folio(), { slot: { type: 0, offset: 1n } }).pte));
  });

  it('takes an empty array', () => {
    const k = kernel('6.12');
    expect(tryToUnmapOne(k, [], anonVma(k), mine)).toEqual({ ptes: [], effects: [], steps: [], returned: true });
  });
});

describe('removeMigrationPte of many entries', () => {
  it('restores each for itself, from one page on', () => {
    const k = kernel('6.12');
    const page = folio({ dirty: true });
    const ptes = [
      entry(k, 'write', { pfn: 0x12345n, young: true, dirty: true }),
      entry(k, 'readExclusive', { pfn: 0x12346n, softDirty: true }),
      0n,
      entry(k, 'read', { pfn: 0x12348n, uffdWp: true }),
    ];
    const outcome = removeMigrationPte(k, ptes, anonVma(k), page, 0x54321n);
    expect(outcome.ptes.map(show)).toEqual([
      '8000000054321067',
      '8000000054322805',
      '0000000000000000',
      '8000000054324405',
    ]);
    expect(outcome.effects).toEqual(['RMAP_EXCLUSIVE', 'RMAP_EXCLUSIVE']);
    for (const i of [0, 1, 3])
      expect(outcome.ptes[i]).toBe(
        removeMigrationPte(k, ptes[i] as bigint, anonVma(k), page, 0x54321n + BigInt(i)).pte,
      );
  });
});
