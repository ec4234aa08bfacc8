/** What a world is besides its parts: its mapping, who waits, and whatever worlds may come to have. */
import type { World } from '../../world/world.ts';

/** The names of a world that have no part in what it is besides its parts. */
const apart: ReadonlySet<string> = new Set([
  ...['k', 'mms', 'cpus', 'frames', 'slots', 'backing', 'backings', 'nextPfn', 'nextHuge', 'nextSlot', 'own'],
]);

/** What a world is besides its parts: one object for all worlds where nothing waits. */
export function othersOf(w: World): object {
  if (w.held.length === 0 && isPlain(w)) return idleOf(w.mapping);
  return Object.fromEntries(Object.entries(w).filter(([name]) => !apart.has(name)));
}

/** It has nothing that worlds of the library have not. */
function isPlain(w: World): boolean {
  for (const name in w) if (!apart.has(name) && name !== 'mapping' && name !== 'held') return false;
  return true;
}

function idleOf(mapping: World['mapping']): object {
  const known = idle.get(mapping) ?? { mapping, held: [] };
  idle.set(mapping, known);
  return known;
}
const idle = new Map<World['mapping'], object>();
