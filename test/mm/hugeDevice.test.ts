import { describe, expect, it } from 'vitest';
import { type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import type { Vma } from '../../lib/mm/common/vma.ts';
import { migrateVmaCollectHugePmd } from '../../lib/mm/huge_memory/migrateVmaCollectHugePmd.ts';
import { migrateVmaInsertHugePmdPage } from '../../lib/mm/huge_memory/migrateVmaInsertHugePmdPage.ts';
import { userfaultfdEndHuge, userfaultfdMustWaitHuge } from '../../lib/mm/huge_memory/userfaultfdHuge.ts';
import { entry, show, without } from './entries.ts';

const pfn = 0x12200n;
const clean = 0x80000000122000a5n;
const mine = folio({ exclusive: true });
const device = folio({ devicePrivate: true });
const anon = (k: Kernel, more: readonly VmFlagId[] = ['write']): Vma =>
  vma(k, { vmFlags: ['read', 'mayread', 'maywrite', 'softdirty', ...more] });
const file = (k: Kernel): Vma => vma(k, { vmFlags: ['read', 'mayread', 'maywrite', 'softdirty'], anonymous: false });

describe('migrateVmaCollectHugePmd', () => {
  const collect = (k: Kernel, pmd: bigint, page?: typeof mine, how = {}) =>
    migrateVmaCollectHugePmd(k, pmd, anon(k), page, { whole: true, ...how });

  // split_huge_page() in migrate_vma_collect_pmd() of 4.19.1 to 6.18.35; set_pmd_migration_entry() in migrate_vma_collect_huge_pmd() of 6.19.0
  it.each([
    ['4.19', true],
    ['6.18', true],
    ['6.19', false],
    ['7.3', false],
  ])('%s splits a huge page: %s', (version, splits) => {
    const k = kernel(version);
    const taken = collect(k, 0x80000000122000a7n, mine);
    expect(taken.splits).toBe(splits);
    if (splits) expect(taken.pte).toBe(0x80000000122000a7n);
    else
      expect(taken).toMatchObject({
        pte: entry(k, 'write', { pfn, young: true }),
        collected: 'page',
        write: true,
        effects: ['flush_tlb_page', 'clear exclusive'],
      });
    expect(collect(k, clean, mine, { whole: false })).toMatchObject({ pte: clean, splits: true });
  });

  // split_huge_pmd() to 6.18.35, migrate_vma_collect_hole() of 6.19.0
  it('takes the huge zero page for a hole from 6.19 on', () => {
    expect(collect(kernel('6.18'), clean)).toMatchObject({ splits: true });
    expect(collect(kernel('6.19'), clean)).toMatchObject({ collected: 'hole', splits: false });
    expect(collect(without('6.19', 'collectTakesHuge'), clean)).toMatchObject({ splits: true });
  });

  it('passes over what it cannot take', () => {
    const k = kernel('7.3');
    const skipped = { collected: 'skipped', splits: false };
    expect(collect(k, clean, mine, { locked: false })).toMatchObject({ ...skipped, pte: clean });
    expect(collect(k, clean, mine, { selected: false })).toMatchObject(skipped);
    expect(collect(k, clean, folio({ exclusive: true, pinned: true }))).toMatchObject(skipped);
    expect(collect(k, entry(k, 'read', { pfn }))).toMatchObject(skipped);
    expect(collect(k, 0n)).toMatchObject({ collected: 'hole', splits: false });
    expect(migrateVmaCollectHugePmd(k, 0n, file(k), undefined)).toMatchObject(skipped);
    const word = entry(k, 'deviceWrite', { pfn, uffdWp: true });
    expect(collect(k, word, device)).toMatchObject({
      pte: entry(k, 'write', { pfn, uffdWp: true }),
      collected: 'page',
      write: true,
    });
  });
});

describe('migrateVmaInsertHugePmdPage', () => {
  // migrate_vma_insert_huge_pmd_page() of 6.19.0 to 7.3.4
  it.each(['6.19', '7.3'])('%s fills a hole', (version) => {
    const k = kernel(version);
    const insert = (v: Vma, page = device, pmd = 0n, how = {}) =>
      migrateVmaInsertHugePmdPage(k, pmd, v, page, pfn, how);
    expect(insert(anon(k))).toMatchObject({
      pte: entry(k, 'deviceWrite', { pfn }),
      inserted: true,
      effects: ['RMAP_EXCLUSIVE'],
    });
    expect(insert(anon(k, [])).pte).toBe(entry(k, 'deviceRead', { pfn }));
    expect(show(insert(anon(k), folio()).pte)).toBe('80000000122008e7');
    expect(show(insert(anon(k, []), folio()).pte)).toBe('80000000122000a5');
    expect(insert(anon(k), device, clean, { hugeZero: true }).effects).toEqual(['flush_tlb_page', 'RMAP_EXCLUSIVE']);
    for (const [v, pmd, how] of [
      [anon(k), clean, {}],
      [anon(k), entry(k, 'deviceWrite', { pfn }), {}], // another driver was there first
      [anon(k), entry(k, 'read', { pfn }), {}],
      [anon(k, ['write', 'uffdMissing']), 0n, {}],
      [anon(k), 0n, { unstable: true }],
      [file(k), 0n, {}],
    ] as const)
      expect(insert(v, device, pmd, how)).toMatchObject({ pte: pmd, inserted: false });
  });

  it('is not there to 6.18', () => {
    const k = kernel('6.18');
    expect(() => migrateVmaInsertHugePmdPage(k, 0n, anon(k), device, pfn)).toThrow(RangeError);
  });
});

describe('userfaultfd and huge pages', () => {
  // userfaultfd_must_wait(): pmd_write() of 5.7.14, pmd_protnone() of 7.3.0-rc7
  it('waits at a huge entry that still traps', () => {
    const waits = (version: string, pmd: bigint, why: 'wp' | 'missing' | 'rwp') =>
      userfaultfdMustWaitHuge(kernel(version), pmd, why);
    expect([waits('5.6', clean, 'wp'), waits('5.7', clean, 'wp'), waits('7.3', clean, 'wp')]).toEqual([
      false,
      true,
      true,
    ]);
    expect(waits('6.12', 0x80000000122000a7n, 'wp')).toBe(false);
    expect([waits('6.12', 0n, 'missing'), waits('6.12', clean, 'missing')]).toEqual([true, false]);
    expect([waits('7.3', 0x000fffffedc005a0n, 'rwp'), waits('7.3', clean, 'rwp')]).toEqual([true, false]);
    const k = kernel('6.12');
    expect(userfaultfdMustWaitHuge(k, entry(k, 'write', { pfn }), 'missing')).toBe(false);
  });

  it('frees a huge page where small ones are freed', () => {
    const trapped = 0x80000000122004a5n;
    const ends = (version: string, how: 'close' | 'unregister') => {
      const k = kernel(version);
      return show(userfaultfdEndHuge(k, trapped, anon(k, ['write', 'uffdWp']), how, folio()).pte);
    };
    // uffd_wp_range() in userfaultfd_unregister() of 6.0.0 and userfaultfd_release_all() of 7.3.4, neither of 5.10.0
    expect([ends('5.10.0', 'close'), ends('5.10.0', 'unregister')]).toEqual(['80000000122004a5', '80000000122004a5']);
    expect([ends('6.18', 'unregister'), ends('7.3', 'close')]).toEqual(['80000000122000a5', '80000000122000a5']);
    const k = kernel('7.3');
    const all = userfaultfdEndHuge(k, 0x000fffffedc005a0n, anon(k, ['write', 'uffdRwp']), 'close', mine);
    expect(show(all.pte)).toBe('80000000122000a7');
  });
});
