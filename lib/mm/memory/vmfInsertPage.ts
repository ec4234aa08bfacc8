/** A file on a DAX device maps its memory. */
import type { Pte } from '../../helpers/marks.ts';
import { pfnPte, pteMkdevmap, pteMkdirty, pteMkyoung } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { everything, expectFamily } from '../common/family.ts';
import { maybeMkwrite } from '../common/maybeMkwrite.ts';
import { type FaultOutcome, unchanged } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';

/**
 * mm/memory.c, vmf_insert_page_mkwrite() with insert_page_into_pte_locked() from 6.15 on; before, vmf_insert_mixed() and
 * vmf_insert_mixed_mkwrite() with insert_pfn(): what the fault handler of a file on a DAX device does with the entry. `pfn` in pages. An
 * entry that is there stays for a read; for a write it becomes writable, if it maps the same memory. Something else is never replaced: not a
 * marker either, over which the fault comes again and again (C16).
 *
 * It returns VM_FAULT_NOPAGE, or VM_FAULT_SIGBUS for a write that finds something else (6.15). Not modelled: VM_FAULT_OOM for a page table,
 * an address outside the mapping, holes of the file, which map the zero page.
 * @throws RangeError for a word that is no entry.
 */
export function vmfInsertPage(k: Kernel, pte: Pte, vma: Vma, pfn: bigint, write: boolean): FaultOutcome {
  const family = expectFamily(k, pte, everything);
  const returned = ['VM_FAULT_NOPAGE'] as const;
  if (family === 'none') return fresh(k, vma, pfn, write).faultOutcome(returned);
  const did = k.does('daxMapsPages') ? 'insert_page_into_pte_locked' : 'insert_pfn';
  if (!write) return unchanged(pte, did, 'the entry is not empty', { returned });
  if (family === 'present') return upgraded(k, pte, vma).faultOutcome(returned);
  const why = 'the entry is of another page';
  return unchanged(pte, did, why, k.does('daxMapsPages') ? { returned: ['VM_FAULT_SIGBUS'] } : { returned });
}

function fresh(k: Kernel, vma: Vma, pfn: bigint, write: boolean): Trace {
  const t = Trace.from(k, 'pfn_pte', pfnPte(k, pfn, vma.vmPageProt), 'the memory of the file under vma->vm_page_prot');
  if (!k.does('daxMapsPages')) t.apply(pteMkdevmap, 'a device has the page');
  if (!write) return t;
  t.apply(pteMkyoung, 'the page is in use');
  t.apply(pteMkdirty, 'it is about to be written');
  return t.apply(maybeMkwrite, 'writable, if the mapping is', vma);
}

function upgraded(k: Kernel, pte: Pte, vma: Vma): Trace {
  const t = new Trace(k, pte);
  if (k.does('daxMapsPages')) {
    t.apply(maybeMkwrite, 'writable, if the mapping is', vma);
    return t.apply(pteMkyoung, 'the page is in use');
  }
  t.apply(pteMkyoung, 'the page is in use');
  t.apply(pteMkdirty, 'it is about to be written');
  return t.apply(maybeMkwrite, 'writable, if the mapping is', vma);
}
