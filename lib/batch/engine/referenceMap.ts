/** Maps in plain bigints, one word at a time: what native/batch/map.hpp says of a step, as it reads. */
import { mapStepWords } from './types.ts';

interface Step {
  readonly mask: bigint;
  readonly value: bigint;
  readonly keep: bigint;
  readonly flip: bigint;
}

function stepsIn(numbers: BigUint64Array): readonly Step[] {
  return Array.from({ length: numbers.length / mapStepWords }, (_, i) => {
    const [mask, value, keep, flip] = numbers.subarray(i * mapStepWords) as unknown as [bigint, bigint, bigint, bigint];
    return { mask, value, keep, flip };
  });
}

/** What steps make of a word. */
export const mappedWord = (steps: readonly Step[], was: bigint): bigint =>
  steps.reduce((word, { mask, value, keep, flip }) => ((was & mask) === value ? (word & keep) ^ flip : word), was);

/** Engine.map(). */
export function referenceMap(steps: BigUint64Array, words: BigUint64Array, into: BigUint64Array): void {
  const list = stepsIn(steps);
  words.forEach((word, i) => {
    into[i] = mappedWord(list, word);
  });
}
