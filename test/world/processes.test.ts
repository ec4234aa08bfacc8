/** Processes that come and go: what fork() gives the child, and to whom a page belongs when another has left. */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { vmHas } from '../../lib/mm/common/vma.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';

const last = (version: string, script: string): ScenarioRow =>
  play(kernel(version), parseScript(script), { keepGoing: true }).at(-1) as ScenarioRow;
const kinds = ({ happened }: ScenarioRow) => happened.map(({ kind }) => kind);
const isTrapped = ({ happened }: ScenarioRow) =>
  happened.some((event) => event.kind === 'goesOn' && event.next === 'handle_userfault');
const entries = ({ world }: ScenarioRow) => world.mms.map(({ pte }) => pte);
const pfn = (pte: bigint) => (pte >> 12n) & 0xfffffn;

describe('fork() with a userfaultfd', () => {
  // dup_userfaultfd() of 4.19.1 to 7.3.4; copy_one_pte() of 5.7.14: the bit goes by the flags of the parent's mapping; from 5.14
  // (8f34f1eac382) by those of the child's
  it.each(['5.7', '5.12', '5.14', '6.12', '7.3'])('the child is registered after EVENT_FORK, on %s', (version) => {
    const write = last(version, 'anon; uffd-register wp event-fork; write; uffd-wp; fork; B: write');
    expect([isTrapped(write), write.process, write.before === write.after]).toEqual([true, 'B', true]);
  });

  it.each(['5.14', '6.12', '7.3'])('and is not without it, on %s', (version) => {
    const write = last(version, 'anon; write; uffd-wp; fork; B: write');
    expect([isTrapped(write), pfn(write.after)]).toEqual([false, 0x12346n]);
    expect(isTrapped(last(version, 'anon; write; uffd-wp; fork; B: write; A: write'))).toBe(true);
  });

  // vma_needs_copy(): a protected mapping of shared memory is copied, if the child's is protected too (5.19)
  it.each(['5.19', '6.12', '7.3'])('a marker goes to a child that is registered, on %s', (version) => {
    const script = 'shmem; write; uffd-wp; dontneed; fork';
    const plain = entries(last(version, script));
    const registered = entries(last(version, `shmem; uffd-register wp event-fork; ${script.slice(7)}`));
    expect(plain[1]).toBe(0n);
    expect(registered[1]).toBe(registered[0]);
    expect(registered[1]).not.toBe(0n);
  });
});

describe('fork() and advice', () => {
  // dup_mmap() of 4.19.1, 5.10.262, 6.1.192, 7.3.4
  it.each(['4.19', '5.10', '6.1', '6.12', '7.3'])('MADV_DONTFORK: the child has no mapping, on %s', (version) => {
    const fork = last(version, 'anon; write; dontfork; fork');
    expect([kinds(fork), fork.before === fork.after]).toEqual([['notInChild'], true]);
    expect(last(version, 'anon; write; dontfork; fork; B: read').result).toBe('refused');
    expect(kinds(last(version, 'anon; write; dontfork; dofork; fork'))).toContain('child');
  });

  it.each(['4.19', '5.10', '6.1', '6.12', '7.3'])('MADV_WIPEONFORK: the child finds nothing, on %s', (version) => {
    const fork = last(version, 'anon; write; wipeonfork; fork');
    expect([kinds(fork), fork.before === fork.after, entries(fork)[1]]).toEqual([['wipedInChild'], true, 0n]);
    const read = last(version, 'anon; write; wipeonfork; fork; B: read');
    expect([pfn(read.after), read.result]).toEqual([0x2000n, 'done']); // the zero page
    expect(kinds(last(version, 'anon; write; wipeonfork; keeponfork; fork'))).toContain('child');
    // the flag stays in the child: its own child finds nothing either
    expect(entries(last(version, 'anon; write; wipeonfork; fork; B: write; B: fork'))[2]).toBe(0n);
  });

  // madvise_behavior() of 4.19.1: anonymous memory of the process's own only
  it.each(['4.19', '7.3'])('MADV_WIPEONFORK is refused for files and shared memory, on %s', (version) => {
    for (const mapping of ['shmem', 'file', 'file-private'])
      expect(last(version, `${mapping}; wipeonfork`).events[0]).toMatch(/^-EINVAL/);
  });

  // dup_mmap(): ~(VM_LOCKED | VM_LOCKONFAULT); MADV_DONTFORK and the rest go to the child
  it.each(['4.19', '6.12', '7.3'])('the child locks nothing in memory, on %s', (version) => {
    const { world } = last(version, 'anon; write; mlock; wipeonfork; fork');
    const has = (flag: 'locked' | 'wipeonfork') => world.mms.map(({ vma }) => vmHas(vma, world.k.vm[flag]));
    expect([has('locked'), has('wipeonfork')]).toEqual([
      [true, false],
      [true, true],
    ]);
  });

  it.each(['4.19', '7.3'])('the parent loses no write permission where nothing is copied, on %s', (version) => {
    for (const advice of ['dontfork', 'wipeonfork'])
      expect(last(version, `anon; write; ${advice}; fork`).after & 2n).toBe(2n);
  });
});

describe('a page that another process had too', () => {
  const exclusive = ({ world }: ScenarioRow) => world.frames.map(({ folio }) => folio.exclusive);

  // do_wp_page(): reuse_swap_page() of 5.4.286 counts mappings, of 5.10.262 page_count(); 6.12.118 wp_can_reuse_anon_folio()
  it.each(['4.19', '5.4', '5.8', '5.9', '5.15', '5.19', '6.1', '7.3'])(
    'is written to where it is, on %s',
    (version) => {
      for (const gone of ['child-exit', 'B: exit', 'B: munmap', 'B: dontneed', 'B: write']) {
        const row = last(version, `anon; write; fork; ${gone}; A: write`);
        expect([gone, pfn(row.after), row.after & 2n]).toEqual([gone, 0x12345n, 2n]);
      }
    },
  );

  it.each(['4.19', '5.8', '5.9', '5.19', '7.3'])('is copied while the other is there, on %s', (version) => {
    expect(pfn(last(version, 'anon; write; fork; A: write').after)).toBe(0x12346n);
  });

  // 6c287605fd56 (5.19): the flag is lost by fork(), and comes back with the write, not with the exit
  it.each([
    ['5.18', [false], [false]],
    ['5.19', [false], [true]],
    ['7.3', [false], [true]],
  ])('is PageAnonExclusive() again with the first write, on %s', (version, left, written) => {
    expect(exclusive(last(version, 'anon; write; fork; child-exit'))).toEqual(left);
    const after = exclusive(last(version, 'anon; write; fork; child-exit; write'));
    expect(version === '5.18' ? [false] : after).toEqual(written);
  });

  // 09854ba94c6a (5.9): a reference more means a copy, where before mappings alone were counted
  it.each([
    ['5.6', 0x12345n], // in 5.8 the pin copies the page: should_force_cow_break()
    ['5.9', 0x12346n],
    ['5.15', 0x12346n],
    ['6.1', 0x12346n],
  ])('is copied for a reference more, on %s', (version, at) => {
    expect(pfn(last(version, 'anon; write; fork; pin; child-exit; write').after)).toBe(at);
  });
});

describe('another process that maps the same memory', () => {
  it('keeps it when the first one ends', () => {
    const row = last('6.12', 'shmem; A: write; B: map; B: read; A: exit; B: write');
    expect([row.result, pfn(row.after)]).toEqual(['done', 0x12345n]);
  });

  // mmap() waits for mmap_lock like every change of mappings
  it('cannot map while it is being unmapped', () => {
    const row = last('6.12', 'shmem; write; cpu1: munmap-begin; cpu2: map');
    expect([row.result, row.world.mms[0]?.pending]).toEqual(['waits', 1]);
  });
});

// kernel/fork.c of 4.19.1, 5.10.262, 6.1.192, 6.12.118, 7.3.4: mmput() calls exit_mmap() once mm_users is 0, and a thread in a call, or a
// call on another process (get_task_mm(), mmget()), keeps it above that. mm/ksm.c, __ksm_exit(): ksmd is waited for by mmap_lock
describe.each(['4.19', '5.10', '6.1', '6.12', '7.3'])('the memory of a process that ends, on %s', (version) => {
  const rowsOf = (script: string) => play(kernel(version), parseScript(script), { keepGoing: true });

  it.each([
    ['clear-refs-begin', 'clear-refs-end'],
    ['mprotect-begin r', 'mprotect-end'],
    ['munmap-begin', 'munmap-end'],
    ['fork-begin', 'fork-end'],
    ['dontneed-begin', 'dontneed-end'],
    ['ksm-merge-begin', 'ksm-merge-end'],
  ])('stays until a CPU is out of its call: %s', (begin, end) => {
    const [, begun, exit, last, then] = rowsOf(`anon; write; cpu1: ${begin}; cpu0: exit; cpu1: ${end}`);
    expect([exit?.result, exit?.happened.map(({ kind }) => kind)]).toEqual(['waits', ['stillUsed']]);
    expect(exit?.world.mms).toEqual(begun?.world.mms);
    expect([last?.operation, then?.operation]).toEqual([`cpu1: ${end}`, 'cpu0: exit (had to wait)']);
    expect(then?.world.mms[0]).toMatchObject({ pte: 0n, mapped: false, pending: 0 });
  });

  it('stays until a task that waits in a call is through with it', () => {
    const rows = rowsOf('anon; write; cpu1: mprotect-begin r; cpu2: mprotect none; cpu0: exit; cpu1: mprotect-end');
    expect(rows.map(({ operation }) => operation).slice(-3)).toEqual([
      'cpu1: mprotect-end',
      'cpu2: mprotect none (had to wait)',
      'cpu0: exit (had to wait)',
    ]);
  });

  it('is no matter of who comes by the reverse map, and of no other process', () => {
    expect(last(version, 'shmem; write; cpu1: unmap-begin; cpu0: exit').result).toBe('done');
    expect(last(version, 'shmem; write; B: map; B: cpu1: munmap-begin; cpu0: exit').result).toBe('done');
    expect(last(version, 'anon; write; fork; B: cpu1: dontneed-begin; cpu2: child-exit').result).toBe('waits');
  });

  // kernel/fork.c: wake_up_new_task() comes after copy_process() and its dup_mmap()
  it('is not used by a child before fork() is through, not even to read', () => {
    const script = 'anon; write; cpu0: fork-begin; B: cpu1: read; cpu0: fork-end';
    const [, , read, , then] = rowsOf(script);
    expect([read?.result, read?.world.cpus.some(({ tlb }) => tlb.B !== undefined)]).toEqual(['waits', false]);
    expect([then?.operation, then?.result]).toEqual(['B: cpu1: read (had to wait)', 'done']);
  });
});
