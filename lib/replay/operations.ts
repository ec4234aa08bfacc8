/** The operations of a recording, as functions of mm/ over the entry that stood there before. */

import { pteMkold, pteMkyoung, pteNone, ptePresent, pteProtnone, pteWrite, pteYoung } from '../helpers/pgtable.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { fault } from '../mm/common/fault.ts';
import { type Folio, folio } from '../mm/common/folio.ts';
import type { Outcome } from '../mm/common/outcome.ts';
import { type Vma, vmHas } from '../mm/common/vma.ts';
import { guardInstall, guardRemove } from '../mm/madvise/madviseGuard.ts';
import { copyNonpresentPte, type ForkOutcome } from '../mm/memory/copyNonpresentPte.ts';
import { copyPresentPte } from '../mm/memory/copyPresentPte.ts';
import { handlePteFault } from '../mm/memory/handlePteFault.ts';
import { zapPteRange } from '../mm/memory/zapPteRange.ts';
import { changeProtNuma } from '../mm/mprotect/changeProtNuma.ts';
import { mprotectFixup } from '../mm/mprotect/mprotectFixup.ts';
import { movePtes } from '../mm/mremap/movePtes.ts';
import { clearSoftDirty } from '../mm/task_mmu/clearSoftDirty.ts';
import { uffdRwpRange, uffdWpRange } from '../mm/userfaultfd/uffdWpRange.ts';
import { userfaultfdEnd } from '../mm/userfaultfd/userfaultfdEnd.ts';
import type { Ask } from './freeInputs.ts';
import { inTurn, notCalled } from './outcomes.ts';
import type { RecordedOperation } from './recording.ts';

/** What an operation meets: the entry and its mapping, and what the recording tells of the result. */
export interface Situation {
  readonly k: Kernel;
  readonly pte: bigint;
  /** The mapping before and after. */
  readonly was: Vma;
  readonly is: Vma;
  /** The page frame number afterwards: the kernel's choice. */
  readonly pfn: bigint;
  readonly ask: Ask;
}
/** An operation of the model on one entry. */
type Operation = (here: Situation) => Outcome;

/** The page of a present entry, as far as it can be told: a writable entry of private memory has it alone. */
function page({ k, pte, was, ask }: Situation): Folio {
  const writable = ptePresent(k, pte) && pteWrite(k, pte);
  const exclusive = was.anonymous && (writable || ask('this process alone has the page'));
  return folio({ anon: was.anonymous, exclusive, swapbacked: true });
}

/** The parent's entry is followed. An entry that has to become present first is copied after that. */
const fork: Operation = (here) => {
  const { k, pte, was } = here;
  if (pteNone(k, pte)) return notCalled(pte);
  if (ptePresent(k, pte)) return ofParent(copyPresentPte(k, pte, was, was));
  const done = copyNonpresentPte(k, pte, was, was, page(here));
  return done.again ? inTurn(done, fork({ ...here, pte: done.parent })) : ofParent(done);
};
const ofParent = (done: ForkOutcome): Outcome => ({ ...done, pte: done.parent });
const zap =
  (details: boolean): Operation =>
  ({ k, pte, was }) =>
    pteNone(k, pte) ? notCalled(pte) : zapPteRange(k, pte, was, undefined, { details });
const protect =
  (on: boolean): Operation =>
  (here) =>
    uffdWpRange(here.k, here.pte, armed(here), on, page(here));
/** smaps does not tell whether userfaultfd wants anonymous memory protected where no page is. */
function armed({ k, pte, is, ask }: Situation): Vma {
  const asks = pteNone(k, pte) && is.anonymous && k.does('uffdWpUnpopulated');
  return asks ? { ...is, uffdWpUnpopulated: ask('UFFD_FEATURE_WP_UNPOPULATED is on') } : is;
}
const protectReads =
  (on: boolean): Operation =>
  (here) =>
    uffdRwpRange(here.k, here.pte, here.is, on, page(here));
const endOfUffd: Operation = (here) =>
  isRegistered(here) ? notCalled(here.pte) : userfaultfdEnd(here.k, here.pte, here.was, 'close', page(here));
/** The last reference is not gone with the file descriptor: a thread may still wait in poll(). */
const isRegistered = ({ k, is }: Situation): boolean => vmHas(k, is, 'uffdWp') || vmHas(k, is, 'uffdRwp');

const numaScan: Operation = (here) =>
  changeProtNuma(here.k, here.pte, here.is, page(here), here.ask('NUMA balancing leaves the page alone'));
/** A read; the scanner works in the task itself and may come by again before anyone looks. */
const hintingFault: Operation = (here) => {
  const read = isReadable(here) ? readByCpu(here) : readFault(here);
  return here.ask('NUMA balancing comes by again')
    ? inTurn(read, changeProtNuma(here.k, read.pte, here.is, page({ ...here, pte: read.pte })))
    : read;
};
const isReadable = ({ k, pte }: Situation): boolean => ptePresent(k, pte) && !pteProtnone(k, pte);
const readFault: Operation = (here) =>
  handlePteFault(here.k, here.pte, here.is, page(here), fault(), { pfn: here.pfn });
function readByCpu({ k, pte }: Situation): Outcome {
  const value = pteMkyoung(k, pte);
  return { pte: value, effects: [], steps: [{ did: 'read', value, why: 'the CPU sets Accessed itself' }] };
}

/** Operations of the model by their names in a recording. */
const operations: ReadonlyMap<string, Operation> = new Map([
  ['uffd-wp', protect(true)],
  ['uffd-wp-resolve', protect(false)],
  ['uffd-rwp', protectReads(true)],
  ['uffd-rwp-resolve', protectReads(false)],
  ['uffd-close', endOfUffd],
  ['clear-refs', ({ k, pte, was }) => clearSoftDirty(k, pte, was)],
  ['dontneed', zap(false)],
  ['truncate', zap(true)],
  ['guard-install', ({ k, pte, is }) => guardInstall(k, pte, is)],
  ['guard-remove', ({ k, pte, is }) => guardRemove(k, pte, is)],
  ['fork', fork],
  ['mremap', ({ k, pte, was }) => (pteNone(k, pte) ? notCalled(pte) : movePtes(k, pte, was))],
  ['numa-hint', numaScan],
  ['numa-read', hintingFault],
]);

/** Whether only the permissions of the mapping changed: mprotect(), whatever the operation is called. */
function changesProtection(k: Kernel, was: Vma, is: Vma): boolean {
  const permissions = k.vm.read | k.vm.write | k.vm.exec;
  const changed = was.vmFlags ^ is.vmFlags;
  return changed !== 0n && (changed & ~permissions) === 0n;
}

const mprotect: Operation = (here) => mprotectFixup(here.k, here.pte, here.was, here.is.vmFlags, page(here));

/**
 * What the model does for an operation, after mprotect() if the permissions of the mapping changed; undefined where the
 * model has nothing of its own for it. `was` and `is` are the mapping before and after.
 */
export function operationOf(k: Kernel, { name }: RecordedOperation, was: Vma, is: Vma): Operation | undefined {
  const run = operations.get(name);
  if (!changesProtection(k, was, is)) return run;
  if (!run) return mprotect;
  return (here) => {
    const first = mprotect(here);
    return inTurn(first, run({ ...here, pte: first.pte, was: is }));
  };
}

/**
 * The entry that an operation meets where reclaim may have been there: it ages the pages around one that it looks at
 * (mm/vmscan.c, lru_gen_look_around()).
 */
export function agedBefore(k: Kernel, pte: bigint, ask: Ask): bigint {
  const young = ptePresent(k, pte) && pteYoung(k, pte);
  return young && ask('reclaim has cleared Accessed', 'rare') ? pteMkold(k, pte) : pte;
}

/** Whether an operation reaches every page of the process: what it makes of the others' entries is followed. */
export const touchesAll = ({ name }: RecordedOperation): boolean => name === 'clear-refs' || name === 'fork';
