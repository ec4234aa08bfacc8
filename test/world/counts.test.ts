import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { play } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { type Counts, countsOf } from '../../lib/world/told/counts.ts';

const counts = (k: string, script: string): Counts => countsOf(play(kernel(k), parseScript(script)));

describe('what a life costs', () => {
  // C1.1: do_numa_page() gives back the write permission that the hint kept, or the write faults once more
  it('is one fault or two after a NUMA hint', () => {
    const faults = (k: string) => counts(k, 'anon; write; numa-hint; write').faults - counts(k, 'anon; write').faults;
    expect(faults('6.1')).toBe(1);
    expect(faults('6.1:numaForgetsWrite')).toBe(2);
    expect(faults('6.2')).toBe(1); // can_change_pte_writable() gives it
  });

  // C1.14: tracked shared memory is refused by vma_wants_writenotify()
  it('is a write fault more from 6.2 on where writes are tracked', () => {
    const faults = (k: string) => counts(k, 'shmem; write; uffd-register wp; numa-hint; read; write').faults;
    expect([faults('6.1.192'), faults('6.2')]).toEqual([2, 3]);
  });

  // C4.14: the form without a condition flushes for whoever gathers; the merged one for uffd-wp alone
  it('is a flush more for every write fault while anybody gathers, if the flush is not tied to userfaultfd', () => {
    const script = 'anon; cpu0: write; cpu0: fork; cpu1: numa-hint-begin; cpu0: write; cpu1: flush';
    const flushes = (k: string) => counts(k, script).flushesOfPages;
    // ptep_clear_flush() of wp_page_copy() is one
    expect([flushes('5.12'), flushes('5.12:flushInHandlePteFault')]).toEqual([1, 2]);
  });

  it('has the flushes that others feel apart', () => {
    // the read of cpu1 is in its TLB when cpu0 protects
    const script = 'anon; cpu0: write; cpu1: read; cpu0: uffd-wp; cpu0: read';
    expect(counts('6.12', script)).toMatchObject({ flushesOfPages: 1, flushesOfOthers: 1, flushesOfProcesses: 0 });
    expect(counts('6.12', 'anon; cpu0: write; cpu0: uffd-wp')).toMatchObject({ flushesOfPages: 1, flushesOfOthers: 0 });
    expect(counts('6.12', 'anon; write; clear-refs')).toMatchObject({ flushesOfProcesses: 1 });
  });

  it('counts traps, waits and copies', () => {
    expect(counts('6.12', 'anon; write; uffd-wp; write; write')).toMatchObject({ traps: 2, faults: 3, copies: 0 });
    expect(counts('6.12', 'anon; write; fork; write')).toMatchObject({ copies: 1, faults: 2, waits: 0 });
    const waits = 'anon; cpu0: write; cpu1: uffd-wp-begin; cpu0: fork; cpu2: fork; cpu1: flush';
    expect(counts('5.11', waits)).toMatchObject({ waits: 2 });
    expect(counts('6.12', 'anon; write; migrate-begin; read')).toMatchObject({ waits: 1 });
  });

  it('is nothing for a life in which nothing happens', () => {
    expect(counts('6.12', 'anon')).toEqual({
      faults: 0,
      traps: 0,
      flushesOfPages: 0,
      flushesOfProcesses: 0,
      flushesOfOthers: 0,
      waits: 0,
      copies: 0,
    });
  });
});
