/** Who works at a server: BullMQ gives each of its connections a name that holds the queue's. */
import { makerOfQueue } from './fleetCampaign.ts';
import type { FleetServer } from './fleetServer.ts';
import { type Maker, makerName } from './maker.ts';

/** How many workers of each version there are, by makerName(); undefined where the server does not tell. */
export async function workersAt({ redis, ask }: FleetServer): Promise<ReadonlyMap<string, number> | undefined> {
  const list = await ask(redis.client('LIST').catch(() => undefined));
  if (typeof list !== 'string') return undefined;
  const names = new Set<string>(); // a worker has two connections of one name
  const counts = new Map<string, number>();
  for (const [, queue = '', worker = ''] of list.matchAll(/ name=bull:([\w+/=]+):w:([\w.-]+)/g)) {
    const maker = makerOfQueue(Buffer.from(queue, 'base64').toString());
    if (!maker || names.has(worker)) continue;
    names.add(worker);
    counts.set(makerName(maker), (counts.get(makerName(maker)) ?? 0) + 1);
  }
  return counts;
}

/** The line for a campaign that nobody works at; undefined where somebody does, or the server does not tell. */
export function noWorker(workers: ReadonlyMap<string, number> | undefined, maker: Maker): string | undefined {
  if (!workers || workers.has(makerName(maker))) return undefined;
  const others = [...workers].map(([name, count]) => `${count} of ${name}`).join('; ') || 'none of another';
  return `no worker of this version (${makerName(maker)}) at the server: ${others}`;
}
