/** Jobs that a caller waits for: on an engine's threads, or block by block on his own, which leaves room for other events between. */
import { rangeError, shown, typeError } from '../base/errors.ts';
import type { Engine, EngineThreads, Settle, Stop } from './engine/types.ts';

/** What is used of an AbortSignal, spelt out: a program that has the types neither of Node nor of pages can compile it. */
export interface StopSignal {
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** How an asynchronous call goes about its work. */
export interface AsyncOptions {
  /** How many threads may work on it; as many as run at once on this machine if left out. Few entries take fewer. */
  readonly threads?: number;
  /** An AbortSignal, which ends the call early: it rejects with the signal's reason, once no thread touches the arrays any more. */
  readonly signal?: StopSignal;
  /** Hears how many of all entries are done; at most 64 times, and a last time at the end. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Entries under which a further thread costs more than it brings: to wake one takes some 20 µs. */
const worthThread = 1 << 16;
/** Entries that are done at once where there are no threads: 1 MiB of words. */
const blockEntries = 1 << 17;

/** @throws TypeError for options that are none, and for a signal or a listener that is none. */
export function checkOptions(options: AsyncOptions): void {
  if (typeof options !== 'object' || options === null)
    throw typeError(`expected options such as { threads: 2 }, got ${shown(options)}`);
  const { signal, onProgress } = options;
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function')
    throw typeError(`expected signal to be an AbortSignal, got ${shown(signal)}`);
  if (onProgress !== undefined && typeof onProgress !== 'function')
    throw typeError(`expected onProgress to be a function, got ${shown(onProgress)}`);
}

/** How many threads of an engine a call is for. @throws TypeError or RangeError unless it is an integer from 1 to 1024. */
export function threadsFor({ threads }: Engine, { threads: asked }: AsyncOptions, total: number): number {
  if (asked !== undefined && typeof asked !== 'number')
    throw typeError(`expected threads as a number, got ${shown(asked)}`);
  if (asked !== undefined && !(Number.isInteger(asked) && asked >= 1 && asked <= 1024))
    throw rangeError(`expected 1 to 1024 threads, got ${asked}`);
  return Math.max(1, Math.min(asked ?? threads?.most ?? 1, Math.ceil(total / worthThread)));
}

/**
 * The threads of an engine, if they are worth it for `n` of them and a call over these arrays; one alone for one block is not: the caller's
 * own does it sooner than the other wakes up.
 */
export function threadsOf(
  { threads }: Engine,
  n: number,
  total: number,
  arrays: readonly BigUint64Array[],
): EngineThreads | undefined {
  const isOneBlock = n <= 1 && total <= blockEntries;
  return threads && !isOneBlock && (threads.worth?.(n, arrays) ?? true) ? threads : undefined;
}

/** How a job ended. */
export interface JobEnd<Answer> {
  /** The first entry that could not be done, or -1. */
  readonly bad: number;
  /** What a pass that only reads has counted or found. */
  readonly answer: Answer | undefined;
}

/**
 * The end of a job.
 * @throws the signal's reason, or what `onProgress` threw, once the job is through.
 */
export function settled<Answer = undefined>(
  total: number,
  { signal, onProgress }: AsyncOptions,
  begin: (settle: Settle<Answer>) => Stop,
): Promise<JobEnd<Answer>> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    let stop: Stop = () => {};
    let wrong: { readonly reason: unknown } | undefined;
    const end = (reason: unknown) => {
      wrong ??= { reason };
      stop();
    };
    const aborted = () => end(signal?.reason);
    stop = begin((done, bad, through, answer) => {
      try {
        if (wrong === undefined) onProgress?.(done, total);
      } catch (error) {
        end(error);
      }
      if (!through) return;
      signal?.removeEventListener('abort', aborted);
      if (wrong) reject(wrong.reason);
      else resolve({ bad, answer });
    });
    signal?.addEventListener('abort', aborted);
  });
}

const pause = () =>
  new Promise<void>((resolve) => (typeof setImmediate === 'function' ? setImmediate(resolve) : setTimeout(resolve)));

/** Settle without an answer. */
type Told = (done: number, bad: number, through: boolean) => void;

/** A job without threads: `run` does `n` entries from `first` on, and gives the first of them that it could not do, or -1. */
export function byBlocks(total: number, run: (first: number, n: number) => number, settle: Told): Stop {
  let stopped = false;
  const work = async () => {
    let [done, bad] = [0, -1];
    while (done < total && bad === -1 && !stopped) {
      await pause();
      if (stopped) break;
      const n = Math.min(blockEntries, total - done);
      const at = run(done, n);
      if (at !== -1) bad = done + at;
      done += n;
      if (done < total && bad === -1) settle(done, bad, false);
    }
    settle(done, bad, true);
  };
  void work();
  return () => {
    stopped = true;
  };
}
