/** Promises that no known bug of the newest release breaks: each is asked of something, and holds; rows ended what once broke some of them. */
import { describe, expect, it } from 'vitest';
import { allInvariants, explore } from '../../lib/explore/index.ts';
import { type BehaviourId, kernel } from '../../lib/kernel/kernel.ts';
import type { MappingName } from '../../lib/world/start/mappings.ts';
import { whole } from '../support/whole.ts';

interface Asked {
  readonly name: string;
  readonly mapping?: MappingName;
  readonly operations: readonly string[];
  readonly cpus?: number;
  readonly without?: BehaviourId;
}

function verdict({ name, mapping = 'anon', operations, cpus = 1, without }: Asked): string | undefined {
  const k = kernel('7.3.4', without ? { without: [`behaviours.${without}`] } : {});
  const bounds = { depth: whole || without ? 4 : 3 };
  const invariants = allInvariants.filter((one) => one.name === name);
  return explore(k, { mapping, operations, cpus, bounds, invariants }).invariants[0]?.verdict;
}

const asked: readonly Asked[] = [
  { name: 'private-prot-not-writable', operations: ['mprotect', 'clear-refs', 'uffd-wp'] },
  { name: 'writenotify-for-soft-dirty', mapping: 'shmem', operations: ['clear-refs', 'mprotect', 'mmap-next'] },
  { name: 'hugetlb-untracked', mapping: 'hugetlb-shared', operations: ['clear-refs', 'mprotect'] },
  { name: 'pending-while-flush-owed', operations: ['uffd-wp', 'numa-hint'], cpus: 2 },
  { name: 'fork-leaves-parent', operations: ['fork', 'uffd-wp', 'pageout', 'clear-refs'] },
  { name: 'fork-copies-private', operations: ['fork', 'numa-hint', 'pageout'] },
  { name: 'exclusive-in-swap-alone', operations: ['migrate', 'guard-install', 'device-exclusive'] },
  { name: 'mprotect-grants', operations: ['mprotect', 'clear-refs', 'uffd-wp'] },
  { name: 'hint-fault-grants', operations: ['write', 'numa-hint', 'numa-fault', 'clear-refs'] },
  { name: 'marker-kept', mapping: 'shmem', operations: ['uffd-wp', 'dontneed', 'pageout', 'mprotect'] },
  { name: 'marker-left', mapping: 'shmem', operations: ['uffd-wp', 'dontneed'] },
  { name: 'guard-kept', operations: ['guard-install', 'dontneed', 'uffd-copy', 'mprotect'] },
  { name: 'poison-kept', operations: ['uffd-poison', 'mprotect', 'fork', 'clear-refs'] },
  { name: 'poison-kills', operations: ['uffd-poison'] },
  { name: 'rwp-kept', operations: ['write', 'uffd-rwp', 'pageout', 'migrate'] },
  { name: 'rwp-protects', operations: ['write', 'uffd-rwp', 'mprotect'] },
  { name: 'young-and-dirty-carried', operations: ['migrate', 'cold', 'clear-refs'] },
];

describe('what no known bug of 7.3 breaks', () => {
  it.each(asked)('$name is asked, and holds', (one) => {
    expect(verdict(one)).toBe('holds');
  });

  it.each<Asked>([
    {
      name: 'hugetlb-untracked',
      mapping: 'hugetlb-shared',
      operations: ['clear-refs'],
      without: 'writenotifyExemptsHugetlb',
    },
    { name: 'uffd-wp-never-writable', operations: ['uffd-wp', 'mremap'], without: 'mremapClearsUffdWp' },
    { name: 'writenotify-for-uffd-wp', mapping: 'shmem', operations: ['uffd-wp'], without: 'writenotifyForUffdWp' },
  ])('$name is broken without $without', (one) => {
    expect(verdict(one)).toBe('violated');
  });

  // change_protection_range() of 5.10.0 and 5.12.9 counts before it changes an entry; the proposal, once that is done
  it.each([
    ['5.12', 'holds'],
    ['5.12:pendingAfterLock', 'violated'],
  ])('pending-while-flush-owed of %s: %s', (release, said) => {
    const invariants = allInvariants.filter(({ name }) => name === 'pending-while-flush-owed');
    const asking = {
      mapping: 'anon',
      operations: ['write', 'uffd-wp'],
      only: true,
      cpus: 2,
      bounds: { depth: 3 },
      invariants,
    } as const;
    expect(explore(kernel(release), asking).invariants[0]?.verdict).toBe(said);
  });
});
