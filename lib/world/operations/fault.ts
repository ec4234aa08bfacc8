/** The process touches the page: mm/memory.c, handle_pte_fault(), as often as it takes. */
import { ptePresent, pteWrite } from '../../helpers/pgtable.ts';
import { access, allowed, staleWriters } from '../access/access.ts';
import { entryName } from '../entryName.ts';
import { type Happened, quietly } from '../happened.ts';
import type { Life } from '../life.ts';
import { type Moved, still } from '../moved.ts';
import { isDiscarding } from '../run/beliefs.ts';
import { change } from '../run/change.ts';
import { type Actor, contentAt, entryAt, placeOf, written } from '../see.ts';
import { cpuOf, type World } from '../world.ts';
import type { OperationPiece, Operations } from './operation.ts';

/** get_user_pages() asks for it, never the process itself. */
const unshare = (life: Life): Happened =>
  life.k.faultFlag.unshare === 0n
    ? quietly(life, { kind: 'impossible', why: `expected a kernel that has FAULT_FLAG_UNSHARE, got ${life.k.name}` })
    : access(life, { unshare: true });

const toWrite = (life: Life): Happened => access(life, { write: true });

/** All of a write up to the copy of a page, which do_wp_page() makes with the page table's lock open. */
const upToCopy: OperationPiece = (w, at) => {
  let needed = false;
  let writers: readonly string[] = [];
  const moved = change(
    w,
    at,
    (life) => {
      const happened = access(life, { write: true, stopsAtCopy: true });
      needed = happened.copyNeeded === true;
      writers = staleWriters(happened.life);
      return happened;
    },
    '',
  );
  const orig = entryAt(moved.world, at)?.pte ?? 0n;
  const holds = contentAt(moved.world, placeOf(w.k, orig))?.holds ?? [];
  return needed ? { ...moved, saved: { orig, holds, writers } } : { ...moved, over: true };
};

/** The copy is mapped, if the entry is still the one that was copied; otherwise the access is tried again. */
const mapCopy: OperationPiece = (w, at, _word, saved) => {
  const same = saved !== undefined && entryAt(w, at)?.pte === saved.orig;
  // whether a flush was pending was asked before the copy was made
  const finish = (life: Life) => access({ ...life, pending: 0 }, { write: true, writers: saved?.writers ?? [] });
  if (same) return change(w, at, finish, '', false, saved.holds);
  const again = change(w, at, toWrite, '');
  return { ...again, events: [{ kind: 'entryChanged' }, ...again.events] };
};

/** Through a clean entry of the TLB the processor walks to set Dirty, and through a read-only one it faults: that is a write. */
function needsWalk(w: World, at: Actor): boolean {
  const word = cpuOf(w, at.cpu).tlb[keyAt(at)];
  return word !== undefined && !(pteWrite(w.k, word) && (word & w.k.mask.dirty) !== 0n);
}

/** An access that the entry allows is no fault, and takes no lock. */
const isNoFault =
  (write: boolean) =>
  (w: World, at: Actor): boolean =>
    allowed({ k: w.k, pte: entryAt(w, at)?.pte ?? 0n }, write);

/** The name under which TLBs have the entry. */
const keyAt = ({ mm, page }: Actor): string => entryName(mm, page);

/** What the TLB of the CPU holds decides, whatever the entry says. */
function throughTlb(w: World, at: Actor, write: boolean): Moved {
  const word = cpuOf(w, at.cpu).tlb[keyAt(at)];
  if (word === undefined)
    return still(w, { kind: 'impossible', why: `the TLB of ${at.cpu} holds nothing of the page` });
  const place = ptePresent(w.k, word) ? placeOf(w.k, word) : undefined;
  const pfn = place && 'pfn' in place ? place.pfn : 0n;
  const event = { kind: 'throughTlb', write, pfn } as const;
  const now = placeOf(w.k, entryAt(w, at)?.pte ?? 0n);
  const isGone = !(now && 'pfn' in now && now.pfn === pfn) && isDiscarding(w, at.mm);
  return write && !isGone ? { ...still(written(w, keyAt(at), pfn), event), wrote: true } : still(w, event);
}

const unmapped = { kind: 'notMapped' } as const;

/** Accesses of the process. */
export const faultOperations = {
  read: {
    says: 'the process reads',
    call: 'fault',
    faults: {},
    isFree: isNoFault(false),
    run: (life) => access(life, {}),
    unmapped,
  },
  write: {
    says: 'the process writes',
    call: 'fault',
    faults: { write: true },
    isFree: isNoFault(true),
    pieces: [upToCopy, mapCopy],
    unmapped,
  },
  'read-tlb': {
    says: 'a read through what the TLB of the CPU holds',
    pieces: [(w, at) => throughTlb(w, at, false)],
    mappingMayLack: true,
  },
  'write-tlb': {
    says: 'a write through what the TLB of the CPU holds',
    becomes: (w, at) => (needsWalk(w, at) ? 'write' : undefined),
    pieces: [(w, at) => throughTlb(w, at, true)],
    mappingMayLack: true,
  },
  unshare: {
    says: 'a reader wants a page of its own (FAULT_FLAG_UNSHARE)',
    call: 'fault',
    faults: { unshare: true },
    run: unshare,
    unmapped: { kind: 'failed', returned: '-EFAULT' },
  },
} as const satisfies Operations;
