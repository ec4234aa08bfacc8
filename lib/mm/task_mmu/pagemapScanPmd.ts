/** PAGEMAP_SCAN of /proc/PID/pagemap at huge entries: fs/proc/task_mmu.c, pagemap_scan_thp_entry(). */
import type { Pte } from '../../helpers/marks.ts';
import { pteSpecial } from '../../helpers/pgtable.ts';
import { pmdDevmap, pmdMkuffdWp, pmdSoftDirty, pmdUffdWp } from '../../helpers/pgtableHuge.ts';
import { pmdSwpSoftDirty, pmdSwpUffdWp, pteSwpMkuffdWp } from '../../helpers/swapFlags.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily, type Family } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import type { Outcome } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { hugeFamilies } from '../huge_memory/setPmdMigrationEntry.ts';
import { type PageCategory, tellsWritten, those } from './pagemapScan.ts';

const huge = (k: Kernel): readonly Family[] => [...hugeFamilies(k), 'migration'];

/** vm_normal_page_pmd() has no page to tell of: of DAX (pmd_devmap()), it has in a mapping of pages and page frames. */
const isPassedOver = (k: Kernel, pmd: Pte, vma: Vma): boolean =>
  pteSpecial(k, pmd) || (pmdDevmap(k, pmd) && !vmHas(vma, k.vm.mixedmap));

function categories(
  k: Kernel,
  pmd: Pte,
  vma: Vma,
  folio?: Pick<Folio, 'anon'>,
  hugeZero = false,
): readonly PageCategory[] {
  const family = expectFamily(k, pmd, [...huge(k), 'none'], 'pmd');
  if (family === 'none') return ['PAGE_IS_HUGE'];
  const present = family === 'present';
  const free = !(present ? pmdUffdWp(k, pmd) : pmdSwpUffdWp(k, pmd));
  const softDirty = present ? pmdSoftDirty(k, pmd) : pmdSwpSoftDirty(k, pmd);
  const hasPage = folio !== undefined && !hugeZero && !(present && isPassedOver(k, pmd, vma));
  return those([
    ['PAGE_IS_WRITTEN', free && tellsWritten(k, vma)],
    ['PAGE_IS_FILE', hasPage && !folio.anon],
    ['PAGE_IS_PRESENT', present],
    ['PAGE_IS_SWAPPED', !present],
    ['PAGE_IS_PFNZERO', present && hugeZero && k.does('scanKnowsHugeZero')],
    ['PAGE_IS_HUGE', true],
    ['PAGE_IS_SOFT_DIRTY', softDirty && k.does('scanReportsSoftDirty')],
    ['PAGE_IS_ACCESSED', free && vmHas(vma, k.vm.uffdRwp)],
  ]);
}

function makeProtected(k: Kernel, pmd: Pte): Outcome {
  const family = expectFamily(k, pmd, huge(k), 'pmd');
  const t = new Trace(k, pmd, 'pmd');
  const why = 'the next write is to be seen';
  if (family === 'present') t.apply(pmdMkuffdWp, why);
  else if (family === 'migration') t.apply(pteSwpMkuffdWp, why);
  return t.outcome(['flush_tlb_page']); // flush_tlb_range() of the caller
}

/**
 * fs/proc/task_mmu.c, pagemap_thp_category() (6.7): the categories of PAGEMAP_SCAN that a huge entry is in. `folio` is its page, absent
 * for one without; `hugeZero`: it maps the huge zero page.
 * @throws RangeError unless `pmd` maps a huge page, is a migration entry or empty, and before 6.7 (ERR_PTE_HELPER).
 */
export const pagemapThpCategory = checked('pagemapThpCategory', categories);

/**
 * fs/proc/task_mmu.c, make_uffd_wp_pmd() (6.7): PAGEMAP_SCAN with PM_SCAN_WP_MATCHING protects a whole huge page; of a part, the page is split
 * first. The entry of a page in device memory stays as it is.
 * @throws RangeError unless `pmd` maps a huge page or is a migration entry, and before 6.7 (ERR_PTE_HELPER).
 */
export const makeUffdWpPmd = checked('makeUffdWpPmd', makeProtected);
