/** What callers call a word of 64 bits, and what they are told of anything else. */
import { rangeError, shown, typeError } from './errors.ts';

/** The largest word. */
export const largestWord = BigInt.asUintN(64, -1n);

/** How a number is written as a word, where it still has all its digits. */
const asBigint = (value: unknown): string =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? ` (write ${value}n)` : '';

/**
 * Says why a value is no word; `what` begins the sentence.
 * @throws TypeError unless it is a bigint, else RangeError.
 */
export function refuseWord(what: string, value: unknown): never {
  if (typeof value !== 'bigint') throw typeError(`${what} as a bigint, got ${shown(value)}${asBigint(value)}`);
  throw rangeError(`${what}, got ${value < 0n ? '-' : ''}0x${(value < 0n ? -value : value).toString(16)}`);
}
