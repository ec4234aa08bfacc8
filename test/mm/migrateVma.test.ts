import { describe, expect, it } from 'vitest';
import type { Config } from '../../lib/kernel/config.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { type Folio, folio } from '../../lib/mm/common/folio.ts';
import { type Collecting, migrateVmaCollectPmd } from '../../lib/mm/migrate/migrateVmaCollectPmd.ts';
import { migrateVmaInsertPage } from '../../lib/mm/migrate/migrateVmaInsertPage.ts';
import { anonVma, entry, shmemVma, show, without } from './entries.ts';

const mine = folio({ exclusive: true });
const device = folio({ devicePrivate: true });
const collect = (k: Kernel, pte: bigint, page: Folio | undefined, how?: Collecting) =>
  migrateVmaCollectPmd(k, pte, anonVma(k), page, how);

// mm/migrate_device.c, migrate_vma_collect_pmd() and migrate_vma_insert_page()
describe('migrateVmaCollectPmd', () => {
  it('takes an empty place of anonymous memory for a hole', () => {
    const k = kernel('6.12');
    expect(collect(k, 0n, undefined)).toMatchObject({ pte: 0n, collected: 'hole' });
    expect(migrateVmaCollectPmd(k, 0n, shmemVma(k), undefined).collected).toBe('skipped');
    const zero = 0x8000000002000225n;
    expect(collect(k, zero, undefined, { zeroPfn: 0x2000n })).toMatchObject({ pte: zero, collected: 'hole' });
  });

  // migrate_vma_collect_pmd() of 4.19.1, 5.4.286 and 5.8.1 does not ask vma_is_anonymous(), that of 5.9.1 does
  it.each<readonly [string, string]>([
    ['4.19', 'hole'],
    ['5.4.286', 'hole'],
    ['5.8', 'hole'],
    ['5.9', 'skipped'],
    ['7.3', 'skipped'],
  ])('%s takes an empty place of a file mapping for: %s', (version, collected) => {
    const k = kernel(version);
    expect(migrateVmaCollectPmd(k, 0n, shmemVma(k), undefined).collected).toBe(collected);
    expect(migrateVmaCollectPmd(k, 0n, anonVma(k), undefined).collected).toBe('hole');
  });

  // "migrate->flags" and owners: absent in 5.6.4, there in 5.7.14. trylock_page(): failing puts the page in 5.16.10, not in 5.15.135
  it.each<readonly [string, string, string]>([
    ['4.19', 'page', 'page'],
    ['5.6', 'page', 'page'],
    ['5.7', 'skipped', 'page'],
    ['5.15', 'skipped', 'page'],
    ['5.16', 'skipped', 'skipped'],
    ['7.3', 'skipped', 'skipped'],
  ])('%s: a page that the driver does not want is %s, one that is locked %s', (version, unwanted, locked) => {
    const k = kernel(version);
    const pte = 0x8000000012345067n;
    expect(collect(k, pte, folio(), { selected: false }).collected).toBe(unwanted);
    const held = collect(k, pte, folio(), { locked: false });
    expect(held).toMatchObject({ pte, collected: locked, write: locked === 'page', effects: [] });
    const word = entry(k, 'deviceWrite');
    expect(collect(k, word, device, { locked: false })).toMatchObject({ pte: word, write: locked === 'page' });
  });

  it('skips everything but pages and device-private entries that the driver asks for', () => {
    const k = kernel('6.12');
    for (const word of [0x07ffffffffdffe06n, 0xfffffffffffffc00n, entry(k, 'read'), entry(k, 'exclusiveRead')])
      expect(collect(k, word, mine)).toMatchObject({ pte: word, collected: 'skipped', steps: [{ value: word }] });
    const page = 0x8000000012345867n;
    for (const how of [{ selected: false }, { locked: false }])
      expect(collect(k, page, mine, how)).toMatchObject({ pte: page, collected: 'skipped' });
    expect(collect(k, page, undefined)).toMatchObject({ pte: page, collected: 'skipped' });
  });

  // migrate_vma_collect_pmd(): "!page || !page->mapping || PageTransCompound(page)" in 4.19.1 to 6.18.35, without the last in 6.19.0
  it.each<readonly [string, string]>([
    ['4.19', 'skipped'],
    ['5.15', 'skipped'],
    ['6.18', 'skipped'],
    ['6.19', 'page'],
    ['7.3', 'page'],
  ])('%s: a part of a larger folio is %s, a page without a mapping skipped', (version, part) => {
    const k = kernel(version);
    const pte = 0x8000000012345025n;
    expect(collect(k, pte, folio({ compound: true })).collected).toBe(part);
    expect(collect(k, pte, folio({ anon: false, hasMapping: false }))).toMatchObject({ pte, collected: 'skipped' });
    expect(collect(without('6.18', 'collectSkipsCompound'), pte, folio({ compound: true })).collected).toBe('page');
  });

  it('makes a page a migration entry', () => {
    const k = kernel('6.12');
    expect(collect(k, 0x8000000012345c67n, mine)).toMatchObject({
      pte: entry(k, 'write', { young: true, dirty: true, softDirty: true, uffdWp: true }),
      collected: 'page',
      write: true,
      effects: ['flush_tlb_page', 'clear exclusive', 'folio_mark_dirty'],
    });
    expect(collect(k, 0x8000000012345025n, mine).pte).toBe(entry(k, 'readExclusive', { young: true }));
    expect(collect(k, 0x8000000012345025n, folio())).toMatchObject({
      pte: entry(k, 'read', { young: true }),
      write: false,
    });
  });

  it('makes an entry for device memory a migration entry without an age', () => {
    const k = kernel('6.12');
    expect(collect(k, entry(k, 'deviceWrite', { softDirty: true }), device).pte).toBe(
      entry(k, 'write', { softDirty: true }),
    );
    expect(collect(k, entry(k, 'deviceRead', { uffdWp: true }), device).pte).toBe(entry(k, 'read', { uffdWp: true }));
  });

  it('puts the entry of a pinned exclusive page back', () => {
    const pinned = folio({ exclusive: true, pinned: true });
    const page = 0x8000000012345867n;
    expect(collect(kernel('6.12'), page, pinned)).toMatchObject({ pte: page, collected: 'skipped' });
    expect(collect(kernel('5.18'), page, pinned).collected).toBe('page');
  });

  // H3: device-read entries for the pages 0x12340, 0x12342, 0x12344, 0x12346
  it.each<readonly [string, readonly number[]]>([
    ['4.19', [2, 2, 0, 0]],
    ['5.4.286', [2, 2, 0, 0]],
    ['5.6', [2, 2, 0, 0]],
    ['5.7', [6, 2, 4, 0]],
    ['5.8.7', [6, 2, 4, 0]],
    ['5.8.8', [0, 0, 0, 0]],
    ['5.9', [0, 0, 0, 0]],
  ])('%s reads the flags of device memory', (version, flags) => {
    const k = kernel(version);
    const words = [0xfffffffffdb97e00n, 0xfffffffffdb97a00n, 0xfffffffffdb97600n, 0xfffffffffdb97200n];
    expect(words.map((word) => Number(collect(k, word, device).pte & 6n))).toEqual(flags);
  });

  // H21, and the stable releases that took its end
  it.each<readonly [string, boolean, boolean]>([
    ['5.19', false, false],
    ['6.0', true, false],
    ['6.1.183', true, false],
    ['6.6', true, true],
    ['6.6.152', true, true],
    ['6.6.153', true, false],
    ['6.12.102', true, true],
    ['6.12.103', true, false],
    ['7.1.7', true, true],
    ['7.1.8', true, false],
    ['7.2', true, false],
  ])('%s tells the page of the Dirty bit: %s, of one that device memory cannot have: %s', (version, there, absent) => {
    const k = kernel(version);
    const tells = (pte: bigint, page: Folio) => collect(k, pte, page).effects.includes('folio_mark_dirty');
    expect(tells(0x8000000012345067n, folio())).toBe(there);
    expect(tells(entry(k, 'deviceRead'), device)).toBe(absent);
  });

  // The same with the Dirty bit that a Knights Landing processor may set
  it.each<readonly [string, Partial<Config>, boolean]>([
    ['5.19', {}, false],
    ['5.19', { backports: ['collectDirtiesFolio'] }, false],
    ['6.0', {}, true],
    ['6.1.183', {}, true],
    ['6.1.184', {}, false],
    ['7.2', {}, false],
  ])('%s with %o believes a Dirty bit in an entry for device memory: %s', (version, config, believes) => {
    const k = kernel(version, config);
    const { effects } = collect(k, entry(k, 'deviceRead') | 0x40n, device);
    expect(effects.includes('folio_mark_dirty')).toBe(believes);
  });

  it('asks for rows of the spec', () => {
    const dirties = (k: Kernel, pte: bigint, page: Folio) => collect(k, pte, page).effects.includes('folio_mark_dirty');
    expect(dirties(without('6.6', 'collectDirtiesFolio'), 0x8000000012345067n, folio())).toBe(false);
    const k = without('6.6', 'collectReadsSwapDirty');
    expect(dirties(k, entry(k, 'deviceRead'), device)).toBe(false);
    const fixed = without('5.8.7', 'migrateDeviceReadsPresentBits');
    expect(collect(fixed, 0xfffffffffdb97e00n, device).pte & 6n).toBe(0n);
    const blind = without('6.12', 'anonExclusive');
    expect(collect(blind, 0x8000000012345025n, mine).pte).toBe(entry(blind, 'read', { young: true }));
    const holes = without('6.12', 'collectHolesAnonymousOnly');
    expect(migrateVmaCollectPmd(holes, 0n, shmemVma(holes), undefined).collected).toBe('hole');
    const pte = 0x8000000012345025n;
    expect(collect(without('6.12', 'collectSelects'), pte, mine, { selected: false }).collected).toBe('page');
    expect(collect(without('6.12', 'collectNeedsLock'), pte, mine, { locked: false }).collected).toBe('page');
    const ageless = without('6.12', 'migrationKeepsYoungDirty');
    expect(collect(ageless, 0x8000000012345025n, mine).pte).toBe(entry(ageless, 'readExclusive'));
  });
});

describe('migrateVmaInsertPage', () => {
  const pfn = 0x12345n;
  const k = kernel('6.12');

  it('maps a page as writable and dirty as the mapping allows', () => {
    expect(show(migrateVmaInsertPage(k, 0n, anonVma(k), folio(), pfn).pte)).toBe('8000000012345867');
    const readOnly = anonVma(k, { vmFlags: ['read', 'softdirty'] });
    expect(show(migrateVmaInsertPage(k, 0n, readOnly, folio(), pfn).pte)).toBe('8000000012345025');
    expect(migrateVmaInsertPage(k, 0n, anonVma(k), device, pfn)).toMatchObject({
      pte: entry(k, 'deviceWrite'),
      effects: ['RMAP_EXCLUSIVE'],
    });
    expect(migrateVmaInsertPage(k, 0n, readOnly, device, pfn).pte).toBe(entry(k, 'deviceRead'));
  });

  it('knows no device memory without CONFIG_DEVICE_PRIVATE', () => {
    // is_device_private_page() of 6.12.118: IS_ENABLED(CONFIG_DEVICE_PRIVATE)
    const plain = kernel('6.12', { devicePrivate: false });
    expect(show(migrateVmaInsertPage(plain, 0n, anonVma(plain), device, pfn).pte)).toBe('8000000012345867');
  });

  it('replaces the zero page, with its uffd-wp bit', () => {
    const zero = 0x8000000002000625n;
    expect(migrateVmaInsertPage(k, zero, anonVma(k), folio(), pfn, 0x2000n)).toMatchObject({
      pte: 0x8000000012345867n,
      inserted: true,
      effects: ['flush_tlb_page', 'RMAP_EXCLUSIVE'],
    });
  });

  it('gives way to whatever has come in between, to userfaultfd, and outside anonymous memory', () => {
    const missing = anonVma(k, { vmFlags: ['read', 'write', 'softdirty', 'uffdMissing'] });
    for (const [pte, vma] of [
      [0xfffffffffffffc00n, anonVma(k)],
      [0x8000000000777025n, anonVma(k)],
      [0n, missing],
      [0n, shmemVma(k)],
    ] as const)
      expect(migrateVmaInsertPage(k, pte, vma, folio(), pfn, 0x2000n)).toMatchObject({ pte, inserted: false });
  });

  // migrate_vma_insert_page() of 4.19.1 and 5.2.1: pte_mkold(), write permission, pte_mkdevmap(); 5.3.0 has no such memory
  it.each<readonly [string, string]>([
    ['4.19', '8400000012345a47'],
    ['5.2', '8400000012345a47'],
    ['5.3', '8000000012345867'],
  ])('%s maps device memory that the processor reaches as %s', (version, after) => {
    const old = kernel(version);
    const page = { devicePrivate: false, devicePublic: true };
    expect(show(migrateVmaInsertPage(old, 0n, anonVma(old), page, pfn).pte)).toBe(after);
  });

  it('gives way to the OOM reaper (5.6)', () => {
    // check_stable_address_space(): not in 5.5-rc5, in 5.6.4
    const at = (kk: Kernel) => migrateVmaInsertPage(kk, 0n, anonVma(kk), folio(), pfn, undefined, { unstable: true });
    expect([at(kernel('5.5')).inserted, at(kernel('5.6')).inserted]).toEqual([true, false]);
    expect(at(without('5.6', 'insertChecksStability')).inserted).toBe(true);
  });

  it('asks for the row anonExclusive', () => {
    const old = without('6.12', 'anonExclusive');
    expect(migrateVmaInsertPage(old, 0n, anonVma(old), folio(), pfn).effects).toEqual([]);
  });
});
