import type { Pte } from '../../helpers/marks.ts';
import { pteDirty, pteMkclean, ptePresent, pteWrite, pteWrprotect } from '../../helpers/pgtable.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { type Effect, unchanged, type WalkOutcome } from '../common/outcome.ts';
import type { SwapSlot } from '../common/swapSlot.ts';
import { Trace } from '../common/trace.ts';
import type { Mm, Vma } from '../common/vma.ts';
import { vmaIsShmem, vmHas } from '../common/vma.ts';
import { tryToUnmapOne } from '../rmap/tryToUnmapOne.ts';

/** What memory_failure() finds out about the page. */
export interface Poisoned {
  /** The page is in the swap cache: its slot, which then stands in the entry. */
  readonly slot?: SwapSlot;
  /**
   * mapping_can_writeback(): the page belongs to a file that can be read again. By default what the mapping says of its file system, and
   * true of a private mapping of a file; never of shared memory or hugetlb.
   */
  readonly canWriteback?: boolean;
  /** MF_MUST_KILL: the error is not to be passed over in silence. */
  readonly mustKill?: boolean;
  readonly mm?: Mm;
}

/**
 * mm/memory-failure.c, hwpoison_user_mappings() (later in part unmap_poisoned_folio()), for one mapping of a page that has a hardware
 * error: it chooses the flags of try_to_unmap_one(). A clean page of a file that can be read again is dropped, and its entry left
 * empty; a page in the swap cache becomes a swap entry; every other one leaves a hwpoison entry. `folio` is the page, whatever
 * its `hwpoison` says. `returned` is false where the page stays mapped. Huge pages have been split before.
 * @throws RangeError unless `pte` is present or device-exclusive, and without CONFIG_MEMORY_FAILURE (ERR_PTE_HELPER).
 */
export const hwpoisonUserMappings = checked('hwpoisonUserMappings', poison);

function poison(k: Kernel, pte: Pte, vma: Vma, folio: Folio, how: Poisoned = {}): WalkOutcome {
  expectFamily(k, pte, ['present', 'deviceExclusive']);
  if (folio.ksm && k.does('poisonRefusesKsm'))
    return unchanged(pte, 'hwpoison_user_mappings', 'a page that KSM has merged', { returned: false });
  const clean = !folio.dirty && !how.mustKill && canWriteback(k, vma, folio, how);
  const { dirtied, effects, t } = mkclean(k, pte, vma, clean);
  const poisons = how.slot === undefined && (!clean || dirtied);
  const page = { ...folio, hwpoison: true, dirty: folio.dirty || dirtied };
  const outcome = tryToUnmapOne(k, t.value, vma, page, {
    ...(how.slot && { slot: how.slot }),
    ...(how.mm && { mm: how.mm }),
    ttuHwpoison: poisons,
    ttuIgnoreHwpoison: !poisons,
    ttuIgnoreMlock: true,
    ttuIgnoreAccess: true,
  });
  return t.follow(outcome).outcome([...effects, ...outcome.effects], { returned: outcome.returned });
}

function canWriteback(k: Kernel, vma: Vma, folio: Folio, { canWriteback: said }: Poisoned): boolean {
  if (folio.anon) return false;
  if (said !== undefined) return said;
  const inMemory = vmHas(vma, k.vm.hugetlb) || vmaIsShmem(k, vma);
  return !inMemory && (vma.fsWriteback || !vmHas(vma, k.vm.shared));
}

/** folio_mkclean(): whether shared mappings have written to the page; their entries become clean, and the page dirty. */
function mkclean(k: Kernel, pte: Pte, vma: Vma, asked: boolean) {
  const t = new Trace(k, pte);
  const written = ptePresent(k, pte) && (pteDirty(k, pte) || pteWrite(k, pte));
  const dirtied = asked && written && vmHas(vma, k.vm.shared);
  if (dirtied) {
    t.apply(pteWrprotect, 'folio_mkclean(): the page may have been written to');
    t.apply(pteMkclean, 'folio_mkclean(): the page remembers it');
  }
  const effects: readonly Effect[] = dirtied ? ['flush_tlb_page', 'folio_mark_dirty'] : [];
  return { dirtied, effects, t };
}
