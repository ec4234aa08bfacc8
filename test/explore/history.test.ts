/**
 * Bugs of released kernels, found by the search alone: on the last release that has one, by the shortest script, and not on the first
 * that is mended. The releases are those of the sources that the rows are judged by, as docs/bugs.md has them.
 */
import { describe, expect, it } from 'vitest';
import { allInvariants, explore } from '../../lib/explore/index.ts';
import { type BehaviourId, kernel } from '../../lib/kernel/kernel.ts';
import { sayLine } from '../../lib/world/script.ts';
import type { MappingName } from '../../lib/world/start/mappings.ts';

interface Found {
  readonly bug: string;
  readonly row: BehaviourId;
  /** A release that has it, and one that does not. */
  readonly releases: readonly [string, string];
  readonly mapping: MappingName;
  readonly operations: string;
  readonly breaks: string;
  /** Operations of the shortest script. */
  readonly length: number;
  readonly cpus?: number;
  /** Nothing is tried beside the operations. */
  readonly only?: true;
  /** Rows without which 7.3 has it again, where that takes more than the one; empty where it takes more than rows. */
  readonly again?: readonly string[];
  /** It is so by design, for the kernel's developers. */
  readonly all?: true;
}

const history: readonly Found[] = [
  {
    bug: 'H1a',
    row: 'writenotifyForUffdWp',
    releases: ['6.1', '6.1.8'],
    mapping: 'shmem',
    operations: 'uffd-wp; migrate',
    breaks: 'armed-write-trapped',
    length: 4,
    again: ['-writenotifyForUffdWp', '-mkuffdWpWrprotects'],
  },
  {
    bug: 'H1b',
    row: 'writenotifyForUffdWp',
    releases: ['6.0', '6.2'],
    mapping: 'shmem',
    operations: 'uffd-wp; numa-hint',
    breaks: 'armed-write-trapped',
    length: 4,
  },
  {
    bug: 'H1c',
    row: 'writenotifyForUffdWp',
    releases: ['6.0', '6.2'],
    mapping: 'shmem',
    operations: 'uffd-wp; mprotect',
    breaks: 'uffd-wp-not-writable',
    length: 4,
  },
  {
    bug: 'H2',
    row: 'restoreDeviceMarksPresentBit',
    releases: ['5.8', '5.9'],
    mapping: 'anon',
    operations: 'uffd-wp; to-device',
    breaks: 'uffd-wp-kept',
    length: 3,
  },
  {
    bug: 'H3',
    row: 'migrateDeviceReadsPresentBits',
    releases: ['5.8', '5.9'],
    mapping: 'anon',
    operations: 'clear-refs; to-device',
    breaks: 'soft-dirty-not-invented',
    length: 6,
  },
  {
    bug: 'H4',
    row: 'restoreDeviceSoftDirty',
    releases: ['5.8', '5.9'],
    mapping: 'anon',
    operations: 'to-device',
    breaks: 'soft-dirty-carried',
    length: 2,
  },
  {
    bug: 'H6',
    row: 'forkFiltersUffdWp',
    releases: ['5.12', '5.14'],
    mapping: 'anon',
    operations: 'uffd-wp; fork',
    breaks: 'fork-uffd-wp',
    length: 3,
  },
  {
    bug: 'H7',
    row: 'swapoffKeepsBits',
    releases: ['5.18', '5.19'],
    mapping: 'anon',
    operations: 'clear-refs; pageout; swapoff',
    breaks: 'soft-dirty-kept',
    length: 4,
  },
  {
    bug: 'H8',
    row: 'wpFlushesPending',
    releases: ['5.11', '5.12'],
    mapping: 'anon',
    operations: 'write; uffd-wp; uffd-wp-resolve; pin',
    breaks: 'no-write-lost',
    length: 5,
    cpus: 3,
    only: true,
    again: ['-wpFlushesPending', '-anonExclusive'],
  },
  {
    bug: 'H8b',
    row: 'swapoffIgnoresUffdWp',
    releases: ['5.12', '5.14'],
    mapping: 'anon',
    operations: 'uffd-wp; pageout; swapoff',
    breaks: 'calls-end',
    length: 4,
  },
  {
    bug: 'H9',
    row: 'clearRefsFlushes',
    releases: ['5.11', '5.12'],
    mapping: 'anon',
    operations: 'clear-refs',
    breaks: 'soft-dirty-kept',
    length: 3,
  },
  {
    bug: 'H10',
    row: 'clearRefsExcludes',
    releases: ['5.10:clearRefsFlushes', '5.11:clearRefsFlushes'],
    mapping: 'anon',
    operations: 'write; clear-refs; pin',
    breaks: 'no-write-lost',
    length: 4,
    cpus: 2,
    only: true,
    again: ['-clearRefsExcludes', '-anonExclusive'],
  },
  {
    bug: 'H11',
    row: 'clearRefsSkipsPinned',
    releases: ['5.10', '5.11'],
    mapping: 'anon',
    operations: 'clear-refs; pin',
    breaks: 'pinned-stays-writable',
    length: 3,
    again: ['-clearRefsSkipsPinned', '-anonExclusive'],
  },
  {
    bug: 'H12',
    row: 'mprotectUpgradesDirty',
    releases: ['5.19', '6.0'],
    mapping: 'file',
    operations: 'clear-refs; mprotect',
    breaks: 'soft-dirty-trap',
    length: 4,
  },
  {
    bug: 'H12 (any loss)',
    row: 'mprotectUpgradesDirty',
    releases: ['5.19', '6.0'],
    mapping: 'file',
    operations: 'clear-refs; mprotect',
    breaks: 'soft-dirty-kept',
    length: 5,
  },
  {
    bug: 'H13',
    row: 'migrationExactSoftDirty',
    releases: ['6.8', '6.9'],
    mapping: 'anon',
    operations: 'clear-refs; migrate',
    breaks: 'soft-dirty-not-invented',
    length: 3,
  },
  {
    bug: 'H14',
    row: 'migrationWrprotectsReadEntry',
    releases: ['6.4', '6.3'],
    mapping: 'shmem',
    operations: 'read; clear-refs; mmap-next; migrate-begin; migrate-end',
    breaks: 'migration-permission',
    length: 5,
    only: true,
    all: true,
    again: [],
  },
  {
    bug: 'H15',
    row: 'forkFiltersMarker',
    releases: ['6.0', '6.2'],
    mapping: 'shmem-private',
    operations: 'write; uffd-wp; fork; dontneed',
    breaks: 'fork-uffd-wp',
    length: 4,
    only: true,
  },
  {
    bug: 'H16',
    row: 'mremapClearsUffdWp',
    releases: ['6.11', '6.13'],
    mapping: 'anon',
    operations: 'uffd-wp; mremap',
    breaks: 'mremap-uffd-wp',
    length: 3,
  },
  {
    bug: 'H18',
    row: 'moveMarksSoftDirty',
    releases: ['6.14', '6.15'],
    mapping: 'anon',
    operations: 'clear-refs; uffd-move; pageout',
    breaks: 'uffd-move-soft-dirty',
    length: 4,
  },
  {
    bug: 'H19',
    row: 'copyReplacesMarkers',
    releases: ['6.18', '6.19'],
    mapping: 'anon',
    operations: 'guard-install; uffd-copy',
    breaks: 'guard-kept',
    length: 2,
  },
  {
    bug: 'H21',
    row: 'collectReadsSwapDirty',
    releases: ['7.1', '7.2'],
    mapping: 'anon',
    operations: 'to-device',
    breaks: 'dirty-not-invented',
    length: 2,
  },
  {
    bug: 'H23',
    row: 'restoreExclusiveAsks',
    releases: ['6.14', '6.18'],
    mapping: 'anon',
    operations: 'device-exclusive; clear-refs',
    breaks: 'soft-dirty-not-invented',
    length: 3,
    again: [],
  },
  {
    bug: 'H24 (unregister)',
    row: 'unregisterResolves',
    releases: ['5.19', '6.0'],
    mapping: 'anon',
    operations: 'uffd-wp',
    breaks: 'unregistered-uffd-wp',
    length: 3,
  },
  {
    bug: 'H24 (close)',
    row: 'closeResolves',
    releases: ['6.8', '6.9'],
    mapping: 'anon',
    operations: 'uffd-wp; uffd-close',
    breaks: 'unregistered-uffd-wp',
    length: 3,
  },
  {
    bug: 'H25',
    row: 'swapInUpgrades',
    releases: ['6.10', '6.11'],
    mapping: 'anon',
    operations: 'uffd-wp; pageout; clear-refs',
    breaks: 'trapped-write-leaves-entry',
    length: 5,
  },
  {
    bug: 'H26',
    row: 'numaSavedwrite',
    releases: ['6.1', '6.2'],
    mapping: 'anon',
    operations: 'numa-hint',
    breaks: 'protnone-not-writable',
    length: 2,
    all: true,
  },
  {
    bug: 'H30',
    row: 'uffdWpProtFromFlags',
    releases: ['6.2', '6.3'],
    mapping: 'shmem',
    operations: 'uffd-wp',
    breaks: 'resolve-grants-no-write',
    length: 3,
    all: true,
  },
  {
    bug: 'H31',
    row: 'copyProtectsReadOnly',
    releases: ['5.17', '5.18'],
    mapping: 'anon',
    operations: 'mprotect; uffd-copy-wp',
    breaks: 'copy-wp-protects',
    length: 2,
    again: [],
  },
  {
    bug: 'H35',
    row: 'splitZeroKeepsUffdWp',
    releases: ['6.0', '6.6'],
    mapping: 'thp',
    operations: 'uffd-wp; split',
    breaks: 'zero-page-uffd-wp-kept',
    length: 3,
  },
  {
    bug: 'H36',
    row: 'pmdDeviceReadsPresentBits',
    releases: ['7.0', '7.2'],
    mapping: 'thp',
    operations: 'write; read; to-device; fork',
    breaks: 'private-stays-private',
    length: 5,
    only: true,
  },
  {
    bug: 'H37',
    row: 'forkClearsPresentUffdWp',
    releases: ['5.8', '5.14'],
    mapping: 'thp',
    operations: 'write; fork; migrate-begin',
    breaks: 'page-number-kept',
    length: 3,
    only: true,
  },
  {
    bug: 'mprotect() takes a marker of hugetlb for a page',
    row: 'hugetlbProtectKnowsMarkers',
    releases: ['6.1', '6.1.8'],
    mapping: 'hugetlb-shared',
    operations: 'uffd-wp; dontneed; mprotect',
    breaks: 'page-behind-entry',
    length: 2,
  },
  {
    bug: 'a page that goes to a device is forgotten clean',
    row: 'collectDirtiesFolio',
    releases: ['5.19', '6.0'],
    mapping: 'anon',
    operations: 'to-device',
    breaks: 'dirty-kept',
    length: 2,
  },
  {
    bug: 'pmd_modify() loses Dirty',
    row: 'pmdModifyDropsDirty',
    releases: ['7.2.6', '7.2.7'],
    mapping: 'thp',
    operations: 'mprotect',
    breaks: 'dirty-kept',
    length: 2,
  },
];

function search(release: string, { mapping, operations, length, cpus = 1, all, only, breaks }: Found) {
  return explore(kernel(release), {
    ...{ mapping, operations: operations.split('; '), cpus, bounds: { depth: length } },
    ...(all && { all }),
    ...(only && { only }),
    invariants: allInvariants.filter(({ name, kind }) => name === breaks && (all || kind === 'bug')),
  });
}

describe('the history of the kernel', () => {
  it.each(history)('$bug breaks $breaks, up to $releases.0', (found) => {
    const { invariants } = search(found.releases[0], found);
    const { verdict, script } = invariants.find(({ invariant }) => invariant.name === found.breaks) ?? {};
    expect([verdict, script?.lines.length], script?.lines.map(sayLine).join('; ')).toEqual(['violated', found.length]);
  });

  it.each(history)('$bug is gone in $releases.1', (found) => {
    const { invariants } = search(found.releases[1], found);
    const { verdict, script } = invariants.find(({ invariant }) => invariant.name === found.breaks) ?? {};
    expect(verdict, script?.lines.map(sayLine).join('; ')).toBe('holds');
  });

  it.each(history)('$bug: the row $row parts the two', ({ row, releases: [before, after] }) => {
    expect(kernel(before).does(row)).not.toBe(kernel(after).does(row));
  });

  const again = history.filter((found) => found.again?.length !== 0);
  it.each(again)('$bug comes back to 7.3 with the row $row turned', (found) => {
    const its = kernel('7.3').does(found.row) ? [`-${found.row}`] : [found.row];
    const { invariants } = search(['7.3.4', ...(found.again ?? its)].join(':'), found);
    expect(invariants.find(({ invariant }) => invariant.name === found.breaks)?.verdict).toBe('violated');
    const now = search('7.3.4', found).invariants.find(({ invariant }) => invariant.name === found.breaks);
    expect(now?.verdict ?? 'not promised').not.toBe('violated');
  });
});
