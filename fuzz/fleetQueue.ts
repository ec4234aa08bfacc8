/**
 * The queue of a fleet: a Redis or Valkey server, through BullMQ. A job is a range of blocks with a name that follows from the
 * campaign, so that adding it again changes nothing, and running it again gives the same.
 */
import { rangeError } from '../lib/base/errors.ts';
import { blockWords } from './blocks.ts';
import type { ComparisonName } from './comparisons.ts';
import { type Difference, plainConfig } from './corpus.ts';
import { seenLabels } from './coverage.ts';
import type { Tally } from './shard.ts';

/** The queue's name on the server. */
export const queueName = 'x86-pte-fuzz';

/** Blocks of a job: about a second of work. */
const jobBlocks = 8192;

/** What a fleet works at, as its jobs have it. */
export interface FleetCampaign {
  readonly seed: number;
  /** The names of the comparisons. */
  readonly targets: readonly ComparisonName[];
  readonly inputs: number;
  readonly version?: string;
}

/** A job's data: blocks `from` to `from + count` of a campaign. */
export interface FleetRange extends FleetCampaign {
  readonly from: number;
  readonly count: number;
}

/** A job's result as a server keeps it: a tally in JSON's values. */
export interface FleetTally extends Omit<Tally, 'difference' | 'seen'> {
  /** Labels of coverage.ts. */
  readonly seen: readonly string[];
  readonly difference?: Omit<Difference, 'word' | 'config'> & {
    readonly word: string;
    readonly config: Record<string, unknown>;
  };
}

/** The ids of a campaign's jobs begin with it. */
export const campaignId = ({ seed, targets, inputs, version }: FleetCampaign): string =>
  ['campaign', seed, targets.join('+'), inputs, version ?? 'all'].join('_');

/** The jobs of a campaign. */
export function rangesOf(c: FleetCampaign): readonly FleetRange[] {
  const blocks = Math.max(1, Math.ceil(c.inputs / (blockWords * c.targets.length)));
  return Array.from({ length: Math.ceil(blocks / jobBlocks) }, (_, i) => {
    const from = i * jobBlocks;
    return { ...c, from, count: Math.min(jobBlocks, blocks - from) };
  });
}

/** A tally for the server. */
export const asFleetTally = ({ difference: d, seen, ...counts }: Tally): FleetTally => ({
  ...counts,
  seen: seenLabels(seen),
  ...(d && { difference: { ...d, word: `0x${d.word.toString(16)}`, config: plainConfig(d.config) } }),
});

/** The server's address without what is nobody's business. */
export function withoutPassword(url: string): string {
  const parsed = new URL(url);
  if (parsed.password) parsed.password = '***';
  return parsed.href;
}

/** The server, as BullMQ takes it. @throws RangeError (ERR_PTE_INPUT) for an address that is none and a server that is not there. */
export async function connection(url: string): Promise<{ url: string; maxRetriesPerRequest: null }> {
  const { password } = parsedAddress(url);
  const { Redis } = await optional(() => import('ioredis'), 'ioredis');
  const probe = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: 3000,
    maxRetriesPerRequest: 0,
  });
  let first: Error | undefined; // the reason; what comes after it only says that the connection is closed
  probe.on('error', (error) => {
    first ??= error;
  });
  try {
    await probe.connect();
    await probe.ping();
  } catch (error) {
    const why = (first ?? (error as Error)).message.replaceAll(password || '\0', '***');
    throw rangeError(`expected a Redis server at ${withoutPassword(url)}, got none: ${why}`, 'ERR_PTE_INPUT');
  } finally {
    probe.disconnect();
  }
  return { url, maxRetriesPerRequest: null };
}

function parsedAddress(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && /^rediss?:$/.test(parsed.protocol)) return parsed;
  const got = parsed ? `${parsed.protocol}//...` : 'another text';
  throw rangeError(`expected --queue as redis://HOST[:PORT], got ${got}`, 'ERR_PTE_INPUT');
}

/** BullMQ, which users install themselves. @throws RangeError (ERR_PTE_INPUT) where it is missing. */
export const bullmq = (): Promise<typeof import('bullmq')> => optional(() => import('bullmq'), 'bullmq');

async function optional<T>(load: () => Promise<T>, name: string): Promise<T> {
  try {
    return await load();
  } catch {
    throw rangeError(`expected the package ${name} for a fleet, got none: npm install bullmq ioredis`, 'ERR_PTE_INPUT');
  }
}
