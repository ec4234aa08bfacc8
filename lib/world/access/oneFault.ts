/** One fault on the entry, and where the page comes from that it brings in. */
import { pteNone, ptePresent, pteSpecial, pteWrite } from '../../helpers/pgtable.ts';
import { pteToSwpEntry, swpOffset } from '../../helpers/swapEntry.ts';
import { familyOf } from '../../mm/common/family.ts';
import type { Fault } from '../../mm/common/fault.ts';
import type { FaultSurroundings } from '../../mm/common/faultSurroundings.ts';
import { folio } from '../../mm/common/folio.ts';
import type { FaultOutcome } from '../../mm/common/outcome.ts';
import { vmaIsShmem, vmHas } from '../../mm/common/vma.ts';
import type { MissingFault } from '../../mm/memory/doPteMissing.ts';
import { type FaultInputs, handlePteFault } from '../../mm/memory/handlePteFault.ts';
import { ends } from '../../mm/memory/missing.ts';
import { shouldTryToFreeSwap } from '../../mm/memory/shouldTryToFreeSwap.ts';
import { cannotCallFault } from '../../mm/memory/vmaLock.ts';
import { vmfInsertPfn } from '../../mm/memory/vmfInsertPfn.ts';
import { freshPage, isHugetlb, type Life, type Page, pageNow, settled } from '../life.ts';
import { devicePfn, zeroPfn } from '../world.ts';
import { type HugeFaulted, oneHugeFault } from './hugeAccess.ts';
import { oneHugetlbFault } from './hugetlb.ts';
import { fileFaults, isOnFile } from './largeFile.ts';
import { bringsLarge, largeFault, rebuilt } from './largeFolio.ts';
import { swapInLarge, wholeSwapIn } from './largeSwap.ts';

/** userfaultfd tells a page that is nowhere from one that the page cache has; nothing else here does. */
const watchesCache = ({ k, vma }: Life): boolean => vmHas(vma, k.vm.uffdMissing) || vmHas(vma, k.vm.uffdMinor);

/** Where the page comes from that a fault brings in. */
function incoming(life: Life, given: Fault) {
  const { k, pte, vma } = life;
  const family = familyOf(k, pte);
  const missing = family === 'none' || family === 'marker';
  const swapped = family === 'swap';
  const zero = missing && vma.anonymous && !given.write;
  const cow = missing && !vma.anonymous && given.write && !vmHas(vma, k.vm.shared); // do_cow_fault()
  const there = (missing && !cow) || swapped ? life.inMemory : undefined;
  const pfn = zero ? zeroPfn : vma.dax ? devicePfn : (there ?? life.nextPfn);
  return { family, missing, swapped, zero, cow, there, pfn };
}

/** One fault, at the level of the entry. */
export const anyFault = (life: Life, given: Fault, known: FaultSurroundings = {}): HugeFaulted =>
  isHugetlb(life)
    ? oneHugetlbFault(life, given)
    : life.level
      ? oneHugeFault(life, given, oneFault, known)
      : { ...ofEntries(life, given, known), flushes: [] };

/** The same where the mapping has several entries: some faults are about all of them. */
function ofEntries(life: Life, given: Fault, known: FaultSurroundings) {
  if (!life.range) return oneFault(life, given, known);
  if (bringsLarge(life, given)) return largeFault(life, given, oneFault);
  if (isOnFile(life)) return fileFaults(life, given, (one, asked) => oneFault(one, asked, known));
  const whole = wholeSwapIn(life);
  if (whole) return swapInLarge(life, given, whole, (one) => cameFromSwap(one, given));
  const { life: after, outcome } = oneFault(life, given, known);
  const more = rebuilt(life, after);
  return { life: more.life, outcome: { ...outcome, steps: [...outcome.steps, ...more.steps] } };
}

/** do_swap_page(): a page that was only read stays in the swap cache, whoever needs its slot, unless swap needs no waiting. */
function cameFromSwap(life: Life, given: Fault): Page {
  const { onDisk, ...came } = pageNow(life);
  const page = { ...came, exclusive: false };
  const cached = onDisk === true || life.shared; // __swap_count() of 1 is asked for before the swap cache is passed by
  const swapCache = cached && !given.write && !shouldTryToFreeSwap(life.k, page, life.vma, given, { swapCache: true });
  const { first, compound } = (life.inMemoryPage as Page | undefined) ?? {};
  const part = first === undefined ? {} : { first, compound: compound === true };
  if (!swapCache) return { ...page, swapCache, ...part };
  const swapSlot = swpOffset(life.k, pteToSwpEntry(life.k, life.pte));
  return { ...page, swapCache, dirty: false, swapSlot, ...part };
}

/** do_wp_page(): a page that was counted, not known as this process's alone, and is written to in place has left the swap cache. */
function outOfSwapCache(before: Life, after: Life): Life {
  const wasCounted = !pteWrite(before.k, before.pte) && before.page?.exclusive !== true;
  if (!after.page?.swapCache || !wasCounted || !pteWrite(after.k, after.pte)) return after;
  return familyOf(before.k, before.pte) === 'present' ? { ...after, page: { ...after.page, swapCache: false } } : after;
}

function oneFault(life: Life, given: Fault, known: FaultSurroundings = {}): { life: Life; outcome: FaultOutcome } {
  const { k, pte, vma } = life;
  if (pteNone(k, pte) && vmHas(vma, k.vm.pfnmap)) {
    if (cannotCallFault(k, vma, given)) {
      const why = 'the driver is asked under mmap_lock alone';
      return { life, outcome: ends(pte, 'VM_FAULT_RETRY', 'vmf_can_call_fault', why) };
    }
    const outcome = vmfInsertPfn(k, pte, vma, devicePfn);
    return { life: settled(life, outcome.pte, []), outcome };
  }
  const { family, missing, swapped, zero, cow, there, pfn } = incoming(life, given);
  const swappedFile = there === undefined && life.cached && vmaIsShmem(k, vma); // shmem_swapin_folio() marks it dirty
  const came = (there !== undefined && life.inMemoryPage) || freshPage(life, { dirty: swappedFile });
  const page = missing ? came : family === 'present' && pteSpecial(k, pte) ? undefined : pageNow(life);
  const used = there === undefined && (missing || swapped) && pfn === life.nextPfn ? 1n : 0n;
  const how: FaultInputs & MissingFault = {
    pfn,
    copyPfn: life.nextPfn + used,
    mm: { tlbFlushPending: life.pending },
    ...known,
    cached: life.cached || !watchesCache(life),
    ...(life.evicted && { uncached: true }),
  };
  const outcome = handlePteFault(k, pte, vma, page, given, how);
  const mapped = (missing || swapped) && ptePresent(k, outcome.pte);
  const took = mapped && !zero;
  const base = took
    ? {
        ...life,
        cached: life.cached || (missing && !vma.anonymous),
        nextPfn: life.nextPfn + used,
        page: swapped ? cameFromSwap(life, given) : came,
      }
    : life;
  const settledLife = outOfSwapCache(life, settled(base, outcome.pte, outcome.effects));
  return {
    life: cow && mapped ? { ...settledLife, page: folio({ exclusive: true, reusable: true }) } : settledLife,
    outcome,
  };
}
