/**
 * Page tables as state (C3.28): retract_page_tables() of mm/khugepaged.c of 5.4.1, 5.18.12, 5.19.0, 6.18.35, 6.19.0, and zap_pte_range() of
 * mm/memory.c of 6.13.2 and 6.14.0 (zapFreesTable()).
 */
import { describe, expect, it } from 'vitest';
import { type BehaviourId, kernel } from '../../lib/kernel/kernel.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';

const last = (version: string, script: string): ScenarioRow =>
  play(kernel(version), parseScript(script), { keepGoing: true }).at(-1) as ScenarioRow;
const trapped = 'trapped: a message to userfaultfd, the task sleeps';

describe('khugepaged', () => {
  it.each(['4.19', '5.18', '5.19', '7.3'])('takes the table of a mapping that nobody watches on %s', (version) => {
    const row = last(version, 'shmem; write; collapse');
    expect(row.events).toContain('A: the page table is freed');
    expect(row.after).toBe(0n);
    expect(last(version, 'shmem; write; collapse; write').events.join()).not.toContain('LOST');
  });

  it.each(['5.19', '6.14', '7.3'])('leaves that of an armed mapping, and its marker, on %s', (version) => {
    for (const script of ['shmem; write; uffd-wp; dontneed', 'shmem; write; uffd-wp']) {
      const row = last(version, `${script}; collapse`);
      expect(row.events).toContain('A: the page table stays, entries in it: 1');
      expect(last(version, `${script}; collapse; write`).events).toContain(trapped);
    }
    expect(last(version, 'shmem; write; uffd-register wp; collapse').events).toContain(
      'A: the page table stays, entries in it: 0',
    );
  });

  it('asks each process by itself', () => {
    const row = last('6.12', 'shmem; A: write; B: map; B: read; A: uffd-wp; collapse');
    expect(row.events).toEqual(
      expect.arrayContaining(['A: the page table stays, entries in it: 1', 'B: the page table is freed']),
    );
  });

  // file_thp_enabled() of 6.12.118, 7.1.13: not of a file that is open for writing; of 7.2.6, 7.3.4: mapping_pmd_folio_support(). DAX: never
  it.each([
    ['6.12', 'file', 'nothing'],
    ['7.1', 'file', 'nothing'],
    ['7.2', 'file', 'cannot'],
    ['7.3', 'file-private', 'cannot'],
    ['7.3', 'dax', 'nothing'],
    ['7.3', 'pfnmap', 'nothing'],
  ])('on %s of a mapping of %s is: %s', (version, mapping, result) => {
    expect(last(version, `${mapping}; read; collapse madvise`).result).toBe(result);
  });

  const row: BehaviourId = 'collapseAsksFileSystem';
  it(`without the row ${row} passes over files`, () => {
    const k = kernel('7.3', { without: [`behaviours.${row}`] });
    expect(play(k, parseScript('file; read; collapse madvise')).at(-1)?.result).toBe('nothing');
  });

  it('passes over anonymous memory here, and does not move a page that is pinned', () => {
    expect(last('6.12', 'file; write; collapse').result).toBe('nothing');
    expect(last('6.12', 'shmem; write; pin; collapse').after).not.toBe(0n);
  });
});

describe('MADV_DONTNEED of a whole table', () => {
  it.each([
    ['6.13', 'shmem; write', []],
    ['6.14', 'shmem; write', ['the page table is freed']],
    ['7.3', 'anon; write; uffd-wp', ['the page table is freed']],
    ['6.13', 'shmem; write; uffd-wp', []],
    ['6.14', 'shmem; write; uffd-wp', ['the page table stays, entries in it: 1']],
    ['7.3', 'shmem; write; uffd-wp', ['the page table stays, entries in it: 1']],
  ])('on %s of %s', (version, script, told) => {
    const { events } = last(version, `${script}; dontneed table`);
    expect(events.filter((event) => event.includes('page table'))).toEqual(told);
  });
});
