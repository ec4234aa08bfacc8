import { pteMkdirty, pteMkwrite, pteWrprotect } from '../../helpers/pgtable.ts';
import { pteSwpExclusive, pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily, nonpresent } from '../common/family.ts';
import type { Fault } from '../common/fault.ts';
import type { Folio } from '../common/folio.ts';
import { maybeMkwrite } from '../common/maybeMkwrite.ts';
import { type Effect, type FaultOutcome, unchanged, type VmFault } from '../common/outcome.ts';
import { mkPte, restoreRwp, restoreSoftDirty, restoreUffdWp } from '../common/restore.ts';
import type { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';
import { pteNeedsSoftDirtyWp, trapsWrites } from '../mprotect/canChangePteWritable.ts';
import type { MissingFault } from './doPteMissing.ts';
import { doWpPage, type WriteFault } from './doWpPage.ts';
import { meetMarker } from './handlePteMarker.ts';
import { restoreExclusive } from './restoreExclusivePte.ts';

/** What only the running kernel knows of a page that comes in from swap. */
export interface SwapIn extends WriteFault, MissingFault {
  /** The page had to be read from the device. */
  readonly major?: boolean;
  /** The page is not the swap cache's: read past it, or a copy of a KSM page. */
  readonly fresh?: boolean;
  /** Reading worked. */
  readonly uptodate?: boolean;
  /** The page is on its way to a device that must not see it change (SWP_STABLE_WRITES). */
  readonly stableWriteback?: boolean;
}

/**
 * mm/memory.c, do_swap_page(): a fault meets an entry that is neither present nor empty. `folio` and `pfn` are those of the page
 * that comes in, `pfn` in pages. A write that swap-in alone cannot grant goes on into do_wp_page(), as in the kernel.
 * @throws RangeError if `pte` is present or empty; TypeError where do_wp_page() copies and there is no `copyPfn`.
 */
export function doSwapPage(
  k: Kernel,
  pte: bigint,
  vma: Vma,
  folio: Folio,
  pfn: bigint,
  fault: Fault,
  how: SwapIn = {},
): FaultOutcome {
  const family = expectFamily(k, pte, nonpresent);
  if (fault.vmaLock && k.does('swapInRefusesVmaLock'))
    return stays(pte, 'FAULT_FLAG_VMA_LOCK', 'the whole address space must be locked', ['VM_FAULT_RETRY']);
  switch (family) {
    case 'migration':
      return { ...stays(pte, 'migration_entry_wait', 'the page is moving'), next: 'migration_entry_wait' };
    case 'deviceExclusive':
      return { ...restoreExclusive(k, pte, vma, folio), returned: [] };
    case 'devicePrivate':
      return devicePrivate(k, pte, fault);
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

const stays = (pte: bigint, did: string, why: string, returned: readonly VmFault[] = []): FaultOutcome =>
  unchanged(pte, did, why, { returned });

function devicePrivate(k: Kernel, pte: bigint, fault: Fault): FaultOutcome {
  if (fault.vmaLock && k.does('devicePrivateRefusesVmaLock'))
    return stays(pte, 'FAULT_FLAG_VMA_LOCK', 'the whole address space must be locked', ['VM_FAULT_RETRY']);
  return { ...stays(pte, 'migrate_to_ram', 'the page is in device memory'), next: 'migrate_to_ram' };
}

function swapIn(k: Kernel, pte: bigint, vma: Vma, folio: Folio, pfn: bigint, fault: Fault, how: SwapIn): FaultOutcome {
  if (folio.hwpoison && k.config.memoryFailure)
    return stays(pte, 'PageHWPoison', 'the page has a hardware error', ['VM_FAULT_HWPOISON']);
  if (how.uptodate === false) return stays(pte, 'folio_test_uptodate', 'reading failed', ['VM_FAULT_SIGBUS']);
  const mine = reuses(k, pte, folio, fault, how);
  const t = mkPte(k, pfn, vma);
  const granted = k.does('swapInUpgrades')
    ? upgraded(k, t, pte, vma, fault, mine)
    : grantedOnWrite(k, t, pte, vma, fault, mine);
  const exclusive = mine && k.does('anonExclusive');
  const effects: Effect[] = exclusive ? ['RMAP_EXCLUSIVE'] : [];
  const returned: VmFault[] = how.major ? ['VM_FAULT_MAJOR'] : [];
  if (!fault.write || granted) {
    if (granted && fault.write && k.does('faultSaysWrite')) returned.push('VM_FAULT_WRITE');
    return t.faultOutcome(returned, effects);
  }
  const page = { ...folio, exclusive: exclusive || folio.exclusive };
  const then = doWpPage(k, t.value, vma, page, fault, how);
  return {
    ...then,
    returned: [...returned, ...then.returned],
    effects: [...effects, ...then.effects],
    steps: [...t.steps, ...then.steps],
  };
}

/** Whether the page is this process's alone: by the entry, since nobody else can know the page, or by count. */
function reuses(k: Kernel, pte: bigint, folio: Folio, fault: Fault, how: SwapIn): boolean {
  if (folio.ksm && !how.fresh) return false;
  const fresh = how.fresh === true && k.does('swapInTrustsFreshPage');
  const counted = folio.reusable && k.does('swapInReusesByCount');
  if (!k.does('anonExclusive')) return fault.write && (fresh || counted);
  return fresh || (pteSwpExclusive(k, pte) && !how.stableWriteback) || counted;
}

/** To 6.10: soft-dirty and uffd-wp come last. Says whether a write is granted. */
function grantedOnWrite(k: Kernel, t: Trace, old: bigint, vma: Vma, fault: Fault, mine: boolean): boolean {
  const granted = fault.write && mine;
  if (granted) {
    t.apply(pteMkdirty, 'it is about to be written');
    t.apply(maybeMkwrite, 'writable, if the mapping is', vma);
  }
  restoreSoftDirty(k, t, old);
  restoreUffdWp(k, t, old);
  if (pteSwpUffdWp(k, old) && !k.does('mkuffdWpWrprotects')) t.apply(pteWrprotect, 'userfaultfd traps writes');
  return granted;
}

/** From 6.11: uffd-wp and soft-dirty tracking decide. */
function upgraded(k: Kernel, t: Trace, old: bigint, vma: Vma, fault: Fault, mine: boolean): boolean {
  restoreSoftDirty(k, t, old);
  restoreUffdWp(k, t, old);
  restoreRwp(k, t, old, vma);
  if (pteSwpUffdWp(k, old) && vmHas(k, vma, 'uffdRwp')) return true; // the next access traps in any case
  if (!mine || !vmHas(k, vma, 'write')) return false;
  if (trapsWrites(k, vma, t.value) || pteNeedsSoftDirtyWp(k, vma, t.value)) return false;
  t.apply(pteMkwrite, 'the page belongs to this process alone', vma.vmFlags);
  if (fault.write) t.apply(pteMkdirty, 'it is about to be written');
  return true;
}
