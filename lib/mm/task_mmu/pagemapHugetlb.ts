/** hugetlb in pagemap and PAGEMAP_SCAN: fs/proc/task_mmu.c. Entries are PMDs or PUDs, which hugetlb reads as PTEs. */

import { makePteMarker, markerUffdWp } from '../../helpers/markers.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pteMkuffdWp, ptePfn, ptePresent, pteSoftDirty, pteWrprotect } from '../../helpers/pgtable.ts';
import { pteSwpMkuffdWp, pteSwpSoftDirty } from '../../helpers/swapFlags.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { type Outcome, unchanged } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { hugetlbFamilies } from '../hugetlb/copyHugetlbPageRange.ts';
import {
  categoriesOf,
  isProtected,
  mayProtect,
  type PageCategory,
  type Scan,
  type ScanOutcome,
  tellsWritten,
  those,
} from './pagemapScan.ts';
import type { Pagemap } from './pteToPagemapEntry.ts';

/** Which part of a hugetlb page is asked for, beside what pagemap is told of any. */
export interface HugetlbPagemap extends Pagemap {
  /** The place of the page in the huge one, from 0. */
  readonly page?: bigint;
}

/** What a scan of hugetlb depends on beside the scan of any memory. */
export interface HugetlbScan extends Scan {
  /** The entry is a PUD: the page is larger than those that PMDs map. */
  readonly gigantic?: boolean;
  /** The scan ends inside the page, by its range or because its buffer is full: the page cannot be protected. */
  readonly part?: boolean;
  /** The entry once the processor has set Accessed or Dirty after the kernel has read it; as it was if left out. */
  readonly meanwhile?: bigint;
}

/**
 * fs/proc/task_mmu.c, pagemap_hugetlb_range(): what /proc/PID/pagemap says of a page of hugetlb. Of entries that are not present it tells
 * uffd-wp alone; soft-dirty is that of the mapping. Where the table is shared, later kernels do not count the page as mapped once.
 * @throws RangeError for a word that hugetlb never has.
 */
export function pagemapHugetlbRange(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio?: Pick<Folio, 'anon'>,
  { showPfn = true, mappedOnce = false, page = 0n }: HugetlbPagemap = {},
): bigint {
  expectFamily(k, pte, hugetlbFamilies);
  const bits = k.pagemap;
  const wp = k.does('pagemapHugetlbTellsUffdWp') && isProtected(k, pte) ? bits.pmUffdWp : 0n;
  const flags = wp | (vmHas(vma, k.vm.softdirty) ? bits.pmSoftDirty : 0n);
  if (!ptePresent(k, pte)) return flags;
  const ofFile = folio?.anon === false ? bits.pmFile : 0n;
  const frame = showPfn ? ptePfn(k, pte) + page : 0n;
  return flags | bits.pmPresent | ofFile | (mappedOnce ? bits.pmMmapExclusive : 0n) | frame;
}

function category(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio?: Pick<Folio, 'anon'>,
  zeroPfn?: bigint,
): readonly PageCategory[] {
  if (expectFamily(k, pte, hugetlbFamilies) === 'none') return ['PAGE_IS_HUGE'];
  const present = ptePresent(k, pte);
  const free = !isProtected(k, pte);
  const softDirty = present ? pteSoftDirty(k, pte) : pteSwpSoftDirty(k, pte);
  return those([
    ['PAGE_IS_WRITTEN', free && tellsWritten(k, vma)],
    ['PAGE_IS_FILE', present && folio?.anon === false],
    ['PAGE_IS_PRESENT', present],
    ['PAGE_IS_SWAPPED', !present],
    ['PAGE_IS_PFNZERO', present && zeroPfn === ptePfn(k, pte)],
    ['PAGE_IS_HUGE', true],
    ['PAGE_IS_SOFT_DIRTY', softDirty && k.does('scanReportsSoftDirty')],
    ['PAGE_IS_ACCESSED', free && vmHas(vma, k.vm.uffdRwp)],
  ]);
}

function makeProtected(k: Kernel, pte: Pte, meanwhile = pte): Outcome {
  const why = 'the next write is to be seen';
  const family = expectFamily(k, pte, hugetlbFamilies);
  const t = new Trace(k, pte);
  if (family === 'none') return t.set('make_pte_marker', makePteMarker(k, markerUffdWp(k)), why).outcome();
  if (family === 'hwpoison' || family === 'marker')
    return t.note('make_uffd_wp_huge_pte', 'there is no page to protect').outcome();
  if (family === 'migration') return t.apply(pteSwpMkuffdWp, why).outcome();
  if (k.does('scanClearsHugetlbFirst') && meanwhile !== pte)
    t.set('huge_ptep_modify_prot_start', meanwhile, 'the processor has used the page meanwhile');
  t.apply(pteMkuffdWp, why);
  return (k.does('mkuffdWpWrprotects') ? t : t.apply(pteWrprotect, why)).outcome();
}

/** fs/proc/task_mmu.c, pagemap_hugetlb_category() (6.7): the categories of PAGEMAP_SCAN that an entry of hugetlb is in; of an empty one, PAGE_IS_HUGE alone. */
export const pagemapHugetlbCategory = checked('pagemapHugetlbCategory', category);

/**
 * fs/proc/task_mmu.c, make_uffd_wp_huge_pte() (6.7): PAGEMAP_SCAN with PM_SCAN_WP_MATCHING protects an entry of hugetlb. `meanwhile` is the
 * entry once the processor has set Accessed or Dirty after the kernel has read it (`scanClearsHugetlbFirst`).
 * @throws RangeError for a word that hugetlb never has, and before 6.7 (ERR_PTE_HELPER).
 */
export const makeUffdWpHugePte = checked('makeUffdWpHugePte', makeProtected);

/**
 * fs/proc/task_mmu.c, pagemap_scan_hugetlb_entry() after pagemap_scan_test_walk() (6.7): PAGEMAP_SCAN comes to an entry of hugetlb. Not
 * modelled, as for pagemapScan(): which regions match and how many fit.
 * @throws RangeError for a word that hugetlb never has, and before 6.7 (ERR_PTE_HELPER).
 */
export const pagemapScanHugetlbEntry = checked(
  'pagemapScanHugetlbEntry',
  (k: Kernel, pte: Pte, vma: Vma, folio?: Pick<Folio, 'anon'>, how: HugetlbScan = {}): ScanOutcome => {
    const page = category(k, pte, vma, folio, how.zeroPfn);
    const allowed = mayProtect(k, vma);
    if (!allowed && (how.checkWpAsync || how.wpMatching))
      return unchanged(pte, 'pagemap_scan_test_walk', 'the mapping is passed over', {
        categories: [],
        returned: how.checkWpAsync ? '-EPERM' : 0,
      });
    const categories = categoriesOf(k, vma, page, allowed, undefined);
    if (!how.wpMatching || !page.includes('PAGE_IS_WRITTEN'))
      return { ...new Trace(k, pte).outcome(), categories, returned: 0 };
    if (how.part || (how.gigantic && !k.does('scanProtectsGigantic')))
      return unchanged(pte, 'pagemap_scan_backout_range', 'a part of a page cannot be protected', {
        categories: [],
        returned: 0,
      });
    const { pte: after, steps } = makeProtected(k, pte, how.meanwhile);
    return { pte: after, effects: ['flush_tlb_page'], steps, categories, returned: 0 };
  },
);
