/** A driver or a file system maps a huge page by itself. */
import type { Pte } from '../../helpers/marks.ts';
import { pteMkspecial } from '../../helpers/pgtable.ts';
import { pfnPmd, pmdMkdevmap, pmdMkdirty, pmdMkhuge, pmdMkyoung, pmdPfn } from '../../helpers/pgtableHuge.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Fault } from '../common/fault.ts';
import { maybePmdMkwrite } from '../common/maybeMkwrite.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { type HugeFaultOutcome, over, stays } from './hugeFault.ts';

/** What is mapped. */
export interface Inserted {
  /** A page of a file on a DAX device; else memory without a page. */
  readonly dax?: boolean;
  /** It is the huge zero page, for a hole of a file on a DAX device. */
  readonly hugeZero?: boolean;
}

/**
 * mm/huge_memory.c, insert_pmd() (6.17; insert_pfn_pmd() before), as vmf_insert_pfn_pmd() and vmf_insert_folio_pmd() call it: what a driver or a
 * file system on a DAX device puts where a huge entry can stand. `pfn` in 4 KiB pages. Something that is there stays, and a write to the same
 * page makes it writable.
 *
 * It returns VM_FAULT_NOPAGE; not modelled are VM_FAULT_OOM for a page table and VM_FAULT_SIGBUS for an address outside the mapping.
 * @throws RangeError unless `pmd` is empty or maps a huge page.
 */
export function insertPmd(
  k: Kernel,
  pmd: Pte,
  vma: Vma,
  pfn: bigint,
  fault: Fault,
  { dax = false, hugeZero = false }: Inserted = {},
): HugeFaultOutcome {
  const family = expectFamily(k, pmd, ['none', 'present'], 'pmd');
  const there = family === 'present' && k.does('insertPmdKeepsEntry');
  if (there && !(fault.write && pmdPfn(k, pmd) === pfn))
    return stays(pmd, 'insert_pfn_pmd', 'something is there already', ['VM_FAULT_NOPAGE']);
  const t = there ? new Trace(k, pmd, 'pmd') : fresh(k, vma, pfn, dax, hugeZero);
  if (!fault.write) return over(t, ['VM_FAULT_NOPAGE']);
  t.apply(there ? pmdMkyoung : pmdMkdirty, there ? 'the page is in use' : 'it is about to be written');
  t.apply(there ? pmdMkdirty : pmdMkyoung, there ? 'it is about to be written' : 'the page is in use');
  return over(t.apply(maybePmdMkwrite, 'writable, if the mapping is', vma), ['VM_FAULT_NOPAGE']);
}

function fresh(k: Kernel, vma: Vma, pfn: bigint, dax: boolean, hugeZero: boolean): Trace {
  const what = dax ? 'the page of the file' : 'memory without a page';
  const t = Trace.from(
    k,
    'pfn_pmd',
    pmdMkhuge(k, pfnPmd(k, pfn, vma.vmPageProt)),
    `${what} under vma->vm_page_prot`,
    'pmd',
  );
  const special = dax ? hugeZero && k.does('hugeZeroIsSpecial') : k.does('insertPmdIsSpecial');
  if (dax && !hugeZero && !k.does('wpTreatsFsdaxAsPfn'))
    return t.set('pmd_mkdevmap', pmdMkdevmap(k, t.value), 'a device has the page');
  return special ? t.apply(pteMkspecial, 'nobody counts its mappings') : t;
}
