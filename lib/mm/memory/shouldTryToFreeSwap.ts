/** Whether a page that has come in leaves the swap cache. */
import type { Kernel } from '../../kernel/kernel.ts';
import type { Fault } from '../common/fault.ts';
import type { Folio } from '../common/folio.ts';
import { type Vma, vmHas } from '../common/vma.ts';

/** The page is in the swap cache when the fault finds it, as after a refault; the rest decides whether it stays there. */
export interface SwapCached {
  /** folio_test_swapcache(). Left out, the page is not, or has left it when references are counted. */
  readonly swapCache?: boolean;
  /** mem_cgroup_swap_full(): swap is half full. */
  readonly swapFull?: boolean;
  /** The swap area needs no waiting (SWP_SYNCHRONOUS_IO: zram, pmem). */
  readonly synchronous?: boolean;
}

/**
 * mm/memory.c, should_try_to_free_swap() (inside do_swap_page() to 5.17): whether do_swap_page() takes the page out of the swap cache, which
 * works where no other entry needs its slot. Before `swapInReusesByCount` ended this came before references were counted, so that a
 * write found the page to be its own; a read leaves the page there, with a reference more. `exclusive` is what the entry says.
 */
export function shouldTryToFreeSwap(
  k: Kernel,
  folio: Folio,
  vma: Vma,
  fault: Pick<Fault, 'write'>,
  how: SwapCached,
  exclusive = false,
): boolean {
  if (!how.swapCache) return false;
  if (how.synchronous && k.does('synchronousFreesSwap')) return true;
  if (how.swapFull || folio.mlocked || vmHas(vma, k.vm.locked)) return true;
  if (!fault.write || !k.does('writeFreesSwap')) return false;
  return k.does('swapInReusesByCount') ? !folio.ksm && folio.reusable : exclusive;
}
