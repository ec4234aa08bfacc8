/** A read or a write of the process: the processor first, then the kernel's fault handler, as often as it takes. */

import { pteMkyoung, ptePfn, ptePresent, pteProtnone, pteSpecial, pteWrite } from '../helpers/pgtable.ts';
import { familyOf } from '../mm/common/family.ts';
import { type Fault, fault } from '../mm/common/fault.ts';
import { folio } from '../mm/common/folio.ts';
import type { FaultOutcome, Next } from '../mm/common/outcome.ts';
import type { Step } from '../mm/common/trace.ts';
import { isCowMapping, vmHas } from '../mm/common/vma.ts';
import { handlePteFault } from '../mm/memory/handlePteFault.ts';
import { flushed, freshPage, type Happened, type Life, pageNow, settled, zeroPfn } from './life.ts';

const why: Readonly<Record<Next, string>> = {
  handle_userfault: 'trapped: a message to userfaultfd, the task sleeps',
  migration_entry_wait: 'waits for the migration to end',
  migrate_to_ram: 'the driver must bring the page back (migrate_to_ram)',
};

/** More rounds than any entry needs: missing, hint, write protection. */
const rounds = 5;

export function access(life: Life, asked: Partial<Fault>): Happened {
  const given = { ...asked, unshare: asked.unshare === true && isCowMapping(life.k, life.vma) }; // sanitize_fault_flags()
  const forbidden = accessError(life, given.write === true);
  if (forbidden) return { life, events: [forbidden], steps: [] };
  let now = life;
  const events: string[] = [];
  const steps: Step[] = [];
  for (let round = 0; round < rounds && !(allowed(now, given.write === true) && !given.unshare); round++) {
    const { life: after, outcome } = oneFault(now, fault({ ...given, tried: round > 0 }));
    now = after;
    steps.push(...outcome.steps);
    if (outcome.next) return { life: now, events: [...events, why[outcome.next]], steps };
    events.push(
      outcome.returned.length > 0 ? `fault: ${outcome.returned.join(' | ')}` : 'fault',
      ...staleWrites(now, outcome),
    );
    if (outcome.effects.includes('flush_tlb_page')) now = flushed(now);
    if (given.unshare || outcome.returned.some(isDeadly)) return { life: now, events, steps };
  }
  return { life: byProcessor(now, given.write === true), events, steps };
}

/** A copy while another CPU can still write to the page that was copied. */
function staleWrites({ k, stale }: Life, { effects, pte }: FaultOutcome): readonly string[] {
  if (stale === undefined) return [];
  if (effects.includes('flush_tlb_page')) return ['flush_tlb_page: no CPU writes to the old page any more'];
  const lost = effects.includes('copy page') && pteWrite(k, stale) && ptePfn(k, stale) !== ptePfn(k, pte);
  return lost ? ['another CPU still writes to the old page through its TLB: those writes are lost'] : [];
}

/** access_error(): the mapping does not allow it. */
function accessError({ k, vma }: Life, write: boolean): string | undefined {
  if (write) return vmHas(k, vma, 'write') ? undefined : 'SIGSEGV: the mapping is not writable';
  return (['read', 'write', 'exec'] as const).some((f) => vmHas(k, vma, f))
    ? undefined
    : 'SIGSEGV: the mapping is PROT_NONE';
}

const isDeadly = (name: string): boolean => /SIGBUS|SIGSEGV|HWPOISON|OOM/.test(name);

/** The processor needs no help: present, not PROT_NONE, and writable for a write. */
const allowed = ({ k, pte }: Life, write: boolean): boolean =>
  ptePresent(k, pte) && !pteProtnone(k, pte) && (!write || pteWrite(k, pte));

/** It sets Accessed, and Dirty for a write; no helper of the kernel does exactly that. */
function byProcessor(life: Life, write: boolean): Life {
  if (!allowed(life, write)) return life;
  const { k } = life;
  return { ...life, pte: pteMkyoung(k, life.pte) | (write ? k.mask.dirty : 0n) };
}

function oneFault(life: Life, given: Fault): { life: Life; outcome: FaultOutcome } {
  const { k, pte, vma } = life;
  const sort = familyOf(k, pte);
  const missing = sort === 'none' || sort === 'marker';
  const swapped = sort === 'swap';
  const zero = missing && vma.anonymous && !given.write;
  const pfn = zero ? zeroPfn : life.nextPfn;
  const page = missing ? freshPage(life) : sort === 'present' && pteSpecial(k, pte) ? undefined : pageNow(life);
  const copyPfn = swapped ? pfn + 1n : life.nextPfn;
  const mm = { tlbFlushPending: life.stale === undefined ? 0 : 1 };
  const outcome = handlePteFault(k, pte, vma, page, given, { pfn, copyPfn, mm });
  const mapped = (missing || swapped) && ptePresent(k, outcome.pte);
  const took = mapped && !zero;
  const base = took
    ? { ...life, nextPfn: pfn + 1n, page: swapped ? { ...pageNow(life), exclusive: false } : freshPage(life) }
    : life;
  const settledLife = settled(base, outcome.pte, outcome.effects);
  const cow = missing && !vma.anonymous && given.write && !vmHas(k, vma, 'shared');
  return {
    life: cow && mapped ? { ...settledLife, page: folio({ exclusive: true, reusable: true }) } : settledLife,
    outcome,
  };
}
