/** Whether the TLB is flushed when the protection of a huge page changes. */
import type { Pte } from '../../helpers/marks.ts';
import {
  pteAccessible,
  pteClearSoftDirty,
  pteClearUffdWp,
  pteDirty,
  pteMkclean,
  pteSame,
} from '../../helpers/pgtable.ts';
import { pmdMkold, pmdYoung } from '../../helpers/pgtableHuge.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { quietMm } from '../common/ptepClearFlush.ts';

/**
 * asm/tlbflush.h, huge_pmd_needs_flush() (5.19): a TLB may hold something of the old entry that the new one does not allow. Unlike for small
 * entries, Accessed that goes away counts. Before, pmdp_invalidate() flushes for every entry that changes.
 */
export function hugePmdNeedsFlush(k: Kernel, old: bigint, now: bigint): boolean {
  if (!k.does('flushesIfNeeded')) return true;
  if (!pteAccessible(k, old, quietMm.tlbFlushPending)) return false; // PROT_NONE: no TLB ever held it
  return !pteSame(k, cacheable(k, old, old), cacheable(k, now, old));
}

/** What a TLB can hold of an entry: no software bits, and Accessed and Dirty only if they can go away. */
function cacheable(k: Kernel, pmd: Pte, old: bigint): bigint {
  const hard = pteClearSoftDirty(k, pteClearUffdWp(k, pmd));
  const aged = pmdYoung(k, old) ? hard : pmdMkold(k, hard);
  return pteDirty(k, old) ? aged : pteMkclean(k, aged);
}
