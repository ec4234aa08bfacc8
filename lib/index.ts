/** The public names, in reading order. Everything else is an inside that may change. */
// biome-ignore-all assist/source/organizeImports: the order is for readers

// A kernel, and the word of an entry there and back
export { kernel } from './kernel.ts';
export { kernelFromConfig } from './kernelFromConfig.ts';
export { decode } from './decode.ts';
export { encode } from './encode.ts';
export { explain } from './explain.ts';

// Arrays of entries
export { columns, decodeBatch, encodeBatch, FLAG, KINDS } from './batch.ts';

// Helpers of asm/pgtable.h for PTEs
export {
  pteNone,
  ptePresent,
  pteProtnone,
  pteAccessible,
  pteSame,
  pteYoung,
  pteDirty,
  pteShstk,
  pteWrite,
  pteExec,
  pteGlobal,
  pteHuge,
  pteSpecial,
  pteSoftDirty,
  pteDevmap,
  pteUffdWp,
  pteUffd,
  pteNeedsInvert,
  protnoneMask,
  flipProtnoneGuard,
  ptePfn,
  pfnPte,
  pteFlags,
  ptePgprot,
  pteAdvancePfn,
  pteNextPfn,
  mksaveddirtyShift,
  clearSaveddirtyShift,
  pteMksaveddirty,
  pteClearSaveddirty,
  pteMkyoung,
  pteMkold,
  pteMkdirty,
  pteMkclean,
  pteWrprotect,
  pteMkwriteNovma,
  pteMkwriteShstk,
  pteMkwrite,
  pteMkexec,
  pteMkglobal,
  pteClrglobal,
  pteMkhuge,
  pteClrhuge,
  pteMkspecial,
  pteMkdevmap,
  pteMksoftDirty,
  pteClearSoftDirty,
  pteMkuffdWp,
  pteClearUffdWp,
  pteMkuffd,
  pteClearUffd,
  pgprotModify,
  pteModify,
  protectionMap,
  vmGetPageProt,
  pgprot4k2Large,
  pgprotLarge24k,
} from './pgtable.ts';

// Helpers of asm/pgtable.h for PMDs and PUDs
export {
  pmdNone,
  pmdPresent,
  pmdProtnone,
  pmdTransHuge,
  pmdDevmap,
  pmdYoung,
  pmdDirty,
  pmdShstk,
  pmdWrite,
  pmdSoftDirty,
  pmdUffdWp,
  pmdPfnMask,
  pudPfnMask,
  pmdFlags,
  pmdPfn,
  pfnPmd,
  pfnPud,
  pmdMkyoung,
  pmdMkold,
  pmdMkdirty,
  pmdMkclean,
  pmdWrprotect,
  pmdMksoftDirty,
  pmdClearSoftDirty,
  pmdMkhuge,
  pmdMkdevmap,
  pmdMkwriteNovma,
  pmdMkwriteShstk,
  pmdMkwrite,
  pmdMksaveddirty,
  pmdClearSaveddirty,
  pmdMkuffdWp,
  pmdClearUffdWp,
  pmdMkinvalid,
  pmdModify,
} from './pgtable-huge.ts';

// Helpers of asm/pgtable_64.h, linux/swapops.h and linux/leafops.h
export {
  archSwpEntry,
  archSwpType,
  archSwpOffset,
  swpEntry,
  swpType,
  swpOffset,
  swpOffsetPfn,
  swpEntryToPte,
  swpEntryToPmd,
  pteToSwpEntry,
  pmdToSwpEntry,
  softleafFromPte,
  softleafToPte,
  genericMaxSwapfileSize,
  pteSwpSoftDirty,
  pteSwpMksoftDirty,
  pteSwpClearSoftDirty,
  pmdSwpSoftDirty,
  pmdSwpMksoftDirty,
  pmdSwpClearSoftDirty,
  pteSwpUffdWp,
  pteSwpMkuffdWp,
  pteSwpClearUffdWp,
  pmdSwpUffdWp,
  pmdSwpMkuffdWp,
  pmdSwpClearUffdWp,
  pteSwpUffd,
  pteSwpMkuffd,
  pteSwpClearUffd,
  pteSwpExclusive,
  pteSwpMkexclusive,
  pteSwpClearExclusive,
  pteSwpClearFlags,
  nonSwapEntry,
  isMigrationEntry,
  isWritableMigrationEntry,
  isReadableMigrationEntry,
  isReadableExclusiveMigrationEntry,
  makeReadableMigrationEntry,
  makeWritableMigrationEntry,
  makeReadableExclusiveMigrationEntry,
  makeMigrationEntryYoung,
  makeMigrationEntryDirty,
  isMigrationEntryYoung,
  isMigrationEntryDirty,
  isDevicePrivateEntry,
  isWritableDevicePrivateEntry,
  makeReadableDevicePrivateEntry,
  makeWritableDevicePrivateEntry,
  isDeviceExclusiveEntry,
  isWritableDeviceExclusiveEntry,
  makeDeviceExclusiveEntry,
  makeReadableDeviceExclusiveEntry,
  makeWritableDeviceExclusiveEntry,
  isHwpoisonEntry,
  makeHwpoisonEntry,
  isSwapinErrorEntry,
  markerUffdWp,
  markerPoisoned,
  markerGuard,
  makePoisonedSwpEntry,
  isPteMarkerEntry,
  isPteMarker,
  pteMarkerGet,
  makePteMarkerEntry,
  makePteMarker,
  pteIsUffdWpMarker,
  softleafIsGuardMarker,
  softleafIsPoisonMarker,
  softleafHasPfn,
  softleafType,
} from './swapops.ts';

// Kernel logic: mappings and pages, then one function per kernel function
export { vma } from './mm/vma.ts';
export { folio } from './mm/types.ts';
// Migration, reclaim, swapoff, device memory
export { removeMigrationPte } from './mm/removeMigrationPte.ts';
export { removeMigrationPmd } from './mm/removeMigrationPmd.ts';
export { tryToMapUnusedToZeropage } from './mm/tryToMapUnusedToZeropage.ts';
export { tryToMigrateOne } from './mm/tryToMigrateOne.ts';
export { setPmdMigrationEntry } from './mm/setPmdMigrationEntry.ts';
export { splitHugePmdLocked } from './mm/splitHugePmdLocked.ts';
export { tryToUnmapOne } from './mm/tryToUnmapOne.ts';
export { pteInstallUffdWpIfNeeded } from './mm/pteInstallUffdWpIfNeeded.ts';
export { unusePte } from './mm/unusePte.ts';
export { makeDeviceExclusive } from './mm/makeDeviceExclusive.ts';
export { restoreExclusivePte } from './mm/restoreExclusivePte.ts';
export { migrateVmaCollectPmd } from './mm/migrateVmaCollectPmd.ts';
export { migrateVmaInsertPage } from './mm/migrateVmaInsertPage.ts';
export { ptePageTableCheckFlags, pteUffdWpWarns } from './mm/ptePageTableCheckFlags.ts';
// Faults
export { handlePteFault, doUffdRwp } from './mm/handlePteFault.ts';
export { doSwapPage } from './mm/doSwapPage.ts';
export { doWpPage } from './mm/doWpPage.ts';
export { doPteMissing } from './mm/doPteMissing.ts';
export { handlePteMarker } from './mm/handlePteMarker.ts';
export { doNumaPage } from './mm/doNumaPage.ts';
export { doHugePmdNumaPage } from './mm/doHugePmdNumaPage.ts';
export { fault } from './mm/types.ts';
// mprotect, fork, zap, clear_refs, mremap, guard regions, pagemap
export { changePteRange } from './mm/changePteRange.ts';
export {
  changeProtNuma,
  mprotectFixup,
  uffdRwpRange,
  uffdWpRange,
  userfaultfdEnd,
  userfaultfdSetVmFlags,
} from './mm/changeProtection.ts';
export { copyNonpresentPte, copyPresentPte } from './mm/copyPte.ts';
export { zapPteRange } from './mm/zapPteRange.ts';
export { clearRefs, clearSoftDirty } from './mm/clearSoftDirty.ts';
export { movePtes, moveSoftDirtyPte } from './mm/movePtes.ts';
export { type GuardOutcome, guardInstall, guardRemove } from './mm/guard.ts';
export { pteToPagemapEntry } from './mm/pteToPagemapEntry.ts';
// userfaultfd
export { mfillAtomicInstallPte, mfillAtomicPtePoison, mfillAtomicPteZeropage } from './mm/mfillAtomic.ts';
export { movePagesPte } from './mm/movePages.ts';
export { userfaultfdMustWait } from './mm/userfaultfdMustWait.ts';
// Write permission
export {
  canChangePmdWritable,
  canChangePteWritable,
  maybeMkwrite,
  userfaultfdPteWp,
  vmaWantsManualPteWriteUpgrade,
} from './mm/canChangePteWritable.ts';
export { vmaSetPageProt, vmaSoftDirtyEnabled, vmaWantsWritenotify } from './mm/vmaSetPageProt.ts';

// A life of an entry
export { play, scenario } from './scenario/scenario.ts';
export { parseScript } from './scenario/script.ts';
// Kernel logic over arrays
export { doSwapPageBatch, MIGRATION_PAGE, removeMigrationPteBatch, SWAP_PAGE } from './mmBatch.ts';
// Recordings of running kernels, and the model against them
export { parseRecording } from './recording.ts';
export { replay } from './replay/replay.ts';
export { replaySteps } from './replay/steps.ts';

// Types
export type { Columns } from './batch.ts';
export type { Config } from './config.ts';
export type {
  Decoded,
  Kind,
  Mapped,
  Marker,
  Migration,
  None,
  PfnEntry,
  Present,
  Protnone,
  PteMarker,
  Swap,
  Unknown,
} from './decoded.ts';
export type { DecodeOptions } from './decode.ts';
export type { EncodeParts } from './encode.ts';
export type { ErrorCode } from './errors.ts';
export type { Explanation, Part, PartState } from './explain.ts';
export type { BehaviourId, HelperId, Kernel } from './kernel.ts';
export type { CollectOutcome, Collecting } from './mm/migrateVmaCollectPmd.ts';
export type { InsertOutcome } from './mm/migrateVmaInsertPage.ts';
export type { MigrationTarget } from './mm/removeMigrationPte.ts';
export type { Split } from './mm/splitHugePmdLocked.ts';
export type { SwapSlot } from './mm/swapSlot.ts';
export type { Unmapping } from './mm/tryToUnmapOne.ts';
export type { Swapoff, UnuseOutcome } from './mm/unusePte.ts';
export type { ChangeProtection } from './mm/changePteRange.ts';
export type { EndOfUffd } from './mm/changeProtection.ts';
export type { ClearRefs } from './mm/clearSoftDirty.ts';
export type { ForkOutcome } from './mm/copyPte.ts';
export type { NumaHint } from './mm/doNumaPage.ts';
export type { MissingFault } from './mm/doPteMissing.ts';
export type { SwapIn } from './mm/doSwapPage.ts';
export type { WriteFault } from './mm/doWpPage.ts';
export type { FaultInputs } from './mm/handlePteFault.ts';
export type { FillOutcome } from './mm/mfillAtomic.ts';
export type { MoveOutcome } from './mm/movePages.ts';
export type { Pagemap } from './mm/pteToPagemapEntry.ts';
export type { FaultReason } from './mm/userfaultfdMustWait.ts';
export type { Zap } from './mm/zapPteRange.ts';
export type { Effect, Fault, FaultOutcome, Folio, Mm, Next, Outcome, VmFault, Vma, WalkOutcome } from './mm/types.ts';
export type { VmaParts } from './mm/vma.ts';
export type { RecordedCall, RecordedStep, Recording } from './recording.ts';
export type { Replayed, ReplayedCall, Verdict } from './replay/replay.ts';
export type { ReplayedStep } from './replay/steps.ts';
export type { Scenario, ScenarioRow } from './scenario/scenario.ts';
export type { Script } from './scenario/script.ts';
export type { MmBatch, MmInto, SwapInBatch } from './mmBatch.ts';
export type { Step } from './trace.ts';
export type { Release, Uname } from './version.ts';
export type { Level } from '../spec/schema.ts';
