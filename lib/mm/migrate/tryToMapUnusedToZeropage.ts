/** A subpage without data becomes a mapping of the zero page. */

import type { Pte } from '../../helpers/marks.ts';
import { pfnPte, pteMkspecial } from '../../helpers/pgtable.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import type { Outcome } from '../common/outcome.ts';
import { restoreRwp, restoreSoftDirty, restoreUffdWp } from '../common/restore.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';

/** The zero page in place of the page, or undefined where the kernel does not do that. */
export function mapZeropage(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio: Pick<Folio, 'hwpoison' | 'mlocked' | 'compound'>,
  zeroPfn: bigint,
): Outcome | undefined {
  expectFamily(k, pte, ['migration']);
  if (!k.does('mapsUnusedToZeropage') || folio.compound || folio.mlocked || vmHas(vma, k.vm.locked)) return undefined;
  if (folio.hwpoison && k.does('zeropageRefusesPoison')) return undefined;
  const t = Trace.from(k, 'pfn_pte', pfnPte(k, zeroPfn, vma.vmPageProt), 'the zero page under vma->vm_page_prot');
  t.apply(pteMkspecial, 'nobody counts mappings of the zero page');
  if (k.does('zeropageKeepsBits')) {
    restoreSoftDirty(k, t, pte);
    restoreUffdWp(k, t, pte);
    restoreRwp(k, t, pte, vma);
  }
  return t.outcome();
}

/**
 * mm/migrate.c, try_to_map_unused_to_zeropage() (6.12): the zero page is mapped in place of a page that holds nothing but zeros, when a
 * huge page is split to free such pages. `zeroPfn` is the zero page's number, in pages; giving it says that the page has been found
 * to be zero-filled.
 * @returns undefined where the kernel refuses: locked memory, a page that is mlocked elsewhere, that is still a part of a larger folio,
 *   or that has a hardware error. Pages with data are the caller's; no address space of x86 forbids the zero page.
 * @throws RangeError unless `pte` is a migration entry, and before 6.12 (ERR_PTE_HELPER).
 */
export const tryToMapUnusedToZeropage = checked('tryToMapUnusedToZeropage', mapZeropage);
