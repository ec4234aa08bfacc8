/** A campaign on any number of machines: one adds the jobs and sums up what the workers found. */
import type { Queue } from 'bullmq';
import { rangeError } from '../lib/base/errors.ts';
import type { Difference } from './corpus.ts';
import {
  bullmq,
  campaignId,
  connection,
  type FleetCampaign,
  type FleetTally,
  queueName,
  rangesOf,
} from './fleetQueue.ts';

/** How far a campaign is, over all its jobs. */
export interface FleetSum {
  readonly jobs: number;
  readonly done: number;
  readonly inputs: number;
  /** Labels of coverage.ts. */
  readonly seen: readonly string[];
  readonly differences: readonly Difference[];
}

async function withQueue<T>(url: string, use: (queue: Queue) => Promise<T>): Promise<T> {
  const { Queue } = await bullmq();
  const queue: Queue = new Queue(queueName, { connection: await connection(url) });
  try {
    return await use(queue);
  } finally {
    await queue.close();
  }
}

/** Milliseconds between two looks at the server. */
const pause = 500;

/**
 * Adds what of a campaign is not there, waits for all of it or a difference, and sums up.
 * @throws RangeError (ERR_PTE_INPUT) without a server or the packages, and for a job that failed.
 */
export const coordinate = (url: string, c: FleetCampaign, progress?: (sum: FleetSum) => void): Promise<FleetSum> =>
  withQueue(url, async (queue) => {
    const id = campaignId(c);
    const jobs = rangesOf(c);
    await queue.addBulk(
      jobs.map((data) => ({ name: 'range', data, opts: { jobId: `${id}_${data.from}`, attempts: 3 } })),
    );
    for (;;) {
      const sum = await sumOf(queue, id, jobs.length);
      progress?.(sum);
      if (sum.done >= jobs.length || sum.differences.length > 0) return sum;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  });

async function sumOf(queue: Queue, id: string, jobs: number): Promise<FleetSum> {
  const finished = (await queue.getJobs(['completed', 'failed'])).filter((job) => job?.id?.startsWith(`${id}_`));
  const failed = finished.find((job) => job.failedReason);
  if (failed) throw rangeError(`expected a result of ${failed.id}, got: ${failed.failedReason}`, 'ERR_PTE_INPUT');
  const tallies = finished.map((job) => job.returnvalue as FleetTally);
  return {
    jobs,
    done: tallies.length,
    inputs: tallies.reduce((sum, tally) => sum + tally.inputs, 0),
    seen: [...new Set(tallies.flatMap((tally) => tally.seen))].sort(),
    differences: tallies.flatMap(({ difference: d }) => (d ? [{ ...d, word: BigInt(d.word) }] : [])),
  };
}

/** Every campaign that the server has jobs of, by its name. @throws RangeError as coordinate() does. */
export const fleetStatus = (url: string): Promise<ReadonlyMap<string, FleetSum & { readonly waiting: number }>> =>
  withQueue(url, async (queue) => {
    const all = await queue.getJobs(['completed', 'failed', 'active', 'waiting', 'delayed']);
    const names = [...new Set(all.flatMap((job) => job?.id?.replace(/_\d+$/, '') ?? []))];
    const found = new Map<string, FleetSum & { readonly waiting: number }>();
    for (const name of names) {
      const mine = all.filter((job) => job?.id?.startsWith(`${name}_`));
      const sum = await sumOf(queue, name, mine.length);
      found.set(name, { ...sum, waiting: mine.length - sum.done });
    }
    return found;
  });
