/**
 * Dates that only certain scripts show: what the last operation does in the last release of one side, and in the first of the other. Right
 * sides are typed from the sources that stand above each row in test/data/releases.
 */
import { expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { pagemapOf } from '../../lib/world/told/pagemapOf.ts';
import { releases } from '../data/releases/all.ts';

const rows = releases.flatMap(([row, given, ...sides]) =>
  sides.map(([release, entry, told]) => {
    const how = typeof given === 'string' ? { script: given } : given;
    return { row, ...how, release, entry, told };
  }),
);

function toldOf({ events, happened, world, process }: ScenarioRow): readonly string[] {
  const faults = happened.filter(({ kind }) => kind === 'fault').length;
  const pagemap = pagemapOf(world, process)?.raw.toString(16);
  return [...events, `pagemap ${pagemap}`, `${faults} fault${faults === 1 ? '' : 's'}`];
}

it.each(rows)('$row, $release: $script', ({ script, config, from, release, entry, told }) => {
  const last = play(kernel(release, config), parseScript(script), from === undefined ? {} : { from }).at(-1);
  expect(last?.after.toString(16)).toBe(entry);
  if (told !== undefined) expect(last && toldOf(last)).toContain(told);
});
