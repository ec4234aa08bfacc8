/**
 * A campaign on any number of machines, through BullMQ on a Redis or Valkey server. A job is a range of blocks with a name
 * that follows from the campaign, so that adding it again changes nothing, and running it again gives the same.
 */
import type { Job, Queue, Worker } from 'bullmq';
import { rangeError } from '../lib/base/errors.ts';
import { blockWords } from './blocks.ts';
import type { TargetName } from './comparisons.ts';
import type { Difference } from './files.ts';
import { runnerOf, type Shard, type Tally } from './shard.ts';

const queueName = 'x86-pte-fuzz';
/** About a second of work. */
const jobBlocks = 8192;
/** Blocks between two breaths, in which the lock on a job is renewed. */
const breath = 256;
/** A worker that has not renewed its lock for this long is taken for dead, and its job goes to another. */
const lockMs = 5000;

export interface FleetCampaign {
  readonly seed: number;
  readonly targets: readonly TargetName[];
  readonly inputs: number;
  readonly version?: string;
}

interface Range extends FleetCampaign {
  readonly from: number;
  readonly count: number;
}

/** A result as a server keeps it: no bigints. */
interface Kept extends Omit<Tally, 'difference'> {
  readonly difference?: Omit<Difference, 'word' | 'config'> & {
    readonly word: string;
    readonly config: Record<string, unknown>;
  };
}

export interface FleetSum {
  readonly jobs: number;
  readonly done: number;
  readonly inputs: number;
  /** Labels of coverage.ts. */
  readonly seen: readonly string[];
  readonly differences: readonly Difference[];
}

/** The server's address without what is nobody's business. */
export function withoutPassword(url: string): string {
  const parsed = new URL(url);
  if (parsed.password) parsed.password = '***';
  return parsed.href;
}

/** What BullMQ is told of the server. @throws RangeError (ERR_PTE_INPUT) for an address that is none and a server that is not there. */
async function connection(url: string) {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw rangeError('expected --queue as redis://HOST[:PORT], got another text', 'ERR_PTE_INPUT');
  }
  if (!/^rediss?:$/.test(parsed.protocol))
    throw rangeError(`expected --queue as redis://HOST[:PORT], got ${parsed.protocol}//...`, 'ERR_PTE_INPUT');
  const { Redis } = await optional(() => import('ioredis'), 'ioredis');
  const probe = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: 3000,
    maxRetriesPerRequest: 0,
  });
  let first: Error | undefined; // the reason; what comes after it only says that the connection is closed
  probe.on('error', (error) => {
    first ??= error;
  });
  try {
    await probe.connect();
    await probe.ping();
  } catch (error) {
    const why = (first ?? (error as Error)).message.replaceAll(parsed.password || '\0', '***');
    throw rangeError(`expected a Redis server at ${withoutPassword(url)}, got none: ${why}`, 'ERR_PTE_INPUT');
  } finally {
    probe.disconnect();
  }
  return { url, maxRetriesPerRequest: null };
}

async function optional<T>(load: () => Promise<T>, name: string): Promise<T> {
  try {
    return await load();
  } catch {
    throw rangeError(`expected the package ${name} for a fleet, got none: npm install bullmq ioredis`, 'ERR_PTE_INPUT');
  }
}
const bullmq = () => optional(() => import('bullmq'), 'bullmq');

const idOf = ({ seed, targets, inputs, version }: FleetCampaign): string =>
  ['campaign', seed, targets.join('+'), inputs, version ?? 'all'].join('_');

function ranges(c: FleetCampaign): readonly Range[] {
  const blocks = Math.max(1, Math.ceil(c.inputs / (blockWords * c.targets.length)));
  return Array.from({ length: Math.ceil(blocks / jobBlocks) }, (_, i) => {
    const from = i * jobBlocks;
    return { ...c, from, count: Math.min(jobBlocks, blocks - from) };
  });
}

/** Adds what of a campaign is not there, waits for all of it, and sums up. */
export async function coordinate(url: string, c: FleetCampaign, progress?: (sum: FleetSum) => void): Promise<FleetSum> {
  const { Queue } = await bullmq();
  const queue: Queue = new Queue(queueName, { connection: await connection(url) });
  try {
    const id = idOf(c);
    const jobs = ranges(c);
    await queue.addBulk(
      jobs.map((data) => ({ name: 'range', data, opts: { jobId: `${id}_${data.from}`, attempts: 3 } })),
    );
    for (;;) {
      const sum = await sumOf(queue, id, jobs.length);
      progress?.(sum);
      if (sum.done >= jobs.length || sum.differences.length > 0) return sum;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  } finally {
    await queue.close();
  }
}

async function sumOf(queue: Queue, id: string, jobs: number): Promise<FleetSum> {
  const finished = (await queue.getJobs(['completed', 'failed'])).filter((job) => job?.id?.startsWith(`${id}_`));
  const failed = finished.find((job) => job.failedReason);
  if (failed) throw rangeError(`expected a result of ${failed.id}, got: ${failed.failedReason}`, 'ERR_PTE_INPUT');
  const kept = finished.map((job) => job.returnvalue as Kept);
  return {
    jobs,
    done: kept.length,
    inputs: kept.reduce((n, k) => n + k.inputs, 0),
    seen: [...new Set(kept.flatMap((k) => k.seen))].sort(),
    differences: kept.flatMap((k) =>
      k.difference ? [{ ...k.difference, word: BigInt(k.difference.word) } as Difference] : [],
    ),
  };
}

/** Every campaign that the server knows of, by its name. */
export async function fleetStatus(url: string): Promise<ReadonlyMap<string, FleetSum & { readonly waiting: number }>> {
  const { Queue } = await bullmq();
  const queue: Queue = new Queue(queueName, { connection: await connection(url) });
  try {
    const all = await queue.getJobs(['completed', 'failed', 'active', 'waiting', 'delayed']);
    const names = [...new Set(all.flatMap((job) => job?.id?.replace(/_\d+$/, '') ?? []))];
    const found = new Map<string, FleetSum & { readonly waiting: number }>();
    for (const name of names) {
      const mine = all.filter((job) => job?.id?.startsWith(`${name}_`));
      const sum = await sumOf(queue, name, mine.length);
      found.set(name, { ...sum, waiting: mine.length - sum.done });
    }
    return found;
  } finally {
    await queue.close();
  }
}

/** Works until it is closed. A job that was another's is run again from its start. */
export async function startWorker(url: string, told: (text: string) => void): Promise<{ close(): Promise<void> }> {
  const { Worker } = await bullmq();
  const worker: Worker = new Worker(queueName, (job) => runJob(job, told), {
    connection: await connection(url),
    concurrency: 1,
    lockDuration: lockMs,
    stalledInterval: lockMs / 2,
    maxStalledCount: 100,
  });
  worker.on('error', (error) => told(`the server: ${error.message}`));
  return { close: () => worker.close() };
}

async function runJob(job: Job<Range, Kept>, told: (text: string) => void): Promise<Kept> {
  const { seed, targets, version, from, count } = job.data;
  const shard: Shard = { seed, index: 0, count: 1, targets, ...(version !== undefined && { version }) };
  const runner = runnerOf(shard);
  let sum: Kept = { blocks: 0, inputs: 0, seen: [] };
  for (let at = from; at < from + count; at += breath) {
    const tally = runner.run(at, Math.min(breath, from + count - at));
    const { difference } = tally;
    sum = {
      blocks: sum.blocks + tally.blocks,
      inputs: sum.inputs + tally.inputs,
      seen: [...sum.seen, ...tally.seen],
      ...(difference && { difference: plain(difference) }),
    };
    if (difference) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  told(`${job.id}: ${sum.inputs.toLocaleString('en')} words`);
  return sum;
}

function plain(d: Difference): NonNullable<Kept['difference']> {
  const config = Object.fromEntries(
    Object.entries(d.config).filter(([, v]) => typeof v === 'boolean' || typeof v === 'number'),
  );
  return { ...d, word: `0x${d.word.toString(16)}`, config };
}
