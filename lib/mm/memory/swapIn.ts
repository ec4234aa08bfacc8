/** The part of do_swap_page() (mm/memory.c) that is about swap entries. */
import type { Pte } from '../../helpers/marks.ts';
import { pteMkdirty, pteMkwrite, pteWrite, pteWrprotect } from '../../helpers/pgtable.ts';
import { pteSwpExclusive, pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { type Fault, mayComeAgain } from '../common/fault.ts';
import { type Folio, reusableByMapcount } from '../common/folio.ts';
import { maybeMkwrite } from '../common/maybeMkwrite.ts';
import { type Effect, type FaultOutcome, isFaultError, unchanged, type VmFault } from '../common/outcome.ts';
import { mkPte, restoreRwp, restoreSoftDirty, restoreUffdWp } from '../common/restore.ts';
import type { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { pteNeedsSoftDirtyWp, trapsWrites } from '../mprotect/canChangePteWritable.ts';
import { wpPage } from './doWpPage.ts';
import { shouldTryToFreeSwap } from './shouldTryToFreeSwap.ts';
import type { SwapIn } from './swapInputs.ts';

/** What a swap entry has become, before do_wp_page() may go on with it. */
interface Mapped {
  readonly t: Trace;
  /** Nothing is left to do for a write. */
  readonly granted: boolean;
  /** The page is this process's alone, and the kernel knows. */
  readonly exclusive: boolean;
}

/** A page comes in, if it can, and is written to. */
export function swapIn(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio: Folio,
  pfn: bigint,
  given: Fault,
  how: SwapIn,
): FaultOutcome {
  const fault = vmHas(vma, k.vm.uffdWp) && k.does('swapInClearsWriteFlag') ? { ...given, write: false } : given;
  const refused = refusal(k, folio, fault, how);
  if (refused) return unchanged(pte, refused[0], refused[1], { returned: refused[2] });
  const { t, granted, exclusive } = mapped(k, pte, vma, folio, pfn, fault, how);
  const effects: Effect[] = exclusive ? ['RMAP_EXCLUSIVE'] : [];
  const returned: VmFault[] = how.major ? ['VM_FAULT_MAJOR'] : [];
  if (!fault.write || granted) {
    if (granted && fault.write && k.does('faultSaysWrite')) returned.push('VM_FAULT_WRITE');
    return t.faultOutcome(returned, effects);
  }
  const page = exclusive && !folio.exclusive ? { ...folio, exclusive } : folio;
  return returning(returned, wpPage(k, t, vma, page, fault, how, effects));
}

/** With what do_swap_page() returns besides; an error of do_wp_page() stands alone. */
function returning(before: readonly VmFault[], then: FaultOutcome): FaultOutcome {
  if (before.length === 0 && !then.returned.some(isFaultError)) return then;
  const errors = then.returned.filter(isFaultError);
  const both = [...new Set([...before, ...then.returned])]; // bits of one word
  return { ...then, returned: errors.length > 0 ? errors : both };
}

/** The page is mapped: what its entry is, and whether that is all a write needs. */
export function mapped(k: Kernel, pte: Pte, vma: Vma, folio: Folio, pfn: bigint, fault: Fault, how: SwapIn): Mapped {
  const mine = reuses(k, pte, vma, folio, fault, how);
  const t = mkPte(k, pfn, vma);
  const granted = k.does('swapInUpgrades')
    ? upgraded(k, t, pte, vma, fault, mine)
    : grantedOnWrite(k, t, pte, vma, fault, mine);
  return { t, granted, exclusive: mine && k.does('anonExclusive') };
}

type Refusal = readonly [did: string, why: string, returned: readonly VmFault[]];

/** Why the entry stays as it is, in the order in which the kernel finds out. */
function refusal(k: Kernel, folio: Folio, fault: Fault, how: SwapIn): Refusal | undefined {
  if (how.swapoff && k.does('swapInChecksDevice')) return ['get_swap_device', 'the swap area is being turned off', []];
  if (how.raced && k.does('swapInPinsSlot')) return ['swapcache_prepare', 'another fault reads the slot', []];
  if (how.oom) return ['do_swap_page', 'there is no memory for the page', ['VM_FAULT_OOM']];
  const poisoned = folio.hwpoison && k.config.memoryFailure && !how.fresh;
  const late = poisoned && k.does('swapInChecksPoisonLocked');
  const hwpoison: Refusal = ['PageHWPoison', 'the page has a hardware error', ['VM_FAULT_HWPOISON']];
  if (poisoned && !late && !how.major) return hwpoison;
  if (how.locked && mayComeAgain(k, fault))
    return [
      'folio_lock_or_retry',
      'somebody else has locked the page',
      how.major ? ['VM_FAULT_MAJOR', 'VM_FAULT_RETRY'] : ['VM_FAULT_RETRY'],
    ];
  if (poisoned && late) return hwpoison;
  if (how.copyPoisoned && folio.ksm && how.fresh && k.does('ksmCopyRecovers'))
    return ['ksm_might_need_to_copy', 'reading the page meets a hardware error', ['VM_FAULT_HWPOISON']];
  if (how.uptodate === false) return ['folio_test_uptodate', 'reading failed', ['VM_FAULT_SIGBUS']];
  return undefined;
}

/** Whether the page is this process's alone: by the entry, since nobody else can know the page, or by count. */
function reuses(k: Kernel, pte: Pte, vma: Vma, folio: Folio, fault: Fault, how: SwapIn): boolean {
  const fresh = how.fresh === true;
  if (folio.ksm && !fresh) return false;
  const stable = how.stableWriteback === true; // the swap cache keeps its reference
  if (k.does('swapInCountsMappings')) return fault.write && (fresh || (reusableByMapcount(folio) && !stable));
  const cached = how.swapCache === true && !shouldTryToFreeSwap(k, folio, vma, fault, how); // one reference too many
  const counted = folio.reusable && !stable && !cached && k.does('swapInReusesByCount');
  if (!k.does('anonExclusive')) return fault.write && (fresh || counted);
  return fresh || (pteSwpExclusive(k, pte) && !stable) || counted;
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
  if (pteSwpUffdWp(k, old) && vmHas(vma, k.vm.uffdRwp)) return true; // the next access traps in any case
  if (!mine || !vmHas(vma, k.vm.write)) return false;
  if (trapsWrites(k, vma, t.value) || pteNeedsSoftDirtyWp(k, vma, t.value)) return false;
  t.apply(pteMkwrite, 'the page belongs to this process alone', vma.vmFlags);
  if (fault.write) t.apply(pteMkdirty, 'it is about to be written');
  return !k.does('swapInAsksWritable') || pteWrite(k, t.value); // pte_mkdirty() ends shadow stack access
}
