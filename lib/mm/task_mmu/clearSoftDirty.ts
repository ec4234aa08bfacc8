/** Writing 4 to /proc/PID/clear_refs: tracking of writes starts anew. */

import type { Pte } from '../../helpers/marks.ts';
import { pteClearSoftDirty, ptePresent, pteWrite, pteWrprotect } from '../../helpers/pgtable.ts';
import { pteSwpClearSoftDirty } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { everything, expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import type { Effect, Outcome } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { isCowMapping, vmHas } from '../common/vma.ts';
import { withVmFlags } from '../common/vmaSetPageProt.ts';

/**
 * fs/proc/task_mmu.c, clear_soft_dirty(): one entry, when 4 is written to /proc/PID/clear_refs. `folio` is its page, which may be pinned.
 * An entry that is not present keeps its write permission: a page that is migrating comes back writable and clean (C1). Mappings of
 * page frames (VM_PFNMAP) and of hugetlb are passed over.
 * @throws RangeError for a word that is no entry.
 */
export function clearSoftDirty(k: Kernel, pte: Pte, vma: Vma, folio?: Pick<Folio, 'pinned'>): Outcome {
  const family = expectFamily(k, pte, everything);
  const t = new Trace(k, pte);
  const done = () => t.outcome();
  if (!k.config.softDirty || family === 'none') return done();
  if (vmHas(vma, k.vm.pfnmap)) return t.note('clear_refs_test_walk', 'no page to track').outcome();
  if (vmHas(vma, k.vm.hugetlb)) return t.note('walk_page_range', 'hugetlb is passed over').outcome();
  if (!ptePresent(k, pte)) t.apply(pteSwpClearSoftDirty, 'tracking starts anew');
  else if (isPinned(k, pte, vma, folio)) t.note('pte_is_pinned', 'a pinned page stays as it is');
  else {
    t.apply(pteWrprotect, 'the next write must fault');
    t.apply(pteClearSoftDirty, 'tracking starts anew');
  }
  return done();
}

const isPinned = (k: Kernel, pte: Pte, vma: Vma, folio: Pick<Folio, 'pinned'> | undefined): boolean =>
  k.does('clearRefsSkipsPinned') && pteWrite(k, pte) && isCowMapping(k, vma) && folio?.pinned === true;

/** What clear_refs does around the entries. */
export interface ClearRefs {
  /** The mapping afterwards: VM_SOFTDIRTY is gone, and with it perhaps write permission in vm_page_prot; without the flag it stays. */
  readonly vma: Vma;
  /** How mmap_lock is taken: for reading, faults go on meanwhile. */
  readonly lock: 'read' | 'write';
  readonly effects: readonly Effect[];
}

/**
 * fs/proc/task_mmu.c, clear_refs_write(): the part that is done once for a mapping, when 4 is written. Its errors (-EFAULT, -EINVAL,
 * -ESRCH, -EINTR) come before anything changes.
 */
export function clearRefs(k: Kernel, vma: Vma): ClearRefs {
  return {
    vma: vmHas(vma, k.vm.softdirty) ? withVmFlags(k, vma, vma.vmFlags & ~k.vm.softdirty) : vma,
    lock: k.does('clearRefsExcludes') ? 'write' : 'read',
    effects: k.does('clearRefsFlushes') ? ['flush_tlb_mm'] : [],
  };
}
