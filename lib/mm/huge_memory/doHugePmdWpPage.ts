/** A write meets the read-only entry of a huge page. */
import type { Pte } from '../../helpers/marks.ts';
import { pteMkdirty } from '../../helpers/pgtable.ts';
import { pmdMkdirty, pmdMkyoung } from '../../helpers/pgtableHuge.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import { type Fault, unshares } from '../common/fault.ts';
import { type Folio, reusableByMapcount } from '../common/folio.ts';
import { maybeMkwrite, maybePmdMkwrite } from '../common/maybeMkwrite.ts';
import type { Effect } from '../common/outcome.ts';
import { mkPte } from '../common/restore.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { saysWrite } from '../memory/wpPageCopy.ts';
import { fallsBack, type HugeFault, type HugeFaultOutcome, over, stays } from './hugeFault.ts';
import { mapAnonFolioPmd, newPageEffects } from './mapAnonFolioPmd.ts';

/** What only the running kernel knows of a write to a huge page. */
export interface HugeWrite extends HugeFault {
  /**
   * To 5.7: the small page that the kernel takes for a copy where it gets no huge one (`newPfn` absent), in pages; absent where it gets
   * none of those either.
   */
  readonly copyPfn?: bigint;
}

/**
 * mm/huge_memory.c, do_huge_pmd_wp_page(): a write, or from 5.19 on the wish for a page of one's own, meets the read-only entry of an
 * anonymous huge page. `folio` is the page, absent for the huge zero page. Whether the page may be written to where it is, no entry
 * shows: PageAnonExclusive (5.19), then `folio.reusable`, to 5.17 `folio.mapcountReusable`. A page that is shared is split, and the
 * fault goes on with a small one; to 5.7, it is copied.
 *
 * Modelled of what it returns: VM_FAULT_WRITE, 0, VM_FAULT_FALLBACK, to 5.7 with VM_FAULT_OOM, and from 6.13 on VM_FAULT_SIGBUS of the huge zero
 * page while the address space is taken apart. Not modelled: 0 where the entry has changed meanwhile.
 * @throws RangeError unless `pmd` maps a huge page.
 */
export function doHugePmdWpPage(
  k: Kernel,
  pmd: Pte,
  vma: Vma,
  folio: Folio | undefined,
  fault: Fault,
  how: HugeWrite = {},
): HugeFaultOutcome {
  expectFamily(k, pmd, ['present'], 'pmd');
  if (!folio) return writeZero(k, pmd, vma, how);
  if (mayReuse(k, folio)) return reuse(k, pmd, vma, folio, fault);
  if (k.does('hugeWpCopies')) return copy(k, pmd, vma, how);
  return fallsBack(pmd, 'others have the page too');
}

/** The huge zero page: do_huge_zero_wp_pmd() (6.13), or as a page that is shared. */
function writeZero(k: Kernel, pmd: Pte, vma: Vma, how: HugeWrite): HugeFaultOutcome {
  if (!k.does('hugeWpCopies') && !k.does('hugeZeroWpAllocates')) return fallsBack(pmd, 'the huge zero page is split');
  if (how.newPfn === undefined) return fallsBack(pmd, 'there is no huge page for a copy');
  if (how.mm?.unstable && k.does('hugeZeroWpAllocates'))
    return stays(pmd, 'check_stable_address_space', 'the address space is being taken apart', ['VM_FAULT_SIGBUS']);
  return over(mapAnonFolioPmd(k, how.newPfn, vma), saysWrite(k), ['flush_tlb_page', ...newPageEffects(k)]);
}

function mayReuse(k: Kernel, folio: Folio): boolean {
  if (k.does('anonExclusive') && folio.exclusive) return true;
  return k.does('hugeWpCountsMappings') ? reusableByMapcount(folio) : folio.reusable;
}

function reuse(k: Kernel, pmd: Pte, vma: Vma, folio: Folio, fault: Fault): HugeFaultOutcome {
  const effects: Effect[] = k.does('anonExclusive') && !folio.exclusive ? ['RMAP_EXCLUSIVE'] : [];
  const t = new Trace(k, pmd, 'pmd');
  if (unshares(k, fault))
    return over(t.note('do_huge_pmd_wp_page', 'the page belongs to this process alone already'), [], effects);
  t.apply(pmdMkyoung, 'the page is in use');
  t.apply(pmdMkdirty, 'it is about to be written');
  t.apply(maybePmdMkwrite, 'writable, if the mapping is', vma);
  return over(t, saysWrite(k), effects);
}

/** To 5.7: into a huge page, or do_huge_pmd_wp_page_fallback() into small ones, each of which is as if it had been written to. */
function copy(k: Kernel, pmd: Pte, vma: Vma, { newPfn, copyPfn }: HugeWrite): HugeFaultOutcome {
  const effects: Effect[] = ['flush_tlb_page', 'copy page'];
  if (newPfn !== undefined) return over(mapAnonFolioPmd(k, newPfn, vma), saysWrite(k), effects);
  if (copyPfn === undefined)
    return { ...fallsBack(pmd, 'there is no memory for a copy'), returned: ['VM_FAULT_OOM', 'VM_FAULT_FALLBACK'] };
  const t = mkPte(k, copyPfn, vma);
  t.apply(pteMkdirty, 'the page has just been written');
  t.apply(maybeMkwrite, 'writable, if the mapping is', vma);
  return { ...over(t, saysWrite(k), effects), small: true };
}
