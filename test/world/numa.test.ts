/**
 * NUMA hints and their faults. Expected words follow from do_numa_page() (mm/memory.c) of 4.19.0, 5.12.9, 5.14.2, 5.15.100, 6.1.192,
 * 6.2.12, 6.11.11, 6.12.8 and 7.3.4, with migrate_misplaced_page() (mm/migrate.c), and what is said in the discussion of 6a56ccbcf6c6.
 */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';

const all = (version: string, script: string, without: readonly string[] = []) =>
  play(kernel(version, { without: without.map((id) => `behaviours.${id}`) }), parseScript(script), { keepGoing: true });
const last = (version: string, script: string): ScenarioRow => all(version, script).at(-1) as ScenarioRow;
const hex = (row: ScenarioRow) => row.after.toString(16).padStart(16, '0');
const changed = 'pte_same(): the entry has changed meanwhile, nothing is mapped';

describe('a hint fault', () => {
  const hint = 'anon; write; numa-hint; numa-fault';
  it.each([
    // the entry is present before the move: it goes as it is; young and dirty do not survive a move before 6.1
    ['4.19', `${hint} migrated`, '8000000012346827'],
    ['5.12', `${hint} migrated`, '8000000012346827'],
    // savedwrite: try_to_migrate_one() finds RW in the hint
    ['5.13', `${hint} migrated`, '8000000012346827'],
    ['6.1.192', `${hint} migrated`, '8000000012346867'],
    // the hint is read-only, and so is the migration entry
    ['6.2', `${hint} migrated`, '8000000012346865'],
    ['6.12', `${hint} migrated`, '8400000012346825'],
    // failed: the old answer to 6.1, "writable = false" from 6.2 on
    ['4.19', `${hint} failed`, '8000000012345867'],
    ['5.15', `${hint} failed`, '8000000012345867'],
    ['6.1.192', `${hint} failed`, '8000000012345867'],
    ['6.2', `${hint} failed`, '8000000012345865'],
    ['7.3', `${hint} failed`, '8400000012345825'],
    // stayed: can_change_pte_writable() says so
    ['6.2', `${hint} stayed`, '8000000012345867'],
    ['7.3', `${hint} stayed`, '8000000012345867'],
  ])('on %s of %s leaves %s', (version, script, after) => expect(hex(last(version, script))).toBe(after));

  // vm_page_prot of shared memory without notification has RW: "false" does not take it away; 6.2 and 6.3 write-protect what moves (96a9c287e25d)
  it.each([
    ['6.1.192', 'failed', '8000000012345867'],
    ['6.2', 'failed', '8000000012345867'],
    ['6.2', 'migrated', '8000000012346865'],
    ['6.3', 'migrated', '8000000012346865'],
    ['6.4', 'migrated', '8000000012346867'],
    ['7.3', 'migrated', '8000000012346867'],
  ])('of shared memory on %s that %s leaves %s', (version, word, after) =>
    expect(hex(last(version, `shmem; write; numa-hint; numa-fault ${word}`))).toBe(after),
  );

  it('after a move that failed costs a write fault from 6.2 on', () => {
    const faults = (version: string) => last(version, `${hint} failed; write`).events;
    expect([faults('6.1.192'), faults('6.2')]).toEqual([[], ['fault']]);
  });

  it('of a pinned page does not move it', () => {
    // 6.2: folio_try_share_anon_rmap_pte() fails, the entry is put back as it was: pte_same() holds
    expect(hex(last('6.2', 'anon; write; numa-hint; pin; numa-fault migrated'))).toBe('8000000012345865');
    // 5.15: migrate_page_move_mapping() finds a reference too many, and remove_migration_pte() has made another entry
    const row = last('5.15', 'anon; write; numa-hint; pin; numa-fault migrated');
    expect(hex(row)).toBe('8000000012345827');
    expect(row.events).toEqual(['the page is pinned and cannot move: it is mapped again where it was', changed]);
  });

  it('is none where there is no hint, and none that may not be', () => {
    expect(last('6.12', 'anon; write; numa-fault stayed').result).toBe('nothing');
    expect(last('6.12', 'anon; write; mprotect none; numa-fault stayed').result).toBe('refused');
    expect(last('7.3', 'anon; write; uffd-rwp; numa-fault stayed').events).toEqual([
      'trapped: a message to userfaultfd, the task sleeps',
    ]);
  });
});

describe('between the halves of a hint fault', () => {
  const begin = 'anon; cpu0: write; cpu0: numa-hint; cpu0: numa-fault-begin';
  const pte = (version: string, script: string, without: readonly string[] = []) =>
    hex(all(version, script, without).at(-1) as ScenarioRow);

  it('the entry is present to 5.12, and a hint from 5.13 on', () => {
    expect(pte('5.12', begin)).toBe('8000000012345867');
    expect(pte('5.13', begin)).toBe('000fffffedcba962');
    expect(pte('5.12', begin, ['numaMapsBeforeMove'])).toBe('000fffffedcba962');
    expect(pte('6.2', begin)).toBe('000fffffedcba960');
  });

  it.each(['5.13', '6.1.192', '6.2', '7.3'])('another fault may turn it back on %s: pte_same() fails', (version) => {
    const row = last(version, `${begin}; cpu1: read; cpu0: numa-fault-end failed`);
    expect(row.events).toEqual([changed]);
    expect(hex(row)).toBe('8000000012345867');
  });

  it('the page may go: nothing is mapped, the access faults anew', () => {
    const row = last('6.2', `${begin}; cpu1: dontneed; cpu0: numa-fault-end failed`);
    expect(row.events).toEqual([changed, 'fault']);
    const moved = last('6.2', `${begin}; cpu1: dontneed; cpu0: numa-fault-end migrated`);
    expect(moved.events).toEqual([changed, 'fault']);
  });

  // do_user_addr_fault() holds mmap_lock for reading; clear_refs_write() takes it for writing from 5.11 on, and before to clear VM_SOFTDIRTY
  it.each(['5.10', '5.15', '6.1.192', '6.2'])('clear_refs waits on %s', (version) => {
    const rows = all(version, `${begin}; cpu1: clear-refs; cpu0: numa-fault-end failed`);
    expect(rows[3]?.events).toEqual(['waits for mmap_lock (cpu0 holds it for reading)']);
  });
});

describe('the scan', () => {
  // change_pte_range(): is_cow_mapping() and page_mapcount() (4.19.0), page_count() (5.17.0), folio_maybe_mapped_shared() (7.3.4)
  it.each(['4.19', '5.10', '6.1', '6.2', '6.12', '7.3'])(
    'leaves a page that fork shares on %s, and says why',
    (version) => {
      const row = last(version, 'anon; write; fork; numa-hint');
      expect(row.after).toBe(row.before);
      expect(row.events).toEqual(['NUMA balancing leaves the page: two processes share the page']);
      expect(hex(last(version, 'anon; write; fork; child-exit; numa-hint')).startsWith('8')).toBe(false);
      expect(last(version, 'shmem; write; fork; B: read; numa-hint').events).toEqual(['flush_tlb_page']); // shared memory is no copy
    },
  );
});

describe('refusals of write permission are told', () => {
  const refusals = (version: string, script: string) =>
    last(version, script).steps.flatMap(({ did, why }) => (why.startsWith('no, ') ? [`${did}: ${why}`] : []));

  // do_numa_page() of 6.2.12 and 7.3.4; change_pte_range(), mprotect_fixup() of 5.18.12, 6.0.0, 6.1.192, 6.2.12
  it.each([
    [
      '6.2',
      'shmem; write; uffd-register wp; numa-hint; read',
      'vma_wants_writenotify: no, vpp is not what the flags give',
    ],
    [
      '7.3',
      'shmem; write; uffd-register wp; numa-hint; read',
      'vma_wants_writenotify: no, vpp is not what the flags give',
    ],
    [
      '7.3',
      'shmem; write; clear-refs; write; numa-hint; read',
      'vma_wants_writenotify: no, vpp is not what the flags give',
    ],
    ['6.2', 'file; read; numa-hint; read', 'can_change_pte_writable: no, shared and clean'],
    [
      '6.2',
      'anon; write; fork; child-exit; numa-hint; read',
      'can_change_pte_writable: no, private, and the page is not exclusive',
    ],
    ['6.2', 'anon; write; uffd-wp; numa-hint; read', 'can_change_pte_writable: no, userfaultfd traps writes'],
    [
      '6.2',
      'anon; write; clear-refs; numa-hint; read',
      'can_change_pte_writable: no, soft-dirty tracking waits for a write',
    ],
    [
      '6.1.192',
      'shmem; write; uffd-register wp; mprotect r; mprotect rw',
      'vma_wants_writenotify: no, vpp is not what the flags give',
    ],
    [
      '7.3',
      'shmem; write; uffd-register wp; mprotect r; mprotect rw',
      'vma_wants_writenotify: no, vpp is not what the flags give',
    ],
    ['6.1.192', 'anon; write; pageout; read; mprotect r; mprotect rw', 'can_change_pte_writable: no, clean'],
  ])('on %s by %s', (version, script, told) => expect(refusals(version, script)).toEqual([told]));

  it.each([
    ['6.1.192', 'shmem; read; uffd-register wp; numa-hint; read'], // savedwrite: nobody is asked
    ['7.3', 'file; write; numa-hint; read'], // it is granted
    ['7.3', 'shmem; write; mprotect r; mprotect rw'], // vpp gives it
    ['5.19', 'anon; write; mprotect r; mprotect rw'], // not asked of private memory
  ])('on %s none by %s', (version, script) => expect(refusals(version, script)).toEqual([]));

  it('a move that failed has nobody asked', () => {
    const { steps } = last('6.2', 'anon; write; numa-hint; numa-fault failed');
    expect(steps.map(({ did, why }) => `${did}: ${why}`)).toContain(
      'do_numa_page: the lock was let go: write permission is not worked out again',
    );
  });
});
