/** Results as JSON: bigints as hex strings, words with all 16 digits. */
import { hex } from './hex.ts';

const wholeWords = new Set(['raw', 'word', 'unexplained', 'pte', 'before', 'after', 'value', 'swpEntry']);

/** What stands for a value under a key. */
const asJson = (key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? (wholeWords.has(key) ? hex(value) : `0x${value.toString(16)}`) : value;

/** A copy of an object whose bigints are text, as in toJson(); objects in it are left as they are. */
export const inJson = (object: object): object =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, asJson(key, value)]));

/**
 * A value as one line of JSON, which JSON.stringify() refuses where there are bigints in it, as in what explain() gives and in steps of
 * kernel logic; what decode() gives alone it takes, and writes the same. Keys that hold whole words (`raw`, `pte`, ...) have 16 hex digits, other bigints as many as they need. `pte decode --json` prints
 * decode()'s answers so.
 *
 * ```ts
 * toJson(decode(k, 0x8000000012345067n)); // {"kind":"present","level":"pte","pfn":"0x12345",...
 * ```
 */
export const toJson = (value: unknown): string => JSON.stringify(value, asJson);
