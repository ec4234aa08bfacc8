import { describe, expect, it } from 'vitest';
import { pteToSwpEntry, swpOffset } from '../../lib/helpers/swapEntry.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { familyOf } from '../../lib/mm/common/family.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { tryToMigrateOne } from '../../lib/mm/rmap/tryToMigrateOne.ts';
import { entry, show, without } from './entries.ts';

const file = folio({ anon: false });
const mine = folio({ exclusive: true });
const device = folio({ devicePrivate: true });
const five = { pagingLevels: 5 } as const;

describe('tryToMigrateOne', () => {
  // H1a: read-only with uffd-wp; the young bit of five-level kernels
  it.each<readonly [string, string]>([
    ['6.0', 'bffffffffdb97404'],
    ['6.1', 'bffdfffffdb97404'],
    ['6.2', 'c7fdfffffdb97404'],
  ])('%s keeps uffd-wp of a page in shared memory', (version, after) => {
    const k = kernel(version, five);
    expect(show(tryToMigrateOne(k, 0x8000000012345425n, file).pte)).toBe(after);
  });

  it('makes a writable entry writable, and an exclusive page read-only exclusive', () => {
    // mm/rmap.c, try_to_migrate_one(): make_writable_, make_readable_exclusive_ or make_readable_migration_entry()
    const k = kernel('6.12');
    const migrate = (pte: bigint, page = mine) => tryToMigrateOne(k, pte, page).pte;
    expect(migrate(0x8000000012345867n)).toBe(entry(k, 'write', { young: true, dirty: true, softDirty: true }));
    expect(migrate(0x8000000012345025n)).toBe(entry(k, 'readExclusive', { young: true }));
    expect(migrate(0x8400000012345005n)).toBe(entry(k, 'readExclusive', { dirty: true }));
    expect(migrate(0x8000000012345025n, folio())).toBe(entry(k, 'read', { young: true }));
    expect(migrate(0x8000000012345067n, file)).toBe(entry(k, 'write', { young: true, dirty: true }));
  });

  it('finds the page of a PROT_NONE entry', () => {
    // asm/pgtable-invert.h: its number stands inverted
    const k = kernel('6.12');
    expect(tryToMigrateOne(k, 0x000fffffedcba120n, folio()).pte).toBe(entry(k, 'read', { young: true }));
  });

  it('tells what it did to page and TLB', () => {
    const k = kernel('6.12');
    expect(tryToMigrateOne(k, 0x8000000012345867n, mine).effects).toEqual([
      'flush_tlb_page',
      'folio_mark_dirty',
      'clear exclusive',
    ]);
    expect(tryToMigrateOne(k, 0x000fffffedcba120n, folio()).effects).toEqual([]);
    // asm/pgtable.h, pte_accessible(): a PROT_NONE entry counts as accessible while a flush is pending
    expect(tryToMigrateOne(k, 0x000fffffedcba120n, folio(), { tlbFlushPending: 1 }).effects).toEqual([
      'flush_tlb_page',
    ]);
  });

  it('puts the entry of a pinned exclusive page back, since 5.19', () => {
    const pinned = folio({ exclusive: true, pinned: true });
    const migrate = (version: string) => tryToMigrateOne(kernel(version), 0x8000000012345867n, pinned);
    expect(migrate('5.19')).toMatchObject({
      pte: 0x8000000012345867n,
      returned: false,
      effects: ['flush_tlb_page', 'folio_mark_dirty'],
    });
    expect(migrate('5.18')).toMatchObject({ pte: entry(kernel('5.18'), 'write', { softDirty: true }), returned: true });
    const shared = tryToMigrateOne(kernel('6.12'), 0x8000000012345025n, folio({ pinned: true }));
    expect(shared.returned).toBe(true);
  });

  it('leaves a hwpoison entry without flags for a page with a hardware error', () => {
    // mm/rmap.c, try_to_migrate_one(): PageHWPoison()
    for (const version of ['5.10.262', '6.12', '7.3']) {
      const k = kernel(version);
      const poisoned = tryToMigrateOne(
        k,
        0x8000000012345c25n,
        folio({ hwpoison: true, exclusive: true, pinned: true }),
      );
      expect(familyOf(k, poisoned.pte), version).toBe('hwpoison');
      expect(swpOffset(k, pteToSwpEntry(k, poisoned.pte))).toBe(0x12345n);
      expect(poisoned).toMatchObject({ returned: true });
      expect(poisoned.pte & 6n).toBe(0n);
    }
  });

  it('refuses entries that map no page', () => {
    const k = kernel('6.12');
    expect(() => tryToMigrateOne(k, 0x07ffffffffdffe06n, folio())).toThrow(
      'expected a present entry, a device-private entry or a device-exclusive entry, got a swap entry 0x07ffffffffdffe06 on 6.12',
    );
  });
});

describe('tryToMigrateOne from device memory', () => {
  // H3: device-read entries for the pages 0x12340, 0x12342, 0x12344, 0x12346
  const words = [0xfffffffffdb97e00n, 0xfffffffffdb97a00n, 0xfffffffffdb97600n, 0xfffffffffdb97200n];
  const flags = (version: string) =>
    words.map((word) => Number(tryToMigrateOne(kernel(version), word, device).pte & 6n));

  it.each(['5.7', '5.8.1', '5.8.7'])('%s takes flags from the page frame number', (version) => {
    expect(flags(version)).toEqual([6, 2, 4, 0]);
  });
  // try_to_unmap_one() of 4.19.1, 5.4.286 and 5.6.4: pte_soft_dirty(pteval) of the entry for device memory
  it.each(['4.19', '5.4.286', '5.6'])('%s takes soft-dirty from the page frame number', (version) => {
    expect(flags(version)).toEqual([2, 2, 0, 0]);
  });
  it.each(['5.8.8', '5.9', '6.12', '7.3'])('%s takes the flags', (version) => {
    const k = kernel(version);
    const migrate = (parts: object) => tryToMigrateOne(k, entry(k, 'deviceRead', parts), device).pte;
    expect(migrate({ softDirty: true })).toBe(entry(k, 'read', { softDirty: true }));
    expect(migrate({ uffdWp: true })).toBe(entry(k, 'read', { uffdWp: true }));
    expect(migrate({})).toBe(entry(k, 'read'));
  });

  // H5
  it.each<readonly [string, 'read' | 'write']>([
    ['5.9', 'read'],
    ['5.15.215', 'read'],
    ['5.16', 'write'],
    ['5.17', 'write'],
    ['7.3', 'write'],
  ])('%s makes a writable entry a migration entry to %s', (version, kind) => {
    const k = kernel(version);
    expect(tryToMigrateOne(k, entry(k, 'deviceWrite'), device).pte).toBe(entry(k, kind));
  });

  it('keeps that this process alone has the page', () => {
    const k = kernel('5.19');
    const mineThere = folio({ devicePrivate: true, exclusive: true });
    expect(tryToMigrateOne(k, entry(k, 'deviceRead'), mineThere)).toMatchObject({
      pte: entry(k, 'readExclusive'),
      effects: ['clear exclusive'],
    });
  });

  it('tells the page of the Dirty bit before it shares it', () => {
    // try_to_migrate_one() of 6.6.87 and 6.12.118: folio_mark_dirty(), then folio_try_share_anon_rmap_pte()
    const k = kernel('6.6');
    const mineThere = folio({ devicePrivate: true, exclusive: true });
    expect(tryToMigrateOne(k, entry(k, 'deviceRead'), mineThere).effects).toEqual([
      'folio_mark_dirty',
      'clear exclusive',
    ]);
  });

  // H21
  it.each<readonly [string, readonly string[]]>([
    ['5.15', []],
    ['6.5', []],
    ['6.6', ['folio_mark_dirty']],
    ['6.14', ['folio_mark_dirty']],
    ['6.15', []],
    ['7.3', []],
  ])('%s: what the page is told', (version, effects) => {
    const k = kernel(version);
    expect(tryToMigrateOne(k, entry(k, 'deviceRead'), device).effects).toEqual(effects);
  });
});

describe('the Dirty bit that a Knights Landing processor may set in an entry for device memory', () => {
  // mm/rmap.c, try_to_migrate_one(): not looked at up to 5.13, where device memory has its own branch before
  it.each<readonly [string, readonly string[]]>([
    ['5.13', []],
    ['5.14', ['folio_mark_dirty']],
    ['6.14', ['folio_mark_dirty']],
    ['6.15', []],
  ])('%s', (version, effects) => {
    const k = kernel(version);
    expect(tryToMigrateOne(k, entry(k, 'deviceRead') | 0x40n, device).effects).toEqual(effects);
  });
});

describe('tryToMigrateOne of a device-exclusive entry', () => {
  const pfnAfter = (k: Kernel, word: bigint) =>
    swpOffset(k, pteToSwpEntry(k, tryToMigrateOne(k, word, folio()).pte)) & 0x3ffffffffn;

  it('takes it for a present one before 6.15, with a wrong page frame number', () => {
    // H22. A present entry has its number in bits 12 and up, this one an inverted offset in bits 9 and up.
    for (const [version, kind] of [
      ['5.14', 'exclusiveRead'],
      ['6.14', 'exclusiveWrite'],
    ] as const) {
      const k = kernel(version);
      expect(pfnAfter(k, entry(k, kind)), version).toBe(0x12345n >> 3n);
    }
  });

  it('reads it as it is from 6.15 on', () => {
    const k = kernel('6.15');
    const word = entry(k, 'exclusive', { softDirty: true, uffdWp: true });
    expect(tryToMigrateOne(k, word, folio()).pte).toBe(entry(k, 'read', { softDirty: true, uffdWp: true }));
    expect(tryToMigrateOne(k, word, mine).pte).toBe(entry(k, 'readExclusive', { softDirty: true, uffdWp: true }));
  });
});

describe('tryToMigrateOne of device memory that is mapped', () => {
  // try_to_unmap_one() of 4.19.1 and 5.2.1: "is_zone_device_page(page) && !is_device_private_page(page)" returns true at once; 5.14.2 and
  // 7.3.4 ask the same in try_to_migrate(), which lets coherent memory pass. Public memory ends with 5.3.0
  it('passes over it', () => {
    const pte = 0x8400000012345a67n;
    const stays = { pte, returned: true, effects: [] };
    for (const version of ['4.19', '5.2'])
      expect(tryToMigrateOne(kernel(version), pte, folio({ devicePublic: true })), version).toMatchObject(stays);
    for (const version of ['4.19', '5.10', '6.1', '6.12', '7.3'])
      expect(tryToMigrateOne(kernel(version), pte, folio({ anon: false, fsdax: true })), version).toMatchObject(stays);
    const k = kernel('6.12');
    expect(tryToMigrateOne(k, 0x8000000012345025n, folio({ deviceCoherent: true })).pte).toBe(
      entry(k, 'read', { young: true }),
    );
  });
});

describe('tryToMigrateOne of a hugetlb page whose mapping is locked', () => {
  // hugetlb_vma_trylock_write(): not in 6.0.1, in 6.1-rc6
  it.each<readonly [string, boolean]>([
    ['6.0', true],
    ['6.1', false],
    ['7.3', false],
  ])('%s returns %s', (version, returned) => {
    const k = kernel(version);
    const pte = 0x80000000122000a5n;
    const outcome = tryToMigrateOne(k, pte, file, { tlbFlushPending: 0 }, { hugetlbBusy: true });
    expect([outcome.returned, outcome.pte === pte]).toEqual([returned, !returned]);
    // "if (!anon)": the lock of a private mapping is not asked for
    const anon = tryToMigrateOne(k, pte, folio(), { tlbFlushPending: 0 }, { hugetlbBusy: true });
    expect([anon.returned, anon.pte === pte]).toEqual([true, false]);
  });
});

describe('a row of the spec that tryToMigrateOne asks for', () => {
  it('migrationKeepsYoungDirty', () => {
    const k = without('6.12', 'migrationKeepsYoungDirty');
    expect(tryToMigrateOne(k, 0x8000000012345067n, file).pte).toBe(entry(k, 'write'));
  });

  it('anonExclusive', () => {
    const k = without('6.12', 'anonExclusive');
    expect(tryToMigrateOne(k, 0x8000000012345025n, mine).pte).toBe(entry(k, 'read', { young: true }));
  });

  it('migrateDeviceReadsPresentBits', () => {
    const k = without('5.8.1', 'migrateDeviceReadsPresentBits');
    expect(tryToMigrateOne(k, 0xfffffffffdb97e00n, device).pte).toBe(entry(k, 'read', { pfn: 0x12340n }));
  });

  it('migrateDeviceKeepsWrite', () => {
    const k = without('5.17', 'migrateDeviceKeepsWrite');
    expect(tryToMigrateOne(k, entry(k, 'deviceWrite'), device).pte).toBe(entry(k, 'read'));
  });

  it('migrateDeviceReadsDirty', () => {
    const k = without('6.6', 'migrateDeviceReadsDirty');
    expect(tryToMigrateOne(k, entry(k, 'deviceRead'), device).effects).toEqual([]);
    const own = without('6.15', 'rmapKnowsDeviceExclusive'); // the branch of its own, where the row has ended
    expect(tryToMigrateOne(own, entry(own, 'deviceRead'), device).effects).toEqual([]);
  });

  it('rmapKnowsDeviceExclusive', () => {
    const k = without('6.15', 'rmapKnowsDeviceExclusive');
    const { pte } = tryToMigrateOne(k, entry(k, 'exclusive'), folio());
    expect(swpOffset(k, pteToSwpEntry(k, pte)) & 0x3ffffffffn).toBe(0x12345n >> 3n);
  });
});
