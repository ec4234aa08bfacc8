import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { removeMigrationPte } from '../../lib/mm/migrate/removeMigrationPte.ts';
import { tryToMapUnusedToZeropage } from '../../lib/mm/migrate/tryToMapUnusedToZeropage.ts';
import { anonVma, entry, shmemVma, show, without } from './entries.ts';

const pfn = 0x12345n;
const file = folio({ anon: false });
const device = folio({ devicePrivate: true });
const anonDirty = folio({ dirty: true });
const five = { pagingLevels: 5 } as const;
type Case = readonly [version: string, after: string];

describe('removeMigrationPte', () => {
  it('knows no device memory without CONFIG_DEVICE_PRIVATE, and no zero page for hugetlb', () => {
    // is_device_private_page() of 6.12.118: IS_ENABLED(CONFIG_DEVICE_PRIVATE); try_to_map_unused_to_zeropage(): PageCompound(page)
    const k = kernel('6.12', { devicePrivate: false });
    const word = entry(k, 'write', { young: true });
    expect(show(removeMigrationPte(k, word, anonVma(k), device, pfn).pte)).toBe('8000000012345027');
    const huge = removeMigrationPte(k, word, anonVma(k), folio(), 0x12200n, { hugetlb: true, zeroPfn: 0x2000n });
    expect(show(huge.pte)).toBe('80000000122000a7');
  });

  // remove_migration_pte() of each release, read-only entry, mapping that may be written; H14
  it.each<Case>([
    ['5.7', '8000000012345007'],
    ['6.0', '8000000012345007'],
    ['6.1-rc7', '8000000012345027'],
    ['6.1.12', '8000000012345027'],
    ['6.1.13', '8000000012345025'],
    ['6.1.192', '8000000012345025'],
    ['6.2', '8000000012345025'],
    ['6.3', '8000000012345025'],
    ['6.4', '8000000012345027'],
    ['7.3', '8000000012345027'],
  ])('%s makes a young read-only entry of shared memory what vm_page_prot allows', (version, after) => {
    const k = kernel(version);
    const young = version.startsWith('5.') || version === '6.0' ? {} : { young: true };
    expect(show(removeMigrationPte(k, entry(k, 'read', young), shmemVma(k), file, pfn).pte)).toBe(after);
  });

  // remove_migration_pte() of each release, writable and read-only exclusive entry, dirty page; H13
  it.each<readonly [string, string, string]>([
    ['6.2', '8000000012345865', '8000000012345867'],
    ['6.5', '8000000012345865', '8000000012345867'],
    ['6.6', '8400000012345825', '8000000012345867'],
    ['6.8', '8400000012345825', '8000000012345867'],
    ['6.9', '8400000012345025', '8000000012345067'],
    ['7.3', '8400000012345025', '8000000012345067'],
  ])('%s restores a young and dirty anonymous page', (version, readExclusive, write) => {
    const k = kernel(version);
    const restore = (kind: 'readExclusive' | 'write') =>
      show(removeMigrationPte(k, entry(k, kind, { young: true, dirty: true }), anonVma(k), anonDirty, pfn).pte);
    expect([restore('readExclusive'), restore('write')]).toEqual([readExclusive, write]);
  });

  it('leaves an entry clean when the page is', () => {
    const k = kernel('6.12');
    const dirty = entry(k, 'readExclusive', { young: true, dirty: true });
    expect(show(removeMigrationPte(k, dirty, anonVma(k), folio(), pfn).pte)).toBe('8000000012345025');
  });

  // H13, the words of a kernel with five levels
  it.each<readonly [string, string, string]>([
    ['6.2', 'd7f9fffffdb97400', '8000000012345867'],
    ['6.9', 'd7f9fffffdb97400', '8000000012345067'],
    ['6.2', 'cff9fffffdb97400', '8000000012345865'],
    ['6.8', 'cff9fffffdb97400', '8400000012345825'],
    ['6.9', 'cff9fffffdb97400', '8400000012345025'],
  ])('%s restores %s', (version, word, after) => {
    const k = kernel(version, five);
    expect(show(removeMigrationPte(k, BigInt(`0x${word}`), anonVma(k), anonDirty, pfn).pte)).toBe(after);
  });

  // H1a: uffd-wp lost, or kept together with write permission, on shared memory
  it.each<readonly [string, string, 'PAGE_SHARED' | 'PAGE_COPY', string]>([
    ['6.0', 'bffffffffdb97404', 'PAGE_SHARED', '8000000012345407'],
    ['6.1-rc7', 'bffdfffffdb97404', 'PAGE_SHARED', '8000000012345427'],
    ['6.1.192', 'bffdfffffdb97404', 'PAGE_COPY', '8000000012345425'],
    ['6.2', 'c7fdfffffdb97404', 'PAGE_COPY', '8000000012345425'],
    ['6.3', 'c7fdfffffdb97404', 'PAGE_SHARED', '8000000012345425'],
  ])('%s restores %s with uffd-wp under %s', (version, word, prot, after) => {
    const k = kernel(version, five);
    const vma = shmemVma(k, { vmFlags: ['read', 'write', 'shared', 'uffdWp', 'softdirty'], vmPageProt: k.prot[prot] });
    expect(show(removeMigrationPte(k, BigInt(`0x${word}`), vma, file, pfn).pte)).toBe(after);
  });

  it('gives write permission to an entry that had it, and no uffd-wp', () => {
    // mm/migrate.c, remove_migration_pte(): a writable entry is made writable, and only another is asked for uffd-wp
    for (const version of ['5.7', '6.0', '6.1.192', '6.8', '7.2', '7.3']) {
      const k = kernel(version);
      const both = removeMigrationPte(k, entry(k, 'write', { uffdWp: true }), anonVma(k), folio(), pfn);
      expect(show(both.pte), version).toBe('8000000012345007');
    }
  });

  it('makes shadow-stack memory dirty instead of writable', () => {
    // arch/x86/mm/pgtable.c, pte_mkwrite(): pte_mkwrite_shstk() for VM_SHADOW_STACK
    const k = kernel('6.6');
    const vma = anonVma(k, { vmFlags: ['read', 'write', 'softdirty', 'shadowStack'] });
    expect(show(removeMigrationPte(k, entry(k, 'write', { young: true }), vma, folio(), pfn).pte)).toBe(
      '8000000012345065',
    );
  });

  it('takes read access too where userfaultfd traps reads', () => {
    // UFFDIO_REGISTER_MODE_RWP (row uffdRwp of vm_flags): an armed entry is PAGE_NONE with the bit
    const k = kernel('7.3');
    const rwp = anonVma(k, { vmFlags: ['read', 'write', 'softdirty', 'uffdRwp'] });
    const word = entry(k, 'read', { young: true, uffdWp: true });
    expect(show(removeMigrationPte(k, word, rwp, folio(), pfn).pte)).toBe('000fffffedcba520');
    expect(show(removeMigrationPte(k, entry(k, 'read', { young: true }), rwp, folio(), pfn).pte)).toBe(
      '8000000012345025',
    );
  });

  it('marks the page exclusive unless the entry was plainly readable', () => {
    const k = kernel('6.12');
    const effects = (kind: 'read' | 'readExclusive' | 'write', page = folio()) =>
      removeMigrationPte(k, entry(k, kind), anonVma(k), page, pfn).effects;
    expect([effects('read'), effects('readExclusive'), effects('write')]).toEqual([
      [],
      ['RMAP_EXCLUSIVE'],
      ['RMAP_EXCLUSIVE'],
    ]);
    expect(effects('write', file)).toEqual([]);
  });

  it('makes the entry of a hugetlb page huge', () => {
    const k = kernel('6.12');
    const restored = removeMigrationPte(k, entry(k, 'read', { young: true }), anonVma(k), folio(), 0x12200n, {
      hugetlb: true,
    });
    expect(show(restored.pte)).toBe('80000000122000a5');
  });

  it('says what it does in the names of the kernel at hand', () => {
    const did = (version: string) => {
      const k = kernel(version);
      const word = entry(k, 'read', { softDirty: true, uffdWp: true });
      return removeMigrationPte(k, word, anonVma(k), folio(), pfn).steps.map((step) => step.did);
    };
    expect(did('5.19')).toEqual(['mk_pte', 'pte_mksoft_dirty', 'pte_mkold', 'pte_mkuffd_wp']);
    expect(did('6.12')).toEqual(['mk_pte', 'pte_mkold', 'pte_mksoft_dirty', 'pte_mkuffd_wp']);
    expect(did('7.3')).toEqual(['mk_pte', 'pte_mkold', 'pte_mksoft_dirty', 'pte_mkuffd']);
  });

  it('refuses what is not a migration entry', () => {
    const k = kernel('6.12');
    const give = (word: bigint) => () => removeMigrationPte(k, word, anonVma(k), folio(), pfn);
    expect(give(0x8000000012345025n)).toThrow(RangeError);
    expect(give(0x8000000012345025n)).toThrow(
      'expected a migration entry, got a present entry 0x8000000012345025 on 6.12',
    );
    expect(give(0n)).toThrow('expected a migration entry, got an empty entry 0x0000000000000000 on 6.12');
    expect(give(0xfffffffffffffc00n)).toThrow('expected a migration entry, got a marker 0xfffffffffffffc00 on 6.12');
    expect(give(1n << 64n)).toThrow('expected a 64-bit word, got 18446744073709551616n');
    expect(() => removeMigrationPte(k, 5 as unknown as bigint, anonVma(k), folio(), pfn)).toThrow(TypeError);
  });
});

describe('removeMigrationPte to device memory', () => {
  // H2: the bit lands in the page frame number
  it.each<Case>([
    ['5.7', 'fffffffffdb97400'],
    ['5.8.1', 'fffffffffdb97400'],
    ['5.8.7', 'fffffffffdb97400'],
    ['5.8.8', 'fffffffffdb97004'],
    ['5.8.18', 'fffffffffdb97004'],
    ['5.9', 'fffffffffdb97004'],
  ])('%s carries uffd-wp', (version, after) => {
    const k = kernel(version);
    expect(show(removeMigrationPte(k, 0xe7fffffffdb97004n, anonVma(k), device, 0x12347n).pte)).toBe(after);
  });

  // H4: the same entry with soft-dirty in place of uffd-wp
  it.each<Case>([
    ['5.7', 'fffffffffdb97000'],
    ['5.8.18', 'fffffffffdb97000'],
    ['5.9', 'fffffffffdb97002'],
  ])('%s carries soft-dirty', (version, after) => {
    const k = kernel(version);
    expect(show(removeMigrationPte(k, 0xe7fffffffdb97002n, anonVma(k), device, 0x12347n).pte)).toBe(after);
  });

  it('is writable where the mapping built so far is, and forgets young and dirty', () => {
    const k = kernel('6.12');
    const restore = (kind: 'read' | 'write') =>
      removeMigrationPte(
        k,
        entry(k, kind, { young: true, dirty: true }),
        anonVma(k),
        folio({ devicePrivate: true, dirty: true }),
        pfn,
      ).pte;
    expect(restore('read')).toBe(entry(k, 'deviceRead'));
    expect(restore('write')).toBe(entry(k, 'deviceWrite'));
  });
});

describe('a page without data', () => {
  const zeroPfn = 0x2000n;
  const word = (version: string) => entry(kernel(version), 'readExclusive', { softDirty: true, uffdWp: true });

  // H17
  it.each<Case>([
    ['6.12.53', '8000000002000225'],
    ['6.12.54', '8000000002000e25'],
    ['6.13', '8000000002000225'],
    ['6.14', '8000000002000225'],
    ['6.17.3', '8000000002000225'],
    ['6.17.4', '8000000002000e25'],
    ['6.18', '8000000002000e25'],
    ['7.2', '8000000002000e25'],
  ])('becomes a mapping of the zero page on %s', (version, after) => {
    const k = kernel(version);
    expect(show(removeMigrationPte(k, word(version), anonVma(k), folio(), pfn, { zeroPfn }).pte)).toBe(after);
  });

  it('is mapped like any other on kernels that do not look, and in locked memory', () => {
    const restore = (version: string, more: readonly 'locked'[]) => {
      const k = kernel(version);
      const vma = anonVma(k, { vmFlags: ['read', 'write', 'softdirty', ...more] });
      return show(removeMigrationPte(k, word(version), vma, folio(), pfn, { zeroPfn }).pte);
    };
    expect(restore('6.11', [])).toBe('8000000012345c05');
    expect(restore('6.18', ['locked'])).toBe('8000000012345c05');
  });

  it.each<Case>([
    ['6.12.55', '8000000002000e25'],
    ['6.12.56', '8000000012345c05'],
    ['6.17.4', '8000000002000e25'],
    ['6.17.6', '8000000012345c05'],
    ['6.18', '8000000012345c05'],
  ])('is not looked for in a page with a hardware error on %s', (version, after) => {
    const k = kernel(version);
    const poisoned = folio({ hwpoison: true });
    expect(show(removeMigrationPte(k, word(version), anonVma(k), poisoned, pfn, { zeroPfn }).pte)).toBe(after);
  });

  it('is not looked for where it is mlocked, or still a part of a larger folio', () => {
    // try_to_map_unused_to_zeropage() of 6.12.0, 6.13.2, 6.18.2 and 7.3.4: PageCompound(), folio_test_mlocked()
    for (const version of ['6.12', '6.13', '6.18'])
      for (const page of [folio({ mlocked: true }), folio({ compound: true })]) {
        const k = kernel(version);
        expect(show(removeMigrationPte(k, word(version), anonVma(k), page, pfn, { zeroPfn }).pte)).toBe(
          '8000000012345c05',
        );
        expect(tryToMapUnusedToZeropage(k, word(version), anonVma(k), page, zeroPfn)).toBe(undefined);
      }
  });

  it('stays trapped where userfaultfd traps reads', () => {
    const k = kernel('7.3');
    const vma = anonVma(k, { vmFlags: ['read', 'write', 'softdirty', 'uffdRwp'] });
    const { pte } = removeMigrationPte(k, entry(k, 'readExclusive', { uffdWp: true }), vma, folio(), pfn, { zeroPfn });
    expect(show(pte)).toBe('000ffffffdfff720'); // PAGE_NONE, the bit, special, the number inverted
  });
});

describe('removeMigrationPte to device memory that the processor reaches', () => {
  // MEMORY_DEVICE_PUBLIC: remove_migration_pte() of 4.19.1 and 5.2.1 ends with pte_mkdevmap(), 5.3.0 has no such memory
  it.each<Case>([
    ['4.19', '8400000012345207'],
    ['5.2', '8400000012345207'],
    ['5.3', '8000000012345007'],
  ])('on %s', (version, after) => {
    const k = kernel(version);
    const page = folio({ devicePublic: true });
    expect(show(removeMigrationPte(k, entry(k, 'write'), anonVma(k), page, pfn).pte)).toBe(after);
  });

  it('asks for the row devicePublicIsMapped', () => {
    const k = without('4.19', 'devicePublicIsMapped');
    const { pte } = removeMigrationPte(k, entry(k, 'write'), anonVma(k), folio({ devicePublic: true }), pfn);
    expect(show(pte)).toBe('8000000012345007');
  });
});

describe('a row of the spec that removeMigrationPte asks for', () => {
  const restore = (k: ReturnType<typeof kernel>, word: bigint, page = anonDirty) =>
    show(removeMigrationPte(k, word, anonVma(k), page, pfn).pte);

  it('migrationKeepsYoungDirty', () => {
    const word = entry(kernel('6.12'), 'write', { young: true, dirty: true });
    expect(restore(kernel('6.12'), word)).toBe('8000000012345067');
    expect(restore(without('6.12', 'migrationKeepsYoungDirty'), word)).toBe('8000000012345007');
  });

  it('migrationExactSoftDirty', () => {
    const word = entry(kernel('6.12'), 'write', { young: true, dirty: true });
    expect(restore(without('6.12', 'migrationExactSoftDirty'), word)).toBe('8000000012345867');
  });

  it('migrationWrprotectsReadEntry', () => {
    const k = without('6.1.192', 'migrationWrprotectsReadEntry');
    const word = entry(k, 'read', { young: true });
    expect(show(removeMigrationPte(k, word, shmemVma(k), file, pfn).pte)).toBe('8000000012345027');
  });

  it('trustsWriteEntry', () => {
    const restoreReadOnly = (k: ReturnType<typeof kernel>) =>
      show(
        removeMigrationPte(
          k,
          entry(k, 'write', { young: true }),
          anonVma(k, { vmFlags: ['read', 'softdirty'] }),
          folio(),
          pfn,
        ).pte,
      );
    expect(restoreReadOnly(kernel('6.4'))).toBe('8000000012345027');
    expect(restoreReadOnly(kernel('6.3'))).toBe('8000000012345025');
    expect(restoreReadOnly(without('6.4', 'trustsWriteEntry'))).toBe('8000000012345025');
  });

  it('anonExclusive', () => {
    const effects = (k: ReturnType<typeof kernel>) =>
      removeMigrationPte(k, entry(k, 'write'), anonVma(k), folio(), pfn).effects;
    expect([effects(kernel('5.18')), effects(kernel('5.19'))]).toEqual([[], ['RMAP_EXCLUSIVE']]);
    expect(effects(without('5.19', 'anonExclusive'))).toEqual([]);
  });

  it('restoreDeviceSoftDirty, restoreDeviceMarksPresentBit', () => {
    const softDirty = 0xe7fffffffdb97002n;
    const uffdWp = 0xe7fffffffdb97004n;
    const at = (k: ReturnType<typeof kernel>, word: bigint) =>
      show(removeMigrationPte(k, word, anonVma(k), device, 0x12347n).pte);
    expect(at(without('5.9', 'restoreDeviceSoftDirty'), softDirty)).toBe('fffffffffdb97000');
    expect(at(without('5.8.1', 'restoreDeviceMarksPresentBit'), uffdWp)).toBe('fffffffffdb97004');
  });

  it('mapsUnusedToZeropage, zeropageKeepsBits, zeropageRefusesPoison', () => {
    const at = (k: ReturnType<typeof kernel>, hwpoison = false) => {
      const word = entry(k, 'readExclusive', { softDirty: true, uffdWp: true });
      return show(removeMigrationPte(k, word, anonVma(k), folio({ hwpoison }), pfn, { zeroPfn: 0x2000n }).pte);
    };
    expect(at(without('6.18', 'mapsUnusedToZeropage'))).toBe('8000000012345c05');
    expect(at(without('6.18', 'zeropageKeepsBits'))).toBe('8000000002000225');
    expect(at(without('6.18', 'zeropageRefusesPoison'), true)).toBe('8000000002000e25');
  });
});
