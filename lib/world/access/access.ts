/** A read or a write of the process: the processor first, then the kernel's fault handler, as often as it takes. */

import { pteMkyoung, pteNone, ptePresent, pteProtnone, pteWrite } from '../../helpers/pgtable.ts';
import { familyOf } from '../../mm/common/family.ts';
import { type Fault, fault } from '../../mm/common/fault.ts';
import type { FaultOutcome, Step, VmFault } from '../../mm/common/outcome.ts';
import { isCowMapping, vmaIsAccessible, vmHas } from '../../mm/common/vma.ts';
import { type Flush, isFlush, type LifeEvent } from '../event.ts';
import { type Happened, quietly } from '../happened.ts';
import { isHugetlb, type Life } from '../life.ts';
import { mappedPfn } from '../see.ts';
import { broughtBack } from './deviceMemory.ts';
import { anyFault } from './oneFault.ts';

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
    const faulted = anyFault(before, fault({ ...given, tried }), mkwriteReturns && { mkwriteReturns });
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
    if (comesToNothing(before, outcome) && !allowed(now, given.write === true)) {
      events.push({ kind: 'faultsForEver' });
      return so();
    }
    if (given.unshare || forbidden || outcome.returned.some(isDeadly)) return so(); // once is enough for GUP, however it ends
  }
  if (!faultsOnly) now = byProcessor(now, given.write === true);
  return so();
}

/** The life in which the CPU's TLB holds nothing. */
const withoutTlb = (life: Life): Life => ({ ...life, tlb: undefined });

/** The page is copied for the fault. */
export const copies = ({ effects }: Pick<FaultOutcome, 'effects'>): boolean => effects.includes('copy page');

/** hugetlb_wp() leaves the mark of a userfaultfd that is gone (7.3.4: `hugetlbFaultClearsLeftover`). */
const comesToNothing = (before: Life, { pte, returned }: FaultOutcome): boolean =>
  isHugetlb(before) && pte === before.pte && returned.length === 0 && ptePresent(before.k, pte);

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
export function accessError({ k, vma }: Life, write: boolean): LifeEvent | undefined {
  if (write) return vmHas(vma, k.vm.write) ? undefined : { kind: 'notWritable' };
  return vmaIsAccessible(k, vma) ? undefined : { kind: 'notAccessible' };
}

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
export const allowed = ({ k, pte }: Pick<Life, 'k' | 'pte'>, write: boolean): boolean =>
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
