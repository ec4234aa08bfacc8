/** Runs of the command, several of them in one process. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/** What became of a run. */
export interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

const several = fileURLToPath(new URL('commands.cjs', import.meta.url));

/** Runs the command with each list of arguments, in one process. None of them reads standard input. */
export function runEach(commands: readonly (readonly string[])[], env: NodeJS.ProcessEnv = process.env): Run[] {
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const done = spawnSync(process.execPath, [several, JSON.stringify(commands)], { encoding: 'utf8', cwd, env });
  const parts = (text: string) => [...text.matchAll(/([\s\S]*?)\0exit (\d+)\n/g)];
  const [out, err] = [parts(done.stdout), parts(done.stderr)];
  expect([out.length, err.length]).toEqual([commands.length, commands.length]);
  return out.map(([, stdout = '', status], i) => ({ stdout, stderr: err[i]?.[1] ?? '', status: Number(status) }));
}
