/** PAGEMAP_SCAN of /proc/PID/pagemap: fs/proc/task_mmu.c, pagemap_scan_pmd_entry(). */

import { makePteMarker, markerGuard, markerUffdWp, pteMarkerGet } from '../../helpers/markers.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pteMkuffdWp, ptePfn, ptePresent, pteSoftDirty, pteUffdWp } from '../../helpers/pgtable.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import { pteSwpMkuffdWp, pteSwpSoftDirty, pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { everything, expectFamily, familyOf } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { type Outcome, unchanged } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { isUffdWpMarker } from '../memory/pteInstallUffdWpIfNeeded.ts';
import { usesMarkers } from '../mprotect/changeSoftleafPte.ts';
import { looksAtPage } from './pteToPagemapEntry.ts';

/** A category of include/uapi/linux/fs.h. */
export type PageCategory =
  | 'PAGE_IS_WPALLOWED'
  | 'PAGE_IS_WRITTEN'
  | 'PAGE_IS_FILE'
  | 'PAGE_IS_PRESENT'
  | 'PAGE_IS_SWAPPED'
  | 'PAGE_IS_PFNZERO'
  | 'PAGE_IS_HUGE'
  | 'PAGE_IS_SOFT_DIRTY'
  | 'PAGE_IS_GUARD'
  | 'PAGE_IS_ACCESSED';

/** What struct pm_scan_arg asks for. */
export interface Scan {
  /** PM_SCAN_WP_MATCHING: what matches and is written is protected. */
  readonly wpMatching?: boolean;
  /** PM_SCAN_CHECK_WPASYNC: the call fails at a mapping that cannot be protected so. */
  readonly checkWpAsync?: boolean;
  /** Only PAGE_IS_WRITTEN is asked for, or nothing is to be reported: the kernel takes a short way. */
  readonly writtenOnly?: boolean;
  /** The page frame number of the zero page, in pages. */
  readonly zeroPfn?: bigint;
}

/** What the call makes of one entry. */
export interface ScanOutcome extends Outcome {
  /** Categories of the page, in the order of their bits; empty where the mapping is passed over. */
  readonly categories: readonly PageCategory[];
  readonly returned: 0 | '-EPERM';
}

/** pte_swp_uffd_wp_any() and its kin: userfaultfd protects the entry, whatever it is. Without markers, no entry that is not present. */
export const isProtected = (k: Kernel, pte: Pte): boolean =>
  ptePresent(k, pte)
    ? pteUffdWp(k, pte)
    : k.does('installsUffdWpMarker') && familyOf(k, pte) !== 'none' && (pteSwpUffdWp(k, pte) || isUffdWpMarker(k, pte));

/** From 7.3 on, what is not registered for write protection counts as written never. */
export const tellsWritten = (k: Kernel, vma: Vma): boolean =>
  !k.does('scanAsksRegistration') || vmHas(vma, k.vm.uffdWp);

/** The categories that hold, in the order that is given. */
export const those = (all: readonly (readonly [PageCategory, boolean])[]): readonly PageCategory[] =>
  all.filter(([, holds]) => holds).map(([category]) => category);

function pageCategory(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio?: Pick<Folio, 'anon'>,
  zeroPfn?: bigint,
): readonly PageCategory[] {
  const family = expectFamily(k, pte, everything);
  const wp = tellsWritten(k, vma);
  if (family === 'none') return wp && k.does('scanReportsEmpty') ? ['PAGE_IS_WRITTEN'] : [];
  const present = ptePresent(k, pte);
  const free = !isProtected(k, pte);
  const softDirty = present ? pteSoftDirty(k, pte) : pteSwpSoftDirty(k, pte);
  const guard = family === 'marker' && (pteMarkerGet(k, pteToSwpEntry(k, pte)) & markerGuard(k)) !== 0n;
  return those([
    ['PAGE_IS_WRITTEN', free && wp],
    ['PAGE_IS_FILE', folio !== undefined && !folio.anon && looksAtPage(k, pte)],
    ['PAGE_IS_PRESENT', present],
    ['PAGE_IS_SWAPPED', !present],
    ['PAGE_IS_PFNZERO', present && zeroPfn === ptePfn(k, pte)],
    ['PAGE_IS_SOFT_DIRTY', softDirty && k.does('scanReportsSoftDirty')],
    ['PAGE_IS_GUARD', guard && k.does('scanReportsGuards')],
    ['PAGE_IS_ACCESSED', free && vmHas(vma, k.vm.uffdRwp)],
  ]);
}

function makeProtected(k: Kernel, pte: Pte): Outcome {
  const why = 'the next write is to be seen';
  const t = new Trace(k, pte);
  if (expectFamily(k, pte, everything) === 'none')
    return t.set('make_pte_marker', makePteMarker(k, markerUffdWp(k)), why).outcome();
  return t.apply(ptePresent(k, pte) ? pteMkuffdWp : pteSwpMkuffdWp, why).outcome(['flush_tlb_page']);
}

/** The short way of old kernels looks for the bit of a present entry whatever the entry is. */
const looksProtected = (k: Kernel, pte: Pte, short: boolean): boolean =>
  short && k.does('scanReadsPresentBit') ? pteUffdWp(k, pte) : isProtected(k, pte);

/** userfaultfd_wp_async() and userfaultfd_wp_use_markers(): a scan may protect the mapping, which is registered for that. */
export const mayProtect = (k: Kernel, vma: Vma): boolean =>
  vma.uffdWpAsync && vmHas(vma, k.vm.uffdWp) && usesMarkers(k, vma);

/**
 * fs/proc/task_mmu.c, pagemap_page_category() (6.7): the categories of PAGEMAP_SCAN that an entry is in. `folio` is its page, absent for
 * one without; `zeroPfn` the zero page, in pages.
 * @throws RangeError for a word that is no entry, and before 6.7 (ERR_PTE_HELPER).
 */
export const pagemapPageCategory = checked('pagemapPageCategory', pageCategory);

/**
 * fs/proc/task_mmu.c, make_uffd_wp_pte() (6.7): PAGEMAP_SCAN with PM_SCAN_WP_MATCHING protects the entry. A writable migration entry
 * stays one, and loses the bit when the page comes back (C2).
 * @throws RangeError for a word that is no entry, and before 6.7 (ERR_PTE_HELPER).
 */
export const makeUffdWpPte = checked('makeUffdWpPte', makeProtected);

/**
 * fs/proc/task_mmu.c, pagemap_scan_pmd_entry() after pagemap_scan_test_walk() (6.7): PAGEMAP_SCAN comes to an entry. Which regions match
 * and how many fit is the caller's; -ENOSPC and the errors of the arguments are not modelled. hugetlb: pagemapScanHugetlbEntry().
 * @throws RangeError for a word that is no entry, and before 6.7 (ERR_PTE_HELPER).
 */
export const pagemapScan = checked(
  'pagemapScan',
  (k: Kernel, pte: Pte, vma: Vma, folio?: Pick<Folio, 'anon'>, how: Scan = {}): ScanOutcome => {
    const allowed = mayProtect(k, vma);
    const passes = (returned: 0 | '-EPERM') =>
      unchanged(pte, 'pagemap_scan_test_walk', 'the mapping is passed over', { categories: [], returned });
    const page = pageCategory(k, pte, vma, folio, how.zeroPfn);
    if (!allowed && how.checkWpAsync) return passes('-EPERM');
    if ((!allowed && how.wpMatching) || vmHas(vma, k.vm.pfnmap)) return passes(0);
    const short = how.writtenOnly === true && tellsWritten(k, vma);
    const written = short ? !looksProtected(k, pte, true) : page.includes('PAGE_IS_WRITTEN');
    const categories = categoriesOf(k, vma, page, allowed, short ? written : undefined);
    if (!how.wpMatching || !written) return { ...new Trace(k, pte).outcome(), categories, returned: 0 };
    return { ...makeProtected(k, pte), categories, returned: 0 };
  },
);

/** The categories of the mapping, and of the page: on the short way PAGE_IS_WRITTEN alone. */
export function categoriesOf(
  k: Kernel,
  vma: Vma,
  page: readonly PageCategory[],
  allowed: boolean,
  written: boolean | undefined,
): readonly PageCategory[] {
  const wpAllowed: readonly PageCategory[] = allowed ? ['PAGE_IS_WPALLOWED'] : [];
  if (written !== undefined) return written ? [...wpAllowed, 'PAGE_IS_WRITTEN'] : wpAllowed;
  const whole = k.does('scanReportsSoftDirty') && vmHas(vma, k.vm.softdirty) && !page.includes('PAGE_IS_SOFT_DIRTY');
  if (!whole) return [...wpAllowed, ...page];
  const above = page.filter((is) => is === 'PAGE_IS_GUARD' || is === 'PAGE_IS_ACCESSED');
  return [...wpAllowed, ...page.slice(0, page.length - above.length), 'PAGE_IS_SOFT_DIRTY', ...above];
}
