/** What a fleet works at: a campaign, the ranges of blocks that are its jobs, and the names that follow from them. */
import { createHash } from 'node:crypto';
import { rangeError, shown } from '../lib/base/errors.ts';
import { parseRelease } from '../lib/kernel/release.ts';
import { type ComparisonName, comparisonNames, wordsPerBlock } from './comparisons.ts';
import { isCount } from './isCount.ts';
import { type Maker, makerName } from './maker.ts';
import type { Shard } from './shard.ts';

/** A campaign as its jobs have it. Results of two that differ in anything here say nothing about each other. */
export interface FleetCampaign {
  readonly seed: number;
  /** The names of the comparisons. */
  readonly targets: readonly ComparisonName[];
  /** Words to compare. */
  readonly inputs: number;
  /** One kernel instead of all. */
  readonly version?: string;
  /** The program and the core that compare. */
  readonly maker: Maker;
}

/** A job's data: blocks `from` to `from + count` of a campaign. */
export interface FleetRange extends FleetCampaign {
  readonly from: number;
  readonly count: number;
}

const queuePrefix = 'x86-pte-fuzz';

/** The queue of a version: only workers of the same program and core take from it. */
export const queueName = ({ program, core }: Maker): string => `${queuePrefix}_${program}_${core}`;

/** The version that a queue is of; undefined for another queue's name. */
export function makerOfQueue(name: string): Maker | undefined {
  const [, program, core] = /^x86-pte-fuzz_([\w.+-]{1,100})_([0-9a-f]{1,64})$/.exec(name) ?? [];
  return program !== undefined && core !== undefined ? { program, core } : undefined;
}

/** A release as a part of a name: an underscore ends the part, and the server allows no colon. */
const spelled = (version: string): string =>
  version.replace(/[^A-Za-z0-9.+-]/g, (character) => `~${character.charCodeAt(0).toString(16)}~`);

const digestOf = (maker: Maker): string => createHash('sha256').update(makerName(maker)).digest('hex').slice(0, 12);

/** The name of a campaign: two have the same only where they are the same. */
export const campaignId = ({ seed, targets, inputs, version, maker }: FleetCampaign): string =>
  ['campaign', seed, targets.join('+'), inputs, spelled(version ?? 'all'), digestOf(maker)].join('_');

/** The name of a job. */
export const jobId = (range: FleetRange): string => `${campaignId(range)}_${range.from}_${range.count}`;

/** Blocks that take about a second. */
const secondOf: Readonly<Record<ComparisonName, number>> = { codec: 8192, reference: 1024, objects: 1024, mm: 1024 };

/** Jobs of a campaign, about: all of them are held in memory, here and on the server. */
const mostJobs = 4096;

const blocksOf = (c: FleetCampaign, inputs: number): number =>
  Math.max(1, Math.ceil(inputs / wordsPerBlock(c.targets)));

const jobBlocks = (c: FleetCampaign): number =>
  Math.max(Math.min(...c.targets.map((name) => secondOf[name])), Math.ceil(blocksOf(c, c.inputs) / mostJobs));

/** Ranges from block `from` on in which there are so many words, and at most `mostJobs` of them. */
export function rangesFrom(c: FleetCampaign, from: number, inputs: number): readonly FleetRange[] {
  const each = jobBlocks(c);
  const end = from + Math.min(blocksOf(c, inputs), each * mostJobs);
  return Array.from({ length: Math.ceil((end - from) / each) }, (_, i) => {
    const at = from + i * each;
    return { ...c, from: at, count: Math.min(each, end - at) };
  });
}

/** Of a release; the longest of a distribution has 40. */
const longestVersion = 100;

const areTargets = (value: unknown): value is ComparisonName[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  new Set(value).size === value.length &&
  value.every((name) => comparisonNames.includes(name));

const isVersion = (value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && value.length <= longestVersion);

/**
 * The range that a job asks for, whoever wrote it: all of its fields are what a coordinator of this version would write.
 * @throws RangeError (ERR_PTE_INPUT, ERR_PTE_KERNEL) for another, and for a job of another version or another name.
 */
export function checkedRange(id: string, value: unknown, maker: Maker): FleetRange {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const { seed, targets, inputs, version, from, count } = given;
  if (JSON.stringify(given.maker) !== JSON.stringify(maker)) throw foreign(id, 'a job of this version');
  if (!isCount(seed) || !areTargets(targets) || !isCount(inputs) || !isVersion(version))
    throw foreign(id, 'the data of a job');
  if (!isCount(from) || !isCount(count) || !isCount(from + count)) throw foreign(id, 'a range of blocks');
  if (version !== undefined) parseRelease(version as string);
  const c = { seed, targets, inputs, ...(version !== undefined && { version: version as string }), maker };
  const range = { ...c, from, count };
  if (count === 0 || count > jobBlocks(c)) throw foreign(id, 'a range of blocks');
  if (jobId(range) !== id) throw foreign(id, `the data of ${jobId(range)}`);
  return range;
}

/** The same, or in words why a job has no such range. */
export function rangeOrWhy(id: string, value: unknown, maker: Maker): FleetRange | string {
  try {
    return checkedRange(id, value, maker);
  } catch (error) {
    return (error as Error).message;
  }
}

/** All blocks of a campaign, of which each of its ranges is a part. */
export const shardOf = ({ seed, targets, version }: FleetCampaign): Shard => ({
  seed,
  index: 0,
  count: 1,
  comparisons: targets,
  ...(version !== undefined && { version }),
});

const foreign = (id: string, wanted: string) =>
  rangeError(`expected ${wanted} in ${shown(id)}, got another`, 'ERR_PTE_INPUT');
