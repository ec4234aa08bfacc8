/**
 * Pages of files are written back, and advice that ages pages. Expected words follow from page_mkclean_one() (page_vma_mkclean_one()) of
 * mm/rmap.c and folio_clear_dirty_for_io() of 4.19.0, 5.10.262, 6.1.192, 7.3.4; madvise_free_pte_range() and try_to_unmap_one() of the
 * releases that are named.
 */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import { pageMkcleanOne } from '../../lib/mm/rmap/pageMkcleanOne.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { mmOf } from '../../lib/world/world.ts';

const last = (version: string, script: string): ScenarioRow =>
  play(kernel(version), parseScript(script), { keepGoing: true }).at(-1) as ScenarioRow;
const hex = (n: bigint | undefined) => (n ?? 0n).toString(16).padStart(16, '0');
const none = '0000000000000000';

describe('page_mkclean_one()', () => {
  it.each([
    ['4.19', 0x8000000012345867n, '8000000012345825'],
    ['5.10', 0x8000000012345027n, '8000000012345025'], // writable is enough
    ['6.1', 0x8000000012345065n, '8000000012345025'], // so is dirty
    ['7.3', 0x8000000012345867n, '8000000012345825'],
    ['7.3', 0x8400000012345825n, '8000000012345825'], // Saved-Dirty counts, and goes (6.6)
    ['7.3', 0x8000000012345825n, '8000000012345825'],
  ])('on %s', (version, pte, after) => {
    const k = kernel(version);
    const shared = vma(k, { vmFlags: ['read', 'write', 'shared', 'mayread', 'maywrite', 'mayshare'] });
    const out = pageMkcleanOne(k, pte, shared);
    expect(hex(out.pte)).toBe(after);
    expect(out.effects).toEqual(out.pte === pte ? [] : ['flush_tlb_page']);
    const own = vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite'] });
    expect(pageMkcleanOne(k, pte, own).pte).toBe(pte); // invalid_mkclean_vma()
  });
});

describe('writeback', () => {
  it.each(['4.19', '5.10', '6.1', '7.3'])(
    'makes the entries of all shared mappings clean and read-only on %s',
    (version) => {
      const row = last(version, 'file; A: write; B: map; B: write; writeback');
      expect(['A', 'B'].map((mm) => hex(mmOf(row.world, mm)?.pte).slice(-2))).toEqual(['25', '25']);
      expect(last(version, 'file; write; writeback; write').events.join()).toContain('fault');
      expect(hex(last(version, 'file; write; writeback; write').after).slice(-2)).toBe('67');
    },
  );

  it('flushes what other CPUs hold, so that their next write faults too', () => {
    const row = last('6.12', 'file; cpu1: write; cpu0: writeback; cpu1: write-tlb');
    expect(row.events).toEqual(['not possible: the TLB of cpu1 holds nothing of the page']);
  });

  it('keeps soft-dirty and uffd-wp', () => {
    expect(hex(last('6.12', 'file; uffd-register wp-async; write; uffd-wp; writeback').after).slice(-3)).toBe('c25');
  });

  it('is none of anonymous and of shared memory, nor of a page that is clean', () => {
    for (const mapping of ['anon', 'shmem', 'file-private'])
      expect(last('6.12', `${mapping}; write; writeback`).result).toBe('nothing');
    expect(last('6.12', 'file; write; writeback; writeback').result).toBe('nothing');
  });

  it('a file system without room refuses the write: SIGBUS, the entry stays', () => {
    const row = last('6.12', 'file; read; write-no-space');
    expect(row.events).toEqual(['fault: VM_FAULT_SIGBUS']);
    expect(row.after).toBe(row.before);
  });
});

describe('MADV_FREE', () => {
  // madvise_free_pte_range() of 4.19.0, 7.3.4: old and clean, RW and soft-dirty stay; clean entries on 6.6 and later have no Saved-Dirty
  it.each(['4.19', '5.10', '6.1', '6.12', '7.3'])('leaves the entry old and clean on %s', (version) =>
    expect(hex(last(version, 'anon; write; free').after)).toBe('8000000012345807'),
  );

  // try_to_unmap_one() of 4.19.0, 6.1.192, 7.3.4: discarded, no swap entry
  it.each(['4.19', '6.1', '7.3'])('lets reclaim drop the page on %s', (version) => {
    expect(hex(last(version, 'anon; write; free; pageout').after)).toBe(none);
    const written = last(version, 'anon; write; free; write; pageout');
    expect(hex(written.after)).not.toBe(none);
    expect(written.events).toContain('the page cannot be unmapped');
    // folio_set_swapbacked(): from then on it is swapped
    expect(last(version, 'anon; write; free; write; pageout; pageout').after & 1n).toBe(0n);
    expect(hex(last(version, 'anon; write; free; write; pageout; pageout').after)).not.toBe(none);
  });

  it('is for anonymous memory', () => {
    expect(last('6.12', 'shmem; write; free').events[0]).toMatch(/^-EINVAL/);
  });

  // H33: a page that somebody holds is dropped before 5.18 (stable: 5.15.34)
  it.each([
    ['5.17.2', true],
    ['5.17.3', false],
    ['5.18', false],
  ])('on %s a page that is held is dropped: %s', (version, drops) =>
    expect(hex(last(version, 'anon; write; free; pin; pageout').after) === none).toBe(drops),
  );
});

it.each([
  ['5.3', 'cannot'],
  ['5.4', 'done'],
  ['7.3', 'done'],
])('MADV_COLD on %s: %s', (version, result) => {
  const row = last(version, 'anon; write; cold');
  expect(row.result).toBe(result);
  if (result === 'done') expect(hex(row.after)).toBe('8000000012345847');
});
