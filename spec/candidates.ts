/**
 * When in the making of a release a change came, where it was not the merge window: which release candidate was the first to
 * have what a row dates. A feature comes in the merge window, so that -rc1 has it, and needs no line here. A fix may come at
 * any time: of a row that stable trees took and that has no line, the candidate is not known.
 */
import type { Series } from './schema.ts';

/** One change of one release. */
export interface CandidateRow {
  /** The row as `table.id`, and the release of its `since` or `until`. */
  readonly row: string;
  readonly series: Series;
  /** The first candidate on the new side of the date, or the two numbers between which that is. One past the last candidate is the release itself. */
  readonly first: number | readonly [number, number];
  /** What showed it. */
  readonly judge: string;
}

/**
 * In the order of the releases. Judged by what was pushed to a tree on kernel.org, which names commits in the order in which they
 * were merged: beside the tags of other pull requests and of candidates.
 */
export const candidates = [
  { row: 'behaviours.restoreDeviceSoftDirty', series: '5.9', first: 4, judge: '3d321bf82c4b is merged before the line Linux 5.9-rc4, beside arc-5.9-rc4' },
  { row: 'behaviours.restoreDeviceMarksPresentBit', series: '5.9', first: 4, judge: 'ebdf8321eeeb is merged before the line Linux 5.9-rc4, beside arc-5.9-rc4' },
  { row: 'behaviours.migrateDeviceReadsPresentBits', series: '5.9', first: 4, judge: 'ad7df764b7e1 is merged before the line Linux 5.9-rc4, beside arc-5.9-rc4' },
  { row: 'behaviours.forkCopiesPinned', series: '5.9', first: [7, 8], judge: '70e806e4e645 is quoted with the date 2020-09-27, that of 5.9-rc7' },
  { row: 'behaviours.wpReusesKsm', series: '5.9', first: [1, 9], judge: 'not known' },
  { row: 'behaviours.clearRefsExcludes', series: '5.11', first: 4, judge: '29a951dfb3c3 is pushed on 2021-01-17, beside riscv-for-linus-5.11-rc4' },
  { row: 'behaviours.clearRefsSkipsPinned', series: '5.11', first: 4, judge: '9348b73c2e1b is pushed on 2021-01-17, beside riscv-for-linus-5.11-rc4' },
  { row: 'behaviours.wpFlushesPending', series: '5.12', first: 3, judge: '6ce64428d620 is merged before the line Linux 5.12-rc3, beside x86_urgent_for_v5.12_rc3' },
  { row: 'behaviours.swapoffIgnoresUffdWp', series: '5.13', first: 7, judge: '099dd6878b9b is pushed on 2021-06-16, beside clang-features-v5.13-rc7' },
  { row: 'helpers.pteSwpClearFlags', series: '5.13', first: 7, judge: '099dd6878b9b is pushed on 2021-06-16, beside clang-features-v5.13-rc7' },
  { row: 'behaviours.forkFiltersUffdWp', series: '5.14', first: 1, judge: '8f34f1eac382 is listed with its first tag, v5.14-rc1' },
  { row: 'behaviours.pmdMigrationRestoresUffdWp', series: '5.14', first: 1, judge: '8f34f1eac382 is listed with its first tag, v5.14-rc1' },
  { row: 'behaviours.pagemapMigrationNotExclusive', series: '5.17', first: 4, judge: '24d7275ce279 is listed with its first tag, v5.17-rc4' },
  { row: 'behaviours.writenotifyExemptsHugetlb', series: '6.0', first: [2, 3], judge: 'f96f7a40874d is pushed before net-6.0-rc3' },
  { row: 'behaviours.unregisterResolves', series: '6.0', first: [2, 3], judge: 'f369b07c8614 is pushed before net-6.0-rc3' },
  { row: 'behaviours.collectDirtiesFolio', series: '6.0', first: 8, judge: 'fd35ca3d12cc is in mm-hotfixes-stable-2022-09-26, the day after 6.0-rc7, the last candidate' },
  { row: 'behaviours.collectReadsSwapDirty', series: '6.0', first: 8, judge: 'fd35ca3d12cc is in mm-hotfixes-stable-2022-09-26, the day after 6.0-rc7, the last candidate' },
  { row: 'behaviours.writenotifyForUffdWp', series: '6.2', first: 5, judge: '51d3d5eb74ff is in mm-hotfixes-stable-2023-01-16-15-23, beside for-6.2-rc4-tag' },
  { row: 'behaviours.forkFiltersMarker', series: '6.2', first: 7, judge: '49d6d7fb6313 is in mm-hotfixes-stable-2023-02-02-19-24-2, beside riscv-for-linus-6.2-rc7' },
  { row: 'behaviours.migrationWrprotectsReadEntry', series: '6.2', first: 9, judge: '96a9c287e25d is in mm-hotfixes-stable-2023-02-17-15-16-2, after asoc-fix-v6.2-rc8-2; 6.2-rc8 was the last candidate' },
  { row: 'behaviours.swapoffMarksPoison', series: '6.2', first: [1, 9], judge: 'not known: a fix of its time' },
  { row: 'behaviours.unmapPoisonsOnRequest', series: '6.3', first: [1, 2], judge: '6da6b1d4a7df is in 6.1.16 of 2023-03-10, between 6.3-rc1 and 6.3-rc2' },
  { row: 'behaviours.pmdMigrationKeepsUffdWp', series: '6.3', first: 8, judge: '24bf08c4376b is in mm-hotfixes-stable-2023-04-19-16-36, after 6.3-rc7, the last candidate, and before the line Linux 6.3' },
  { row: 'keptByModify.pat', series: '6.6', first: 1, judge: '548cb932051f stands in the branch x86/shstk of 2023-08-15, which was merged for 6.6' },
  { row: 'behaviours.swapInPinsSlot', series: '6.8', first: 6, judge: '13ddaf26be32 is listed with its first tag, v6.8-rc6' },
  { row: 'behaviours.hwpoisonHasPfn', series: '6.9', first: 5, judge: '07a57a338adb is in mm-hotfixes-stable-2024-04-18-14-41, beside sound-6.9-rc5' },
  { row: 'behaviours.closeResolves', series: '6.9', first: 8, judge: 'c88033efe9a3 follows the line Linux 6.9-rc7, the last candidate' },
  { row: 'behaviours.hugetlbKeepsPoisonMarkers', series: '6.9', first: 5, judge: 'c5977c95dff1 is in mm-hotfixes-stable-2024-04-18-14-41, for 6.9-rc5, on 6.9-rc4' },
  { row: 'behaviours.pageTableCheckUffdWp', series: '6.10', first: 1, judge: '8430557fc584 is quoted with v6.10-rc1' },
  { row: 'behaviours.pteUffdWpWarns', series: '6.10', first: 1, judge: '8430557fc584 is quoted with v6.10-rc1' },
  { row: 'functions.ptePageTableCheckFlags', series: '6.10', first: 1, judge: '8430557fc584 is quoted with v6.10-rc1' },
  { row: 'uapi.UFFD_FEATURE_WP_UNPOPULATED', series: '6.10', first: 8, judge: '1723f04caacb is in mm-hotfixes-stable-2024-07-10-13-19, after 6.10-rc7, the last candidate' },
  { row: 'uapi.UFFD_FEATURE_WP_ASYNC', series: '6.10', first: 8, judge: '1723f04caacb is in mm-hotfixes-stable-2024-07-10-13-19, after 6.10-rc7, the last candidate' },
  { row: 'behaviours.apiChecksOptions', series: '6.10', first: 8, judge: '1723f04caacb is in mm-hotfixes-stable-2024-07-10-13-19, after 6.10-rc7, the last candidate' },
  { row: 'otherBits.noptishadow', series: '6.13', first: [2, 3], judge: 'd0ceea662d45 is in tip x86/urgent on 2024-12-06 and in 6.12.5' },
  { row: 'behaviours.mremapClearsUffdWp', series: '6.13', first: 8, judge: '0cef0bb836e3 is still in the queue of mm on 2025-01-13, after 6.13-rc7, the last candidate' },
  { row: 'behaviours.moveMarksSoftDirty', series: '6.15', first: 7, judge: '75cb1cca2c88 is in mm-hotfixes-stable-2025-05-17-09-41, before the line Linux 6.15-rc7' },
  { row: 'vmFlagBits.uffdMinor', series: '6.15', first: 8, judge: '0f518255bde8 is in mm-hotfixes-stable-2025-05-25-00-58, after 6.15-rc7, the last candidate' },
  { row: 'behaviours.scanKnowsHugeZero', series: '6.16', first: 4, judge: '4a5e85f4eb8f is merged before the line Linux 6.16-rc4, in mm-hotfixes-stable-2025-06-27-16-56' },
  { row: 'behaviours.zeropageKeepsBits', series: '6.18', first: [1, 2], judge: '9658d698a8a8 is in the queue of mm on 2025-10-08 and in 6.12.54' },
  { row: 'behaviours.zeropageRefusesPoison', series: '6.18', first: 3, judge: '841a8bfcbad9 is in mm-hotfixes-stable-2025-10-22-12-43, beside 9p-for-6.18-rc3-v2' },
  { row: 'behaviours.unmapBatchRespectsWrite', series: '7.0', first: [4, 5], judge: 'the patch waits in the queue of mm on 7.0-rc3-16 and not on the day after, on 7.0-rc4' },
  { row: 'behaviours.registerRefusesSpecial', series: '7.2', first: [3, 5], judge: 'the patch leaves the queue of mm between 7.2-rc2 and 7.2-rc5' },
  { row: 'behaviours.scanReportsEmpty', series: '7.2', first: [5, 6], judge: 'the patch waits in the queue of mm on 7.2-rc4-15 and not on 7.2-rc5-31' },
  { row: 'behaviours.hugetlbForkClearsSwapBit', series: '7.2', first: 6, judge: '83abe2fd5b3a is in mm-hotfixes-stable-2026-07-27-14-18, beside hardening-v7.2-rc6' },
  { row: 'behaviours.pmdModifyDropsDirty', series: '7.3', first: [4, 7], judge: 'f7491d7c81db is in tip x86/mm on 2026-09-09, after x86_urgent_for_7.3-rc3, and in the source of 7.3-rc7' },
] as const satisfies readonly CandidateRow[];
