/** MADV_FREE, MADV_COLD and MADV_PAGEOUT: mm/madvise.c. */
import { describe, expect, it } from 'vitest';
import { makeHwpoisonEntry, makePteMarker, markerPoisoned } from '../../lib/helpers/markers.ts';
import { swpEntryToPte } from '../../lib/helpers/swapEntry.ts';
import { type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import { madviseDontneedFreeValidVma } from '../../lib/mm/madvise/canMadvise.ts';
import { madviseColdOrPageout, madviseFree } from '../../lib/mm/madvise/madviseFree.ts';
import { entry, show, without } from './entries.ts';

const anon = (k: Kernel, more: readonly VmFlagId[] = []) =>
  vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite', ...more] });
const written = 0x8000000012345867n;

describe('MADV_FREE', () => {
  // madvise_free_pte_range() of 4.19.0 to 7.3.4: pte_mkold(), pte_mkclean()
  it.each(['4.19', '5.4', '6.12', '7.3'])('%s ages and cleans the entry and keeps soft-dirty', (version) => {
    const k = kernel(version);
    expect(madviseFree(k, written, anon(k), folio())).toMatchObject({
      pte: 0x8000000012345807n,
      returned: 0,
      lazyfree: true,
      effects: ['flush_tlb_page'],
    });
    expect(show(madviseFree(k, 0x07ffffffffdffe00n, anon(k)).pte)).toBe('0000000000000000');
  });

  it('keeps uffd-wp, and finds Dirty where it is saved', () => {
    const k = kernel('6.12');
    expect(show(madviseFree(k, 0x8400000012345c25n, anon(k), folio()).pte)).toBe('8000000012345c05');
  });

  it.each([
    ['dirty and shared', { dirty: true, mappedShared: true }, {}],
    ['dirty and locked', { dirty: true }, { locked: true }],
    ['stuck in the swap cache', {}, { swapcache: 'stuck' }],
  ] as const)('leaves a page alone that is %s', (_, page, how) => {
    const k = kernel('6.12');
    expect(madviseFree(k, written, anon(k), folio(page), how)).toMatchObject({ pte: written, returned: 0 });
  });

  it('takes a clean page that is shared', () => {
    const k = kernel('6.12');
    expect(madviseFree(k, written, anon(k), folio({ mappedShared: true })).lazyfree).toBe(true);
  });

  it.each([
    ['5.18', true],
    ['5.19', false],
    ['7.3', false],
  ])('%s leaves hwpoison entries: %s', (version, stay) => {
    const k = kernel(version);
    const bad = swpEntryToPte(k, makeHwpoisonEntry(k, 0x12345n));
    expect(madviseFree(k, bad, anon(k)).pte).toBe(stay ? bad : 0n);
  });

  it('clears poison markers, not migration entries', () => {
    const k = kernel('7.3');
    expect(madviseFree(k, makePteMarker(k, markerPoisoned(k)), anon(k)).pte).toBe(0n);
    expect(madviseFree(k, entry(k, 'write'), anon(k)).pte).toBe(entry(k, 'write'));
    const cleared = madviseFree(
      without('7.3', 'madviseFreeClearsPoison'),
      makePteMarker(k, markerPoisoned(k)),
      anon(k),
    );
    expect(show(cleared.pte)).toBe('fffffffffffffa00');
  });

  it('is for anonymous memory', () => {
    const k = kernel('6.12');
    expect(madviseFree(k, written, anon(k, ['shared', 'mayshare']), folio()).returned).toBe('-EINVAL');
  });

  it.each([
    ['5.19', true],
    ['6.0', undefined],
  ])('%s frees device memory: %s', (version, lazyfree) => {
    const k = kernel(version);
    expect(madviseFree(k, written, anon(k), folio({ deviceCoherent: true })).lazyfree).toBe(lazyfree);
    const old = without('6.0', 'madviseSkipsDevicePages');
    expect(madviseFree(old, written, anon(k), folio({ deviceCoherent: true })).lazyfree).toBe(true);
  });
});

describe('MADV_COLD and MADV_PAGEOUT', () => {
  // madvise_cold_or_pageout_pte_range(): 6.8.0 clears Accessed for both, 6.9.0 with !pageout only
  it.each([
    ['5.4', '8000000012345847', '8000000012345847'],
    ['6.8', '8000000012345847', '8000000012345847'],
    ['6.9', '8000000012345847', '8000000012345867'],
    ['7.3', '8000000012345847', '8000000012345867'],
  ])('%s make %s and %s', (version, cold, pageout) => {
    const k = kernel(version);
    const aged = (out: boolean) => show(madviseColdOrPageout(k, written, anon(k), folio(), out).pte);
    expect([aged(false), aged(true)]).toEqual([cold, pageout]);
    const old = without('6.9', 'pageoutKeepsYoung');
    expect(show(madviseColdOrPageout(old, written, anon(k), folio(), true).pte)).toBe('8000000012345847');
  });

  it('leave shared pages alone and refuse locked memory', () => {
    const k = kernel('6.12');
    expect(madviseColdOrPageout(k, written, anon(k), folio({ mappedShared: true })).pte).toBe(written);
    for (const flag of ['locked', 'pfnmap', 'hugetlb'] as const)
      expect(madviseColdOrPageout(k, written, anon(k, [flag]), folio()).returned).toBe('-EINVAL');
    expect(madviseColdOrPageout(k, 0x07ffffffffdffe00n, anon(k), folio()).returned).toBe(0);
  });
});

describe('mappings that MADV_FREE refuses', () => {
  // madvise_dontneed_free() of 4.19.1 (can_madv_dontneed_vma), 5.4.286 (can_madv_lru_vma), 5.18.12 and 7.3.4
  // (madvise_dontneed_free_valid_vma): VM_LOCKED and VM_PFNMAP always, hugetlb for MADV_FREE in later releases too
  it.each(['4.19', '5.4', '5.18', '6.12', '7.3'])('%s: locked ones, those of page frames, hugetlb', (version) => {
    const k = kernel(version);
    for (const flag of ['locked', 'pfnmap', 'hugetlb'] as const)
      expect(madviseFree(k, written, anon(k, [flag]), folio()), flag).toMatchObject({
        pte: written,
        returned: '-EINVAL',
      });
  });

  // 5.17.0 has no MADV_DONTNEED_LOCKED; 5.18.12
  it.each([
    ['5.17', [true, false, false]],
    ['5.18', [true, true, false]],
    ['7.3', [true, true, false]],
  ])('%s: MADV_DONTNEED_LOCKED takes locked ones', (version, takes) => {
    const k = kernel(version);
    const locked = anon(k, ['locked']);
    expect([
      madviseDontneedFreeValidVma(k, anon(k)),
      madviseDontneedFreeValidVma(k, locked, 'MADV_DONTNEED_LOCKED'),
      madviseDontneedFreeValidVma(k, locked),
    ]).toEqual(takes);
  });

  // 6.14.0: vm_normal_page() has none for a devmap entry; 6.17.0: folio_is_zone_device()
  it.each(['5.4', '6.14', '6.17'])('%s ages no page of a DAX device', (version) => {
    const k = kernel(version);
    const file = vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite', 'shared', 'mayshare'] });
    const page = folio({ anon: false, fsdax: true });
    expect(madviseColdOrPageout(k, written, file, page).pte).toBe(written);
  });
});
