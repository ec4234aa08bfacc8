/** The threads of a campaign, seen from outside: whatever becomes of them, every question has an answer or an error. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { rangeError } from '../lib/base/errors.ts';
import { printable } from '../lib/base/printable.ts';
import { packageRoot } from '../lib/batch/engine/packageRoot.ts';
import type { BlockRange, Of, Start, ThreadAnswer } from './answers.ts';
import { nothingDecided } from './comparison.ts';
import { nothingSeen } from './coverage.ts';
import type { Difference } from './difference.ts';
import type { Tally } from './shard.ts';

/** Threads 0 to n - 1 in a process of their own. */
export interface Pool {
  /**
   * What blocks came to; one question for a thread at a time.
   * @throws RangeError (ERR_PTE_ENGINE) for a thread that failed, ended or does not answer, unless it had met a difference.
   */
  run(thread: number, question: BlockRange): Promise<Tally>;
  /** Ends the process, with whatever its threads do. */
  end(): Promise<void>;
}

interface Waiting {
  readonly question: BlockRange;
  readonly resolve: (tally: Tally) => void;
  readonly reject: (error: unknown) => void;
  /** Met, and not yet made smaller. */
  noticed?: Difference;
  seconds: number;
}

/**
 * Seconds in which a thread has to answer: a hundred times what the slowest machine takes for a question. They are counted one
 * by one while this process runs, so that a machine that was asleep, or too busy to count, is no reason.
 */
const patience = 600;

/** Starts threads. @throws RangeError (ERR_PTE_INPUT) where the package is not built. */
export function startPool(start: Start, seconds = patience): Pool {
  const waiting = new Map<number, Waiting>();
  const process = fork(workerFile(), [JSON.stringify(start)], {
    serialization: 'advanced',
    stdio: ['ignore', 2, 2, 'ipc'], // standard output is for the result
  });
  let ended: string | undefined;
  const fail = (thread: number, why: string, says = false) => {
    const asked = waiting.get(thread);
    waiting.delete(thread);
    if (asked) settle(asked, says ? printable(why) : noAnswer(asked.question, why));
  };
  const over = (why: string) => {
    ended ??= why;
    for (const thread of [...waiting.keys()]) fail(thread, why);
  };
  const clock = setInterval(() => {
    for (const [thread, asked] of waiting)
      if (++asked.seconds > seconds) fail(thread, `no answer within ${seconds} seconds`);
  }, 1000);

  process.on('message', ({ thread, ...answer }: Of<ThreadAnswer>) => {
    const asked = waiting.get(thread);
    if (answer.is === 'failure') fail(thread, answer.why, answer.says);
    else if (answer.is === 'noticed' && asked) asked.noticed = answer.difference;
    else if (answer.is === 'tally' && waiting.delete(thread)) asked?.resolve(answer.tally);
  });
  process.on('error', (error) => over(error.message));
  process.on('exit', (code, signal) => over(`the threads' process ended with ${signal ?? `exit code ${code}`}`));

  return {
    run: (thread, question) =>
      new Promise((resolve, reject) => {
        waiting.set(thread, { question, resolve, reject, seconds: 0 });
        if (ended !== undefined) fail(thread, ended);
        else process.send({ thread, ...question }, (error) => error && fail(thread, error.message));
      }),
    async end() {
      clearInterval(clock);
      await endProcess(process);
      over('the campaign has ended');
    },
  };
}

const noAnswer = ({ from, count }: BlockRange, why: string): string =>
  `expected an answer for blocks ${from} to ${from + count - 1} of the shard, got an error: ${printable(why)}`;

/** A difference that was met stands, though nobody made it smaller. */
function settle({ noticed, resolve, reject }: Waiting, message: string): void {
  if (noticed) resolve({ blocks: 0, inputs: 0, decisions: nothingDecided, seen: nothingSeen(), difference: noticed });
  else reject(rangeError(message, 'ERR_PTE_ENGINE'));
}

async function endProcess(process: ChildProcess): Promise<void> {
  if (process.pid === undefined || process.exitCode !== null || process.signalCode !== null) return;
  const exit = once(process, 'exit');
  process.kill('SIGKILL');
  await exit;
}

/** The compiled worker. */
function workerFile(): string {
  const file = join(packageRoot(), 'dist/pte/worker.cjs');
  if (!existsSync(file)) throw rangeError(`expected ${file}: npm run build`, 'ERR_PTE_INPUT');
  return file;
}
