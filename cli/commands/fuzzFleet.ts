/** `pte fuzz --queue`: a campaign on any number of machines. */
import type { Command } from 'commander';
import { keepDifference } from '../../fuzz/corpus.ts';
import { coordinate, type FleetSum, fleetStatus } from '../../fuzz/fleet.ts';
import { startWorker } from '../../fuzz/fleetWorker.ts';
import { rangeError, shown } from '../../lib/base/errors.ts';
import { difference } from '../fail.ts';
import { toJson } from '../json.ts';
import { type FuzzOptions, printDifference } from './fuzzReport.ts';

/** Adds the option that makes a campaign a fleet's. */
export const defineFleet = (command: Command): Command =>
  command.option(
    '--queue <url>',
    'a Redis or Valkey server that hands out the work of a fleet: redis://[:password@]host[:port]',
  );

const usualCount = 1_000_000_000;

/** `pte fuzz --queue`, and with a role `pte fuzz worker` and `pte fuzz status`. */
export async function runFleet(role: string | undefined, options: FuzzOptions): Promise<void> {
  const { queue } = options;
  if (role !== undefined && role !== 'worker' && role !== 'status')
    throw rangeError(`expected worker or status after pte fuzz, got ${shown(role)}`, 'ERR_PTE_INPUT');
  if (queue === undefined)
    throw rangeError(`expected --queue redis://HOST for pte fuzz ${role}, got nothing`, 'ERR_PTE_INPUT');
  if (role === 'worker') return work(queue, options.time);
  if (role === 'status') return status(queue, options.json === true);
  return lead(queue, options);
}

/** Until a signal, or for so many seconds. */
async function work(queue: string, seconds: number | undefined): Promise<void> {
  const worker = await startWorker(queue, (text) => console.log(text));
  console.log('waiting for work');
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    if (seconds !== undefined) setTimeout(resolve, seconds * 1000);
  });
  await worker.close();
}

async function lead(queue: string, { seed, target, count, kernel, corpus, json }: FuzzOptions): Promise<void> {
  const campaign = {
    seed,
    targets: target,
    inputs: count ?? usualCount,
    ...(kernel !== undefined && { version: kernel }),
  };
  const sum = await coordinate(queue, campaign, process.stderr.isTTY ? progressLine : undefined);
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  for (const d of sum.differences) {
    const kept = keepDifference(corpus, d);
    if (!json) printDifference(d, kept);
  }
  if (json) console.log(toJson(sum));
  else console.log(`${line(sum)} (seed ${seed})`);
  if (sum.differences.length > 0) process.exitCode = difference;
}

async function status(queue: string, json: boolean): Promise<void> {
  const campaigns = await fleetStatus(queue);
  if (json) console.log(toJson(Object.fromEntries(campaigns)));
  else if (campaigns.size === 0) console.log('no campaign');
  else for (const [name, sum] of campaigns) console.log(`${name}: ${line(sum)}`);
}

const line = ({ inputs, done, jobs, differences }: FleetSum): string =>
  `${inputs.toLocaleString('en')} words compared, ${done} of ${jobs} jobs, ${differences.length === 0 ? 'no difference' : `${differences.length} differences`}`;

const progressLine = (sum: FleetSum): void => void process.stderr.write(`\r${line(sum)}\x1b[K`);
