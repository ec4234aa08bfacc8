import type { Pte } from '../../helpers/marks.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily, nonpresent } from '../common/family.ts';
import { type Fault, mayComeAgain } from '../common/fault.ts';
import type { Folio } from '../common/folio.ts';
import { type FaultOutcome, unchanged, type VmFault } from '../common/outcome.ts';
import { isMany } from '../common/pages.ts';
import type { Vma } from '../common/vma.ts';
import { type FaultOutcomes, swapInAll } from './doSwapPages.ts';
import { meetMarker } from './handlePteMarker.ts';
import { restoreExclusive } from './restoreExclusivePte.ts';
import { swapIn } from './swapIn.ts';
import type { SwapIn, SwapInMany } from './swapInputs.ts';

export type { SwapIn, SwapInMany } from './swapInputs.ts';

/**
 * mm/memory.c, do_swap_page(): a fault meets an entry that is neither present nor empty. `folio` and `pfn` are those of the page
 * that comes in, `pfn` in pages. A write that swap-in alone cannot grant goes on into do_wp_page(), as in the kernel.
 *
 * Modelled of what it returns: VM_FAULT_MAJOR, VM_FAULT_WRITE and what do_wp_page() returns, of which an error stands alone;
 * VM_FAULT_HWPOISON, VM_FAULT_SIGBUS and VM_FAULT_OOM; VM_FAULT_RETRY for a page that is locked and under the lock of the mapping
 * alone; 0 where the swap area goes, another fault reads the slot or a device page is locked; what handle_pte_marker() returns.
 * Not modelled: 0 where the entry has changed meanwhile, what migrate_to_ram() returns, and a large folio that no longer fits its
 * entries (0, in the newest kernels).
 * @throws RangeError if `pte` is present or empty; TypeError where do_wp_page() copies and there is no `copyPfn`.
 */
export function doSwapPage(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio: Folio,
  pfn: bigint,
  fault: Fault,
  how?: SwapIn,
): FaultOutcome;
/**
 * do_swap_page() (mm/memory.c) of the entries of consecutive pages of one large folio, `pfn` that of the first: from 6.11 on they are
 * mapped at once where they are alike, else the one that the fault is on.
 * @throws RangeError where `how.index` is none of them, and as for one entry.
 */
export function doSwapPage(
  k: Kernel,
  ptes: readonly bigint[],
  vma: Vma,
  folio: Folio,
  pfn: bigint,
  fault: Fault,
  how?: SwapInMany,
): FaultOutcomes;
export function doSwapPage(
  k: Kernel,
  pte: Pte | readonly bigint[],
  vma: Vma,
  folio: Folio,
  pfn: bigint,
  fault: Fault,
  how: SwapInMany = {},
): FaultOutcome | FaultOutcomes {
  return isMany(pte)
    ? swapInAll(k, pte, { vma, folio, pfn, fault, how }, (one, at) => onEntry(k, one, vma, folio, at, fault, how))
    : onEntry(k, pte, vma, folio, pfn, fault, how);
}

function onEntry(k: Kernel, pte: Pte, vma: Vma, folio: Folio, pfn: bigint, fault: Fault, how: SwapIn): FaultOutcome {
  const family = expectFamily(k, pte, nonpresent);
  if (fault.vmaLock && k.does('swapInRefusesVmaLock'))
    return stays(pte, 'FAULT_FLAG_VMA_LOCK', 'the whole address space must be locked', ['VM_FAULT_RETRY']);
  switch (family) {
    case 'migration':
      return { ...stays(pte, 'migration_entry_wait', 'the page is moving'), next: 'migration_entry_wait' };
    case 'deviceExclusive':
      return how.locked && mayComeAgain(k, fault)
        ? stays(pte, 'folio_lock_or_retry', 'somebody else has locked the page', ['VM_FAULT_RETRY'])
        : { ...restoreExclusive(k, pte, vma, folio), returned: [] };
    case 'devicePrivate':
      return devicePrivate(k, pte, fault, how);
    case 'hwpoison':
      return stays(pte, 'is_hwpoison_entry', 'the page has a hardware error', ['VM_FAULT_HWPOISON']);
    case 'swapinError':
      return stays(pte, 'is_swapin_error_entry', 'the page could not be read', ['VM_FAULT_SIGBUS']);
    case 'marker':
      return meetMarker(k, pte, vma, folio, pfn, fault, how);
    default:
      return swapIn(k, pte, vma, folio, pfn, fault, how);
  }
}

const stays = (pte: Pte, did: string, why: string, returned: readonly VmFault[] = []): FaultOutcome =>
  unchanged(pte, did, why, { returned });

function devicePrivate(k: Kernel, pte: Pte, fault: Fault, { locked }: SwapIn): FaultOutcome {
  if (fault.vmaLock && k.does('devicePrivateRefusesVmaLock'))
    return stays(pte, 'FAULT_FLAG_VMA_LOCK', 'the whole address space must be locked', ['VM_FAULT_RETRY']);
  if (locked && k.does('devicePrivateTriesLock'))
    return stays(pte, 'trylock_page', 'somebody else has locked the page, and may be moving it');
  return { ...stays(pte, 'migrate_to_ram', 'the page is in device memory'), next: 'migrate_to_ram' };
}
