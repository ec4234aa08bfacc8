/** A read or a write of the process: the processor first, then the kernel's fault handler, as often as it takes. */

import { pteMkyoung, ptePfn, ptePresent, pteProtnone, pteSpecial, pteWrite } from '../helpers/pgtable.ts';
import { familyOf } from '../mm/common/family.ts';
import { type Fault, fault } from '../mm/common/fault.ts';
import { folio } from '../mm/common/folio.ts';
import type { FaultOutcome, Step, VmFault } from '../mm/common/outcome.ts';
import { isCowMapping, vmHas } from '../mm/common/vma.ts';
import type { MissingFault } from '../mm/memory/doPteMissing.ts';
import { type FaultInputs, handlePteFault } from '../mm/memory/handlePteFault.ts';
import type { LifeEvent } from './event.ts';
import { type Happened, quietly } from './happened.ts';
import { flushed, freshPage, type Life, pageNow, settled, zeroPfn } from './life.ts';

/** More rounds than any entry needs: missing, hint, write protection. */
const rounds = 5;

/**
 * The process reads, or writes if `asked.write`: the processor sets Accessed and Dirty where the entry allows it, and
 * otherwise do_user_addr_fault() of arch/x86/mm/fault.c runs, again and again until the access succeeds, dies or sleeps.
 */
export function access(life: Life, asked: Partial<Fault>): Happened {
  const given = { ...asked, unshare: asked.unshare === true && isCowMapping(life.k, life.vma) }; // sanitize_fault_flags()
  const forbidden = accessError(life, given.write === true);
  if (forbidden) return quietly(life, forbidden);
  let now = life;
  const events: LifeEvent[] = [];
  const steps: Step[] = [];
  const set: bigint[] = [];
  for (let round = 0; round < rounds && !(allowed(now, given.write === true) && !given.unshare); round++) {
    const before = now;
    const { life: after, outcome } = oneFault(now, fault({ ...given, tried: round > 0 }));
    now = after;
    steps.push(...outcome.steps);
    if (!byAccessFlags(before, outcome)) set.push(outcome.pte);
    if (outcome.next) return { life: now, events: [...events, { kind: 'goesOn', next: outcome.next }], steps, set };
    events.push({ kind: 'fault', returned: outcome.returned }, ...staleWrites(now, outcome));
    if (outcome.effects.includes('flush_tlb_page')) now = flushed(now);
    if (given.unshare || outcome.returned.some(isDeadly)) return { life: now, events, steps, set };
  }
  return { life: byProcessor(now, given.write === true), events, steps, set };
}

/** A page that is mapped and stays is given access by ptep_set_access_flags(), a hint by ptep_modify_prot_commit(). */
const byAccessFlags = ({ k, pte }: Life, { effects }: FaultOutcome): boolean =>
  ptePresent(k, pte) && !pteProtnone(k, pte) && !effects.includes('copy page');

/** A copy while another CPU can still write to the page that was copied. */
function staleWrites({ k, stale }: Life, { effects, pte }: FaultOutcome): readonly LifeEvent[] {
  if (stale === undefined) return [];
  if (effects.includes('flush_tlb_page')) return [{ kind: 'staleEntryGone' }];
  const lost = effects.includes('copy page') && pteWrite(k, stale) && ptePfn(k, stale) !== ptePfn(k, pte);
  return lost ? [{ kind: 'writesLost' }] : [];
}

/** access_error() of arch/x86/mm/fault.c: the mapping does not allow it. */
function accessError({ k, vma }: Life, write: boolean): LifeEvent | undefined {
  if (write) return vmHas(k, vma, 'write') ? undefined : { kind: 'notWritable' };
  return (['read', 'write', 'exec'] as const).some((f) => vmHas(k, vma, f)) ? undefined : { kind: 'notAccessible' };
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
const allowed = ({ k, pte }: Life, write: boolean): boolean =>
  ptePresent(k, pte) && !pteProtnone(k, pte) && (!write || pteWrite(k, pte));

/** It sets Accessed, and Dirty for a write; no helper of the kernel does exactly that. */
function byProcessor(life: Life, write: boolean): Life {
  if (!allowed(life, write)) return life;
  const { k } = life;
  return { ...life, pte: pteMkyoung(k, life.pte) | (write ? k.mask.dirty : 0n) };
}

/** userfaultfd tells a page that is nowhere from one that the page cache has; nothing else here does. */
const watchesCache = ({ k, vma }: Life): boolean => vmHas(k, vma, 'uffdMissing') || vmHas(k, vma, 'uffdMinor');

function oneFault(life: Life, given: Fault): { life: Life; outcome: FaultOutcome } {
  const { k, pte, vma } = life;
  const family = familyOf(k, pte);
  const missing = family === 'none' || family === 'marker';
  const swapped = family === 'swap';
  const zero = missing && vma.anonymous && !given.write;
  const pfn = zero ? zeroPfn : life.nextPfn;
  const page = missing ? freshPage(life) : family === 'present' && pteSpecial(k, pte) ? undefined : pageNow(life);
  const copyPfn = swapped ? pfn + 1n : life.nextPfn;
  const mm = { tlbFlushPending: life.stale === undefined ? 0 : 1 };
  const how: FaultInputs & MissingFault = { pfn, copyPfn, mm, cached: life.cached || !watchesCache(life) };
  const outcome = handlePteFault(k, pte, vma, page, given, how);
  const mapped = (missing || swapped) && ptePresent(k, outcome.pte);
  const took = mapped && !zero;
  const base = took
    ? {
        ...life,
        cached: life.cached || (missing && !vma.anonymous),
        nextPfn: pfn + 1n,
        page: swapped ? { ...pageNow(life), exclusive: false } : freshPage(life),
      }
    : life;
  const settledLife = settled(base, outcome.pte, outcome.effects);
  const cow = missing && !vma.anonymous && given.write && !vmHas(k, vma, 'shared');
  return {
    life: cow && mapped ? { ...settledLife, page: folio({ exclusive: true, reusable: true }) } : settledLife,
    outcome,
  };
}
