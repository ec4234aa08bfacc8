/** What khugepaged thinks of a table of small entries: mm/khugepaged.c, hpage_collapse_scan_pmd() (khugepaged_scan_pmd() to 6.0, collapse_scan_pmd() from 7.1 on). */
import type { Pte } from '../../helpers/marks.ts';
import { pteDirty, ptePfn, pteUffdWp, pteWrite, pteYoung } from '../../helpers/pgtable.ts';
import { pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { everything, expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { uffdFlags, type Vma, vmHas } from '../common/vma.ts';
import { isUffdWpMarker } from '../memory/pteInstallUffdWpIfNeeded.ts';

/** enum scan_result, what of it an entry decides. */
export type ScanResult =
  | 'SCAN_SUCCEED'
  | 'SCAN_EXCEED_NONE_PTE'
  | 'SCAN_EXCEED_SWAP_PTE'
  | 'SCAN_EXCEED_SHARED_PTE'
  | 'SCAN_PTE_NON_PRESENT'
  | 'SCAN_PTE_UFFD_WP'
  | 'SCAN_PTE_UFFD' // the same from 7.3 on
  | 'SCAN_PTE_MAPPED_HUGEPAGE'
  | 'SCAN_PAGE_RO'
  | 'SCAN_LACK_REFERENCED_PAGE'
  | 'SCAN_PAGE_NULL'
  | 'SCAN_PAGE_ANON'
  | 'SCAN_PAGE_COMPOUND'
  | 'SCAN_PAGE_COUNT'
  | 'SCAN_PAGE_LAZYFREE';

/** How much khugepaged puts up with, /sys/kernel/mm/transparent_hugepage/khugepaged; and whether it is asked to. */
export interface Limits {
  /** MADV_COLLAPSE (6.1), which no limit holds up. */
  readonly madvise?: boolean;
  /** Entries that are empty or map the zero page: 511 unless set. */
  readonly maxPtesNone?: number;
  /** 64 unless set. */
  readonly maxPtesSwap?: number;
  /** 256 unless set. */
  readonly maxPtesShared?: number;
  /** The small zero page, in pages: its entries count as empty ones. */
  readonly zeroPfn?: bigint;
}

/** The entries of one table. `folioOf` gives the page of an entry by its place. */
export function scanPmd(
  k: Kernel,
  ptes: readonly bigint[],
  vma: Vma,
  folioOf: (i: number) => Folio | undefined,
  limits: Limits,
): ScanResult {
  const asked = limits.madvise === true && k.does('collapseByMadvise');
  const count = { none: 0, swap: 0, shared: 0, writable: false, young: false };
  for (const [i, pte] of ptes.entries()) {
    const bad = scanPte(k, pte, vma, folioOf(i), limits, asked, count);
    if (bad) return bad;
  }
  if (!count.writable && k.does('collapseNeedsWritable')) return 'SCAN_PAGE_RO';
  return asked || count.young ? 'SCAN_SUCCEED' : 'SCAN_LACK_REFERENCED_PAGE';
}

interface Count {
  none: number;
  swap: number;
  shared: number;
  writable: boolean;
  young: boolean;
}

/** What stops the scan at an entry, if anything. */
function scanPte(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio: Folio | undefined,
  limits: Limits,
  asked: boolean,
  count: Count,
): ScanResult | undefined {
  const family = expectFamily(k, pte, everything);
  const zero = family === 'present' && ptePfn(k, pte) === limits.zeroPfn;
  if (family === 'none' || zero) {
    const armed = uffdFlags.some((flag) => vmHas(vma, k.vm[flag])); // userfaultfd_armed(): it must see the fault
    return armed || (++count.none > (limits.maxPtesNone ?? 511) && !asked) ? 'SCAN_EXCEED_NONE_PTE' : undefined;
  }
  if (family !== 'present') {
    if (++count.swap > (limits.maxPtesSwap ?? 64) && !asked) return 'SCAN_EXCEED_SWAP_PTE';
    return trapsNonpresent(k, pte) ? uffdResult(k) : undefined;
  }
  if (pteUffdWp(k, pte) && k.does('collapseAsksUffdWp')) return uffdResult(k);
  count.writable ||= pteWrite(k, pte);
  count.young ||= pteYoung(k, pte);
  return scanPage(k, pte, vma, folio, limits, asked, count);
}

/** pte_swp_uffd_wp_any() (6.4; pte_swp_uffd_wp() before). */
const trapsNonpresent = (k: Kernel, pte: Pte): boolean =>
  k.does('collapseAsksUffdWp') && (pteSwpUffdWp(k, pte) || (isUffdWpMarker(k, pte) && k.does('collapseAsksMarker')));

function scanPage(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio: Folio | undefined,
  limits: Limits,
  asked: boolean,
  count: Count,
): ScanResult | undefined {
  if (!folio || folio.fsdax || (folio.deviceCoherent && k.does('collapseSkipsDevice'))) return 'SCAN_PAGE_NULL';
  const ours = !asked && !vmHas(vma, k.vm.droppable);
  if (ours && folio.anon && !folio.swapbacked && !pteDirty(k, pte) && k.does('collapseSkipsLazyfree'))
    return 'SCAN_PAGE_LAZYFREE';
  const counts = k.does('collapseCountsShared');
  if (folio.compound && !counts) return 'SCAN_PAGE_COMPOUND';
  if (folio.mappedShared && counts && ++count.shared > (limits.maxPtesShared ?? 256) && !asked)
    return 'SCAN_EXCEED_SHARED_PTE';
  if (!folio.anon) return 'SCAN_PAGE_ANON';
  return folio.pinned || (folio.mappedShared && !counts) ? 'SCAN_PAGE_COUNT' : undefined;
}

/** SCAN_PTE_UFFD_WP, by its name in the kernel at hand. */
export const uffdResult = (k: Kernel): ScanResult => (k.has('uffdRwpRange') ? 'SCAN_PTE_UFFD' : 'SCAN_PTE_UFFD_WP');
