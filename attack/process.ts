/** Runs a program with its whole group under watch: time, memory, and how much of its output is kept. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** What to run. */
export interface Job {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Added to the environment; undefined takes a name out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What it reads. Default: nothing. */
  readonly input?: string | Uint8Array;
  /** Nobody reads its standard output: the pipe is closed before it writes. */
  readonly closed?: boolean;
  /** Descriptors for standard input and output in place of pipes. */
  readonly descriptors?: { readonly input?: number; readonly output?: number };
  /** Seconds. */
  readonly patience: number;
  /** Called once it runs. */
  readonly started?: (child: ChildProcess) => void;
}

/** How it ended. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** It had not ended when the patience was, and was killed. */
  readonly hung: boolean;
  /** It took more memory than `mostMiB`, and was killed. */
  readonly greedy: boolean;
  /** What it had started was still alive seconds after its end, and was killed. */
  readonly orphans: boolean;
}

/** No input of an attack is worth more: what takes more than this, in MiB, takes what it can get. */
export const mostMiB = 1536;

const keptCharacters = 1 << 22;

/** Runs it to its end, and never throws for what it does. */
export function run(job: Job): Promise<Ended> {
  const child = spawn(job.file, job.args, {
    cwd: job.cwd,
    env: { ...process.env, ...job.env },
    detached: true, // a group of its own, so that nothing that it started outlives it
    stdio: [
      job.descriptors?.input ?? (job.input === undefined ? 'ignore' : 'pipe'),
      job.descriptors?.output ?? 'pipe',
      'pipe',
    ],
  });
  if (job.closed) child.stdout?.destroy();
  child.stdin?.on('error', () => {}); // it may end before it has read all
  child.stdin?.end(job.input);
  job.started?.(child);
  return watched(child, job.patience);
}

function watched(child: ChildProcess, patience: number): Promise<Ended> {
  const [stdout, stderr] = [kept(child.stdout), kept(child.stderr)];
  let [hung, greedy, orphans] = [false, false, false];
  const timer = setTimeout(() => {
    hung = true;
    killGroup(child);
  }, patience * 1000);
  const scale = setInterval(() => {
    if (peakMiB(child) <= mostMiB) return;
    greedy = true;
    killGroup(child);
  }, 50);
  return new Promise((resolve) => {
    const end = (status: number | null, signal: NodeJS.Signals | null, more = '') => {
      clearTimeout(timer);
      clearInterval(scale);
      resolve({ status, signal, stdout: stdout(), stderr: stderr() + more, hung, greedy, orphans });
    };
    let gone: Promise<void> | undefined;
    child.on('exit', () => {
      gone = groupGone(child).then((all) => {
        if (!all && !hung && !greedy) orphans = true;
        killGroup(child); // what it left may hold its pipes, and 'close' would never come
      });
    });
    child.on('close', (status, signal) => void (gone ?? Promise.resolve()).then(() => end(status, signal)));
    child.on('error', (error) => end(null, null, error.message));
  });
}

function kept(stream: NodeJS.ReadableStream | null): () => string {
  let text = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (part: string) => {
    if (text.length < keptCharacters) text += part;
  });
  return () => text;
}

/** Ends it and all that it started, but what made itself a group of its own. */
export function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // there is none left
  }
}

const orphanSeconds = 5;

/** Whether all that a process started ends soon after it. */
async function groupGone(child: ChildProcess): Promise<boolean> {
  for (const end = Date.now() + orphanSeconds * 1000; groupLives(child); await pause(20))
    if (Date.now() > end) return false;
  return true;
}

/** Whether a group has a member. A dead one that nobody has waited for is none: in a container nobody may. */
function groupLives({ pid }: ChildProcess): boolean {
  try {
    process.kill(-(pid as number), 0);
  } catch {
    return false;
  }
  return readdirSync('/proc').some((name) => /^\d+$/.test(name) && isMember(name, `${pid}`));
}

function isMember(pid: string, group: string): boolean {
  try {
    const [state, , itsGroup] = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return itsGroup === group && state !== 'Z' && state !== 'X';
  } catch {
    return false; // it has ended
  }
}

/** The most memory that it had at once, where /proc tells. */
function peakMiB({ pid }: ChildProcess): number {
  try {
    const [, kib] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kib ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Does something for each of a list, two at a time: an attack is as often idle as at work. */
export async function eachOf<T, U>(list: readonly T[], work: (item: T, index: number) => Promise<U>): Promise<U[]> {
  const done: U[] = [];
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < list.length; at = next++) done[at] = await work(list[at] as T, at);
  };
  await Promise.all([lane(), lane()]);
  return done;
}
