/** A search that a signal ends: what it has come to by then is printed. */
import { setImmediate } from 'node:timers/promises';
import { untilSignal } from '../../untilSignal.ts';

/** How long a signal may have to wait. */
const turnMs = 50;

/** Goes through a search, or several, and lets signals in now and then; gives what came of it and which signal ended it. */
export const inTurns = <T>(search: (stop: AbortSignal) => Generator<undefined, T>) =>
  untilSignal(async (stop) => {
    const turns = search(stop);
    let next = Date.now() + turnMs;
    for (;;) {
      const { done, value } = turns.next();
      if (done) return value;
      if (Date.now() < next) continue;
      await setImmediate();
      next = Date.now() + turnMs;
    }
  });
