/** One worker of a fleet: takes ranges of blocks of its own version from the queue until it is told to end. */
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, Worker } from 'bullmq';
import { printable } from '../lib/base/printable.ts';
import { decidedBoth, nothingDecided } from './comparison.ts';
import { addSeen, nothingSeen } from './coverage.ts';
import { type FleetRange, queueName, rangeOrWhy, shardOf } from './fleetCampaign.ts';
import { makerThatRuns } from './fleetMaker.ts';
import { openQueue } from './fleetQueue.ts';
import { asFleetTally, type FleetTally } from './fleetResult.ts';
import { bullmq, connectionOptions, openServer } from './fleetServer.ts';
import type { Maker } from './maker.ts';
import { runnerOf, type Tally } from './shard.ts';

/** Blocks between two breaths, in which the lock on a job is renewed and a signal is heard: those of one kernel. */
const breath = 16;
/** A worker that has not renewed its lock for this long is taken for dead, and its job goes to another. */
const lockMs = 5000;
/** Milliseconds between two looks at the server, and after which it is left as it is at the end. */
const pause = 1000;
const farewell = 3000;

/** What a worker tells: a line for each job, and what is wrong. */
export interface WorkerVoice {
  say(line: string): void;
  warn(line: string): void;
}

/**
 * Works until the signal: then it hands its job back and ends within seconds, whatever the server does.
 * @throws RangeError (ERR_PTE_ENGINE) where the core does not load or run; (ERR_PTE_INPUT) without a server or the packages.
 */
export async function runWorker(url: string, signal: AbortSignal, { say, warn }: WorkerVoice): Promise<void> {
  const maker = makerThatRuns();
  const server = await openServer(url);
  try {
    const queue = await openQueue(server, queueName(maker));
    await queue.announce();
    const warnOnce = once(warn);
    const worker = await takeJobs(url, maker, signal, say);
    worker.on('error', (error) => warnOnce(server.trouble(error)));
    worker.on('failed', (job, error) => warn(`${printable(job?.id ?? 'a job')}: ${server.said(error)}`));
    say('waiting for work');
    while (!signal.aborted) {
      await queue.announce().catch(warnOnce);
      await sleep(pause, undefined, { signal }).catch(() => {});
    }
    await Promise.race([worker.close().catch(() => {}), sleep(farewell)]);
  } finally {
    server.close();
  }
}

/** A server that is gone says so many times a second: the same line counts once in a minute. */
function once(warn: (line: string) => void): (error: Error) => void {
  const said = new Map<string, number>();
  return ({ message }) => {
    if (Date.now() - (said.get(message) ?? 0) < 60_000) return;
    if (said.size > 100) said.clear();
    said.set(message, Date.now());
    warn(message);
  };
}

async function takeJobs(
  url: string,
  maker: Maker,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<Worker<unknown, FleetTally>> {
  const { UnrecoverableError, WaitingError, Worker } = await bullmq();
  const run = async (job: Job<unknown, FleetTally>, token?: string): Promise<FleetTally> => {
    const range = rangeOrWhy(job.id ?? '', job.data, maker);
    if (typeof range === 'string') throw new UnrecoverableError(range);
    const sum = await runRange(range, signal);
    if (!sum) {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    say(`${job.id}: ${sum.inputs.toLocaleString('en')} words`);
    return asFleetTally(sum);
  };
  return new Worker(queueName(maker), run, {
    connection: { url, ...connectionOptions },
    name: `${hostname().replaceAll(/[^\w.-]/g, '-')}.${process.pid}`,
    concurrency: 1,
    lockDuration: lockMs,
    stalledInterval: lockMs / 2,
    maxStalledCount: 100,
  });
}

/** The tally of a range, from its start; undefined where the signal came before its end. */
async function runRange(range: FleetRange, signal: AbortSignal): Promise<Tally | undefined> {
  const { from, count } = range;
  const runner = runnerOf(shardOf(range));
  let sum: Tally = { blocks: 0, inputs: 0, decisions: nothingDecided, seen: nothingSeen() };
  for (let at = from; at < from + count && !sum.difference; at += breath) {
    const tally = runner.run(at, Math.min(breath, from + count - at));
    addSeen(sum.seen, tally.seen);
    const decisions = decidedBoth(sum.decisions, tally.decisions);
    sum = { ...tally, blocks: sum.blocks + tally.blocks, inputs: sum.inputs + tally.inputs, decisions, seen: sum.seen };
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) return undefined;
  }
  return sum;
}
