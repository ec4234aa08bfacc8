/**
 * Write faults. What is expected follows from do_wp_page() and what it calls, in mm/memory.c of the releases that are named:
 * 4.19.1, 5.0.0, 5.1.0, 5.4.286, 5.8.1, 5.9.1, 5.18.12, 6.1.192, 6.2.12, 6.6.87, 6.7.3, 6.9.0, 6.10.0, 6.12.118, 6.17.0, 7.3.4.
 */
import { describe, expect, it } from 'vitest';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { type Fault, fault } from '../../lib/mm/common/fault.ts';
import { type Folio, folio } from '../../lib/mm/common/folio.ts';
import type { Vma } from '../../lib/mm/common/vma.ts';
import { doWpPage, type WriteFault } from '../../lib/mm/memory/doWpPage.ts';
import { handlePteFault } from '../../lib/mm/memory/handlePteFault.ts';
import {
  anonMapping,
  asked,
  copyPfn,
  decide,
  file,
  privateFile,
  said,
  shared,
  sharedMapping,
  write,
} from './faultRows.ts';

const old = 0x8000000012345025n;
const alone = fault({ write: true, vmaLock: true });
const wp = (
  k: Kernel,
  page: Folio | undefined,
  given: Partial<WriteFault> = {},
  vma: Vma = anonMapping(k),
  f: Fault = write,
) => said(doWpPage(k, old, vma, page, f, { copyPfn, ...given }));
const on = (version: string, ...args: Parameters<typeof wp> extends [Kernel, ...infer Rest] ? Rest : never) =>
  wp(kernel(version), ...args);
const inPlace = '8000000012345867';
const copied = '8000000054321867';

describe('an anonymous page is written to where it is', () => {
  const pinned = folio({ pinned: true, reusable: false, mapcountReusable: true });
  const manyMappings = folio({ reusable: true, mapcountReusable: false });

  it('by its mappings before 5.9 (H28): reuse_swap_page() of 4.19.1, 5.4.286, 5.8.1 asks for no reference', () => {
    for (const version of ['4.19', '5.4', '5.8']) {
      expect(on(version, pinned), version).toBe(`${inPlace} WRITE`);
      expect(on(version, manyMappings), version).toBe(`${copied} WRITE copy page`);
    }
  });

  it('by its references from 5.9: page_count() != 1 copies, do_wp_page() of 5.9.1 and 5.18.12', () => {
    for (const version of ['5.9', '5.18']) expect(on(version, pinned), version).toBe(`${copied} WRITE copy page`);
  });

  it('by PageAnonExclusive from 5.19, and only then by its references', () => {
    expect(on('5.19', { ...pinned, exclusive: true })).toBe(`${inPlace} WRITE`);
    expect(on('5.19', pinned)).toBe(`${copied} WRITE copy page RMAP_EXCLUSIVE`);
    expect(on('6.12', { ...pinned, reusable: true })).toBe(`${inPlace} RMAP_EXCLUSIVE`);
  });

  it('but not while a device must not see it change: reuse_swap_page() of 4.19.1 to 5.8.1', () => {
    const page = folio({ reusable: true });
    expect(on('4.19', page, { stableWriteback: true })).toBe(`${copied} WRITE copy page`);
    expect(on('5.8', page, { stableWriteback: true })).toBe(`${copied} WRITE copy page`);
  });

  it('if KSM has merged it, on 5.1 to 5.8 alone: 4.19.1, 5.0.0 ask !PageKsm(), 5.1.0 reuse_ksm_page()', () => {
    const ksm = folio({ ksm: true, reusable: true });
    for (const version of ['4.19', '5.0', '5.9', '5.18'])
      expect(on(version, ksm), version).toBe(`${copied} WRITE copy page`);
    for (const version of ['5.1', '5.4', '5.8']) expect(on(version, ksm), version).toBe(`${inPlace} WRITE`);
    expect(on('5.4', { ...ksm, reusable: false, mapcountReusable: true })).toBe(`${copied} WRITE copy page`);
  });
});

it('an anonymous page in a shared mapping is judged as such to 6.1: PageAnon() comes first in 4.19.1, 6.1.192, not in 6.2.12', () => {
  const at = (version: string) => on(version, shared, {}, sharedMapping(kernel(version)));
  for (const version of ['4.19', '5.10']) expect(at(version), version).toBe(`${copied} WRITE copy page`);
  expect(at('6.1')).toBe(`${copied} WRITE copy page RMAP_EXCLUSIVE`);
  expect(at('6.2')).toContain(inPlace);
});

describe('a shared file page', () => {
  const askedMapping = (k: Kernel) => sharedMapping(k, [], asked);
  const at = (version: string, f: Fault = write, given: Partial<WriteFault> = {}) => {
    const k = kernel(version);
    return wp(k, file, given, askedMapping(k), f);
  };

  it('lets go of the lock since 5.5 and 5.4.9: fault_dirty_shared_page() is void on 4.19.1 and 5.4.1', () => {
    for (const version of ['4.19', '5.3', '5.4.8'])
      expect(at(version), version).toBe(`${inPlace} WRITE folio_mark_dirty`);
    for (const version of ['5.4.9', '5.4.286', '5.5', '5.18'])
      expect(at(version), version).toBe(`${inPlace} WRITE RETRY folio_mark_dirty`);
  });

  it('lets go of it at the first try alone from 5.7: fault_flag_allow_retry_first()', () => {
    const again = fault({ write: true, tried: true });
    expect(at('5.6', again)).toBe(`${inPlace} WRITE RETRY folio_mark_dirty`);
    expect(at('5.7', again)).toBe(`${inPlace} WRITE folio_mark_dirty`);
  });

  it('is refused by its file system: wp_page_shared() returns what page_mkwrite() returned', () => {
    expect(at('4.19', write, { mkwriteReturns: ['VM_FAULT_SIGBUS'] })).toBe('8000000012345025 SIGBUS');
    expect(at('7.3', write, { mkwriteReturns: ['VM_FAULT_NOPAGE'] })).toBe('8000000012345025 NOPAGE');
    expect(at('6.12', write, { mkwriteReturns: ['VM_FAULT_LOCKED'] })).toBe(`${inPlace} COMPLETED folio_mark_dirty`);
  });

  it('waits for the lock of the address space: on 6.6 always, from 6.7 without map_pages', () => {
    expect(at('6.6', alone)).toBe('8000000012345025 RETRY');
    expect(at('6.7', alone)).toBe(`${inPlace} COMPLETED folio_mark_dirty`);
    const k = kernel('6.12');
    const driver = sharedMapping(k, [], { ...asked, mapPages: false });
    expect(wp(k, file, {}, driver, alone)).toBe('8000000012345025 RETRY');
    expect(wp(k, undefined, {}, driver, alone)).toBe('8000000012345025 RETRY');
    expect(wp(k, file, {}, sharedMapping(k, [], { mapPages: false }), alone)).toBe(
      `${inPlace} COMPLETED folio_mark_dirty`,
    );
  });

  it('without a page: finish_mkwrite_fault() returns 0, wp_page_reuse() VM_FAULT_WRITE', () => {
    const k = kernel('4.19');
    expect(wp(k, undefined, {}, askedMapping(k))).toBe(inPlace);
    expect(wp(k, undefined, {}, sharedMapping(k))).toBe(`${inPlace} WRITE`);
  });
});

it('unsharing is a fault of 5.19 and later: FAULT_FLAG_UNSHARE is in mm_types.h of 5.19.0, not of 5.18.12', () => {
  const unshare = fault({ unshare: true });
  const at = (version: string) => on(version, shared, {}, anonMapping(kernel(version)), unshare);
  expect([at('4.19'), at('5.18')]).toEqual(['8000000012345025', '8000000012345025']);
  expect(at('5.19')).toBe('8000000054321025 copy page RMAP_EXCLUSIVE');
  const k = kernel('5.18');
  expect(said(handlePteFault(k, old, anonMapping(k), shared, unshare))).toBe('8000000012345025');
});

it('a copy that cannot be made says why: wp_page_copy() of 4.19.1, 6.1.192, 6.12.118', () => {
  expect(on('4.19', shared, { oom: true })).toBe('8000000012345025 OOM');
  expect(on('6.12', file, { copyPoisoned: true }, privateFile(kernel('6.12')))).toBe('8000000012345025 HWPOISON');
  expect(on('6.1.36', shared, { copyPoisoned: true })).toContain('copy page');
  expect(on('6.1.37', shared, { copyPoisoned: true })).toBe('8000000012345025 HWPOISON');
});

it('memory without a page is not copied for another process on 6.12.118: -EFAULT of __wp_page_copy_user(), not in 6.12.117 or 7.3.4', () => {
  const remote = (version: string, flag: 'pfnmap' | 'locked', f = fault({ write: true, remote: true })) =>
    on(version, undefined, {}, anonMapping(kernel(version), [flag], { anonymous: false }), f);
  expect(remote('6.12.118', 'pfnmap')).toBe('8000000012345025 SIGBUS');
  for (const version of ['6.12.117', '6.13', '6.14', '7.3'])
    expect(remote(version, 'pfnmap'), version).toBe(`${copied} copy page RMAP_EXCLUSIVE`);
  expect(remote('6.12.118', 'pfnmap', write)).toBe(`${copied} copy page RMAP_EXCLUSIVE`);
  expect(remote('6.12.118', 'locked')).toBe(`${copied} copy page RMAP_EXCLUSIVE`); // the zero page
});

it('a copy of no page meets no hardware error: __wp_page_copy_user() of 6.12.118 asks of a page alone', () => {
  expect(on('6.12', undefined, { copyPoisoned: true })).toBe(`${copied} copy page RMAP_EXCLUSIVE`);
});

it('a copy under the lock of the mapping alone gets an anon_vma if it can: 6.9.0, 6.10.0, 7.3.4', () => {
  const noAnonVma = (version: string, given: Partial<WriteFault> = {}) => {
    const k = kernel(version);
    return wp(k, file, given, privateFile(k, { anonVma: false }), alone);
  };
  expect(noAnonVma('6.6')).toBe('8000000012345025 RETRY');
  expect(noAnonVma('6.9')).toBe('8000000012345025 RETRY');
  expect(noAnonVma('6.10')).toBe(`${copied} copy page RMAP_EXCLUSIVE`);
  expect(noAnonVma('7.3', { mmapLocked: true })).toBe('8000000012345025 RETRY');
});

decide([
  [
    'wpCountsMappings',
    '5.8',
    (k) => wp(k, folio({ mapcountReusable: true })),
    `${inPlace} WRITE`,
    `${copied} WRITE copy page`,
  ],
  [
    'dirtyingUnlocks',
    '5.10',
    (k) => wp(k, file, {}, sharedMapping(k, [], asked)),
    `${inPlace} WRITE RETRY folio_mark_dirty`,
    `${inPlace} WRITE folio_mark_dirty`,
  ],
  [
    'retriesMany',
    '6.12',
    (k) => wp(k, file, {}, sharedMapping(k), fault({ write: true, tried: true })),
    `${inPlace} folio_mark_dirty`,
    `${inPlace} COMPLETED folio_mark_dirty`,
  ],
  [
    'fileFaultsRefuseVmaLock',
    '6.6',
    (k) => wp(k, file, {}, sharedMapping(k, [], asked), alone),
    '8000000012345025 RETRY',
    `${inPlace} COMPLETED folio_mark_dirty`,
  ],
  [
    'fileFaultsNeedMapPages',
    '6.12',
    (k) => wp(k, file, {}, sharedMapping(k, [], { ...asked, mapPages: false }), alone),
    '8000000012345025 RETRY',
    `${inPlace} COMPLETED folio_mark_dirty`,
  ],
  [
    'wpNeedsAnonVma',
    '6.6',
    (k) => wp(k, shared, {}, anonMapping(k, [], { anonVma: false }), alone),
    '8000000012345025 RETRY',
    `${copied} copy page RMAP_EXCLUSIVE`,
  ],
  [
    'anonPrepareTriesLock',
    '6.12',
    (k) => wp(k, shared, {}, anonMapping(k, [], { anonVma: false }), alone),
    `${copied} copy page RMAP_EXCLUSIVE`,
    '8000000012345025 RETRY',
  ],
  [
    'wpCopyRefusesRemote',
    '6.12.118',
    (k) => wp(k, undefined, {}, anonMapping(k, ['mixedmap']), fault({ write: true, remote: true })),
    '8000000012345025 SIGBUS',
    `${copied} copy page RMAP_EXCLUSIVE`,
  ],
  [
    'wpTreatsFsdaxAsPfn',
    '6.18',
    (k) => wp(k, { ...file, fsdax: true }, {}, sharedMapping(k, [], asked)),
    inPlace,
    `${inPlace} COMPLETED folio_mark_dirty`,
  ],
  [
    'wpCopyRecovers',
    '6.12',
    (k) => wp(k, shared, { copyPoisoned: true }),
    '8000000012345025 HWPOISON',
    `${copied} copy page RMAP_EXCLUSIVE`,
  ],
]);
