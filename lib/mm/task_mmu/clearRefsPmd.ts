/** What writing to /proc/PID/clear_refs does to huge pages. */
import type { Pte } from '../../helpers/marks.ts';
import { pteSpecial } from '../../helpers/pgtable.ts';
import { pmdClearSoftDirty, pmdMkold, pmdWrprotect, pmdYoung } from '../../helpers/pgtableHuge.ts';
import { pteSwpClearSoftDirty } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily, type Family } from '../common/family.ts';
import type { Outcome } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { hugeFamilies } from '../huge_memory/setPmdMigrationEntry.ts';

/** Mappings that the walk passes over. */
function passesOver(k: Kernel, vma: Vma): string | undefined {
  if (vmHas(vma, k.vm.pfnmap)) return 'clear_refs_test_walk';
  return vmHas(vma, k.vm.hugetlb) ? 'walk_page_range' : undefined;
}

const huge = (k: Kernel): readonly Family[] => [...hugeFamilies(k), 'migration'];

/**
 * fs/proc/task_mmu.c, clear_soft_dirty_pmd(): a huge page, when 4 is written to /proc/PID/clear_refs. Pinned pages are write-protected as
 * well, in every release; the entry of a page in device memory keeps its bit. It returns nothing, and without soft-dirty does nothing.
 * @throws RangeError unless `pmd` maps a huge page or is a migration entry.
 */
export function clearSoftDirtyPmd(k: Kernel, pmd: Pte, vma: Vma): Outcome {
  const family = expectFamily(k, pmd, huge(k), 'pmd');
  const t = new Trace(k, pmd, 'pmd');
  const passed = passesOver(k, vma);
  if (passed) return t.note(passed, 'the mapping is passed over').outcome();
  if (!k.config.softDirty || family === 'devicePrivate') return t.outcome();
  if (family === 'migration') return t.apply(pteSwpClearSoftDirty, 'tracking starts anew').outcome();
  t.apply(pmdWrprotect, 'the next write must fault').apply(pmdClearSoftDirty, 'tracking starts anew');
  return t.outcome(['flush_tlb_page']); // pmdp_invalidate()
}

/**
 * fs/proc/task_mmu.c, clear_refs_pte_range() for a huge page, when 1, 2 or 3 is written: it looks unused from now on. The TLB is not flushed.
 * Which mappings the number asks for (anonymous, of files) is the caller's.
 * @throws RangeError unless `pmd` maps a huge page or is a migration entry.
 */
export function clearReferencedPmd(k: Kernel, pmd: Pte, vma: Vma): Outcome {
  const family = expectFamily(k, pmd, huge(k), 'pmd');
  const t = new Trace(k, pmd, 'pmd');
  const passed = passesOver(k, vma);
  if (passed) return t.note(passed, 'the mapping is passed over').outcome();
  if (pteSpecial(k, pmd) && family === 'present' && k.does('procAsksHugePage'))
    return t.note('vm_normal_folio_pmd', 'the entry has no page of its own').outcome();
  if (family === 'present' && pmdYoung(k, pmd)) t.apply(pmdMkold, 'the page is to look unused');
  return t.outcome();
}
