/** Programs that end with this process, however it ends, and take along what they have started. */
import { type ChildProcessWithoutNullStreams, type SpawnOptionsWithoutStdio, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { atEnd } from './atEnd.ts';

/**
 * Starts a program in a process group of its own. The group is killed at the end of this process, on signals that can be
 * caught, and by the watcher after a kill -9. What cannot start gives an `error`, as of spawn().
 *
 * @throws Node's errors for a program that cannot be named (ENOTDIR, ERR_INVALID_ARG_VALUE, ...).
 */
export function startChild(
  program: string,
  args: readonly string[],
  options: SpawnOptionsWithoutStdio = {},
): ChildProcessWithoutNullStreams {
  const child = spawn(program, args, { ...options, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => {}); // a broken pipe: 'close' tells why
  const { pid } = child;
  if (pid === undefined) return child;
  const watcher = tellWatcher(`+ ${pid}`);
  const forget = atEnd(() => killGroup(pid));
  child.once('close', () => {
    killGroup(pid); // what it has left behind
    forget();
    watcher?.write(`- ${pid}\n`);
  });
  return child;
}

/** Kills a program of startChild() with all that it has started. */
export function endChild({ pid }: { readonly pid?: number | undefined }): void {
  if (pid !== undefined) killGroup(pid);
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // it has ended
  }
}

/**
 * Holds the numbers of the groups that run. Its input ends when this process does, by a kill -9 too, and then it kills them.
 * Nothing of others is in the text of this script.
 */
const script = `groups=
while read -r what group; do
  rest=
  for one in $groups; do [ "$one" = "$group" ] || rest="$rest $one"; done
  groups=$rest
  [ "$what" = - ] || groups="$groups $group"
done
for one in $groups; do kill -9 "-$one"; done`;

let input: Writable | undefined;

/** Starts the watcher with the first program; without a shell there is none, and the time limits hold. */
function tellWatcher(line: string): Writable | undefined {
  input ??= startWatcher();
  input.write(`${line}\n`);
  return input;
}

function startWatcher(): Writable {
  const watcher = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  watcher.on('error', () => {}).unref();
  const stdin = watcher.stdin as Writable & { unref?(): void };
  stdin.on('error', () => {});
  stdin.unref?.();
  return stdin;
}
