/** The operations that a step can name, as functions of mm/ over the entry that stood there before. */
import type { Kernel } from '../kernel.ts';
import { changeProtNuma, mprotectFixup, uffdWpRange, userfaultfdEnd } from '../mm/changeProtection.ts';
import { clearSoftDirty } from '../mm/clearSoftDirty.ts';
import { copyNonpresentPte, copyPresentPte } from '../mm/copyPte.ts';
import { guardInstall, guardRemove } from '../mm/guard.ts';
import { handlePteFault } from '../mm/handlePteFault.ts';
import { movePtes } from '../mm/movePtes.ts';
import { type Folio, fault, folio, type Outcome, type Vma } from '../mm/types.ts';
import { zapPteRange } from '../mm/zapPteRange.ts';
import { pteNone, ptePfn, ptePresent, pteProtnone, pteWrite } from '../pgtable.ts';
import type { Ask } from './free.ts';

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
    uffdWpRange(found.k, found.pte, found.is, on, page(found));
const numaScan: Operation = (found) =>
  changeProtNuma(found.k, found.pte, found.is, page(found), found.ask('NUMA balancing leaves the page alone'));
const hintingFault: Operation = (found) =>
  handlePteFault(found.k, found.pte, found.is, page(found), fault(), { pfn: found.pfn });

/** By the words of a step, in this order. */
const named: readonly (readonly [RegExp, Operation])[] = [
  [/UFFDIO_WRITEPROTECT off|un-write-protect/, protect(false)],
  [/UFFDIO_WRITEPROTECT|^write-protected$|^wp none/, protect(true)],
  [/clear_refs/, ({ k, pte, was }) => clearSoftDirty(k, pte, was)],
  [/MADV_DONTNEED/, zap(false)],
  [/hole punch/, zap(true)],
  [/MADV_GUARD_INSTALL/, ({ k, pte }) => guardInstall(k, pte)],
  [/MADV_GUARD_REMOVE/, ({ k, pte }) => guardRemove(k, pte)],
  [/after fork|^(\d+ )?fork\b/, fork],
  [/uffd closed/, (found) => userfaultfdEnd(found.k, found.pte, found.was, 'close', page(found))],
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

/** The operation of a step; undefined where the model has none of its own for it. */
export function operationOf(k: Kernel, step: string, was: Vma, is: Vma): Operation | undefined {
  if (changesProtection(k, was, is)) return (found) => mprotectFixup(k, found.pte, was, is.vmFlags, page(found));
  return named.find(([pattern]) => pattern.test(step))?.[1];
}

/** Operations that reach every page of the process: what they make of the others' entries is followed. */
export const touchesAll = (step: string): boolean => /clear_refs|\bfork\b/.test(step);

export const pfnOf = (k: Kernel, pte: bigint): bigint =>
  ptePresent(k, pte) || pteProtnone(k, pte) ? ptePfn(k, pte) : 0n;
