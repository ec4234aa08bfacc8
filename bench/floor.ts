/** The floor: ratios that no change may fall under. */
import type { Result } from './result.ts';

/** A row of bench/floor.json: at so many words, `ratioToMemcpy` of a target is at least this. */
export interface Floor extends Pick<Result, 'name' | 'target' | 'words'> {
  readonly ratio: number;
}

const resultOf = ({ name, target, words }: Floor, results: readonly Result[]): Result | undefined =>
  results.find((r) => r.name === name && r.target === target && r.words === words && r.threads === 1);

/** The floors of what was measured: a machine lacks targets, and a run may leave sizes out. */
export const measuredFloors = (floors: readonly Floor[], results: readonly Result[]): readonly Floor[] =>
  floors.filter((floor) => resultOf(floor, results) !== undefined);

/**
 * What is under the floor, a line each, with what was measured. A ratio is under it when it would be even if it were better by twice
 * what this run's own turns differed by. Targets that this machine lacks are not asked for.
 */
export function underFloor(floors: readonly Floor[], results: readonly Result[]): readonly string[] {
  return floors.flatMap((floor) => {
    const { name, target, words, ratio } = floor;
    const found = resultOf(floor, results);
    if (found === undefined || found.ratioToMemcpy * (1 + 2 * found.spread) >= ratio) return [];
    const got = `${found.ratioToMemcpy.toFixed(3)} (±${(100 * found.spread).toFixed(0)} %)`;
    return [`${name}, ${target}, ${words} words: expected a ratio of ${ratio} or more, got ${got}`];
  });
}
