/**
 * A release candidate has what had been merged by then. What came when: pushes to kernel.org name the commits in the order in
 * which they were merged, with the tags of candidates among them (spec/candidates.ts says which push).
 */
import { describe, expect, it } from 'vitest';
import { doubtsOf } from '../../lib/kernel/doubts.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import type { Row } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';
import { thrown } from '../support/thrown.ts';

describe('a release candidate', () => {
  it.each([
    ['closeResolves', '6.9-rc7', '6.9'], // c88033efe9a3
    ['hwpoisonHasPfn', '6.9-rc4', '6.9-rc5'], // 07a57a338adb
    ['mremapClearsUffdWp', '6.13-rc7', '6.13'], // 0cef0bb836e3
    ['moveMarksSoftDirty', '6.15-rc6', '6.15-rc7'], // 75cb1cca2c88
    ['zeropageRefusesPoison', '6.18-rc2', '6.18-rc3'], // 841a8bfcbad9
    ['pmdMigrationKeepsUffdWp', '6.3-rc7', '6.3'], // 24bf08c4376b
    ['forkFiltersMarker', '6.2-rc6', '6.2-rc7'], // 49d6d7fb6313
    ['migrationWrprotectsReadEntry', '6.2-rc8', '6.2'], // 96a9c287e25d
    ['writenotifyForUffdWp', '6.2-rc4', '6.2-rc5'], // 51d3d5eb74ff
    ['collectDirtiesFolio', '6.0-rc7', '6.0'], // fd35ca3d12cc
    ['swapoffIgnoresUffdWp', '5.13-rc6', '5.13-rc7'], // 099dd6878b9b
    ['wpFlushesPending', '5.12-rc2', '5.12-rc3'], // 6ce64428d620
    ['clearRefsExcludes', '5.11-rc3', '5.11-rc4'], // 29a951dfb3c3
    ['restoreDeviceSoftDirty', '5.9-rc3', '5.9-rc4'], // 3d321bf82c4b
  ] as const)('lacks a fix that came after it: %s, not %s, %s', (behaviour, before, from) => {
    expect([kernel(before).does(behaviour), kernel(from).does(behaviour)]).toEqual([false, true]);
  });

  it('keeps until a fix what the fix ends', () => {
    const marks = (release: string) => kernel(release).does('restoreDeviceMarksPresentBit');
    expect([marks('5.8'), marks('5.9-rc3'), marks('5.9-rc4'), marks('5.9')]).toEqual([true, true, false, false]);
    const minor = (release: string) => kernel(release).vm.uffdMinor;
    expect([minor('6.15-rc7'), minor('6.15')]).toEqual([1n << 38n, 1n << 41n]); // 0f518255bde8
  });

  it('has what came in the merge window, and what a tree of it has', () => {
    // The trees of 6.1.0-rc6, 6.17.0-rc6 and 7.3.0-rc7 have these in their headers; those before them have not
    expect(kernel('6.1-rc6').mask.migYoung).not.toBe(0n);
    expect(kernel('6.17.0-rc6').mask.devmap).toBe(0n);
    expect(kernel('7.3.0-rc7').has('pteMkuffd')).toBe(true);
    expect(kernel('5.5.0-rc5').has('pteMkuffdWp')).toBe(false);
    expect(kernel('6.1.0-0.rc0.20221005git2bca25eaeba6.7.fc38.x86_64').mask.migYoung).toBe(0n); // before -rc1
  });

  it('of a stable release is that release', () => {
    expect(kernel('6.12.54-rc1').does('zeropageKeepsBits')).toBe(true);
    expect(doubtsOf(kernel('6.12.54-rc1'))).toMatchObject({
      notes: ['6.12.54-rc1 is a candidate of 6.12.54, and is taken for that'],
      rows: [{ row: 'behaviours.zeropageKeepsBits', has: true }],
    });
  });
});

describe('what a name leaves open', () => {
  const rows = (release: string) => doubtsOf(kernel(release)).rows.map(({ row }) => row);

  it('is nothing for a release and a stable one, and no row of which the candidate is known', () => {
    for (const release of ['4.19', '6.9', '6.12.107', '6.12.107+deb13-amd64', '7.3'])
      expect(doubtsOf(kernel(release)), release).toEqual({ notes: [], rows: [] });
    for (const release of ['6.9-rc4', '6.9-rc7'])
      expect(rows(release)).toEqual(
        expect.not.arrayContaining(['behaviours.closeResolves', 'behaviours.hwpoisonHasPfn']),
      );
  });

  it('is a fix whose candidate is not known', () => {
    const { notes, rows } = doubtsOf(kernel('7.2-rc3'));
    expect(notes).toEqual(['of some fixes it is not known whether they were merged before 7.2-rc3']);
    expect(rows.map(({ row }) => row)).toContain('behaviours.mustWaitAsksPresent');
    expect(rows.find(({ row }) => row === 'behaviours.mustWaitAsksPresent')).toMatchObject({
      has: true,
      series: '7.2',
    });
    expect(doubtsOf(kernel('7.2-rc3', { without: ['mustWaitAsksPresent'] })).rows.map(({ row }) => row)).not.toContain(
      'behaviours.mustWaitAsksPresent',
    );
  });

  it('between two candidates is what lies between them', () => {
    const doubt = 'behaviours.pmdModifyDropsDirty'; // between -rc4 and -rc7
    expect(['7.3-rc3', '7.3-rc4', '7.3-rc6', '7.3-rc7'].map((release) => rows(release).includes(doubt))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('of a tree past its tag is what came later, and past a release what the next one brought', () => {
    const built = doubtsOf(kernel('6.10.0-08676-g720261cfc732'));
    expect(built.notes).toEqual(['6.10.0-08676-g720261cfc732 was built past 6.10: it may have changes of 6.11']);
    expect(built.rows).toContainEqual(
      expect.objectContaining({ row: 'behaviours.swapInUpgrades', has: false, series: '6.11' }),
    );
    const later = ['behaviours.hwpoisonHasPfn', 'behaviours.closeResolves'];
    expect(rows('6.9.0-rc4-00123-gabcdef012345')).toEqual(expect.arrayContaining(later));
    expect(rows('6.9.0-rc4-next-20240418')).toContain('functions.ptePageTableCheckFlags'); // of 6.10
    expect(rows('6.10.0-rc7+')).toContain('uapi.UFFD_FEATURE_WP_UNPOPULATED');
    expect(rows('6.10.0-rc7+')).not.toContain('functions.ptePageTableCheckFlags');
    expect(doubtsOf(kernel('7.3.0+')).notes).toEqual([
      '7.3.0+ was built past 7.3: it may have changes of the next release',
    ]);
  });

  it('does not ask about rows that the options rule out', () => {
    const k = kernel('6.9.0-rc4+', { memoryFailure: false });
    const open = doubtsOf(k).rows.map(({ row }) => row);
    expect(open).toContain('behaviours.closeResolves');
    expect(open).not.toContain('behaviours.hwpoisonHasPfn');
  });

  it('of a distribution with backports is said', () => {
    const android = doubtsOf(kernel('5.10.198-android12-9-00001-g1234567-ab12345678'));
    expect(android.notes.at(-1)).toBe(
      "Android's common kernel takes changes of newer releases into older numbers, which 5.10.198-android12-9-00001-g1234567-ab12345678 " +
        'does not tell: taken as 5.10.198 without them; name them as backports',
    );
  });

  it('is asked of a kernel', () => {
    expect(thrown(() => doubtsOf(undefined as never))).toMatchObject({ code: 'ERR_PTE_TYPE' });
  });

  it('is told of every row that stable trees took, or its candidate is known', () => {
    const fixes = Object.entries<readonly Row[]>(tables).flatMap(([table, list]) =>
      list.filter(({ sinceStable }) => sinceStable).map((row) => ({ key: `${table}.${row.id}`, row })),
    );
    const untold = fixes.filter(({ key, row }) => {
      const candidates = Array.from({ length: 9 }, (_, n) => `${row.since}-rc${n + 1}`);
      const has = candidates.map((name) => kernel(name).holds(key.split('.')[0] as keyof typeof tables, row));
      return has.every(Boolean) && !candidates.some((name) => rows(name).includes(key));
    });
    // In the merge window by what was pushed
    expect([...new Set(untold.map(({ key }) => key))].sort()).toEqual([
      'behaviours.forkFiltersUffdWp',
      'behaviours.pageTableCheckUffdWp',
      'behaviours.pmdMigrationRestoresUffdWp',
      'functions.ptePageTableCheckFlags',
      'keptByModify.pat',
    ]);
  });
});

// migrationWrprotectsReadEntry is of 6.2 and 6.3 (96a9c287e25d), writenotifyForUffdWp since 6.2 (51d3d5eb74ff)
it('a row that is added or left out to no effect is told of', () => {
  const notes = (name: string) => doubtsOf(kernel(name)).notes.join();
  expect(notes('6.0:-migrationWrprotectsReadEntry')).toMatch(
    /^6\.0 does not have behaviours\.migrationWrprotectsReadEntry/,
  );
  expect(notes('6.2:writenotifyForUffdWp')).toMatch(/^6\.2 has behaviours\.writenotifyForUffdWp by itself/);
  expect([notes('6.2:-migrationWrprotectsReadEntry'), notes('6.0:writenotifyForUffdWp')]).toEqual(['', '']);
});
