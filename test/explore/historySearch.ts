/** Searches for one bug of history. */
import { allInvariants, type Explored, explore } from '../../lib/explore/index.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import type { Found } from './historyLines.ts';

/** What the search finds on a release. */
export function search(release: string, { mapping, operations, length, cpus = 1, all, only, breaks }: Found): Explored {
  return explore(kernel(release), {
    ...{ mapping, operations: operations.split('; '), cpus, bounds: { depth: length } },
    ...(all && { all }),
    ...(only && { only }),
    invariants: allInvariants.filter(({ name, kind }) => name === breaks && (all || kind === 'bug')),
  });
}
