/** How parts of a world are arranged: pages and slots in the order of their numbers, the entries of a process in it. */
import type { ProcessState } from '../../world/world.ts';

/** By their numbers of now, which they get here if they have none yet. */
export function inOrder<T>(all: readonly T[], numberOf: (one: T) => bigint): readonly T[] {
  if (all.length === 1 && all[0]) numberOf(all[0]);
  if (all.length < 2) return all;
  const numbers = new Map(all.map((one) => [one, numberOf(one)]));
  return [...all].sort((a, b) => ((numbers.get(a) ?? 0n) < (numbers.get(b) ?? 0n) ? -1 : 1));
}

/** Processes by their entries. */
export function together(entries: readonly ProcessState[], pages: number): readonly ProcessState[] {
  if (pages === 1) return entries;
  const firsts = entries.filter((_, i) => i % pages === 0);
  const behind = (i: number) => entries.slice(i * pages + 1, (i + 1) * pages);
  return firsts.map((first, i) => ({ ...first, rest: behind(i) }));
}
