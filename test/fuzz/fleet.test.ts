/** A fleet on a server of its own: workers, one of which dies in the middle. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blockWords } from '../../fuzz/blocks.ts';
import { coordinate, fleetStatus, withoutPassword } from '../../fuzz/fleet.ts';
import { native } from '../support/native.ts';

const pte = fileURLToPath(new URL('../../bin/pte.cjs', import.meta.url));
const server = ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);
const port = 20_000 + (process.pid % 20_000);
const password = 'not-to-be-printed';
const url = `redis://:${password}@127.0.0.1:${port}`;

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
      'pte: expected worker or status after pte fuzz, got "wroker"\n',
    );
  });
});

describe.skipIf(!server || !native)('a fleet', { timeout: 120_000 }, () => {
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
    await new Promise((resolve) => setTimeout(resolve, 1000));
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
    const blocks = 8 * 8192;
    const campaign = { seed: 5, targets: ['codec'], inputs: blocks * blockWords } as const;
    const [first] = [work(), work()];
    const sum = coordinate(url, campaign);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    first?.kill('SIGKILL');
    const { inputs, done, jobs, differences } = await sum;
    expect({ inputs, done, jobs, differences }).toEqual({ inputs: campaign.inputs, done: 8, jobs: 8, differences: [] });

    // A coordinator that starts again finds the campaign as it is
    expect((await coordinate(url, campaign)).inputs).toBe(campaign.inputs);
    const known = await fleetStatus(url);
    expect([...known.values()]).toMatchObject([{ jobs: 8, done: 8, waiting: 0, inputs: campaign.inputs }]);
    expect(run(['fuzz', 'status', '--queue', url]).stdout).toContain('8 of 8 jobs, no difference');
  });
});
