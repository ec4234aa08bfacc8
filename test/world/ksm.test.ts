/** Samepage merging: pages become one, and part again. */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';

const last = (version: string, script: string): ScenarioRow =>
  play(kernel(version), parseScript(script), { keepGoing: true }).at(-1) as ScenarioRow;
const pfns = ({ world }: ScenarioRow) => world.mms.map(({ pte }) => (pte >> 12n) & 0xfffffn);
const did = ({ steps }: ScenarioRow) => steps.map((step) => step.did);
const kinds = ({ happened }: ScenarioRow) => happened.map(({ kind }) => kind);
const two = 'anon; A: write; A: fork; B: write'; // A has 0x12345, B 0x12346
const releases = ['4.19', '5.4', '5.10', '5.15', '6.1', '6.12', '7.3'];

describe('merging', () => {
  // try_to_merge_two_pages() of 4.19.1, 5.10.262, 6.12.118, 7.3.4: the page that is looked at becomes the one of both
  it.each(releases)('makes two processes share a page, read-only, on %s', (version) => {
    const a = last(version, `${two}; A: ksm-merge`);
    expect(pfns(a)).toEqual([0x12345n, 0x12345n]);
    expect(pfns(last(version, `${two}; B: ksm-merge`))).toEqual([0x12346n, 0x12346n]);
    expect(a.world.mms.map(({ pte }) => pte & 3n)).toEqual([1n, 1n]);
    expect(a.world.frames.map(({ folio, holds }) => [folio.ksm, folio.exclusive, holds])).toEqual([
      [true, false, ['A', 'B']],
    ]);
    expect(kinds(a)).not.toContain('lostWrite');
  });

  it.each(releases)('is undone by a write, which copies, on %s', (version) => {
    const row = last(version, `${two}; A: ksm-merge; B: write`);
    expect(pfns(row)).toEqual([0x12345n, 0x12347n]);
    expect(kinds(row)).not.toContain('leaked');
  });

  // do_wp_page() of 5.1.0 to 5.8.1 asks reuse_ksm_page() (52d1e606ee73): the last one writes to the KSM page itself
  it.each([
    ['5.0', 0x12348n],
    ['5.1', 0x12345n],
    ['5.8', 0x12345n],
    ['5.9', 0x12348n],
    ['7.3', 0x12348n],
  ])('leaves the last one a page to reuse or to copy, on %s', (version, at) => {
    expect(pfns(last(version, `${two}; A: ksm-merge; B: write; A: write`))[0]).toBe(at);
  });

  it.each(releases)('with a page that is not shown is a copy to each write too, on %s', (version) => {
    const merged = last(version, 'anon; write; ksm-merge');
    expect([pfns(merged), merged.after & 3n]).toEqual([[0x12346n], 1n]);
    expect(pfns(last(version, 'anon; write; ksm-merge; write'))).toEqual([0x12347n]);
  });

  // write_protect_page() of 4.19.1, 5.10.262, 6.1.192 has pte_clear_savedwrite() for a PROT_NONE entry; 6.2.12 has none
  it.each([
    ['4.19', true],
    ['5.10', true],
    ['6.1', true],
    ['6.2', false],
    ['7.3', false],
  ])('forgets what a NUMA hint remembers, on %s', (version, saved) => {
    const begin = last(version, 'anon; write; numa-hint; ksm-merge-begin');
    expect(did(begin).includes('pte_clear_savedwrite')).toBe(saved);
    expect(begin.after & 2n).toBe(0n);
    expect(did(last(version, 'anon; write; ksm-merge-begin'))).not.toContain('pte_clear_savedwrite');
  });

  // replace_page(): the new entry comes from vm_page_prot alone (C11); soft-dirty is kept where ksmKeepsSoftDirty says so
  it.each(['5.7', '5.19', '6.12'])('loses the mark of write protection, on %s', (version) => {
    const row = last(version, 'anon; write; uffd-wp; ksm-merge; write');
    expect(kinds(row)).toContain('untrapped');
  });

  // write_protect_page(): page_mapcount() + 1 + swapped != page_count() (4.19.1 to 7.3.4)
  it.each(releases)('leaves a pinned page alone, on %s', (version) => {
    const row = last(version, 'anon; write; pin; ksm-merge');
    expect([row.result, row.after & 0xfffff003n]).toEqual(['refused', 0x12345003n]);
  });

  it.each(releases)('finds an entry that has changed between its halves, on %s', (version) => {
    const row = last(version, 'anon; write; cpu1: ksm-merge-begin; cpu2: write; cpu1: ksm-merge-end');
    expect([kinds(row), pfns(row)]).toEqual([['entryChangedForKsm'], [0x12345n]]);
  });

  it.each(['5.10', '7.3'])('is not for shared memory, nor for what is merged already, on %s', (version) => {
    expect(last(version, 'shmem; write; ksm-merge').result).toBe('refused');
    expect(last(version, 'anon; write; ksm-merge; ksm-merge').result).toBe('refused');
  });
});

describe('MADV_UNMERGEABLE', () => {
  // break_ksm(): a write fault in 6.1.192, one that unshares in 6.2.12: the copy is mapped read-only
  it.each([
    ['4.19', 2n],
    ['5.10', 2n],
    ['6.1', 2n],
    ['6.2', 0n],
    ['7.3', 0n],
  ])('gives the process a page of its own, on %s', (version, writable) => {
    const row = last(version, `${two}; A: ksm-merge; A: ksm-unmerge`);
    expect([pfns(row), row.after & 2n]).toEqual([[0x12347n, 0x12345n], writable]);
    expect(last(version, `${two}; A: ksm-merge; A: ksm-unmerge; A: ksm-unmerge`).result).toBe('nothing');
  });

  // break_ksm() of 6.1.192 ends its loop at VM_FAULT_SIGBUS, and returns 0; the unsharing fault of 6.2.12 is no write
  it.each([
    ['5.10', [0x12346n], ['VM_FAULT_SIGBUS']],
    ['6.1', [0x12346n], ['VM_FAULT_SIGBUS']],
    ['6.2', [0x12347n], []],
    ['7.3', [0x12347n], []],
  ])('may be trapped, on %s', (version, at, returned) => {
    const row = last(version, 'anon; write; ksm-merge; uffd-wp; ksm-unmerge');
    expect(row.happened).toContainEqual({ kind: 'fault', returned });
    expect([pfns(row), row.result]).toEqual([at, 'done']);
  });
});
