/** Results as JSON: bigints as hex strings, words with all 16 digits. */
import { hex } from '../lib/base/hex.ts';

const wholeWords = new Set(['raw', 'word', 'unexplained', 'pte', 'before', 'after', 'value']);

export const toJson = (value: unknown): string =>
  JSON.stringify(value, (key, v) =>
    typeof v === 'bigint' ? (wholeWords.has(key) ? hex(v) : `0x${v.toString(16)}`) : v,
  );
