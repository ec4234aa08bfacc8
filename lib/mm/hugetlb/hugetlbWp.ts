/** A write, or the wish for a page of one's own, meets a read-only entry of hugetlb. */

import { rangeError, shown, typeError } from '../../base/errors.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pteMkdirty, pteMkuffdWp, pteMkwrite, pteMkwriteNovma, pteUffdWp } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import { type Fault, unshares } from '../common/fault.ts';
import { type Folio, reusableByMapcount } from '../common/folio.ts';
import type { Effect, FaultOutcome, VmFault } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import type { WriteFault } from '../memory/writeFault.ts';
import { makeHugePte } from './makeHugePte.ts';

/**
 * mm/hugetlb.c, hugetlb_wp() (hugetlb_cow() to 5.18): the page is made writable where it is, or copied. `pte` is the PMD or PUD, which
 * is read as a PTE; `folio` is its page, of which mappings are counted, never references: a pin keeps no page from being written to.
 * `how.oom` is an empty pool of huge pages.
 *
 * Modelled of what it returns: 0, VM_FAULT_SIGSEGV of a mapping that is read-only (`hugetlbWpRefusesReadOnly`), VM_FAULT_SIGBUS where
 * the pool is empty, VM_FAULT_HWPOISON_LARGE of a copy. Not modelled: the owner of a reservation, for whom the page is taken away from
 * children when the pool is empty; VM_FAULT_OOM; VM_FAULT_RETRY for want of an anon_vma; 0 where the entry has changed meanwhile.
 * @throws RangeError unless `pte` is present, and for unsharing a shared mapping; TypeError where the page is copied and there is no
 *   `copyPfn`.
 */
export function hugetlbWp(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio: Folio,
  fault: Fault,
  how: WriteFault = {},
): FaultOutcome {
  expectFamily(k, pte, ['present']);
  const unshare = unshares(k, fault);
  const shared = vmHas(vma, k.vm.mayshare);
  if (fault.unshare && shared)
    throw rangeError('expected a private mapping for a fault that unshares, got a shared one'); // sanitize_fault_flags()
  const t = new Trace(k, pte);
  const stays = (why: string, ...returned: readonly VmFault[]) => t.note('hugetlb_wp', why).faultOutcome(returned);
  if (!unshare && pteUffdWp(k, pte) && k.does('hugetlbWpLeavesUffdWp'))
    return stays('userfaultfd is to trap the write');
  if (!unshare && !vmHas(vma, k.vm.write) && k.does('hugetlbWpRefusesReadOnly'))
    return stays('the mapping is read-only', 'VM_FAULT_SIGSEGV');
  if (shared && k.does('hugetlbWpKnowsShared')) return setHugePtepWritable(t, k).faultOutcome([]);
  if (folio.anon && reusableByMapcount(folio)) return reuse(k, t, vma, folio, unshare);
  return copy(k, t, vma, unshare, how);
}

/** set_huge_ptep_writable(). */
function setHugePtepWritable(t: Trace, k: Kernel): Trace {
  t.apply(pteMkdirty, 'it is about to be written');
  return t.apply(k.has('pteMkwriteNovma') ? pteMkwriteNovma : pteMkwrite, 'the page may be written to where it is');
}

/** The page has one mapping. From 6.14 on set_huge_ptep_maybe_writable() asks vm_flags. */
function reuse(k: Kernel, t: Trace, vma: Vma, folio: Folio, unshare: boolean): FaultOutcome {
  const effects: Effect[] = k.does('anonExclusive') && !folio.exclusive ? ['RMAP_EXCLUSIVE'] : [];
  if (unshare) t.note('hugetlb_wp', 'the page belongs to this process alone already');
  else if (vmHas(vma, k.vm.write) || !k.does('makeHugePteAsksWrite')) setHugePtepWritable(t, k);
  return t.faultOutcome([], effects);
}

function copy(k: Kernel, t: Trace, vma: Vma, unshare: boolean, how: WriteFault): FaultOutcome {
  if (how.oom) return t.note('alloc_hugetlb_folio', 'the pool is empty').faultOutcome(['VM_FAULT_SIGBUS']);
  if (how.copyPoisoned && k.does('hugetlbForkMeetsPoison'))
    return t
      .note('copy_user_large_folio', 'reading the page meets a hardware error')
      .faultOutcome(['VM_FAULT_HWPOISON_LARGE']);
  const { copyPfn } = how;
  if (typeof copyPfn !== 'bigint')
    throw typeError(`expected copyPfn as a bigint for a page that is copied, got ${shown(copyPfn)}`);
  const old = t.value;
  const made = makeHugePte(k, copyPfn, vma, !unshare);
  t.follow({ pte: made.value, steps: made.steps });
  if (pteUffdWp(k, old) && k.does('hugetlbWpKeepsUffdWp')) t.apply(pteMkuffdWp, 'the old entry has the uffd-wp bit');
  const exclusive: readonly Effect[] = k.does('anonExclusive') ? ['RMAP_EXCLUSIVE'] : [];
  return t.faultOutcome([], ['copy page', ...exclusive]);
}
