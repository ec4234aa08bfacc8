/** Questions about bits in plain bigints, one word at a time: what native/batch/find.hpp says of a step, as it reads. */
import { stepDoes, stepWords } from '../../query/steps.ts';

type Step = readonly bigint[];
const stepsIn = (steps: BigUint64Array): readonly Step[] =>
  Array.from({ length: steps.length / stepWords }, (_, i) => [...steps.subarray(i * stepWords, (i + 1) * stepWords)]);

function test(step: Step, word: bigint): boolean {
  const [mask, value, flip, field, low, width] = step as [bigint, bigint, bigint, bigint, bigint, bigint];
  return (word & mask) === value && (width === 0n || BigInt.asUintN(64, ((word ^ flip) & field) - low) < width);
}

function answer(steps: readonly Step[], word: bigint): boolean {
  const answers: boolean[] = [];
  for (const step of steps) {
    const does = step[stepWords - 1];
    if (does === stepDoes.test) answers.push(test(step, word));
    else {
      const [b, a] = [answers.pop() === true, answers.pop() === true];
      answers.push(does === stepDoes.and ? a && b : a || b);
    }
  }
  return answers[0] === true;
}

/** Engine.find(). */
export function referenceFind(steps: BigUint64Array, words: BigUint64Array, from: number, found: Uint32Array): number {
  const list = stepsIn(steps);
  let count = 0;
  for (let i = from; i < words.length && count < found.length; i++)
    if (answer(list, words[i] as bigint)) found[count++] = i;
  return count;
}
