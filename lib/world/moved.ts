/** What a piece of an operation made of the world. */
import { joined } from '../base/lists.ts';
import type { Step } from '../mm/common/outcome.ts';
import type { Flush, LifeEvent } from './event.ts';
import type { Due } from './hand.ts';
import type { World } from './world.ts';

/** A TLB flush that was done. */
export interface Flushed {
  readonly effect: Flush;
  /** The process whose entries went. */
  readonly mm: string;
  /** The CPUs whose TLBs held one, but for the one that flushed. */
  readonly from: readonly string[];
}

/** The world afterwards, and what there is to tell. */
export interface Moved {
  readonly world: World;
  readonly events: readonly LifeEvent[];
  readonly steps: readonly Step[];
  /** TLB flushes that are due, by process; they have not been done. */
  readonly due?: readonly Due[] | undefined;
  /** TLB flushes that have been done. */
  readonly flushed?: readonly Flushed[] | undefined;
  /** Pages that were copied. */
  readonly copied?: number | undefined;
  /** The acting process has written to the page. */
  readonly wrote?: true | undefined;
}

/** The world as it is, and what there is to tell. */
export const still = (world: World, ...events: readonly LifeEvent[]): Moved => ({
  world,
  events,
  steps: [],
  due: undefined,
  flushed: undefined,
  copied: undefined,
  wrote: undefined,
});

/** One after the other. */
export const after = (first: Moved, then: (world: World) => Moved): Moved => {
  const second = then(first.world);
  return {
    world: second.world,
    events: joined(first.events, second.events),
    steps: joined(first.steps, second.steps),
    due: joined(first.due ?? [], second.due ?? []),
    flushed: joined(first.flushed ?? [], second.flushed ?? []),
    copied: (first.copied ?? 0) + (second.copied ?? 0),
    wrote: undefined,
  };
};
