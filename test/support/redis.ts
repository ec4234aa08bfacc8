/** A Redis or Valkey server of a test's own, where the machine has one. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { openServer } from '../../fuzz/fleetServer.ts';

/** The program; undefined where there is none: `describe.skipIf(!redisProgram)`. */
export const redisProgram = ['redis-server', 'valkey-server'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);

/** A port that nobody listens at. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Asks again until there is an answer other than an error or no. */
export async function until(ask: () => Promise<unknown> | unknown): Promise<void> {
  while (
    !(await Promise.resolve()
      .then(ask)
      .catch(() => false))
  )
    await setTimeout(20);
}

/** Starts a server that keeps nothing, and waits for it. */
export async function startRedis(url: string): Promise<ChildProcess> {
  const { port, password } = new URL(url);
  const options = ['--bind', '127.0.0.1', '--requirepass', password, '--save', '', '--appendonly', 'no'];
  const redis = spawn(redisProgram as string, ['--port', port, ...options], { stdio: 'ignore' });
  await until(async () => {
    (await openServer(url)).close();
    return true;
  });
  return redis;
}
