/** Page tables of files that have become huge go away. */
import { ptePfn } from '../../helpers/pgtable.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { everything, expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { type Outcome, unchanged } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { isUffdProtected, type Vma } from '../common/vma.ts';
import { mkHugePmd } from '../huge_memory/mapAnonFolioPmd.ts';
import { type ScanResult, uffdResult } from './scanPmd.ts';

/** What no entry of the table at hand says of its mapping. */
export interface Guarded {
  /** VM_MAYBE_GUARD (6.19): the mapping has had guard regions. Before, these count as private copies: `vma.anonVma`. */
  readonly guarded?: boolean;
}

/**
 * mm/khugepaged.c, retract_page_tables() with file_backed_vma_is_retractable() (6.19): whether the table of a mapping may be freed, with all its
 * entries, when the page of the file has become huge; faults fill a new one, or map the huge page. What only entries remember keeps
 * the table: private copies, from 5.19 on protection by userfaultfd, from 6.19 on guard regions.
 *
 * Not modelled: locks that cannot be had (the table goes later, collapsePteMappedThp()), and a mapping that is not aligned like the file.
 */
export function retractPageTables(k: Kernel, vma: Vma, { guarded = false }: Guarded = {}): boolean {
  if (vma.anonVma) return false;
  if (isUffdProtected(k, vma) && k.does('retractAsksUffdWp')) return false;
  return !(guarded && k.does('retractAsksGuard'));
}

/** What only the running kernel knows of a table whose page has become huge. */
export interface Retracting {
  /** The huge page of the file, in 4 KiB pages. */
  readonly hugePfn: bigint;
  /** The place of the first entry in the table, from 0. */
  readonly index?: number;
  /** MADV_COLLAPSE (6.1): the huge page is mapped as a whole at once. */
  readonly installPmd?: boolean;
}

/** What became of the table: with SCAN_SUCCEED the small entries are gone and `pte` is what stands in their place. */
export interface RetractOutcome extends Outcome {
  readonly result: ScanResult | 'SCAN_FAIL';
}

/**
 * mm/khugepaged.c, try_collapse_pte_mapped_thp() (collapse_pte_mapped_thp(), 5.4): the same for one address space at a time, also of a
 * mapping with private copies elsewhere. `ptes` are consecutive entries of the table: any that is not present, or maps another page than
 * its part of the huge one, keeps all. The table leaves an empty place, or with `installPmd` the huge page under the protection of the
 * mapping and clean, whatever its small entries were: the page itself is dirty. `folio` is the huge page.
 *
 * Not modelled: a folio of another size, and a mapping that may have no huge pages.
 * @throws RangeError for a word that is no entry, and before 5.4 (ERR_PTE_HELPER).
 */
export const collapsePteMappedThp = checked('collapsePteMappedThp', collapseMapped);

function collapseMapped(
  k: Kernel,
  ptes: readonly bigint[],
  vma: Vma,
  folio: Folio,
  { hugePfn, index = 0, installPmd = false }: Retracting,
): RetractOutcome {
  const did = 'collapse_pte_mapped_thp';
  if (isUffdProtected(k, vma) && k.does('retractAsksUffdWp'))
    return unchanged(0n, did, 'userfaultfd protects the mapping', { result: uffdResult(k) });
  for (const [i, pte] of ptes.entries()) {
    const family = expectFamily(k, pte, everything);
    if (family === 'none') continue;
    if (family !== 'present')
      return unchanged(0n, did, 'not all is present', { result: 'SCAN_PTE_NON_PRESENT' as const });
    if (ptePfn(k, pte) !== hugePfn + BigInt(index + i))
      return unchanged(0n, did, 'not all is of the huge page', { result: 'SCAN_FAIL' as const });
  }
  const t = Trace.from(k, 'pmdp_collapse_flush', 0n, 'the table goes', 'pmd');
  const installs = installPmd && k.does('collapseByMadvise');
  if (!installs) return t.outcome(['flush_tlb_page'], { result: 'SCAN_SUCCEED' });
  if (folio.hwpoison) return t.outcome(['flush_tlb_page'], { result: 'SCAN_FAIL' });
  const { value: pte, steps } = mkHugePmd(k, hugePfn, vma);
  return t.follow({ pte, steps }).outcome(['flush_tlb_page'], { result: 'SCAN_SUCCEED' });
}
