/** Arrays of words through the engines: the core's instruction sets against each other, and the core against TypeScript. */
import { type Columns, columns, firstEntries } from '../lib/batch/columns.ts';
import { layoutWords } from '../lib/batch/engine/layoutWords.ts';
import { type Addon, listed } from '../lib/batch/engine/native.ts';
import { referenceEngine } from '../lib/batch/engine/reference.ts';
import { blockWords } from './blocks.ts';
import type { Compared, Comparison } from './comparison.ts';
import { seeColumns } from './coverage.ts';

const bytes = (a: ArrayBufferView): Buffer => Buffer.from(a.buffer, a.byteOffset, a.byteLength);
const same = (a: ArrayBufferView, b: ArrayBufferView): boolean => bytes(a).equals(bytes(b));
const sameColumns = (a: Columns, b: Columns): boolean =>
  listed(a).every((column, i) => same(column, listed(b)[i] as typeof column));

/** The first row in which columns differ. */
function differs(a: Columns, b: Columns): number | undefined {
  const rows = listed(a).map((column, i) => column.findIndex((v, at) => v !== (listed(b)[i] as typeof column)[at]));
  const wrong = rows.filter((row) => row >= 0);
  return wrong.length > 0 ? Math.min(...wrong) : undefined;
}

/** Words of a block that the engines run: all of them by the core, fewer by TypeScript. */
export const engineWords = { codec: blockWords, reference: 1 << 12 } as const;

/** The best instruction set that the processor has, there and back, and the next best, there. */
export function codecComparison(addon: Addon): Comparison {
  const [other = '', best = other] = addon.targets().slice(-2);
  const [a, b] = [columns(blockWords), columns(blockWords)];
  const again = new BigUint64Array(blockWords);
  return {
    words: engineWords.codec,
    run(k, words, seen) {
      const layout = layoutWords(k);
      const [x, y, back] = [
        firstEntries(a, words.length),
        firstEntries(b, words.length),
        again.subarray(0, words.length),
      ];
      addon.setTarget(best);
      addon.decode(layout, words, ...listed(x));
      if (seen) seeColumns(seen, x);
      const refused = addon.encode(layout, ...listed(x), back);
      addon.setTarget(other);
      addon.decode(layout, words, ...listed(y));
      addon.setTarget(best);
      const found = (at: number, how: string): Compared => ({
        compared: words.length,
        mismatch: { word: words[at] ?? (words[0] as bigint), how }, // a core that is wrong may be so about the place
      });
      if (refused !== -1) return found(refused, `${best} decodes it to a row that it does not encode`);
      if (!same(words, back))
        return found(
          words.findIndex((w, i) => w !== back[i]),
          `${best} does not bring it back`,
        );
      return sameColumns(x, y)
        ? { compared: words.length }
        : found(differs(x, y) as number, `${best} and ${other} decode it differently`);
    },
  };
}

/** The core against the reference engine in TypeScript. */
export function referenceComparison(addon: Addon): Comparison {
  return {
    words: engineWords.reference,
    run(k, words, seen) {
      const layout = layoutWords(k);
      const [a, b] = [columns(words.length), columns(words.length)];
      addon.decode(layout, words, ...listed(a));
      referenceEngine.decode(layout, words, b);
      if (seen) seeColumns(seen, b);
      const at = differs(a, b);
      if (at === undefined) return { compared: words.length };
      const mismatch = { word: words[at] as bigint, how: 'the core and the reference decode it differently' };
      return { compared: words.length, mismatch };
    },
  };
}
