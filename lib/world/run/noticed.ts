/** What a piece of an operation has made of others, and of what processes believe. */

import { joined } from '../../base/lists.ts';
import { entriesOf } from '../entries.ts';
import type { LifeEvent } from '../event.ts';
import type { Hand } from '../hand.ts';
import type { Moved } from '../moved.ts';
import { movedWith } from '../remade.ts';
import type { Actor } from '../see.ts';
import { mmOf, type World } from '../world.ts';
import { doubted, losses, wroteTo } from './beliefs.ts';

/** With what its process relies on no more. */
export const believing = (moved: Moved, { name }: Hand, at: Actor): Moved =>
  movedWith(moved, { world: doubted(moved.world, name, at) });

/** With what the change made of beliefs: a write that counts, what was lost, entries of other processes. */
export function noticed(before: World, moved: Moved, at: Actor): Moved {
  const wrote = moved.wrote ? wroteTo(moved.world, at) : { world: moved.world, events: [] };
  const lost = losses(before, wrote.world);
  return movedWith(moved, {
    world: lost.world,
    events: [moved.events, wrote.events, lost.events, othersOf(before, lost.world, at)].reduce(joined),
  });
}

/** The entries of other processes that have changed; a process that is new has been told of. */
const othersOf = (before: World, now: World, at: Actor): readonly LifeEvent[] =>
  now.mms.flatMap((mm) => {
    const was = mmOf(before, mm.name);
    if (was === mm) return [];
    const [old, ptes] = [was ? entriesOf(was) : [], entriesOf(mm).map(({ pte }) => pte)];
    if (mm.name === at.mm || !was || ptes.every((pte, i) => pte === old[i]?.pte)) return [];
    return [{ kind: 'entryOf', process: mm.name, pte: mm.pte, ...(mm.rest && { ptes }) } as const];
  });
