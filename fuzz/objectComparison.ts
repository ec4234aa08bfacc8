/** decode() and encode() of one entry: there and back. */
import { decode } from '../lib/codec/decode.ts';
import { encode } from '../lib/codec/encode.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import type { Comparison } from './comparison.ts';

/** Slow, and so few words of a block. */
export const objectComparison: Comparison = {
  words: 1 << 8,
  run(k, words) {
    for (const [i, word] of words.entries()) {
      const how = wrong(k, word);
      if (how !== undefined) return { compared: i + 1, mismatch: { word, how } };
    }
    return { compared: words.length };
  },
};

/** What is wrong about a word, made out of its fields; an error, too, is a word that does not come back. */
function wrong(k: Kernel, word: bigint): string | undefined {
  try {
    return encode(k, { ...decode(k, word), raw: 0n }) === word ? undefined : 'encode(decode(word)) is another word';
  } catch (error) {
    return `encode(decode(word)) throws: ${(error as Error).message}`;
  }
}
