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

  it('the last one has the page to itself', () => {
    expect(pfns(version, `${out}; A: read; B: read; A: exit; B: write`)[1]).toBe('012346');
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
