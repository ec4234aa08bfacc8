/** Steps that turn an entry which is not present back into a mapping; several functions of mm/ share them. */

import { pfnPte, pteMksoftDirty, pteMkuffdWp, pteModify } from '../../helpers/pgtable.ts';
import { pteSwpSoftDirty, pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { Trace } from './trace.ts';
import type { Vma } from './vma.ts';
import { vmHas } from './vma.ts';

/** mk_pte(): the page under the mapping's default protection. */
export const mkPte = (k: Kernel, pfn: bigint, vma: Pick<Vma, 'vmPageProt'>): Trace =>
  becomePte(k, new Trace(k, 0n), pfn, vma);

/** The same of an entry that was another. */
export const becomePte = (k: Kernel, t: Trace, pfn: bigint, { vmPageProt }: Pick<Vma, 'vmPageProt'>): Trace =>
  t.set('mk_pte', pfnPte(k, pfn, vmPageProt), 'the page under vma->vm_page_prot');

/** Soft-dirty comes back, if the old entry has it. */
export function restoreSoftDirty(k: Kernel, t: Trace, old: bigint): void {
  if (pteSwpSoftDirty(k, old)) t.apply(pteMksoftDirty, 'the old entry is soft-dirty');
}

/** The uffd-wp bit comes back, if the old entry has it. */
export function restoreUffdWp(k: Kernel, t: Trace, old: bigint): void {
  if (pteSwpUffdWp(k, old)) t.apply(pteMkuffdWp, 'the old entry has the uffd-wp bit');
}

/** Where userfaultfd traps reads too (7.3), an entry with its bit must not be accessible. */
export function restoreRwp(k: Kernel, t: Trace, old: bigint, vma: Vma): void {
  if (pteSwpUffdWp(k, old) && vmHas(vma, k.vm.uffdRwp))
    t.apply(pteModify, 'the mapping traps reads too: PAGE_NONE', k.prot.PAGE_NONE);
}
