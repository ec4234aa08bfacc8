/** `pte fuzz --queue`: a campaign on any number of machines. */

import type { Command } from 'commander';
import { expectCorpus, keepDifference } from '../../fuzz/corpus.ts';
import type { Difference } from '../../fuzz/difference.ts';
import { coordinate } from '../../fuzz/fleet.ts';
import type { FleetSum } from '../../fuzz/fleetLedger.ts';
import { makerThatRuns } from '../../fuzz/fleetMaker.ts';
import { dropJobs, type Repaired, retryJobs } from '../../fuzz/fleetRepair.ts';
import { expectAddress } from '../../fuzz/fleetServer.ts';
import { runWorker } from '../../fuzz/fleetWorker.ts';
import type { Maker } from '../../fuzz/maker.ts';
import { rangeError, shown } from '../../lib/base/errors.ts';
import { toJson } from '../../lib/base/json.ts';
import { difference, usageError } from '../fail.ts';
import { many } from '../many.ts';
import { idleOption } from '../optionChecks.ts';
import { untilSignal } from '../untilSignal.ts';
import { status, troubleLine } from './fuzzFleetStatus.ts';
import {
  clearLine,
  conclude,
  decidedText,
  type FuzzOptions,
  messages,
  printDifference,
  printKept,
  verdict,
} from './fuzzReport.ts';

/** Adds the option that makes a campaign a fleet's. */
export const defineFleet = (command: Command): Command =>
  command.option(
    '--queue <url>',
    'a Redis or Valkey server that hands out the work of a fleet: redis://[:password@]host[:port]',
  );

const usualCount = 1_000_000_000;

/** What each role does, and the options that say something to it; the campaign's own has no name. */
const roles = {
  lead: ['seed', 'time', 'count', 'target', 'kernel', 'corpus', 'json'],
  worker: ['time'],
  status: ['json'],
  retry: [],
  drop: [],
} as const satisfies Record<string, readonly string[]>;
type Role = keyof typeof roles;
const named = ['worker', 'status', 'retry', 'drop'] as const;

/** `pte fuzz --queue`, and with a role `pte fuzz worker`, `status`, `retry` and `drop`; `name` is the job or campaign of the last two. */
export async function runFleet(
  role: string | undefined,
  name: string | undefined,
  options: FuzzOptions,
  command: Command,
): Promise<void> {
  const known = role === undefined ? 'lead' : named.find((one) => one === role);
  if (known === undefined)
    throw rangeError(`expected ${named.join(', ')} after pte fuzz, got ${shown(role)}`, 'ERR_PTE_INPUT');
  const { queue } = options;
  if (queue === undefined)
    throw rangeError(`expected --queue redis://HOST for pte fuzz ${known}, got nothing`, 'ERR_PTE_INPUT');
  refuseIdle(known, name, command);
  if (known === 'worker') return work(queue, options.time);
  if (known === 'status') return status(queue, options.json === true);
  if (known === 'retry') return repaired(await retryJobs(queue, name), 'run again');
  if (known === 'drop') return repaired(await dropJobs(queue, nameToDrop(name)), 'dropped');
  return lead(queue, options);
}

/** @throws RangeError (ERR_PTE_INPUT) for an option or a name that would say nothing. */
function refuseIdle(role: Role, name: string | undefined, command: Command): void {
  const idle = idleOption(command, ['queue', ...roles[role]]);
  if (idle) {
    const where = role === 'lead' ? 'a fleet' : `pte fuzz ${role}`;
    const why = reasons[idle.attributeName()] ?? 'where it says nothing';
    throw rangeError(`expected no ${idle.long} for ${where}, ${why}`, 'ERR_PTE_INPUT');
  }
  if (name !== undefined && role !== 'retry' && role !== 'drop')
    throw rangeError(`expected no name for pte fuzz ${role}, got ${shown(name)}`, 'ERR_PTE_INPUT');
}
const reasons: Readonly<Record<string, string>> = {
  checkpoint: 'whose server keeps the progress',
  shard: 'whose jobs are its shards',
  threads: 'whose threads are its workers: start one for each processor',
};

function nameToDrop(name: string | undefined): string {
  if (name !== undefined) return name;
  throw rangeError('expected the campaign or job to drop, as pte fuzz status names it, got nothing', 'ERR_PTE_INPUT');
}

function repaired({ done, left }: Repaired, what: string): void {
  for (const { job, why } of left) console.error(`pte: ${job}: ${why}`);
  if (left.length > 0) process.exitCode = usageError;
  console.log(`${done} ${done === 1 ? 'job' : 'jobs'} ${what}`);
}

/** Milliseconds that a timer can have; a longer --time is none. */
const longestTimer = 2 ** 31 - 1;

/** Until a signal, or for so many seconds. */
async function work(queue: string, seconds: number | undefined): Promise<void> {
  const time = seconds === undefined ? [] : [AbortSignal.timeout(Math.min(longestTimer, seconds * 1000))];
  await untilSignal((stop) =>
    runWorker(queue, AbortSignal.any([stop, ...time]), { say: (line) => console.log(line), warn: say }),
  );
  process.exit(); // a server that is gone may hold connections open
}

const say = (line: string): void => {
  clearLine();
  console.error(`pte: ${line}`);
};

async function lead(queue: string, options: FuzzOptions): Promise<void> {
  const { seed, target: targets, count: inputs = usualCount, kernel: version, time, corpus, json } = options;
  const maker = makerThatRuns();
  const campaign = { seed, targets, inputs, ...(version !== undefined && { version }), maker };
  expectAddress(queue);
  expectCorpus(corpus);
  const { result: sum, by } = await untilSignal((signal) =>
    coordinate(queue, campaign, {
      ...(time !== undefined && { seconds: time }),
      signal,
      say,
      ...(process.stderr.isTTY && { progress: fleetProgress }),
    }),
  );
  clearLine();
  const differs = sum.differences.length > 0;
  if (differs) process.exitCode = difference; // whatever happens to the process from here on
  const unkept = sum.differences.flatMap((d) => keep(corpus, d, maker, json === true));
  const failures = [...unkept, ...failuresOf(sum, inputs, by)];
  conclude({ differs, failures, ...(by && { by }) });
  if (json) console.log(toJson({ ...sum, failures: messages(failures), by }));
  else console.log(`${lineOf(sum, verdict(sum.inputs, { differs, failures, ...(by && { by }) }))} (seed ${seed})`);
}

/** Prints a difference, then keeps it; gives what went wrong. */
function keep(corpus: string, d: Difference, maker: Maker, json: boolean): unknown[] {
  if (!json) printDifference(d);
  try {
    const path = keepDifference(corpus, d, maker);
    if (!json) printKept(path);
    return [];
  } catch (error) {
    return [error];
  }
}

/** Why a sum says less than it was asked to: jobs that came to nothing, a server that has gone, too few words. */
function failuresOf(sum: FleetSum, inputs: number, by: NodeJS.Signals | undefined): Error[] {
  const { troubles, ended, differences } = sum;
  const texts = troubles.map(troubleLine);
  if (troubles.length > 0) texts.push('run the same again, or pte fuzz retry, to try these jobs once more');
  if (ended === 'the server') texts.push(sum.why ?? '');
  if (differences.length === 0 && by === undefined && sum.inputs === 0) texts.push('nothing was compared');
  else if (differences.length === 0 && texts.length === 0 && ended === undefined && sum.inputs < inputs)
    texts.push(`expected ${inputs} words to compare, got ${sum.inputs}`);
  return texts.map((text) => rangeError(text, 'ERR_PTE_INPUT'));
}

const lineOf = ({ inputs, decisions, done, jobs, ended }: FleetSum, end: string): string =>
  [
    `${many(inputs, 'word')} compared`,
    ...decidedText(decisions),
    ...(ended === 'time' ? ['ended by --time'] : []),
    `${done} of ${jobs} jobs`,
    end,
  ].join(', ');

const fleetProgress = (sum: FleetSum): void => void process.stderr.write(`\r${lineOf(sum, 'so far')}\x1b[K`);
