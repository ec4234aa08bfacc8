/** Pages that are held, found and taken without an entry: by pipes, by compaction, by drivers that know their numbers. */
import { describe, expect, it } from 'vitest';
import { decode } from '../../lib/codec/decode.ts';
import { type BehaviourId, kernel } from '../../lib/kernel/kernel.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';

const last = (version: string, script: string): ScenarioRow =>
  play(kernel(version), parseScript(script), { keepGoing: true }).at(-1) as ScenarioRow;
const pfn = (version: string, script: string): bigint | undefined => {
  const entry = decode(kernel(version), last(version, script).after);
  return 'pfn' in entry ? entry.pfn : undefined;
};
/** The same on a kernel that lacks a row. */
const lacking = (version: string, id: BehaviourId, script: string): ScenarioRow =>
  play(kernel(version, { without: [`behaviours.${id}`] }), parseScript(script), { keepGoing: true }).at(
    -1,
  ) as ScenarioRow;
const kinds = ({ happened }: ScenarioRow) => happened.map(({ kind }) => kind);

describe('a pipe that holds a page', () => {
  // do_wp_page() of 5.8.1 asks reuse_swap_page(); of 5.9.1, 5.15.100 page_count(); of 6.1.192 PageAnonExclusive()
  it.each([
    ['5.6', true],
    ['5.8', true],
    ['5.9', false],
    ['5.15', false],
    ['6.1', false],
    ['7.3', false],
  ])('on %s gets what another writes later: %s', (version, is) => {
    const row = last(version, 'anon; write; splice; fork; write; B: write');
    expect(kinds(row).includes('leaked')).toBe(is);
  });

  // mm/gup.c, should_force_cow_break(): 5.6.4 has none, 5.7.14 and 5.8.1 have it, 5.9.1 has not
  it.each([
    ['5.6', 0x12345n],
    ['5.7.14', 0x12346n],
    ['5.8', 0x12346n],
    ['5.9', 0x12345n],
    ['7.3', 0x12345n],
  ])('on %s has page %s where fork() has left it shared', (version, at) => {
    expect(pfn(version, 'anon; write; fork; splice')).toBe(at);
  });

  it('keeps the page where it is until it is emptied', () => {
    expect(pfn('7.3', 'anon; write; splice; migrate')).toBe(0x12345n); // folio_migrate_mapping()
    expect(pfn('7.3', 'anon; write; splice; unsplice; migrate')).toBe(0x12346n);
    expect(last('7.3', 'anon; write; splice; dontneed').world.frames.length).toBe(1);
    expect(last('7.3', 'anon; write; splice; dontneed; unsplice').world.frames.length).toBe(0);
    expect(last('7.3', 'anon; write; unsplice').result).toBe('nothing');
  });
});

describe('compaction', () => {
  it('moves a page as move_pages() does', () => {
    expect(last('7.3', 'anon; write; compact').after).toBe(last('7.3', 'anon; write; migrate').after);
    expect(last('7.3', 'anon; compact').result).toBe('nothing');
  });

  // H22: try_to_migrate_one() of 5.14.2 and 6.14.0 reads a device-exclusive entry by pte_pfn(), of 6.17.0 by its type
  it.each([
    ['5.14', 'migration', false],
    ['6.14', 'migration', false],
    ['6.15', 'present', true],
    ['7.3', 'present', true],
  ])('on %s leaves of a page that a device has for itself: %s', (version, family, isThere) => {
    const row = last(version, 'anon; write; device-exclusive; compact');
    expect(decode(kernel(version), row.after).kind).toMatch(family);
    expect(row.world.frames.length > 0).toBe(isThere);
  });
});

describe('a page that a driver takes back by its number', () => {
  // try_to_migrate_one() of 5.15.135 makes a readable migration entry, of 6.1.4 a writable one; 5.16.10 to 6.0.0 have no such way
  it.each([
    ['5.10', false, 'done'],
    ['5.15', false, 'done'],
    ['5.16', undefined, 'refused'],
    ['6.0', undefined, 'refused'],
    ['6.1', true, 'done'],
    ['7.3', true, 'done'],
  ])('on %s is writable: %s', (version, writable, result) => {
    const row = last(version, 'anon; write; to-device; from-device unlocked');
    expect(row.result).toBe(result);
    const entry = decode(kernel(version), row.after);
    if (writable !== undefined) expect('write' in entry && entry.write).toBe(writable);
  });
});

describe('left out, the row', () => {
  // get_user_pages() of 5.6.4, without should_force_cow_break(), takes the page that fork() has left shared
  it('gupBreaksCow leaves a page shared that is only read', () => {
    const script = 'anon; write; fork; splice';
    expect(last('5.8', script).after).not.toBe(last('5.8', 'anon; write; fork').after);
    expect(lacking('5.8', 'gupBreaksCow', script).after).toBe(last('5.6', script).after);
  });

  // migrate_vma_prepare() of 5.15.135 locks what migrate_vma_collect_pmd() could not; of 5.16.10 there is none
  // migrate_device_range() of 6.1.4; 6.0.0 has none
  it.each([
    ['5.16', 'collectNeedsLock', 'refused', 'done'],
    ['6.1', 'deviceRangeMigrates', 'done', 'refused'],
  ] as const)(
    'on %s %s decides what becomes of a page whose lock is not to be had: %s, or %s',
    (version, id, with_, without) => {
      const script = 'anon; write; to-device; from-device unlocked';
      expect([last(version, script).result, lacking(version, id, script).result]).toEqual([with_, without]);
    },
  );
});

describe('pages that hold zeros alone', () => {
  const words = (version: string, script: string) => last(version, script).ptes?.after.map((pte) => pte.toString(16));
  const zero = '8000000002000225';
  const marked = '8000000002000e25'; // H17, as the vector of 9658d698a8a8 has them

  // remap_page() of 6.11.11 and 6.12.0; try_to_map_unused_to_zeropage() of 6.17.0 and 6.18.2
  it.each([
    ['6.11', 0],
    ['6.12', 3],
    ['7.3', 3],
  ])('become the zero page when a large folio is split, on %s: %i', (version, count) => {
    const { world } = last(version, 'anon-folio; write; cold 1');
    expect(3 - world.frames.filter(({ pfn: at }) => at > 0x12348n).length).toBe(count);
  });

  it('keep soft-dirty and uffd-wp from 6.18 on', () => {
    const script = 'anon-folio; write; uffd-wp; cold 1';
    expect(words('6.17', script)?.slice(1)).toEqual([zero, zero, zero]);
    expect(words('6.18', script)?.slice(1)).toEqual([marked, marked, marked]);
  });

  it('are not those that were written to', () => {
    expect(words('7.3', 'anon-folio; write; write 2; clear-refs; cold 1')?.map((word) => word.slice(0, 13))).toEqual([
      '8400000012348',
      '8000000002000',
      '840000001234a',
      '8000000002000',
    ]);
  });
});
