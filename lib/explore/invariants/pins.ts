/** What holds of private pages that are pinned (get_user_pages() with FOLL_PIN and FOLL_LONGTERM). */
import { vmHas } from '../../mm/common/vma.ts';
import type { EntryFacts } from '../facts.ts';
import type { Invariant, SeenEntry } from '../invariant.ts';
import { isDone } from './common.ts';

const isAt = (one: EntryFacts | undefined): bigint | undefined =>
  one?.place && 'pfn' in one.place ? one.place.pfn : undefined;

/** A private page of the acting process that was writable, and pinned. */
const wasPinned = (seen: SeenEntry): boolean =>
  seen.own &&
  seen.was?.page?.pinned === true &&
  seen.was.page.anon &&
  seen.was.family === 'present' &&
  seen.was.writable &&
  isDone(seen);

/** Bugs that they find: H11, H33. */
export const pinInvariants: readonly Invariant[] = [
  {
    name: 'pinned-page-stays',
    says: 'A page that is pinned for writing stays the one that its process has.',
    source: 'Documentation/core-api/pin_user_pages.rst',
    kind: 'bug',
    of: 'step',
    since: ['anonExclusive'],
    operations: ['write', 'read'],
    premise: (seen) =>
      seen.own &&
      seen.was?.page?.pinned === true &&
      seen.was.family === 'present' &&
      seen.was.page.anon &&
      (seen.was.page.exclusive || seen.world.mms.length === 1),
    claim: ({ was, now }) => now.family === 'present' && isAt(was) === isAt(now),
  },
  {
    name: 'pinned-stays-writable',
    says: 'clear_refs leaves a small private page that is pinned as writable as it was: a write must not copy it away from its pin.',
    source:
      'fs/proc/task_mmu.c, pte_is_pinned(); later mm/memory.c, do_wp_page(), which takes every exclusive page over',
    kind: 'bug',
    of: 'step',
    until: ['wpCountsMappings', 'anonExclusive'], // a page mapped once was taken over; since PageAnonExclusive pinned-page-stays is promised
    bugs: ['H11'],
    operations: ['clear-refs'],
    premise: (seen) => wasPinned(seen) && seen.was?.level === 'pte',
    claim: ({ now }) => now.writable,
  },
  {
    name: 'pinned-not-dropped',
    says: 'Reclaim drops no private page that somebody has pinned, after MADV_FREE either: a device may be writing to it.',
    source: 'mm/rmap.c, try_to_unmap_one(): references beside those of mappings count, whatever the entry says',
    kind: 'bug',
    of: 'step',
    bugs: ['H33'],
    operations: ['pageout'],
    premise: (seen) =>
      seen.was?.family === 'present' &&
      seen.was.page?.anon === true &&
      seen.was.page.pinned &&
      !vmHas(seen.now.vma, seen.k.vm.droppable),
    claim: ({ now }) => now.family !== 'none',
  },
  {
    name: 'fork-leaves-pinned',
    says: 'fork() leaves the parent a private page that is pinned, as writable as it was: the child gets a copy.',
    source: 'mm/memory.c, copy_present_page(); before it, madvise(2) has MADV_DONTFORK for that',
    kind: 'bug',
    of: 'step',
    since: ['forkCopiesPinned'],
    operations: ['fork'],
    premise: (seen) => wasPinned(seen) && !vmHas(seen.now.vma, seen.k.vm.hugetlb),
    claim: ({ was, now }) => now.writable && isAt(was) === isAt(now),
  },
];
