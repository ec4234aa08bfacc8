/** What others put into a fleet's server: nothing of it is believed, all of it is named and can be taken away. */
import type { ChildProcess } from 'node:child_process';
import { Queue, Worker } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blockWords, kernelOfBlock } from '../../fuzz/blocks.ts';
import { plainConfig } from '../../fuzz/corpus.ts';
import { coordinate } from '../../fuzz/fleet.ts';
import { campaignId, type FleetCampaign, jobId, queueName, rangesFrom } from '../../fuzz/fleetCampaign.ts';
import { dropJobs, retryJobs } from '../../fuzz/fleetRepair.ts';
import { openServer } from '../../fuzz/fleetServer.ts';
import { fleetStatus } from '../../fuzz/fleetStatus.ts';
import { native } from '../support/native.ts';
import { freePort, redisProgram, startRedis } from '../support/redis.ts';

const url = `redis://:open@127.0.0.1:${await freePort()}`;
const connection = { url, maxRetriesPerRequest: null };
const maker = { program: '0.0.0-of-this-test', core: '0123' };
const blocks = 1024;
const decisions = { compared: 5, run: 2 };
const good = { blocks, inputs: blocks * blockWords, decisions, seen: ['kind swap'] };
const found = { target: 'mm', version: '6.12', word: '0x1', how: 'differs', seed: 3 };
/** A difference in the first block of a job, but for one change. */
const difference = (change: object) => (block: number) => ({
  blocks: 0,
  inputs: blockWords,
  decisions,
  seen: [],
  difference: { ...found, block, config: plainConfig(kernelOfBlock(block, '6.12').config), ...change },
});

const poisons: readonly (readonly [what: string, result: unknown])[] = [
  ['nothing', null],
  ['no fields', {}],
  ['fewer blocks', { ...good, blocks: 1 }],
  ['more words than there are', { ...good, inputs: good.inputs + 1 }],
  ['a number that is none', { ...good, inputs: '16777216' }],
  ['words below zero', { ...good, inputs: -1 }],
  ['no decisions', { ...good, decisions: undefined }],
  ['more decisions than words', { ...good, decisions: { compared: good.inputs + 1, run: 0 } }],
  ['more runs than decisions', { ...good, decisions: { compared: 1, run: 2 } }],
  ['labels that are none', { ...good, seen: ['\u001b[31m'] }],
  ['a label that moves the cursor', { ...good, seen: ['kind \u001b[31m'] }],
  ['labels that are too many', { ...good, seen: Array.from({ length: 20_001 }, (_, i) => `kind ${i}`) }],
  ['a label that is too long', { ...good, seen: [`kind ${'x'.repeat(2000)}`] }],
  ['a comparison that is a path', difference({ target: '..' })],
  ['a block that is a path', difference({ block: '/../../victim' })],
  ['a seed that is a text', difference({ seed: '' })],
  ['a block of another job', difference({ block: 1 << 20 })],
  ['a kernel that is a command', difference({ version: '6.12;touch X' })],
  ['another kernel', difference({ version: '6.1' })],
  ['no configuration', difference({ config: null })],
  ['a word that is none', difference({ word: 'x' })],
  ['a word of 65 bits', difference({ word: '0x10000000000000000' })],
  ['a difference that does not show again', difference({})],
  ['a difference that is none', { ...good, difference: null }],
];

describe.skipIf(!redisProgram || !native)('a server that others write to', () => {
  let redis: ChildProcess;
  beforeAll(async () => {
    redis = await startRedis(url);
  });
  afterAll(() => void redis.kill('SIGKILL'));

  const inputs = (poisons.length + 1) * good.inputs;
  const campaign: FleetCampaign = { seed: 3, targets: ['mm'], inputs, version: '6.12', maker };
  const ids = rangesFrom(campaign, 0, inputs).map(jobId);
  const unseen = poisons.findIndex(([what]) => what === 'a difference that does not show again');

  it('is believed in no result that its job cannot have', async () => {
    const forge = (id: string): unknown => {
      const [, poison] = poisons[ids.indexOf(id)] ?? ['', good];
      return typeof poison === 'function' ? poison(ids.indexOf(id) * blocks) : poison;
    };
    const forger = new Worker(queueName(maker), async (job) => forge(job.id as string), { connection, name: 'forger' });
    const sum = await coordinate(url, campaign);
    await forger.close();
    expect(sum.differences).toEqual([]);
    expect(sum.troubles.map(({ job }) => job).sort()).toEqual(ids.slice(0, -1).sort());
    for (const { why, worker } of sum.troubles) {
      expect(why).toMatch(/^(expected|its difference in block)/);
      expect(worker).toBe('forger');
    }
    expect(sum).toMatchObject({ done: 1, inputs: good.inputs });
    expect(sum.troubles.some(({ why }) => why.endsWith('does not show again here'))).toBe(true);
  });

  it('shows every campaign, and what is foreign, by name', async () => {
    const queue = new Queue(queueName(maker), { connection });
    await queue.add('range', { seed: 1, targets: ['nope'] }, { jobId: 'foreign\u001b[31m' });
    const server = await openServer(url);
    await server.redis.lpush(queue.toKey('wait'), 'ghost', 'scrambled');
    await server.redis.hset(queue.toKey('scrambled'), 'data', '{');
    server.close();
    await queue.close();
    const { campaigns, foreign } = await fleetStatus(url);
    const mine = campaigns.get(campaignId(campaign));
    expect(mine).toMatchObject({ jobs: ids.length, waiting: 0 });
    expect(mine?.troubles.length).toBeGreaterThan(15);
    expect(foreign.map(({ job }) => job).sort()).toEqual(['foreign\\u001b[31m', 'ghost', 'scrambled']);
  });

  it('has them run again, or dropped', async () => {
    await expect(dropJobs(url, 'nothing of this name')).rejects.toThrow('expected a job or a campaign of the server');
    for (const name of ['foreign\\u001b[31m', 'ghost', 'scrambled'])
      expect(await dropJobs(url, name)).toEqual({ done: 1, left: [] });
    const troubles = (await fleetStatus(url)).campaigns.get(campaignId(campaign))?.troubles.length;
    expect(await retryJobs(url)).toEqual({ done: troubles, left: [] });
    expect(await retryJobs(url, ids[unseen])).toEqual({ done: 1, left: [] });
    expect((await fleetStatus(url)).campaigns.get(campaignId(campaign))).toMatchObject({ troubles: [], done: 1 });
    expect(await dropJobs(url, campaignId(campaign))).toEqual({ done: ids.length, left: [] });
    expect(await fleetStatus(url)).toMatchObject({ campaigns: new Map(), foreign: [] });
  });

  it('does not end a campaign for ever by jobs that failed, or are not what their name says', async () => {
    const few = { ...campaign, inputs: 2 * good.inputs };
    const broken = new Worker(queueName(maker), () => Promise.reject(new Error('no core\u001b[31m')), { connection });
    const { troubles, inputs: none } = await coordinate(url, few);
    await broken.close();
    expect(none).toBe(0);
    expect(troubles.map(({ why }) => why)).toEqual(Array(2).fill('failed: no core\\u001b[31m'));

    const queue = new Queue(queueName(maker), { connection });
    const [, second] = rangesFrom(few, 0, few.inputs).map(jobId);
    await queue.remove(second as string);
    await queue.add('range', { ...few, from: 0, count: 1 }, { jobId: second as string });
    const honest = new Worker(queueName(maker), async () => good, { connection, autorun: false });
    const said: string[] = [];
    const sum = coordinate(url, few, {
      say: (line) => said.push(line),
      progress: () => void (honest.isRunning() || honest.run()),
    });
    expect(await sum).toMatchObject({ inputs: few.inputs, troubles: [] });
    expect(said.filter((line) => line.endsWith('; tried again'))).toHaveLength(2);
    await Promise.all([honest.close(), queue.close()]);
  });
});
