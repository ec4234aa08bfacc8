import { describe, expect, it } from 'vitest';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { familyOf } from '../../lib/mm/common/family.ts';
import { type Folio, folio } from '../../lib/mm/common/folio.ts';
import type { Vma } from '../../lib/mm/common/vma.ts';
import { tryToUnmapOne, type Unmapping } from '../../lib/mm/rmap/tryToUnmapOne.ts';
import { anonVma, entry, PAGE_COPY, shmemVma, show, without } from './entries.ts';

const slot = { type: 0, offset: 0x1000n };
const mine = folio({ exclusive: true });
const file = folio({ anon: false });
const unmap = (
  k: Kernel,
  pte: bigint,
  page: Folio,
  how: Unmapping = { slot, ttuIgnoreAccess: true },
  vma: Vma = anonVma(k),
) => tryToUnmapOne(k, pte, vma, page, how);

describe('tryToUnmapOne to swap', () => {
  // H7 and H25 write these words: slot 0x1000 of area 0
  it.each<readonly [string, bigint, string]>([
    ['5.7', 0x8000000012345c25n, '07ffffffffdffe06'],
    ['5.18', 0x8000000012345c25n, '07ffffffffdffe06'],
    ['5.18', 0x8000000012345425n, '07ffffffffdffe04'],
    ['5.19', 0x8000000012345425n, '07ffffffffdffe0c'],
    ['6.12', 0x8000000012345c25n, '07ffffffffdffe0e'],
    ['7.3', 0x8000000012345025n, '07ffffffffdffe08'],
  ])('%s keeps soft-dirty, uffd-wp, and from 5.19 on who has the page', (version, pte, after) => {
    expect(show(unmap(kernel(version), pte, mine).pte)).toBe(after);
  });

  it('keeps neither write permission nor young nor dirty; the page hears of the last', () => {
    const k = kernel('6.12');
    expect(unmap(k, 0x8000000012345067n, mine)).toMatchObject({
      pte: 0x07ffffffffdffe08n,
      returned: true,
      effects: ['flush_tlb_page', 'folio_mark_dirty', 'clear exclusive'],
    });
  });

  it('carries the flags of a PROT_NONE entry', () => {
    expect(show(unmap(kernel('7.3'), 0x000fffffedcba520n, mine).pte)).toBe('07ffffffffdffe0c');
  });

  it('puts the entry of a pinned exclusive page back', () => {
    const pinned = folio({ exclusive: true, pinned: true });
    expect(unmap(kernel('6.12'), 0x8000000012345c25n, pinned)).toMatchObject({
      pte: 0x8000000012345c25n,
      returned: false,
    });
    expect(unmap(kernel('5.18'), 0x8000000012345c25n, pinned).returned).toBe(true);
  });

  it('leaves locked memory alone, unless told otherwise', () => {
    const k = kernel('6.12');
    const locked = anonVma(k, { vmFlags: ['read', 'write', 'softdirty', 'locked'] });
    expect(unmap(k, 0x8000000012345025n, mine, { slot }, locked)).toMatchObject({
      pte: 0x8000000012345025n,
      returned: false,
    });
    expect(unmap(k, 0x8000000012345025n, mine, { slot, ttuIgnoreMlock: true }, locked).returned).toBe(true);
  });

  it('wants a slot of a swap area', () => {
    const k = kernel('6.12');
    const give = (s: unknown) => () => unmap(k, 0x8000000012345025n, mine, { slot: s } as Unmapping);
    expect(give(undefined)).toThrow(TypeError);
    expect(give(undefined)).toThrow('expected a swap slot { type, offset } for an anonymous page, got none');
    expect(give({ type: 23, offset: 0n })).toThrow(
      'expected slot.type to be the number of a swap area on 6.12, got 23',
    );
    expect(give({ type: 64, offset: 0n })).toThrow(RangeError);
    expect(give({ type: 0, offset: 1 })).toThrow('expected slot.offset as a bigint, got 1');
    expect(give({ type: 0, offset: 1n << 50n })).toThrow(RangeError);
    expect(give({ type: 22, offset: (1n << 50n) - 1n })).not.toThrow();
  });

  it('refuses entries that map no page', () => {
    expect(() => unmap(kernel('6.12'), 0n, mine)).toThrow(
      'expected a present entry or a device-exclusive entry, got an empty entry 0x0000000000000000 on 6.12',
    );
  });
});

describe('tryToUnmapOne of a young entry', () => {
  // try_to_unmap_one() of 4.19.1, 5.4.286 and 5.10.0 asks ptep_clear_flush_young_notify(); 5.10.13 and 5.11.0 do not
  it.each(['4.19', '5.4.286', '5.8', '5.10.3'])('%s makes it old, and it stays', (version) => {
    const k = kernel(version);
    expect(unmap(k, 0x8000000012345067n, folio(), { slot })).toMatchObject({
      pte: 0x8000000012345047n,
      returned: false,
      effects: [],
    });
    expect(unmap(k, 0x8000000012345025n, file, {})).toMatchObject({ pte: 0x8000000012345005n, returned: false });
    expect(show(unmap(k, 0x8000000012345067n, folio(), { slot, ttuIgnoreAccess: true }).pte)).toBe('07ffffffffdffe00');
    expect(show(unmap(k, 0x8000000012345047n, folio(), { slot }).pte)).toBe('07ffffffffdffe00');
  });
  it.each(['5.10.4', '5.11', '6.12'])('%s does not look', (version) => {
    expect(show(unmap(kernel(version), 0x8000000012345067n, folio(), { slot }).pte)).toBe('07ffffffffdffe00');
  });
  it('goes where memory_failure() asks, as it says TTU_IGNORE_ACCESS', () => {
    // hwpoison_user_mappings() of 4.19.1
    expect(unmap(kernel('4.19'), 0x8000000012345067n, folio({ hwpoison: true }), { slot }).returned).toBe(true);
  });
});

describe('tryToUnmapOne that cannot', () => {
  it('puts the entry back where the slot is full', () => {
    for (const version of ['4.19', '5.10.262', '6.12', '7.3'])
      expect(unmap(kernel(version), 0x8000000012345047n, mine, { slot, slotFull: true })).toMatchObject({
        pte: 0x8000000012345047n,
        returned: false,
      });
  });
  it('loses the entry of a stray page before 7.3', () => {
    // "PageSwapBacked(page) != PageSwapCache(page)" of 4.19.1 to 7.2.13 leaves at once; ttu_anon_folio() of 7.3.4 has it put back
    expect(unmap(kernel('7.2'), 0x8000000012345025n, mine, { stray: true })).toMatchObject({
      pte: 0n,
      returned: false,
    });
    expect(unmap(kernel('7.3'), 0x8000000012345025n, mine, { stray: true })).toMatchObject({
      pte: 0x8000000012345025n,
      returned: false,
    });
  });
  it('leaves the marker for uffd-wp in place of a stray page', () => {
    // try_to_unmap_one() of 6.1.192 to 7.2.13: pte_install_uffd_wp_if_needed() comes before; a copy in a private mapping of shared memory
    const k = kernel('6.12');
    const copied = anonVma(k, { vmFlags: ['read', 'write', 'softdirty', 'uffdWp'], anonymous: false });
    const { pte, returned } = tryToUnmapOne(k, 0x8000000012345425n, copied, mine, { stray: true });
    expect([familyOf(k, pte), returned]).toEqual(['marker', false]);
  });
  it('leaves shared hugetlb pages whose mapping is locked (6.1)', () => {
    const at = (version: string) => unmap(kernel(version), 0x80000000122000a5n, file, { hugetlbBusy: true }).returned;
    expect([at('6.0'), at('6.1'), at('7.3')]).toEqual([true, false, false]);
    const poisoned = folio({ hwpoison: true });
    const busy = { hugetlbBusy: true, ttuHwpoison: true };
    expect(unmap(kernel('6.12'), 0x80000000122000a5n, poisoned, busy).returned).toBe(true); // "if (!anon)"
  });
});

describe('tryToUnmapOne after MADV_FREE', () => {
  const lazy = folio({ exclusive: true, swapbacked: false });

  it('drops a page that nobody has written to or holds', () => {
    const k = kernel('6.12');
    expect(unmap(k, 0x8000000012345025n, lazy, {})).toMatchObject({ pte: 0n, returned: true });
    for (const [pte, page, how] of [
      [0x8000000012345067n, lazy, {}],
      [0x8000000012345025n, folio({ swapbacked: false, dirty: true }), {}],
      [0x8000000012345025n, lazy, { referenced: true }],
    ] as const)
      expect(unmap(k, pte, page, how)).toMatchObject({ pte, returned: false });
  });

  // H33. try_to_unmap_one() without ref_count: 4.19.222, 5.10.46, 5.12.9, 5.15.16, 5.16.10, 5.17.0; with it: 4.19.255, 5.4.286, 5.10.218,
  // 5.15.100, 5.18.12
  it.each<readonly [string, boolean]>([
    ['4.19.237', false],
    ['4.19.238', true],
    ['5.4.188', false],
    ['5.4.189', true],
    ['5.10', false],
    ['5.10.110', false],
    ['5.10.111', true],
    ['5.12', false],
    ['5.15.33', false],
    ['5.15.34', true],
    ['5.16.19', false],
    ['5.16.20', true],
    ['5.17.2', false],
    ['5.17.3', true],
    ['5.18', true],
    ['7.3', true],
  ])('%s keeps a page that somebody holds: %s', (version, kept) => {
    const old = 0x8000000012345005n;
    const outcome = unmap(kernel(version), old, folio({ swapbacked: false }), { referenced: true });
    expect(outcome).toMatchObject({ pte: kept ? old : 0n, returned: !kept });
  });

  it('drops droppable memory even if written to (6.11)', () => {
    const at = (version: string) => {
      const k = kernel(version);
      const vma = { ...anonVma(k), vmFlags: anonVma(k).vmFlags | (1n << 40n) };
      return unmap(k, 0x8000000012345067n, lazy, {}, vma).pte;
    };
    expect(at('6.11')).toBe(0n);
    expect(at('6.10')).toBe(0x8000000012345067n);
  });
});

describe('tryToUnmapOne of a file page', () => {
  const wp = (k: Kernel) =>
    shmemVma(k, { vmFlags: ['read', 'write', 'shared', 'uffdWp', 'softdirty'], vmPageProt: PAGE_COPY });
  const left = (k: Kernel, pte: bigint, vma = wp(k)) => show(unmap(k, pte, file, {}, vma).pte);

  // mm/memory.c, pte_install_uffd_wp_if_needed(): commit 999dad824c39
  it.each<readonly [string, string]>([
    ['5.18', '0000000000000000'],
    ['5.19', 'f7fffffffffffc00'],
    ['6.1.192', 'f7fffffffffffc00'],
    ['6.2', 'fffffffffffffc00'],
    ['7.3', 'fffffffffffffc00'],
  ])('%s leaves a marker where uffd-wp was', (version, marker) => {
    const k = kernel(version);
    expect(left(k, 0x8000000012345c25n)).toBe(marker);
    expect(left(k, 0x8000000012345825n)).toBe('0000000000000000');
  });

  it('leaves nothing where nobody listens, or in anonymous memory', () => {
    const k = kernel('6.12');
    expect(left(k, 0x8000000012345425n, shmemVma(k))).toBe('0000000000000000');
    const anon = anonVma(k, { vmFlags: ['read', 'write', 'uffdWp', 'softdirty'] });
    expect(show(unmap(k, 0x8000000012345425n, folio({ swapbacked: false }), {}, anon).pte)).toBe('0000000000000000');
  });

  it('leaves nothing on a kernel built without markers', () => {
    expect(left(kernel('6.1.192', { pteMarker: false }), 0x8000000012345425n)).toBe('0000000000000000');
  });

  it('overwrites the marker where a private page goes to swap', () => {
    const k = kernel('6.12');
    const cow = { ...wp(k), vmFlags: wp(k).vmFlags & ~8n };
    expect(show(unmap(k, 0x8000000012345425n, mine, { slot }, cow).pte)).toBe('07ffffffffdffe0c');
  });

  it('names the function as the kernel does', () => {
    const did = (version: string) =>
      unmap(kernel(version), 0x8000000012345425n, file, {}, wp(kernel(version))).steps.at(-1)?.did;
    expect([did('6.12'), did('7.3')]).toEqual(['pte_install_uffd_wp_if_needed', 'cond_install_uffd_wp_ptes']);
  });
});

describe('tryToUnmapOne of a page with a hardware error', () => {
  const poisoned = folio({ exclusive: true, hwpoison: true });
  const entryOf = (version: string, how: Unmapping) =>
    show(unmap(kernel(version), 0x8000000012345c25n, poisoned, { slot, ...how }).pte);

  // Types of semantics 0.3; TTU_HWPOISON came in 6.3, 6.2.3 and 6.1.16
  it.each<readonly [string, string]>([
    ['5.7', 'dffffffffdb97400'],
    ['6.1.15', 'b7fffffffdb97400'],
    ['6.2.2', 'bffffffffdb97400'],
  ])('%s leaves a hwpoison entry unless told to ignore it', (version, entry) => {
    expect(entryOf(version, {})).toBe(entry);
    expect(entryOf(version, { ttuIgnoreHwpoison: true })).toMatch(/^07ffffffffdffe0[6e]$/);
  });
  it.each<readonly [string, string]>([
    ['6.1.16', 'b7fffffffdb97400'],
    ['6.2.3', 'bffffffffdb97400'],
    ['6.3', 'bffffffffdb97400'],
    ['7.3', 'c7fffffffdb97400'],
  ])('%s leaves a hwpoison entry only on request', (version, entry) => {
    expect(entryOf(version, {})).toBe('07ffffffffdffe0e');
    expect(entryOf(version, { ttuHwpoison: true })).toBe(entry);
  });
  it('leaves none on a kernel built without', () => {
    const k = kernel('6.12', { memoryFailure: false });
    expect(show(unmap(k, 0x8000000012345c25n, poisoned, { slot, ttuHwpoison: true }).pte)).toBe('07ffffffffdffe0e');
  });
});

describe('tryToUnmapOne of a device-exclusive entry', () => {
  it('reads soft-dirty and uffd-wp from where a present entry has them before 6.15', () => {
    // H22: bits 11 and 10 are the inverted bits 2 and 1 of the number 0x12345
    const k = kernel('6.14');
    expect(show(unmap(k, entry(k, 'exclusiveWrite'), folio()).pte)).toBe('07ffffffffdffe04');
    // try_to_unmap_one() of 6.12.107 does not ask pte_present(), that of 6.12.111 does
    const earlier = kernel('6.12.108');
    expect(show(unmap(earlier, entry(earlier, 'exclusiveWrite'), folio()).pte)).toBe('07ffffffffdffe04');
    const longterm = kernel('6.12.109');
    expect(show(unmap(longterm, entry(longterm, 'exclusiveWrite'), folio()).pte)).toBe('07ffffffffdffe00');
    const now = kernel('6.15');
    expect(show(unmap(now, entry(now, 'exclusive', { softDirty: true }), folio()).pte)).toBe('07ffffffffdffe02');
  });
});

describe('a row of the spec that tryToUnmapOne asks for', () => {
  it('anonExclusive', () => {
    expect(show(unmap(without('6.12', 'anonExclusive'), 0x8000000012345c25n, mine).pte)).toBe('07ffffffffdffe06');
  });
  it('unmapPoisonsOnRequest', () => {
    const poisoned = folio({ hwpoison: true });
    const at = (k: Kernel) => unmap(k, 0x8000000012345025n, poisoned, { slot }).pte;
    expect(show(at(kernel('6.12')))).toBe('07ffffffffdffe00');
    expect(show(at(without('6.12', 'unmapPoisonsOnRequest')))).toBe('bffffffffdb97400');
  });
  it('installsUffdWpMarker', () => {
    for (const version of ['6.1', '6.12']) {
      const k = without(version, 'installsUffdWpMarker');
      const vma = shmemVma(k, { vmFlags: ['read', 'write', 'shared', 'uffdWp', 'softdirty'] });
      expect(unmap(k, 0x8000000012345425n, file, {}, vma).pte).toBe(0n);
    }
  });
  it('unmapKnowsDeviceExclusive', () => {
    const k = without('6.15', 'unmapKnowsDeviceExclusive');
    expect(show(unmap(k, entry(k, 'exclusive', { softDirty: true }), folio()).pte)).toBe('07ffffffffdffe04');
  });
  it('unmapSparesYoung', () => {
    const k = without('5.4', 'unmapSparesYoung');
    expect(show(unmap(k, 0x8000000012345067n, folio(), { slot }).pte)).toBe('07ffffffffdffe00');
  });
  it('lazyfreeCountsReferences', () => {
    const k = without('6.12', 'lazyfreeCountsReferences');
    const lazy = folio({ swapbacked: false });
    expect(unmap(k, 0x8000000012345025n, lazy, { referenced: true }).pte).toBe(0n);
  });
  it('unmapLosesStrayPage', () => {
    const k = without('6.12', 'unmapLosesStrayPage');
    expect(unmap(k, 0x8000000012345025n, mine, { stray: true }).pte).toBe(0x8000000012345025n);
  });
  it('hugetlbTakesVmaLock', () => {
    const k = without('6.12', 'hugetlbTakesVmaLock');
    expect(unmap(k, 0x80000000122000a5n, file, { hugetlbBusy: true }).pte).toBe(0n);
  });
});
