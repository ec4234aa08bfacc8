/** The operations that a step can name, as functions of mm/ over the entry that stood there before. */

import {
  pteMkold,
  pteMkyoung,
  pteNone,
  ptePfn,
  ptePresent,
  pteProtnone,
  pteWrite,
  pteYoung,
} from '../helpers/pgtable.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { fault } from '../mm/common/fault.ts';
import { type Folio, folio } from '../mm/common/folio.ts';
import type { Outcome } from '../mm/common/outcome.ts';
import { type Vma, vmHas } from '../mm/common/vma.ts';
import { guardInstall, guardRemove } from '../mm/madvise/madviseGuard.ts';
import { copyNonpresentPte } from '../mm/memory/copyNonpresentPte.ts';
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

/** What an operation finds. */
export interface Found {
  readonly k: Kernel;
  readonly pte: bigint;
  /** The mapping before and after. */
  readonly was: Vma;
  readonly is: Vma;
  /** The page frame number afterwards: the kernel's choice. */
  readonly pfn: bigint;
  readonly ask: Ask;
}
type Operation = (found: Found) => Outcome;

const stays = (pte: bigint): Outcome => ({ pte, effects: [], steps: [] });

/** The page of a present entry, as far as it can be told: a writable entry of private memory has it alone. */
function page({ k, pte, was, ask }: Found): Folio {
  const writable = ptePresent(k, pte) && pteWrite(k, pte);
  const exclusive = was.anonymous && (writable || ask('this process alone has the page'));
  return folio({ anon: was.anonymous, exclusive, swapbacked: true });
}

const fork: Operation = ({ k, pte, was }) => {
  if (pteNone(k, pte)) return stays(pte);
  const done = ptePresent(k, pte) ? copyPresentPte(k, pte, was, was) : copyNonpresentPte(k, pte, was, was);
  return { ...done, pte: done.parent };
};
const zap =
  (details: boolean): Operation =>
  ({ k, pte, was }) =>
    pteNone(k, pte) ? stays(pte) : zapPteRange(k, pte, was, undefined, { details });
const protect =
  (on: boolean): Operation =>
  (found) =>
    uffdWpRange(found.k, found.pte, armed(found), on, page(found));
/** smaps does not tell whether userfaultfd wants anonymous memory protected where no page is. */
function armed({ k, pte, is, ask }: Found): Vma {
  const asks = pteNone(k, pte) && is.anonymous && k.does('uffdWpUnpopulated');
  return asks ? { ...is, uffdWpUnpopulated: ask('UFFD_FEATURE_WP_UNPOPULATED is on') } : is;
}
const protectReads =
  (on: boolean): Operation =>
  (found) =>
    uffdRwpRange(found.k, found.pte, found.is, on, page(found));
const endOfUffd: Operation = (found) =>
  isRegistered(found) ? stays(found.pte) : userfaultfdEnd(found.k, found.pte, found.was, 'close', page(found));
/** The last reference is not gone with the file descriptor: a thread may still wait in poll(). */
const isRegistered = ({ k, is }: Found): boolean => vmHas(k, is, 'uffdWp') || vmHas(k, is, 'uffdRwp');

const numaScan: Operation = (found) =>
  changeProtNuma(found.k, found.pte, found.is, page(found), found.ask('NUMA balancing leaves the page alone'));
/** A read; the scanner works in the task itself and may come by again before anyone looks. */
const hintingFault: Operation = (found) => {
  const read = isReadable(found) ? readByCpu(found) : readFault(found);
  return found.ask('NUMA balancing comes by again')
    ? inTurn(read, changeProtNuma(found.k, read.pte, found.is, page({ ...found, pte: read.pte })))
    : read;
};
const isReadable = ({ k, pte }: Found): boolean => ptePresent(k, pte) && !pteProtnone(k, pte);
const readFault: Operation = (found) =>
  handlePteFault(found.k, found.pte, found.is, page(found), fault(), { pfn: found.pfn });
function readByCpu({ k, pte }: Found): Outcome {
  const value = pteMkyoung(k, pte);
  return { pte: value, effects: [], steps: [{ did: 'read', value, why: 'the CPU sets Accessed itself' }] };
}
const inTurn = (first: Outcome, second: Outcome): Outcome => ({
  pte: second.pte,
  effects: [...first.effects, ...second.effects],
  steps: [...first.steps, ...second.steps],
});

/** By the words of a step, in this order. */
const named: readonly (readonly [RegExp, Operation])[] = [
  [/UFFDIO_WRITEPROTECT off|un-write-protect/, protect(false)],
  [/UFFDIO_WRITEPROTECT|^write-protected$|^wp none/, protect(true)],
  [/UFFDIO_RWPROTECT off/, protectReads(false)],
  [/UFFDIO_RWPROTECT/, protectReads(true)],
  [/clear_refs/, ({ k, pte, was }) => clearSoftDirty(k, pte, was)],
  [/MADV_DONTNEED/, zap(false)],
  [/hole punch/, zap(true)],
  [/MADV_GUARD_INSTALL/, ({ k, pte, is }) => guardInstall(k, pte, is)],
  [/MADV_GUARD_REMOVE/, ({ k, pte, is }) => guardRemove(k, pte, is)],
  [/after fork|^(\d+ )?fork\b/, fork],
  [/uffd closed/, endOfUffd],
  [/mremap/, ({ k, pte, was }) => (pteNone(k, pte) ? stays(pte) : movePtes(k, pte, was))],
  [/hinting scan/, numaScan],
  [/hinting read fault/, hintingFault],
];

/** Whether only the permissions of the mapping changed: mprotect(), whatever the step is called. */
function changesProtection(k: Kernel, was: Vma, is: Vma): boolean {
  const permissions = k.vm.read | k.vm.write | k.vm.exec;
  const changed = was.vmFlags ^ is.vmFlags;
  return changed !== 0n && (changed & ~permissions) === 0n;
}

const mprotect: Operation = (found) => mprotectFixup(found.k, found.pte, found.was, found.is.vmFlags, page(found));

/** The operation of a step, after mprotect() if there was one; undefined where the model has none of its own for it. */
export function operationOf(k: Kernel, step: string, was: Vma, is: Vma): Operation | undefined {
  const run = named.find(([pattern]) => pattern.test(step))?.[1];
  if (!changesProtection(k, was, is)) return run;
  if (!run) return mprotect;
  return (found) => {
    const first = mprotect(found);
    return inTurn(first, run({ ...found, pte: first.pte, was: is }));
  };
}

/** Reclaim ages the pages around one that it looks at (mm/vmscan.c, lru_gen_look_around()). */
export function agedBefore(k: Kernel, pte: bigint, ask: Ask): bigint {
  const young = ptePresent(k, pte) && pteYoung(k, pte);
  return young && ask('reclaim has cleared Accessed', 'rare') ? pteMkold(k, pte) : pte;
}

/** Operations that reach every page of the process: what they make of the others' entries is followed. */
export const touchesAll = (step: string): boolean => /clear_refs|\bfork\b/.test(step);

export const pfnOf = (k: Kernel, pte: bigint): bigint =>
  ptePresent(k, pte) || pteProtnone(k, pte) ? ptePfn(k, pte) : 0n;
