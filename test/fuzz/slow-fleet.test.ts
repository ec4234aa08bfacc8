/** A fleet on a server of its own: workers of one version and of another, servers that fail, and how each ends. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program } from '../../cli/program.ts';
import { blockWords } from '../../fuzz/blocks.ts';
import { coordinate } from '../../fuzz/fleet.ts';
import { campaignId, type FleetCampaign } from '../../fuzz/fleetCampaign.ts';
import { type FleetServer, openServer, withoutPassword } from '../../fuzz/fleetServer.ts';
import { fleetStatus } from '../../fuzz/fleetStatus.ts';
import { thisMaker } from '../../fuzz/maker.ts';
import { addonFile } from '../../lib/batch/engine/native.ts';
import { native } from '../support/native.ts';
import { freePort, redisProgram, startRedis, until } from '../support/redis.ts';

const pte = fileURLToPath(new URL('../../bin/pte.cjs', import.meta.url));
const password = 'not-to-be-printed';
const url = `redis://:${password}@127.0.0.1:${await freePort()}`;

const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, [pte, ...args], { encoding: 'utf8', env: { ...process.env, ...env } });

/** A command that runs on, with what it has said so far and its end. */
function start(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [pte, ...args], { env: { ...process.env, ...env } });
  const running = { child, text: '', end: new Promise<number | null>((resolve) => child.once('close', resolve)) };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      running.text += chunk;
    });
  return running;
}

/** Asks the command in this process. */
const refused = async (args: readonly string[]) =>
  (await program('fuzz')).parseAsync(['fuzz', ...args], { from: 'user' });

describe('an address without a server', () => {
  it('is told at once, without the password', () => {
    const { stderr, status } = run(['fuzz', '--queue', 'redis://:secret@127.0.0.1:1', '--corpus', tmpdir()]);
    expect(status).toBe(1);
    expect(stderr).toBe(
      'pte: expected a Redis server at redis://:***@127.0.0.1:1, got none: connect ECONNREFUSED 127.0.0.1:1\n',
    );
    for (const one of [url, 'redis://127.0.0.1?password=not-to-be-printed', 'redis://not-to-be-printed@host'])
      expect(withoutPassword(one)).not.toContain(password);
  });

  it('is told where it takes connections and never answers', async () => {
    const mute = createServer().listen(0, '127.0.0.1');
    await until(() => mute.listening);
    const { port } = mute.address() as { port: number };
    const asked = [openServer, fleetStatus].map((ask) => ask(`redis://127.0.0.1:${port}`));
    for (const answer of await Promise.allSettled(asked))
      expect(answer).toMatchObject({ reason: { message: expect.stringContaining('got none: no answer within') } });
    mute.close();
  });

  it('that is none is told', async () => {
    await expect(refused(['--queue', 'localhost'])).rejects.toThrow('expected --queue as redis://HOST');
    await expect(refused(['worker'])).rejects.toThrow('expected --queue redis://HOST for pte fuzz worker, got nothing');
    await expect(refused(['wroker', '--queue', url])).rejects.toThrow(
      'expected worker, status, retry, drop after pte fuzz, got "wroker"',
    );
  });

  it.each([
    [['--checkpoint', 'x'], 'expected no --checkpoint for a fleet'],
    [['--shard', '0/2'], 'expected no --shard for a fleet'],
    [['--threads', '2'], 'expected no --threads for a fleet'],
    [['--count', '0'], 'expected --count as a number from 1'],
    [['worker', '--count', '5'], 'expected no --count for pte fuzz worker'],
    [['status', 'x'], 'expected no name for pte fuzz status'],
    [['drop'], 'expected the campaign or job to drop'],
  ])('is not asked for what would say nothing: %j', async (args, why) => {
    await expect(refused([...args, '--queue', 'redis://127.0.0.1:1'])).rejects.toThrow(why);
  });
});

describe.skipIf(!redisProgram || !native)('a fleet', () => {
  let redis: ChildProcess;
  let server: FleetServer;
  let folder: string;
  const maker = native ? thisMaker() : { program: '', core: '' };
  const started: ReturnType<typeof start>[] = [];
  const begin = (args: readonly string[], env?: NodeJS.ProcessEnv) => {
    const running = start([...args, '--queue', url], env);
    started.push(running);
    return running;
  };
  const work = (env?: NodeJS.ProcessEnv) => begin(['fuzz', 'worker'], env);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pte-fleet-'));
    redis = await startRedis(url);
    server = await openServer(url);
  });
  afterAll(() => {
    for (const { child } of started) child.kill('SIGKILL');
    server.close();
    redis.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  it('wants the password, and does not print it', async () => {
    const wrong = url.replace(password, 'wr%6Fng');
    await expect(openServer(wrong)).rejects.toThrow(/got none: WRONGPASS(?!.*wrong)/);
  });

  it('loses nothing and counts nothing twice when a worker is killed in the middle, and all jobs are flushed', async () => {
    const campaign: FleetCampaign = { seed: 5, targets: ['codec'], inputs: 2 * 8192 * blockWords, maker };
    const said: string[] = [];
    const sum = coordinate(url, campaign, { say: (line) => said.push(line) });
    await until(() => said.some((line) => line.includes('no worker of this version (')));
    await server.redis.flushall();
    await until(() => said.includes('the server lost 2 jobs, added again'));
    const first = work();
    await until(async () => (await fleetStatus(url)).campaigns.get(campaignId(campaign))?.active);
    first.child.kill('SIGKILL');
    work();
    const { inputs, done, jobs, differences, troubles } = await sum;
    expect({ inputs, done, jobs, differences, troubles }).toEqual({
      inputs: campaign.inputs,
      done: 2,
      jobs: 2,
      differences: [],
      troubles: [],
    });

    // A coordinator that starts again finds the campaign as it is
    expect((await coordinate(url, campaign)).inputs).toBe(campaign.inputs);
    const status = run(['fuzz', 'status', '--queue', url]).stdout;
    expect(status).toContain(`${campaignId(campaign)}: 268,435,456 words compared, 2 of 2 jobs, no difference`);
    expect(status).toContain(`1 worker of ${maker.program}`);
  });

  it.each([[['objects']], [['reference']], [['mm', 'objects', 'codec']]] as const)(
    'compares as many words as it is asked for: %j',
    async (targets) => {
      const sum = await coordinate(url, { seed: 5, targets, inputs: 100_000, version: '6.12', maker });
      expect(sum.inputs).toBeGreaterThanOrEqual(100_000);
      expect(sum.troubles).toEqual([]);
    },
  );

  it('says that the server is full, and still shows what is there', async () => {
    await server.redis.config('SET', 'maxmemory', '1');
    await expect(coordinate(url, { seed: 6, targets: ['codec'], inputs: 1, maker })).rejects.toThrow(
      /^expected an answer of the server at .*, got: OOM/,
    );
    expect((await fleetStatus(url)).campaigns.size).toBeGreaterThan(0);
    await server.redis.config('SET', 'maxmemory', '0');
  });

  it('never gives what one core found for another', async () => {
    const addon = join(folder, 'wrong.cjs');
    writeFileSync(
      addon,
      `const real = require(${JSON.stringify(addonFile())});
       let target = real.targets().at(-1);
       module.exports = { ...real, setTarget(name) { target = name; real.setTarget(name); },
         decode(layout, words, kind, ...rest) {
           real.decode(layout, words, kind, ...rest);
           if (target !== real.targets().at(-1) && words.length > 0) kind[0] ^= 1;
         } };`,
    );
    const corpus = join(folder, 'corpus');
    const lead = ['fuzz', '--seed', '7', '--count', '100000', '-k', '6.12', '--corpus', corpus];
    const right = begin(lead);
    expect(await right.end).toBe(0);
    const wrong = begin(lead, { PTE_ADDON: addon });
    await until(() => wrong.text.includes(`the server: 1 of ${maker.program}`));
    const worker = work({ PTE_ADDON: addon });
    expect(await wrong.end).toBe(2);
    expect(wrong.text).toContain('one difference (seed 7)');
    expect(readdirSync(corpus)).toHaveLength(1);
    worker.child.kill('SIGKILL');
  });

  it('takes no job to a worker without a core', async () => {
    const { stderr, status } = run(['fuzz', 'worker', '--queue', url], { PTE_ADDON: '/nonexistent' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^pte: expected a native core to compare, got none: [^\n]*\n$/);
  });

  it('gives the sum so far at a signal', async () => {
    const lead = begin(['fuzz', '--seed', '8', '--count', '1', '--corpus', folder], {
      PTE_ADDON: join(folder, 'wrong.cjs'),
    });
    await until(() => lead.text.includes('no worker of this version'));
    lead.child.kill('SIGINT');
    expect(await lead.end).toBe(130);
    expect(lead.text).toContain('0 words compared, 0 of 1 jobs, nothing compared until SIGINT');
  });

  it('ends when the server has gone, and a worker at its first signal', async () => {
    const worker = work();
    await until(() => worker.text.includes('waiting for work'));
    const said: string[] = [];
    const sum = coordinate(
      url,
      { seed: 9, targets: ['codec'], inputs: 1, maker: { ...maker, program: 'another' } },
      { patience: 1000, say: (line) => said.push(line) },
    );
    await until(() => said.length > 0);
    redis.kill('SIGKILL');
    expect(await sum).toMatchObject({
      ended: 'the server',
      why: expect.stringMatching(/^expected an answer of the server at/),
    });
    await until(() => worker.text.includes(`pte: expected an answer of the server at ${withoutPassword(url)}, got: `));
    worker.child.kill('SIGTERM');
    expect(await worker.end).toBe(0);
    expect(worker.text).not.toContain('    at ');
  });
});
