/** Releases to try: one for every set of rows that a release can have. */
import { kernels } from '../../spec/kernels.ts';
import type { Row } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';

const stableDates = (Object.values(tables).flat() as readonly Row[]).flatMap((row) => [
  ...Object.entries(row.sinceStable ?? {}),
  ...Object.entries(row.untilStable ?? {}),
]);

/** Every series at its first release, and stable releases on both sides of each change that a stable tree took. */
export const releasePoints: readonly string[] = kernels.flatMap(({ series }) => {
  const patches = stableDates.filter(([of]) => of === series).flatMap(([, patch]) => [patch - 1, patch]);
  return [...new Set([0, ...patches])].sort((a, b) => a - b).map((patch) => `${series}.${patch}`);
});
