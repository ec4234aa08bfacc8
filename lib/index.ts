/** The public names, in reading order. Everything else is an inside that may change. */
// biome-ignore-all assist/source/organizeImports: the order is for readers

// A kernel, and the word of an entry there and back
export { kernel } from './kernel/kernel.ts';
export { kernelFromConfig } from './kernel/kernelFromConfig.ts';
export { quiet } from './kernel/quiet.ts';
export { decode } from './codec/decode.ts';
export { encode } from './codec/encode.ts';
export { explain } from './codec/explain.ts';
export { transcode } from './codec/transcode.ts';
export { decodePagemap } from './codec/pagemap.ts';
export { decodeHardware } from './codec/decodeHardware.ts';
export { toJson } from './base/json.ts';

// Questions about an entry
export { matches, parseQuery } from './query/query.ts';

// Arrays of entries
export { bind } from './batch/bind.ts';
export { decodeBatchAsync, encodeBatchAsync } from './batch/codecAsync.ts';
export { decodeBatch, encodeBatch } from './batch/codecBatch.ts';
export { columns, FLAG, KINDS } from './batch/columns.ts';
export { batchMemory } from './batch/batchMemory.ts';
export { decodeStream } from './batch/decodeStream.ts';
export { findBatch } from './batch/findBatch.ts';
export { censusBatchAsync, findBatchAsync } from './batch/passesAsync.ts';
export { mapBatch } from './batch/mapBatch.ts';
export { mapBatchAsync } from './batch/mapBatchAsync.ts';
export { engineReady } from './batch/engine/engine.ts';

// Helpers of asm/pgtable.h for PTEs
export {
  pteNone,
  ptePresent,
  pteProtnone,
  pteAccessible,
  pteSame,
  pteYoung,
  pteDirty,
  pteWrite,
  pteExec,
  pteGlobal,
  pteHuge,
  pteSpecial,
  pteSoftDirty,
  pteNeedsInvert,
  protnoneMask,
  flipProtnoneGuard,
  ptePfn,
  pfnPte,
  pteFlags,
  ptePgprot,
  pteMkyoung,
  pteMkold,
  pteMkdirty,
  pteMkclean,
  pteWrprotect,
  pteMkwrite,
  pteMkexec,
  pteMkglobal,
  pteClrglobal,
  pteMkhuge,
  pteClrhuge,
  pteMkspecial,
  pteMksoftDirty,
  pteClearSoftDirty,
  pgprotModify,
  pteModify,
  protectionMap,
  vmGetPageProt,
  pgprot4k2Large,
  pgprotLarge24k,
} from './helpers/doors.ts';

// Helpers of asm/pgtable.h for PMDs and PUDs
export {
  pmdNone,
  pmdPresent,
  pmdProtnone,
  pmdTransHuge,
  pmdYoung,
  pmdDirty,
  pmdWrite,
  pmdSoftDirty,
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
  pmdMkwrite,
  pmdMkinvalid,
  pmdModify,
} from './helpers/doors.ts';
export {
  pudNone,
  pudPresent,
  pudTransHuge,
  pudYoung,
  pudDirty,
  pudWrite,
  pudSoftDirty,
  pudFlags,
  pudPfn,
  pudMkyoung,
  pudMkold,
  pudMkdirty,
  pudMkclean,
  pudWrprotect,
  pudMkwrite,
  pudMksoftDirty,
  pudClearSoftDirty,
  pudMkhuge,
} from './helpers/doors.ts';

// Helpers of asm/pgtable_64.h and linux/swapops.h
export {
  archSwpEntry,
  archSwpType,
  archSwpOffset,
  swpEntry,
  swpType,
  swpOffset,
  swpEntryToPte,
  swpEntryToPmd,
  pteToSwpEntry,
  pmdToSwpEntry,
  genericMaxSwapfileSize,
} from './helpers/doors.ts';
export {
  pteSwpSoftDirty,
  pteSwpMksoftDirty,
  pteSwpClearSoftDirty,
  pmdSwpSoftDirty,
  pmdSwpMksoftDirty,
  pmdSwpClearSoftDirty,
} from './helpers/doors.ts';
export { nonSwapEntry } from './helpers/doors.ts';
export {
  isMigrationEntry,
  isWritableMigrationEntry,
  isReadableMigrationEntry,
  isReadableExclusiveMigrationEntry,
  makeReadableMigrationEntry,
  makeWritableMigrationEntry,
} from './helpers/doors.ts';
export {
  isDevicePrivateEntry,
  isWritableDevicePrivateEntry,
  makeReadableDevicePrivateEntry,
  makeWritableDevicePrivateEntry,
  isDeviceExclusiveEntry,
  isWritableDeviceExclusiveEntry,
} from './helpers/doors.ts';
export {
  isHwpoisonEntry,
  isSwapinErrorEntry,
  markerUffdWp,
  markerPoisoned,
  markerGuard,
} from './helpers/doors.ts';

// Helpers that some kernels lack: they throw there
export {
  pteShstk,
  pteDevmap,
  pteUffdWp,
  pteUffd,
  pteAdvancePfn,
  pteNextPfn,
  mksaveddirtyShift,
  clearSaveddirtyShift,
  pteMksaveddirty,
  pteClearSaveddirty,
  pteMkwriteNovma,
  pteMkwriteShstk,
  pteMkdevmap,
  pteMkuffdWp,
  pteClearUffdWp,
  pteMkuffd,
  pteClearUffd,
  pmdDevmap,
  pmdShstk,
  pmdUffdWp,
  pmdMkdevmap,
  pmdMkwriteNovma,
  pmdMkwriteShstk,
  pmdMksaveddirty,
  pmdClearSaveddirty,
  pmdMkuffdWp,
  pmdClearUffdWp,
  pmdSpecial,
  pmdMkspecial,
  pudDevmap,
  pudShstk,
  pudSpecial,
  pudMkdevmap,
  pudMkspecial,
  pudMksaveddirty,
  pudClearSaveddirty,
  pudMkinvalid,
  pudModify,
  swpOffsetPfn,
  softleafFromPte,
  softleafToPte,
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
  makeReadableExclusiveMigrationEntry,
  makeMigrationEntryYoung,
  makeMigrationEntryDirty,
  isMigrationEntryYoung,
  isMigrationEntryDirty,
  makeDeviceExclusiveEntry,
  makeReadableDeviceExclusiveEntry,
  makeWritableDeviceExclusiveEntry,
  makeHwpoisonEntry,
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
} from './helpers/checked.ts';

// Kernel logic: mappings and pages, then one function per kernel function
export { vma } from './mm/common/makeVma.ts';
export { folio } from './mm/common/folio.ts';
// Migration, reclaim, swapoff, device memory
export { removeMigrationPte } from './mm/migrate/removeMigrationPte.ts';
export { removeMigrationPmd } from './mm/huge_memory/removeMigrationPmd.ts';
export { tryToMapUnusedToZeropage } from './mm/migrate/tryToMapUnusedToZeropage.ts';
export { pageMkcleanOne } from './mm/rmap/pageMkcleanOne.ts';
export { vmfInsertPfn } from './mm/memory/vmfInsertPfn.ts';
export { tryToMigrateOne } from './mm/rmap/tryToMigrateOne.ts';
export { setPmdMigrationEntry } from './mm/huge_memory/setPmdMigrationEntry.ts';
export { splitHugePmdLocked } from './mm/huge_memory/splitHugePmdLocked.ts';
export { splitHugeZeroPagePmd } from './mm/huge_memory/splitHugeZeroPagePmd.ts';
export { unmapHugePmdLocked } from './mm/huge_memory/unmapHugePmdLocked.ts';
export { zapHugePmd } from './mm/huge_memory/zapHugePmd.ts';
export { madviseFreeHugePmd } from './mm/madvise/madviseFreeHugePmd.ts';
export { tryToUnmapHuge } from './mm/huge_memory/tryToUnmapHuge.ts';
export { tryToUnmapOne } from './mm/rmap/tryToUnmapOne.ts';
export { hwpoisonUserMappings } from './mm/memory_failure/hwpoisonUserMappings.ts';
export { pteInstallUffdWpIfNeeded } from './mm/memory/pteInstallUffdWpIfNeeded.ts';
export { unusePte } from './mm/swapfile/unusePte.ts';
export { makeDeviceExclusive } from './mm/rmap/makeDeviceExclusive.ts';
export { restoreExclusivePte } from './mm/memory/restoreExclusivePte.ts';
export { migrateVmaCollectPmd } from './mm/migrate/migrateVmaCollectPmd.ts';
export { migrateVmaCollectHugePmd } from './mm/huge_memory/migrateVmaCollectHugePmd.ts';
export { migrateVmaInsertHugePmdPage } from './mm/huge_memory/migrateVmaInsertHugePmdPage.ts';
export { migrateVmaInsertPage } from './mm/migrate/migrateVmaInsertPage.ts';
export { ptePageTableCheckFlags, pteUffdWpWarns } from './mm/page_table_check/ptePageTableCheckFlags.ts';
export { warningsOf, warningText } from './mm/page_table_check/warnings.ts';
// Faults
export { handlePteFault } from './mm/memory/handlePteFault.ts';
export { doUffdRwp } from './mm/memory/doUffdRwp.ts';
export { doSwapPage } from './mm/memory/doSwapPage.ts';
export { doWpPage } from './mm/memory/doWpPage.ts';
export { doPteMissing } from './mm/memory/doPteMissing.ts';
export { handlePteMarker } from './mm/memory/handlePteMarker.ts';
export { doNumaPage } from './mm/memory/doNumaPage.ts';
export { doHugePmdNumaPage } from './mm/huge_memory/doHugePmdNumaPage.ts';
export { handlePmdFault } from './mm/huge_memory/handlePmdFault.ts';
export { doHugePmdWpPage } from './mm/huge_memory/doHugePmdWpPage.ts';
export { hugePmdSetAccessed } from './mm/huge_memory/hugePmdSetAccessed.ts';
export { doHugePmdUffdRwp } from './mm/huge_memory/doHugePmdUffdRwp.ts';
export { doHugePmdAnonymousPage } from './mm/huge_memory/doHugePmdAnonymousPage.ts';
export { insertPmd } from './mm/huge_memory/insertPmd.ts';
export { doSetPmd } from './mm/huge_memory/doSetPmd.ts';
export { fault } from './mm/common/fault.ts';
// mprotect, fork, zap, clear_refs, mremap, guard regions, pagemap
export { changePteRange } from './mm/mprotect/changePteRange.ts';
export { changeHugePmd, pgtableSplitNeeded } from './mm/huge_memory/changeHugePmd.ts';
export {
  changeProtNumaHuge,
  mprotectFixupHuge,
  uffdRwpRangeHuge,
  uffdWpRangeHuge,
} from './mm/huge_memory/hugeProtection.ts';
export { copyHugePmd } from './mm/huge_memory/copyHugePmd.ts';
export { moveHugePmd } from './mm/huge_memory/moveHugePmd.ts';
export { collapseFile } from './mm/khugepaged/collapseFile.ts';
export { collapseHugePage } from './mm/khugepaged/collapseHugePage.ts';
export { collapsePteMappedThp, retractPageTables } from './mm/khugepaged/retractPageTables.ts';
export { zapFreesTable } from './mm/khugepaged/zapFreesTable.ts';
export { userfaultfdSetVmFlags } from './mm/userfaultfd/userfaultfdSetVmFlags.ts';
export { userfaultfdEnd } from './mm/userfaultfd/userfaultfdEnd.ts';
export { uffdRwpRange, uffdWpRange } from './mm/userfaultfd/uffdWpRange.ts';
export { changeProtNuma } from './mm/mprotect/changeProtNuma.ts';
export { mprotectFixup } from './mm/mprotect/mprotectFixup.ts';
export { copyPresentPte } from './mm/memory/copyPresentPte.ts';
export { copyHugetlbPageRange } from './mm/hugetlb/copyHugetlbPageRange.ts';
export { hugetlbChangeProtection } from './mm/hugetlb/hugetlbChangeProtection.ts';
export { unmapHugepageRange } from './mm/hugetlb/unmapHugepageRange.ts';
export { hugetlbFault } from './mm/hugetlb/hugetlbFault.ts';
export { hugetlbNoPage } from './mm/hugetlb/hugetlbNoPage.ts';
export { hugetlbWp } from './mm/hugetlb/hugetlbWp.ts';
export { moveHugePte } from './mm/hugetlb/moveHugePte.ts';
export { hugetlbMfillAtomicPte } from './mm/hugetlb/hugetlbMfillAtomicPte.ts';
export {
  mprotectFixupHugetlb,
  uffdRwpRangeHugetlb,
  uffdWpRangeHugetlb,
  userfaultfdEndHugetlb,
} from './mm/hugetlb/hugetlbProtection.ts';
export { vmaNeedsCopy } from './mm/memory/vmaNeedsCopy.ts';
export { copyNonpresentPte } from './mm/memory/copyNonpresentPte.ts';
export { zapPteRange } from './mm/memory/zapPteRange.ts';
export { clearRefs, clearSoftDirty } from './mm/task_mmu/clearSoftDirty.ts';
export { movePtes, moveSoftDirtyPte } from './mm/mremap/movePtes.ts';
export { madviseColdOrPageout, madviseFree } from './mm/madvise/madviseFree.ts';
export { madviseColdOrPageoutPmd } from './mm/madvise/madviseColdOrPageoutPmd.ts';
export { clearReferencedPmd, clearSoftDirtyPmd } from './mm/task_mmu/clearRefsPmd.ts';
export { makeUffdWpPmd, pagemapThpCategory } from './mm/task_mmu/pagemapScanPmd.ts';
export { pagemapPmdRange } from './mm/task_mmu/pagemapPmdRange.ts';
export { type GuardOutcome, guardInstall, guardRemove } from './mm/madvise/madviseGuard.ts';
export { makeUffdWpPte, pagemapPageCategory, pagemapScan } from './mm/task_mmu/pagemapScan.ts';
export {
  makeUffdWpHugePte,
  pagemapHugetlbCategory,
  pagemapHugetlbRange,
  pagemapScanHugetlbEntry,
} from './mm/task_mmu/pagemapHugetlb.ts';
export { pteToPagemapEntry } from './mm/task_mmu/pteToPagemapEntry.ts';
// Merging of equal pages
export { replacePage } from './mm/ksm/replacePage.ts';
export { writeProtectPage } from './mm/ksm/writeProtectPage.ts';
// userfaultfd
export {
  mfillAtomic,
  mfillAtomicInstallPte,
  mfillAtomicPtePoison,
  mfillAtomicPteZeropage,
} from './mm/userfaultfd/mfillAtomic.ts';
export { movePagesHugePmd } from './mm/huge_memory/movePagesHugePmd.ts';
export { movePagesPte } from './mm/userfaultfd/movePagesPte.ts';
export { mmapRegion, vmaMerge } from './mm/vma/vmaMerge.ts';
export { taskNumaWork } from './mm/sched/taskNumaWork.ts';
export { hmmDoFault } from './mm/hmm/hmmDoFault.ts';
export { hmmRangeFaultHugetlb } from './mm/hmm/hmmRangeFaultHugetlb.ts';
export { hmmRangeFaultPmd } from './mm/hmm/hmmRangeFaultPmd.ts';
export { hmmRangeFault } from './mm/hmm/hmmRangeFault.ts';
export { breakKsm } from './mm/ksm/breakKsm.ts';
export { type AdvisedMapping, type MappingAdvice, madviseVmaBehavior } from './mm/madvise/madviseVmaBehavior.ts';
export { type ChildMapping, dupMmap, dupUserfaultfd } from './mm/vma/dupMmap.ts';
export { doMprotectPkey, vmaPkey } from './mm/mprotect/doMprotectPkey.ts';
export { shouldTryToFreeSwap } from './mm/memory/shouldTryToFreeSwap.ts';
export { locksOf } from './mm/locks/locksOf.ts';
export { userfaultfdApi } from './mm/userfaultfd/userfaultfdApi.ts';
export { userfaultfdEndHuge, userfaultfdMustWaitHuge } from './mm/huge_memory/userfaultfdHuge.ts';
export { userfaultfdMustWait } from './mm/userfaultfd/userfaultfdMustWait.ts';
export { userfaultfdRegister } from './mm/userfaultfd/userfaultfdRegister.ts';
export { validateMoveAreas } from './mm/userfaultfd/validateMoveAreas.ts';
export { vmaCanUserfault } from './mm/userfaultfd/vmaCanUserfault.ts';
// Write permission
export {
  canChangePmdWritable,
  canChangePteWritable,
  userfaultfdPteWp,
  vmaWantsManualPteWriteUpgrade,
} from './mm/mprotect/canChangePteWritable.ts';
export { maybeMkwrite } from './mm/common/maybeMkwrite.ts';
export { vmaSetPageProt, vmaSoftDirtyEnabled, vmaWantsWritenotify } from './mm/common/vmaSetPageProt.ts';

// Whether a word can be an entry at all
export { checkEntry } from './check/checkEntry.ts';

// Kernels with a patch more or less, and why two of them part
export { proposals } from '../spec/proposals.ts';
export { partingRows, withRow } from './kernel/partingRows.ts';
export { parting } from './kernel/parting.ts';

// A life of an entry
export { countsOf } from './world/told/counts.ts';
export { interleavings } from './world/orders/interleave.ts';
export { partings, sayParting } from './world/told/partings.ts';
export { play } from './world/scenario.ts';
export { scenario } from './world/scenarioBuilder.ts';
export { parseScript } from './world/script.ts';
// Counts over arrays
export { Census } from './batch/census.ts';
export { censusBatch } from './batch/censusBatch.ts';
// Kernel logic over arrays
export { migrationTable } from './batch/migrationTable.ts';
export { swapInTable } from './batch/swapInTable.ts';
export { doSwapPageBatch, MIGRATION_PAGE, removeMigrationPteBatch, SWAP_PAGE } from './batch/mmBatch.ts';
// Recordings of running kernels, and the model against them
export { parseRecording } from './replay/recording.ts';
export { replay } from './replay/replayCalls.ts';
export { replayRanges } from './replay/replayRanges.ts';
export { replaySteps } from './replay/replaySteps.ts';

// Types
export type { WordArray } from './batch/checkArrays.ts';
export type { BatchMemory } from './batch/batchMemory.ts';
export type { BoundCodec } from './batch/bind.ts';
export type { DecodeAsyncOptions, EncodeAsyncOptions } from './batch/codecAsync.ts';
export type { Columns } from './batch/columns.ts';
export type { DecodedBlock, DecodeStreamOptions } from './batch/decodeStream.ts';
export type { PassAsyncOptions } from './batch/passesAsync.ts';
export type { AsyncOptions } from './batch/waited.ts';
export type { FindOptions } from './batch/findBatch.ts';
export type { MapOp } from './batch/mapBatch.ts';
export type { MapAsyncOptions } from './batch/mapBatchAsync.ts';
export type { OneMoreHelper, OneWordHelper } from './batch/mapHelpers.ts';
export type { Config } from './kernel/config.ts';
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
} from './codec/decoded.ts';
export type { PagemapWord, Pfn, Pgprot, Pte, SwpEntry } from './helpers/marks.ts';
export type { DecodeOptions } from './codec/decode.ts';
export type { EncodeParts } from './codec/encode.ts';
export type { ErrorCode } from './base/errors.ts';
export type { Part, PartState } from './codec/claims.ts';
export type { Checked, CheckedAs, CheckOptions, Finding } from './check/finding.ts';
export type { Query, QueryCompare, QueryComparison, QueryTree, QueryWord } from './query/tree.ts';
export type { DecodedPagemap } from './codec/pagemap.ts';
export type { HardwareEntry } from './codec/decodeHardware.ts';
export type { Explanation } from './codec/explain.ts';
export type { BehaviourId, FunctionId, HelperId, Kernel, UapiId } from './kernel/kernel.ts';
export type { CollectOutcome, Collecting } from './mm/migrate/migrateVmaCollectPmd.ts';
export type { InsertOutcome, Inserting } from './mm/migrate/migrateVmaInsertPage.ts';
export type { MigrationTarget } from './mm/migrate/removeMigrationPte.ts';
export type { Split, SplitOutcome } from './mm/huge_memory/splitHugePmdLocked.ts';
export type { HugeUnmapping } from './mm/huge_memory/unmapHugePmdLocked.ts';
export type { HugetlbZap } from './mm/hugetlb/unmapHugepageRange.ts';
export type { HugetlbFault } from './mm/hugetlb/hugetlbFault.ts';
export type { HugetlbMissing } from './mm/hugetlb/hugetlbNoPage.ts';
export type { HugetlbFill, HugetlbFilled } from './mm/hugetlb/hugetlbMfillAtomicPte.ts';
export type { HugetlbPagemap, HugetlbScan } from './mm/task_mmu/pagemapHugetlb.ts';
export type { Replacement } from './mm/ksm/replacePage.ts';
export type { MergeOutcome, Merging } from './mm/ksm/writeProtectPage.ts';
export type { SwapSlot } from './mm/common/swapSlot.ts';
export type { ManyWalked, Unmapping } from './mm/rmap/tryToUnmapOne.ts';
export type { Migrating } from './mm/rmap/tryToMigrateOne.ts';
export type { ManyOutcome } from './mm/common/manyOutcome.ts';
export type { Poisoned } from './mm/memory_failure/hwpoisonUserMappings.ts';
export type { Swapoff, UnuseOutcome } from './mm/swapfile/unusePte.ts';
export type { ChangeProtection } from './mm/mprotect/changeProtection.ts';
export type { EndOfUffd } from './mm/userfaultfd/userfaultfdEnd.ts';
export type { ClearRefs } from './mm/task_mmu/clearSoftDirty.ts';
export type { ForkOutcome } from './mm/memory/copyNonpresentPte.ts';
export type { ManyForked } from './mm/memory/copyPresentPte.ts';
export type { Pages } from './mm/common/pages.ts';
export type { Warning, Watched } from './mm/page_table_check/warnings.ts';
export type { NumaHint, NumaHintMany } from './mm/memory/doNumaPage.ts';
export type { HugeNumaHint } from './mm/huge_memory/doHugePmdNumaPage.ts';
export type { CollectingHuge, HugeCollected } from './mm/huge_memory/migrateVmaCollectHugePmd.ts';
export type { InsertingHuge } from './mm/huge_memory/migrateVmaInsertHugePmdPage.ts';
export type { HugeChanged } from './mm/huge_memory/changeHugePmd.ts';
export type { HugeProtected } from './mm/huge_memory/hugeProtection.ts';
export type { HugeForked } from './mm/huge_memory/copyHugePmd.ts';
export type { HugeFault, HugeFaultOutcome } from './mm/huge_memory/hugeFault.ts';
export type { HugeFaultInputs } from './mm/huge_memory/handlePmdFault.ts';
export type { HugeWrite } from './mm/huge_memory/doHugePmdWpPage.ts';
export type { HugeMissing } from './mm/huge_memory/doHugePmdAnonymousPage.ts';
export type { Inserted } from './mm/huge_memory/insertPmd.ts';
export type { FileHuge } from './mm/huge_memory/doSetPmd.ts';
export type { HugeMove } from './mm/huge_memory/movePagesHugePmd.ts';
export type { FileRange } from './mm/khugepaged/collapseFile.ts';
export type { CollapseOutcome, Collapsing } from './mm/khugepaged/collapseHugePage.ts';
export type { Limits, ScanResult } from './mm/khugepaged/scanPmd.ts';
export type { Guarded, Retracting, RetractOutcome } from './mm/khugepaged/retractPageTables.ts';
export type { TableZap } from './mm/khugepaged/zapFreesTable.ts';
export type { MissingFault } from './mm/memory/doPteMissing.ts';
export type { SwapIn, SwapInMany } from './mm/memory/doSwapPage.ts';
export type { FaultOutcomes } from './mm/memory/doSwapPages.ts';
export type { FaultSurroundings } from './mm/common/faultSurroundings.ts';
export type { WriteFault } from './mm/memory/doWpPage.ts';
export type { FaultInputs } from './mm/memory/handlePteFault.ts';
export type { FillInputs, FillOutcome, FillRequest } from './mm/userfaultfd/mfillAtomic.ts';
export type { MoveInputs, MoveOutcome } from './mm/userfaultfd/movePagesPte.ts';
export type { ApiOutcome } from './mm/userfaultfd/userfaultfdApi.ts';
export type { RegisterOutcome } from './mm/userfaultfd/userfaultfdRegister.ts';
export type { PageCategory, Scan, ScanOutcome } from './mm/task_mmu/pagemapScan.ts';
export type { HugeUnmapped } from './mm/huge_memory/tryToUnmapHuge.ts';
export type { HugeAging } from './mm/madvise/madviseColdOrPageoutPmd.ts';
export type { HugePagemap } from './mm/task_mmu/pagemapPmdRange.ts';
export type { Pagemap } from './mm/task_mmu/pteToPagemapEntry.ts';
export type { FaultReason } from './mm/userfaultfd/userfaultfdMustWait.ts';
export type { AdviceOutcome, Freeing } from './mm/madvise/madviseFree.ts';
export type { Zap } from './mm/memory/zapPteRange.ts';
export type { MergeBy, MergeHow, MergeRefusal, VmaMergeOutcome } from './mm/vma/vmaMerge.ts';
export type { NumaScan, NumaSkip } from './mm/sched/taskNumaWork.ts';
export type { HmmFaulted } from './mm/hmm/hmmDoFault.ts';
export type { HmmRefusal } from './mm/hmm/hmmMapping.ts';
export type { HmmCaller, HmmOutcome, HmmPfn, HmmRequest } from './mm/hmm/hmmOutcome.ts';
export type { MprotectFlags, PkeyInputs, Prot } from './mm/mprotect/doMprotectPkey.ts';
export type { SwapCached } from './mm/memory/shouldTryToFreeSwap.ts';
export type { LockCaller } from './mm/locks/faultLock.ts';
export type { FlushPlace, LockCall, LockMode, LockPlan } from './mm/locks/lockPlan.ts';
export type { Mm, Vma } from './mm/common/vma.ts';
export type { Effect, FaultOutcome, Next, Outcome, Step, VmFault, WalkOutcome } from './mm/common/outcome.ts';
export type { Fault } from './mm/common/fault.ts';
export type { Folio } from './mm/common/folio.ts';
export type { VmaParts } from './mm/common/makeVma.ts';
export type { RecordedCall, RecordedStep, Recording } from './replay/recording.ts';
export type { ReplayedCall, Verdict } from './replay/judgeCall.ts';
export type { Replayed } from './replay/replayCalls.ts';
export type { ReplayedStep } from './replay/replaySteps.ts';
export type { Counts } from './world/told/counts.ts';
export type { Interleavings, LosingOrder } from './world/orders/interleave.ts';
export type { LifeParting } from './world/told/partings.ts';
export type { ScenarioRow } from './world/scenario.ts';
export type { Scenario } from './world/scenarioBuilder.ts';
export type { MappingSeen } from './world/told/seen.ts';
export type { Script } from './world/script.ts';
export type { BatchCensus, CensusOptions } from './batch/censusBatch.ts';
export type { KindCount, SwapTypeCount } from './batch/census.ts';
export type { Decided } from './batch/decisionTable.ts';
export type { MigrationTable } from './batch/migrationTable.ts';
export type { SwapInTable } from './batch/swapInTable.ts';
export type { MmBatch, MmInto, SwapInBatch } from './batch/mmBatch.ts';
export type { Release, Uname } from './kernel/release.ts';
export { type Doubt, type Doubts, doubtsOf } from './kernel/doubts.ts';
export type { ProposalId } from './kernel/patches.ts';
export type { ProposedMarker } from './kernel/proposed.ts';
export type { PartingRow } from './kernel/partingRows.ts';
export type { Parting } from './kernel/parting.ts';
export type { MarkerPattern, ProposalRow } from '../spec/proposals.ts';
export type { Level, TableLevel } from '../spec/schema.ts';
