/** Readers of JSON values, which name a value that is not what it should be. Each is made of smaller ones. */
import { rangeError, shown } from '../base/errors.ts';

/**
 * Reads one value; `where` names it in an error.
 *
 * @throws RangeError (ERR_PTE_INPUT) for another kind of value.
 */
export type Read<T> = (value: unknown, where: string) => T;

/** The error for a value that is not what it should be. */
export const wrong = (where: string, wanted: string, got: unknown) =>
  rangeError(`expected ${where} to be ${wanted}, got ${shown(got)}`, 'ERR_PTE_INPUT');

/** A reader of values that pass the test `is`; `wanted` says what they are. */
export const reader =
  <T>(wanted: string, is: (value: unknown) => value is T): Read<T> =>
  (value, where) => {
    if (!is(value)) throw wrong(where, wanted, value);
    return value;
  };
/** Reads a string. */
export const text = reader('a string', (v): v is string => typeof v === 'string');
/** Reads a boolean. */
export const flag = reader('true or false', (v): v is boolean => typeof v === 'boolean');
/** Reads a whole number. */
export const count = reader('a number', (v): v is number => Number.isInteger(v));
const array = reader('an array', (v): v is unknown[] => Array.isArray(v));
/** Reads an object that is no array. */
export const object = reader(
  'an object',
  (v): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v),
);
const hexWord = reader(
  'a 64-bit word in hex, such as 0x8000000012345027',
  (v): v is string => typeof v === 'string' && /^0x[0-9a-f]{1,16}$/i.test(v),
);

/** Reads a 64-bit word, which stands as a string of hex digits. */
export const word: Read<bigint> = (value, where) => BigInt(hexWord(value, where));
/** Reads an array whose items are all read by `item`. */
export const list =
  <T>(item: Read<T>): Read<readonly T[]> =>
  (value, where) =>
    array(value, where).map((v, i) => item(v, `${where}[${i}]`));
/** Reads a value that may be absent or null: then it is undefined. */
export const ifPresent =
  <T>(read: Read<T>): Read<T | undefined> =>
  (value, where) =>
    value === undefined || value === null ? undefined : read(value, where);
/** Reads an object: each of our keys from the JSON's key of that name. Other keys of the JSON are passed over. */
export function shape<T>(keys: { readonly [K in keyof T]: readonly [key: string, read: Read<T[K]>] }): Read<T> {
  const entries = Object.entries(keys) as [string, readonly [string, Read<unknown>]][];
  return (value, where) => {
    const from = object(value, where);
    const found: Record<string, unknown> = {};
    for (const [ours, [key, read]] of entries) found[ours] = read(from[key], `${where}.${key}`);
    return found as T;
  };
}
