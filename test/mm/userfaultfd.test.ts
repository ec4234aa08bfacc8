/** Registration, its features, and what the ioctls of userfaultfd return, by the kernel sources named. */
import { describe, expect, it } from 'vitest';
import { makePteMarker, markerGuard, markerPoisoned, markerUffdWp } from '../../lib/helpers/markers.ts';
import { type BehaviourId, type Kernel, kernel, type UapiId, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { type VmaParts, vma } from '../../lib/mm/common/makeVma.ts';
import type { Vma } from '../../lib/mm/common/vma.ts';
import { madviseDontneedFreeValidVma } from '../../lib/mm/madvise/canMadvise.ts';
import {
  mfillAtomic,
  mfillAtomicInstallPte,
  mfillAtomicPtePoison,
  mfillAtomicPteZeropage,
} from '../../lib/mm/userfaultfd/mfillAtomic.ts';
import { movePagesPte } from '../../lib/mm/userfaultfd/movePagesPte.ts';
import { userfaultfdApi } from '../../lib/mm/userfaultfd/userfaultfdApi.ts';
import { userfaultfdMustWait } from '../../lib/mm/userfaultfd/userfaultfdMustWait.ts';
import { userfaultfdRegister } from '../../lib/mm/userfaultfd/userfaultfdRegister.ts';
import { validateMoveAreas } from '../../lib/mm/userfaultfd/validateMoveAreas.ts';
import { vmaCanUserfault } from '../../lib/mm/userfaultfd/vmaCanUserfault.ts';
import { show, without } from './entries.ts';

const pfn = 0x12345n;
const may: readonly VmFlagId[] = ['read', 'write', 'mayread', 'maywrite', 'softdirty'];
const readOnly: readonly VmFlagId[] = ['read', 'mayread', 'maywrite', 'softdirty'];
const map = (k: Kernel, flags: readonly VmFlagId[], parts: Partial<VmaParts> = {}): Vma =>
  vma(k, { ...parts, vmFlags: flags });
const anon = (k: Kernel, extra: readonly VmFlagId[] = [], parts: Partial<VmaParts> = {}) =>
  map(k, [...may, ...extra], parts);
/** A kernel without PTE markers that lacks a row. */
const unmarked = (version: string, ...ids: readonly BehaviourId[]): Kernel =>
  kernel(version, { pteMarker: false, without: ids.map((id) => `behaviours.${id}`) });
const shmem = (k: Kernel, extra: readonly VmFlagId[] = []) => map(k, [...may, 'shared', 'mayshare', ...extra]);
const file = (k: Kernel, parts: Partial<VmaParts> = {}) =>
  map(k, [...may, 'shared', 'mayshare'], { pageMkwrite: true, fsWriteback: true, ...parts });
const privateShmem = (k: Kernel, flags: readonly VmFlagId[] = may) => map(k, flags, { anonymous: false, shmem: true });
const hugetlb = (k: Kernel) => map(k, [...may, 'hugetlb'], { anonymous: false });
const cachePage = folio({ anon: false });

describe('vma_can_userfault()', () => {
  type Mapping = (k: Kernel) => Vma;
  const async: Mapping = (k) => file(k, { uffdWpAsync: true });
  const missing: readonly VmFlagId[] = ['uffdMissing'];
  const wp: readonly VmFlagId[] = ['uffdWp'];
  const minor: readonly VmFlagId[] = ['uffdMinor'];

  // fs/userfaultfd.c, include/linux/userfaultfd_k.h and mm/userfaultfd.c of the releases named, and of 5.14.2 and 5.18.12
  it.each<readonly [string, string, Mapping, readonly VmFlagId[], boolean]>([
    ['4.19.1', 'anonymous memory, missing', anon, missing, true],
    ['4.19.1', 'shared memory, missing', shmem, missing, true],
    ['7.3', 'private shared memory, missing', privateShmem, missing, true],
    ['4.19.1', 'a file, missing', file, missing, false],
    ['7.3', 'a file, missing', file, missing, false],
    ['5.10.262', 'anonymous memory, wp', anon, wp, true],
    ['5.10.262', 'shared memory, wp', shmem, wp, false],
    ['5.18', 'shared memory, wp', shmem, wp, false],
    ['5.18', 'hugetlb, wp', hugetlb, wp, false],
    ['5.19', 'shared memory, wp', shmem, wp, true],
    ['5.19', 'hugetlb, wp', hugetlb, wp, true],
    ['6.12.118', 'a file, wp', file, wp, false],
    ['6.12.118', 'a file, wp asynchronous', async, wp, true],
    ['6.12.118', 'a file, wp asynchronous and missing', async, [...wp, ...missing], false],
    ['5.13', 'hugetlb, minor', hugetlb, minor, true],
    ['5.13', 'shared memory, minor', shmem, minor, false],
    ['5.14', 'shared memory, minor', shmem, minor, true],
    ['6.12.118', 'anonymous memory, minor', anon, minor, false],
    ['7.3', 'anonymous memory, minor', anon, minor, false],
  ])('on %s, of %s', (version, _, mapping, modes, expected) => {
    const k = kernel(version);
    expect(vmaCanUserfault(k, mapping(k), modes)).toBe(expected);
  });

  it('takes write protection of shared memory only with markers', () => {
    for (const version of ['5.19', '6.9', '7.3']) {
      const k = unmarked(version);
      expect([vmaCanUserfault(k, shmem(k), wp), vmaCanUserfault(k, anon(k), wp)]).toEqual([false, true]);
    }
  });

  it('registerMinorDecides: 5.19.0 and 6.0.1 return before they ask for markers', () => {
    const given = (k: Kernel) => vmaCanUserfault(k, shmem(k), [...wp, ...minor]);
    expect(given(unmarked('6.0'))).toBe(true);
    expect(given(unmarked('6.0', 'registerMinorDecides'))).toBe(false);
    expect(given(unmarked('6.1'))).toBe(false);
  });

  it('registerRefusesDroppable: 6.14.0 looks for VM_DROPPABLE in the modes, 6.17.0 in the mapping', () => {
    const k = kernel('6.17');
    const lacks = without('6.17', 'registerRefusesDroppable');
    expect(vmaCanUserfault(k, anon(k, ['droppable']), missing)).toBe(false);
    expect(vmaCanUserfault(lacks, anon(lacks, ['droppable']), missing)).toBe(true);
    expect(kernel('6.14').does('registerRefusesDroppable')).toBe(false);
  });

  it.each(['pfnmap', 'mixedmap', 'io', 'dontexpand', 'shadowStack'] as const)(
    'registerRefusesSpecial: 7.1.3 takes a mapping with %s for asynchronous protection, 7.2.6 and 6.12.105 do not',
    (flag) => {
      const given = (k: Kernel) => vmaCanUserfault(k, { ...async(k), vmFlags: async(k).vmFlags | k.vm[flag] }, wp);
      expect(['6.12.101', '6.12.105', '7.1.3', '7.2'].map((v) => given(kernel(v)))).toEqual([true, false, true, false]);
      expect(given(without('7.2', 'registerRefusesSpecial'))).toBe(true);
    },
  );
});

it('nothing of userfaultfd is there without it', () => {
  // arch/x86/Kconfig: HAVE_ARCH_USERFAULTFD_WP and _MINOR come with USERFAULTFD
  const k = kernel('7.3', { uffdWp: false });
  const asked = ['UFFDIO_WRITEPROTECT', 'UFFDIO_CONTINUE', 'UFFDIO_POISON', 'UFFDIO_MOVE', 'UFFD_FEATURE_MINOR_SHMEM'];
  expect(asked.filter((id) => k.has(id as UapiId))).toEqual([]);
});

describe('userfaultfd_register()', () => {
  const returned = (version: string, mapping: (k: Kernel) => Vma, modes: readonly VmFlagId[]) => {
    const k = kernel(version);
    return userfaultfdRegister(k, mapping(k), modes).returned;
  };
  const neverWritable = (k: Kernel) => map(k, ['read', 'mayread', 'softdirty']);
  const none = (k: Kernel) => map(k, ['mayread', 'maywrite', 'softdirty']);

  it('knows the modes of its release', () => {
    expect(returned('5.6', anon, ['uffdWp'])).toBe('-EINVAL'); // 5.6.4: UFFDIO_REGISTER_MODE_WP goes to out
    expect(returned('5.7', anon, ['uffdWp'])).toBe(0);
    expect(returned('5.12', hugetlb, ['uffdMinor'])).toBe('-EINVAL');
    expect(returned('7.2', anon, ['uffdRwp'])).toBe('-EINVAL');
    expect(returned('7.3', anon, [])).toBe('-EINVAL');
  });

  // 7.3.4, mm/userfaultfd.c
  it('of 7.3 refuses write and access protection together, and access protection of PROT_NONE', () => {
    expect(returned('7.3', anon, ['uffdWp', 'uffdRwp'])).toBe('-EINVAL');
    expect(returned('7.3', none, ['uffdRwp'])).toBe('-EINVAL');
    expect(returned('7.3', anon, ['uffdRwp'])).toBe(0);
  });

  it('registerNeedsMaywrite: 4.19.1 has no test for VM_MAYWRITE, 4.19.222 and 4.20.0 have it', () => {
    expect(['4.19.1', '4.19.222', '4.20', '7.3'].map((v) => returned(v, neverWritable, ['uffdMissing']))).toEqual([
      0,
      '-EPERM',
      '-EPERM',
      '-EPERM',
    ]);
    const lacks = without('7.3', 'registerNeedsMaywrite');
    expect(userfaultfdRegister(lacks, neverWritable(lacks), ['uffdMissing']).returned).toBe(0);
  });

  it('registerKeepsProtection: to 7.2 the modes asked for replace the others, 7.3 is -EBUSY', () => {
    const again = (k: Kernel, has: readonly VmFlagId[], asked: readonly VmFlagId[]) => {
      const { returned: r, vma: v } = userfaultfdRegister(k, anon(k, has), asked);
      return [r, v.vmFlags & (k.vm.uffdMissing | k.vm.uffdWp)] as const;
    };
    const old = kernel('5.10'); // 5.10.262: ~(VM_UFFD_MISSING|VM_UFFD_WP) of the old flags
    expect(again(old, ['uffdWp'], ['uffdMissing'])).toEqual([0, old.vm.uffdMissing]);
    expect(again(old, ['uffdMissing', 'uffdWp'], ['uffdMissing'])).toEqual([0, old.vm.uffdMissing | old.vm.uffdWp]);
    const k = kernel('7.3');
    expect(again(k, ['uffdWp'], ['uffdMissing'])).toEqual(['-EBUSY', k.vm.uffdWp]);
    expect(again(k, ['uffdMissing'], ['uffdWp'])).toEqual([0, k.vm.uffdWp]);
    expect(again(without('7.3', 'registerKeepsProtection'), ['uffdWp'], ['uffdMissing'])).toEqual([
      0,
      k.vm.uffdMissing,
    ]);
  });
});

describe('userfaultfd_api()', () => {
  const async = ['UFFD_FEATURE_WP_ASYNC'] as const;

  it('apiDropsUnknownFeatures: from 6.0.0 to 6.2.12, and 6.1.25', () => {
    const given = ['5.19', '6.0', '6.1.25', '6.1.26', '6.2.12', '6.3'].map((v) => userfaultfdApi(kernel(v), async));
    expect(given.map(({ returned }) => returned)).toEqual(['-EINVAL', 0, 0, '-EINVAL', 0, '-EINVAL']);
    expect(given.flatMap(({ features }) => features)).toEqual([]);
    expect(userfaultfdApi(without('6.0', 'apiDropsUnknownFeatures'), async).returned).toBe('-EINVAL');
  });

  it('gives asynchronous protection with that of pages that are not there', () => {
    expect(userfaultfdApi(kernel('6.7'), async)).toEqual({
      returned: 0,
      features: ['UFFD_FEATURE_WP_ASYNC', 'UFFD_FEATURE_WP_UNPOPULATED'], // 6.7.3
    });
    expect(userfaultfdApi(kernel('7.3'), ['UFFD_FEATURE_RWP_ASYNC']).returned).toBe('-EINVAL');
  });

  it('apiChecksOptions: 6.9.0 gives a feature without its option, 6.10.0 and 6.6.87 do not', () => {
    const returned = (v: string) => userfaultfdApi(unmarked(v), ['UFFD_FEATURE_WP_UNPOPULATED']).returned;
    expect(['6.6.40', '6.6.41', '6.9', '6.9.10', '6.10'].map(returned)).toEqual([
      0,
      '-EINVAL',
      0,
      '-EINVAL',
      '-EINVAL',
    ]);
    expect(userfaultfdApi(unmarked('6.12', 'apiChecksOptions'), async).returned).toBe(0);
  });
});

describe('UFFDIO_COPY, UFFDIO_CONTINUE and UFFDIO_ZEROPAGE', () => {
  it('ask the mapping first', () => {
    const k = kernel('6.12');
    expect(mfillAtomic(k, anon(k))).toBe('-ENOENT');
    expect(mfillAtomic(k, anon(k, ['uffdMissing']))).toBe(0);
    expect(mfillAtomic(k, anon(k, ['uffdMissing']), { wp: true })).toBe('-EINVAL');
    expect(mfillAtomic(k, anon(k, ['uffdWp']), { wp: true })).toBe(0);
    expect(mfillAtomic(k, anon(k, ['uffdMissing']), { continues: true })).toBe('-EINVAL');
    expect(mfillAtomic(k, shmem(k, ['uffdMinor']), { continues: true })).toBe(0);
    expect(mfillAtomic(k, { ...file(k), vmFlags: file(k).vmFlags | k.vm.uffdWp })).toBe('-EINVAL');
  });

  // __mcopy_atomic_hugetlb() of 4.19.1 and 5.10.262, mfill_atomic_hugetlb() of 6.12.118 and 7.3.4
  it.each(['4.19', '5.10', '6.12', '7.3'])('has no zero page for hugetlb on %s', (version) => {
    const k = kernel(version);
    const huge = map(k, [...may, 'hugetlb', 'uffdMissing'], { anonymous: false });
    expect(mfillAtomic(k, huge)).toBe(0);
    expect(mfillAtomic(k, huge, { zeropage: true })).toBe('-EINVAL');
    expect(mfillAtomic(k, anon(k, ['uffdMissing']), { zeropage: true })).toBe(0);
  });

  // userfaultfd_continue() of 6.3.8 and 6.4.4
  it('continueProtects: UFFDIO_CONTINUE has a mode for write protection from 6.4 on', () => {
    const protects = (k: Kernel) => mfillAtomic(k, shmem(k, ['uffdMinor', 'uffdWp']), { wp: true, continues: true });
    expect([protects(kernel('6.3')), protects(kernel('6.4'))]).toEqual(['-EINVAL', 0]);
    expect(protects(without('6.4', 'continueProtects'))).toBe('-EINVAL');
  });

  // old/README.md 5 and 11; mcopy_atomic_pte() of 5.4.286 and 5.7.14
  it('copyDirtiesAnonymous: before 5.7 a read-only entry is clean', () => {
    const copy = (k: Kernel) => show(mfillAtomicInstallPte(k, 0n, map(k, readOnly), folio(), pfn).pte);
    expect(['4.19', '5.4', '5.6'].map((v) => copy(kernel(v)))).toEqual(Array(3).fill('8000000012345025'));
    expect(copy(kernel('5.7'))).toBe('8000000012345865');
    expect(copy(without('5.7', 'copyDirtiesAnonymous'))).toBe('8000000012345025');
  });

  // shmem_mfill_atomic_pte() of 4.19.1, 5.4.286, 5.10.262; mfill_atomic_install_pte() of 5.15.135 and 5.16.10
  it('leave a read-only page of shared memory clean to 5.15', () => {
    const copy = (v: string) => {
      const k = kernel(v);
      const mapping = map(k, [...readOnly, 'shared', 'mayshare']);
      const { pte, effects } = mfillAtomicInstallPte(k, 0n, mapping, cachePage, pfn);
      return [show(pte), ...effects];
    };
    expect(copy('4.19.1')).toEqual(['8000000012345025']);
    for (const v of ['4.19.222', '5.4.286', '5.10.262', '5.13', '5.15.135'])
      expect(copy(v), v).toEqual(['8000000012345025', 'folio_mark_dirty']);
    expect(copy('5.16')).toEqual(['8000000012345865']);
    const lacks = without('5.10', 'copyMarksPageDirty');
    const mapping = map(lacks, [...readOnly, 'shared', 'mayshare']);
    expect(mfillAtomicInstallPte(lacks, 0n, mapping, cachePage, pfn).effects).toEqual([]);
    const k = kernel('5.15');
    expect(mfillAtomicInstallPte(k, 0n, mapping, cachePage, pfn, false, { wasCached: true }).effects).toEqual([]);
  });

  // mfill_atomic_pte() of 5.10.262, 6.12.118, 7.3.4
  it('ZEROPAGE is a new page in shared memory, and the zero page elsewhere', () => {
    for (const v of ['4.19', '5.10', '6.12', '7.3']) {
      const k = kernel(v);
      expect(show(mfillAtomicPteZeropage(k, 0n, shmem(k), pfn).pte), v).toBe('8000000012345867');
      expect(show(mfillAtomicPteZeropage(k, 0n, anon(k), 0x2000n).pte), v).toBe('8000000002000225');
    }
  });

  // mfill_atomic_pte() of 4.19.1 asks vma_is_anonymous(), that of 4.19.222 and 4.20.0 VM_SHARED
  it('fillsPrivateShmem: a private mapping of shared memory gets the zero page', () => {
    const zero = (k: Kernel) => show(mfillAtomicPteZeropage(k, 0n, privateShmem(k), pfn).pte);
    expect(['4.19.1', '4.19.222', '4.20'].map((v) => zero(kernel(v)))).toEqual([
      '8000000012345867',
      '8000000012345225',
      '8000000012345225',
    ]);
    expect(zero(without('6.12', 'fillsPrivateShmem'))).toBe('8000000012345867');
  });

  it('fillChecksFileSize: nothing is filled behind the end of a file', () => {
    const k = kernel('6.12');
    const behind = { beyondFile: true };
    expect(mfillAtomicInstallPte(k, 0n, shmem(k), cachePage, pfn, false, behind).returned).toBe('-EFAULT');
    expect(mfillAtomicPteZeropage(k, 0n, privateShmem(k), pfn, behind).returned).toBe('-EFAULT');
    expect(mfillAtomicPtePoison(k, 0n, behind).returned).toBe('-EFAULT');
    expect(mfillAtomicPteZeropage(k, 0n, anon(k), pfn, behind).returned).toBe(0);
    const lacks = without('6.12', 'fillChecksFileSize');
    expect(mfillAtomicPteZeropage(lacks, 0n, privateShmem(lacks), pfn, behind).returned).toBe(0);
  });

  it('POISON takes no marker away', () => {
    const k = kernel('6.12');
    for (const marker of [markerUffdWp, markerPoisoned]) {
      const pte = makePteMarker(k, marker(k));
      expect(mfillAtomicPtePoison(k, pte)).toMatchObject({ pte, returned: '-EEXIST' });
    }
  });
});

describe('UFFDIO_MOVE', () => {
  const mine = folio({ exclusive: true });
  const zero = 0x8000000002000225n;

  it('moveTakesZeropage: 6.8.0 has no branch for it, 6.9.0 has', () => {
    const moved = (k: Kernel) => movePagesPte(k, zero, anon(k)).returned;
    expect([moved(kernel('6.8')), moved(kernel('6.9'))]).toEqual(['-EBUSY', 0]);
    expect(moved(without('6.9', 'moveTakesZeropage'))).toBe('-EBUSY');
  });

  // move_pages_pte() of 6.8.0, 6.12.118, 6.18.26, 7.3.4: every result in its order
  it.each(['6.8', '6.12', '6.18', '7.3'])('returns on %s what the entries make of it', (version) => {
    const k = kernel(version);
    const page = 0x8000000012345067n;
    const guard = k.mask.markerGuard ? makePteMarker(k, markerGuard(k)) : makePteMarker(k, markerPoisoned(k));
    const given = (src: bigint, how = {}, folioOf = mine) => movePagesPte(k, src, anon(k), folioOf, how).returned;
    expect(given(0n)).toBe('-ENOENT');
    expect(given(0n, { allowSrcHoles: true })).toBe(0);
    expect(given(0n, { dstPte: page })).toBe('-EEXIST');
    expect(given(page, { dstPte: page })).toBe('-EEXIST');
    expect(given(page, { changed: true })).toBe('-EAGAIN');
    expect(given(page)).toBe(0);
    expect(given(page, {}, folio({ exclusive: true, pinned: true }))).toBe('-EBUSY');
    expect(given(page, {}, folio())).toBe('-EBUSY');
    expect(given(page, { cannotSplit: true })).toBe('-EBUSY');
    expect(given(0x07ffffffffdffe00n)).toBe('-EBUSY');
    expect(given(0x07ffffffffdffe08n)).toBe(0);
    expect(given(guard)).toBe('-EFAULT');
  });

  // move_swap_pte() of 6.8.0, 6.12.0 and 6.13.0 looks at the entries alone; move_pages_pte() of 6.12.38 and 6.14.0
  it('moveLooksIntoSwapCache: a large folio in the swap cache is in the way from 6.14 on', () => {
    const moved = (k: Kernel) =>
      movePagesPte(k, 0x07ffffffffdffe08n, anon(k), undefined, { cannotSplit: true }).returned;
    expect(['6.8', '6.12.0', '6.13'].map((v) => moved(kernel(v)))).toEqual([0, 0, 0]);
    expect(['6.12.118', '6.14', '7.3'].map((v) => moved(kernel(v)))).toEqual(Array(3).fill('-EBUSY'));
    expect(moved(without('6.14', 'moveLooksIntoSwapCache'))).toBe(0);
  });

  // validate_move_areas() of 6.8.0 and 7.3.4
  it('is between mappings of one kind', () => {
    const k = kernel('6.12');
    const dst = anon(k, ['uffdMissing']);
    expect(validateMoveAreas(k, anon(k), dst)).toBe(0);
    expect(validateMoveAreas(k, anon(k), anon(k))).toBe('-EINVAL');
    expect(validateMoveAreas(k, anon(k, ['locked']), dst)).toBe('-EINVAL');
    expect(validateMoveAreas(k, map(k, readOnly), map(k, [...readOnly, 'uffdMissing']))).toBe('-EINVAL');
    expect(validateMoveAreas(k, shmem(k), shmem(k, ['uffdMissing']))).toBe('-EINVAL');
    expect(validateMoveAreas(k, anon(k, ['pfnmap']), anon(k, ['uffdMissing', 'pfnmap']))).toBe('-EINVAL');
  });
});

it('mustWaitAsksWrite: to 5.6 a task waits for an entry, later for one that is writable', () => {
  const waits = (k: Kernel) => userfaultfdMustWait(k, 0x8000000012345025n, 'wp');
  expect([waits(kernel('5.6')), waits(kernel('5.7'))]).toEqual([false, true]);
  expect(waits(without('5.7', 'mustWaitAsksWrite'))).toBe(false);
});

// can_madv_lru_vma() of 5.17.0, madvise_dontneed_free_valid_vma() of 5.18.1
it('dontneedTakesHugetlb: MADV_DONTNEED leaves locked pages, and hugetlb before 5.18', () => {
  const k = kernel('6.12');
  expect(madviseDontneedFreeValidVma(k, anon(k))).toBe(true);
  for (const flag of ['locked', 'pfnmap'] as const)
    expect(madviseDontneedFreeValidVma(k, anon(k, [flag])), flag).toBe(false);
  expect(['5.17', '5.18'].map((v) => madviseDontneedFreeValidVma(kernel(v), hugetlb(kernel(v))))).toEqual([
    false,
    true,
  ]);
  const lacks = without('5.18', 'dontneedTakesHugetlb');
  expect(madviseDontneedFreeValidVma(lacks, hugetlb(lacks))).toBe(false);
});
