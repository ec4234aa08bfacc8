/** A fault in anonymous memory finds no page table: a huge page may come. */
import type { Pte } from '../../helpers/marks.ts';
import { pteMkspecial } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Fault } from '../common/fault.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { cannotPrepareAnon } from '../memory/vmaLock.ts';
import { handleUserfault } from '../userfaultfd/handleUserfault.ts';
import { goesOn, type HugeFault, type HugeFaultOutcome, over, stays } from './hugeFault.ts';
import { mapAnonFolioPmd, mkHugePmd, newPageEffects } from './mapAnonFolioPmd.ts';

/** What only the running kernel knows of a huge page that is missing. */
export interface HugeMissing extends HugeFault {
  /**
   * The huge zero page, in 4 KiB pages; absent where reads get no zero page (transparent_hugepage/use_zero_page, mm_forbids_zeropage())
   * but a page of their own.
   */
  readonly zeroPfn?: bigint;
}

/**
 * mm/huge_memory.c, do_huge_pmd_anonymous_page(): nothing stands where a huge page could, and the mapping may have one. A read maps the huge zero
 * page, a write a new page, which is dirty and, where the mapping is, writable even for a read.
 *
 * Modelled of what it returns: 0, what handle_userfault() returns, VM_FAULT_SIGBUS while the address space is taken apart, VM_FAULT_OOM (there
 * is no page table), VM_FAULT_RETRY under the lock of the mapping alone, and VM_FAULT_FALLBACK where the kernel gets no huge page, with
 * which doPteMissing() comes next. Not modelled: a mapping that ends within the 2 MiB (VM_FAULT_FALLBACK), an entry that another CPU has
 * filled (0), and a huge zero page that cannot be had.
 * @throws RangeError unless `pmd` is empty.
 */
export function doHugePmdAnonymousPage(
  k: Kernel,
  pmd: Pte,
  vma: Vma,
  fault: Fault,
  how: HugeMissing = {},
): HugeFaultOutcome {
  expectFamily(k, pmd, ['none'], 'pmd');
  if (k.does('anonFaultNeedsAnonVma') && cannotPrepareAnon(k, vma, fault, how))
    return stays(pmd, 'vmf_anon_prepare', 'the mapping has no anon_vma and is not locked for getting one', [
      'VM_FAULT_RETRY',
    ]);
  const zero = fault.write ? undefined : how.zeroPfn;
  const pfn = zero ?? how.newPfn;
  if (pfn === undefined) return goesOn(pmd, 'vma_alloc_anon_folio_pmd', 'there is no huge page');
  if (how.oom) return stays(pmd, 'pte_alloc_one', 'there is no memory for a page table', ['VM_FAULT_OOM']);
  if (how.mm?.unstable)
    return stays(pmd, 'check_stable_address_space', 'the address space is being taken apart', ['VM_FAULT_SIGBUS']);
  if (vmHas(vma, k.vm.uffdMissing)) {
    const trapped = handleUserfault(k, new Trace(k, pmd, 'pmd'), vma, fault, 'userfaultfd traps missing pages');
    return { ...trapped, splits: false };
  }
  if (zero === undefined) return over(mapAnonFolioPmd(k, pfn, vma), [], newPageEffects(k));
  const t = mkHugePmd(k, pfn, vma, 'a read maps the huge zero page');
  if (k.does('hugeZeroIsSpecial')) t.apply(pteMkspecial, 'nobody counts its mappings');
  return over(t);
}
