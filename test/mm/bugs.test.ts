/**
 * Bugs that kernels had, each with the entry before and after on both sides of its fix. spec/bugs.ts has the words.
 */
import { describe, expect, it } from 'vitest';
import { makePteMarker, markerGuard, markerPoisoned, markerUffdWp } from '../../lib/helpers/markers.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { fault } from '../../lib/mm/common/fault.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { type VmaParts, vma } from '../../lib/mm/common/makeVma.ts';
import type { Vma } from '../../lib/mm/common/vma.ts';
import { guardInstall } from '../../lib/mm/madvise/madviseGuard.ts';
import { copyNonpresentPte } from '../../lib/mm/memory/copyNonpresentPte.ts';
import { copyPresentPte } from '../../lib/mm/memory/copyPresentPte.ts';
import { doNumaPage } from '../../lib/mm/memory/doNumaPage.ts';
import { doSwapPage } from '../../lib/mm/memory/doSwapPage.ts';
import { doWpPage } from '../../lib/mm/memory/doWpPage.ts';
import { removeMigrationPte } from '../../lib/mm/migrate/removeMigrationPte.ts';
import { changeProtNuma } from '../../lib/mm/mprotect/changeProtNuma.ts';
import { mprotectFixup } from '../../lib/mm/mprotect/mprotectFixup.ts';
import { movePtes } from '../../lib/mm/mremap/movePtes.ts';
import { tryToMigrateOne } from '../../lib/mm/rmap/tryToMigrateOne.ts';
import { clearRefs, clearSoftDirty } from '../../lib/mm/task_mmu/clearSoftDirty.ts';
import { mfillAtomicInstallPte } from '../../lib/mm/userfaultfd/mfillAtomic.ts';
import { movePagesPte } from '../../lib/mm/userfaultfd/movePagesPte.ts';
import { uffdWpRange } from '../../lib/mm/userfaultfd/uffdWpRange.ts';
import { userfaultfdEnd } from '../../lib/mm/userfaultfd/userfaultfdEnd.ts';
import { userfaultfdMustWait } from '../../lib/mm/userfaultfd/userfaultfdMustWait.ts';
import { entry, PAGE_COPY, PAGE_SHARED, show } from './entries.ts';

const pfn = 0x12345n;
const mine = folio({ exclusive: true });
const file = folio({ anon: false });
const write = fault({ write: true });

type Flags = readonly Exclude<VmaParts['vmFlags'], bigint>[number][];
const rw: Flags = ['read', 'write', 'mayread', 'maywrite', 'softdirty'];
const tracked: Flags = ['read', 'write', 'mayread', 'maywrite'];
const anon = (k: Kernel, extra: Flags = [], parts: Partial<VmaParts> = {}): Vma =>
  vma(k, { vmFlags: [...rw, ...extra], ...parts });
const shmem = (k: Kernel, extra: Flags = [], parts: Partial<VmaParts> = {}): Vma =>
  vma(k, { vmFlags: [...rw, 'shared', 'mayshare', ...extra], ...parts });

type Case = readonly [version: string, after: string];

describe('H1: shared memory loses userfaultfd write protection', () => {
  it.each<Case>([
    ['5.19', '8000000012345407'],
    ['6.0', '8000000012345407'],
    ['6.1-rc7', '8000000012345427'],
    ['6.1.192', '8000000012345425'],
    ['6.2', '8000000012345425'],
    ['6.12', '8000000012345425'],
    ['7.3', '8000000012345425'],
  ])('a: by migration, on %s', (version, after) => {
    const k = kernel(version);
    const migrating = tryToMigrateOne(k, 0x8000000012345425n, file).pte;
    expect(show(removeMigrationPte(k, migrating, shmem(k, ['uffdWp']), file, pfn).pte)).toBe(after);
  });

  it.each<readonly [string, boolean]>([
    ['5.19', true],
    ['6.1-rc7', true],
    ['6.1.192', false],
    ['6.2', false],
    ['7.3', false],
  ])('b: by a NUMA hint, on %s', (version, writable) => {
    const k = kernel(version);
    const after = doNumaPage(k, 0x000fffffedcba520n, shmem(k, ['uffdWp']), file).pte;
    expect([(after & 2n) !== 0n, (after & 0x400n) !== 0n]).toEqual([writable, true]);
  });

  it.each<Case>([
    ['5.19', '8000000012345c67'],
    ['6.1-rc7', '8000000012345c67'],
    ['6.1.192', '8000000012345c65'],
    ['6.2', '8000000012345c65'],
  ])('c: by mprotect() and back, on %s', (version, after) => {
    const k = kernel(version);
    const start = shmem(k, ['uffdWp']);
    const readOnly = mprotectFixup(k, 0x8000000012345c65n, start, start.vmFlags & ~k.vm.write, file);
    expect(show(mprotectFixup(k, readOnly.pte, readOnly.vma, start.vmFlags, file).pte)).toBe(after);
  });
});

it.each<readonly [string, string, string]>([
  ['5.7', '07ffffffffdffe04', '07ffffffffdffe04'],
  ['5.12', '07ffffffffdffe04', '07ffffffffdffe04'],
  ['5.14', '07ffffffffdffe04', '07ffffffffdffe00'],
  ['7.3', '07ffffffffdffe04', '07ffffffffdffe00'],
])('H6: a child that is not registered and uffd-wp of a swap entry, on %s', (version, before, child) => {
  const k = kernel(version);
  expect(show(copyNonpresentPte(k, BigInt(`0x${before}`), anon(k, ['uffdWp']), anon(k)).pte)).toBe(child);
});

it.each<Case>([
  ['5.9', '8000000054321867'],
  ['5.12', '8000000054321867'],
  ['5.14', '8000000054321c65'],
  ['6.2', '8000000054321c65'],
  ['6.3', '8000000054321c65'],
  ['6.12', '8400000054321c25'],
])('H6: a pinned page that is copied for a registered child, on %s', (version, child) => {
  const k = kernel(version);
  const armed = anon(k, ['uffdWp']);
  const pinned = folio({ exclusive: true, pinned: true });
  const after = copyPresentPte(k, 0x8000000012345c25n, armed, armed, pinned, 0x54321n);
  expect([show(after.pte), show(after.parent)]).toEqual([child, '8000000012345c25']);
});

it.each<readonly [string, boolean]>([
  ['5.11', false],
  ['5.10.24', true],
  ['5.12', true],
  ['7.3', true],
])('H8: a copy on write while a flush is pending, on %s', (version, flushes) => {
  const k = kernel(version);
  const mm = { tlbFlushPending: 1 };
  const after = doWpPage(k, 0x8000000012345825n, anon(k, ['uffdWp']), folio(), write, { copyPfn: 0x54321n, mm });
  expect(after.effects.includes('flush_tlb_page')).toBe(flushes);
  const unarmed = doWpPage(k, 0x8000000012345825n, anon(k), folio(), write, { copyPfn: 0x54321n, mm });
  expect(unarmed.effects).not.toContain('flush_tlb_page');
});

it.each<readonly [string, 'read' | 'write', readonly string[]]>([
  ['5.10', 'read', []],
  ['5.10.9', 'write', []],
  ['5.11', 'write', []],
  ['5.12', 'write', ['flush_tlb_mm']],
  ['7.3', 'write', ['flush_tlb_mm']],
])('H9, H10: clear_refs on %s locks for %s and flushes %s', (version, lock, effects) => {
  expect(clearRefs(kernel(version), anon(kernel(version)))).toMatchObject({ lock, effects });
});

it.each<Case>([
  ['5.10', '8000000012345065'],
  ['5.10.9', '8000000012345867'],
  ['5.11', '8000000012345867'],
  ['6.5', '8000000012345867'],
])('H11: clear_refs on a pinned page, on %s', (version, after) => {
  const k = kernel(version);
  expect(show(clearSoftDirty(k, 0x8000000012345867n, anon(k), { pinned: true }).pte)).toBe(after);
});

it.each<Case>([
  ['5.7', '8000000012345067'],
  ['5.19', '8000000012345067'],
  ['6.0', '8000000012345065'],
  ['6.5', '8000000012345065'],
])('H12: mprotect() while soft-dirty is tracked, on %s', (version, after) => {
  const k = kernel(version);
  const flags: Flags = [...tracked, 'shared', 'mayshare'];
  const readOnly = vma(k, { vmFlags: flags.filter((f) => f !== 'write'), pageMkwrite: true });
  const target = flags.reduce((word, f) => word | k.vm[f], 0n);
  expect(show(mprotectFixup(k, 0x8000000012345065n, readOnly, target, file).pte)).toBe(after);
});

it.each<Case>([
  ['5.19', 'f7fffffffffffc00'],
  ['6.1-rc7', 'f7fffffffffffc00'],
  ['6.1.11', '0000000000000000'],
  ['6.2', '0000000000000000'],
  ['7.3', '0000000000000000'],
])('H15: the marker of a parent, in a child that is not registered, on %s', (version, child) => {
  const k = kernel(version);
  const marker = makePteMarker(k, markerUffdWp(k));
  expect(show(copyNonpresentPte(k, marker, shmem(k, ['uffdWp']), shmem(k)).pte)).toBe(child);
});

describe('H16: mremap() and uffd-wp', () => {
  it.each<readonly [string, string, string]>([
    ['6.8', '07ffffffffdffe06', 'fffffffffffffc02'],
    ['6.11', '07ffffffffdffe06', 'fffffffffffffc02'],
    ['6.12.11', '07ffffffffdffe02', '0000000000000000'],
    ['6.13', '07ffffffffdffe02', '0000000000000000'],
    ['7.3', '07ffffffffdffe02', '0000000000000000'],
  ])('on %s', (version, swap, marker) => {
    const k = kernel(version);
    const armed = anon(k, ['uffdWp']);
    expect(show(movePtes(k, 0x07ffffffffdffe04n, armed).pte)).toBe(swap);
    // C5: soft-dirty on a marker, so that it is no word of its own
    expect(show(movePtes(k, makePteMarker(k, markerUffdWp(k)), armed).pte)).toBe(marker);
  });

  it('keeps it where userfaultfd follows', () => {
    const k = kernel('7.3');
    const followed = anon(k, ['uffdWp'], { uffdEventRemap: true });
    expect(show(movePtes(k, 0x07ffffffffdffe04n, followed).pte)).toBe('07ffffffffdffe06');
  });
});

it.each<readonly [string, string, string]>([
  ['6.8', '07ffffffffdffe08', '8000000012345867'],
  ['6.14', '07ffffffffdffe08', '8000000012345867'],
  ['6.12.30', '07ffffffffdffe0a', '8000000012345827'],
  ['6.18', '07ffffffffdffe0a', '8000000012345827'],
])('H18: UFFDIO_MOVE of a swap entry and of a clean page, on %s', (version, swap, present) => {
  const k = kernel(version);
  expect(show(movePagesPte(k, 0x07ffffffffdffe08n, anon(k)).pte)).toBe(swap);
  expect(show(movePagesPte(k, 0x8000000012345025n, anon(k), mine).pte)).toBe(present);
});

it.each<readonly [string, number | string]>([
  ['6.13', 0],
  ['6.18', 0],
  ['6.19', '-EEXIST'],
  ['7.3', '-EEXIST'],
])('H19: UFFDIO_COPY over a guard region, on %s', (version, returned) => {
  const k = kernel(version);
  const guard = guardInstall(k, 0n, anon(k)).pte;
  expect(show(guard)).toBe('fffffffffffff600');
  expect(mfillAtomicInstallPte(k, guard, anon(k), folio(), pfn).returned).toBe(returned);
  const poison = makePteMarker(k, markerPoisoned(k));
  expect(mfillAtomicInstallPte(k, poison, anon(k), folio(), pfn).returned).toBe(0);
});

it.each<readonly [string, boolean, boolean]>([
  ['5.10', true, false],
  ['7.1', true, false],
  ['6.1.178', false, false],
  ['7.2', false, false],
])('H20: waiting at a swap entry without and with soft-dirty, on %s', (version, without, with_) => {
  const k = kernel(version);
  expect(userfaultfdMustWait(k, 0x07ffffffffdffe04n, 'wp')).toBe(without);
  expect(userfaultfdMustWait(k, 0x07ffffffffdffe06n, 'wp')).toBe(with_);
});

it.each<readonly [string, string, string]>([
  ['5.19', '8000000012345425', 'fffffffffffffc00'],
  ['5.19.6', '8000000012345025', '0'],
  ['6.0', '8000000012345025', '0'],
  ['6.12', '8000000012345025', '0'],
])('H24: what is left when a range is unregistered, on %s', (version, present) => {
  const k = kernel(version);
  expect(show(userfaultfdEnd(k, 0x8000000012345425n, anon(k, ['uffdWp']), 'unregister').pte)).toBe(present);
});

it.each<Case>([
  ['6.8', '8000000012345425'],
  ['6.8.10', '8000000012345025'],
  ['6.1.191', '8000000012345025'],
  ['6.9', '8000000012345025'],
])('H24: what is left when a userfaultfd is closed, on %s', (version, after) => {
  const k = kernel(version);
  expect(show(userfaultfdEnd(k, 0x8000000012345425n, anon(k, ['uffdWp']), 'close').pte)).toBe(after);
});

describe('H25: a trapped write to a page that is swapped out', () => {
  it.each<readonly [string, bigint, string, string | undefined]>([
    ['5.18', 0x07ffffffffdffe04n, '8000000012345c65', undefined],
    ['5.19', 0x07ffffffffdffe0cn, '8000000012345c65', undefined],
    ['6.5', 0x07ffffffffdffe0cn, '8000000012345c65', undefined],
    ['6.6', 0x07ffffffffdffe0cn, '8400000012345c25', undefined],
    ['6.9', 0x07ffffffffdffe0cn, '8400000012345c25', undefined],
    ['6.11', 0x07ffffffffdffe0cn, '8000000012345425', 'handle_userfault'],
    ['7.3', 0x07ffffffffdffe0cn, '8000000012345425', 'handle_userfault'],
  ])('on %s', (version, before, after, next) => {
    const k = kernel(version);
    const page = folio({ reusable: version === '5.18' });
    const done = doSwapPage(k, before, anon(k, ['uffdWp']), page, pfn, write);
    expect([show(done.pte), done.next]).toEqual([after, next]);
  });
});

it.each<readonly [string, string, string]>([
  ['6.1', '000fffffedcba122', '8000000012345027'],
  ['6.2', '000fffffedcba120', '8000000012345027'],
  ['7.3', '000fffffedcba120', '8000000012345027'],
])('H26: a NUMA hint for a writable page, and the fault on it, on %s', (version, hint, after) => {
  const k = kernel(version);
  const scanned = changeProtNuma(k, 0x8000000012345027n, anon(k), mine);
  expect(show(scanned.pte)).toBe(hint);
  expect(show(doNumaPage(k, scanned.pte, anon(k), mine).pte)).toBe(after);
});

it.each<Case>([
  ['5.19', '8000000012345067'],
  ['6.2', '8000000012345067'],
  ['6.3', '8000000012345065'],
])('H30: resolving write protection of shared memory that the mapping would write-protect, on %s', (version, after) => {
  const k = kernel(version);
  const armed = shmem(k, ['uffdWp'], { vmPageProt: PAGE_COPY });
  const clean = uffdWpRange(k, 0x8000000012345425n, armed, false, file).pte;
  expect(show(clean | 0x40n)).toBe(after);
});

it.each<Case>([
  ['5.7', '8000000012345865'],
  ['5.17', '8000000012345865'],
  ['5.17.5', '8000000012345c65'],
  ['5.18', '8000000012345c65'],
  ['6.2', '8000000012345c65'],
])('H31: UFFDIO_COPY with write protection where writing is not allowed, on %s', (version, after) => {
  const k = kernel(version);
  const readOnly = vma(k, { vmFlags: ['read', 'mayread', 'maywrite', 'softdirty', 'uffdWp'] });
  expect(show(mfillAtomicInstallPte(k, 0n, readOnly, folio(), pfn, true).pte)).toBe(after);
});

describe('holes that no release has closed', () => {
  it.each(['6.0', '6.9', '6.12.107', '7.3'])(
    'C1: clear_refs of a writable page that is migrating, on %s',
    (version) => {
      const k = kernel(version);
      const cleared = clearSoftDirty(k, entry(k, 'write', { softDirty: true }), anon(k)).pte;
      const after = removeMigrationPte(k, cleared, vma(k, { vmFlags: tracked }), folio(), pfn).pte;
      expect([(after & 2n) !== 0n, (after & 0x800n) !== 0n]).toEqual([true, false]); // writable, and no write is seen
    },
  );

  it('C1 on 7.3 gives the word that the source says', () => {
    const k = kernel('7.3');
    const cleared = clearSoftDirty(k, entry(k, 'write', { young: true, dirty: true, softDirty: true }), anon(k)).pte;
    const after = removeMigrationPte(k, cleared, vma(k, { vmFlags: tracked }), folio({ dirty: true }), pfn).pte;
    expect(show(after)).toBe('8000000012345067');
  });

  it.each(['6.8', '7.2', '7.3'])('C3: UFFDIO_MOVE keeps uffd-wp of what is swapped out only, on %s', (version) => {
    const k = kernel(version);
    expect(movePagesPte(k, 0x07ffffffffdffe0cn, anon(k)).pte & 4n).toBe(4n);
    expect(movePagesPte(k, 0x8000000012345425n, anon(k), mine).pte & 0x400n).toBe(0n);
  });

  it('C5: a fork makes the marker anew, without the soft-dirty bit that mremap() set', () => {
    const k = kernel('7.3');
    const guard = makePteMarker(k, markerGuard(k));
    const moved = movePtes(k, guard, anon(k)).pte;
    expect(moved).not.toBe(guard);
    expect(copyNonpresentPte(k, moved, anon(k), anon(k)).pte).toBe(guard);
  });
});

it('protections of mappings are what the cases say', () => {
  const k = kernel('6.12');
  expect([anon(k).vmPageProt, shmem(k).vmPageProt, shmem(k, ['uffdWp']).vmPageProt]).toEqual([
    PAGE_COPY,
    PAGE_SHARED,
    PAGE_COPY,
  ]);
});
