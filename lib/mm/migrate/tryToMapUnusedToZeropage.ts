/** mm/migrate.c, try_to_map_unused_to_zeropage(): a subpage without data becomes a mapping of the zero page. */

import { pfnPte, pteMkspecial } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectSort } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import type { Outcome } from '../common/outcome.ts';
import { restoreRwp, restoreSoftDirty, restoreUffdWp } from '../common/restore.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';

/**
 * Maps the zero page in place of a page that holds nothing but zeros, when a huge page is split to free such pages
 * (6.12). `zeroPfn` is the zero page's number; giving it says that the page has been found to be zero-filled.
 * @returns undefined where the kernel refuses: locked memory, a page with a hardware error, or a kernel without it.
 * @throws RangeError unless `pte` is a migration entry.
 */
export function tryToMapUnusedToZeropage(
  k: Kernel,
  pte: bigint,
  vma: Vma,
  folio: Pick<Folio, 'hwpoison'>,
  zeroPfn: bigint,
): Outcome | undefined {
  expectSort(k, pte, ['migration']);
  if (!k.does('mapsUnusedToZeropage') || vmHas(k, vma, 'locked')) return undefined;
  if (folio.hwpoison && k.does('zeropageRefusesPoison')) return undefined;
  const t = new Trace(pfnPte(k, zeroPfn, vma.vmPageProt), 'pfn_pte', 'the zero page under vma->vm_page_prot');
  t.apply('pte_mkspecial', (e) => pteMkspecial(k, e), 'nobody counts mappings of the zero page');
  if (k.does('zeropageKeepsBits')) {
    restoreSoftDirty(k, t, pte);
    restoreUffdWp(k, t, pte);
    restoreRwp(k, t, pte, vma);
  }
  return { pte: t.value, effects: [], steps: t.steps };
}
