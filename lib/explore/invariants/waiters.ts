/** What userfaultfd promises of threads that wait in a fault. */
import { pageOfName, processOf } from '../../world/entryName.ts';
import type { World } from '../../world/world.ts';
import type { Invariant } from '../invariant.ts';
import { happened, isDone } from './common.ts';

/** A thread of the process waits for the page. */
const hasSleeper = (world: World | undefined, entry: string): boolean =>
  world?.cpus.some(
    ({ hand }) => hand?.asleep !== undefined && hand.mm === processOf(entry) && (hand.page ?? 0) === pageOfName(entry),
  ) === true;

/** Of I18 of what must hold, and more; what breaks them are H20 and C14. */
export const waiterInvariants: readonly Invariant[] = [
  {
    name: 'sleeps-where-trapped',
    says: 'No thread falls asleep for write protection that has been lifted, though the page has been unmapped meanwhile.',
    source: 'mm/userfaultfd.c (fs/userfaultfd.c), userfaultfd_must_wait(): pte_write() is for present entries',
    kind: 'bug',
    of: 'step',
    bugs: ['H20'],
    needs: (k) => k.mask.uffdWp !== 0n,
    premise: (seen) =>
      seen.own &&
      happened(seen, 'sleeps', 'triesAgain') &&
      seen.now.place !== undefined &&
      seen.now.family !== 'present' &&
      !seen.now.uffdWp,
    claim: (seen) => !happened(seen, 'sleeps'),
  },
  {
    name: 'unregister-wakes',
    says: 'UFFDIO_UNREGISTER wakes all threads that wait for the range: nobody hears of them any more.',
    source: 'mm/userfaultfd.c (fs/userfaultfd.c), userfaultfd_unregister(): so that they do not hang',
    kind: 'bug',
    of: 'step',
    operations: ['uffd-unregister'],
    premise: (seen) => seen.own && isDone(seen) && hasSleeper(seen.step?.before, seen.now.name),
    claim: ({ world, now }) => !hasSleeper(world, now.name),
  },
];
