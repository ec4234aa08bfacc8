import { describe, expect, it } from 'vitest';
import { pteModify } from '../../lib/helpers/pgtable.ts';
import { pmdModify } from '../../lib/helpers/pgtableHuge.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { type Folio, folio } from '../../lib/mm/common/folio.ts';
import { removeMigrationPmd } from '../../lib/mm/huge_memory/removeMigrationPmd.ts';
import { setPmdMigrationEntry } from '../../lib/mm/huge_memory/setPmdMigrationEntry.ts';
import { type Split, splitHugePmdLocked } from '../../lib/mm/huge_memory/splitHugePmdLocked.ts';
import { splitHugeZeroPagePmd } from '../../lib/mm/huge_memory/splitHugeZeroPagePmd.ts';
import { unmapHugePmdLocked } from '../../lib/mm/huge_memory/unmapHugePmdLocked.ts';
import { anonVma, entry, shmemVma, show, without } from './entries.ts';

const pfn = 0x12200n;
const mine = folio({ exclusive: true });
const device = folio({ devicePrivate: true });
const recorded = kernel('6.18.15');

describe('setPmdMigrationEntry', () => {
  it('does what a running 6.18 did', () => {
    // test/data/observations, linux-6.18: thp, "wp, moved"
    const moved = setPmdMigrationEntry(recorded, 0x8000000027000ca5n, mine);
    expect(moved).toMatchObject({
      pte: 0xd7fff7fffb1ffe06n,
      returned: true,
      effects: ['flush_tlb_page', 'clear exclusive'],
    });
  });

  it('keeps write permission and age', () => {
    const k = kernel('6.12');
    expect(setPmdMigrationEntry(k, 0x80000000122008e7n, mine)).toMatchObject({
      pte: entry(k, 'write', { pfn, young: true, dirty: true, softDirty: true }),
      effects: ['flush_tlb_page', 'clear exclusive', 'folio_mark_dirty'],
    });
    const old = kernel('5.10.262');
    expect(setPmdMigrationEntry(old, 0x80000000122008e7n, mine).pte).toBe(
      entry(old, 'write', { pfn, softDirty: true }),
    );
  });

  // The change of 6.3 and 6.1.26 by the sources read
  it.each<readonly [string, boolean]>([
    ['6.1.25', false],
    ['6.1.26', true],
    ['6.2.12', false],
    ['6.2.13', true],
    ['6.3', true],
    ['7.3', true],
  ])('%s keeps uffd-wp: %s', (version, uffdWp) => {
    const k = kernel(version);
    expect(setPmdMigrationEntry(k, 0x80000000122004a5n, mine).pte).toBe(
      entry(k, 'readExclusive', { pfn, young: true, uffdWp }),
    );
  });

  it('leaves a pinned page mapped', () => {
    const pinned = folio({ exclusive: true, pinned: true });
    const pmd = 0x80000000122008e7n;
    expect(setPmdMigrationEntry(kernel('6.12'), pmd, pinned)).toMatchObject({ pte: pmd, returned: false });
  });

  it('takes huge pages of device memory from 6.19 on', () => {
    const k = kernel('7.1');
    const word = entry(k, 'deviceWrite', { pfn, softDirty: true, uffdWp: true });
    expect(setPmdMigrationEntry(k, word, device).pte).toBe(entry(k, 'write', { pfn, softDirty: true, uffdWp: true }));
    expect(setPmdMigrationEntry(kernel('6.19'), entry(kernel('6.19'), 'deviceRead', { pfn }), device).returned).toBe(
      true,
    );
    const before = kernel('6.18');
    expect(() => setPmdMigrationEntry(before, entry(before, 'deviceWrite', { pfn }), device)).toThrow(
      /^expected a present entry, got a device-private entry 0x/,
    );
  });

  // H36. set_pmd_migration_entry() of 6.19.0, 7.0.0 and 7.1-rc6 asks pmd_write(), pmd_dirty(), pmd_soft_dirty(), pmd_uffd_wp() of a PMD
  // that is not present; 7.1.3 ("use correct flags for device private PMD entry") does not. Bits 58, 11 and 10 belong to the number.
  it.each<readonly [string, bigint, readonly string[]]>([
    ['6.19', 0xcfffeffffdbbfe06n, ['folio_mark_dirty']],
    ['7.0', 0xcfffeffffdbbfe06n, ['folio_mark_dirty']],
    ['7.1', 0xcffffffffdbbfe00n, []],
    ['7.3', 0xcffffffffdbbfe00n, []],
  ])('%s makes %x of the entry of a huge page in device memory', (version, pte, effects) => {
    const k = kernel(version);
    expect(setPmdMigrationEntry(k, 0xeffffffffdbbfe00n, device)).toMatchObject({ pte, effects });
  });

  it('takes soft-dirty of device memory for write permission where it asks the helpers for present entries', () => {
    const at = (k: Kernel) => setPmdMigrationEntry(k, entry(k, 'deviceRead', { pfn, softDirty: true }), device).pte;
    const k = kernel('6.19');
    expect(at(k)).toBe(entry(k, 'write', { pfn, dirty: true, softDirty: true, uffdWp: true }));
    const later = without('6.19', 'pmdDeviceReadsPresentBits');
    expect(at(later)).toBe(entry(later, 'read', { pfn, softDirty: true }));
  });

  // pmdp_invalidate() of 4.19.1 to 7.3.4 flushes whatever the entry was; set_pmd_migration_entry() of 6.19.0 on only clears another
  it('has the TLB flushed even of a NUMA hint, not of device memory', () => {
    for (const version of ['4.19', '5.15', '6.12', '7.3']) {
      const k = kernel(version);
      const hint = pmdModify(k, 0x80000000122000a5n, k.prot.PAGE_NONE);
      expect(setPmdMigrationEntry(k, hint, folio()).effects, version).toEqual(['flush_tlb_page']);
    }
    const k = kernel('7.3');
    expect(setPmdMigrationEntry(k, entry(k, 'deviceRead', { pfn }), device).effects).toEqual([]);
  });

  it('refuses a pointer to a table', () => {
    expect(() => setPmdMigrationEntry(kernel('6.12'), 0x12345067n, folio())).toThrow(
      'expected a present entry, got a pointer to a table 0x0000000012345067 on 6.12',
    );
  });

  it('asks for rows of the spec', () => {
    const wp = 0x80000000122004a5n;
    const at = (k: Kernel) => setPmdMigrationEntry(k, wp, mine).pte;
    const blind = without('6.12', 'pmdMigrationKeepsUffdWp');
    expect(at(blind)).toBe(entry(blind, 'readExclusive', { pfn, young: true }));
    const ageless = without('6.12', 'migrationKeepsYoungDirty');
    expect(at(ageless)).toBe(entry(ageless, 'readExclusive', { pfn, uffdWp: true }));
    const plain = without('6.12', 'anonExclusive');
    expect(at(plain)).toBe(entry(plain, 'read', { pfn, young: true, uffdWp: true }));
    const small = without('6.19', 'pmdDevicePrivate');
    expect(() => setPmdMigrationEntry(small, entry(small, 'deviceRead', { pfn }), device)).toThrow(RangeError);
  });
});

describe('removeMigrationPmd', () => {
  const restore = (k: Kernel, word: bigint, page: Folio = folio(), vma = anonVma(k)) =>
    show(removeMigrationPmd(k, word, vma, page, pfn).pte);

  it('does what a running 6.18 did', () => {
    // test/data/observations, linux-6.18: thp, "wp, moved"
    const moved = removeMigrationPmd(recorded, 0xd7fff7fffb1ffe06n, anonVma(recorded), folio(), 0x29000n);
    expect(moved).toMatchObject({ pte: 0x8000000029000ca5n, effects: ['RMAP_EXCLUSIVE'] });
  });

  it('makes a dirty entry soft-dirty in every release', () => {
    // C4
    for (const version of ['6.1', '6.12', '7.3']) {
      const k = kernel(version);
      const word = entry(k, 'write', { pfn, young: true, dirty: true });
      expect(restore(k, word, folio({ dirty: true })), version).toBe('80000000122008e7');
    }
    const k = kernel('6.12');
    expect(restore(k, entry(k, 'readExclusive', { pfn, young: true, dirty: true }), folio({ dirty: true }))).toBe(
      '84000000122008a5',
    );
    expect(restore(kernel('5.10.262'), entry(kernel('5.10.262'), 'write', { pfn }))).toBe('8000000012200087');
  });

  // mm/huge_memory.c, remove_migration_pmd(): uffd-wp wins over write permission; the sources of 6.1.13 to 6.3 decide on write permission last
  it.each<readonly [string, string]>([
    ['5.10.262', '8000000012200485'],
    ['6.1.12', '8000000012200485'],
    ['6.1.13', '8000000012200487'],
    ['6.1.192', '8000000012200487'],
    ['6.3', '8000000012200487'],
    ['6.4', '8000000012200485'],
    ['7.3', '8000000012200485'],
  ])('%s restores a writable entry with uffd-wp as %s', (version, after) => {
    const k = kernel(version);
    expect(restore(k, entry(k, 'write', { pfn, uffdWp: true }))).toBe(after);
  });

  // remove_migration_pmd() of 5.10.0, 5.10.46 and 5.12.9 does not ask pmd_swp_uffd_wp(), that of 5.10.218, 5.10.262 and 5.14.2 does
  it.each<readonly [string, string]>([
    ['5.7', '8000000012200085'],
    ['5.10.46', '8000000012200085'],
    ['5.10.52', '8000000012200085'],
    ['5.10.53', '8000000012200485'],
    ['5.12', '8000000012200085'],
    ['5.13.4', '8000000012200085'],
    ['5.13.5', '8000000012200485'],
    ['5.14', '8000000012200485'],
    ['5.15', '8000000012200485'],
  ])('%s restores a read-only entry with uffd-wp as %s', (version, after) => {
    const k = kernel(version);
    expect(restore(k, entry(k, 'read', { pfn, uffdWp: true }))).toBe(after);
  });

  it('restores uffd-wp with a row of the spec', () => {
    const k = without('5.15', 'pmdMigrationRestoresUffdWp');
    expect(restore(k, entry(k, 'read', { pfn, uffdWp: true }))).toBe('8000000012200085');
  });

  it('knows no device memory without CONFIG_DEVICE_PRIVATE', () => {
    // is_device_private_page() of 6.19.0: IS_ENABLED(CONFIG_DEVICE_PRIVATE)
    const k = kernel('6.19', { devicePrivate: false });
    expect(restore(k, entry(k, 'write', { pfn, young: true }), device)).toBe('80000000122000a7');
  });

  it('asks the mapping for permission before 6.4', () => {
    const readOnly = (k: Kernel) => anonVma(k, { vmFlags: ['read', 'softdirty'] });
    const at = (k: Kernel) => restore(k, entry(k, 'write', { pfn }), folio(), readOnly(k));
    expect([at(kernel('6.0')), at(kernel('6.1.192')), at(kernel('6.4'))]).toEqual([
      '8000000012200085',
      '8000000012200085',
      '8000000012200087',
    ]);
    expect(at(without('6.4', 'trustsWriteEntry'))).toBe('8000000012200085');
  });

  it('write-protects a readable entry from 6.1.13 to 6.3 whatever the mapping allows', () => {
    const at = (k: Kernel) => restore(k, entry(k, 'read', { pfn }), folio({ anon: false }), shmemVma(k));
    expect([at(kernel('6.1.12')), at(kernel('6.1.13')), at(kernel('6.4'))]).toEqual([
      '8000000012200087',
      '8000000012200085',
      '8000000012200087',
    ]);
    expect(at(without('6.1.13', 'migrationWrprotectsReadEntry'))).toBe('8000000012200087');
  });

  it('becomes an entry for device memory from 6.19 on', () => {
    const k = kernel('6.19');
    const word = entry(k, 'write', { pfn, softDirty: true });
    expect(restore(k, word, device)).toBe(show(entry(k, 'deviceWrite', { pfn, softDirty: true })));
    const wp = entry(k, 'read', { pfn, uffdWp: true });
    expect(restore(k, wp, device)).toBe(show(entry(k, 'deviceRead', { pfn, uffdWp: true })));
    expect(restore(without('6.19', 'pmdDevicePrivate'), word, device)).toBe('8000000012200887');
  });

  it('takes read access too where userfaultfd traps reads', () => {
    // As for a PTE, with the number of a huge page inverted and PSE kept
    const k = kernel('7.3');
    const vma = anonVma(k, { vmFlags: ['read', 'write', 'softdirty', 'uffdRwp'] });
    expect(restore(k, entry(k, 'read', { pfn, young: true, uffdWp: true }), folio(), vma)).toBe('000fffffedc005a0');
  });

  it('ages', () => {
    const word = entry(kernel('6.12'), 'read', { pfn, young: true });
    expect(restore(kernel('6.12'), word)).toBe('80000000122000a5');
    expect(restore(without('6.12', 'migrationKeepsYoungDirty'), word)).toBe('8000000012200085');
  });
});

describe('splitHugePmdLocked', () => {
  const split = (k: Kernel, pmd: bigint, page: Folio, how?: Split, vma = anonVma(k)) =>
    splitHugePmdLocked(k, pmd, vma, page, how);

  it('does what a running 6.18 did', () => {
    // test/data/observations, linux-6.18: thp, "wp, swapped out (split)"
    expect(split(recorded, 0x8000000029000ca5n, mine, { freeze: true }).pte).toBe(0xd7fff7fffadffe06n);
  });

  it('gives each small page its own', () => {
    const k = kernel('6.12');
    expect(split(k, 0x80000000122008a5n, mine, { freeze: true, index: 511 }).pte).toBe(
      entry(k, 'readExclusive', { pfn: 0x123ffn, young: true, softDirty: true }),
    );
    expect(show(split(k, 0x80000000122008a5n, mine, { index: 511 }).pte)).toBe('80000000123ff825');
  });

  // By the sources of 5.10.262, 6.1.192, 6.2.12 (pte_mkdirty() where the PMD was dirty), 6.4.4 and 6.12.107
  it.each<readonly [string, string]>([
    ['5.10.262', '8000000012200827'],
    ['6.1.192', '8000000012200827'],
    ['6.2', '8000000012200867'],
    ['6.3', '8000000012200867'],
    ['6.4', '8000000012200867'],
    ['6.12', '8000000012200867'],
  ])('%s maps the small pages of a dirty huge page as %s', (version, after) => {
    expect(show(split(kernel(version), 0x80000000122008e7n, mine).pte)).toBe(after);
  });

  it('carries uffd-wp, which traps reads too where the mapping says so', () => {
    const wp = 0x80000000122004a5n;
    expect(show(split(kernel('6.1.192'), wp, mine).pte)).toBe('8000000012200425');
    const k = kernel('7.3');
    const rwp = anonVma(k, { vmFlags: ['read', 'write', 'softdirty', 'uffdRwp'] });
    expect(show(split(k, wp, mine, {}, rwp).pte)).toBe('000fffffeddff520');
  });

  it('gives a page that is not young an old entry', () => {
    expect(show(split(kernel('6.12'), 0x8000000012200085n, mine).pte)).toBe('8000000012200005');
  });

  it('does not freeze a pinned page', () => {
    const pinned = folio({ exclusive: true, pinned: true });
    expect(show(split(kernel('6.12'), 0x80000000122000a5n, pinned, { freeze: true }).pte)).toBe('8000000012200025');
  });

  it('splits a migration entry into migration entries', () => {
    const k = kernel('6.12');
    const parts = { young: true, dirty: true, softDirty: true, uffdWp: true };
    expect(split(k, entry(k, 'readExclusive', { pfn, ...parts }), folio(), { index: 1 }).pte).toBe(
      entry(k, 'readExclusive', { pfn: pfn + 1n, ...parts }),
    );
  });

  // H32. __split_huge_pmd_locked() of 4.19.1 asks pmd_write(), pmd_soft_dirty() of the migration entry, 4.19.222 and 4.20.0 do not
  it.each<readonly [string, 'read' | 'write', boolean, 'read' | 'write', boolean]>([
    ['4.19.12', 'read', false, 'read', true],
    ['4.19.12', 'read', true, 'write', true],
    ['4.19.12', 'write', false, 'read', true],
    ['4.19.13', 'read', true, 'read', true],
    ['4.19.13', 'write', false, 'write', false],
    ['4.20', 'read', true, 'read', true],
    ['5.4', 'write', false, 'write', false],
  ])('%s makes of a migration entry (%s, soft-dirty %s) entries (%s, soft-dirty %s)', (version, was, sd, is, sdNow) => {
    const k = kernel(version);
    const word = entry(k, was, { pfn, softDirty: sd });
    expect(split(k, word, folio(), { index: 3 }).pte).toBe(entry(k, is, { pfn: pfn + 3n, softDirty: sdNow }));
  });

  it('reads migration entries as present ones only with a row of the spec', () => {
    const k = without('4.19', 'splitReadsPresentBits');
    const word = entry(k, 'write', { pfn });
    expect(split(k, word, folio()).pte).toBe(word);
    const blind = kernel('4.19');
    expect(split(blind, entry(blind, 'write', { pfn }), folio()).pte).toBe(
      entry(blind, 'read', { pfn, softDirty: true }),
    );
  });

  it('splits an entry for device memory from 6.19 on', () => {
    const k = kernel('6.19');
    const word = entry(k, 'deviceWrite', { pfn, softDirty: true });
    expect(split(k, word, device, { index: 2 }).pte).toBe(entry(k, 'deviceWrite', { pfn: pfn + 2n, softDirty: true }));
    expect(split(k, word, device, { index: 2, freeze: true }).pte).toBe(
      entry(k, 'write', { pfn: pfn + 2n, softDirty: true }),
    );
  });

  // try_to_migrate_one(), TTU_SPLIT_HUGE_PMD: "ret = false" after the split in 6.17.0, 6.17.8, 6.18.2, 6.18.15, 6.19.0 and 6.19.6;
  // 6.14.0, 6.18.26, 6.19.10 and 7.0.0 go on over the small entries, and are stopped by those of a pinned page
  it.each<readonly [string, boolean, boolean]>([
    ['4.19', true, true],
    ['5.18', true, true],
    ['5.19', true, false],
    ['6.14', true, false],
    ['6.17', false, false],
    ['6.18.2', false, false],
    ['6.18.15', false, false],
    ['6.18.26', true, false],
    ['6.19', false, false],
    ['6.19.6', false, false],
    ['6.19.10', true, false],
    ['7.0', true, false],
    ['7.3', true, false],
  ])('%s returns %s to the walk that freezes it, %s for a pinned page', (version, plain, held) => {
    const k = kernel(version);
    const pinned = folio({ exclusive: true, pinned: true });
    const returned = (page: Folio) => split(k, 0x80000000122000a5n, page, { freeze: true }).returned;
    expect([returned(mine), returned(pinned)]).toEqual([plain, held]);
    expect(split(k, 0x80000000122000a5n, mine).returned).toBeUndefined();
    expect(split(k, entry(k, 'read', { pfn }), mine, { freeze: true }).returned).toBeUndefined();
  });

  it('ends the walk by a row of the spec', () => {
    const k = without('6.18.2', 'splitEndsMigrationWalk');
    expect(split(k, 0x80000000122000a5n, mine, { freeze: true }).returned).toBe(true);
    const device19 = kernel('6.19');
    expect(split(device19, entry(device19, 'deviceRead', { pfn }), device, { freeze: true }).returned).toBe(false);
  });

  // __split_huge_pmd_locked() of 4.19.1 to 7.3.4: "!PageDirty(page) && pmd_dirty()"; vma_is_dax() or vma_is_special_huge() leaves before
  // it in 4.19.1 to 6.14.0, and not for DAX in 6.17.0, 6.18.26 and, by vma_is_special_huge() itself, 7.1.3 and 7.3.4
  it.each<readonly [string, boolean]>([
    ['4.19', false],
    ['5.10.262', false],
    ['6.14', false],
    ['6.17', true],
    ['7.3', true],
  ])('%s tells a clean page of a file of the Dirty bit, on DAX: %s', (version, dax) => {
    const k = kernel(version);
    const tells = (page: Partial<Folio>, at = k) =>
      split(at, 0x80000000122000e7n, folio({ anon: false, ...page }), {}, shmemVma(at)).effects.length === 2;
    expect([tells({}), tells({ dirty: true }), tells({ fsdax: true })]).toEqual([true, false, dax]);
    expect(tells({ fsdax: true }, without('6.17', 'splitDirtiesDax'))).toBe(false);
  });

  it('leaves nothing of a file mapping', () => {
    const k = kernel('6.12');
    expect(split(k, 0x80000000122008e7n, folio({ anon: false }), {}, shmemVma(k))).toMatchObject({
      pte: 0n,
      effects: ['flush_tlb_page', 'folio_mark_dirty'],
    });
  });

  it('asks for rows of the spec', () => {
    const dirty = 0x80000000122008e7n;
    expect(show(split(without('6.12', 'pmdSplitKeepsDirty'), dirty, mine).pte)).toBe('8000000012200827');
    const readOnly = (k: Kernel) => show(split(k, dirty, mine, {}, anonVma(k, { vmFlags: ['read', 'softdirty'] })).pte);
    expect(readOnly(kernel('6.4'))).toBe('8000000012200867');
    expect(readOnly(without('6.4', 'trustsWriteEntry'))).toBe('8000000012200865');
  });
});

describe('splitHugeZeroPagePmd', () => {
  const zero = 0x2000n;
  const wp = 0x80000000122004a5n;
  const split = (k: Kernel, pmd: bigint, vma = anonVma(k)) => show(splitHugeZeroPagePmd(k, pmd, vma, zero).pte);

  // H35. __split_huge_zero_page_pmd(): 5.10.46 lacks it and 5.10.218 has it, 5.15.100 and 5.15.135, 6.1.8 and 6.1.164, 6.0.1 and 6.3.8
  it.each<readonly [string, boolean]>([
    ['5.7', false],
    ['5.10.175', false],
    ['5.10.176', true],
    ['5.15.103', false],
    ['5.15.104', true],
    ['6.1.20', false],
    ['6.1.21', true],
    ['6.2', false],
    ['6.2.8', true],
    ['6.3', true],
    ['7.3', true],
  ])('%s keeps uffd-wp: %s', (version, kept) => {
    expect(split(kernel(version), wp)).toBe(kept ? '8000000002000625' : '8000000002000225');
    expect(split(kernel(version), 0x80000000122000a5n)).toBe('8000000002000225');
  });

  it('keeps reads trapped too (7.3)', () => {
    const k = kernel('7.3');
    const rwp = anonVma(k, { vmFlags: ['read', 'write', 'softdirty', 'uffdRwp'] });
    expect(split(k, wp, rwp)).toBe(show(pteModify(k, 0x8000000002000625n, k.prot.PAGE_NONE)));
  });

  it('asks for a row of the spec', () => {
    expect(split(without('6.12', 'splitZeroKeepsUffdWp'), wp)).toBe('8000000002000225');
  });
});

describe('unmapHugePmdLocked', () => {
  // __discard_anon_folio_pmd_locked() of 6.11.11, 6.12.0 and 6.14.0; of 6.17.0, 6.18.26 and 7.2.13
  const lazy = folio({ swapbacked: false });
  const clean = 0x80000000122000a7n;
  const dirty = 0x80000000122000e7n;
  const unmap = (k: Kernel, pmd: bigint, page = lazy, referenced = false, vma = anonVma(k)) =>
    unmapHugePmdLocked(k, pmd, vma, page, { referenced });

  it('drops a page that nobody has written to or holds', () => {
    for (const version of ['6.11', '6.12', '6.18', '7.2']) {
      const k = kernel(version);
      expect(unmap(k, clean)).toMatchObject({ pte: 0n, returned: true, effects: ['flush_tlb_page'] });
      for (const [pmd, page, held] of [
        [dirty, lazy, false],
        [clean, folio({ swapbacked: false, dirty: true }), false],
        [clean, folio(), false],
        [clean, lazy, true],
      ] as const)
        expect(unmap(k, pmd, page, held)).toMatchObject({ pte: pmd, returned: false });
    }
    expect(() => unmap(kernel('6.10'), clean)).toThrow(RangeError);
  });

  it('tells the page of the Dirty bit, and drops droppable memory, from 6.15 on', () => {
    expect(unmap(kernel('6.14'), dirty).effects).toEqual([]);
    expect(unmap(kernel('6.15'), dirty).effects).toEqual(['folio_mark_dirty']);
    expect(unmap(without('6.15', 'lazyfreePmdDirtiesFolio'), dirty).effects).toEqual([]);
    const droppable = (k: Kernel) =>
      unmap(k, dirty, lazy, false, anonVma(k, { vmFlags: ['read', 'write', 'softdirty', 'droppable'] })).returned;
    expect([droppable(kernel('6.14')), droppable(kernel('6.15'))]).toEqual([false, true]);
  });
});
