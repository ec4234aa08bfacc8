/** What words say on a kernel, kept for whoever asks about the same word again. */
import type { Kernel } from './kernel.ts';

/** A search comes across some thousands of words; beyond that all are read anew. */
const most = 10_000;

/** A reading of words that has to be done once for each word of a kernel. */
export function byWord<T>(read: (k: Kernel, word: bigint) => T): (k: Kernel, word: bigint) => T {
  const kernels = new WeakMap<Kernel, Map<bigint, T>>();
  let [last, words] = [undefined as Kernel | undefined, new Map<bigint, T>()];
  const wordsOf = (k: Kernel): Map<bigint, T> => {
    const known = kernels.get(k) ?? new Map<bigint, T>();
    kernels.set(k, known);
    return known;
  };
  return (k, word) => {
    if (k !== last) [last, words] = [k, wordsOf(k)];
    const known = words.get(word);
    if (known !== undefined || words.has(word)) return known as T;
    if (words.size >= most) words.clear();
    const made = read(k, word);
    words.set(word, made);
    return made;
  };
}
