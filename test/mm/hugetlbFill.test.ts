/** Entries of hugetlb that userfaultfd fills, that mremap() moves, and whose protection ends: mm/hugetlb.c. */
import { describe, expect, it } from 'vitest';
import { makePteMarker, markerGuard, markerPoisoned, markerUffdWp } from '../../lib/helpers/markers.ts';
import { pteSwpUffdWp } from '../../lib/helpers/swapFlags.ts';
import { type BehaviourId, type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import type { Vma } from '../../lib/mm/common/vma.ts';
import { type HugetlbFill, hugetlbMfillAtomicPte } from '../../lib/mm/hugetlb/hugetlbMfillAtomicPte.ts';
import {
  mprotectFixupHugetlb,
  uffdRwpRangeHugetlb,
  uffdWpRangeHugetlb,
  userfaultfdEndHugetlb,
} from '../../lib/mm/hugetlb/hugetlbProtection.ts';
import { moveHugePte } from '../../lib/mm/hugetlb/moveHugePte.ts';
import { entry, show, without } from './entries.ts';

type Flags = readonly VmFlagId[];
const may: Flags = ['mayread', 'maywrite', 'hugetlb', 'softdirty'];
const huge = (k: Kernel, more: Flags = [], parts: Partial<Vma> = {}): Vma =>
  vma(k, { vmFlags: ['read', 'write', ...may, ...more], anonymous: false, ...parts });
const shared = (k: Kernel, more: Flags = []): Vma => huge(k, ['shared', 'mayshare', ...more]);
const readOnly = (k: Kernel, more: Flags = []): Vma => vma(k, { vmFlags: ['read', ...may, ...more], anonymous: false });
const anon = folio();
const ofFile = folio({ anon: false });
const RO = 0x80000000122000a5n;
const PROTECTED = 0x80000000122004a5n;
const uffdMarker = (k: Kernel) => makePteMarker(k, markerUffdWp(k));
const poisonMarker = (k: Kernel) => makePteMarker(k, markerPoisoned(k));

const fill = (k: Kernel, v: Vma, asked: HugetlbFill = {}, pte = 0n, page = anon) =>
  hugetlbMfillAtomicPte(k, pte, v, page, 0x12200n, asked);
const filled = (...given: Parameters<typeof fill>): string => {
  const { pte, returned } = fill(...given);
  return `${show(pte)} ${returned}`;
};

describe('hugetlb_mfill_atomic_pte()', () => {
  // make_huge_pte() and huge_pte_mkdirty() of 4.19.0, 6.6.9, 7.3.4: on a writable entry the second one sets the bit itself
  it.each<readonly [string, string]>([
    ['4.19', '80000000122008e7'],
    ['5.15', '80000000122008e7'],
    ['6.5', '80000000122008e7'],
    ['6.6', '84000000122008e7'],
    ['7.3', '84000000122008e7'],
  ])('%s fills a writable private mapping: %s', (version, word) => {
    const k = kernel(version);
    expect(filled(k, huge(k))).toBe(`${word} 0`);
  });

  // `if (is_continue && !vm_shared) writable = 0`, and vm_page_prot of a private mapping
  it('maps the page of the page cache read-only in a private mapping, and writable in a shared one', () => {
    const k = kernel('5.15');
    const asked = { continues: true, cached: true };
    expect(filled(k, huge(k), asked, 0n, ofFile)).toBe(`${show(RO)} 0`);
    expect(filled(k, shared(k), asked, 0n, ofFile)).toBe('80000000122008e7 0');
    expect(filled(k, shared(k), { continues: true })).toBe('0000000000000000 -EFAULT');
    expect(filled(k, shared(k), asked, RO, ofFile)).toBe(`${show(RO)} -EEXIST`);
  });

  it('protects from 5.19 on', () => {
    const of = (version: string) => filled(kernel(version), huge(kernel(version), ['uffdWp']), { wp: true });
    expect([of('5.19'), of('6.6'), of('7.3')]).toEqual([
      '8000000012200ce5 0',
      '8400000012200ca5 0',
      '8400000012200ca5 0',
    ]);
  });

  it('finds something there, a page in the page cache, or the end of the file: 4.19.0, 6.12.0', () => {
    for (const version of ['4.19', '6.12']) {
      const k = kernel(version);
      expect(filled(k, huge(k), {}, RO)).toBe(`${show(RO)} -EEXIST`);
      expect(fill(k, shared(k), { cached: true }).returned).toBe('-EEXIST');
      expect(fill(k, shared(k), { beyondFile: true }).returned).toBe('-EFAULT');
    }
  });

  // huge_pte_none_mostly() of 5.19.0 takes every marker, pte_is_uffd_marker() of 6.19.0 those of userfaultfd
  it('copyReplacesMarkers: fills markers, guard regions among them up to 6.18', () => {
    const of = (version: string, marker: (k: Kernel) => bigint) =>
      fill(kernel(version), huge(kernel(version)), {}, marker(kernel(version))).returned;
    const guard = (k: Kernel) => makePteMarker(k, markerGuard(k));
    expect(['5.19', '6.18', '6.19'].map((v) => of(v, uffdMarker))).toEqual([0, 0, 0]);
    expect(['6.6', '6.19'].map((v) => of(v, poisonMarker))).toEqual([0, 0]);
    expect(['6.18', '6.19'].map((v) => of(v, guard))).toEqual([0, '-EEXIST']);
  });

  // MFILL_ATOMIC_POISON of 6.6.9: huge_pte_none(), so that no marker is replaced
  it('poisons what is empty from 6.6 on', () => {
    const k = kernel('6.6');
    expect(filled(k, huge(k), { poisons: true })).toBe(`${show(poisonMarker(k))} 0`);
    expect(fill(k, huge(k), { poisons: true }, uffdMarker(k)).returned).toBe('-EEXIST');
    expect(() => fill(kernel('6.5'), huge(kernel('6.5')), { poisons: true })).toThrow('6.6');
  });

  it.each<readonly [BehaviourId, (k: Kernel) => string, readonly (readonly [string, string])[], string]>([
    [
      'hugetlbFillDirtiesEvery',
      (k) => filled(k, readOnly(k)),
      [
        ['5.18', `${show(RO)} 0`],
        ['5.19', '80000000122008e5 0'],
      ],
      `${show(RO)} 0`,
    ],
    [
      'hugetlbKeepsPoisoned',
      (k) => String(fill(k, shared(k), { continues: true, cached: true }, 0n, folio({ hwpoison: true })).returned),
      [
        ['5.15.79', '0'],
        ['5.15.80', '-EIO'],
        ['6.0', '0'],
        ['6.1', '-EIO'],
      ],
      '0',
    ],
  ])('%s', (id, run, expected, lacking) => {
    expect(expected.map(([version]) => [version, run(kernel(version))])).toEqual(expected);
    expect(run(without(expected.at(-1)?.[0] ?? '', id))).toBe(lacking);
  });
});

describe('move_huge_pte()', () => {
  it('moves an entry as it is, from 5.16 on', () => {
    const k = kernel('5.16');
    expect(moveHugePte(k, RO, huge(k))).toMatchObject({ pte: RO, effects: ['flush_tlb_page'] });
    expect(moveHugePte(k, 0n, huge(k)).pte).toBe(0n);
    expect(() => moveHugePte(kernel('5.15'), RO, huge(kernel('5.15')))).toThrow('5.16');
  });

  // vma_has_uffd_without_event_remap() of 6.1.192, 6.12.38, 6.13.0; not of 6.1.190, 6.6.87, 6.12.8
  it.each<readonly [string, boolean]>([
    ['5.19', false],
    ['6.1.190', false],
    ['6.1.191', true],
    ['6.6', false],
    ['6.12.10', false],
    ['6.12.11', true],
    ['7.3', true],
  ])('mremapClearsUffdWp: %s takes uffd-wp from what userfaultfd does not follow: %s', (version, takes) => {
    const k = kernel(version);
    const v = huge(k, ['uffdWp']);
    const moving = entry(k, 'read', { uffdWp: true });
    expect(moveHugePte(k, PROTECTED, v).pte).toBe(takes ? RO : PROTECTED);
    expect(moveHugePte(k, uffdMarker(k), v).pte).toBe(takes ? 0n : uffdMarker(k));
    expect(pteSwpUffdWp(k, moveHugePte(k, moving, v).pte)).toBe(!takes);
    expect(moveHugePte(k, PROTECTED, { ...v, uffdEventRemap: true }).pte).toBe(PROTECTED);
    expect(moveHugePte(k, RO, v).pte).toBe(RO);
  });

  it('makes accessible what was trapped', () => {
    const k = kernel('7.3');
    const v = huge(k, ['uffdRwp']);
    expect(moveHugePte(k, uffdRwpRangeHugetlb(k, RO, v, true).pte, v).pte).toBe(RO);
  });
});

describe('protection of hugetlb', () => {
  it('follows mprotect(): 4.19 to 7.3', () => {
    for (const version of ['4.19', '6.12', '7.3']) {
      const k = kernel(version);
      const all = shared(k);
      const less = mprotectFixupHugetlb(k, 0x80000000122000a7n, all, all.vmFlags & ~k.vm.write);
      expect([show(less.pte), less.vma.vmPageProt & k.mask.rw]).toEqual([show(RO), 0n]);
      expect(show(mprotectFixupHugetlb(k, RO, less.vma, all.vmFlags).pte)).toBe('80000000122000a7');
      expect(mprotectFixupHugetlb(k, RO, all, all.vmFlags).pte).toBe(RO);
    }
  });

  it('by userfaultfd begins and ends', () => {
    const k = kernel('6.12');
    const v = huge(k, ['uffdWp']);
    expect(uffdWpRangeHugetlb(k, RO, v, true).pte).toBe(PROTECTED);
    expect(uffdWpRangeHugetlb(k, 0n, v, true).pte).toBe(uffdMarker(k));
    expect(uffdWpRangeHugetlb(k, PROTECTED, v, false).pte).toBe(RO);
    expect(userfaultfdEndHugetlb(k, PROTECTED, v, 'close').pte).toBe(RO);
    // fs/userfaultfd.c of 5.19.0 leaves it, that of 6.0.0 resolves it; on close 6.8.0 and 6.9.0
    const ends = (version: string, how: 'close' | 'unregister') =>
      userfaultfdEndHugetlb(kernel(version), PROTECTED, huge(kernel(version), ['uffdWp']), how).pte === RO;
    expect([ends('5.19', 'unregister'), ends('6.0', 'unregister')]).toEqual([false, true]);
    expect([ends('6.8', 'close'), ends('6.9', 'close')]).toEqual([false, true]);
    const trap = huge(kernel('7.3'), ['uffdRwp']);
    const trapped = uffdRwpRangeHugetlb(kernel('7.3'), RO, trap, true).pte;
    expect(userfaultfdEndHugetlb(kernel('7.3'), trapped, trap, 'unregister').pte).toBe(RO);
  });
});
