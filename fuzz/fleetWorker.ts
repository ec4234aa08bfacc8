/** One worker of a fleet: takes ranges of blocks from the queue until it is closed. */
import type { Job, Worker } from 'bullmq';
import { addSeen, nothingSeen } from './coverage.ts';
import { asFleetTally, bullmq, connection, type FleetRange, type FleetTally, queueName } from './fleetQueue.ts';
import { runnerOf, type Tally } from './shard.ts';

/** Blocks between two breaths, in which the lock on a job is renewed. */
const breath = 256;
/** A worker that has not renewed its lock for this long is taken for dead, and its job goes to another. */
const lockMs = 5000;

/** Works until it is closed; `say` takes a line for each job. A job that was another's is run again from its start. */
export async function startWorker(url: string, say: (text: string) => void): Promise<{ close(): Promise<void> }> {
  const { Worker } = await bullmq();
  const worker: Worker = new Worker(queueName, (job) => runJob(job, say), {
    connection: await connection(url),
    concurrency: 1,
    lockDuration: lockMs,
    stalledInterval: lockMs / 2,
    maxStalledCount: 100,
  });
  worker.on('error', (error) => say(`the server: ${error.message}`));
  return { close: () => worker.close() };
}

async function runJob(job: Job<FleetRange, FleetTally>, say: (text: string) => void): Promise<FleetTally> {
  const { seed, targets, version, from, count } = job.data;
  const shard = { seed, index: 0, count: 1, comparisons: targets, ...(version !== undefined && { version }) };
  const runner = runnerOf(shard);
  let sum: Tally = { blocks: 0, inputs: 0, seen: nothingSeen() };
  for (let at = from; at < from + count && !sum.difference; at += breath) {
    const tally = runner.run(at, Math.min(breath, from + count - at));
    addSeen(sum.seen, tally.seen);
    sum = { ...tally, blocks: sum.blocks + tally.blocks, inputs: sum.inputs + tally.inputs, seen: sum.seen };
    await new Promise((resolve) => setImmediate(resolve));
  }
  say(`${job.id}: ${sum.inputs.toLocaleString('en')} words`);
  return asFleetTally(sum);
}
