/** Lists that stay the same object where nothing of them changes, so that what holds them may stay the same too. */

/** One list after the other. */
export function joined<T>(first: readonly T[], second: readonly T[]): readonly T[] {
  if (first.length === 0) return second;
  return second.length === 0 ? first : [...first, ...second];
}

/** Those for which something holds. */
export const only = <T>(list: readonly T[], is: (one: T) => boolean): readonly T[] =>
  list.every(is) ? list : list.filter(is);

/** Each one as it is after a change. */
export function altered<T>(list: readonly T[], change: (one: T) => T): readonly T[] {
  const after = list.map(change);
  return after.every((one, i) => one === list[i]) ? list : after;
}
