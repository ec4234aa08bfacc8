/** The five discussions of docs/discussions.md: what each says comes out, comes out. */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';

const rows = (version: string, script: string): readonly ScenarioRow[] => play(kernel(version), parseScript(script));
const last = (version: string, script: string): ScenarioRow => rows(version, script).at(-1) as ScenarioRow;
const end = (version: string, script: string): string => last(version, script).after.toString(16).padStart(16, '0');
const trapped = 'trapped: a message to userfaultfd, the task sleeps';

describe('0: a read-only page that becomes writable by migrating', () => {
  it.each([
    ['5.19', '8000000012346407'],
    ['6.0', '8000000012346407'],
    ['6.1-rc7', '8000000012346427'],
    ['6.1.7', '8000000012346427'],
    ['6.1.8', '8000000012346425'],
    ['6.1.192', '8000000012346425'],
    ['6.2', '8000000012346425'],
    ['7.3', '8000000012346425'],
  ])('on %s', (version, after) => expect(end(version, 'shmem; read; uffd-wp; migrate')).toBe(after));

  it.each([
    ['5.12', '07ffffffffdffe06'], // not found by swapoff
    ['5.18', '8000000012346005'],
    ['5.19', '8000000012346c05'],
  ])('and unuse_pte() on %s', (version, after) =>
    expect(end(version, 'anon; write; uffd-wp; pageout; swapoff')).toBe(after),
  );

  it.each([
    ['6.0', '8000000012346007'],
    ['6.1.12', '8000000012346027'],
    ['6.1.13', '8000000012346025'],
    ['6.1.192', '8000000012346025'],
    ['6.2', '8000000012346025'],
    ['6.3', '8000000012346025'],
    ['6.4', '8000000012346027'],
    ['7.3', '8000000012346027'],
  ])('and clear_refs with a merge on %s', (version, after) =>
    expect(end(version, 'shmem; read; clear-refs; vma-merge; migrate')).toBe(after),
  );
});

// remove_migration_pte() of 6.0.0, 6.1.8, 6.9.0, 7.3.4: the type of the entry alone decides on write permission (C1)
it.each([
  ['6.0', '8000000012346067'],
  ['6.1', '8000000012346867'], // hidden: the entry is soft-dirty again (H13)
  ['6.8', '8000000012346867'],
  ['6.9', '8000000012346067'],
  ['7.3', '8000000012346067'],
])('0: and soft-dirty over a writable migration entry, on %s', (version, after) => {
  expect(end(version, 'shmem; write; migrate-begin; clear-refs; migrate-end; write')).toBe(after);
});

describe('1: NUMA hints', () => {
  // do_numa_page() of 6.1.8 and 6.2.12: what was not writable comes back writable where can_change_pte_writable() allows it
  it.each([
    ['anon; write; uffd-wp; uffd-wp-resolve; numa-hint; read', '8000000012345865', '8000000012345867'],
    ['anon; write; uffd-wp; uffd-unregister; numa-hint; read', '8000000012345865', '8000000012345867'],
    ['anon; write; clear-refs; vma-merge; numa-hint; read', '8000000012345065', '8000000012345067'],
    ['anon; write; numa-hint; migrate', '8000000012346867', '8000000012346865'],
    ['shmem; write; uffd-register wp; numa-hint; read', '8000000012345867', '8000000012345865'],
    ['shmem; write; clear-refs; write; numa-hint; read', '8000000012345867', '8000000012345865'],
  ])('change with 6.2 what %s ends with', (script, old, now) => {
    expect([end('6.1.192', script), end('6.2', script)]).toEqual([old, now]);
  });

  it.each(['5.7', '6.1.192', '6.2', '6.12', '7.3'])(
    'give a writable anonymous page back as it was, on %s',
    (version) => {
      const [before, , after] = rows(version, 'anon; write; numa-hint; read');
      expect(after?.after).toBe(before?.after);
    },
  );

  it.each([
    ['6.1.192', '8000000012345027'],
    ['6.2', '8000000012345025'],
    ['7.3', '8000000012345025'],
  ])('and a clean entry of a mapping that is told of writes, on %s', (version, after) =>
    expect(end(version, 'shmem; read; uffd-register wp; numa-hint; read')).toBe(after),
  );
});

describe('2: what the review of uffd-wp for swap and migration found', () => {
  // The page is 0x12346. The wrong bit is the inverse of bit 1 of the offset, so that 5.7 gives another page
  it.each([
    ['5.7', 'fffffffffdb97600'],
    ['5.9', 'fffffffffdb97206'],
  ])('is the bit of a present entry in one for device memory, on %s', (version, after) =>
    expect(end(version, 'anon; write; uffd-wp; to-device')).toBe(after),
  );

  it.each([
    ['5.7', true],
    ['5.9', false],
  ])('is a flag out of nowhere when a page comes back from device memory, on %s', (version, wrong) => {
    // migrate_vma_collect_pmd() of 5.7.14 and 5.9.1; of a writable entry remove_migration_pte() of 5.7 drops the flag again
    const { after } = last(version, 'anon; write; fork; migrate; migrate; to-device; from-device');
    expect((after & 0x400n) !== 0n).toBe(wrong);
  });

  // copy_nonpresent_pte() of 5.9.1 and 7.3.4: a writable device entry is made anew, one that is read-only already is not
  it.each(['5.9', '7.3'])(
    'is soft-dirty, which fork drops of writable entries for device memory only, on %s',
    (version) => {
      expect(last(version, 'anon; write; to-device; fork').after & 2n).toBe(0n);
      expect(last(version, 'anon; write; uffd-wp; to-device; fork').after & 2n).toBe(2n);
    },
  );

  it('is fork and mprotect() over device memory, which keep the bit', () => {
    expect(last('7.3', 'anon; write; uffd-wp; to-device; fork').after & 4n).toBe(4n);
    expect(last('7.3', 'anon; write; uffd-wp; to-device; mprotect r').after & 4n).toBe(4n);
  });

  it.each([
    ['6.5', ['fault', trapped], '8000000012346c65'],
    ['6.9', ['fault', trapped], '8400000012346c25'],
    ['6.11', [trapped], '8000000012346c25'],
  ])('is a write to a page that is swapped out, on %s', (version, events, after) => {
    const row = last(version, 'anon; write; uffd-wp; pageout; write');
    expect([row.events, row.after.toString(16)]).toEqual([events, after]);
  });
});

describe('3: a marker keeps what PROT_NONE cannot', () => {
  it.each([
    ['dontneed', 'fffffffffffffc00'],
    ['truncate', 'fffffffffffffc00'],
    ['pageout', 'fffffffffffffc00'],
    ['munmap', '0000000000000000'],
  ])('over %s', (how, after) => expect(end('6.12', `shmem; write; uffd-wp; ${how}`)).toBe(after));

  it('and anonymous memory, and protection from every access, keep nothing', () => {
    expect(end('6.12', 'anon; write; uffd-wp; dontneed')).toBe('0000000000000000');
    expect(end('7.3', 'shmem; write; uffd-rwp; dontneed')).toBe('0000000000000000');
    expect(end('7.3', 'shmem; write; uffd-rwp')).toBe('040fffffedcbad20');
  });
});

describe('4: the stale TLB entry', () => {
  const race = 'anon; write; pin; uffd-wp-deferred; uffd-wp-resolve; write';
  const lost = 'cpu1 still writes to the old page through its TLB: those writes are lost';

  it.each([
    ['5.7', false], // reuse_swap_page() counts mappings: nothing is copied
    ['5.8', false],
    ['5.9', true],
    ['5.10.23', true],
    ['5.11', true],
    ['5.11.7', false],
    ['5.10.24', false],
    ['5.12', false],
    ['5.18', false],
    ['5.19', false],
    ['7.3', false],
  ])('loses writes on %s: %s', (version, loses) => expect(last(version, race).events.includes(lost)).toBe(loses));

  it('does so for want of the one rule', () => {
    const k = kernel('5.18', { without: ['behaviours.wpFlushesPending'] });
    expect(play(k, parseScript(race)).at(-1)?.events).toContain(lost);
  });
});
