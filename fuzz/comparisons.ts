/** What can be compared, by name. */
import type { Addon } from '../lib/batch/engine/native.ts';
import { decode } from '../lib/codec/decode.ts';
import { encode } from '../lib/codec/encode.ts';
import type { Comparison } from './comparison.ts';
import { codecComparison, referenceComparison } from './engineComparisons.ts';
import { mmComparison } from './mmComparison.ts';

/** decode() and encode() of one entry. */
const objectComparison: Comparison = {
  words: 1 << 8,
  run(k, words) {
    const word = words.find((one) => encode(k, decode(k, one)) !== one);
    return word === undefined ? undefined : { word, how: 'encode(decode(word)) is another word' };
  },
};

/** How `--target` and files call the comparisons. */
export const comparisonNames = ['codec', 'reference', 'objects', 'mm'] as const;
/** The name of a comparison. */
export type ComparisonName = (typeof comparisonNames)[number];

/** A comparison, with the addon that it runs. */
export function comparisonOf(name: ComparisonName, addon: Addon): Comparison {
  if (name === 'codec') return codecComparison(addon);
  if (name === 'reference') return referenceComparison(addon);
  return name === 'objects' ? objectComparison : mmComparison;
}
