/** Programs and temporary folders end with the process, however it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sweep } from '../../files/temporary.ts';
import { isGone, until } from '../support/waiting.ts';

const dir = mkdtempSync(join(tmpdir(), 'pte-child-'));
afterAll(() => rmSync(dir, { recursive: true }));
const built = new URL('../../dist/files/', import.meta.url);

/** Starts a program that starts another; says who they are and where its folder is; then does `last`. */
const script = (last: string) => `
  import { startChild } from '${new URL('child.js', built)}';
  import { temporaryFolder } from '${new URL('temporary.js', built)}';
  const folder = temporaryFolder('probe');
  const child = startChild('sh', ['-c', 'sleep 1000 & echo $$ $!; wait']);
  child.stdout.on('data', (pids) => { console.log(String(pids).trim(), folder); ${last} });`;

async function started(last = '') {
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script(last)], {
    env: { ...process.env, TMPDIR: dir },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(parent.stdout as NonNullable<ChildProcess['stdout']>, 'data')) as [Buffer];
  const [one, two, folder = ''] = line.toString().trim().split(' ');
  return { parent, pids: [Number(one), Number(two)], folder };
}
const ended = async (parent: ChildProcess) =>
  parent.exitCode ??
  parent.signalCode ??
  ((await once(parent, 'exit')) as [number | null, string | null]).find(Boolean);

describe('a program and a folder', () => {
  it.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGQUIT', 131],
    ['SIGTERM', 143],
    ['SIGUSR2', 140],
  ] as const)('go with a process that gets %s, which ends with %i', async (signal, status) => {
    const { parent, pids, folder } = await started();
    parent.kill(signal);
    expect(await ended(parent)).toBe(status);
    await until(() => pids.every(isGone));
    expect(existsSync(folder)).toBe(false);
  });

  it('go with a process that ends by an error', async () => {
    const { parent, pids, folder } = await started("throw new Error('no')");
    expect(await ended(parent)).toBe(1);
    await until(() => pids.every(isGone));
    expect(existsSync(folder)).toBe(false);
  });

  it('go after a kill -9: the program at once, the folder with the next sweep', async () => {
    const { parent, pids, folder } = await started();
    parent.kill('SIGKILL');
    await ended(parent);
    await until(() => pids.every(isGone));
    expect(existsSync(folder)).toBe(true);
    sweep(dir);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('leave a signal to whoever listens to it too', async () => {
    const { parent, pids } = await started("process.on('SIGTERM', () => process.exit(7))");
    parent.kill('SIGTERM');
    expect(await ended(parent)).toBe(7);
    await until(() => pids.every(isGone));
  });
});
