/** A fleet on a server of its own: workers, one of which dies in the middle. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Queue } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blockWords } from '../../fuzz/blocks.ts';
import { coordinate } from '../../fuzz/fleet.ts';
import { queueName } from '../../fuzz/fleetCampaign.ts';
import { openServer, withoutPassword } from '../../fuzz/fleetServer.ts';
import { fleetStatus } from '../../fuzz/fleetStatus.ts';
import { thisMaker } from '../../fuzz/maker.ts';
import { native } from '../support/native.ts';

/** A port that nobody listens at. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

const pte = fileURLToPath(new URL('../../bin/pte.cjs', import.meta.url));
const server = ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);
const port = await freePort();
const password = 'not-to-be-printed';
const url = `redis://:${password}@127.0.0.1:${port}`;

/** Asks again until there is an answer other than an error or no. */
async function until(ask: () => Promise<unknown>): Promise<void> {
  while (!(await ask().catch(() => false))) await setTimeout(20);
}

const run = (args: readonly string[]) => spawnSync(process.execPath, [pte, ...args], { encoding: 'utf8' });

describe('an address without a server', () => {
  it('is told at once, without the password', () => {
    const { stderr, status } = run(['fuzz', '--queue', 'redis://:secret@127.0.0.1:1']);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^pte: expected a Redis server at redis:\/\/:\*\*\*@127\.0\.0\.1:1, got none: connect ECONNREFUSED/,
    );
    expect(stderr).not.toContain('secret');
    expect(withoutPassword(url)).not.toContain(password);
  });

  it('that is none is told', () => {
    expect(run(['fuzz', '--queue', 'localhost']).stderr).toMatch(/^pte: expected --queue as redis:\/\/HOST/);
    expect(run(['fuzz', 'worker']).stderr).toBe(
      'pte: expected --queue redis://HOST for pte fuzz worker, got nothing\n',
    );
    expect(run(['fuzz', 'wroker', '--queue', url]).stderr).toBe(
      'pte: expected worker, status, retry, drop after pte fuzz, got "wroker"\n',
    );
  });
});

describe.skipIf(!server || !native)('a fleet', () => {
  let redis: ChildProcess;
  const workers: ChildProcess[] = [];
  const work = (): ChildProcess => {
    const worker = spawn(process.execPath, [pte, 'fuzz', 'worker', '--queue', url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    workers.push(worker);
    return worker;
  };

  beforeAll(async () => {
    redis = spawn(
      server as string,
      ['--port', `${port}`, '--bind', '127.0.0.1', '--requirepass', password, '--save', '', '--appendonly', 'no'],
      { stdio: 'ignore' },
    );
    await until(async () => (await openServer(url)).close() === undefined);
  });
  afterAll(() => {
    for (const child of [...workers, redis]) child.kill('SIGKILL');
  });

  it('wants the password, and does not print it', () => {
    const { stderr, status } = run(['fuzz', 'status', '--queue', `redis://:wrong@127.0.0.1:${port}`]);
    expect(status).toBe(1);
    expect(stderr).toContain('WRONGPASS');
  });

  it('loses nothing and counts nothing twice when a worker is killed in the middle', async () => {
    const blocks = 2 * 8192;
    const campaign = { seed: 5, targets: ['codec'], inputs: blocks * blockWords, maker: thisMaker() } as const;
    const first = work();
    const sum = coordinate(url, campaign);
    const queue = new Queue(queueName(campaign.maker), { connection: { url, maxRetriesPerRequest: null } });
    await until(() => queue.getActiveCount());
    first.kill('SIGKILL');
    await queue.close();
    work();
    const { inputs, done, jobs, differences } = await sum;
    expect({ inputs, done, jobs, differences }).toEqual({ inputs: campaign.inputs, done: 2, jobs: 2, differences: [] });

    // A coordinator that starts again finds the campaign as it is
    expect((await coordinate(url, campaign)).inputs).toBe(campaign.inputs);
    const { campaigns } = await fleetStatus(url);
    expect([...campaigns.values()]).toMatchObject([{ jobs: 2, done: 2, waiting: 0, inputs: campaign.inputs }]);
    expect(run(['fuzz', 'status', '--queue', url]).stdout).toContain('2 of 2 jobs, no difference');
  });
});
