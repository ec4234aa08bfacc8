/** Releases to try: one for every set of rows that a release can have. */
import { helperBehaviours } from '../helperBehaviours.ts';
import { kernels } from '../kernels.ts';
import type { Row } from '../schema.ts';
import { tables } from '../tables.ts';

/** Every series at its first release, and stable releases on both sides of each change of the rows in a stable tree. */
export function pointsOf(rows: readonly Row[]): string[] {
  const stable = rows.flatMap(({ sinceStable = {}, untilStable = {} }) => [
    ...Object.entries(sinceStable),
    ...Object.entries(untilStable),
  ]);
  return kernels.flatMap(({ series }) => {
    const patches = stable
      .filter(([of]) => of === series)
      .flatMap(([, patch]) => (patch > 0 ? [patch - 1, patch] : [0]));
    return [...new Set([0, ...patches])].sort((a, b) => a - b).map((patch) => `${series}.${patch}`);
  });
}

/** Of all rows. */
export const allPoints: readonly string[] = pointsOf(Object.values(tables).flat());

/** Of the rows of entries and their helpers; those of kernel logic change neither. */
export const releasePoints: readonly string[] = pointsOf(
  Object.values({ ...tables, behaviours: helperBehaviours }).flat(),
);
