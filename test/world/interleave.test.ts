import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { isLoss } from '../../lib/world/event.ts';
import { interleavings } from '../../lib/world/orders/interleave.ts';
import { ordersOf } from '../../lib/world/orders/orders.ts';
import { play } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { everyNth, whole } from '../support/whole.ts';

const all = (k: string, script: string) => interleavings(kernel(k), parseScript(script));
const loses = (k: string, script: string): boolean => all(k, script).losing > 0n;

const protects = 'anon; cpu0: write; cpu0: pin; cpu1: uffd-wp-begin; cpu1: flush; cpu2: uffd-wp-resolve; cpu3: write';
const clears = 'anon; cpu1: write; cpu0: pin; cpu0: clear-refs; cpu2: write; cpu1: write-tlb';

describe('every order', () => {
  // three pieces on one CPU and two on another: 5! / (3! 2!)
  it('is counted once', () => {
    expect(all('6.12', 'anon; cpu0: read; cpu0: read; cpu0: read; cpu1: read; cpu1: read').orders).toBe(10n);
    expect(all('6.12', 'anon; read; write; read')).toMatchObject({ orders: 1n, losing: 0n, leftOut: 0n });
    expect(all('6.12', 'anon')).toMatchObject({ orders: 1n, losing: 0n, states: 1 });
  });

  // clear_refs holds mmap_lock for writing over its two pieces: a read comes before or after it
  it('respects locks', () => {
    expect(all('5.11', 'anon; cpu0: clear-refs; cpu1: read').orders).toBe(2n);
    expect(all('5.8', 'anon; vma-merge; cpu0: clear-refs; cpu1: uffd-register wp').orders).toBe(
      all('5.11', 'anon; vma-merge; cpu0: clear-refs; cpu1: uffd-register wp').orders,
    );
  });

  // fs/userfaultfd.c of 4.19.1 and 6.12.118: handle_userfault() sleeps until userfaultfd_copy() wakes it, and the fault comes again.
  // Of the four places for cpu1's read, one is trapped; then it comes again before or after the last read: 5 orders
  it.each(['4.19', '6.12', '7.3'])('tries a trapped access again once it is woken, on %s', (k) => {
    const script = 'anon; cpu0: uffd-register missing; cpu0: uffd-copy; cpu0: read; cpu1: read';
    expect(all(k, script)).toMatchObject({ orders: 5n, losing: 0n, leftOut: 0n });
  });

  it('goes on without a trapped access that nobody wakes, on the same CPU too', () => {
    expect(all('6.12', 'anon; uffd-register missing; read; clear-refs')).toMatchObject({ orders: 1n, leftOut: 0n });
    expect(all('6.12', 'anon; cpu0: uffd-register missing; cpu1: read; cpu1: clear-refs').leftOut).toBe(0n);
  });

  // the write that was trapped hits the old page later, or the copy: none of its ways loses it from 5.12 on
  it('finds what a write loses that was trapped before', () => {
    const script =
      'anon; cpu0: write; cpu0: pin; cpu1: uffd-wp; cpu3: write; cpu2: uffd-wp-resolve; cpu1: uffd-wp; cpu0: write-tlb';
    expect([loses('5.11', script), whole && loses('5.12', script)]).toEqual([true, false]);
  });

  const long = [
    ['5.11', protects],
    ['5.12:pendingAfterLock', 'anon; cpu0: write; cpu0: pin; cpu1: uffd-wp; cpu2: uffd-wp-resolve; cpu3: write'],
    ['6.12', 'shmem; A: write; B: map; A: cpu2: uffd-wp; cpu3: pageout; B: write; A: write'],
    ['7.3', 'anon; cpu0: write; cpu1: uffd-rwp; cpu2: uffd-rwp-resolve; cpu3: write'],
  ] as const;
  it.each([
    ['5.10', clears],
    ['6.4', 'anon; cpu0: write; cpu1: fork; cpu2: write; cpu0: write-tlb'],
    ...(whole ? long : []),
  ] as const)('is the same whether states are remembered or not: %s', (k, script) => {
    const { states: _, start: _start, shortest, ...known } = ordersOf(kernel(k), parseScript(script));
    const { states: __, start: _again, shortest: plain, ...one } = ordersOf(kernel(k), parseScript(script), false);
    expect(known).toEqual(one);
    expect(shortest?.length).toBe(plain?.length);
    expect(shortest?.map(({ job }) => job)).toEqual(plain?.map(({ job }) => job));
  });

  it('that cannot be gone through is refused', () => {
    expect(() => all('5.11', `anon; ${'write; '.repeat(61)}`)).toThrow('expected at most 60 operations, got 61');
  });

  it('in which something cannot be asked is counted apart', () => {
    expect(all('6.12', 'anon; cpu0: write; cpu1: read-tlb')).toMatchObject({
      orders: 0n,
      leftOut: 2n,
      why: ['cpu1: read-tlb: the TLB of cpu1 holds nothing of the page'],
    });
    expect(all('6.12', 'anon; cpu0: write; cpu0: uffd-wp-begin; cpu1: fork')).toMatchObject({
      leftOut: 1n,
      why: ['cpu1: fork: waits for ever'],
    });
  });
});

describe('the shortest order that loses something', () => {
  it('runs again as a script', () => {
    for (const [k, script] of [
      ['5.11', protects],
      ['5.10', clears],
      ['6.4', 'anon; cpu0: write; cpu1: fork; cpu2: write'],
    ] as const) {
      const { shortest } = all(k, script);
      const rows = play(kernel(k), parseScript(shortest?.script ?? ''));
      expect(rows.map(({ operation, after, happened }) => ({ operation, after, happened }))).toEqual(
        shortest?.rows.map(({ operation, after, happened }) => ({ operation, after, happened })),
      );
      expect(rows.filter(({ happened }) => happened.some(isLoss))).toEqual([rows.at(-1)]);
    }
  });

  // how a NUMA fault ends is said with its end: the move is after the cut
  it('says the word of an operation where its halves take it', () => {
    const script = 'anon; cpu0: write; cpu0: numa-hint; cpu1: numa-fault migrated; cpu2: uffd-wp';
    const found = all('6.2', script);
    expect(found).toMatchObject({ losing: 0n, leftOut: 0n });
    expect(found.orders).toBeGreaterThan(12n);
    const cut = all(
      '6.2',
      'anon; cpu0: write; cpu0: numa-hint; cpu1: numa-fault-begin; cpu1: numa-fault-end migrated; cpu2: uffd-wp',
    );
    expect(cut).toMatchObject({ losing: 0n, leftOut: 0n });
  });

  it('is told by its parts where no script can cut so', () => {
    const { shortest } = all(
      '5.12:pendingAfterLock',
      'anon; cpu0: write; cpu0: pin; cpu1: uffd-wp; cpu2: uffd-wp-resolve; cpu3: write',
    );
    expect(shortest?.script).toBeUndefined();
    expect(shortest?.rows.map(({ operation }) => operation)).toEqual([
      'cpu0: write',
      'cpu0: pin',
      'cpu1: uffd-wp, first part',
      'cpu2: uffd-wp-resolve, first part',
      'cpu3: write',
    ]);
  });
});

describe('what the discussion of pending flushes claims', () => {
  // C4.9: mm/memory.c, do_wp_page(), reuses by map count before 5.9; flushes from 5.12, 5.11.7 and 5.10.24 on; reuses what is exclusive from 5.19 on
  it('a write is lost under uffd-wp from 5.9 until the fault flushes', () => {
    const all = ['5.7', '5.8', '5.9', '5.10.23', '5.10.24', '5.11.6', '5.11.7', '5.12', '5.18', '5.19', '7.3'];
    const asked = whole ? all : ['5.9', '5.11.6', '5.11.7'];
    const lost = ['5.9', '5.10.23', '5.11.6'].filter((k) => asked.includes(k));
    expect(asked.filter((k) => loses(k, protects))).toEqual(lost);
  });

  // C4.9 and C4.10 as they are written: the parts come in any order
  it('a deferred protection stands for its parts', () => {
    const script = 'anon; write; pin; uffd-wp-deferred; uffd-wp-resolve; write';
    const all = ['5.8', '5.9', '5.10.23', '5.10.24', '5.12', '5.12:pendingAfterLock', '5.19'];
    const asked = whole ? all : ['5.9', '5.12'];
    const lost = ['5.9', '5.10.23', '5.12:pendingAfterLock'].filter((k) => asked.includes(k));
    expect(asked.filter((k) => loses(k, script))).toEqual(lost);
  });

  // C4.4: no fault enters the window. C4.7: reuse by map count loses nothing. C4.16: the flush as it was proposed
  it('each proposal but one keeps it', () => {
    expect(loses('5.11:uffdWpWriteLock', protects)).toBe(false);
    const others = ['5.9:reuseByMapcount', '5.11:flushInHandlePteFault', '5.11:flushIfThreeOptions'];
    expect(everyNth(others, 3).filter((k) => loses(k, protects))).toEqual([]);
    expect(loses('5.12:pendingAfterLock', protects)).toBe(true); // C4.10
  });

  // C4.2: the race during the walk is mended by the flush in the fault, the stale entry that outlives the counter is not
  it('a flush in the fault does not save the soft-dirty bit of clear_refs', () => {
    const found = all('5.10:flushInHandlePteFault', clears);
    const kinds = found.shortest?.rows.flatMap(({ happened }) => happened.filter(isLoss).map(({ kind }) => kind));
    expect(kinds).toEqual(['softDirtyLost']);
    expect(loses('5.12', clears)).toBe(false);
  });

  // C4.15: RWP of 7.3 defers its flush outside what do_wp_page() tests; what a TLB holds writable is exclusive and is not copied
  it('no order loses a write under RWP', () => {
    const scripts = [
      'anon; cpu0: write; cpu1: uffd-rwp-begin; cpu1: flush; cpu2: uffd-rwp-resolve; cpu3: write; cpu0: write-tlb',
      'anon; cpu0: write; cpu0: pin; cpu1: uffd-rwp; cpu2: uffd-rwp-resolve; cpu3: write',
      'anon; cpu0: write; cpu1: uffd-rwp; cpu2: uffd-rwp-resolve; cpu3: write; cpu4: fork',
      'shmem; cpu0: write; cpu1: uffd-rwp; cpu2: uffd-rwp-resolve; cpu3: write; cpu0: write-tlb',
    ];
    for (const script of whole ? scripts : scripts.slice(1, 2))
      expect(all('7.3', script)).toMatchObject({ losing: 0n });
  });

  // mm/memory.c, 6.4: lock_vma_under_rcu() lets a fault into fork's window; "fork: lock VMAs of the parent process when forking", 6.5 and 6.4.3
  it('the pattern came back with the lock of a mapping, on 6.4 alone', () => {
    const script = 'anon; cpu0: write; cpu1: fork; cpu2: write; cpu0: write-tlb';
    expect(['5.18', '6.3', '6.4', '6.4.2', '6.4.3', '6.5', '7.3'].filter((k) => loses(k, script))).toEqual([
      '6.4',
      '6.4.2',
    ]);
  });
});
