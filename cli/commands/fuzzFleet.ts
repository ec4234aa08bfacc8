/** `pte fuzz --queue`: a campaign on any number of machines. */
import type { Command } from 'commander';
import { keepDifference } from '../../fuzz/corpus.ts';
import { coordinate } from '../../fuzz/fleet.ts';
import type { FleetSum, FleetTrouble } from '../../fuzz/fleetLedger.ts';
import { dropJobs, type Repaired, retryJobs } from '../../fuzz/fleetRepair.ts';
import { runWorker } from '../../fuzz/fleetWorker.ts';
import { thisMaker } from '../../fuzz/maker.ts';
import { rangeError, shown } from '../../lib/base/errors.ts';
import { printable } from '../../lib/base/printable.ts';
import { difference, usageError } from '../fail.ts';
import { toJson } from '../json.ts';
import { status } from './fuzzFleetStatus.ts';
import { type FuzzOptions, printDifference } from './fuzzReport.ts';

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

/** An option that would say nothing is refused: its user means something by it. */
function refuseIdle(role: Role, name: string | undefined, command: Command): void {
  const meant: readonly string[] = ['queue', ...roles[role]];
  for (const option of command.options) {
    const key = option.attributeName();
    if (command.getOptionValueSource(key) !== 'cli' || meant.includes(key)) continue;
    const where = role === 'lead' ? 'a fleet' : `pte fuzz ${role}`;
    throw rangeError(
      `expected no ${option.long} for ${where}, ${reasons[key] ?? 'where it says nothing'}`,
      'ERR_PTE_INPUT',
    );
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

/** Aborts at the first signal; the second one has its usual effect. */
function untilSignal(): { readonly signal: AbortSignal; by: NodeJS.Signals | undefined } {
  const controller = new AbortController();
  const until: ReturnType<typeof untilSignal> = { signal: controller.signal, by: undefined };
  for (const one of ['SIGINT', 'SIGTERM'] as const)
    process.once(one, () => {
      until.by ??= one;
      controller.abort();
    });
  return until;
}
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/** Milliseconds that a timer can have; a longer --time is none. */
const longestTimer = 2 ** 31 - 1;

/** Until a signal, or for so many seconds. */
async function work(queue: string, seconds: number | undefined): Promise<void> {
  const { signal } = untilSignal();
  const ends = [
    signal,
    ...(seconds === undefined ? [] : [AbortSignal.timeout(Math.min(longestTimer, seconds * 1000))]),
  ];
  await runWorker(queue, AbortSignal.any(ends), {
    say: (line) => console.log(line),
    warn: (line) => console.error(`pte: ${line}`),
  });
  process.exit(); // a server that is gone may hold connections open
}

async function lead(queue: string, options: FuzzOptions): Promise<void> {
  const { seed, target, count = usualCount, kernel, time, json } = options;
  if (count === 0) throw rangeError('expected --count of at least 1, got 0', 'ERR_PTE_INPUT');
  const targets = [...new Set(target)];
  const campaign = {
    seed,
    targets,
    inputs: count,
    ...(kernel !== undefined && { version: kernel }),
    maker: thisMaker(),
  };
  const until = untilSignal();
  const sum = await coordinate(queue, campaign, {
    ...(time !== undefined && { seconds: time }),
    signal: until.signal,
    say: (line) => console.error(`${clear()}pte: ${line}`),
    ...(process.stderr.isTTY && { progress: progressLine }),
  });
  process.stderr.write(clear());
  conclude(sum, count, options);
  if (json) console.log(toJson(sum));
  else console.log(`${lineOf(sum)} (seed ${seed})`);
  if (until.by && sum.ended !== undefined && sum.differences.length === 0)
    process.exitCode = exitCodes[until.by as 'SIGINT' | 'SIGTERM'];
}

/** The exit code first and what was found next: keeping it may fail. */
function conclude(sum: FleetSum, count: number, { corpus, json }: FuzzOptions): void {
  if (sum.differences.length > 0) process.exitCode = difference;
  for (const d of sum.differences) {
    if (!json) printDifference(d, undefined);
    try {
      const kept = keepDifference(corpus, d);
      if (!json) console.log(`  kept in ${kept}; pte fuzz --replay ${kept}`);
    } catch (error) {
      console.error(`pte: ${printable((error as Error).message)}`);
    }
  }
  const wrongs = [...sum.troubles.map(trouble), ...shortfall(sum, count)];
  for (const line of wrongs) console.error(`pte: ${line}`);
  if (sum.troubles.length > 0) console.error('pte: run the same again, or pte fuzz retry, to try these jobs once more');
  if (wrongs.length > 0) process.exitCode ??= usageError;
}

/** A job that came to nothing, in a line. */
export const trouble = ({ job, worker, why }: FleetTrouble): string =>
  printable(`${job}${worker === undefined ? '' : ` (worker ${worker})`}: ${why}`);

/** What a sum lacks that ended neither by a difference nor by a signal or the time with something in it. */
function shortfall({ inputs, ended, differences, troubles }: FleetSum, count: number): string[] {
  if (differences.length > 0) return [];
  const early = ended === undefined ? [] : [`ended by ${ended}`];
  if (inputs === 0) return [...early, 'nothing was compared'];
  if (ended === undefined)
    return inputs < count && troubles.length === 0 ? [`expected ${count} words, got ${inputs}`] : [];
  return ended === '--time' || ended === 'a signal' ? [] : early;
}

const many = (count: number, of: string): string => `${count} ${of}${count === 1 ? '' : 's'}`;

const lineOf = ({ inputs, done, jobs, differences, ended }: FleetSum): string =>
  [
    `${inputs.toLocaleString('en')} words compared`,
    ...(ended === '--time' || ended === 'a signal' ? [`ended by ${ended}`] : []),
    `${done} of ${jobs} jobs`,
    differences.length === 0 ? 'no difference' : many(differences.length, 'difference'),
  ].join(', ');

const clear = (): string => (process.stderr.isTTY ? '\r\x1b[K' : '');

const progressLine = (sum: FleetSum): void => void process.stderr.write(`\r${lineOf(sum)}\x1b[K`);
