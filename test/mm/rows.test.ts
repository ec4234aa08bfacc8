/** What each row about faults, protection changes and userfaultfd decides: the same call with the row and without it. */
import { describe, expect, it } from 'vitest';
import { hex } from '../../lib/base/hex.ts';
import {
  makeHwpoisonEntry,
  makePteMarker,
  markerGuard,
  markerPoisoned,
  markerUffdWp,
} from '../../lib/helpers/markers.ts';
import { swpEntryToPte } from '../../lib/helpers/swapEntry.ts';
import { type BehaviourId, type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { fault } from '../../lib/mm/common/fault.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { type VmaParts, vma } from '../../lib/mm/common/makeVma.ts';
import type { Outcome, VmFault } from '../../lib/mm/common/outcome.ts';
import type { Vma } from '../../lib/mm/common/vma.ts';
import { guardInstall } from '../../lib/mm/madvise/madviseGuard.ts';
import { copyNonpresentPte } from '../../lib/mm/memory/copyNonpresentPte.ts';
import { copyPresentPte } from '../../lib/mm/memory/copyPresentPte.ts';
import { doNumaPage } from '../../lib/mm/memory/doNumaPage.ts';
import { doPteMissing } from '../../lib/mm/memory/doPteMissing.ts';
import { doSwapPage } from '../../lib/mm/memory/doSwapPage.ts';
import { doWpPage } from '../../lib/mm/memory/doWpPage.ts';
import { handlePteMarker } from '../../lib/mm/memory/handlePteMarker.ts';
import { vmaNeedsCopy } from '../../lib/mm/memory/vmaNeedsCopy.ts';
import { zapPteRange } from '../../lib/mm/memory/zapPteRange.ts';
import { canChangePteWritable } from '../../lib/mm/mprotect/canChangePteWritable.ts';
import { changeProtNuma } from '../../lib/mm/mprotect/changeProtNuma.ts';
import { mprotectFixup } from '../../lib/mm/mprotect/mprotectFixup.ts';
import { movePtes } from '../../lib/mm/mremap/movePtes.ts';
import { warningsOf, warningText } from '../../lib/mm/page_table_check/warnings.ts';
import { makeDeviceExclusive } from '../../lib/mm/rmap/makeDeviceExclusive.ts';
import { unusePte } from '../../lib/mm/swapfile/unusePte.ts';
import { clearRefs, clearSoftDirty } from '../../lib/mm/task_mmu/clearSoftDirty.ts';
import { pteToPagemapEntry } from '../../lib/mm/task_mmu/pteToPagemapEntry.ts';
import { mfillAtomicInstallPte } from '../../lib/mm/userfaultfd/mfillAtomic.ts';
import { movePagesPte } from '../../lib/mm/userfaultfd/movePagesPte.ts';
import { uffdWpRange } from '../../lib/mm/userfaultfd/uffdWpRange.ts';
import { userfaultfdEnd } from '../../lib/mm/userfaultfd/userfaultfdEnd.ts';
import { userfaultfdMustWait } from '../../lib/mm/userfaultfd/userfaultfdMustWait.ts';
import { behaviourGroups } from '../../spec/behaviours.ts';
import { filesIn, textOf } from '../support/tree.ts';
import { entry, PAGE_COPY, PAGE_SHARED, show, without } from './entries.ts';

const pfn = 0x12345n;
const other = 0x54321n;
const mine = folio({ exclusive: true });
const file = folio({ anon: false });
const dirtyFile = folio({ anon: false, dirty: true });
const read = fault();
const write = fault({ write: true });
const unshare = fault({ unshare: true });

type Flags = readonly Exclude<VmaParts['vmFlags'], bigint>[number][];
const rw: Flags = ['read', 'write', 'mayread', 'maywrite', 'softdirty'];
const anon = (k: Kernel, extra: Flags = [], parts: Partial<VmaParts> = {}): Vma =>
  vma(k, { vmFlags: [...rw, ...extra], ...parts });
const shmem = (k: Kernel, extra: Flags = [], parts: Partial<VmaParts> = {}): Vma =>
  vma(k, { vmFlags: [...rw, 'shared', 'mayshare', ...extra], ...parts });
const uffdMarker = (k: Kernel) => makePteMarker(k, markerUffdWp(k));
const poison = (k: Kernel) => makePteMarker(k, markerPoisoned(k));
const swapEntry = 0x07ffffffffdffe00n;
const badPage = (k: Kernel) => swpEntryToPte(k, makeHwpoisonEntry(k, pfn));
const privateFile = (k: Kernel) => anon(k, [], { anonymous: false });
const pinnedFile = folio({ anon: false, pinned: true, swapbacked: false });
const many = ({ ptes }: { readonly ptes: readonly bigint[] }): string => ptes.map(show).join(' ');

/** The entry, and what else there is to say of an outcome. */
const all = (o: Outcome & { readonly returned?: unknown; readonly next?: unknown }): string =>
  [show(o.pte), ...[o.returned ?? []].flat(), o.next ?? '', ...o.effects].filter(String).join(' ');
const results = (o: { readonly returned: readonly VmFault[] }) => o.returned.join(' ') || '0';
const wp = (k: Kernel, pte: bigint, v: Vma, page = mine, f = write, pending = 0) =>
  doWpPage(k, pte, v, page, f, { copyPfn: other, mm: { tlbFlushPending: pending } });

/** The release to ask, what to run on it, its answer, and the answer where the row is missing. */
type Decides = readonly [version: string, run: (k: Kernel) => string, with_: string, without: string];
type Decisions = Readonly<Partial<Record<BehaviourId, Decides>>>;

const faults: Decisions = {
  faultSaysWrite: ['6.1', (k) => results(wp(k, 0x8000000012345025n, anon(k))), 'VM_FAULT_WRITE', '0'],
  dirtyingCompletes: [
    '6.12',
    (k) => results(wp(k, 0x8000000012345025n, shmem(k), file)),
    'VM_FAULT_COMPLETED',
    'VM_FAULT_RETRY',
  ],
  wpFlushesPending: [
    '6.12',
    (k) => all(wp(k, 0x8000000012345025n, anon(k, ['uffdWp']), folio(), write, 1)),
    '8000000054321867 flush_tlb_page copy page RMAP_EXCLUSIVE',
    '8000000054321867 copy page RMAP_EXCLUSIVE',
  ],
  wpAsync: [
    '6.12',
    (k) => all(wp(k, 0x8000000012345425n, anon(k, ['uffdWp'], { uffdWpAsync: true }))),
    '8000000012345867',
    '8000000012345425 VM_FAULT_RETRY handle_userfault',
  ],
  // A read-only shared mapping that is written to by force
  wpDecidesSharedFirst: [
    '6.12',
    (k) => all(wp(k, 0x8000000012345025n, vma(k, { vmFlags: ['read', 'shared', 'mayshare', 'softdirty'] }), dirtyFile)),
    '8400000012345825 folio_mark_dirty',
    '8400000054321825 copy page RMAP_EXCLUSIVE',
  ],
  unshareCopiesAny: [
    '6.12',
    (k) => all(wp(k, 0x8000000012345825n, anon(k), file, unshare)),
    '8000000054321825 copy page RMAP_EXCLUSIVE',
    '8000000012345825',
  ],
  wpReusesKsm: [
    '5.8',
    (k) => all(wp(k, 0x8000000012345025n, anon(k), folio({ ksm: true, reusable: true }))),
    '8000000012345867 VM_FAULT_WRITE',
    '8000000054321867 VM_FAULT_WRITE copy page',
  ],
  wpFreesSwapCache: [
    '5.18',
    (k) => all(wp(k, 0x8000000012345025n, anon(k), folio({ swapCache: true, reusable: true }))),
    '8000000012345867 VM_FAULT_WRITE',
    '8000000054321867 VM_FAULT_WRITE copy page',
  ],
  // A second mapping of the page, and one reference: no page is so, but it tells the counts apart
  swapInCountsMappings: [
    '5.17',
    (k) => all(doSwapPage(k, swapEntry, anon(k), folio({ mapcountReusable: true }), pfn, write, { copyPfn: other })),
    '8000000012345867 VM_FAULT_WRITE',
    '8000000054321867 VM_FAULT_WRITE copy page',
  ],
  swapInReusesByCount: [
    '7.2',
    (k) => all(doSwapPage(k, swapEntry, anon(k), folio({ reusable: true }), pfn, read)),
    '8000000012345027 RMAP_EXCLUSIVE',
    '8000000012345025',
  ],
  swapInUpgrades: [
    '6.12',
    (k) => all(doSwapPage(k, swapEntry | 8n, anon(k), folio(), pfn, read)),
    '8000000012345027 RMAP_EXCLUSIVE',
    '8000000012345025 RMAP_EXCLUSIVE',
  ],
  swapInRefusesVmaLock: [
    '6.5',
    (k) => all(doSwapPage(k, swapEntry, anon(k), folio(), pfn, fault({ vmaLock: true }))),
    '07ffffffffdffe00 VM_FAULT_RETRY',
    '8000000012345025',
  ],
  devicePrivateRefusesVmaLock: [
    '6.12',
    (k) => all(doSwapPage(k, entry(k, 'deviceRead'), anon(k), folio(), pfn, fault({ vmaLock: true }))).slice(17),
    'VM_FAULT_RETRY',
    'migrate_to_ram',
  ],
  markerRefusesAnonymous: [
    '6.1',
    (k) => all(handlePteMarker(k, uffdMarker(k), anon(k, ['uffdWp']), folio(), pfn, read)),
    'f7fffffffffffc00 VM_FAULT_SIGBUS',
    '0000000000000000',
  ],
  uffdWpUnpopulated: [
    '6.12',
    (k) => all(handlePteMarker(k, uffdMarker(k), anon(k, ['uffdWp']), folio(), pfn, read)),
    '8000000012345625',
    '0000000000000000',
  ],
  poisonRaisesHwpoison: [
    '6.12',
    (k) => results(handlePteMarker(k, poison(k), anon(k), folio(), pfn, read)),
    'VM_FAULT_HWPOISON',
    'VM_FAULT_SIGBUS',
  ],
  setPteDirtiesWritable: [
    '6.18',
    (k) => all(doPteMissing(k, 0n, shmem(k), dirtyFile, pfn, read)),
    '8000000012345867 VM_FAULT_NOPAGE',
    '8000000012345027 VM_FAULT_NOPAGE',
  ],
  numaSavedwrite: [
    '6.1',
    (k) => all(doNumaPage(k, 0x000fffffedcba122n, anon(k), folio())),
    '8000000012345027',
    '8000000012345025',
  ],
};

const changes: Decisions = {
  mprotectUpgradesDirty: [
    '5.19',
    (k) => {
      const start = vma(k, { vmFlags: ['read', 'mayread', 'maywrite', 'shared'], pageMkwrite: true });
      return all(mprotectFixup(k, 0x8000000012345065n, start, start.vmFlags | k.vm.write, file));
    },
    '8000000012345067 flush_tlb_page',
    '8000000012345065 ',
  ],
  guardsAnyMapping: ['7.3', (k) => show(guardInstall(k, 0n, shmem(k)).pte), 'fffffffffffff600', '0000000000000000'],
  mprotectMigrationKeepsUffdWp: [
    '6.3',
    (k) =>
      show(mprotectFixup(k, entry(k, 'write', { uffdWp: true }), anon(k), anon(k).vmFlags & ~k.vm.write).pte & 0xfffn),
    '0000000000000404',
    '0000000000000400',
  ],
  flushesIfNeeded: [
    '6.12',
    (k) => all(mprotectFixup(k, 0x8000000012345025n, anon(k), anon(k).vmFlags & ~k.vm.write, folio())),
    '8000000012345025',
    '8000000012345025 flush_tlb_page',
  ],
  // Two pages of shared memory, written before clear_refs: 0x84000000031fd025 was seen to become 0x80000000031fd867 on 7.3
  mprotectBatches: [
    '7.3',
    (k) => {
      const v = vma(k, { vmFlags: ['read', 'mayread', 'maywrite', 'shared', 'mayshare'], pageMkwrite: true });
      const pages = [0x84000000031fd025n, 0x84000000031fe025n];
      return many(mprotectFixup(k, pages, v, v.vmFlags | k.vm.write, file));
    },
    '80000000031fd867 80000000031fe867',
    '84000000031fd025 84000000031fe025',
  ],
  numaSkipsReferenced: [
    '5.17',
    (k) => show(changeProtNuma(k, 0x8000000012345025n, anon(k), folio({ pinned: true })).pte),
    '8000000012345025',
    '000fffffedcba120',
  ],
  numaCountsReferences: [
    '5.17',
    (k) => show(changeProtNuma(k, 0x8000000012345025n, anon(k), folio({ referenced: true })).pte),
    '8000000012345025',
    '000fffffedcba120',
  ],
  numaSkipsDevicePages: [
    '6.0',
    (k) => show(changeProtNuma(k, 0x8000000012345025n, anon(k), folio({ deviceCoherent: true })).pte),
    '8000000012345025',
    '000fffffedcba120',
  ],
  numaSkipsAllPinned: [
    '6.19',
    (k) => show(changeProtNuma(k, 0x8000000012345025n, shmem(k), folio({ anon: false, pinned: true })).pte),
    '8000000012345025',
    '000fffffedcba120',
  ],
  uffdWpProtFromFlags: [
    '6.2',
    (k) => show(uffdWpRange(k, 0x8000000012345425n, shmem(k, ['uffdWp'], { vmPageProt: PAGE_COPY }), false, file).pte),
    '8000000012345027',
    '8000000012345025',
  ],
  forkFiltersUffdWp: [
    '6.12',
    (k) => show(copyNonpresentPte(k, swapEntry | 4n, anon(k, ['uffdWp']), anon(k)).pte),
    '07ffffffffdffe00',
    '07ffffffffdffe04',
  ],
  forkCopiesPinned: [
    '6.12',
    (k) =>
      all(copyPresentPte(k, 0x8000000012345867n, anon(k), anon(k), folio({ exclusive: true, pinned: true }), other)),
    '8000000054321867 copy page',
    '8400000012345805 clear exclusive',
  ],
  forkCopiesOnlyAnonymous: [
    '5.15.173',
    (k) => all(copyPresentPte(k, 0x8000000012345025n, privateFile(k), privateFile(k), pinnedFile, other)),
    '8000000012345005',
    '8000000054321867 copy page',
  ],
  forkMeetsPoison: [
    '6.12',
    (k) => {
      const page = folio({ exclusive: true, pinned: true, hwpoison: true });
      return all(copyPresentPte(k, 0x8000000012345867n, anon(k), anon(k), page, other));
    },
    '0000000000000000 -EHWPOISON',
    '8000000054321867 copy page',
  ],
  forkBatches: [
    '6.12',
    (k) => many(copyPresentPte(k, [0x8000000012345867n, 0x8000000012346067n], anon(k), anon(k), mine)),
    '8400000012345805 8400000012346805',
    '8400000012345805 8400000012346005',
  ],
  forkCopiesForUffdWp: [
    '6.12',
    (k) => String(vmaNeedsCopy(k, shmem(k, [], { anonVma: false }), shmem(k, ['uffdWp'], { anonVma: false }))),
    'true',
    'false',
  ],
  forkCopiesHugetlb: [
    '5.19',
    (k) => String(vmaNeedsCopy(k, shmem(k, ['hugetlb'], { anonVma: false }), shmem(k, ['hugetlb']))),
    'true',
    'false',
  ],
  zapKeepsPoison: [
    '5.18',
    (k) => show(zapPteRange(k, badPage(k), shmem(k), undefined, { keepCows: true, details: true }).pte),
    'cffffffffdb97400', // type 25 of 5.18
    '0000000000000000',
  ],
  zapChecksShadowStack: [
    '6.12',
    (k) =>
      warningsOf(k, 0x8000000012345065n, { vma: anon(k) })
        .map(warningText)
        .join(),
    'DEBUG_VM would warn: shadow stack in an ordinary mapping',
    '',
  ],
  swapoffLooksForPoison: [
    '6.5',
    (k) => String(unusePte(k, swapEntry, anon(k), folio({ hwpoison: true }), pfn).returned),
    '0',
    '1',
  ],
  swapoffChecksFolio: [
    '6.18',
    (k) => String(unusePte(k, swapEntry, anon(k), folio(), pfn, { gone: true }).returned),
    '0',
    '1',
  ],
  forkFiltersMarker: [
    '6.5',
    (k) => show(copyNonpresentPte(k, uffdMarker(k), shmem(k, ['uffdWp']), shmem(k)).pte),
    '0000000000000000',
    'fffffffffffffc00',
  ],
  forkReencodesMarker: [
    '6.12',
    (k) => show(copyNonpresentPte(k, poison(k) | 2n, anon(k), anon(k)).pte),
    'fffffffffffffa00',
    'fffffffffffffa02',
  ],
  zapDetailsKeepSwap: [
    '5.10',
    (k) => show(zapPteRange(k, swapEntry, shmem(k), undefined, { details: true }).pte),
    '07ffffffffdffe00',
    '0000000000000000',
  ],
  zapDropsAnonMarker: [
    '6.12',
    (k) => show(zapPteRange(k, uffdMarker(k), anon(k, ['uffdWp'])).pte),
    '0000000000000000',
    'fffffffffffffc00',
  ],
  clearRefsExcludes: ['6.12', (k) => clearRefs(k, anon(k)).lock, 'write', 'read'],
  clearRefsSkipsPinned: [
    '6.5',
    (k) => show(clearSoftDirty(k, 0x8000000012345867n, anon(k), { pinned: true }).pte),
    '8000000012345867',
    '8000000012345065',
  ],
  clearRefsFlushes: ['6.12', (k) => clearRefs(k, anon(k)).effects.join(), 'flush_tlb_mm', ''],
  mremapClearsUffdWp: [
    '6.13',
    (k) => show(movePtes(k, 0x8000000012345425n, anon(k, ['uffdWp'])).pte),
    '8000000012345825',
    '8000000012345c25',
  ],
  pagemapMigrationNotExclusive: [
    '5.17',
    (k) => hex(pteToPagemapEntry(k, entry(k, 'read'), anon(k), mine, { mappedOnce: true, showPfn: false })),
    '0x4080000000000000',
    '0x4180000000000000',
  ],
  pagemapOnlyPresentExclusive: [
    '6.11',
    (k) => hex(pteToPagemapEntry(k, entry(k, 'deviceRead'), anon(k), mine, { mappedOnce: true, showPfn: false })),
    '0x4080000000000000',
    '0x4180000000000000',
  ],
  pagemapKnowsDeviceExclusive: [
    '5.14',
    (k) => hex(pteToPagemapEntry(k, entry(k, 'exclusiveRead'), anon(k), mine, { mappedOnce: true, showPfn: false })),
    '0x4180000000000000',
    '0x4080000000000000',
  ],
};

const uffd: Decisions = {
  // UFFDIO_CONTINUE into a private mapping of a file
  copyDirtiesIfWritable: [
    '5.15',
    (k) => show(mfillAtomicInstallPte(k, 0n, anon(k), file, pfn).pte),
    '8000000012345025',
    '8000000012345865',
  ],
  copyProtectsReadOnly: [
    '6.2',
    (k) =>
      show(mfillAtomicInstallPte(k, 0n, vma(k, { vmFlags: ['read', 'softdirty', 'uffdWp'] }), folio(), pfn, true).pte),
    '8000000012345c65',
    '8000000012345865',
  ],
  copyWrprotects: [
    '6.1-rc7',
    (k) => show(mfillAtomicInstallPte(k, 0n, shmem(k, ['uffdWp'], { vmPageProt: PAGE_SHARED }), file, pfn, true).pte),
    '8000000012345c65',
    '8000000012345c67',
  ],
  copyReplacesMarkers: [
    '6.13',
    (k) => String(mfillAtomicInstallPte(k, makePteMarker(k, markerGuard(k)), anon(k), folio(), pfn).returned),
    '0',
    '-EEXIST',
  ],
  moveMarksSoftDirty: [
    '6.18',
    (k) => show(movePagesPte(k, swapEntry | 8n, anon(k)).pte),
    '07ffffffffdffe0a',
    '07ffffffffdffe08',
  ],
  mustWaitAsksPresent: ['7.2', (k) => String(userfaultfdMustWait(k, swapEntry, 'wp')), 'false', 'true'],
  mustWaitKnowsMarkers: [
    '6.18',
    (k) => String(userfaultfdMustWait(k, makePteMarker(k, markerGuard(k)), 'missing')),
    'true',
    'false',
  ],
  mustWaitKnowsUffdMarkers: ['7.3', (k) => String(userfaultfdMustWait(k, uffdMarker(k), 'missing')), 'true', 'false'],
  unregisterResolves: [
    '6.12',
    (k) => show(userfaultfdEnd(k, 0x8000000012345425n, anon(k, ['uffdWp']), 'unregister').pte),
    '8000000012345025',
    '8000000012345425',
  ],
  closeResolves: [
    '6.12',
    (k) => show(userfaultfdEnd(k, 0x8000000012345425n, anon(k, ['uffdWp']), 'close').pte),
    '8000000012345025',
    '8000000012345425',
  ],
};

const protections: Decisions = {
  writenotifyExemptsHugetlb: [
    '6.12',
    (k) => show(vma(k, { vmFlags: ['read', 'write', 'shared', 'hugetlb'] }).vmPageProt),
    '8000000000000027',
    '8000000000000025',
  ],
  writenotifyForUffdWp: ['6.12', (k) => show(shmem(k, ['uffdWp']).vmPageProt), '8000000000000025', '8000000000000027'],
  canChangeNeedsDirty: [
    '6.1',
    (k) => String(canChangePteWritable(k, anon(k), 0x8000000012345025n, mine)),
    'false',
    'true',
  ],
};

const here: Decisions = { ...protections, ...faults, ...changes, ...uffd };

describe.each(Object.entries(here))('the row %s', (id, [version, run, with_, lacking]) => {
  it('decides', () => expect(run(kernel(version))).toBe(with_.trim()));
  it('is missed', () => expect(run(without(version, id as BehaviourId))).toBe(lacking.trim()));
});

it('entries without a page', () => {
  const k = kernel('6.12');
  const bad = badPage(k);
  expect(all(zapPteRange(k, bad, anon(k)))).toBe('0000000000000000');
  expect(all(zapPteRange(k, bad, anon(k), undefined, { keepCows: true }))).toBe(show(bad));
  expect(show(changeProtNuma(k, 0x8000000012345025n, anon(k), undefined).pte)).toBe('8000000012345025');
});

it('the row deviceExclusiveWritableOnly decides; without it later kernels lack the entry types', () => {
  expect(['6.14', '6.15'].map((v) => kernel(v).does('deviceExclusiveWritableOnly'))).toEqual([false, true]);
  const returned = (version: string) => makeDeviceExclusive(kernel(version), 0x8000000012345025n, mine).returned;
  expect([returned('6.14'), returned('6.15')]).toEqual([true, false]);
});

it('every other row of the kernel logic is left out in a test of its function', () => {
  const tests = filesIn('test', '.test.ts').map(textOf);
  const [, ...logic] = behaviourGroups; // the first are those of helpers
  const others = logic.flatMap(({ rows }) => rows.map(({ id }) => id as BehaviourId)).filter((id) => !(id in here));
  expect(others.length).toBeGreaterThan(30);
  expect(others.filter((id) => !tests.some((text) => text.includes(`'${id}'`)))).toEqual([]);
});
