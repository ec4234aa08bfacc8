/** Threads that wait in userfaultfd: fs/userfaultfd.c (mm/userfaultfd.c from 7.3 on), handle_userfault(), from the fault to the wake-up. */
import { ptePresent, pteProtnone, pteUffdWp } from '../../helpers/pgtable.ts';
import { vmHas } from '../../mm/common/vma.ts';
import { userfaultfdMustWaitHuge } from '../../mm/huge_memory/userfaultfdHuge.ts';
import { type FaultReason, userfaultfdMustWait } from '../../mm/userfaultfd/userfaultfdMustWait.ts';
import { access } from '../access/access.ts';
import { quietly } from '../happened.ts';
import { isHugetlb, type Life } from '../life.ts';
import { still } from '../moved.ts';
import { change } from '../run/change.ts';
import { see } from '../see.ts';
import type { OperationPiece, Operations } from './operation.ts';

/** Why the fault on an entry is told, by what the entry is when it has been left as it is. */
export function reasonOf({ k, pte, vma, cached }: Pick<Life, 'k' | 'pte' | 'vma' | 'cached'>): FaultReason {
  if (ptePresent(k, pte)) return vmHas(vma, k.vm.uffdRwp) && pteProtnone(k, pte) && pteUffdWp(k, pte) ? 'rwp' : 'wp';
  if (cached && vmHas(vma, k.vm.uffdMinor)) return 'minor';
  return vmHas(vma, k.vm.uffdMissing) ? 'missing' : 'wp';
}

/** The fault, up to where handle_userfault() is called: the page table's lock has been let go, the mapping's has not. */
const untilTold =
  (write: boolean): OperationPiece =>
  (w, at) => {
    const moved = change(w, at, (life) => access(life, { write }), '');
    const isTold = moved.events.some((event) => event.kind === 'goesOn' && event.next === 'handle_userfault');
    if (!isTold) return { ...moved, over: true };
    const now = see(moved.world, at);
    return { ...moved, saved: { orig: now.pte, word: reasonOf(now) } };
  };

const mustWait = (life: Life, reason: FaultReason): boolean =>
  life.level && !isHugetlb(life)
    ? userfaultfdMustWaitHuge(life.k, life.pte, reason)
    : userfaultfdMustWait(life.k, life.pte, reason);

/** The waiter stands in the queue, and the entry is looked at once more without a lock. */
const queued: OperationPiece = (w, at, _word, saved) => {
  const reason = saved?.word as FaultReason;
  return mustWait(see(w, at), reason)
    ? { ...still(w, { kind: 'sleeps' }), sleeps: reason }
    : { ...still(w, { kind: 'triesAgain' }), over: true };
};

const unmapped = { kind: 'notMapped' } as const;
const till = 'of a thread that sleeps, if userfaultfd traps it, until the monitor wakes it';

/** Accesses that wait for the monitor, and what does no more than wake them. */
export const waitOperations = {
  'read-wait': {
    says: `a read ${till}`,
    call: 'fault',
    faults: {},
    pieces: [untilTold(false), queued],
    unmapped,
  },
  'write-wait': {
    says: `a write ${till}`,
    call: 'fault',
    faults: { write: true },
    pieces: [untilTold(true), queued],
    unmapped,
  },
  'uffd-wake': {
    userfaultfd: true,
    says: 'UFFDIO_WAKE: threads that wait there go on, whatever has become of the page',
    run: (life) => quietly(life),
  },
} as const satisfies Operations;
