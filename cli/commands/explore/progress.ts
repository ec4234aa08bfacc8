/** How far a search is, on a terminal. */
import type { SearchProgress } from '../../../lib/explore/searched.ts';
import { number } from '../../many.ts';

const everyMs = 200;

/** A line on stderr that is drawn over and over, where that is a terminal; elsewhere nothing. */
export function progressOf(): { readonly at: (progress: SearchProgress) => void; readonly done: () => void } {
  const isShown = Boolean(process.stderr.isTTY);
  let next = 0;
  return {
    at: ({ states, transitions, depth }) => {
      const now = Date.now();
      if (!isShown || now < next) return;
      next = now + everyMs;
      process.stderr.write(`\r${number(states)} states, ${number(transitions)} transitions, ${depth} deep\x1b[K`);
    },
    done: () => {
      if (isShown) process.stderr.write('\r\x1b[K');
    },
  };
}
