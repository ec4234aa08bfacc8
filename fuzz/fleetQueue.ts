/**
 * The jobs of one queue on a server. They are added and taken away through BullMQ, and read field by field: what was put there
 * by others is not parsed before its size is known, and spoils no other job.
 */
import type { Queue } from 'bullmq';
import type { ChainableCommander } from 'ioredis';
import { rangeError } from '../lib/base/errors.ts';
import { type FleetRange, jobId } from './fleetCampaign.ts';
import { bullmq, type FleetServer } from './fleetServer.ts';

/** Where a job is: BullMQ's lists and sorted sets. */
const places = {
  waiting: ['wait', 'paused', 'prioritized', 'delayed', 'waiting-children'],
  active: ['active'],
  completed: ['completed'],
  failed: ['failed'],
} as const;
/** waiting, active, completed or failed. */
export type JobState = keyof typeof places;
const states = Object.keys(places) as JobState[];

/** Jobs of a queue that are looked at, and requests that go out at once. */
const mostJobs = 100_000;
const atOnce = 100;
/** Characters of a job's data or its result. */
const longestField = 1 << 20;

/** A job as the server has it; `wrong` says why it cannot be read. */
export interface FleetJob {
  readonly data?: unknown;
  readonly result?: unknown;
  /** Why it failed. */
  readonly failed?: string;
  /** The worker that took it last. */
  readonly worker?: string;
  readonly wrong?: string;
}

/** Where the names of all queues are. */
const register = 'x86-pte-fuzz-queues';

/** Names of the queues that coordinators and workers have announced. */
export async function queueNames({ redis, ask }: FleetServer): Promise<readonly string[]> {
  if ((await ask(redis.scard(register))) > mostJobs)
    throw rangeError(`expected ${register} to be short`, 'ERR_PTE_INPUT');
  return (await ask(redis.smembers(register))).sort();
}

/** The jobs of a queue. */
export interface FleetQueue {
  /** Says that the queue is there, and so finds out whether the server can be written. */
  announce(): Promise<void>;
  /** Every job's state by its name. */
  states(): Promise<ReadonlyMap<string, JobState>>;
  read(ids: readonly string[]): Promise<ReadonlyMap<string, FleetJob>>;
  /** Adds those that are not there; `afresh` without what a loss has left of them. */
  add(ranges: readonly FleetRange[], afresh?: boolean): Promise<void>;
  /** Takes a job away; false where a worker is at it. */
  remove(id: string): Promise<boolean>;
}

/** Use of a queue; nothing is written before announce() or add(). */
export async function openQueue(server: FleetServer, name: string): Promise<FleetQueue> {
  const { redis, ask } = server;
  const { Queue } = await bullmq();
  const queue: Queue = new Queue(name, { connection: redis, skipMetasUpdate: true, skipVersionCheck: true });
  queue.on('error', () => {}); // every request says it for itself
  const key = (of: string) => `bull:${name}:${of}`;
  return {
    announce: async () => void (await ask(redis.sadd(register, name))),
    states: () => statesOf(server, key),
    read: async (ids) => new Map(await chunked(ids, (some) => readSome(server, key, some))),
    async add(ranges, afresh = false) {
      await chunked(ranges, async (some) => {
        if (afresh) await ask(redis.del(...some.map((range) => key(jobId(range)))));
        await ask(
          queue.addBulk(some.map((data) => ({ name: 'range', data, opts: { jobId: jobId(data), attempts: 3 } }))),
        );
        return [];
      });
    },
    async remove(id) {
      if ((await ask(redis.exists(key(`${id}:lock`)))) > 0) return false;
      await ask(queue.remove(id));
      await ask(redis.del(key(id))); // what BullMQ does not know as a job
      return true;
    },
  };
}

async function chunked<T, R>(all: readonly T[], use: (some: readonly T[]) => Promise<readonly R[]>): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < all.length; i += atOnce) results.push(...(await use(all.slice(i, i + atOnce))));
  return results;
}

/** What is in every place at one moment; a transaction would be refused by a server that is full. */
const lookAtAll = `
  local found = {}
  for i, key in ipairs(KEYS) do
    local range = redis.call('type', key).ok == 'zset' and 'zrange' or 'lrange'
    found[i] = redis.call(range, key, 0, ARGV[1])
  end
  return found`;

async function statesOf(
  { redis, ask, name }: FleetServer,
  key: (of: string) => string,
): Promise<Map<string, JobState>> {
  const all = states.flatMap((state) => places[state].map((place) => ({ state, place })));
  const keys = all.map(({ place }) => key(place));
  const answers = (await ask(redis.eval(lookAtAll, keys.length, ...keys, mostJobs))) as string[][];
  const found = new Map<string, JobState>();
  for (const [i, { state }] of all.entries())
    for (const id of answers[i] ?? []) if (!id.startsWith('0:')) found.set(id, state); // 0:... is a marker of BullMQ's
  if (found.size > mostJobs)
    throw rangeError(`expected at most ${mostJobs} jobs at ${name}: drop campaigns that are done`, 'ERR_PTE_INPUT');
  return found;
}

async function answersOf(
  { ask, said }: FleetServer,
  request: ChainableCommander,
): Promise<{ readonly error?: string; readonly value?: unknown }[]> {
  const answers = (await ask(request.exec())) ?? [];
  return answers.map(([error, value]) => (error ? { error: said(error) } : { value }));
}

const fields = ['data', 'returnvalue', 'failedReason', 'pb'] as const;

async function readSome(
  server: FleetServer,
  key: (of: string) => string,
  ids: readonly string[],
): Promise<readonly (readonly [string, FleetJob])[]> {
  const sizes = server.redis.pipeline();
  for (const id of ids) for (const field of fields) sizes.hstrlen(key(id), field);
  const lengths = await answersOf(server, sizes);
  const wrongs = ids.map((_, i) => {
    const mine = lengths.slice(i * fields.length, (i + 1) * fields.length);
    const long = mine.some(({ value }) => (value as number) > longestField);
    return mine.find(({ error }) => error)?.error ?? (long ? 'it is too long' : undefined);
  });
  const fit = ids.filter((_, i) => wrongs[i] === undefined);
  const request = server.redis.pipeline();
  for (const id of fit) request.hmget(key(id), ...fields);
  const answers = await answersOf(server, request);
  const read = new Map(fit.map((id, i) => [id, parsedJob((answers[i]?.value ?? []) as (string | null)[])]));
  return ids.map((id, i) => [id, read.get(id) ?? { wrong: wrongs[i] ?? 'it is gone' }]);
}

function parsedJob([data, result, failed, worker]: readonly (string | null | undefined)[]): FleetJob {
  try {
    return {
      data: parsed(data),
      ...(failed ? { failed } : { result: parsed(result) }),
      ...(worker && { worker }),
    };
  } catch {
    return { wrong: 'it is no JSON', ...(worker && { worker }) };
  }
}

const parsed = (text: string | null | undefined): unknown =>
  text === null || text === undefined ? undefined : JSON.parse(text);
