/** What an operation leaves behind: the life afterwards, what there is to tell, and the steps of the kernel. */
import { joined } from '../base/lists.ts';
import type { Outcome, Step } from '../mm/common/outcome.ts';
import { type Errno, type Flush, isFlush, type LifeEvent } from './event.ts';
import { type Life, settled } from './life.ts';
import { pagesOfHuge } from './world.ts';

/** What an operation did. */
export interface Happened {
  readonly life: Life;
  /** What trapped and why, what the kernel returned, which TLB flushes it did. */
  readonly events: readonly LifeEvent[];
  readonly steps: readonly Step[];
  /** The entries that set_pte_at() set one after the other, a child's too: what page_table_check looks at. */
  readonly set: readonly bigint[];
  /** The TLB flushes of the process, in order. */
  readonly flushes?: readonly Flush[] | undefined;
  /** What the flushes did is among the events. */
  readonly tellsFlushes?: true | undefined;
  /** They are done with the change, whatever the call does with others. */
  readonly flushesAtOnce?: true | undefined;
  /** What the other processes that have the page see of it. */
  readonly others?: ((life: Life) => Happened) | undefined;
  /** Pages that were copied. */
  readonly copied?: number | undefined;
  /** A page has to be copied first, and nothing was done. */
  readonly copyNeeded?: true | undefined;
}

/** The life as it is, or with what changed around the entry; the kernel function of the entry did not run. */
export const quietly = (life: Life, ...events: readonly LifeEvent[]): Happened =>
  happenedTo(life, events, [], [], undefined);

const happenedTo = (
  life: Life,
  events: readonly LifeEvent[],
  steps: readonly Step[],
  set: readonly bigint[],
  flushes: readonly Flush[] | undefined,
): Happened => ({
  life,
  events,
  steps,
  set,
  flushes,
  tellsFlushes: undefined,
  flushesAtOnce: undefined,
  others: undefined,
  copied: undefined,
  copyNeeded: undefined,
});

/** A call of user space fails, and nothing changes. */
export const failed = (life: Life, returned: Errno, why?: string): Happened =>
  quietly(life, { kind: 'failed', returned, ...(why !== undefined && { why }) });

/** A kernel function has run on the entry: its outcome settles in the life. */
export const done = (life: Life, { pte, effects, steps }: Outcome, ...events: readonly LifeEvent[]): Happened =>
  happenedTo(settled(life, pte, effects), events, steps, [pte], effects.filter(isFlush));

/** One after the other. */
export const inOrder = (first: Happened, second: Happened): Happened => ({
  life: second.life,
  events: joined(first.events, second.events),
  steps: joined(first.steps, second.steps),
  set: joined(first.set, second.set),
  flushes: joined(first.flushes ?? [], second.flushes ?? []),
  tellsFlushes: first.tellsFlushes || second.tellsFlushes,
  flushesAtOnce: undefined,
  others: second.others ?? first.others,
  copied: (first.copied ?? 0) + (second.copied ?? 0) || undefined,
  copyNeeded: undefined,
});

/** The page has moved to the next free page frame number, which is used up. */
export function moved(happened: Happened): Happened {
  const { life } = happened;
  const next = life.level ? { nextHuge: life.nextHuge + pagesOfHuge } : { nextPfn: life.nextPfn + 1n };
  return { ...happened, life: { ...life, ...next } };
}
