/** Faults on entries of hugetlb: mm/hugetlb.c, hugetlb_fault(), hugetlb_no_page() and hugetlb_wp() (hugetlb_cow() to 5.18). */
import { describe, expect, it } from 'vitest';
import { makeHwpoisonEntry, makePteMarker, markerPoisoned, markerUffdWp } from '../../lib/helpers/markers.ts';
import { pteUffdWp, pteWrite } from '../../lib/helpers/pgtable.ts';
import { swpEntryToPte } from '../../lib/helpers/swapEntry.ts';
import { type BehaviourId, type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { type Fault, fault } from '../../lib/mm/common/fault.ts';
import { type Folio, folio } from '../../lib/mm/common/folio.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import type { FaultOutcome } from '../../lib/mm/common/outcome.ts';
import type { Vma } from '../../lib/mm/common/vma.ts';
import { hugetlbChangeProtection } from '../../lib/mm/hugetlb/hugetlbChangeProtection.ts';
import { type HugetlbFault, hugetlbFault } from '../../lib/mm/hugetlb/hugetlbFault.ts';
import { hugetlbNoPage } from '../../lib/mm/hugetlb/hugetlbNoPage.ts';
import { hugetlbWp } from '../../lib/mm/hugetlb/hugetlbWp.ts';
import { entry, show, without } from './entries.ts';

type Flags = readonly VmFlagId[];
const may: Flags = ['mayread', 'maywrite', 'hugetlb', 'softdirty'];
const huge = (k: Kernel, more: Flags = [], parts: Partial<Vma> = {}): Vma =>
  vma(k, { vmFlags: ['read', 'write', ...may, ...more], anonymous: false, ...parts });
const shared = (k: Kernel, more: Flags = []): Vma => huge(k, ['shared', 'mayshare', ...more]);
const readOnly = (k: Kernel): Vma => vma(k, { vmFlags: ['read', ...may], anonymous: false });
const write = fault({ write: true });
const unshare = fault({ unshare: true });
const pages = { pfn: 0x12200n, copyPfn: 0x45600n };
const own = folio({ exclusive: true, reusable: true, mapcountReusable: true });
const others = folio({ mapcountReusable: false });
const ofFile = folio({ anon: false, reusable: true });
const RO = 0x80000000122000a5n; // PSE, Accessed, NX, present, user
const PROTECTED = 0x80000000122004a5n; // with uffd-wp
const marker = (k: Kernel) => makePteMarker(k, markerUffdWp(k));

const faulted = (k: Kernel, pte: bigint, v: Vma, page: Folio, asked: Fault = write, how: HugetlbFault = pages) =>
  hugetlbFault(k, pte, v, page, asked, how);
/** The entry and all that was returned, as one text. */
const all = ({ pte, returned, next, effects }: FaultOutcome): string =>
  [show(pte), ...returned, ...(next ? [next] : []), ...effects].join(' ');
const traps = ({ next }: FaultOutcome): boolean => next === 'handle_userfault';

describe('hugetlb_no_page()', () => {
  // make_huge_pte() of 4.19.0, 5.15.0, 6.12.0, 7.3.4: a private page that is only read is mapped read-only and clean
  it.each(['4.19', '5.15', '6.1', '6.12', '7.3'])('%s maps a private page for a read', (version) => {
    const k = kernel(version);
    const { pte, effects } = faulted(k, 0n, huge(k), own, fault());
    expect(show(pte)).toBe(show(RO));
    expect(effects).toEqual(k.does('anonExclusive') ? ['RMAP_EXCLUSIVE'] : []);
  });

  // set_huge_ptep_writable() after make_huge_pte(): from 6.6.9 on huge_pte_mkwrite() is pte_mkwrite_novma(), and Dirty stays at bit 58
  it.each<readonly [string, string]>([
    ['4.19', '80000000122008e7'],
    ['5.18', '80000000122008e7'],
    ['6.5', '80000000122008e7'],
    ['6.6', '84000000122008a7'],
    ['7.3', '84000000122008a7'],
  ])('%s maps it writable for a write: %s', (version, word) => {
    const k = kernel(version);
    expect(show(faulted(k, 0n, huge(k), own).pte)).toBe(word);
  });

  it.each(['4.19', '6.1', '7.3'])('%s maps a shared page writable, also for a read', (version) => {
    const k = kernel(version);
    expect(show(faulted(k, 0n, shared(k), ofFile, fault()).pte)).toBe('80000000122008e7');
    const unwritten = vma(k, { vmFlags: ['read', 'shared', 'mayshare', ...may], anonymous: false });
    expect(show(faulted(k, 0n, unwritten, ofFile, fault()).pte)).toBe(show(RO));
  });

  it('copies the page of a file for a write to a private mapping: 4.19.0 to 7.3.4', () => {
    for (const version of ['4.19', '6.12', '7.3']) {
      const k = kernel(version);
      const { pte, effects } = faulted(k, 0n, huge(k), ofFile, write, { ...pages, cached: true });
      expect([show(pte).slice(-8), effects.includes('copy page')], version).toEqual([
        k.mask.savedDirty ? '456008a7' : '456008e7',
        true,
      ]);
    }
  });

  it('traps missing pages, and those that are in the page cache where that is asked for', () => {
    const k = kernel('6.12');
    expect(traps(faulted(k, 0n, huge(k, ['uffdMissing']), own))).toBe(true);
    expect(traps(faulted(k, 0n, shared(k, ['uffdMissing']), ofFile, write, { ...pages, cached: true }))).toBe(false);
    expect(traps(faulted(k, 0n, shared(k, ['uffdMinor']), ofFile, write, { ...pages, cached: true }))).toBe(true);
    expect(traps(faulted(k, 0n, shared(k, ['uffdMinor']), ofFile))).toBe(false);
  });

  it('returns SIGBUS behind the end of the file, and where the pool is empty: 4.19.0, 7.3.4', () => {
    for (const version of ['4.19', '7.3']) {
      const k = kernel(version);
      const of = (how: object) => faulted(k, 0n, shared(k), ofFile, write, { ...pages, ...how }).returned;
      expect([of({ beyondFile: true }), of({ oom: true })]).toEqual([['VM_FAULT_SIGBUS'], ['VM_FAULT_SIGBUS']]);
    }
  });

  // __vmf_anon_prepare() of 6.12.0; under mmap_lock it succeeds
  it('asks for mmap_lock where a private mapping has no anon_vma yet', () => {
    const k = kernel('6.12');
    const under = fault({ write: true, vmaLock: true });
    const v = huge(k, [], { anonVma: false });
    expect(hugetlbNoPage(k, 0n, v, own, 0x12200n, under, pages).returned).toEqual(['VM_FAULT_RETRY']);
    expect(hugetlbNoPage(k, 0n, { ...v, anonVma: true }, own, 0x12200n, under, pages).returned).toEqual([]);
    expect(hugetlbNoPage(k, 0n, shared(k), ofFile, 0x12200n, under, pages).returned).toEqual([]);
  });

  // 5.19.0: huge_pte_wrprotect(huge_pte_mkuffd_wp()), 6.3.8: huge_pte_mkuffd_wp()
  it.each(['5.19', '6.2', '6.3', '7.3'])('%s protects a shared page where a marker stood', (version) => {
    const k = kernel(version);
    const { pte } = faulted(k, marker(k), shared(k, ['uffdWp']), ofFile, fault());
    expect([pteUffdWp(k, pte), pteWrite(k, pte)]).toEqual([true, false]);
  });
});

describe('hugetlb_fault()', () => {
  it.each(['4.19', '5.10', '6.2', '6.3', '7.3'])(
    '%s waits for a page that moves, and dies of one that is gone',
    (v) => {
      const k = kernel(v);
      const moving = entry(k, 'read');
      expect(all(faulted(k, moving, huge(k), own))).toBe(`${show(moving)} migration_entry_wait`);
      const poison = swpEntryToPte(k, makeHwpoisonEntry(k, 0x12200n));
      expect(faulted(k, poison, huge(k), own).returned).toEqual(['VM_FAULT_HWPOISON_LARGE']);
    },
  );

  // PTE_MARKER_POISONED in hugetlb_fault() of 6.6.9 and 7.3.4
  it.each(['6.6', '6.18', '7.3'])('%s dies of a poisoned marker', (version) => {
    const k = kernel(version);
    const poison = makePteMarker(k, markerPoisoned(k));
    expect(all(faulted(k, poison, huge(k), own))).toBe(`${show(poison)} VM_FAULT_HWPOISON_LARGE`);
  });

  it.each(['5.19', '6.12', '7.3'])('%s traps a write to a protected page, unless it is asynchronous', (version) => {
    const k = kernel(version);
    const v = huge(k, ['uffdWp']);
    expect(traps(faulted(k, PROTECTED, v, own))).toBe(true);
    expect(traps(faulted(k, PROTECTED, v, own, fault()))).toBe(false);
    // 6.7.3: userfaultfd_wp_async() goes on to hugetlb_wp()
    const { pte, next } = faulted(k, PROTECTED, { ...v, uffdWpAsync: true }, own);
    expect([next === undefined, pteWrite(k, pte)]).toEqual([k.does('wpAsync'), k.does('wpAsync')]);
  });

  it('sets Dirty and Accessed of a writable entry: 4.19.0, 7.3.4', () => {
    for (const version of ['4.19', '7.3']) {
      const k = kernel(version);
      expect(show(faulted(k, 0x8000000012200087n, huge(k), own).pte)).toBe('80000000122008e7');
      expect(show(faulted(k, 0x8000000012200087n, huge(k), own, fault()).pte)).toBe('8000000012200087');
    }
  });

  // vma_end_read() and VM_FAULT_RETRY at the start of hugetlb_fault() of 6.6.9, not of 6.5.0 and 6.9.0
  it('hugetlbRefusesVmaLock: 6.6 to 6.8 come again with mmap_lock', () => {
    const of = (k: Kernel) => faulted(k, RO, huge(k), own, fault({ vmaLock: true })).returned.join();
    expect(['6.5', '6.6', '6.8', '6.9'].map((v) => of(kernel(v)))).toEqual([
      '',
      'VM_FAULT_RETRY',
      'VM_FAULT_RETRY',
      '',
    ]);
    expect(of(without('6.6', 'hugetlbRefusesVmaLock'))).toBe('');
  });
});

describe('hugetlb_wp()', () => {
  it('writes to a page with one mapping, pinned or not, and copies one with two: 4.19.0 to 7.3.4', () => {
    for (const version of ['4.19', '5.18', '6.5', '7.3']) {
      const k = kernel(version);
      const kept = hugetlbWp(k, RO, huge(k), { ...own, pinned: true, reusable: false }, write, pages);
      const copied = hugetlbWp(k, RO, huge(k), others, write, pages);
      expect([kept.effects.length, pteWrite(k, kept.pte), copied.effects[0], pteWrite(k, copied.pte)]).toEqual([
        0,
        true,
        'copy page',
        true,
      ]);
    }
  });

  it('copies read-only for who wants a page of its own, and knows no such wish before 5.19', () => {
    expect(all(hugetlbWp(kernel('6.12'), RO, huge(kernel('6.12')), others, unshare, pages))).toBe(
      '80000000456000a5 copy page RMAP_EXCLUSIVE',
    );
    expect(show(faulted(kernel('5.18'), RO, huge(kernel('5.18')), others, unshare).pte)).toBe(show(RO));
    expect(() => hugetlbWp(kernel('6.12'), RO, shared(kernel('6.12')), ofFile, unshare, pages)).toThrow('private');
  });

  it('needs a number for the copy, and refuses what is not present', () => {
    const k = kernel('6.12');
    expect(() => hugetlbWp(k, RO, huge(k), others, write)).toThrow('expected copyPfn');
    expect(() => hugetlbWp(k, 0n, huge(k), others, write)).toThrow('expected a present entry');
    expect(hugetlbWp(k, RO, huge(k), others, write, { oom: true }).returned).toEqual(['VM_FAULT_SIGBUS']);
    expect(hugetlbWp(k, RO, huge(k), others, write, { copyPoisoned: true }).returned).toEqual([
      'VM_FAULT_HWPOISON_LARGE',
    ]);
  });

  // copy_user_huge_page() of 6.3.8 is void
  it('meets a hardware error in what it copies from 6.4 on', () => {
    const k = without('6.12', 'hugetlbForkMeetsPoison');
    expect(hugetlbWp(k, RO, huge(k), others, write, { ...pages, copyPoisoned: true }).effects[0]).toBe('copy page');
  });

  // set_huge_ptep_maybe_writable() of 6.14.0
  it('makeHugePteAsksWrite: a debugger’s write leaves the entry of a read-only mapping read-only', () => {
    const of = (k: Kernel) => pteWrite(k, hugetlbWp(k, RO, readOnly(k), own, write, pages).pte);
    expect([of(kernel('5.18')), of(kernel('6.14'))]).toEqual([true, false]);
    expect(of(without('6.14', 'makeHugePteAsksWrite'))).toBe(true);
  });
});

describe('rows of faults', () => {
  const poisoned = (k: Kernel) =>
    faulted(k, 0n, shared(k), { ...ofFile, hwpoison: true }, fault(), { ...pages, cached: true }).returned.join();
  const sharedWrite = (k: Kernel) => all(faulted(k, RO, shared(k), ofFile));
  const debugged = (k: Kernel) => faulted(k, RO, readOnly(k), own).returned.join();
  const ofMarker = (k: Kernel) => String(pteWrite(k, faulted(k, marker(k), huge(k, ['uffdWp']), own).pte));
  const unshared = (k: Kernel) => String(pteUffdWp(k, hugetlbWp(k, PROTECTED, huge(k), others, unshare, pages).pte));
  const strayMarker = (k: Kernel) => String(pteUffdWp(k, faulted(k, marker(k), shared(k), ofFile, fault()).pte));
  const leftover = (k: Kernel) => all(faulted(k, PROTECTED, huge(k), own));

  // 7.3.0-rc7 and 7.3.4 apart, by the trees that are named in the judges of the rows
  it.each<readonly [BehaviourId, (k: Kernel) => string, readonly (readonly [string, string])[], string]>([
    [
      'hugetlbPoisonSaysSize',
      poisoned,
      [
        ['4.19.168', 'VM_FAULT_HWPOISON'],
        ['4.19.169', 'VM_FAULT_HWPOISON_LARGE'],
        ['5.4.90', 'VM_FAULT_HWPOISON'],
        ['5.10.8', 'VM_FAULT_HWPOISON'],
        ['5.10.9', 'VM_FAULT_HWPOISON_LARGE'],
        ['5.11', 'VM_FAULT_HWPOISON_LARGE'],
      ],
      'VM_FAULT_HWPOISON',
    ],
    [
      'hugetlbWpKnowsShared',
      sharedWrite,
      [
        ['5.18', '80000000456008e7 copy page'],
        ['5.19.5', '80000000456008e7 copy page RMAP_EXCLUSIVE'],
        ['5.19.6', '80000000122008e7'],
        ['6.0', '80000000122008e7'],
      ],
      '80000000456008e7 copy page RMAP_EXCLUSIVE',
    ],
    [
      'hugetlbWpRefusesReadOnly',
      debugged,
      [
        ['6.14', ''],
        ['5.19.5', ''],
        ['6.13', 'VM_FAULT_SIGSEGV'],
      ],
      '',
    ],
    [
      'hugetlbWpLeavesUffdWp',
      ofMarker,
      [
        ['5.19', 'true'],
        ['6.1.23', 'true'],
        ['6.1.24', 'false'],
        ['6.2.10', 'true'],
        ['6.2.11', 'false'],
        ['6.3', 'false'],
      ],
      'true',
    ],
    [
      'hugetlbWpKeepsUffdWp',
      unshared,
      [
        ['6.3', 'false'],
        ['6.4', 'true'],
      ],
      'false',
    ],
    [
      'hugetlbNoPageAsksRegistration',
      strayMarker,
      [
        ['7.2', 'true'],
        ['7.3.3', 'true'],
        ['7.3.4', 'false'],
      ],
      'true',
    ],
    [
      'hugetlbFaultClearsLeftover',
      leftover,
      [
        ['6.1.23', '8000000012200ce7'],
        ['6.12', show(PROTECTED)],
        ['7.3.3', show(PROTECTED)],
        ['7.3.4', '84000000122008a7'],
      ],
      show(PROTECTED),
    ],
  ])('%s', (id, run, expected, lacking) => {
    expect(expected.map(([version]) => [version, run(kernel(version))])).toEqual(expected);
    expect(run(without(expected.at(-1)?.[0] ?? '', id))).toBe(lacking);
  });
});

// 7.3.4: pte_protnone() and huge_pte_uffd(), with userfaultfd_rwp() or without
describe('a trap for every access', () => {
  it('is a message, or goes away by itself', () => {
    const k = kernel('7.3.4');
    const pte = hugetlbChangeProtection(k, RO, huge(k, ['uffdRwp']), k.prot.PAGE_NONE, { uffdRwp: true }).pte;
    expect(traps(faulted(k, pte, huge(k, ['uffdRwp']), own, fault()))).toBe(true);
    const async = faulted(k, pte, huge(k, ['uffdRwp'], { uffdRwpAsync: true }), own, fault());
    expect([traps(async), show(async.pte)]).toEqual([false, '80000000122000a5']);
    expect(show(faulted(k, pte, huge(k), own, fault()).pte)).toBe('80000000122000a5');
    const old = kernel('7.3.3');
    expect(show(faulted(old, pte, huge(old), own, fault()).pte)).toBe(show(pte));
  });
});
