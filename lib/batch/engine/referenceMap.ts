/** Maps in plain bigints, one word at a time: what native/batch/map.hpp says of a step, as it reads. */
import { mapStepWords } from './types.ts';

interface Step {
  readonly mask: bigint;
  readonly value: bigint;
  readonly some: bigint;
  readonly keep: bigint;
  readonly flip: bigint;
}

function stepsIn(numbers: BigUint64Array): readonly Step[] {
  return Array.from({ length: numbers.length / mapStepWords }, (_, i) => {
    const step = numbers.subarray(i * mapStepWords) as unknown as [bigint, bigint, bigint, bigint, bigint];
    const [mask, value, some, keep, flip] = step;
    return { mask, value, some, keep, flip };
  });
}

const holds = ({ mask, value, some }: Step, word: bigint): boolean =>
  (word & mask) === value && (some === 0n || (word & some) !== 0n);

/** What steps make of a word. */
export const mappedWord = (steps: readonly Step[], was: bigint): bigint =>
  steps.reduce((word, step) => (holds(step, was) ? (word & step.keep) ^ step.flip : word), was);

/** Engine.map(). */
export function referenceMap(steps: BigUint64Array, words: BigUint64Array, into: BigUint64Array): void {
  const list = stepsIn(steps);
  words.forEach((word, i) => {
    into[i] = mappedWord(list, word);
  });
}
