/** Unmapping and clear_refs: mm/memory.c, zap_pte_range(); fs/proc/task_mmu.c, clear_soft_dirty() and clear_refs_write(). */
import { describe, expect, it } from 'vitest';
import { makeHwpoisonEntry, makePteMarker, markerPoisoned, markerUffdWp } from '../../lib/helpers/markers.ts';
import { swpEntryToPte } from '../../lib/helpers/swapEntry.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import { zapPteRange } from '../../lib/mm/memory/zapPteRange.ts';
import { clearRefs, clearSoftDirty } from '../../lib/mm/task_mmu/clearSoftDirty.ts';
import { entry } from './entries.ts';

const privateFile = (k: Kernel) => vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite'], anonymous: false });
const swapEntry = 0x07ffffffffdffe00n;

describe('a zap that lets private copies stay', () => {
  // zap_pte_range() of 4.19.0 and .255, 5.4.1 and .286, 5.10.46 and .218, 5.15.16 and .100, 5.17.0, 5.18.1, 7.3.4; recorded on 5.4.286
  it.each<readonly [string, boolean]>([
    ['4.19.0', true],
    ['4.19.255', false],
    ['5.4.1', true],
    ['5.4.286', false],
    ['5.10.46', true],
    ['5.10.262', false],
    ['5.15.16', true],
    ['5.15.100', false],
    ['5.17', true],
    ['5.18', true],
    ['7.3', true],
  ])('%s: hwpoison entries stay: %s', (version, stay) => {
    const k = kernel(version);
    const bad = swpEntryToPte(k, makeHwpoisonEntry(k, 0x12345n));
    const how = { keepCows: true, details: true };
    expect(zapPteRange(k, bad, privateFile(k), undefined, how).pte).toBe(stay ? bad : 0n);
    expect(zapPteRange(k, swapEntry, privateFile(k), undefined, how).pte).toBe(swapEntry);
  });
});

describe('truncation', () => {
  it.each<readonly [string, boolean]>([
    ['4.19.237', true],
    ['4.19.238', false],
    ['5.4.188', true],
    ['5.4.189', false],
    ['5.17', true],
    ['5.18', false],
  ])('%s leaves swap and migration entries: %s', (version, stay) => {
    const k = kernel(version);
    const how = { details: true };
    const moving = entry(k, 'write');
    const left = (word: bigint) => zapPteRange(k, word, privateFile(k), folio({ anon: false }), how).pte;
    expect([left(swapEntry), left(moving)]).toEqual(stay ? [swapEntry, moving] : [0n, 0n]);
    expect(left(entry(k, 'deviceWrite'))).toBe(0n);
  });
});

describe('clear_refs', () => {
  // tlb_flush_mmu_tlbonly(): 5.4.286 flushes whenever all addresses are meant, 5.6.4 only what was gathered; clear_refs_write() of 5.12.9
  it.each<readonly [string, boolean]>([
    ['4.19', true],
    ['5.4', true],
    ['5.5', true],
    ['5.6', false],
    ['5.10.19', false],
    ['5.10.20', true],
    ['5.11.2', false],
    ['5.11.3', true],
    ['5.12', true],
    ['7.3', true],
  ])('%s flushes: %s', (version, flushes) => {
    const k = kernel(version);
    expect(clearRefs(k, privateFile(k)).effects).toEqual(flushes ? ['flush_tlb_mm'] : []);
  });

  // clear_refs_test_walk() of 4.19.0 to 7.3.4
  it.each(['4.19', '5.4', '7.3'])('%s passes over mappings of page frames', (version) => {
    const k = kernel(version);
    const frames = vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite', 'shared', 'pfnmap'] });
    expect(clearSoftDirty(k, 0x8000000012345a67n, frames)).toMatchObject({ pte: 0x8000000012345a67n });
  });
});

describe('a marker that says several things', () => {
  // zap_pte_range() of 6.6.87, zap_nonpresent_ptes() of 6.14.0 and 7.3.4 ask for uffd-wp first, then for a guard, then for poison
  it.each(['6.6', '6.14', '7.3'])('%s looks for uffd-wp first', (version) => {
    const k = kernel(version);
    const both = makePteMarker(k, markerUffdWp(k) | markerPoisoned(k));
    expect(zapPteRange(k, both, privateFile(k)).pte).toBe(both);
    expect(
      zapPteRange(k, both, privateFile(k), undefined, { dropMarker: true, keepCows: true, details: true }).pte,
    ).toBe(0n);
    const anon = vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite'] });
    expect(zapPteRange(k, both, anon, undefined, { keepCows: true, details: true }).pte).toBe(0n);
  });
});

// walk_page_range() of 4.19.1 to 7.3.4: clear_refs has no hugetlb_entry
it.each(['4.19', '6.12', '7.3'])('clear_refs on %s passes over hugetlb', (version) => {
  const k = kernel(version);
  const huge = vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite', 'shared', 'hugetlb'], anonymous: false });
  expect(clearSoftDirty(k, 0x8000000012345a67n, huge).pte).toBe(0x8000000012345a67n);
});
