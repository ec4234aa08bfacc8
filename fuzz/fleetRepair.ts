/** Jobs that are stuck at a server: run once more, or taken away. */
import { rangeError, shown } from '../lib/base/errors.ts';
import { printable } from '../lib/base/printable.ts';
import { type FleetRange, makerOfQueue } from './fleetCampaign.ts';
import { type FleetJob, type FleetQueue, openQueue } from './fleetQueue.ts';
import { checkedTally } from './fleetResult.ts';
import { openServer } from './fleetServer.ts';
import { allQueues, rangeOfJob } from './fleetStatus.ts';
import type { Maker } from './maker.ts';

/** What became of the jobs that were named. */
export interface Repaired {
  readonly done: number;
  /** Names of those that are as they were, with the reason. */
  readonly left: readonly { readonly job: string; readonly why: string }[];
}

/** Whether a name, as `pte fuzz status` prints it, is that of a job or of its campaign. */
const isNamed = (id: string, name: string): boolean => [id, id.replace(/_\d+_\d+$/, '')].map(printable).includes(name);

/** Undefined for a job that was seen to, `skip` for one that needs nothing, else why it is left as it is. */
type Repair = (queue: FleetQueue, id: string, job: FleetJob, maker: Maker | undefined) => Promise<string | undefined>;
const skip = '';

async function repair(url: string, name: string | undefined, one: Repair): Promise<Repaired> {
  const server = await openServer(url);
  try {
    let done = 0;
    const left: { job: string; why: string }[] = [];
    for (const queueName of await allQueues(server)) {
      const queue = await openQueue(server, queueName);
      const ids = [...(await queue.states()).keys()].filter((id) => name === undefined || isNamed(id, name));
      for (const [id, job] of await queue.read(ids)) {
        const why = await one(queue, id, job, makerOfQueue(queueName));
        if (why === undefined) done += 1;
        else if (why !== skip) left.push({ job: printable(id), why });
      }
    }
    return { done, left };
  } finally {
    server.close();
  }
}

const busy = 'a worker is at it: end the worker, or wait';

/** Takes a campaign or a job away. @throws RangeError (ERR_PTE_INPUT) for a name that no job has, and as openServer() does. */
export async function dropJobs(url: string, name: string): Promise<Repaired> {
  const result = await repair(url, name, async (queue, id) => ((await queue.remove(id)) ? undefined : busy));
  return expectSome(result, name);
}

/**
 * Runs jobs again that failed or whose result cannot be one; a job that is named, whatever it came to.
 * @throws RangeError (ERR_PTE_INPUT) for a name that no such job has, and as openServer() does.
 */
export async function retryJobs(url: string, name?: string): Promise<Repaired> {
  const result = await repair(url, name, async (queue, id, job, maker) => {
    const range = rangeOfJob(id, job, maker);
    if (typeof range === 'string') return name === undefined ? skip : `${range}: drop it`;
    if (printable(id) !== name && !needsRetry(job, range)) return skip;
    if (!(await queue.remove(id))) return busy;
    await queue.add([range]);
    return undefined;
  });
  return name === undefined ? result : expectSome(result, name);
}

function expectSome(result: Repaired, name: string): Repaired {
  if (result.done > 0 || result.left.length > 0) return result;
  throw rangeError(`expected a job or a campaign of the server, got ${shown(name)}`, 'ERR_PTE_INPUT');
}

function needsRetry({ failed, result }: FleetJob, range: FleetRange): boolean {
  if (failed !== undefined) return true;
  if (result === undefined) return false; // it has not run yet
  try {
    checkedTally(result, range);
    return false;
  } catch {
    return true;
  }
}
