import { describe, expect, it } from 'vitest';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { pteSameAsSwp, type Swapoff, unusePte } from '../../lib/mm/swapfile/unusePte.ts';
import { anonVma, show, without } from './entries.ts';

const pfn = 0x12345n;
const both = 0x07ffffffffdffe06n; // slot 0x1000 of area 0, soft-dirty and uffd-wp
const softDirty = 0x07ffffffffdffe02n;
const unuse = (k: Kernel, pte: bigint, how: Swapoff = {}, page = folio(), vma = anonVma(k)) =>
  unusePte(k, pte, vma, page, pfn, how);

describe('unusePte', () => {
  // H7
  it.each<readonly [string, string]>([
    ['5.14', '8000000012345005'],
    ['5.15.215', '8000000012345005'],
    ['5.18', '8000000012345005'],
    ['5.19', '8000000012345c05'],
    ['7.3', '8000000012345c05'],
  ])('%s brings back %s', (version, after) => {
    expect(unuse(kernel(version), both)).toMatchObject({ pte: BigInt(`0x${after}`), returned: 1 });
  });

  // H8b
  it.each<readonly [string, boolean]>([
    ['5.7', false],
    ['5.10.45', false],
    ['5.10.46', true],
    ['5.10.262', true],
    ['5.12.12', false],
    ['5.12.13', true],
    ['5.13', true],
    ['7.3', true],
  ])('%s finds an entry with uffd-wp: %s', (version, found) => {
    const k = kernel(version);
    const after = unuse(k, both, { slot: { type: 0, offset: 0x1000n } });
    expect(after.returned).toBe(found ? 1 : 0);
    if (!found) expect(show(after.pte)).toBe(show(both));
    expect(unuse(k, softDirty, { slot: { type: 0, offset: 0x1000n } }).returned).toBe(1);
  });

  it('leaves entries of other slots alone', () => {
    const k = kernel('6.12');
    expect(unuse(k, softDirty, { slot: { type: 0, offset: 0x1001n } })).toMatchObject({ pte: softDirty, returned: 0 });
  });

  it('never makes an entry dirty or writable', () => {
    for (const version of ['5.7', '6.12', '7.3'])
      expect(show(unuse(kernel(version), 0x07ffffffffdffe00n, {}, folio({ dirty: true })).pte)).toBe(
        '8000000012345005',
      );
  });

  it('says who has the page', () => {
    // mm/swapfile.c, unuse_pte(): pte_swp_exclusive(), and a copy of a KSM page always
    const effects = (version: string, pte: bigint, how?: Swapoff) => unuse(kernel(version), pte, how).effects;
    expect(effects('5.19', 0x07ffffffffdffe08n)).toEqual(['RMAP_EXCLUSIVE']);
    expect(effects('5.19', 0x07ffffffffdffe00n)).toEqual([]);
    expect(effects('5.19', 0x07ffffffffdffe00n, { ksmCopy: true })).toEqual(['RMAP_EXCLUSIVE']);
    expect(effects('5.18', 0x07ffffffffdffe00n, { ksmCopy: true })).toEqual([]);
  });

  // mm/swapfile.c, unuse_pte() for a page that is not up to date: commits 9f186f9e5fa9 and 15520a3f0469
  it.each<readonly [string, string, 0 | 1]>([
    ['5.18', '8000000012345005', 1],
    ['5.19', 'fffffffffdb97400', 0],
    ['6.1.192', 'fffffffffdb97400', 0],
    ['6.2', 'fffffffffffffa00', 0],
    ['7.3', 'fffffffffffffa00', 0],
  ])('%s makes a page that cannot be read %s', (version, after, returned) => {
    expect(unuse(kernel(version), both, { uptodate: false })).toMatchObject({ pte: BigInt(`0x${after}`), returned });
  });
  it.each<readonly [string, string, 0 | 1]>([
    ['6.1.192', '8000000012345c05', 1],
    ['6.2', '8000000012345c05', 1], // unuse_pte() of 6.2.12 to 6.4.4 hears of it from ksm_might_need_to_copy() only
    ['6.4', '8000000012345c05', 1],
    ['6.5', 'bffffffffdb97400', 0], // unuse_pte() of 6.5.0 asks PageHWPoison()
    ['7.3', 'c7fffffffdb97400', 0],
  ])('%s makes a page with a hardware error %s', (version, after, returned) => {
    const poisoned = folio({ hwpoison: true });
    expect(unuse(kernel(version), both, {}, poisoned)).toMatchObject({ pte: BigInt(`0x${after}`), returned });
  });

  it.each<readonly [string, string]>([
    ['6.1.192', '8000000012345c05'],
    ['6.2', 'bffffffffdb97400'],
  ])('%s makes one that shows when a KSM page is copied %s', (version, after) => {
    const k = kernel(version);
    expect(show(unuse(k, both, { ksmCopy: true }, folio({ hwpoison: true })).pte)).toBe(after);
  });

  // mm/swapfile.c, unuse_pte() of 6.17.8 and 6.18.2: folio_matches_swap_entry()
  it.each<readonly [string, 0 | 1]>([
    ['6.17', 1],
    ['6.18', 0],
  ])('%s maps a page that has left the swap cache: %s', (version, returned) => {
    expect(unuse(kernel(version), softDirty, { gone: true }).returned).toBe(returned);
  });

  it('takes read access too where userfaultfd traps reads', () => {
    const k = kernel('7.3');
    const vma = anonVma(k, { vmFlags: ['read', 'write', 'softdirty', 'uffdRwp'] });
    expect(show(unuse(k, 0x07ffffffffdffe04n, {}, folio(), vma).pte)).toBe('000fffffedcba500');
  });

  it('refuses what is not a swap entry', () => {
    expect(() => unuse(kernel('6.12'), 0xfffffffffffffc00n)).toThrow(
      'expected a swap entry, got a marker 0xfffffffffffffc00 on 6.12',
    );
  });
});

describe('pteSameAsSwp', () => {
  it('looks past the flags of a swap entry', () => {
    const k = kernel('6.12');
    expect(
      [0n, 2n, 4n, 8n, 14n].every((flags) => pteSameAsSwp(k, 0x07ffffffffdffe00n | flags, 0x07ffffffffdffe00n)),
    ).toBe(true);
    expect(pteSameAsSwp(k, 0x07ffffffffdffe10n, 0x07ffffffffdffe00n)).toBe(false);
  });
});

describe('a row of the spec that unusePte asks for', () => {
  it('swapoffIgnoresUffdWp', () => {
    const slot = { type: 0, offset: 0x1000n };
    expect(unuse(without('6.12', 'swapoffIgnoresUffdWp'), both, { slot }).returned).toBe(0);
  });
  it('swapoffKeepsBits', () => {
    expect(show(unuse(without('5.19', 'swapoffKeepsBits'), both).pte)).toBe('8000000012345005');
  });
  it('swapoffMarksUnread', () => {
    expect(unuse(without('6.12', 'swapoffMarksUnread'), both, { uptodate: false }).returned).toBe(1);
  });
  it('swapoffMarksPoison', () => {
    expect(unuse(without('6.12', 'swapoffMarksPoison'), both, {}, folio({ hwpoison: true })).returned).toBe(1);
  });
  it('anonExclusive', () => {
    expect(unuse(without('6.12', 'anonExclusive'), 0x07ffffffffdffe00n, { ksmCopy: true }).effects).toEqual([]);
  });
});
