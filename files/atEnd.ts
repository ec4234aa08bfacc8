/** What is tidied up however this process ends: by itself, by an error, or by any signal that can be caught. */
import { constants } from 'node:os';

/** Signals that would end the process before it could tidy up. */
const signals = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGALRM', 'SIGUSR2', 'SIGXCPU'] as const;
type Signal = (typeof signals)[number];

const tidyings = new Set<() => void>();

/** Has `tidy` called at the end of this process, once and without waiting. The result takes it back. */
export function atEnd(tidy: () => void): () => void {
  if (tidyings.size === 0) listen('on');
  tidyings.add(tidy);
  return () => {
    if (tidyings.delete(tidy) && tidyings.size === 0) listen('off');
  };
}

function listen(how: 'on' | 'off'): void {
  process[how]('exit', tidyAll);
  for (const signal of signals) process[how](signal, onSignal);
}

/** The last that came goes first: processes before the folders in which they write. */
function tidyAll(): void {
  for (const tidy of [...tidyings].reverse())
    try {
      tidy();
    } catch {
      // the end of the process does not wait for one of them
    }
}

/** Ends the process with the shell's status of the signal, unless somebody else listens too and decides. */
function onSignal(signal: Signal): void {
  if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal]);
}
