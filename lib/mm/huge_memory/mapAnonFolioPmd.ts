/** A new huge page is mapped: mm/huge_memory.c, map_anon_folio_pmd_nopf() (map_anon_folio_pmd() from 6.13 on; inside its callers before). */
import { pfnPmd, pmdMkdirty, pmdMkhuge } from '../../helpers/pgtableHuge.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { called } from '../common/kernelNames.ts';
import { maybePmdMkwrite } from '../common/maybeMkwrite.ts';
import type { Effect } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';

/** mk_huge_pmd(): a huge page under the default protection of the mapping. `pfn` in 4 KiB pages. */
export const mkHugePmd = (k: Kernel, pfn: bigint, vma: Vma, why = 'the page under vma->vm_page_prot'): Trace =>
  Trace.from(k, called(k, 'mkHugePmd'), pmdMkhuge(k, pfnPmd(k, pfn, vma.vmPageProt)), why, 'pmd');

/** A new page of the process, which is dirty from the first. */
export const mapAnonFolioPmd = (k: Kernel, pfn: bigint, vma: Vma): Trace =>
  mkHugePmd(k, pfn, vma, 'the new page under vma->vm_page_prot')
    .apply(pmdMkdirty, 'whether it is written to or read')
    .apply(maybePmdMkwrite, 'writable, if the mapping is', vma);

/** A new page belongs to this process alone. */
export const newPageEffects = (k: Kernel): Effect[] => (k.does('anonExclusive') ? ['RMAP_EXCLUSIVE'] : []);
