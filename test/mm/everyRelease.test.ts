/** Kernel logic runs on every release, for every entry that a function takes; what a release lacks is refused at the door. */
import { describe, expect, it } from 'vitest';
import * as library from '../../lib/index.ts';
import { type FunctionId, type Kernel, kernel, type UapiId } from '../../lib/kernel/kernel.ts';
import { everything, type Family, familyOf, nonempty, nonpresent } from '../../lib/mm/common/family.ts';
import type { Outcome } from '../../lib/mm/common/outcome.ts';
import { hugetlbFamilies } from '../../lib/mm/hugetlb/copyHugetlbPageRange.ts';
import { leaveMarker } from '../../lib/mm/memory/pteInstallUffdWpIfNeeded.ts';
import { functions } from '../../spec/functions.ts';
import { kernels } from '../../spec/kernels.ts';
import { swapTypes } from '../../spec/swap.ts';
import { allPoints } from '../../spec/tools/points.ts';
import { uapi } from '../../spec/uapi.ts';
import { bare } from '../support/configurations.ts';
import { onDifferent } from '../support/recordedKernel.ts';
import { everyNth, whole } from '../support/whole.ts';

const { changePteRange, fault, folio, quiet, swpEntry, swpEntryToPte, vma } = library;
const nothing: Outcome = { pte: 0n, effects: [], steps: [] };
const releases = everyNth(allPoints, 20).map((release) => kernel(release));

/** Words of every family that a kernel has: each type, with no flag and with all that there are, each marker, and present words. */
function wordsOf(k: Kernel, level: 'pte' | 'pmd' = 'pte'): Map<Family, bigint[]> {
  const types = [0, ...swapTypes.map((row) => k.type[row.id]).filter((type) => type !== undefined)];
  const payloads = (type: number) => (type === k.type.pteMarker ? [0n, 1n, 2n, 4n] : [0x12345n]);
  const entries = types.flatMap((type) => payloads(type).map((payload) => swpEntry(k, type, payload)));
  const flagged = entries
    .map((entry) => swpEntryToPte(k, entry))
    .flatMap((pte) => [pte, pte | k.mask.swpSoftDirty | k.mask.swpUffdWp | k.mask.swpExclusive]);
  const huge = level === 'pmd' ? k.mask.pse : 0n;
  const prots = [k.prot.PAGE_SHARED, k.prot.PAGE_COPY, k.prot.PAGE_NONE].map((prot) => prot | huge);
  const present = prots
    .map((prot) => (level === 'pmd' ? library.pfnPmd(k, 0x12200n, prot) : library.pfnPte(k, 0x12345n, prot)))
    .flatMap((pte) => [pte, pte | k.mask.uffdWp | k.mask.softDirty, library.pteMkdirty(k, pte)]);
  const words = new Map<Family, bigint[]>();
  for (const word of [0n, ...present, ...flagged]) {
    const family = familyOf(k, word, level);
    words.set(family, [...(words.get(family) ?? []), word]);
  }
  return words;
}

/** A private and a shared mapping, registered with all that the kernel has. */
function mappingsOf(k: Kernel): library.Vma[] {
  const uffd = (['uffdMissing', 'uffdWp', 'uffdRwp'] as const).filter((flag) => k.vm[flag]);
  const flags = ['read', 'write', 'mayread', 'maywrite'] as const;
  return [
    vma(k, { vmFlags: flags }),
    vma(k, { vmFlags: [...flags, ...uffd], uffdWpUnpopulated: true }),
    vma(k, { vmFlags: [...flags, 'shared', 'mayshare', ...uffd] }),
  ];
}

const page = folio({ exclusive: true, dirty: true });
const pfn = 0x54321n;
const write = fault({ write: true });
const slot = { type: 0, offset: 7n };
const inputs = { copyPfn: pfn, pfn };
type Run = (k: Kernel, word: bigint, vma: library.Vma) => Outcome | bigint | boolean | undefined | object;

/** Every function of an entry, the families it takes, and how it is called. */
const calls: Readonly<Partial<Record<FunctionId, readonly [readonly Family[], Run, 'pmd'?]>>> = {
  changePteRange: [
    everything,
    (k, e, v) =>
      library.changePteRange(
        k,
        e,
        v,
        v.vmPageProt,
        { uffdWp: true, uffdRwp: true, protNuma: true, tryChangeWritable: true, dirtyAcct: true },
        page,
      ),
  ],
  mprotectFixup: [everything, (k, e, v) => library.mprotectFixup(k, e, v, v.vmFlags & ~k.vm.write, page)],
  changeProtNuma: [everything, (k, e, v) => library.changeProtNuma(k, e, v, page)],
  canChangePteWritable: [['present'], (k, e, v) => library.canChangePteWritable(k, v, e, page)],
  canChangePmdWritable: [['present'], (k, e, v) => library.canChangePmdWritable(k, v, e, page), 'pmd'],
  vmaWantsManualPteWriteUpgrade: [['none'], (k, _, v) => library.vmaWantsManualPteWriteUpgrade(k, v)],
  maybeMkwrite: [['present'], (k, e, v) => library.maybeMkwrite(k, e, v)],
  vmaSetPageProt: [['none'], (k, _, v) => library.vmaSetPageProt(k, v)],
  vmaWantsWritenotify: [['none'], (k, _, v) => library.vmaWantsWritenotify(k, v, v.vmPageProt)],
  vmaSoftDirtyEnabled: [['none'], (k, _, v) => library.vmaSoftDirtyEnabled(k, v)],
  uffdWpRange: [everything, (k, e, v) => [true, false].map((on) => library.uffdWpRange(k, e, v, on, page))],
  uffdRwpRange: [everything, (k, e, v) => [true, false].map((on) => library.uffdRwpRange(k, e, v, on, page))],
  userfaultfdSetVmFlags: [['none'], (k, _, v) => library.userfaultfdSetVmFlags(k, v, ['uffdMissing'])],
  userfaultfdEnd: [
    everything,
    (k, e, v) => [library.userfaultfdEnd(k, e, v, 'close', page), library.userfaultfdEnd(k, e, v, 'unregister', page)],
  ],
  userfaultfdMustWait: [
    everything,
    (k, e) => (['missing', 'wp', 'minor', 'rwp'] as const).map((why) => library.userfaultfdMustWait(k, e, why)),
  ],
  userfaultfdPteWp: [['present'], (k, e, v) => library.userfaultfdPteWp(k, v, e)],
  mfillAtomicInstallPte: [everything, (k, e, v) => library.mfillAtomicInstallPte(k, e, v, page, pfn, true)],
  mfillAtomicPteZeropage: [everything, (k, e, v) => library.mfillAtomicPteZeropage(k, e, v, pfn)],
  mfillAtomicPtePoison: [everything, (k, e) => library.mfillAtomicPtePoison(k, e)],
  movePagesPte: [everything, (k, e, v) => library.movePagesPte(k, e, v, page)],
  handlePteFault: [
    everything,
    (k, e, v) => [
      library.handlePteFault(k, e, v, page, write, inputs),
      library.handlePteFault(k, e, v, page, fault(), inputs),
    ],
  ],
  doPteMissing: [['none', 'marker'], (k, e, v) => library.doPteMissing(k, e, v, page, pfn, write)],
  doSwapPage: [
    nonpresent,
    (k, e, v) => [
      library.doSwapPage(k, e, v, page, pfn, write, inputs),
      library.doSwapPage(k, e, v, page, pfn, fault(), inputs),
    ],
  ],
  doWpPage: [['present'], (k, e, v) => library.doWpPage(k, e, v, page, write, inputs)],
  doNumaPage: [['present'], (k, e, v) => library.doNumaPage(k, e, v, page)],
  doUffdRwp: [['present'], (k, e, v) => library.doUffdRwp(k, e, v, page, write)],
  handlePteMarker: [['marker'], (k, e, v) => library.handlePteMarker(k, e, v, page, pfn, write)],
  restoreExclusivePte: [['deviceExclusive'], (k, e, v) => library.restoreExclusivePte(k, e, v, page)],
  pteInstallUffdWpIfNeeded: [nonempty, (k, e, v) => library.pteInstallUffdWpIfNeeded(k, v, e)],
  zapPteRange: [
    nonempty,
    (k, e, v) => [library.zapPteRange(k, e, v, page), library.zapPteRange(k, e, v, undefined, { details: true })],
  ],
  copyPresentPte: [['present'], (k, e, v) => library.copyPresentPte(k, e, v, v, page, pfn)],
  vmaNeedsCopy: [['none'], (k, _, v) => library.vmaNeedsCopy(k, v, v)],
  copyNonpresentPte: [nonpresent, (k, e, v) => library.copyNonpresentPte(k, e, v, v, page)],
  removeMigrationPte: [
    ['migration'],
    (k, e, v) => [
      library.removeMigrationPte(k, e, v, page, pfn),
      library.removeMigrationPte(k, e, v, folio({ devicePrivate: true }), pfn, { zeroPfn: 1n }),
    ],
  ],
  tryToMapUnusedToZeropage: [['migration'], (k, e, v) => library.tryToMapUnusedToZeropage(k, e, v, page, 1n)],
  migrateVmaCollectPmd: [everything, (k, e, v) => library.migrateVmaCollectPmd(k, e, v, page)],
  migrateVmaInsertPage: [
    ['none', 'present'],
    (k, e, v) => library.migrateVmaInsertPage(k, e, v, folio({ devicePrivate: true }), pfn),
  ],
  tryToMigrateOne: [['present', 'devicePrivate', 'deviceExclusive'], (k, e) => library.tryToMigrateOne(k, e, page)],
  tryToUnmapOne: [['present', 'deviceExclusive'], (k, e, v) => library.tryToUnmapOne(k, e, v, page, { slot })],
  hwpoisonUserMappings: [['present', 'deviceExclusive'], (k, e, v) => library.hwpoisonUserMappings(k, e, v, page)],
  makeDeviceExclusive: [['present'], (k, e) => library.makeDeviceExclusive(k, e, page)],
  setPmdMigrationEntry: [['present'], (k, e) => library.setPmdMigrationEntry(k, e, page), 'pmd'],
  removeMigrationPmd: [['migration'], (k, e, v) => library.removeMigrationPmd(k, e, v, page, pfn), 'pmd'],
  splitHugeZeroPagePmd: [['present'], (k, e, v) => library.splitHugeZeroPagePmd(k, e, v, 1n), 'pmd'],
  unmapHugePmdLocked: [['present'], (k, e, v) => library.unmapHugePmdLocked(k, e, v, page), 'pmd'],
  splitHugePmdLocked: [
    ['present', 'migration'],
    (k, e, v) => [
      library.splitHugePmdLocked(k, e, v, page),
      library.splitHugePmdLocked(k, e, v, page, { freeze: true }),
    ],
    'pmd',
  ],
  zapHugePmd: [['present', 'migration'], (k, e, v) => library.zapHugePmd(k, e, v, page), 'pmd'],
  madviseFreeHugePmd: [['present', 'migration'], (k, e, v) => library.madviseFreeHugePmd(k, e, v, page), 'pmd'],
  tryToUnmapHuge: [['present'], (k, e, v) => library.tryToUnmapHuge(k, e, v, page), 'pmd'],
  doHugePmdNumaPage: [['present'], (k, e, v) => library.doHugePmdNumaPage(k, e, v, page), 'pmd'],
  changeHugePmd: [
    ['present', 'migration'],
    (k, e, v) =>
      [{ uffdWp: true, uffdRwp: true, protNuma: true, tryChangeWritable: true }, { uffdWpResolve: true }].map((asked) =>
        library.changeHugePmd(k, e, v, v.vmPageProt, asked, page),
      ),
    'pmd',
  ],
  pgtableSplitNeeded: [['none'], (k, _, v) => library.pgtableSplitNeeded(k, v, { uffdWp: true })],
  copyHugePmd: [['present', 'migration'], (k, e, v) => library.copyHugePmd(k, e, v, v, page), 'pmd'],
  handlePmdFault: [
    ['none', 'present', 'migration'],
    (k, e, v) => [
      library.handlePmdFault(k, e, v, page, write, { newPfn: pfn }),
      library.handlePmdFault(k, e, v, page, fault()),
    ],
    'pmd',
  ],
  doHugePmdWpPage: [
    ['present'],
    (k, e, v) => [
      library.doHugePmdWpPage(k, e, v, page, write),
      library.doHugePmdWpPage(k, e, v, undefined, write, { newPfn: pfn }),
    ],
    'pmd',
  ],
  hugePmdSetAccessed: [['present'], (k, e) => library.hugePmdSetAccessed(k, e, write), 'pmd'],
  doHugePmdUffdRwp: [['present'], (k, e, v) => library.doHugePmdUffdRwp(k, e, v, page, write), 'pmd'],
  doHugePmdAnonymousPage: [
    ['none'],
    (k, e, v) => library.doHugePmdAnonymousPage(k, e, v, fault(), { zeroPfn: pfn }),
    'pmd',
  ],
  doSetPmd: [['none'], (k, e, v) => library.doSetPmd(k, e, v, page, pfn, write), 'pmd'],
  insertPmd: [['none', 'present'], (k, e, v) => library.insertPmd(k, e, v, pfn, write), 'pmd'],
  moveHugePmd: [['present', 'migration'], (k, e, v) => library.moveHugePmd(k, e, v), 'pmd'],
  movePagesHugePmd: [['present', 'migration'], (k, e, v) => library.movePagesHugePmd(k, e, v, page), 'pmd'],
  migrateVmaCollectHugePmd: [
    ['none', 'present', 'migration'],
    (k, e, v) => library.migrateVmaCollectHugePmd(k, e, v, page, { whole: true }),
    'pmd',
  ],
  migrateVmaInsertHugePmdPage: [
    ['none', 'present'],
    (k, e, v) => library.migrateVmaInsertHugePmdPage(k, e, v, folio({ devicePrivate: true }), pfn),
    'pmd',
  ],
  collapseHugePage: [everything, (k, e, v) => library.collapseHugePage(k, [e], v, page, { newPfn: pfn })],
  collapseFile: [['none'], (k, _, v) => [library.collapseFile(k, [v], { holes: true })]],
  retractPageTables: [['none'], (k, _, v) => library.retractPageTables(k, v)],
  collapsePteMappedThp: [everything, (k, e, v) => library.collapsePteMappedThp(k, [e], v, page, { hugePfn: pfn })],
  zapFreesTable: [['none'], (k, e) => library.zapFreesTable(k, [e], { whole: true })],
  copyHugetlbPageRange: [hugetlbFamilies, (k, e, v) => library.copyHugetlbPageRange(k, e, v, v, page, pfn)],
  hugetlbChangeProtection: [
    hugetlbFamilies,
    (k, e, v) =>
      [{ uffdWp: true, uffdRwp: true }, { uffdWpResolve: true }].map((asked) =>
        library.hugetlbChangeProtection(k, e, v, v.vmPageProt, asked, page),
      ),
  ],
  unmapHugepageRange: [hugetlbFamilies, (k, e, v) => library.unmapHugepageRange(k, e, v)],
  hugetlbFault: [
    hugetlbFamilies,
    (k, e, v) =>
      [fault(), write].map((asked) => library.hugetlbFault(k, e, v, page, asked, { pfn, copyPfn: pfn + 512n })),
  ],
  hugetlbNoPage: [
    ['none', 'marker'],
    (k, e, v) => library.hugetlbNoPage(k, e, v, page, pfn, write, { copyPfn: pfn + 512n }),
  ],
  hugetlbWp: [['present'], (k, e, v) => library.hugetlbWp(k, e, v, page, write, { copyPfn: pfn })],
  moveHugePte: [hugetlbFamilies, (k, e, v) => library.moveHugePte(k, e, v)],
  hugetlbMfillAtomicPte: [
    hugetlbFamilies,
    (k, e, v) => library.hugetlbMfillAtomicPte(k, e, v, page, pfn, { wp: true }),
  ],
  writeProtectPage: [['present', 'deviceExclusive'], (k, e) => library.writeProtectPage(k, e, page)],
  replacePage: [everything, (k, e, v) => library.replacePage(k, e, v, { pfn, zero: true })],
  unusePte: [['swap'], (k, e, v) => library.unusePte(k, e, v, page, pfn)],
  guardInstall: [everything, (k, e, v) => library.guardInstall(k, e, v)],
  guardRemove: [everything, (k, e, v) => library.guardRemove(k, e, v)],
  madviseFree: [everything, (k, e, v) => library.madviseFree(k, e, v, page)],
  madviseColdOrPageout: [
    everything,
    (k, e, v) => [true, false].map((pageout) => library.madviseColdOrPageout(k, e, v, page, pageout)),
  ],
  madviseColdOrPageoutPmd: [
    ['present', 'migration'],
    (k, e, v) => [true, false].map((pageout) => library.madviseColdOrPageoutPmd(k, e, v, page, { pageout })),
    'pmd',
  ],
  movePtes: [nonempty, (k, e, v) => library.movePtes(k, e, v)],
  moveSoftDirtyPte: [nonempty, (k, e) => library.moveSoftDirtyPte(k, e)],
  clearSoftDirty: [everything, (k, e, v) => library.clearSoftDirty(k, e, v, page)],
  clearRefs: [['none'], (k, _, v) => library.clearRefs(k, v)],
  pteToPagemapEntry: [everything, (k, e, v) => library.pteToPagemapEntry(k, e, v, page)],
  clearSoftDirtyPmd: [['present', 'migration'], (k, e, v) => library.clearSoftDirtyPmd(k, e, v), 'pmd'],
  clearReferencedPmd: [['present', 'migration'], (k, e, v) => library.clearReferencedPmd(k, e, v), 'pmd'],
  pagemapPmdRange: [['none', 'present', 'migration'], (k, e, v) => library.pagemapPmdRange(k, e, v, page), 'pmd'],
  pagemapThpCategory: [['none', 'present', 'migration'], (k, e, v) => library.pagemapThpCategory(k, e, v, page), 'pmd'],
  makeUffdWpPmd: [['present', 'migration'], (k, e) => library.makeUffdWpPmd(k, e), 'pmd'],
  pagemapPageCategory: [everything, (k, e, v) => library.pagemapPageCategory(k, e, v, page)],
  makeUffdWpPte: [everything, (k, e) => library.makeUffdWpPte(k, e)],
  pagemapScan: [
    everything,
    (k, e, v) => [
      library.pagemapScan(k, e, { ...v, uffdWpAsync: true }, page, { wpMatching: true }),
      library.pagemapScan(k, e, v, undefined, { writtenOnly: true }),
    ],
  ],
  pagemapHugetlbRange: [hugetlbFamilies, (k, e, v) => library.pagemapHugetlbRange(k, e, v, page)],
  pagemapHugetlbCategory: [hugetlbFamilies, (k, e, v) => library.pagemapHugetlbCategory(k, e, v, page)],
  makeUffdWpHugePte: [hugetlbFamilies, (k, e) => library.makeUffdWpHugePte(k, e)],
  pagemapScanHugetlbEntry: [
    hugetlbFamilies,
    (k, e, v) => library.pagemapScanHugetlbEntry(k, e, { ...v, uffdWpAsync: true }, page, { wpMatching: true }),
  ],
  vmaMerge: [['none'], (k, _, v) => library.vmaMerge(k, v, v, 'mprotect')],
  mmapRegion: [['none'], (k, _, v) => library.mmapRegion(k, v, v)],
  dupMmap: [['none'], (k, _, v) => library.dupMmap(k, v)],
  dupUserfaultfd: [['none'], (k, _, v) => library.dupUserfaultfd(k, v)],
  doMprotectPkey: [['none'], (k, _, v) => library.doMprotectPkey(k, v, ['read'])],
  madviseVmaBehavior: [['none'], (k, _, v) => library.madviseVmaBehavior(k, v, 'MADV_MERGEABLE')],
  breakKsm: [['none'], (k) => library.breakKsm(k, folio({ ksm: true }))],
  taskNumaWork: [['none'], (k, _, v) => ({ skip: library.taskNumaWork(k, v) })],
  shouldTryToFreeSwap: [['none'], (k, _, v) => library.shouldTryToFreeSwap(k, page, v, write, { swapCache: true })],
  hmmRangeFault: [everything, (k, e, v) => library.hmmRangeFault(k, e, v, { fault: true, write: true })],
  hmmRangeFaultHugetlb: [
    hugetlbFamilies,
    (k, e, v) => [library.hmmRangeFaultHugetlb(k, e, v, { fault: true, write: true })],
  ],
  hmmRangeFaultPmd: [
    ['none', 'present', 'migration', 'devicePrivate'],
    (k, e, v) => library.hmmRangeFaultPmd(k, e, v, { fault: true, write: true }),
    'pmd',
  ],
  hmmDoFault: [['none'], (k) => ({ faulted: library.hmmDoFault(k, ['VM_FAULT_RETRY']) })],
  ptePageTableCheckFlags: [everything, (k, e) => library.ptePageTableCheckFlags(k, e)],
};

/** A question that every kernel can answer: one without the check never warns. */
const alwaysAnswered: readonly string[] = ['ptePageTableCheckFlags'];
const ids = functions.map(({ id }) => id);
const quietOnes = (whole ? ['4.19', '6.0', '7.3'] : ['6.0']).map((series) => kernel(series));

function errorOf(run: () => unknown): Error | undefined {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  return undefined;
}

/** The words and mappings of a kernel, made once. */
interface Prepared {
  readonly k: Kernel;
  readonly words: Map<Family, bigint[]>;
  readonly mappings: readonly library.Vma[];
}
const prepared: readonly Prepared[] = [
  ...releases,
  ...everyNth(kernels, 12).map(({ series }) => kernel(series, bare)),
].map((k) => ({
  k,
  words: wordsOf(k),
  mappings: mappingsOf(k),
}));

/** What a call on every word that it takes throws, by word. */
function* refusals(k: Kernel, id: FunctionId): Generator<string> {
  const [families, run, level = 'pte'] = calls[id] as NonNullable<(typeof calls)[FunctionId]>;
  const [words, mappings] = [wordsOf(k, level), mappingsOf(k)];
  for (const family of families)
    for (const word of words.get(family) ?? [])
      for (const mapping of mappings) {
        const error = errorOf(() => run(k, word, mapping));
        if (error) yield `${family} ${word.toString(16)}: ${error.message}`;
      }
}

/** What a call comes to, without the list of how; an error by its message. */
function outcomeOf(call: () => unknown): string {
  const plain = (name: string, value: unknown) => {
    if (name === 'steps' || name === 'kernel' || name === 'k') return undefined;
    return typeof value === 'bigint' ? `${value}n` : value;
  };
  try {
    return JSON.stringify(call(), plain) ?? 'undefined';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a quiet kernel', () => {
  it.each(ids)('has the same outcome of %s', (id) => {
    const [families, run, level = 'pte'] = calls[id] as NonNullable<(typeof calls)[FunctionId]>;
    for (const k of quietOnes) {
      const [all, mappings] = [wordsOf(k, level), mappingsOf(k)];
      const words = families.flatMap((family) => all.get(family) ?? []);
      const differ = words.filter((word) =>
        mappings.some((m) => outcomeOf(() => run(k, word, m)) !== outcomeOf(() => run(quiet(k), word, m))),
      );
      expect(differ, k.name).toEqual([]);
    }
  });

  it('keeps no list of what was done to an entry', () => {
    const [k, loud] = [quiet(kernel('6.12')), kernel('6.12')];
    const entry = wordsOf(k).get('migration')?.[0] as bigint;
    const of = (on: Kernel) => library.removeMigrationPte(on, entry, vma(k, { vmFlags: ['read'] }), page, pfn).steps;
    expect(of(loud).length).toBeGreaterThan(1);
    expect(of(k)).toEqual([]);
  });

  it('is made once, and is quiet already', () => {
    const k = kernel('6.12');
    expect(quiet(k)).toBe(quiet(k));
    expect(quiet(quiet(k))).toBe(quiet(k));
    expect({ ...quiet(Object.create(k)), isQuiet: false }).toEqual(k); // whatever it has its fields from
    expect(() => quiet({} as Kernel)).toThrow('expected a kernel as kernel() gives it');
  });
});

describe('a function of the kernel', () => {
  it('has a call here, each', () => {
    expect(Object.keys(calls).sort()).toEqual([...ids].sort());
  });

  it.each(ids)('%s runs on every release that has it, for all that it takes', (id) => {
    const having = prepared.map(({ k }) => k).filter((k) => k.has(id));
    expect(having.length).toBeGreaterThan(0);
    const refused: string[] = [];
    onDifferent(having, (noted, k) => {
      for (const refusal of refusals(noted, id)) refused.push(`${k.name} ${refusal}`);
    });
    expect(refused).toEqual([]);
  });

  it.each(ids.filter((id) => !alwaysAnswered.includes(id)))(
    '%s is refused by its row where a release lacks it',
    (id) => {
      const [, run] = calls[id] as NonNullable<(typeof calls)[FunctionId]>;
      const lacking = prepared.filter(({ k }) => !k.has(id));
      const said = lacking.map(({ k, words, mappings }) => {
        const word = (words.get('present') as bigint[])[0] as bigint;
        const error = errorOf(() => run(k, word, mappings[0] as library.Vma));
        return `${k.name}: ${error?.name} ${(error as { code?: string })?.code}`;
      });
      const code = (k: Kernel) => (needsEntry(k, id) ? 'ERR_PTE_VALUE' : 'ERR_PTE_HELPER');
      expect(said).toEqual(lacking.map(({ k }) => `${k.name}: RangeError ${code(k)}`));
    },
  );
});

/** A function of migration entries has no entry to run on where the kernel is built without migration: that is what it says. */
const needsEntry = (k: Kernel, id: FunctionId) => !k.config.migration && unguarded.includes(id);
const unguarded: readonly FunctionId[] = ['removeMigrationPte', 'removeMigrationPmd'];

describe('inside', () => {
  it('nothing is refused: an absent bit does nothing', () => {
    expect(prepared.filter(({ k }) => !k.has('uffdWpRange')).length).toBeGreaterThan(whole ? 5 : 1);
    for (const { k, mappings } of prepared)
      for (const mapping of mappings) {
        const present = library.pfnPte(k, pfn, k.prot.PAGE_SHARED);
        const plain = changePteRange(k, present, mapping, mapping.vmPageProt, {}, page);
        if (!k.has('uffdWpRange'))
          expect(
            changePteRange(k, present, mapping, mapping.vmPageProt, { uffdWp: true, uffdWpResolve: true }, page),
          ).toEqual(plain);
        if (!k.has('uffdRwpRange'))
          expect(changePteRange(k, present, mapping, mapping.vmPageProt, { uffdRwp: true }, page)).toEqual(plain);
        if (!k.has('pteInstallUffdWpIfNeeded')) expect(leaveMarker(k, mapping, present)).toEqual(nothing);
      }
  });
});

/** The first release that has a thing, and the one before it. Sources: the commit, or the sources of both releases. */
const dates: readonly (readonly [FunctionId | UapiId, without: string, from: string, source: string])[] = [
  ['canChangePteWritable', '5.19', '6.0', 'commit 64fe24a3e05e'],
  ['vmaWantsManualPteWriteUpgrade', '5.19', '6.0', 'commit 64fe24a3e05e'],
  ['canChangePmdWritable', '6.1', '6.2', 'mm/huge_memory.c of 6.1 and 6.2'],
  ['uffdWpRange', '5.6', '5.7', 'commit 63b2d4174c4a'],
  ['userfaultfdPteWp', '5.6', '5.7', 'commit 5a281062af1d'],
  ['uffdRwpRange', '7.2', '7.3', 'headers of 7.2 and 7.3'],
  ['doUffdRwp', '7.2', '7.3', 'headers of 7.2 and 7.3'],
  ['doHugePmdUffdRwp', '7.2', '7.3', 'mm/huge_memory.c of 7.2.13 and 7.3.0-rc7'],
  ['migrateVmaInsertHugePmdPage', '6.18', '6.19', 'mm/migrate_device.c of 6.18.35 and 6.19.0'],
  ['movePagesHugePmd', '6.7', '6.8', 'commit adef440691ba'],
  ['collapsePteMappedThp', '5.3', '5.4', 'commit 27e1f8273113'],
  ['moveHugePte', '5.15', '5.16', 'commit 550a7d60bd5e'],
  ['hmmRangeFaultHugetlb', '5.1', '5.2', 'mm/hmm.c of 5.1.0 and 5.2.1'],
  ['mfillAtomicPtePoison', '6.5', '6.6', 'commit fc71884a5f59'],
  ['movePagesPte', '6.7', '6.8', 'commit adef440691ba'],
  ['handlePteMarker', '5.18', '5.19', 'commit 679d10331910'],
  ['pteInstallUffdWpIfNeeded', '5.18', '5.19', 'commit 999dad824c39'],
  ['restoreExclusivePte', '5.13', '5.14', 'commit b756a3b5e7ea'],
  ['makeDeviceExclusive', '5.13', '5.14', 'commit b756a3b5e7ea'],
  ['tryToMapUnusedToZeropage', '6.11', '6.12', 'commit b1f202060afe'],
  ['unmapHugePmdLocked', '6.10', '6.11', 'mm/huge_memory.c of 6.10.0 and 6.11.11'],
  ['guardInstall', '6.12', '6.13', 'commit 662df3e5c376'],
  ['guardRemove', '6.12', '6.13', 'commit 662df3e5c376'],
  ['pagemapPageCategory', '6.6', '6.7', 'fs/proc/task_mmu.c of 6.6.87 and 6.7.3'],
  ['makeUffdWpPte', '6.6', '6.7', 'fs/proc/task_mmu.c of 6.6.87 and 6.7.3'],
  ['pagemapThpCategory', '6.6', '6.7', 'fs/proc/task_mmu.c of 6.6.87 and 6.7.3'],
  ['makeUffdWpPmd', '6.6', '6.7', 'fs/proc/task_mmu.c of 6.6.87 and 6.7.3'],
  ['pagemapScan', '6.6', '6.7', 'fs/proc/task_mmu.c of 6.6.87 and 6.7.3'],
  ['pagemapHugetlbCategory', '6.6', '6.7', 'fs/proc/task_mmu.c of 6.6.87 and 6.7.3'],
  ['makeUffdWpHugePte', '6.6', '6.7', 'fs/proc/task_mmu.c of 6.6.87 and 6.7.3'],
  ['pagemapScanHugetlbEntry', '6.6', '6.7', 'fs/proc/task_mmu.c of 6.6.87 and 6.7.3'],
  ['ptePageTableCheckFlags', '6.9', '6.10', 'commit 8430557fc584'],
  ['UFFDIO_WRITEPROTECT', '5.6', '5.7', 'commit 63b2d4174c4a'],
  ['UFFD_FEATURE_PAGEFAULT_FLAG_WP', '5.6', '5.7', 'include/uapi/linux/userfaultfd.h'],
  ['UFFDIO_CONTINUE', '5.12', '5.13', 'commit f619147104c8'],
  ['UFFD_FEATURE_MINOR_SHMEM', '5.13', '5.14', 'include/uapi/linux/userfaultfd.h'],
  ['UFFD_FEATURE_WP_HUGETLBFS_SHMEM', '5.18', '5.19', 'include/uapi/linux/userfaultfd.h'],
  ['UFFD_FEATURE_WP_UNPOPULATED', '6.3', '6.4', 'commit 2bad466cc9d9'],
  ['UFFDIO_POISON', '6.5', '6.6', 'commit fc71884a5f59'],
  ['UFFD_FEATURE_WP_ASYNC', '6.6', '6.7', 'commit d61ea1cb0095'],
  ['PAGEMAP_SCAN', '6.6', '6.7', 'include/uapi/linux/fs.h'],
  ['UFFDIO_MOVE', '6.7', '6.8', 'commit adef440691ba'],
  ['UFFDIO_RWPROTECT', '7.2', '7.3', 'include/uapi/linux/userfaultfd.h'],
  ['UFFD_FEATURE_RWP', '7.2', '7.3', 'include/uapi/linux/userfaultfd.h'],
  ['UFFD_FEATURE_RWP_ASYNC', '7.2', '7.3', 'include/uapi/linux/userfaultfd.h'],
  ['madviseColdOrPageout', '5.3', '5.4', 'mm/madvise.c of 5.3.1 and 5.4.1'],
  ['madviseColdOrPageoutPmd', '5.3', '5.4', 'mm/madvise.c of 5.3.1 and 5.4.1'],
  ['MADV_PAGEOUT', '5.3', '5.4', 'include/uapi/asm-generic/mman-common.h'],
  ['MREMAP_DONTUNMAP', '5.6', '5.7', 'include/uapi/linux/mman.h'],
  ['MADV_GUARD_INSTALL', '6.12', '6.13', 'commit 662df3e5c376'],
  ['MADV_GUARD_REMOVE', '6.12', '6.13', 'commit 662df3e5c376'],
];

describe('what user space and the kernel itself can do', () => {
  it.each(dates)('%s is not there on %s and is on %s', (id, without, from) => {
    expect([kernel(without).has(id), kernel(from).has(id)]).toEqual([false, true]);
  });

  it('is dated here wherever a kernel lacks it', () => {
    const late = [...functions, ...uapi].filter((row) => row.since !== kernels[0].series).map(({ id }) => id);
    expect(dates.map(([id]) => id).sort()).toEqual([...new Set(late)].sort());
  });

  it('is on every release from its first on', () => {
    const order = kernels.map(({ series }) => series as string);
    const all = kernels.map(({ series }) => kernel(series));
    for (const [id, , from] of dates)
      expect(
        order.filter((_, i) => all[i]?.has(id)),
        id,
      ).toEqual(order.slice(order.indexOf(from)));
  });

  it('is not there without the option that it needs', () => {
    expect(kernel('7.3', { uffdWp: false }).has('UFFDIO_WRITEPROTECT')).toBe(false);
    expect(kernel('6.18', { devicePrivate: false }).has('makeDeviceExclusive')).toBe(false);
    expect(kernel('6.18', { migration: false }).has('removeMigrationPte')).toBe(false);
    expect(kernel('6.18', { memoryFailure: false }).has('makeHwpoisonEntry')).toBe(false);
  });
});

describe('need', () => {
  it('says what a kernel lacks, by its row', () => {
    const message = (version: string, id: FunctionId | UapiId) => errorOf(() => kernel(version).need(id))?.message;
    expect(message('6.12', 'guardInstall')).toBe('expected a kernel that has guard regions (6.13 and later), got 6.12');
    expect(message('6.7', 'movePagesPte')).toBe('expected a kernel that has UFFDIO_MOVE (6.8 and later), got 6.7');
    expect(message('5.13', 'restoreExclusivePte')).toBe(
      'expected a kernel that has restore_exclusive_pte (5.14 and later), got 5.13',
    );
    expect(message('6.8', 'UFFDIO_MOVE')).toBe(undefined);
  });
});
