/** Results as JSON: bigints as hex strings, words with all 16 digits. */
import { hex } from './hex.ts';

const wholeWords = new Set(['raw', 'word', 'unexplained', 'pte', 'before', 'after', 'value', 'swpEntry']);

/**
 * A value as one line of JSON, which JSON.stringify() refuses where there are bigints in it: decode(), explain(), steps of kernel logic.
 * Keys that hold whole words (`raw`, `pte`, ...) have 16 hex digits, other bigints as many as they need. `pte decode --json` prints
 * decode()'s answers so.
 *
 * ```ts
 * toJson(decode(k, 0x8000000012345067n)); // {"kind":"present","level":"pte","pfn":"0x12345",...
 * ```
 */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (key, v) =>
    typeof v === 'bigint' ? (wholeWords.has(key) ? hex(v) : `0x${v.toString(16)}`) : v,
  );
