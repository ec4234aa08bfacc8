import { describe, expect, it } from 'vitest';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { restoreExclusivePte } from '../../lib/mm/memory/restoreExclusivePte.ts';
import { makeDeviceExclusive } from '../../lib/mm/rmap/makeDeviceExclusive.ts';
import { anonVma, entry, show, without } from './entries.ts';

const mine = folio({ exclusive: true, dirty: true });
const tracked = ['read', 'write'] as const;

describe('makeDeviceExclusive', () => {
  // mm/rmap.c, make_device_exclusive(); mm/memory.c, restore_exclusive_pte()
  it('keeps write permission, soft-dirty and uffd-wp up to 6.14', () => {
    for (const version of ['5.14', '6.14']) {
      const k = kernel(version);
      const make = (pte: bigint) => makeDeviceExclusive(k, pte, mine).pte;
      expect(make(0x8000000012345867n)).toBe(entry(k, 'exclusiveWrite', { softDirty: true }));
      expect(make(0x8000000012345425n)).toBe(entry(k, 'exclusiveRead', { uffdWp: true }));
    }
  });

  it('takes writable entries only from 6.15 on, and no uffd-wp', () => {
    const k = kernel('6.15');
    expect(makeDeviceExclusive(k, 0x8000000012345867n, mine)).toMatchObject({
      pte: entry(k, 'exclusive', { softDirty: true }),
      returned: true,
      effects: ['flush_tlb_page', 'folio_mark_dirty'],
    });
    expect(makeDeviceExclusive(k, 0x8000000012345425n, mine)).toMatchObject({
      pte: 0x8000000012345425n,
      returned: false,
    });
    expect(makeDeviceExclusive(k, 0x8000000012345427n, mine).pte).toBe(entry(k, 'exclusive'));
  });

  it('takes anonymous pages only', () => {
    expect(makeDeviceExclusive(kernel('6.12'), 0x8000000012345067n, folio({ anon: false })).returned).toBe(false);
  });

  it('is missing before 5.14, and without device memory', () => {
    // The message names the function that was called, as the release calls it, and not the maker that it would have used
    expect(() => makeDeviceExclusive(kernel('5.13'), 0x8000000012345067n, mine)).toThrow(
      /^expected a kernel that has page_make_device_exclusive_one \(5\.14 and later with devicePrivate\), got 5\.13$/,
    );
    expect(() => makeDeviceExclusive(kernel('6.18', { devicePrivate: false }), 0x8000000012345067n, mine)).toThrow(
      /^expected a kernel that has make_device_exclusive \(5\.14 and later with devicePrivate\), got 6\.18$/,
    );
  });

  it('asks for the row deviceExclusiveWritableOnly', () => {
    const k = kernel('6.15', { without: ['behaviours.deviceExclusiveWritableOnly'] });
    expect(makeDeviceExclusive(k, 0x8000000012345425n, mine).returned).toBe(true);
  });
});

describe('restoreExclusivePte', () => {
  const restore = (
    k: Kernel,
    word: bigint,
    page = mine,
    vmFlags: readonly ('read' | 'write' | 'softdirty' | 'uffdRwp')[] = tracked,
  ) => show(restoreExclusivePte(k, word, anonVma(k, { vmFlags }), page).pte);

  // H23: a writable entry that is not soft-dirty, while soft-dirty is tracked
  it.each<readonly [string, 'exclusiveWrite' | 'exclusive', string]>([
    ['5.14', 'exclusiveWrite', '8000000012345847'],
    ['6.14', 'exclusiveWrite', '8000000012345847'],
    ['6.15', 'exclusive', '8000000012345005'],
    ['7.3', 'exclusive', '8000000012345005'],
  ])('%s gives a page back from %s as %s', (version, kind, after) => {
    const k = kernel(version);
    expect(restore(k, entry(k, kind))).toBe(after);
  });

  it('makes it writable from 6.15 on if that needs no fault, and dirty if the page is', () => {
    const k = kernel('6.15');
    const soft = entry(k, 'exclusive', { softDirty: true });
    expect(restore(k, soft)).toBe('8000000012345847');
    expect(restore(k, soft, folio({ exclusive: true }))).toBe('8000000012345807');
    expect(restore(k, soft, folio())).toBe('8000000012345805');
    expect(restore(k, soft, mine, ['read'])).toBe('8000000012345805');
    expect(restore(k, entry(k, 'exclusive'), mine, ['read', 'write', 'softdirty'])).toBe('8000000012345847');
  });

  it('gives the uffd-wp bit precedence over write permission up to 6.14', () => {
    const k = kernel('6.2');
    expect(restore(k, entry(k, 'exclusiveWrite', { uffdWp: true }))).toBe('8000000012345405');
    expect(restore(k, entry(k, 'exclusiveRead'))).toBe('8000000012345005');
  });

  it('does not make writable what the mapping forbids', () => {
    const k = kernel('6.2');
    expect(restore(k, entry(k, 'exclusiveWrite'), mine, ['read'])).toBe('8000000012345845');
  });

  it('takes read access too where userfaultfd traps reads', () => {
    const k = kernel('7.3');
    const after = restore(k, entry(k, 'exclusive', { uffdWp: true }), mine, ['read', 'write', 'softdirty', 'uffdRwp']);
    expect(after).toBe('000fffffedcba500');
  });

  it('refuses what is no device-exclusive entry', () => {
    const k = kernel('6.12');
    expect(() => restore(k, entry(k, 'deviceRead'))).toThrow(
      /^expected a device-exclusive entry, got a device-private entry 0x/,
    );
  });

  it('asks for the row restoreExclusiveAsks', () => {
    const k = without('6.15', 'restoreExclusiveAsks');
    const clean = entry(k, 'exclusive'); // H23: writable, dirty and soft-dirty, as up to 6.14
    expect(restore(k, clean)).toBe('8000000012345847');
    expect(restore(kernel('6.15'), clean)).toBe('8000000012345005');
  });
});
