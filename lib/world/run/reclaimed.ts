/**
 * A page that reclaim takes: mm/vmscan.c, shrink_folio_list(), holds its lock until it has flushed and written it, so that a fault meanwhile
 * gets the page itself, which then stays, and what a TLB lets write meanwhile is not lost.
 */

import { altered } from '../../base/lists.ts';
import { vmaIsShmem } from '../../mm/common/vma.ts';
import { backingOf, pageInFile, processesAt, withBacking } from '../places.ts';
import { ordinaryPage } from '../put.ts';
import { worldWith } from '../remade.ts';
import { collected, frameAt } from '../see.ts';
import { type Cpu, cpuOf, type Frame, type World } from '../world.ts';

const flushesLater = ({ hand }: Cpu): boolean => hand?.flushesLast === true;

const isMapped = (w: World, pfn: bigint): boolean => processesAt(w, { pfn }, true).length > 0;

/** Another CPU has locked the page: shrink_folio_list() passes it over. */
export const isLocked = (w: World, cpu: string, pfn: bigint | undefined): boolean =>
  w.frames.some((frame) => frame.pfn === pfn && frame.reclaimedBy !== undefined && frame.reclaimedBy !== cpu);

/** Of a page of the page cache that nothing maps any more, swap or the file keeps what it held, once the CPU has flushed. */
export function evicted(w: World, cpu: string, pfn: bigint | undefined): World {
  if (pfn === undefined || pageInFile(w, pfn) === undefined || isMapped(w, pfn)) return w;
  if (!flushesLater(cpuOf(w, cpu))) return withoutPage(w, pfn);
  return { ...w, frames: w.frames.map((frame) => (frame.pfn === pfn ? { ...frame, reclaimedBy: cpu } : frame)) };
}

/** Shared memory has no file to read a page from again, and swap takes only what is dirty: the next fault finds nothing there. */
const isDropped = ({ k, mms }: World, { folio }: Frame): boolean =>
  !folio.dirty && mms.some(({ vma }) => vmaIsShmem(k, vma));

function withoutPage(w: World, pfn: bigint): World {
  const frame = frameAt(w, pfn);
  const page = pageInFile(w, pfn);
  if (!frame || page === undefined) return w;
  const content = { folio: ordinaryPage(frame.folio), holds: frame.holds };
  const kept = { cached: backingOf(w, page).cached, content };
  return collected(withBacking(w, page, isDropped(w, frame) ? { cached: false } : kept));
}

/** The CPU is through: what no fault has mapped again is gone from memory. */
export function reclaimed(w: World, cpu: string): World {
  const slots = altered(w.slots, (slot) => {
    if (slot.reclaimedBy !== cpu) return slot;
    const { pfn, reclaimedBy: _, ...kept } = slot;
    return pfn !== undefined && isMapped(w, pfn) ? { ...kept, pfn } : kept; // it leaves the swap cache last
  });
  const mine = w.frames.flatMap(({ pfn, reclaimedBy }) => (reclaimedBy === cpu ? [pfn] : []));
  const frames = altered(w.frames, (frame) => {
    if (frame.reclaimedBy !== cpu) return frame;
    const { reclaimedBy: _, ...kept } = frame;
    return kept;
  });
  const now = collected(slots === w.slots && frames === w.frames ? w : worldWith(w, { slots, frames }));
  return mine.reduce((left, pfn) => (isMapped(left, pfn) ? left : withoutPage(left, pfn)), now);
}
