/** Servers of the attack's own: a real Redis, and one that listens and says nothing. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** A server and how to end it. */
export interface Server {
  readonly url: string;
  end(): void;
}

const program = () => ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);

/** A server that hears everything and never answers. */
export function muteServer(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.on('error', () => {}).resume()).once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      resolve({ url: `redis://127.0.0.1:${port}`, end: () => void server.close() });
    });
    server.unref();
  });
}

async function freePort(): Promise<string> {
  const { url, end } = await muteServer();
  end();
  return new URL(url).port;
}

/** A Redis in memory; undefined where none is installed. */
export async function startRedis(folder: string): Promise<(Server & { readonly process: ChildProcess }) | undefined> {
  const file = program();
  if (file === undefined) return undefined;
  const port = await freePort();
  const args = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const server = spawn(file, args, { stdio: 'ignore' });
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on('error', () => {}); // it is not there yet
  await client.connect().catch(() => {});
  while ((await client.ping().catch(() => '')) !== 'PONG') await pause(50);
  client.disconnect();
  return { url, process: server, end: () => void server.kill('SIGKILL') };
}
