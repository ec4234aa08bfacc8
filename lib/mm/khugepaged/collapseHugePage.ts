/** khugepaged makes one huge page of many small ones. */

import { pteUffdWp } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { everything, expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { called } from '../common/kernelNames.ts';
import type { Effect, Outcome } from '../common/outcome.ts';
import { type Pages, pageAt } from '../common/pages.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { mapAnonFolioPmd, newPageEffects } from '../huge_memory/mapAnonFolioPmd.ts';
import { type Limits, type ScanResult, scanPmd, uffdResult } from './scanPmd.ts';

/** What only the running kernel knows of a range that is to become a huge page. */
export interface Collapsing extends Limits {
  /** The huge page that the kernel takes, in 4 KiB pages. */
  readonly newPfn: bigint;
  /**
   * The entries as the scan found them, where they have changed by the time the lock of the address space is held for writing and the pages
   * are isolated.
   */
  readonly scanned?: readonly bigint[];
}

/** What became of the small entries: with SCAN_SUCCEED `pte` is the huge one, else 0n, and they stay as they are. */
export interface CollapseOutcome extends Outcome {
  readonly result: ScanResult;
}

/**
 * mm/khugepaged.c, collapse_huge_page() with hpage_collapse_scan_pmd() before it and __collapse_huge_page_isolate() in it: entries of
 * anonymous memory that one table holds become a huge entry. `ptes` are those of the 512 that differ, the rest being like one of them;
 * `pages` their page, or one for each, absent for empty entries. What the new page is is told by the mapping alone: dirty, soft-dirty
 * with it, writable where the mapping is, not protected by userfaultfd.
 *
 * Modelled are the results of an entry: too many that are empty, swapped out or shared, protection by userfaultfd, pages that are not anonymous,
 * that somebody else holds or that are in device memory, nothing writable, nothing used. Not modelled: a page that is locked or off the
 * lists of reclaim, in older releases one of the swap cache that is read-only and shared, too few that are used where many are swapped, nodes that are too far, what swapping in fails with, memory that cannot be had, and a mapping that may have no
 * huge pages.
 * @throws RangeError for a word that is no entry.
 */
export function collapseHugePage(
  k: Kernel,
  ptes: readonly bigint[],
  vma: Vma,
  pages: Pages | undefined,
  how: Collapsing,
): CollapseOutcome {
  const folioOf = (i: number) => pageAt(pages, i);
  const scanned = scanPmd(k, how.scanned ?? ptes, vma, folioOf, how);
  if (scanned !== 'SCAN_SUCCEED') return refuses(k, scanned, called(k, 'collapseScanPmd'));
  const isolated = how.scanned ? isolate(k, ptes, folioOf) : 'SCAN_SUCCEED';
  if (isolated !== 'SCAN_SUCCEED') return refuses(k, isolated, '__collapse_huge_page_isolate');
  const effects: Effect[] = ['flush_tlb_page', 'copy page', ...newPageEffects(k)];
  return mapAnonFolioPmd(k, how.newPfn, vma).outcome(effects, { result: isolated });
}

const refuses = (k: Kernel, result: ScanResult, did: string): CollapseOutcome =>
  new Trace(k, 0n, 'pmd').note(did, `${result}: the small entries stay`).outcome([], { result });

/** __collapse_huge_page_isolate(), as far as it finds what the scan has not. */
function isolate(k: Kernel, ptes: readonly bigint[], folioOf: (i: number) => Folio | undefined): ScanResult {
  for (const [i, pte] of ptes.entries()) {
    const family = expectFamily(k, pte, everything);
    if (family === 'none') continue;
    if (family !== 'present') return 'SCAN_PTE_NON_PRESENT';
    if (pteUffdWp(k, pte) && k.does('collapseAsksUffdWpAgain')) return uffdResult(k);
    if (folioOf(i)?.pinned) return 'SCAN_PAGE_COUNT';
  }
  return 'SCAN_SUCCEED';
}
