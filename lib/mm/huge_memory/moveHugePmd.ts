/** mremap() moves the entry of a huge page. */
import type { Pte } from '../../helpers/marks.ts';
import { pteClearUffdWp, pteMksoftDirty } from '../../helpers/pgtable.ts';
import { pmdModify, pmdUffdWp } from '../../helpers/pgtableHuge.ts';
import { pteSwpClearUffdWp, pteSwpMksoftDirty, pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily, type Family } from '../common/family.ts';
import type { Outcome } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { uffdFlags, type Vma, vmHas } from '../common/vma.ts';
import { hugeFamilies } from './setPmdMigrationEntry.ts';

/** move_soft_dirty_pmd(): what has moved counts as written; an entry for device memory keeps what it says. */
export function moveSoftDirtyPmd(k: Kernel, t: Trace, family: Family): void {
  if (!k.config.softDirty) return;
  if (family === 'migration') t.apply(pteSwpMksoftDirty, 'what has moved counts as written');
  else if (family === 'present') t.apply(pteMksoftDirty, 'what has moved counts as written');
}

/** clear_uffd_wp_pmd(). */
export function clearUffdWpPmd(k: Kernel, t: Trace, family: Family): void {
  const why = 'userfaultfd does not follow';
  if (family === 'present') {
    if (pmdUffdWp(k, t.value)) t.apply(pteClearUffdWp, why);
  } else if (pteSwpUffdWp(k, t.value)) t.apply(pteSwpClearUffdWp, why);
}

/**
 * mm/huge_memory.c, move_huge_pmd(): mremap() moves a huge page as a whole; of a part, the page is split first, and movePtes() moves small ones.
 * `vma` is the old mapping, as it was registered. The TLB is flushed for entries that are present.
 *
 * It says true; not modelled is false: in older releases for addresses that are not aligned, and where something stands at the new address already.
 * @throws RangeError unless `pmd` maps a huge page or is a migration entry.
 */
export function moveHugePmd(k: Kernel, pmd: Pte, vma: Vma): Outcome {
  const family = expectFamily(k, pmd, [...hugeFamilies(k), 'migration'], 'pmd');
  const t = Trace.from(k, 'pmdp_huge_get_and_clear', pmd, 'the entry goes to the new address', 'pmd');
  moveSoftDirtyPmd(k, t, family);
  const registered = uffdFlags.some((flag) => vmHas(vma, k.vm[flag]));
  if (registered && !vma.uffdEventRemap && k.does('mremapClearsUffdWp')) {
    if (family === 'present' && vmHas(vma, k.vm.uffdRwp) && pmdUffdWp(k, t.value))
      t.apply(pmdModify, 'the page may be accessed again', vma.vmPageProt);
    clearUffdWpPmd(k, t, family);
  }
  return t.outcome(family === 'present' ? ['flush_tlb_page'] : []);
}
