/**
 * Faults of empty entries. What is expected follows from do_anonymous_page(), do_read_fault(), do_cow_fault(), do_shared_fault(),
 * __do_fault() and finish_fault() in mm/memory.c of the releases that are named.
 */
import { describe, expect, it } from 'vitest';
import { makePteMarker, markerUffdWp } from '../../lib/helpers/markers.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { fault } from '../../lib/mm/common/fault.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import type { Vma } from '../../lib/mm/common/vma.ts';
import { doPteMissing, type MissingFault } from '../../lib/mm/memory/doPteMissing.ts';
import { anonMapping, asked, decide, file, pfn, privateFile, read, said, sharedMapping, write } from './faultRows.ts';

const none = '0000000000000000';
const missing = (k: Kernel, vma: Vma, f = write, how: MissingFault = {}, page = file) =>
  said(doPteMissing(k, 0n, vma, page, pfn, f, how));
const alone = (write: boolean) => fault({ write, vmaLock: true });

describe('under the lock of the mapping alone', () => {
  it('6.6.87 asks no file system, but for pages of the cache around a read', () => {
    const k = kernel('6.6');
    expect(missing(k, sharedMapping(k, [], asked), alone(true))).toBe(`${none} RETRY`);
    expect(missing(k, privateFile(k), alone(true))).toBe(`${none} RETRY`);
    expect(missing(k, privateFile(k), alone(false), { cached: false })).toBe(`${none} RETRY`);
    expect(missing(k, privateFile(k), alone(false))).toBe('8000000012345025 NOPAGE');
  });

  it.each(['6.7', '6.8', '6.12', '7.3'])('%s asks those with map_pages', (version) => {
    const k = kernel(version);
    for (const mapping of [sharedMapping(k), privateFile(k)]) {
      expect(missing(k, mapping, alone(true))).not.toContain('RETRY');
      expect(missing(k, { ...mapping, mapPages: false }, alone(true))).toBe(`${none} RETRY`);
      expect(missing(k, { ...mapping, mapPages: false }, alone(false))).toBe(`${none} RETRY`);
    }
  });

  it('an anon_vma is made where there is none: vmf_anon_prepare() of 6.9.0, 6.10.0, 6.12.118, 7.3.4', () => {
    const anon = (version: string, how: MissingFault = {}) => {
      const k = kernel(version);
      return missing(k, anonMapping(k, [], { anonVma: false }), alone(true), how);
    };
    for (const version of ['6.10', '6.12', '7.3']) {
      expect(anon(version), version).toBe('8000000012345867 RMAP_EXCLUSIVE');
      expect(anon(version, { mmapLocked: true }), version).toBe(`${none} RETRY`);
    }
    const cow = (version: string) => {
      const k = kernel(version);
      return missing(k, privateFile(k, { anonVma: false }), alone(true));
    };
    expect([cow('6.9'), cow('6.10')]).toEqual([`${none} RETRY`, '8000000012345867 LOCKED copy page RMAP_EXCLUSIVE']);
  });
});

describe.each(['4.19', '5.4', '5.10', '6.1', '6.6', '6.12', '7.3'])('on %s', (version) => {
  const k = kernel(version);
  const mm = { tlbFlushPending: 0, unstable: true };

  it('nothing new is mapped into an address space that is taken apart: check_stable_address_space()', () => {
    expect(missing(k, anonMapping(k), write, { mm })).toBe(`${none} SIGBUS`);
    expect(missing(k, anonMapping(k, ['uffdMissing']), read, { mm })).toBe(`${none} SIGBUS`);
    expect(missing(k, privateFile(k), write, { mm })).toBe(`${none} LOCKED SIGBUS`);
    expect(missing(k, sharedMapping(k), write, { mm })).toContain('8000000012345867 LOCKED');
  });

  it('there may be no memory', () => {
    expect(missing(k, anonMapping(k), write, { oom: true })).toBe(`${none} OOM`);
    expect(missing(k, privateFile(k), write, { oom: true })).toBe(`${none} OOM`);
  });

  it('the file system may refuse a write', () => {
    expect(missing(k, sharedMapping(k, [], asked), write, { mkwriteReturns: ['VM_FAULT_SIGBUS'] })).toBe(
      `${none} SIGBUS`,
    );
  });

  it('a poisoned page of shared memory is an error: it cannot be written back', () => {
    const page = folio({ anon: false, swapbacked: true, hwpoison: true });
    expect(missing(k, sharedMapping(k), read, {}, page)).toBe(`${none} HWPOISON`);
  });
});

it('a clean poisoned page leaves its file: __do_fault() of 5.4.1, 5.4.286, 5.17.0, 5.18.12', () => {
  const clean = (version: string, dirty = false) =>
    missing(kernel(version), sharedMapping(kernel(version)), read, {}, { ...file, hwpoison: true, dirty });
  expect(['4.19', '5.4.188', '5.10.109', '5.15.32', '5.17'].map((v) => clean(v))).toEqual(
    Array(5).fill(`${none} HWPOISON`),
  );
  expect(['4.19.238', '5.4.189', '5.10.110', '5.15.33', '5.18', '7.3'].map((v) => clean(v))).toEqual(
    Array(6).fill(`${none} NOPAGE`),
  );
  expect(clean('7.3', true)).toBe(`${none} HWPOISON`);
});

it('a first write to a shared page lets go of the lock: do_shared_fault() of 4.19.1, 5.4.286', () => {
  const shared = (version: string) => missing(kernel(version), sharedMapping(kernel(version), [], asked));
  expect([shared('4.19'), shared('5.4.286')]).toEqual([
    '8000000012345867 LOCKED folio_mark_dirty',
    '8000000012345867 LOCKED RETRY folio_mark_dirty',
  ]);
});

decide([
  [
    'missingAsksUffdWp',
    '6.12',
    (k) => said(doPteMissing(k, makePteMarker(k, markerUffdWp(k)), sharedMapping(k), file, pfn, read)),
    '8000000012345027 NOPAGE',
    '8000000012345425 NOPAGE',
  ],
  [
    'anonFaultNeedsAnonVma',
    '6.12',
    (k) => missing(k, anonMapping(k, [], { anonVma: false }), alone(true), { mmapLocked: true }),
    `${none} RETRY`,
    '8000000012345867 RMAP_EXCLUSIVE',
  ],
  [
    'faultDropsCleanPoison',
    '6.12',
    (k) => missing(k, sharedMapping(k), read, {}, { ...file, hwpoison: true }),
    `${none} NOPAGE`,
    `${none} HWPOISON`,
  ],
  [
    'cowCopyRecovers',
    '6.12',
    (k) => missing(k, privateFile(k), write, { copyPoisoned: true }),
    `${none} HWPOISON`,
    '8000000012345867 LOCKED copy page RMAP_EXCLUSIVE',
  ],
]);
