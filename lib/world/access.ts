/** A read or a write of the process: the processor first, then the kernel's fault handler, as often as it takes. */

import { pteMkyoung, pteNone, ptePresent, pteProtnone, pteSpecial, pteWrite } from '../helpers/pgtable.ts';
import { familyOf } from '../mm/common/family.ts';
import { type Fault, fault } from '../mm/common/fault.ts';
import { folio } from '../mm/common/folio.ts';
import type { FaultOutcome, Step, VmFault } from '../mm/common/outcome.ts';
import { isCowMapping, vmaIsShmem, vmHas } from '../mm/common/vma.ts';
import type { MissingFault } from '../mm/memory/doPteMissing.ts';
import { type FaultInputs, handlePteFault } from '../mm/memory/handlePteFault.ts';
import { shouldTryToFreeSwap } from '../mm/memory/shouldTryToFreeSwap.ts';
import { vmfInsertPfn } from '../mm/memory/vmfInsertPfn.ts';
import { broughtBack } from './deviceMemory.ts';
import { type Flush, isFlush, type LifeEvent } from './event.ts';
import { type Happened, quietly } from './happened.ts';
import { type HugeFaulted, oneHugeFault } from './hugeAccess.ts';
import { freshPage, type Life, type Page, pageNow, settled } from './life.ts';
import { mappedPfn } from './see.ts';
import { devicePfn, zeroPfn } from './world.ts';

/** More rounds than any entry needs: missing, hint, write protection, and a split before each. */
const rounds = 7;

/** What an access asks for beside a fault. */
export interface Asked extends Partial<Fault> {
  /** Where a page would have to be copied, nothing more is done: the copy is another piece. */
  readonly stopsAtCopy?: true;
  /** It is get_user_pages() or a driver that faults: the processor does not go on to access the page. */
  readonly faultsOnly?: true;
  /** The CPUs that could write to the page while it was copied; left out, those that can now. */
  readonly writers?: readonly string[];
  /** What page_mkwrite() of the file system answers. */
  readonly mkwriteReturns?: readonly VmFault[];
}

/**
 * The process reads, or writes if `asked.write`: the processor sets Accessed and Dirty where the entry allows it, and
 * otherwise do_user_addr_fault() of arch/x86/mm/fault.c runs, again and again until the access succeeds, dies or sleeps.
 */
export function access(life: Life, asked: Asked): Happened {
  const { stopsAtCopy, writers, faultsOnly, mkwriteReturns, ...rest } = asked;
  const given = { ...rest, unshare: asked.unshare === true && isCowMapping(life.k, life.vma) }; // sanitize_fault_flags()
  const forbidden = accessError(life, given.write === true);
  if (forbidden && !faultsOnly) return quietly(life, forbidden);
  let now = life;
  const events: LifeEvent[] = [];
  const steps: Step[] = [];
  const set: bigint[] = [];
  const flushes: Flush[] = [];
  let others: Happened['others'];
  let copied = 0;
  const so = (more: object = {}): Happened => ({
    ...{ life: now, events, steps, set, flushes, tellsFlushes: true, copied },
    ...(others && { others }),
    ...more,
  });
  let tried = false;
  for (let round = 0; round < rounds && !(allowed(now, given.write === true) && !given.unshare); round++) {
    const before = withoutTlb(now); // a page fault drops what the TLB of its CPU has of the page
    const faulted = anyFault(before, fault({ ...given, tried }), mkwriteReturns);
    const { life: after, outcome } = faulted;
    flushes.push(...faulted.flushes);
    if (faulted.falls) events.push(...faulted.falls);
    if (faulted.flushes.length > 0) events.push({ kind: 'flush', effect: 'flush_tlb_page' });
    if (faulted.falls) {
      now = flushes.length > 0 ? { ...after, tlbs: {} } : after;
      steps.push(...outcome.steps);
      set.push(outcome.pte);
      continue;
    }
    tried = true;
    const first = outcome.effects.filter(isFlush); // before anything is copied, and before a trap
    flushes.push(...first);
    if (first.length > 0) events.push({ kind: 'staleEntryGone' });
    if (stopsAtCopy && copies(outcome) && familyOf(now.k, now.pte) === 'present') {
      now = first.length > 0 ? { ...before, tlbs: {} } : before;
      steps.push(...upToFlush(outcome.steps));
      return so({ copyNeeded: true });
    }
    now = after;
    steps.push(...outcome.steps);
    if (!byAccessFlags(before, outcome)) set.push(outcome.pte);
    if (outcome.next) {
      events.push({ kind: 'goesOn', next: outcome.next });
      if (outcome.next !== 'migrate_to_ram') return so();
      const back = broughtBack(now);
      now = back.life;
      others = back.others;
      steps.push(...back.steps);
      set.push(...back.set);
      continue;
    }
    events.push({ kind: 'fault', returned: outcome.returned });
    if (first.length === 0 && copies(outcome)) events.push(...writesLost(before, writers ?? staleWriters(before)));
    if (copies(outcome)) {
      copied++;
      if (!pteNone(before.k, before.pte)) flushes.push('flush_tlb_page'); // ptep_clear_flush() of wp_page_copy(), before the new entry is set
    }
    if (flushes.length > 0) now = { ...now, tlbs: {} };
    if (given.unshare || forbidden || outcome.returned.some(isDeadly)) return so(); // once is enough for GUP, however it ends
  }
  if (!faultsOnly) now = byProcessor(now, given.write === true);
  return so();
}

/** The life in which the CPU's TLB holds nothing. */
function withoutTlb({ tlb: _, ...life }: Life): Life {
  return life;
}

/** The page is copied for the fault. */
export const copies = ({ effects }: Pick<FaultOutcome, 'effects'>): boolean => effects.includes('copy page');

/** A page that is mapped and stays is given access by ptep_set_access_flags(), a hint by ptep_modify_prot_commit(). */
const byAccessFlags = ({ k, pte }: Life, outcome: FaultOutcome): boolean =>
  ptePresent(k, pte) && !pteProtnone(k, pte) && !copies(outcome);

/** The CPUs whose TLB lets them write to the page that the entry maps, though the entry does not. */
export const staleWriters = ({ k, pte, tlbs }: Life): readonly string[] =>
  Object.entries(tlbs).flatMap(([cpu, word]) =>
    pteWrite(k, word) && ptePresent(k, pte) && mappedPfn(k, word) === mappedPfn(k, pte) ? [cpu] : [],
  );

/** A copy while other CPUs can still write to the page that is copied: until the copy's own flush, which comes after. */
const writesLost = ({ k, pte }: Life, writers: readonly string[]): readonly LifeEvent[] =>
  writers.map((cpu) => ({ kind: 'writesLost', cpu, pfn: mappedPfn(k, pte) }) as const);

/** What comes before a copy is made, if there is something. */
const upToFlush = (steps: readonly Step[]): readonly Step[] =>
  steps.slice(0, steps.findIndex(({ did }) => did === 'flush_tlb_page') + 1);

/** access_error() of arch/x86/mm/fault.c: the mapping does not allow it. */
function accessError({ k, vma }: Life, write: boolean): LifeEvent | undefined {
  if (write) return vmHas(k, vma, 'write') ? undefined : { kind: 'notWritable' };
  return isAccessible({ k, vma }) ? undefined : { kind: 'notAccessible' };
}

/** vma_is_accessible(). */
export const isAccessible = ({ k, vma }: Pick<Life, 'k' | 'vma'>): boolean =>
  (['read', 'write', 'exec'] as const).some((f) => vmHas(k, vma, f));

/** What of VM_FAULT_ERROR the fault of one page can return: the task gets a signal or is killed. */
const deadly: readonly VmFault[] = [
  'VM_FAULT_OOM',
  'VM_FAULT_SIGBUS',
  'VM_FAULT_SIGSEGV',
  'VM_FAULT_HWPOISON',
  'VM_FAULT_HWPOISON_LARGE',
];
const isDeadly = (name: VmFault): boolean => deadly.includes(name);

/** The processor needs no help: present, not PROT_NONE, and writable for a write. */
const allowed = ({ k, pte }: Life, write: boolean): boolean =>
  ptePresent(k, pte) && !pteProtnone(k, pte) && (!write || pteWrite(k, pte));

/**
 * It walks the tables, sets Accessed, and Dirty for a write, and remembers the entry in its TLB; no helper of the kernel does exactly
 * that.
 */
function byProcessor(life: Life, write: boolean): Life {
  if (!allowed(life, write)) return life;
  const { k } = life;
  const pte = pteMkyoung(k, life.pte) | (write ? k.mask.dirty : 0n);
  return { ...life, pte, tlb: pte, ...(write && { wrote: true }) };
}

/** userfaultfd tells a page that is nowhere from one that the page cache has; nothing else here does. */
const watchesCache = ({ k, vma }: Life): boolean => vmHas(k, vma, 'uffdMissing') || vmHas(k, vma, 'uffdMinor');

/** Where the page comes from that a fault brings in. */
function incoming(life: Life, given: Fault) {
  const { k, pte, vma } = life;
  const family = familyOf(k, pte);
  const missing = family === 'none' || family === 'marker';
  const swapped = family === 'swap';
  const zero = missing && vma.anonymous && !given.write;
  const cow = missing && !vma.anonymous && given.write && !vmHas(k, vma, 'shared'); // do_cow_fault()
  const there = (missing && !cow) || swapped ? life.inMemory : undefined;
  return { family, missing, swapped, zero, cow, there, pfn: zero ? zeroPfn : (there ?? life.nextPfn) };
}

/** One fault, at the level of the entry. */
const anyFault = (life: Life, given: Fault, mkwriteReturns?: readonly VmFault[]): HugeFaulted =>
  life.level ? oneHugeFault(life, given, oneFault) : { ...oneFault(life, given, mkwriteReturns), flushes: [] };

/** do_swap_page(): a page that was only read stays in the swap cache, whoever needs its slot, unless swap needs no waiting. */
function cameFromSwap(life: Life, given: Fault): Page {
  const { onDisk, ...came } = pageNow(life);
  const page = { ...came, exclusive: false };
  const cached = onDisk === true || life.shared; // __swap_count() of 1 is asked for before the swap cache is passed by
  const swapCache = cached && !given.write && !shouldTryToFreeSwap(life.k, page, life.vma, given, { swapCache: true });
  return { ...page, swapCache };
}

/** do_wp_page(): a page that was counted, not known as this process's alone, and is written to in place has left the swap cache. */
function outOfSwapCache(before: Life, after: Life): Life {
  const wasCounted = !pteWrite(before.k, before.pte) && before.page?.exclusive !== true;
  if (!after.page?.swapCache || !wasCounted || !pteWrite(after.k, after.pte)) return after;
  return familyOf(before.k, before.pte) === 'present' ? { ...after, page: { ...after.page, swapCache: false } } : after;
}

function oneFault(
  life: Life,
  given: Fault,
  mkwriteReturns?: readonly VmFault[],
): { life: Life; outcome: FaultOutcome } {
  const { k, pte, vma } = life;
  if (pteNone(k, pte) && vmHas(k, vma, 'pfnmap')) {
    const outcome = vmfInsertPfn(k, pte, vma, devicePfn);
    return { life: settled(life, outcome.pte, []), outcome };
  }
  const { family, missing, swapped, zero, cow, there, pfn } = incoming(life, given);
  const swappedFile = there === undefined && life.cached && vmaIsShmem(k, vma); // shmem_swapin_folio() marks it dirty
  const came = (there !== undefined && life.inMemoryPage) || freshPage(life, { dirty: swappedFile });
  const page = missing ? came : family === 'present' && pteSpecial(k, pte) ? undefined : pageNow(life);
  const used = there === undefined && (missing || swapped) && !zero ? 1n : 0n;
  const how: FaultInputs & MissingFault = {
    pfn,
    copyPfn: life.nextPfn + used,
    mm: { tlbFlushPending: life.pending },
    ...(mkwriteReturns && { mkwriteReturns }),
    cached: life.cached || !watchesCache(life),
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
