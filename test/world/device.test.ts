/** Pages that go to the memory of a device and come back, and what a device may ask for. */
import { describe, expect, it } from 'vitest';
import { type BehaviourId, kernel } from '../../lib/kernel/kernel.ts';
import { onward, start } from '../../lib/world/run/engine.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';

const rows = (version: string, script: string): readonly ScenarioRow[] =>
  play(kernel(version), parseScript(script), { keepGoing: true });
const last = (version: string, script: string): ScenarioRow => rows(version, script).at(-1) as ScenarioRow;
const kinds = ({ happened }: ScenarioRow) => happened.map(({ kind }) => kind);
const isTrapped = ({ happened }: ScenarioRow) =>
  happened.some((event) => event.kind === 'goesOn' && event.next === 'handle_userfault');
const entry = (row: ScenarioRow): string => row.after.toString(16);
const firstStep = (row: ScenarioRow) => row.steps.map(({ did }) => did);

describe('the way there', () => {
  // migrate_vma_collect_pmd(), then remove_migration_pte(): ebdf8321eeeb (5.8.8, 5.9) for uffd-wp, 3d321bf82c4b (5.9) for soft-dirty
  it.each([
    ['5.7', 'fffffffffdb97600'],
    ['5.8.7', 'fffffffffdb97600'],
    ['5.8.8', 'fffffffffdb97204'],
    ['5.9', 'fffffffffdb97206'],
    ['5.18', 'effffffffdb97206'], // SWP_DEVICE_EXCLUSIVE_* of include/linux/swap.h (5.14) move the types
    ['7.3', 'effffffffdb97206'],
  ])('keeps the mark of write protection, on %s', (version, after) => {
    const row = last(version, 'anon; write; uffd-wp; to-device');
    expect(entry(row)).toBe(after);
    expect(firstStep(row).slice(0, 2)).toEqual(['migrate_vma_collect_pmd', 'ptep_get_and_clear']);
  });

  // the end of migrate_vma_collect_pmd() of 4.19.1, 5.10.262, 6.1.192, 7.3.4
  it.each(['4.19', '5.10', '6.1', '7.3'])('takes the entry from every TLB, on %s', (version) => {
    const row = last(version, 'anon; cpu1: write; cpu0: to-device-begin');
    expect(row.events).toEqual(['flush_tlb_page']);
    expect(row.world.cpus.every(({ tlb }) => Object.keys(tlb).length === 0)).toBe(true);
  });

  // migrate_vma_collect_pmd() of 5.10.46 lets go of the page table's lock and then flushes; of 5.10.218 and 6.1.4 the other way round
  it.each([
    ['5.10.46', ['cpu1']],
    ['5.10.218', []],
    ['6.1.4', []],
    ['7.3', []],
  ])('flushes late, or with the change, on %s', (version, holders) => {
    const before = last(version, 'anon; write; fork; child-exit; cpu1: write');
    const piece = start(before.world, { cpu: 'cpu0', mm: 'A' }, 'to-device', '', 'piece');
    expect(piece.world.cpus.filter(({ tlb }) => Object.keys(tlb).length > 0).map(({ name }) => name)).toEqual(holders);
    const done = onward(piece, 'cpu0', 'whole');
    expect(done.world.cpus.every(({ tlb }) => Object.keys(tlb).length === 0)).toBe(true);
    expect(done.events.filter(({ kind }) => kind === 'flush')).toHaveLength(1);
  });

  // migrate_vma_insert_page() of 4.19.1 to 7.3.4: empty places of anonymous memory, not where userfaultfd fills them
  it.each(['4.19', '5.4', '5.10', '6.1', '7.3'])('fills what is empty, on %s', (version) => {
    const made = last(version, 'anon; to-device');
    const instead = last(version, 'anon; read; to-device');
    expect(made.steps.at(-1)?.did).toMatch(/^make_(writable_)?device_private_entry$/);
    expect([kinds(made), kinds(instead)]).toEqual([[], ['flush']]);
    expect(last(version, 'shmem; to-device').result).toBe('nothing');
    const refused = last(version, 'anon; uffd-register missing; to-device');
    expect([refused.after, kinds(refused)]).toEqual([0n, ['staysEmpty']]);
  });

  // page_try_share_anon_rmap() fails from 5.19 on (6.1.192); before, migrate_vma_check_page() of migrate_vma_unmap() counts too many
  it.each([
    ['5.4', 'staysPinned', 'done'],
    ['5.18', 'staysPinned', 'done'],
    ['5.19', 'cannotUnmap', 'refused'],
    ['7.3', 'cannotUnmap', 'refused'],
  ])('is closed to a pinned page, on %s', (version, kind, result) => {
    const row = last(version, 'anon; write; pin; to-device');
    expect(kinds(row)).toContain(kind);
    expect([row.result, (row.after >> 12n) & 0xfffffn]).toEqual([result, 0x12345n]);
  });

  it.each(['5.10', '6.12', '7.3'])('takes the page from all who share it, on %s', (version) => {
    const row = last(version, 'anon; write; fork; to-device');
    const [a, b] = row.world.mms.map(({ pte }) => pte);
    expect(a).toBe(b);
    expect(row.world.frames.map(({ folio }) => folio.devicePrivate)).toEqual([true]);
  });
});

// mm/migrate_device.c of 6.12.95, folio_free_swap() in __migrate_device_pages(); mm/migrate.c of 5.14.2 has a swap cache for no page at all there
it.each(['5.14', '6.12', '7.3'])('a page that another process has in swap stays where it is, on %s', (version) => {
  const row = last(version, 'anon; write; fork; pageout; read; to-device');
  expect(kinds(row)).toContain('staysInSwapCache');
  expect(row.after >> 12n).toBe(row.before >> 12n);
});

// __migrate_device_pages() (migrate_vma_pages() before 6.1): `mapping` of 4.19.1, 5.10.262, 6.1.192, 6.5.0; folio_free_swap() from 6.6.9 on
describe('a page that the swap cache has, and nobody else', () => {
  const script = 'anon; write; pageout disk; read; to-device';
  const outcome = (row: ScenarioRow) => [
    kinds(row).includes('staysInSwapCache'),
    row.world.frames[0]?.folio.devicePrivate,
  ];
  it.each([
    ['4.19', true],
    ['5.10', true],
    ['6.1', true],
    ['6.5', true],
    ['6.6', false],
    ['6.12', false],
    ['7.3', false],
  ])('on %s stays where it is: %s', (version, stays) => {
    expect(outcome(last(version, script))).toEqual([stays, !stays]);
  });

  it('leaves the swap cache and is dirty', () => {
    expect(last('6.6', script).world.frames[0]?.folio).toMatchObject({ swapCache: false, dirty: true });
  });

  const id: BehaviourId = 'deviceMigrationFreesSwap';
  it(`stays without the row ${id}`, () => {
    const k = kernel('6.6', { without: [`behaviours.${id}`] });
    expect(outcome(play(k, parseScript(script)).at(-1) as ScenarioRow)).toEqual([true, false]);
  });
});

describe('the way back', () => {
  // 5.7 reads present bits of the device's entry: ad7df764b7e1 (5.8.8, 5.9)
  it.each([
    ['5.7', '8000000012347405', true],
    ['5.9', '8000000012347c05', true],
    ['5.19', '8000000012347c05', true],
    ['7.3', '8000000012347c05', true],
  ])('brings the mark along, on %s', (version, before, trapped) => {
    const row = last(version, 'anon; write; uffd-wp; to-device; from-device; write');
    expect([row.before.toString(16), isTrapped(row)]).toEqual([before, trapped]);
  });

  it.each([
    ['5.7', false],
    ['5.9', true],
    ['7.3', true],
  ])('brings a mark that it got in device memory, on %s', (version, trapped) => {
    expect(isTrapped(last(version, 'anon; write; to-device; uffd-wp; from-device; write'))).toBe(trapped);
  });

  // do_swap_page() of 4.19.1 to 7.3.4: migrate_to_ram() (dev_page fault of hmm before 5.3), then the access is tried again
  it.each(['4.19', '5.4', '5.10', '6.1', '6.12', '7.3'])(
    'is what an access asks for, and it goes on, on %s',
    (version) => {
      const read = last(version, 'anon; write; to-device; read');
      expect([kinds(read)[0], read.result, read.after & 0xfffff027n]).toEqual(['goesOn', 'done', 0x12347027n]);
      const write = last(version, 'anon; write; to-device; write');
      expect(write.after & 0xfffff067n).toBe(0x12347067n);
      expect(write.world.mms[0]?.writer).toBe('cpu0');
    },
  );

  it.each(['5.9', '6.1', '7.3'])('traps the write that brought the page back, on %s', (version) => {
    const row = last(version, 'anon; write; uffd-wp; to-device; write');
    expect([isTrapped(row), (row.after >> 12n) & 0xfffffn]).toEqual([true, 0x12347n]);
  });

  it.each(['5.10', '6.12', '7.3'])('is for all who share the page; one that writes has a copy, on %s', (version) => {
    const row = last(version, 'anon; write; fork; to-device; B: write');
    const pfns = row.world.mms.map(({ pte }) => (pte >> 12n) & 0xfffffn);
    expect(pfns).toEqual([0x12347n, 0x12348n]);
    expect(row.world.frames.map(({ holds }) => holds)).toEqual([['A'], ['A', 'B']]); // the copy has what A had written before
  });
});

describe('halves', () => {
  it.each(['4.19', '5.10', '6.12', '7.3'])('others wait for the page between them, on %s', (version) => {
    const [, begin, read, end, again] = rows(
      version,
      'anon; write; cpu1: to-device-begin; read; cpu1: to-device-end; read',
    ) as [ScenarioRow, ScenarioRow, ScenarioRow, ScenarioRow, ScenarioRow];
    expect(begin.steps.map(({ did }) => did).join()).toMatch(/migration_entry/);
    expect(read.happened).toEqual([{ kind: 'goesOn', next: 'migration_entry_wait' }]);
    expect(end.world.cpus.every(({ hand }) => !hand)).toBe(true);
    expect(again.happened).toEqual([{ kind: 'goesOn', next: 'migrate_to_ram' }]);
  });

  it.each(['5.10', '7.3'])('a page that is thrown away between them does not arrive, on %s', (version) => {
    const row = last(version, 'anon; write; cpu1: to-device-begin; dontneed; cpu1: to-device-end');
    expect([row.result, row.after]).toEqual(['nothing', 0n]);
  });

  // migrate_vma_insert_page(): what has come in between stays
  it.each(['5.10', '7.3'])('a place that was empty is filled by whoever comes first, on %s', (version) => {
    const row = last(version, 'anon; cpu1: to-device-begin; write; cpu1: to-device-end');
    expect([kinds(row), row.after & 0xfffff001n]).toEqual([['staysEmpty'], 0x12345001n]);
  });
});

describe('hmm_range_fault()', () => {
  const told = (row: ScenarioRow) => {
    const event = row.happened.at(-1);
    if (event?.kind === 'failed') return event.returned;
    return event?.kind === 'deviceTold' ? [event.valid, event.write] : event?.kind;
  };

  // hmm_vma_fault() of 5.7.14, 6.1.192 and 7.2.13 has no FAULT_FLAG_ALLOW_RETRY; hmm_range_fault_unlocked_timeout() of 7.3.4 has it
  it.each([
    ['5.7', '-EFAULT'],
    ['6.1', '-EFAULT'],
    ['6.12', '-EFAULT'],
    ['7.2', '-EFAULT'],
  ])('cannot write to an armed page, on %s', (version, returned) => {
    expect(told(last(version, 'anon; write; uffd-wp; device-write'))).toBe(returned);
    expect(isTrapped(last(version, 'anon; write; uffd-wp; device-write'))).toBe(false);
    expect(told(last(version, 'anon; write; uffd-wp; device-read'))).toEqual([true, false]);
  });

  it('sends the message on 7.3 where the caller lends the lock, and can write once that is resolved', () => {
    const armed = 'anon; write; uffd-wp; device-write';
    expect(told(last('7.3', `${armed} kept`))).toBe('-EFAULT');
    for (const lent of [armed, `${armed} locked`]) expect(isTrapped(last('7.3', lent))).toBe(true);
    expect(told(last('7.3', `${armed}; uffd-wp-resolve; device-write`))).toEqual([true, true]);
    expect(told(last('7.2', `${armed} locked`))).toBe('-EFAULT');
  });

  // hmm_vma_handle_pte() of 6.1.192 and 7.3.4: own entries are reported as they are; hmm_pfn_flags_order and write come from the entry
  it.each(['5.7', '6.1', '7.2', '7.3'])('tells the device of its own page, read-only too, on %s', (version) => {
    const script = 'anon; write; to-device';
    expect(told(last(version, `${script}; device-write`))).toEqual([true, true]);
    expect(told(last(version, `${script}; device-write own`))).toEqual([true, true]);
    const read = last(version, `${script}; uffd-wp; device-write`);
    expect([told(read), read.after === read.before]).toEqual([[true, false], true]);
  });

  // 8a295dbbaf72 (5.19, 5.15.59); before, from 5.7 on, hmm_vma_handle_pte() ends with -EFAULT
  it.each([
    ['5.7', '-EFAULT', 'devicePrivate'],
    ['5.18', '-EFAULT', 'devicePrivate'],
    ['5.19', [true, true], 'present'],
    ['7.3', [true, true], 'present'],
  ])('brings back the page of another device, on %s', (version, answer, where) => {
    const row = last(version, 'anon; write; to-device; device-write other');
    expect(told(row)).toEqual(answer);
    expect((row.after & 1n) === 1n).toBe(where === 'present');
  });

  // mm/hmm.c of 5.3.1: no test; hmm_vma_walk_hole_() of 5.4.286 and hmm_vma_fault() of 5.10.262: -EPERM
  it.each(['5.4', '5.10', '7.3'])('does not write where the process may not, on %s', (version) => {
    expect(told(last(version, 'anon; mprotect r; device-write'))).toBe('-EPERM');
  });

  // hmm_vma_handle_pte() of 5.2.1 and 5.4.286: a special entry is an error; of 5.6.4: not the zero page
  it.each([
    ['5.1', [true, false]],
    ['5.4', '-EFAULT'],
    ['5.5', [true, false]],
    ['7.3', [true, false]],
  ])('and the zero page, on %s', (version, answer) => {
    expect(told(last(version, 'anon; read; device-read'))).toEqual(answer);
  });

  it.each(['4.19', '5.10', '7.3'])(
    'faults in what is missing, without an access of the processor, on %s',
    (version) => {
      const row = last(version, 'anon; device-write');
      expect(told(row)).toEqual([true, true]);
      expect(row.world.cpus.every(({ tlb }) => Object.keys(tlb).length === 0)).toBe(true);
      expect(row.world.mms[0]?.writer).toBeUndefined();
    },
  );

  it.each(['5.7', '6.12', '7.3'])('waits for the end of a migration, on %s', (version) => {
    expect(last(version, 'anon; write; migrate-begin; device-read').happened).toEqual([
      { kind: 'goesOn', next: 'migration_entry_wait' },
    ]);
  });
});

describe('a page that a device has alone', () => {
  // restore_exclusive_pte() of 5.15.100, 6.12.118, 7.3.4
  it.each(['5.14', '6.1', '6.14', '6.15', '7.3'])(
    'is mapped again by a fault, and the access goes on, on %s',
    (version) => {
      const row = last(version, 'anon; write; device-exclusive; write');
      expect([row.result, row.after & 0xfffff067n]).toEqual(['done', 0x12345067n]);
    },
  );

  // make_device_exclusive() of 7.3.4: FOLL_WRITE; page_make_device_exclusive_one() of 6.1.192 takes what GUP has made writable
  it.each(['5.14', '6.14', '6.15', '7.3'])('is none that is write-protected, on %s', (version) => {
    const row = last(version, 'anon; write; uffd-wp; device-exclusive');
    expect(row.happened.at(-1)).toMatchObject({ kind: 'failed', returned: '-EFAULT' });
  });
});
