/** Numbers out of files and from servers. */

/** A whole number in a range, its ends included. */
export const isIn = (value: unknown, least: number, most: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;

/** A whole number from 0. */
export const isCount = (value: unknown): value is number => isIn(value, 0, Number.MAX_SAFE_INTEGER);
