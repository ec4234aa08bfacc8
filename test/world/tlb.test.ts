import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { isLoss, type LifeEvent } from '../../lib/world/event.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { sentence } from '../../lib/world/told/sentence.ts';

const rows = (k: string, script: string): readonly ScenarioRow[] => play(kernel(k), parseScript(script));
const last = (k: string, script: string): ScenarioRow => rows(k, script).at(-1) as ScenarioRow;
const lost = (k: string, script: string): readonly string[] =>
  rows(k, script).flatMap(({ happened }) => happened.filter(isLoss).map(sentence));
const kinds = ({ happened }: ScenarioRow): readonly LifeEvent['kind'][] => happened.map(({ kind }) => kind);
const stillWrites = (cpu: string) => `${cpu} still writes to the old page through its TLB: those writes are lost`;

describe('a flush', () => {
  // mm/mprotect.c of 5.11, change_protection_range(): whoever changes the entry flushes the range for all CPUs
  it('by anybody ends what other CPUs hold, so that nothing is lost afterwards', () => {
    const deferred = 'anon; write; pin; uffd-wp-deferred; uffd-wp-resolve';
    expect(lost('5.11', `${deferred}; write`)).toEqual([stillWrites('cpu1')]);
    expect(lost('5.11', `anon; write; uffd-wp-deferred; uffd-wp-resolve; numa-hint; write`)).toEqual([]);
    expect(lost('5.11', `${deferred}; mprotect r; mprotect rw; write`)).toEqual([]);
  });

  it('that is due twice hides no loss', () => {
    const twice = 'uffd-wp-deferred; uffd-wp-resolve; uffd-wp-deferred; uffd-wp-resolve';
    expect(lost('5.11', `anon; write; pin; ${twice}; write`)).toEqual([stillWrites('cpu1')]);
    const again = 'uffd-wp-deferred; uffd-wp-resolve; write';
    expect(lost('5.11', `anon; write; pin; ${again}; pin; ${again}`)).toEqual([
      stillWrites('cpu1'),
      stillWrites('cpu1'),
    ]);
  });

  // mm/memory.c, wp_page_copy(): the page is copied with the page table's lock open, and ptep_clear_flush_notify() comes before the new entry
  it('of the copy itself comes after the copy: in between alone a write is lost', () => {
    const begun = 'anon; cpu1: write; pin; cpu0: uffd-wp-begin; cpu3: uffd-wp-resolve-begin';
    const copy = (before: string, between: string) => `${begun};${before} cpu2: copy-begin;${between} cpu2: copy-end`;
    expect(lost('5.11', copy(' cpu1: write-tlb;', ' cpu0: flush;'))).toEqual([stillWrites('cpu1')]);
    expect(lost('5.11', copy('', ' cpu1: write-tlb;'))).toEqual([
      'cpu1 wrote pfn 0x12345, the entry maps 0x12346: LOST',
    ]);
    expect(last('5.11', `${copy('', '')}; cpu1: write-tlb`).events).toEqual([
      'not possible: the TLB of cpu1 holds nothing of the page',
    ]);
  });

  // 5.11: the copy is made while cpu1 can write, whenever the protector's flush comes before its end
  it('by the protector while the page is copied saves nothing of what was written before', () => {
    const begun = 'anon; cpu1: write; pin; cpu0: uffd-wp-begin; cpu3: uffd-wp-resolve-begin; cpu2: copy-begin';
    expect(lost('5.11', `${begun}; cpu0: flush; cpu2: copy-end`)).toEqual([stillWrites('cpu1')]);
    expect(lost('5.11', `${begun}; cpu1: write-tlb; cpu0: flush; cpu2: copy-end`)).toEqual([
      'cpu1 wrote pfn 0x12345, the entry maps 0x12346: LOST',
    ]);
  });

  // 5.12 mm/memory.c, do_wp_page(): flush_tlb_page() under the page table's lock, before wp_page_copy() is called
  it('that do_wp_page() makes up for comes before the copy begins', () => {
    const begun = 'anon; cpu1: write; pin; cpu0: uffd-wp-begin; cpu3: uffd-wp-resolve-begin; cpu2: copy-begin';
    expect(kinds(last('5.12', begun))).toEqual(['staleEntryGone']);
    expect(last('5.12', `${begun}; cpu1: write-tlb`).result).toBe('cannot');
    expect(lost('5.12', `${begun}; cpu2: copy-end`)).toEqual([]);
    expect(kinds(last('5.12', `${begun}; cpu2: copy-end`))).toEqual(['fault']);
  });

  // 5.12 mm/memory.c, do_wp_page(): flush_tlb_page() on all CPUs, wp_page_reuse(); the access that faulted is made again, and fills the TLB
  it('on the way of a write leaves the TLB of its CPU with what it has written through', () => {
    const begun = 'anon; uffd-wp; cpu0: write; cpu1: uffd-wp-resolve-begin';
    const tlb = (script: string) => last('5.12', script).world.cpus.map(({ name, tlb: { A } }) => [name, A]);
    const writable = 0x8000000012345867n;
    expect(tlb(`${begun}; cpu0: write`)).toEqual([
      ['cpu0', writable],
      ['cpu1', undefined],
    ]);
    expect(tlb(`${begun}; cpu2: write`)).toEqual([
      ['cpu0', undefined],
      ['cpu1', undefined],
      ['cpu2', writable],
    ]);
  });

  // mm/mmu_gather.c, tlb_finish_mmu(): mm_tlb_flush_nested(). 5.18 mm/mprotect.c flushes for every present entry of the range
  it('is done by whoever finds the change made and the flush due', () => {
    const held = (k: string, script: string) => last(k, script).world.cpus.find(({ name }) => name === 'cpu0')?.tlb.A;
    for (const k of ['5.11', '5.18', '5.19', '6.12', '7.3']) {
      expect(held(k, 'anon; cpu0: write; cpu1: uffd-wp-begin')).toBeDefined();
      expect(held(k, 'anon; cpu0: write; cpu1: uffd-wp-begin; cpu2: uffd-wp')).toBeUndefined();
      expect(held(k, 'anon; cpu0: write; cpu2: numa-hint-begin; cpu1: uffd-wp')).toBeUndefined();
    }
    // change_protection() of 5.18.1 has no gather that could find another, and finds a hint that is there already without a flush
    const scanned = 'anon; cpu0: write; cpu1: numa-hint-begin; cpu2: numa-hint';
    expect(['5.18', '5.19'].map((k) => held(k, scanned) !== undefined)).toEqual([true, false]);
    const lacks = kernel('5.19', { without: ['behaviours.protectionGathers'] });
    expect(lacks.does('protectionGathers')).toBe(false);
    expect(play(lacks, parseScript(scanned)).at(-1)?.world.cpus[0]?.tlb.A).toBeDefined();
    // 5.10 fs/proc/task_mmu.c: the gather of clear_refs flushes if a protector has not
    expect(held('5.10', 'anon; cpu0: write; cpu2: clear-refs')).toBeDefined();
    expect(
      held('5.10', 'anon; cpu0: write; vma-merge; clear-refs; cpu0: write; cpu1: uffd-wp-begin; cpu2: clear-refs'),
    ).toBeUndefined();
  });

  // mm/memory.c, copy_page_range() and dup_mmap(): flush_tlb_mm(oldmm) is the parent's
  it('of one process leaves what a CPU holds of another', () => {
    const world = last('6.12', 'shmem; A: write; B: map; B: cpu1: write; A: uffd-wp').world;
    expect(world.cpus.map(({ tlb }) => Object.keys(tlb))).toEqual([[], ['B']]);
  });
});

describe('proposals for the flush', () => {
  // clear_refs of 5.10 holds the counter up for its walk: tlb_gather_mmu()
  const script = (end: string) =>
    `anon; cpu1: write; cpu0: pin; cpu0: clear-refs-begin; cpu2: copy-begin; cpu1: write-tlb; cpu2: copy-end; cpu0: ${end}`;

  it('keep a page of clear_refs from being copied too early', () => {
    expect(lost('5.8', script('flush'))).toEqual([]);
    expect(lost('5.10', script('flush'))).toEqual(['cpu1 wrote pfn 0x12345, the entry maps 0x12346: LOST']);
    for (const name of ['5.10:flushInHandlePteFault', '5.10:flushIfThreeOptions']) {
      expect(lost(name, script('flush'))).toEqual([]);
      expect(last(name, script('flush')).events).toEqual(['not possible: the TLB of cpu1 holds nothing of the page']);
    }
  });

  // the three options: soft-dirty, uffd-wp, userfaultfd
  it('under three options leave clear_refs alone where userfaultfd is not built in', () => {
    const k = kernel('5.10:flushIfThreeOptions', { uffdWp: false });
    const told = play(k, parseScript(script('flush'))).flatMap(({ events }) => events);
    expect(told).toContain('cpu1 wrote pfn 0x12345, the entry maps 0x12346: LOST');
  });

  // in handle_pte_fault() it is before userfaultfd_pte_wp(), in do_wp_page() after it
  it('flush before a trap, where the merged form does not', () => {
    const begun = 'anon; cpu1: write; cpu0: uffd-wp-begin; cpu2: write';
    expect(kinds(last('5.12', begun))).toEqual(['goesOn']);
    expect(last('5.12', begun).world.cpus.find(({ name }) => name === 'cpu1')?.tlb.A).toBeDefined();
    expect(kinds(last('5.12:flushInHandlePteFault', begun))).toEqual(['staleEntryGone', 'goesOn']);
    expect(
      last('5.12:flushInHandlePteFault', begun).world.cpus.find(({ name }) => name === 'cpu1')?.tlb.A,
    ).toBeUndefined();
  });
});
