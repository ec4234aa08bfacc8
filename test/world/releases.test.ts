/**
 * Dates that only certain scripts show: what the last operation does in the last release of one side, and in the first of the other. Right
 * sides are typed from the sources that stand above each row in test/data/releases.
 */
import { expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { play } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { pagemapOf } from '../../lib/world/told/pagemapOf.ts';
import { releases } from '../data/releases/all.ts';

const rows = releases.flatMap(([row, given, ...sides]) =>
  sides.map(([release, entry, told]) => {
    const how = typeof given === 'string' ? { script: given } : given;
    return { row, ...how, release, entry, told };
  }),
);

it.each(rows)('$row, $release: $script', ({ script, config, from, release, entry, told }) => {
  const last = play(kernel(release, config), parseScript(script), from === undefined ? {} : { from }).at(-1);
  expect(last?.after.toString(16)).toBe(entry);
  const pagemap = last && pagemapOf(last.world, last.process)?.raw;
  if (told !== undefined) expect([...(last?.events ?? []), `pagemap ${pagemap?.toString(16)}`]).toContain(told);
});
