/** PAGEMAP_SCAN with and without write protection. */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';

const last = (version: string, script: string): ScenarioRow =>
  play(kernel(version), parseScript(script), { keepGoing: true }).at(-1) as ScenarioRow;
const categories = ({ happened }: ScenarioRow) =>
  happened.flatMap((event) => (event.kind === 'scanned' ? event.categories : []));
const tracked = 'anon; uffd-register wp-async; write';

// pagemap_scan_pmd_entry() and pagemap_scan_test_walk() of 6.7.3, 6.12.118, 7.3.4
describe.each(['6.7', '6.12', '7.2', '7.3'])('PAGEMAP_SCAN on %s', (version) => {
  it('protects what was written, and tells it once', () => {
    const first = last(version, `${tracked}; pagemap-scan`);
    expect(categories(first)).toContain('PAGE_IS_WRITTEN');
    expect(first.after & 2n).toBe(0n);
    expect(categories(last(version, `${tracked}; pagemap-scan; pagemap-scan`))).not.toContain('PAGE_IS_WRITTEN');
    expect(categories(last(version, `${tracked}; pagemap-scan; write; pagemap-scan`))).toContain('PAGE_IS_WRITTEN');
  });

  it('without PM_SCAN_WP_MATCHING only looks', () => {
    for (const word of ['read', 'check-wpasync', 'read check-wpasync']) {
      const row = last(version, `${tracked}; pagemap-scan ${word}`);
      expect([row.after === row.before, row.steps.length, categories(row).includes('PAGE_IS_WRITTEN')]).toEqual([
        true,
        0,
        true,
      ]);
    }
  });

  it('without PM_SCAN_CHECK_WPASYNC passes over what it cannot protect', () => {
    const row = last(version, 'anon; write; pagemap-scan wp-matching');
    expect([row.result, row.before === row.after]).toEqual(['done', true]);
    expect(last(version, 'anon; write; pagemap-scan').events[0]).toMatch(/^-EPERM/);
    expect(last(version, 'anon; write; pagemap-scan check-wpasync').events[0]).toMatch(/^-EPERM/);
    expect(last(version, 'anon; write; pagemap-scan read').result).toBe('done');
  });

  // make_uffd_wp_pte() marks the migration entry and leaves its type (C2)
  it('marks a page that is moving', () => {
    const end = last(version, `${tracked}; migrate-begin; pagemap-scan; migrate-end`);
    expect(end.after & 2n).toBe(2n);
  });
});

it('is unknown before 6.7', () => {
  for (const version of ['4.19', '6.6']) expect(last(version, 'anon; write; pagemap-scan read').result).toBe('cannot');
});
