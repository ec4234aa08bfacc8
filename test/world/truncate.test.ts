/**
 * A file is truncated in two goes: unmap_mapping_range() first, then page by page, and a page that is found mapped again is unmapped once
 * more. mm/truncate.c, truncate_pagecache() and truncate_cleanup_page() (truncate_cleanup_folio()) of 4.19.0, 5.10.262, 5.15.100, 5.19.0,
 * 7.3.4; mm/memory.c, unmap_mapping_folio() of 5.19.0 and 7.3.4 has ZAP_FLAG_DROP_MARKER.
 */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { mmOf } from '../../lib/world/world.ts';

const all = (version: string, script: string) => play(kernel(version), parseScript(script));
const last = (version: string, script: string): ScenarioRow => all(version, script).at(-1) as ScenarioRow;
const hex = (n: bigint | undefined) => (n ?? 0n).toString(16).padStart(16, '0');
const pte = (version: string, script: string, mm = 'A') => hex(mmOf(last(version, script).world, mm)?.pte);
const none = '0000000000000000';
const trapped = 'trapped: a message to userfaultfd, the task sleeps';

const armed = 'shmem; write; uffd-wp';

describe('a page that nobody maps again', () => {
  it.each([
    ['5.19', 'f7fffffffffffc00'],
    ['6.12', 'fffffffffffffc00'],
    ['7.3', 'fffffffffffffc00'],
  ])('leaves its marker on %s (C3.23)', (version, marker) => {
    expect(pte(version, `${armed}; truncate`)).toBe(marker);
    expect(pte(version, `${armed}; truncate-begin; truncate-end`)).toBe(marker);
    expect(last(version, `${armed}; truncate; write`).events).toContain(trapped);
  });

  it('leaves nothing where nothing was protected', () => {
    expect(pte('6.12', 'shmem; write; uffd-register wp; truncate')).toBe(none);
    expect(pte('4.19', 'file; write; truncate')).toBe(none);
  });
});

describe('a page that is mapped again', () => {
  const again = `${armed}; cpu0: truncate-begin; cpu1: read`;
  it.each(['5.19', '6.1', '6.12', '7.3'])(
    'has the bit again on %s, and loses it to unmap_mapping_folio()',
    (version) => {
      expect(hex(mmOf(last(version, again).world, 'A')?.pte).slice(-3, -2)).toBe('4'); // uffd-wp, bit 10
      expect(pte(version, `${again}; cpu0: truncate-end`)).toBe(none);
      const rows = all(version, `${again}; cpu0: truncate-end; write`);
      expect(rows.at(-1)?.events).not.toContain(trapped);
    },
  );

  it.each(['4.19', '5.10', '5.15', '6.12'])('is unmapped again without userfaultfd on %s', (version) => {
    expect(pte(version, 'file; write; cpu0: truncate-begin; cpu1: read; cpu0: truncate-end')).toBe(none);
  });

  // unmap_mapping_range_tree() goes over all mappings: zap_drop_markers() holds for markers that stand beside
  it('costs other processes their markers too', () => {
    const two = 'shmem; A: write; B: map; B: read; B: uffd-wp; A: truncate-begin';
    expect(pte('6.12', two, 'B')).toBe('fffffffffffffc00');
    expect(pte('6.12', `${two}; A: truncate-end`, 'B')).toBe('fffffffffffffc00');
    expect(pte('6.12', `${two}; cpu3: A: read; A: truncate-end`, 'B')).toBe(none);
  });

  it('and copied meanwhile goes with the second pass', () => {
    const cow = 'file-private; write; truncate-begin; cpu1: write';
    expect(pte('6.12', cow)).not.toBe(none);
    expect(pte('6.12', `${cow}; truncate-end`)).toBe(none);
  });
});
