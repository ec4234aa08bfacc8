/** What an operation leaves behind: the life afterwards, what there is to tell, and the steps of the kernel. */
import type { Outcome, Step } from '../mm/common/outcome.ts';
import { isFlush, type LifeEvent } from './event.ts';
import { type Life, settled } from './life.ts';

/** What an operation did. */
export interface Happened {
  readonly life: Life;
  /** What trapped and why, what the kernel returned, which TLB flushes it did. */
  readonly events: readonly LifeEvent[];
  readonly steps: readonly Step[];
}

/** The life as it is, or with what changed around the entry; the kernel function of the entry did not run. */
export const quietly = (life: Life, ...events: readonly LifeEvent[]): Happened => ({ life, events, steps: [] });

/** A kernel function has run on the entry: its outcome settles in the life, and its flushes are told after `events`. */
export const done = (life: Life, outcome: Outcome, ...events: readonly LifeEvent[]): Happened => ({
  life: settled(life, outcome.pte, outcome.effects),
  events: [...events, ...outcome.effects.filter(isFlush).map((effect) => ({ kind: 'flush', effect }) as const)],
  steps: outcome.steps,
});

/** The page has moved to the next free page frame number, which is used up. */
export const moved = (happened: Happened): Happened => ({
  ...happened,
  life: { ...happened.life, nextPfn: happened.life.nextPfn + 1n },
});
