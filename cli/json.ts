/** Results as JSON: bigints as hex strings, words with all 16 digits. */
import { hex } from '../lib/base/hex.ts';

const wholeWords = new Set(['raw', 'word', 'unexplained', 'pte', 'before', 'after', 'value', 'swpEntry']);

/** A value as one line of JSON. Keys that hold whole words (`raw`, `pte`, ...) have 16 hex digits, other bigints as many as they need. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (key, v) =>
    typeof v === 'bigint' ? (wholeWords.has(key) ? hex(v) : `0x${v.toString(16)}`) : v,
  );
