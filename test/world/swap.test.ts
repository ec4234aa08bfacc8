/**
 * The swap cache: a page that one process has swapped in is there for the others that need its slot. mm/memory.c, do_swap_page()
 * (swap_cache_get_folio(), should_try_to_free_swap()) and do_wp_page() of 4.19.0, 5.10.262, 6.1.192, 7.3.4.
 */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { mmOf } from '../../lib/world/world.ts';

const last = (version: string, script: string): ScenarioRow =>
  play(kernel(version), parseScript(script), { keepGoing: true }).at(-1) as ScenarioRow;
const hex = (n: bigint | undefined) => (n ?? 0n).toString(16).padStart(16, '0');
const ptes = (version: string, script: string) => {
  const { world } = last(version, script);
  return ['A', 'B'].map((mm) => hex(mmOf(world, mm)?.pte));
};
const pfns = (version: string, script: string) => ptes(version, script).map((pte) => pte.slice(7, 13));
const out = 'anon; A: write; fork; pageout';

describe.each(['4.19', '5.10', '6.1', '7.3'])('two processes with one slot, on %s', (version) => {
  it('swap it out once', () => {
    const [a, b] = ptes(version, out);
    expect(a).toBe(b);
    expect(last(version, out).world.slots).toHaveLength(1);
  });

  it('get the same page', () => {
    expect(pfns(version, `${out}; A: read; B: read`)).toEqual(['012346', '012346']);
    // read-only both: the page is not this process's alone
    expect(ptes(version, `${out}; A: read; B: read`).map((pte) => pte.slice(-1))).toEqual(['5', '5']);
  });

  it('a write copies while the other needs the slot, or maps the page', () => {
    expect(pfns(version, `${out}; A: read; A: write`)[0]).toBe('012347');
    expect(pfns(version, `${out}; A: read; B: write`)).toEqual(['012346', '012347']);
    expect(pfns(version, `${out}; A: write; B: read`)).toEqual(['012347', '012346']);
    expect(last(version, `${out}; A: write; B: write; A: read`).events.join()).not.toContain('LOST');
  });

  // do_wp_page() of 5.10.262 asks for page_count() 1, and the swap cache keeps its reference
  it('the last one has the page to itself', () => {
    const writes = version === '5.10' ? '012347' : '012346';
    expect(pfns(version, `${out}; A: read; B: read; A: exit; B: write`)[1]).toBe(writes);
  });

  it('goes back to its slot', () => {
    const again = last(version, `${out}; A: read; A: pageout`);
    expect(ptes(version, `${out}; A: read; A: pageout`)).toEqual(ptes(version, out));
    expect(again.events.join()).not.toContain('no page is mapped');
    expect(again.world.slots).toHaveLength(1);
    expect(pfns(version, `${out}; A: read; A: pageout; A: read; B: read`)).toEqual(['012347', '012347']);
  });

  it('swapoff brings one page back for both', () => {
    expect(pfns(version, `${out}; swapoff`)).toEqual(['012346', '012346']);
  });
});

// try_to_unmap_one() and do_swap_page() of 5.19.0: SWP_EXCLUSIVE; without it the count decides
it.each([
  ['5.18', 'fe02', '67'],
  ['5.19', 'fe0a', '67'],
  ['7.3', 'fe0a', '67'],
])('a page that is exclusive says so in its entry on %s', (version, entry, word) => {
  expect(hex(last(version, 'anon; write; pageout').after).slice(-4)).toBe(entry);
  expect(hex(last(version, 'anon; write; pageout; write').after).slice(-2)).toBe(word);
});

/**
 * The swap cache keeps a page that was only read, and a reference to it: do_wp_page() of 5.9.1 to 5.17.0 copies where page_count() is not 1,
 * reuse_swap_page() of 5.8.1 and try_to_free_swap() of 5.18.1 leave the swap cache first. Recorded: lives-5.10.json, records 104 and 105 (pfn
 * 0x1c33, then 0x1c31), 137 and 138 (swapoff has emptied it: the same pfn), walk-5.4-1.json after `351 read` (the same pfn).
 */
it.each([
  ['5.4', '012346'],
  ['5.8', '012346'],
  ['5.9', '012347'],
  ['5.10', '012347'],
  ['5.17', '012347'],
  ['5.18', '012346'],
  ['5.19', '012346'],
  ['7.3', '012346'],
])('a write to a page that a read brought back, on %s', (version, pfn) => {
  expect(pfns(version, 'anon; write; pageout disk; read; write')[0]).toBe(pfn);
  expect(pfns(version, `${out}; A: read; B: exit; A: write`)[0]).toBe(pfn);
  expect(pfns(version, 'anon; write; pageout; write; clear-refs; write')[0]).toBe('012346');
  expect(pfns(version, 'anon; write; pageout; swapoff; write')[0]).toBe('012346');
});

// change_pte_range() of 5.17.0 to 6.9.0: page_count() must be 1; of 5.8.1 and 6.10.0 page_mapcount(), or pins, decide
it.each([
  ['5.8', true],
  ['5.17', false],
  ['6.9', false],
  ['6.10', true],
])('NUMA balancing and a page in the swap cache, on %s', (version, hint) => {
  expect(last(version, 'anon; write; pageout disk; read; numa-hint').events.join()).toMatch(
    hint ? /^flush_tlb_page$/ : /refers/,
  );
  expect(last(version, 'anon; write; pageout; write; numa-hint').events.join()).not.toContain('leaves');
});

describe('the page of a slot of swap', () => {
  // add_to_swap() of mm/vmscan.c, shrink_page_list() of 4.19.0, shrink_folio_list() of 6.12.8: only for what is not in the swap cache yet
  it('goes back to its slot while the swap cache has it', () => {
    for (const version of ['4.19', '5.10', '6.12', '7.3']) {
      const first = 'anon; write; pageout disk';
      expect(last(version, `${first}; read; pageout disk`).after).toBe(last(version, first).after);
    }
    expect(hex(last('6.12', 'anon; write; pageout disk; read; pageout disk').after)).toBe('07ffffffffdffe0a');
  });

  // mm/memory-failure.c of 4.19.0 and 6.12.8: hwpoison_user_mappings() leaves an entry of swap where PageSwapCache() says so; me_swapcache_clean()
  // deletes the page from the swap cache, me_swapcache_dirty() keeps it. do_swap_page(): PageHWPoison() of what is found there
  it('is read again after a hardware error, unless it has been written to', () => {
    for (const [version, entry] of [
      ['5.10', '07ffffffffdffe02'],
      ['6.12', '07ffffffffdffe0a'],
    ] as const) {
      expect(hex(last(version, 'anon; write; pageout disk; read; hwpoison').after)).toBe(entry);
      expect(last(version, 'anon; write; pageout disk; read; hwpoison; read').events).toEqual(['fault']);
    }
    const dirty = 'anon; write; pageout disk; read; write; hwpoison; read';
    expect(last('6.12', dirty).events).toEqual(['fault: VM_FAULT_HWPOISON']);
    expect(ptes('6.12', `${out} disk; A: read; B: read; hwpoison`)).toEqual(['07ffffffffdffe02', '07ffffffffdffe02']);
  });
});

describe('a page of shared memory that reclaim takes', () => {
  // pageout() of mm/vmscan.c is for dirty pages, and swap comes of it; __remove_mapping() of 4.19.0, 6.12.8 deletes a clean one from the page cache
  it('is gone if it is clean, and is a missing one for userfaultfd', () => {
    for (const version of ['4.19', '5.10', '6.12', '7.3']) {
      const trapped = 'trapped: a message to userfaultfd, the task sleeps';
      expect(last(version, 'shmem; read; pageout; uffd-register missing; read').events).toEqual([trapped]);
      expect(last(version, 'shmem; write; pageout; uffd-register missing; read').events).not.toContain(trapped);
    }
  });
});
