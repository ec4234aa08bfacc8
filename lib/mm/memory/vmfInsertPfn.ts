/** A driver maps a page frame that the kernel does not count. */
import type { Pte } from '../../helpers/marks.ts';
import { pfnPte, pteMkspecial } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { everything, expectFamily } from '../common/family.ts';
import { type FaultOutcome, unchanged } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';

/**
 * mm/memory.c, vmf_insert_pfn() with insert_pfn(), the same in every release: the fault handler of a mapping with VM_PFNMAP maps `pfn`, in
 * pages, in an empty entry; another entry stays. It returns VM_FAULT_NOPAGE. Not modelled: its errors (VM_FAULT_OOM, VM_FAULT_SIGBUS for an
 * address or a frame that is not allowed), other cache modes, and frames of DAX devices.
 * @throws RangeError for a word that is no entry.
 */
export function vmfInsertPfn(k: Kernel, pte: Pte, vma: Pick<Vma, 'vmPageProt'>, pfn: bigint): FaultOutcome {
  const returned = ['VM_FAULT_NOPAGE'] as const;
  if (expectFamily(k, pte, everything) !== 'none')
    return unchanged(pte, 'insert_pfn', 'the entry is not empty', { returned });
  const t = Trace.from(k, 'pfn_pte', pfnPte(k, pfn, vma.vmPageProt), 'the frame under vma->vm_page_prot');
  return t.apply(pteMkspecial, 'there is no page to count').faultOutcome(returned);
}
