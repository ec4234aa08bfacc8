/** Fleets whose server is poisoned, flushed or mute and whose workers are killed: the count is exact or there is none. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { type Area, type Attack, type Outcome, some, together } from '../area.ts';
import { type Trial, tryCommand } from '../command.ts';
import type { Fault } from '../judge.ts';
import type { Ended } from '../process.ts';
import { muteServer, startRedis } from '../redis.ts';
import { faultyCore } from './faultyCore.ts';

const difference = (more: object): object => ({
  blocks: 1,
  inputs: 16384,
  seen: [],
  difference: { target: 'codec', version: '6.12', config: {}, word: '0x1', how: 'x', seed: 1, block: 0, ...more },
});

/** Results that no worker of ours gives. */
const poison: readonly unknown[] = [
  difference({ target: '..', seed: '', block: '/../../victim/package' }),
  difference({ how: '\u001b[31mred\u009b\u202e' }),
  difference({ version: '6.12;touch X' }),
  difference({ word: 'no word' }),
  difference({ config: null }),
  difference({ config: { constructor: 1 } }),
  difference({}), // the core does not show it: it is believed by nobody
  {},
  null,
  'x',
  [],
  { blocks: 1e9, inputs: 1e15, seen: [] },
  { blocks: -1, inputs: -5, seen: [] },
  { blocks: 1, inputs: 16384, seen: {} },
  { blocks: 1, inputs: 16384, seen: ['\u001b[31m', 1, null] },
];

const victimText = '{"name":"victim"}';

/** Works at every queue that the server has, and answers every job with the same. */
function startRogue(url: string, result: unknown): { end(): Promise<void> } {
  const workers = new Map<string, Worker>();
  const client = new Redis(url);
  let over = false;
  const looking = (async () => {
    for (; !over; await pause(100))
      for (const key of await client.keys('bull:*')) {
        const [, queue = ''] = key.split(':');
        if (workers.has(queue)) continue;
        const worker = new Worker(queue, async () => result, { connection: { url, maxRetriesPerRequest: null } });
        workers.set(
          queue,
          worker.on('error', () => {}),
        );
      }
  })();
  return {
    async end() {
      over = true;
      await looking;
      await Promise.all([...workers.values()].map((worker) => worker.close(true)));
      client.disconnect();
    },
  };
}

/** A worker that answers every job with one of those. What is right then is an error that says so. */
async function poisoned(attack: Attack, url: string, result: unknown, seed: number): Promise<Outcome> {
  mkdirSync(join(attack.folder, 'victim'), { recursive: true });
  const victim = join(attack.folder, 'victim/package.json');
  writeFileSync(victim, victimText);
  const rogue = startRogue(url, result);
  const trial: Trial = {
    args: ['fuzz', '--queue', url, '--seed', `${seed}`, '--count', '1000', '-k', '6.12', '--time', '20'],
    note: `a worker answers ${JSON.stringify(result)}`,
    expected: { exits: [1], never: /NaN|pte decode/ },
  };
  const outcome = await tryCommand(attack, trial, (): Fault[] =>
    readFileSync(victim, 'utf8') === victimText
      ? []
      : [{ column: 'lost or wrong data', what: 'a result wrote a file' }],
  );
  await rogue.end();
  return outcome;
}

/** A worker as a person starts one, ended with all that it has. */
function worker(attack: Attack, url: string, env: Readonly<Record<string, string>> = {}): ChildProcess {
  const args = [attack.victim.command, 'fuzz', 'worker', '--queue', url];
  return spawn(process.execPath, args, { cwd: attack.folder, stdio: 'ignore', env: { ...process.env, ...env } });
}

const block = 1 << 14;
const inputsOf = ({ stdout }: Ended): number => Number(/"inputs": ?(\d+)/.exec(stdout)?.[1]);

/** Workers die in the middle of jobs. Each word is compared, and counted once. */
async function killedWorkers(attack: Attack, url: string, kills: number): Promise<Outcome> {
  const count = block * 8192 * (kills + 1);
  const trial: Trial = {
    args: ['fuzz', '--queue', url, '--seed', '77', '--count', `${count}`, '--json'],
    note: `${kills} workers are killed`,
    expected: { exits: [0] },
    patience: attack.patience * 10,
  };
  let last = worker(attack, url);
  const killing = async () => {
    for (let i = 0; i < kills; i++) {
      await pause(700 + attack.random.below(1500));
      last.kill('SIGKILL');
      last = worker(attack, url);
    }
  };
  const work = killing();
  const outcome = await tryCommand(attack, trial, (ended): Fault[] => {
    if (inputsOf(ended) === count) return [];
    return [{ column: 'lost or wrong data', what: `expected ${count} words, got ${inputsOf(ended)}` }];
  });
  await work;
  last.kill('SIGKILL');
  return outcome;
}

/** Each target's own words count. */
async function asManyAsAsked(attack: Attack, url: string): Promise<Outcome> {
  const one = worker(attack, url);
  const count = 300_000;
  const args = ['fuzz', '--queue', url, '--count', `${count}`, '--target', 'objects', '-k', '6.12', '--json'];
  const outcome = await tryCommand(attack, { args, expected: { exits: [0] } }, (ended): Fault[] => {
    if (inputsOf(ended) >= count) return [];
    return [{ column: 'wrong exits or verdicts', what: `asked for ${count} words, compared ${inputsOf(ended)}` }];
  });
  one.kill('SIGKILL');
  return outcome;
}

/** A worker whose core is wrong finds a difference; nothing that was right before hides it. */
async function otherCore(attack: Attack, url: string): Promise<Outcome> {
  const args = ['fuzz', '--queue', url, '--seed', '99', '--count', '100000', '-k', '6.12'];
  const good = worker(attack, url);
  const first = await tryCommand(attack, { args, expected: { exits: [0] } });
  good.kill('SIGKILL');
  const env = faultyCore(attack, 'wrong:0');
  const bad = worker(attack, url, env);
  const note = 'the core is another than that of the campaign before';
  const second = await tryCommand(attack, { args, env, note, expected: { exits: [2] } });
  bad.kill('SIGKILL');
  return together([first, second]);
}

/** Servers that are no help: a line and an end within the time that was asked for. */
async function helpless(attack: Attack, url: string): Promise<Outcome> {
  const mute = await muteServer();
  const refused = { exits: [1] };
  const trials: Trial[] = [
    ...['redis://127.0.0.1:1', mute.url, 'http://127.0.0.1', 'redis://\u001b[31m', ''].flatMap((queue) => [
      { args: ['fuzz', 'status', '--queue', queue], expected: refused },
      { args: ['fuzz', '--queue', queue, '--count', '1000'], expected: refused },
      { args: ['fuzz', 'worker', '--queue', queue, '--time', '2'], expected: refused },
    ]),
    {
      args: ['fuzz', '--queue', url, '--seed', '5', '--count', '1000', '--time', '3'],
      expected: refused,
      note: 'no worker',
    },
    { args: ['fuzz', '--queue', url, '--count', '0'], expected: refused },
    { args: ['fuzz', '--queue', url, '--count', '100000000000000', '--time', '3'], expected: refused },
    { args: ['fuzz', '--queue', url, '-k', '6.12-a:b', '--count', '1000', '--time', '3'], expected: refused },
    { args: ['fuzz', 'status', '--queue', url], expected: { exits: [0] } },
  ];
  const outcomes: Outcome[] = [];
  for (const trial of some(attack, trials, 1, 10)) outcomes.push(await tryCommand(attack, trial));
  mute.end();
  return together(outcomes);
}

/** All that the server holds goes while a campaign waits for it. */
async function flushed(attack: Attack, url: string): Promise<Outcome> {
  const trial: Trial = {
    args: ['fuzz', '--queue', url, '--seed', '6', '--count', '1000000', '--time', '40'],
    note: 'the server is flushed while it waits',
    expected: { exits: [1] },
    started: async () => {
      await pause(3000);
      const client = new Redis(url);
      await client.flushall();
      client.disconnect();
    },
  };
  return tryCommand(attack, trial);
}

async function run(attack: Attack): Promise<Outcome> {
  const redis = await startRedis(attack.folder);
  if (redis === undefined) return { inputs: 0, failures: [], skipped: ['fleet: no redis-server here'] };
  const outcomes: Outcome[] = [];
  try {
    const chosen = some(attack, poison, 1, 5);
    for (const [i, result] of chosen.entries()) outcomes.push(await poisoned(attack, redis.url, result, 1000 + i));
    if (attack.form === 'tiny') return together(outcomes);
    outcomes.push(await helpless(attack, redis.url), await flushed(attack, redis.url));
    outcomes.push(await asManyAsAsked(attack, redis.url), await otherCore(attack, redis.url));
    outcomes.push(await killedWorkers(attack, redis.url, attack.form === 'short' ? 1 : 12));
  } finally {
    redis.end();
  }
  return together(outcomes);
}

/** Servers and workers of a fleet. */
export const fleet: Area = { name: 'fleet', run };
