/** A file is truncated: mm/truncate.c, truncate_pagecache(), over all its mappings. */
import type { Zap } from '../../mm/memory/zapPteRange.ts';
import { after, type Moved, still } from '../moved.ts';
import { allBackings, processesAt } from '../places.ts';
import { change } from '../run/change.ts';
import type { Actor } from '../see.ts';
import { mmOf, type World } from '../world.ts';
import type { OperationPiece, Operations } from './operation.ts';
import { zap } from './unmap.ts';

/** unmap_mapping_range_tree(): all mappings of the file, this process's first; each has its flush before the next. */
function everywhere(w: World, at: Actor, how: Zap): Moved {
  const run = zap(how);
  const names = w.mms.filter(({ mapped }) => mapped).map(({ name }) => name);
  const others = names.filter((name) => name !== at.mm);
  const zapped = [at.mm, ...others].reduce(
    (moved, mm) => (names.includes(mm) ? after(moved, (now) => change(now, { ...at, mm }, run, '')) : moved),
    still(w),
  );
  return { ...zapped, events: zapped.events.filter(({ kind }) => kind !== 'noEntry') };
}

/** unmap_mapping_range(), private copies too. A fault that was on its way may map the page again. */
const unmap: OperationPiece = (w, at) => {
  if (mmOf(w, at.mm)?.vma.anonymous) return still(w, { kind: 'noFile' });
  return everywhere(w, at, { details: true });
};

/** truncate_inode_pages(): the page goes; mapped again, unmap_mapping_folio() unmaps it and drops what markers there are. */
const remove: OperationPiece = (w, at) => {
  const isMapped = allBackings(w).some(({ pfn }) => pfn !== undefined && processesAt(w, { pfn }, true).length > 0);
  const again = isMapped ? everywhere(w, at, { details: true, keepCows: true, dropMarker: true }) : still(w);
  const gone = after(again, (now) => still(withoutFile(now)));
  return after(gone, (now) => everywhere(now, at, { details: true })); // copies made meanwhile
};

/** The page cache has nothing of the file any more. */
const withoutFile = (w: World): World => ({
  ...w,
  backing: { cached: false },
  ...(w.backings && { backings: w.backings.map(() => ({ cached: false })) }),
});

/** The ways for a page of a file to leave the file. */
export const truncateOperations = {
  truncate: { says: 'the file is truncated, or a hole is punched', pieces: [unmap, remove] },
} as const satisfies Operations;
