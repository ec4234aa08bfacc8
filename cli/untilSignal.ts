/** Work that a signal ends: what it has come to by then is not lost. */
import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What came of it, and the signal that ended it. */
export interface Ended<T> {
  readonly result: T;
  readonly by?: NodeJS.Signals;
}

/** Runs work with what tells it of a signal. A second signal has its usual effect. */
export async function untilSignal<T>(work: (stop: AbortSignal) => Promise<T>): Promise<Ended<T>> {
  const controller = new AbortController();
  let by: NodeJS.Signals | undefined;
  const end = (signal: NodeJS.Signals) => {
    by = signal;
    forget();
    controller.abort();
  };
  const forget = () => {
    for (const signal of signals) process.off(signal, end);
  };
  for (const signal of signals) process.on(signal, end);
  try {
    const result = await work(controller.signal);
    return { result, ...(by !== undefined && { by }) };
  } finally {
    forget();
  }
}

/** The exit status that shells give a process which a signal ended: 130 for SIGINT. */
export const statusOf = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];
