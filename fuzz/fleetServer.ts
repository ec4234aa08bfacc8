/** A Redis or Valkey server that may be absent, mute, full or hostile: every request ends within seconds, in one line. */
import type { Redis } from 'ioredis';
import { rangeError } from '../lib/base/errors.ts';
import { printable } from '../lib/base/printable.ts';

/** Milliseconds in which a server answers a request. */
const answerMs = 5000;
/** Milliseconds in which it takes a connection. */
const connectMs = 3000;

/** A server, connected. */
export interface FleetServer {
  readonly redis: Redis;
  /** Its address without what is nobody's business. */
  readonly name: string;
  /** Waits for an answer. @throws RangeError (ERR_PTE_INPUT) in place of the server's error, and for no answer within seconds. */
  ask<T>(request: Promise<T>): Promise<T>;
  /** What a server said, without the password and safe for a terminal. */
  said(error: unknown): string;
  /** The same as the error that ask() throws. */
  trouble(error: unknown): Error;
  close(): void;
}

/** Options for every connection: none gives up for ever, and none prints of its own. */
export const connectionOptions = {
  connectTimeout: connectMs,
  maxRetriesPerRequest: null,
  retryStrategy: () => 500,
  skipVersionCheck: true, // it would print what the server says of itself
};

/**
 * Connects, and closes what it opened where that fails.
 * @throws RangeError (ERR_PTE_INPUT) for an address that is none, a server that is not there, mute or closed to us, and without the packages.
 */
export async function openServer(url: string): Promise<FleetServer> {
  const name = withoutPassword(url);
  const { Redis } = await optional(() => import('ioredis'), 'ioredis');
  const redis = new Redis(url, {
    ...connectionOptions,
    lazyConnect: true,
    commandTimeout: answerMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => (opened ? 500 : null),
  });
  let opened = false;
  let first: Error | undefined; // the reason; what comes after it only says that the connection is closed
  redis.on('error', (error) => {
    first ??= error;
  });
  redis.on('ready', () => {
    first = undefined;
  });
  const server = serverOf(redis, name, secretsOf(url), () => first);
  try {
    await within(redis.connect().then(() => redis.ping()));
    opened = true;
    return server;
  } catch (error) {
    redis.disconnect();
    throw rangeError(`expected a Redis server at ${name}, got none: ${server.said(first ?? error)}`, 'ERR_PTE_INPUT');
  }
}

function serverOf(redis: Redis, name: string, secrets: readonly string[], lost: () => Error | undefined): FleetServer {
  const said = (given: unknown) => {
    const error = given instanceof Error && given.name === 'MaxRetriesPerRequestError' ? (lost() ?? given) : given;
    const text = String(error instanceof Error ? error.message : error).slice(0, 300);
    return printable(secrets.reduce((left, secret) => left.replaceAll(secret, '***'), text));
  };
  const trouble = (error: unknown) =>
    rangeError(`expected an answer of the server at ${name}, got: ${said(error)}`, 'ERR_PTE_INPUT');
  return {
    redis,
    name,
    said,
    trouble,
    async ask(request) {
      try {
        return await within(request);
      } catch (error) {
        throw trouble(error);
      }
    },
    close: () => redis.disconnect(),
  };
}

/** @throws Error for what takes longer than an answer may. */
async function within<T>(request: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${answerMs / 1000} s`)), answerMs);
  });
  try {
    return await Promise.race([request, late]);
  } finally {
    clearTimeout(timer);
    request.catch(() => {}); // the late one is nobody's any more
  }
}

/** An address for a message: protocol, host, port and database, and whether there is a password. */
export function withoutPassword(url: string): string {
  const { protocol, username, password, host, pathname, search } = parsedAddress(url);
  return printable(`${protocol}//${username || password || search ? ':***@' : ''}${host}${pathname}`);
}

/** @throws RangeError (ERR_PTE_INPUT) for an address that is none. */
export const expectAddress = (url: string): void => void parsedAddress(url);

/** What stands in an address that is nobody's business, as it is written and as it is meant. */
function secretsOf(url: string): readonly string[] {
  const { username, password, searchParams } = parsedAddress(url);
  const secrets = [password, username, ...searchParams.values()].filter(Boolean);
  return [...secrets, ...secrets.map(meant)].filter((secret) => secret !== 'default');
}

function meant(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parsedAddress(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && /^rediss?:$/.test(parsed.protocol) && parsed.host !== '') return parsed;
  throw rangeError('expected --queue as redis://HOST[:PORT], got another text', 'ERR_PTE_INPUT');
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
