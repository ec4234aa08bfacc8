/** `pte fuzz status`: every campaign that a server has, what is wrong with its jobs, and who works. */

import type { FleetTrouble } from '../../fuzz/fleetLedger.ts';
import { type FleetCampaignStatus, type FleetStatus, fleetStatus } from '../../fuzz/fleetStatus.ts';
import { toJson } from '../../lib/base/json.ts';
import { printable } from '../../lib/base/printable.ts';
import { many } from '../many.ts';

/** Prints what is at the server. */
export async function status(queue: string, json: boolean): Promise<void> {
  const found = await fleetStatus(queue);
  if (json) return void console.log(toJson(asJson(found)));
  for (const line of lines(found)) console.log(line);
}

const asJson = ({ campaigns, foreign, workers }: FleetStatus) => ({
  campaigns: Object.fromEntries(campaigns),
  foreign,
  workers: workers && Object.fromEntries(workers),
});

/** Jobs of one kind that are named one by one. */
const mostNamed = 10;

function lines({ campaigns, foreign, workers }: FleetStatus): string[] {
  return [
    ...(campaigns.size === 0 ? ['no campaign'] : [...campaigns].flatMap(([name, sum]) => campaignLines(name, sum))),
    ...named(foreign, 'foreign: '),
    ...workerLines(workers),
  ];
}

function campaignLines(name: string, sum: FleetCampaignStatus): string[] {
  const { inputs, done, jobs, waiting, active, differences, troubles, maker } = sum;
  const parts = [
    `${many(inputs, 'word')} compared, ${done} of ${jobs} jobs`,
    ...(waiting + active > 0 ? [`${waiting} waiting, ${active} at work`] : []),
    ...(troubles.length > 0 ? [`${troubles.length} without a result`] : []),
    differences === 0 ? 'no difference' : `${differences} reported ${differences === 1 ? 'difference' : 'differences'}`,
  ];
  return [`${name}: ${parts.join(', ')} (${printable(maker)})`, ...named(troubles, '  ')];
}

const named = (troubles: readonly FleetTrouble[], before: string): string[] => [
  ...troubles.slice(0, mostNamed).map((trouble) => before + troubleLine(trouble)),
  ...(troubles.length > mostNamed ? [`${before}and ${troubles.length - mostNamed} more`] : []),
];

/** A job that came to nothing, in a line. */
export const troubleLine = ({ job, worker, why }: FleetTrouble): string =>
  printable(`${job}${worker === undefined ? '' : ` (worker ${worker})`}: ${why}`);

function workerLines(workers: ReadonlyMap<string, number> | undefined): string[] {
  if (!workers) return ['the server does not tell who works'];
  if (workers.size === 0) return ['no worker'];
  return [...workers].map(([maker, count]) => `${count} ${count === 1 ? 'worker' : 'workers'} of ${printable(maker)}`);
}
