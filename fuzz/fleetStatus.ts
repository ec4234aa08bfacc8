/** What a server has of fleets: every campaign of every version, what is wrong with its jobs, and who works. */
import { printable } from '../lib/base/printable.ts';
import { campaignId, type FleetRange, makerOfQueue, rangeOrWhy } from './fleetCampaign.ts';
import type { FleetTrouble } from './fleetLedger.ts';
import { type FleetJob, type JobState, openQueue, queueNames } from './fleetQueue.ts';
import { checkedTally } from './fleetResult.ts';
import { type FleetServer, openServer } from './fleetServer.ts';
import { workersAt } from './fleetWorkers.ts';
import { type Maker, makerName } from './maker.ts';

/** A campaign as the server has it. Differences are those that workers report: nothing is run again here. */
export interface FleetCampaignStatus {
  readonly maker: string;
  jobs: number;
  done: number;
  waiting: number;
  active: number;
  inputs: number;
  differences: number;
  /** Jobs that failed, and jobs whose result cannot be one. */
  readonly troubles: FleetTrouble[];
}

/** All that a server has. */
export interface FleetStatus {
  readonly campaigns: ReadonlyMap<string, FleetCampaignStatus>;
  /** Jobs that no coordinator has added, and queues that cannot be read. */
  readonly foreign: readonly FleetTrouble[];
  /** Workers by version; undefined where the server does not tell. */
  readonly workers: ReadonlyMap<string, number> | undefined;
}

/** The queue of versions before queues had one. */
const oldQueue = 'x86-pte-fuzz';

/** Every queue of fleets at a server. @throws RangeError as openServer() does. */
export const allQueues = async (server: FleetServer): Promise<readonly string[]> => [
  ...new Set([oldQueue, ...(await queueNames(server))]),
];

/** Reads what is at a server. @throws RangeError (ERR_PTE_INPUT) without one, and without the packages. */
export async function fleetStatus(url: string): Promise<FleetStatus> {
  const server = await openServer(url);
  try {
    const campaigns = new Map<string, FleetCampaignStatus>();
    const foreign: FleetTrouble[] = [];
    for (const name of await allQueues(server)) {
      try {
        await addQueue(server, name, campaigns, foreign);
      } catch (error) {
        foreign.push({ job: `queue ${printable(name)}`, why: (error as Error).message });
      }
    }
    return { campaigns, foreign, workers: await workersAt(server) };
  } finally {
    server.close();
  }
}

async function addQueue(
  server: FleetServer,
  name: string,
  campaigns: Map<string, FleetCampaignStatus>,
  foreign: FleetTrouble[],
): Promise<void> {
  const queue = await openQueue(server, name);
  const states = await queue.states();
  const maker = makerOfQueue(name);
  for (const [id, job] of await queue.read([...states.keys()])) {
    const range = rangeOfJob(id, job, maker);
    if (typeof range === 'string') foreign.push(troubleOf(id, job, range));
    else addJob(campaigns, id, states.get(id), job, range);
  }
}

/** The range that a job of a version's queue asks for, or why it is foreign there. */
export function rangeOfJob(id: string, job: FleetJob, maker: Maker | undefined): FleetRange | string {
  if (job.wrong !== undefined) return job.wrong;
  return maker ? rangeOrWhy(id, job.data, maker) : 'it is of no version that can be named';
}

function addJob(
  campaigns: Map<string, FleetCampaignStatus>,
  id: string,
  state: JobState | undefined,
  job: FleetJob,
  range: FleetRange,
): void {
  const name = campaignId(range);
  const none = { jobs: 0, done: 0, waiting: 0, active: 0, inputs: 0, differences: 0 };
  const sum = campaigns.get(name) ?? { maker: makerName(range.maker), ...none, troubles: [] };
  campaigns.set(name, sum);
  sum.jobs += 1;
  if (state === 'waiting' || state === 'active') sum[state] += 1;
  if (state === 'failed') sum.troubles.push(troubleOf(id, job, `failed: ${job.failed ?? 'no reason'}`));
  if (state === 'completed') addResult(sum, id, job, range);
}

function addResult(sum: FleetCampaignStatus, id: string, job: FleetJob, range: FleetRange): void {
  try {
    const { inputs, difference } = checkedTally(job.result, range);
    sum.done += 1;
    sum.inputs += inputs;
    if (difference) sum.differences += 1;
  } catch (error) {
    sum.troubles.push(troubleOf(id, job, (error as Error).message));
  }
}

const troubleOf = (id: string, { worker }: FleetJob, why: string): FleetTrouble => ({
  job: printable(id),
  ...(worker !== undefined && { worker: printable(worker) }),
  why: printable(why.slice(0, 300)),
});
