/** A campaign on any number of machines: one adds the jobs and sums up what the workers found. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type FleetCampaign, queueName, rangeOrWhy } from './fleetCampaign.ts';
import { type FleetSum, Ledger } from './fleetLedger.ts';
import { type FleetQueue, type JobState, openQueue } from './fleetQueue.ts';
import { type FleetServer, openServer } from './fleetServer.ts';
import { noWorker, workersAt } from './fleetWorkers.ts';

/** What a coordinator tells, and what ends it early. */
export interface FleetWatch {
  readonly seconds?: number;
  readonly signal?: AbortSignal;
  /** Milliseconds for which it waits for a server that has answered before: no work is lost by ending, the jobs are there or are added again. */
  readonly patience?: number;
  /** Takes a line for what its user should know: no worker, jobs that were lost. */
  say?(line: string): void;
  progress?(sum: FleetSum): void;
}

/** Milliseconds between two looks at the server. */
const pause = 500;
/** Looks without a worker before that is said: one that starts is there by then. */
const lonelyLooks = 3;

/**
 * Adds what of a campaign is not there, waits for all of it or a difference, and sums up what it believes.
 * @throws RangeError (ERR_PTE_INPUT) without a server that can be written or the packages; what happens later is in the sum.
 */
export async function coordinate(url: string, c: FleetCampaign, watch: FleetWatch = {}): Promise<FleetSum> {
  const server = await openServer(url);
  try {
    return await new Coordinator(server, await openQueue(server, queueName(c.maker)), c, watch).run();
  } finally {
    server.close();
  }
}

class Coordinator {
  readonly #server: FleetServer;
  readonly #queue: FleetQueue;
  readonly #ledger: Ledger;
  readonly #watch: FleetWatch;
  /** Jobs that were at the server. */
  readonly #there = new Set<string>();
  #lonely = 0;

  constructor(server: FleetServer, queue: FleetQueue, c: FleetCampaign, watch: FleetWatch) {
    this.#server = server;
    this.#queue = queue;
    this.#ledger = new Ledger(c);
    this.#watch = watch;
  }

  async run(): Promise<FleetSum> {
    const { seconds = Number.POSITIVE_INFINITY, signal, patience = 15_000, progress } = this.#watch;
    const start = Date.now();
    await this.#queue.announce();
    await this.#renew();
    let answered = Date.now();
    let failed = false;
    for (;;) {
      const asked = Date.now();
      try {
        await this.#look();
        answered = Date.now();
        failed = false;
      } catch (error) {
        const { message } = error as Error;
        if (Date.now() - answered > patience) return this.#ledger.sum('the server', message);
        if (!failed) this.#say(`${message}; trying again for ${patience / 1000} s`);
        failed = true;
      }
      progress?.(this.#ledger.sum());
      if (this.#done()) return this.#ledger.sum();
      if (signal?.aborted) return this.#ledger.sum('signal');
      if (Date.now() - start >= seconds * 1000) return this.#ledger.sum('time');
      await sleep(Math.max(pause, 2 * (Date.now() - asked)), undefined, { signal }).catch(() => {});
    }
  }

  #done(): boolean {
    const { pending, differences } = this.#ledger;
    return differences.length > 0 || (pending.size === 0 && !this.#ledger.extend());
  }

  #say(line: string): void {
    this.#watch.say?.(line);
  }

  /** Takes away what an earlier run left that is of no use, so that it is added again: failed jobs, and what others put there. */
  async #renew(): Promise<void> {
    const states = await this.#queue.states();
    const { pending, campaign } = this.#ledger;
    const mine = [...pending.keys()].filter((id) => states.has(id));
    for (const [id, job] of await this.#queue.read(mine)) {
      const why = isFinished(states.get(id))
        ? this.#ledger.settle(id, job)?.why
        : (job.wrong ?? rangeOrWhy(id, job.data, campaign.maker));
      if (typeof why !== 'string') continue;
      this.#say(`${id}: ${why}; tried again`);
      await this.#queue.remove(id);
    }
  }

  async #look(): Promise<void> {
    await this.#queue.announce();
    const states = await this.#queue.states();
    await this.#settle(states);
    await this.#add(states);
    await this.#findWorkers();
  }

  async #settle(states: ReadonlyMap<string, JobState>): Promise<void> {
    const ended = [...this.#ledger.pending.keys()].filter((id) => isFinished(states.get(id)));
    for (const [job, read] of await this.#queue.read(ended)) {
      const settled = this.#ledger.settle(job, read);
      if (!settled) continue;
      const trouble = { job, ...settled, ...(read.worker !== undefined && { worker: read.worker }) };
      this.#ledger.giveUp(trouble);
    }
  }

  async #add(states: ReadonlyMap<string, JobState>): Promise<void> {
    const missing = [...this.#ledger.pending].filter(([id]) => !states.has(id));
    const lost = missing.filter(([id]) => this.#there.has(id));
    if (lost.length > 0) this.#say(`the server lost ${lost.length} jobs, added again`);
    await this.#queue.add(
      lost.map(([, range]) => range),
      true,
    );
    await this.#queue.add(missing.flatMap(([id, range]) => (this.#there.has(id) ? [] : [range])));
    for (const id of this.#ledger.pending.keys()) this.#there.add(id);
  }

  async #findWorkers(): Promise<void> {
    const { pending, campaign } = this.#ledger;
    const line = pending.size > 0 ? noWorker(await workersAt(this.#server), campaign.maker) : undefined;
    this.#lonely = line === undefined ? 0 : this.#lonely + 1;
    if (line !== undefined && this.#lonely === lonelyLooks) this.#say(`${line}; waiting`);
  }
}

const isFinished = (state: JobState | undefined): boolean => state === 'completed' || state === 'failed';
