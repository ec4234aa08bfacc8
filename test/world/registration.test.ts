/** Registration with userfaultfd: modes and features together, again and for another process, and what fills and moves pages. */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { vmHas } from '../../lib/mm/common/vma.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';

const rows = (version: string, script: string): readonly ScenarioRow[] =>
  play(kernel(version), parseScript(script), { keepGoing: true });
const last = (version: string, script: string): ScenarioRow => rows(version, script).at(-1) as ScenarioRow;
const answer = ({ happened, result }: ScenarioRow) => {
  const event = happened.at(-1);
  return event?.kind === 'failed' ? event.returned : result;
};
const modes = ({ world: { k, mms } }: ScenarioRow) =>
  (['uffdMissing', 'uffdWp', 'uffdMinor', 'uffdRwp'] as const).filter(
    (flag) => mms[0] && vmHas(mms[0].vma, k.vm[flag]),
  );
const isTrapped = ({ happened }: ScenarioRow) =>
  happened.some((event) => event.kind === 'goesOn' && event.next === 'handle_userfault');

describe('several words', () => {
  it.each([
    ['missing wp', ['uffdMissing', 'uffdWp'], 'missing-wp'],
    ['minor missing', ['uffdMissing', 'uffdMinor'], 'missing-minor'],
    ['wp minor', ['uffdWp', 'uffdMinor'], 'minor-wp'],
    ['missing rwp', ['uffdMissing', 'uffdRwp'], 'missing-rwp'],
    ['wp wp-async', ['uffdWp'], 'wp-async'],
  ])('ask for all of them: %s', (words, expected, short) => {
    const row = last('7.3', `shmem; uffd-register ${words}`);
    expect(modes(row)).toEqual(expected);
    expect(row.world.mms).toEqual(last('7.3', `shmem; uffd-register ${short}`).world.mms);
  });

  it('agree on features for what is registered with them', () => {
    const row = last('6.12', 'anon; uffd-register wp event-fork event-remap wp-unpopulated');
    const { vma } = row.world.mms[0] ?? {};
    expect(vma).toMatchObject({
      uffdEventFork: true,
      uffdEventRemap: true,
      uffdWpUnpopulated: true,
      uffdWpAsync: false,
    });
  });

  // userfaultfd_api() of 6.6.87, 6.12.118 and 7.3.4: -EINVAL for what the release does not know; RWP_ASYNC wants RWP
  it.each([
    ['5.6', 'wp event-fork', '-EINVAL'],
    ['5.7', 'wp event-fork', 'done'],
    ['6.3', 'wp wp-unpopulated', '-EINVAL'],
    ['6.4', 'wp wp-unpopulated', 'done'],
    ['6.6', 'missing wp-async event-fork', '-EINVAL'],
    ['6.7', 'missing wp-async event-fork', 'done'],
    ['7.2', 'missing rwp', '-EINVAL'],
    ['7.3', 'missing rwp', 'done'],
    ['7.3', 'rwp rwp-async event-fork', 'done'],
    ['7.3', 'wp rwp', '-EINVAL'],
    ['7.3', 'wp-async rwp-async', '-EINVAL'],
  ])('on %s: %s is %s', (version, words, expected) => {
    const row = last(version, `anon; uffd-register ${words}`);
    expect(answer(row)).toBe(expected);
    if (expected !== 'done') expect(modes(row)).toEqual([]);
  });
});

describe('UFFD_FEATURE_SIGBUS', () => {
  // handle_userfault() of 4.19.1, 6.12.118, 7.3.4: VM_FAULT_SIGBUS in place of a message
  it.each(['4.19', '5.10', '6.12', '7.3'])('is a signal in place of a message, on %s', (version) => {
    const row = last(version, 'anon; uffd-register missing sigbus; read');
    expect(row.happened).toContainEqual({ kind: 'fault', returned: ['VM_FAULT_SIGBUS'] });
    expect([isTrapped(row), row.after]).toEqual([false, 0n]);
    expect(isTrapped(last(version, 'anon; uffd-register missing; read'))).toBe(true);
  });

  it.each(['5.7', '6.12', '7.3'])('of a write that is trapped too, on %s', (version) => {
    const row = last(version, 'anon; write; uffd-register wp sigbus; uffd-wp; write');
    expect([isTrapped(row), row.after & 2n]).toEqual([false, 0n]);
  });
});

describe('registration again', () => {
  // userfaultfd_register() of 5.10.262, 6.12.118, 7.2.13: the new modes in place of the old; of 7.3.4: -EBUSY for a protection that would go
  it.each([
    ['5.10', 'missing', 'wp', ['uffdWp'], 'done'],
    ['7.2', 'wp', 'missing', ['uffdMissing'], 'done'],
    ['7.3', 'missing', 'wp', ['uffdWp'], 'done'],
    ['7.3', 'wp', 'missing', ['uffdWp'], '-EBUSY'],
    ['7.3', 'wp', 'missing wp', ['uffdMissing', 'uffdWp'], 'done'],
    ['7.3', 'rwp', 'missing', ['uffdRwp'], '-EBUSY'],
    ['7.3', 'rwp', 'wp', ['uffdRwp'], '-EBUSY'],
    // userfaultfd_register(): `vma->vm_flags & vm_flags) == vm_flags` goes on without a change
    ['7.2', 'missing wp', 'wp', ['uffdMissing', 'uffdWp'], 'done'],
  ])('on %s, %s and then %s', (version, first, second, left, result) => {
    const row = last(version, `anon; uffd-register ${first}; uffd-register ${second}`);
    expect([modes(row), answer(row)]).toEqual([left, result]);
  });

  it.each(['5.10', '7.2'])('leaves the bits of entries, which nobody asks for any more, on %s', (version) => {
    const row = last(version, 'anon; write; uffd-wp; uffd-register missing; write');
    expect([isTrapped(row), row.after & 2n]).toEqual([false, 2n]);
  });
});

describe('the features of a userfaultfd', () => {
  // userfaultfd_api() of 5.10.262, 6.12.118, 7.3.4 answers once; userfaultfd_register() of 7.3.4 wants UFFD_FEATURE_RWP for MODE_RWP
  it.each([
    ['7.3', 'anon; uffd-register missing; uffd-rwp', '-EINVAL'],
    ['7.3', 'anon; uffd-register missing; uffd-register missing rwp', '-EINVAL'],
    ['7.3', 'anon; uffd-register rwp; uffd-unregister; uffd-register missing; uffd-rwp', 'done'],
    ['7.3', 'anon; uffd-register missing; uffd-unregister; uffd-rwp', 'done'],
    ['7.3', 'anon; uffd-register rwp; uffd-rwp', 'done'],
    ['7.3', 'anon; uffd-rwp', 'done'],
    ['6.12', 'anon; uffd-register missing; uffd-register wp-async', '-EINVAL'],
    ['6.12', 'anon; uffd-register wp-async; uffd-register wp-unpopulated', 'done'],
    ['6.12', 'anon; uffd-register missing; uffd-register sigbus', '-EINVAL'],
    ['6.12', 'anon; uffd-register missing; uffd-register wp', 'done'],
  ])('on %s are agreed on once: %s is %s', (version, script, expected) => {
    expect(answer(last(version, script))).toBe(expected);
  });

  // dup_userfaultfd() of 4.19.1 to 7.3.4: without UFFD_EVENT_FORK the child has no context, and makes one with features of its own
  it.each(['4.19', '6.12', '7.3'])('are not those of a child that makes one of its own, on %s', (version) => {
    const row = last(version, 'anon; uffd-register missing sigbus; fork; B: uffd-register missing; B: read');
    expect(isTrapped(row)).toBe(true);
    expect(row.happened.some(({ kind }) => kind === 'fault')).toBe(false);
  });
});

describe('a request that fails', () => {
  // userfaultfd_copy(), userfaultfd_continue(), userfaultfd_move() of 6.12.118 and 7.3.4 leave vm_flags alone, which UFFDIO_REGISTER has set
  it.each([
    ['7.3', 'anon; write; uffd-copy', '-EEXIST', ['uffdMissing']],
    ['7.3', 'anon; write; uffd-copy-wp', '-EEXIST', ['uffdMissing', 'uffdWp']],
    ['7.3', 'anon; write; uffd-zeropage', '-EEXIST', ['uffdMissing']],
    ['7.3', 'anon; write; uffd-poison', '-EEXIST', ['uffdMissing']],
    ['7.3', 'shmem; uffd-continue', '-EFAULT', ['uffdMinor']],
    ['7.3', 'shmem; write; uffd-continue', '-EEXIST', ['uffdMinor']],
    ['7.3', 'thp; write; uffd-copy', '-EEXIST', ['uffdMissing']],
    ['7.3', 'hugetlb; uffd-zeropage', '-EINVAL', ['uffdMissing']],
    ['7.3', 'anon; uffd-move', '-ENOENT', ['uffdMissing']],
    ['7.3', 'anon; write; pin; uffd-move', '-EBUSY', ['uffdMissing']],
    ['7.3', 'shmem; write; uffd-move', '-EINVAL', ['uffdMissing']],
    ['6.12', 'anon; write; fork; uffd-move', '-EBUSY', ['uffdMissing']],
    ['5.10', 'anon; write; uffd-copy', '-EEXIST', ['uffdMissing']],
  ] as const)('on %s leaves the mapping registered: %s', (version, script, returned, left) => {
    const row = last(version, script);
    expect([answer(row), modes(row)]).toEqual([returned, left]);
  });
});

describe('UFFDIO_CONTINUE', () => {
  // mfill_atomic_install_pte() of 5.14.2, 6.1.192, 7.3.4: the page that the page cache has
  it.each(['5.14', '5.19', '6.12', '7.3'])('maps the page that another process maps, on %s', (version) => {
    const row = last(version, 'shmem; write; B: map; B: uffd-continue');
    const pfns = row.world.mms.map(({ pte }) => (pte >> 12n) & 0xfffffn);
    expect([answer(row), pfns, row.after & 2n]).toEqual(['done', [0x12345n, 0x12345n], 2n]);
    expect(last(version, 'shmem; write; B: map; B: uffd-continue; B: write; A: write').result).toBe('done');
  });

  it.each(['5.14', '6.12', '7.3'])('ends what a minor fault waits for, on %s', (version) => {
    const script = 'shmem; write; dontneed; uffd-register minor; write';
    expect(isTrapped(last(version, script))).toBe(true);
    const row = last(version, `${script}; uffd-continue; write`);
    expect([isTrapped(row), (row.after >> 12n) & 0xfffffn]).toEqual([false, 0x12345n]);
  });

  it.each([
    ['5.12', 'cannot'],
    ['5.13', '-EINVAL'], // of hugetlb alone: UFFD_FEATURE_MINOR_SHMEM came with 5.14
    ['5.14', 'done'],
  ])('of shared memory, on %s', (version, expected) => {
    expect(answer(last(version, 'shmem; write; B: map; B: uffd-continue'))).toBe(expected);
  });
});

describe('UFFDIO_MOVE', () => {
  // move_pages_pte() of 6.8.0, 6.12.118, 7.3.4: -EBUSY unless PageAnonExclusive()
  it.each(['6.8', '6.12', '7.3'])('takes what is the process’s alone, on %s', (version) => {
    expect(answer(last(version, 'anon; write; uffd-move'))).toBe('done');
    expect(answer(last(version, 'anon; write; fork; uffd-move'))).toBe('-EBUSY');
    expect(answer(last(version, 'anon; write; fork; child-exit; uffd-move'))).toBe('-EBUSY');
    expect(answer(last(version, 'anon; write; fork; child-exit; write; uffd-move'))).toBe('done');
    expect(answer(last(version, 'anon; write; pin; uffd-move'))).toBe('-EBUSY');
    expect(answer(last(version, 'anon; write; ksm-merge; uffd-move'))).toBe('-EBUSY');
    expect(answer(last(version, 'anon; write; pageout; uffd-move'))).toBe('done');
    expect(answer(last(version, 'anon; write; fork; pageout; uffd-move'))).toBe('-EBUSY');
    expect(answer(last(version, 'anon; uffd-move'))).toBe('-ENOENT');
    expect(answer(last(version, 'shmem; write; uffd-move'))).toBe('-EINVAL');
  });

  it.each(['6.8', '7.3'])('takes the page out of every TLB, on %s', (version) => {
    const row = last(version, 'anon; cpu1: write; cpu0: uffd-move');
    expect(row.world.cpus.every(({ tlb }) => Object.keys(tlb).length === 0)).toBe(true);
  });
});

describe('protection by two CPUs', () => {
  // change_protection_range() raises mm->tlb_flush_pending for each call; both hold mmap_lock for reading
  it.each(['5.7', '5.12', '6.12', '7.3'])('the counter counts both, on %s', (version) => {
    const all = rows(
      version,
      'anon; write; cpu1: uffd-wp-begin; cpu2: uffd-wp-begin; cpu1: uffd-wp-end; cpu2: uffd-wp-end',
    );
    expect(all.slice(1).map(({ world }) => world.mms[0]?.pending)).toEqual([1, 2, 1, 0]);
    expect(all.at(-1)?.world.mms[0]?.locks.mmap_lock.readers).toEqual([]);
  });

  it('of every access by halves, on 7.3', () => {
    const all = rows(
      '7.3',
      'anon; cpu3: write; cpu1: uffd-rwp-begin; cpu3: read-tlb; cpu2: read; cpu1: uffd-rwp-end; cpu2: read',
    );
    expect(all[1]?.world.mms[0]?.pending).toBe(1);
    expect([all[2]?.result, isTrapped(all[3] as ScenarioRow), isTrapped(all[5] as ScenarioRow)]).toEqual([
      'done',
      true,
      true,
    ]);
    expect(all[4]?.world.cpus.every(({ tlb }) => Object.keys(tlb).length === 0)).toBe(true);
  });
});
