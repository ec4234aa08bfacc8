/** What a piece of an operation has made of others, and of what processes believe. */

import type { LifeEvent } from '../event.ts';
import type { Hand } from '../hand.ts';
import type { Moved } from '../moved.ts';
import type { Actor } from '../see.ts';
import { mmOf, type World } from '../world.ts';
import { doubted, losses, wroteTo } from './beliefs.ts';

/** With what its process relies on no more. */
export const believing = (moved: Moved, { name, mm }: Hand): Moved => ({
  ...moved,
  world: doubted(moved.world, name, mm),
});

/** With what the change made of beliefs: a write that counts, what was lost, entries of other processes. */
export function noticed(before: World, moved: Moved, at: Actor): Moved {
  const wrote = moved.wrote ? wroteTo(moved.world, at.mm, at.cpu) : { world: moved.world, events: [] };
  const lost = losses(before, wrote.world);
  return {
    ...moved,
    world: lost.world,
    events: [...moved.events, ...wrote.events, ...lost.events, ...othersOf(before, lost.world, at)],
  };
}

/** The entries of other processes that have changed; a process that is new has been told of. */
const othersOf = (before: World, { mms }: World, at: Actor): readonly LifeEvent[] =>
  mms.flatMap(({ name, pte }) => {
    const was = mmOf(before, name);
    return name !== at.mm && was && was.pte !== pte ? [{ kind: 'entryOf', process: name, pte } as const] : [];
  });
