/** A question about bits as the numbers that an engine runs: native/batch/find.hpp reads them in this order. */
import type { Bits, BitTest } from './bits.ts';

/** How many words a step takes: mask, value, flip, field, low and width of a BitTest, and what to do. */
export const stepWords = 7;
/** What a step does: it tests the words at hand, or takes the last two answers and puts one in their place. */
export const stepDoes = { test: 0n, and: 1n, or: 2n } as const;

const ofTest = ({ mask, value, flip, field, low, width }: BitTest): readonly bigint[] => [
  ...[mask, value, flip, field, low, width],
  stepDoes.test,
];
const ofList = (op: 'and' | 'or'): readonly bigint[] => [...Array<bigint>(stepWords - 1).fill(0n), stepDoes[op]];

/** How many answers are held at once while a question is run. */
function depthOf(bits: Exclude<Bits, boolean>): number {
  if (bits.op === 'test') return 1;
  return deepestFirst(bits.of).reduce((depth, part, i) => Math.max(depth, depthOf(part) + Math.min(i, 1)), 0);
}
/** What holds most answers comes first, while none of the others is held: so the depth is the logarithm of the length. */
const deepestFirst = (parts: readonly Exclude<Bits, boolean>[]) =>
  parts
    .map((part) => ({ part, depth: depthOf(part) }))
    .sort((a, b) => b.depth - a.depth)
    .map(({ part }) => part);

function stepsIn(bits: Exclude<Bits, boolean>): readonly (readonly bigint[])[] {
  if (bits.op === 'test') return [ofTest(bits)];
  return deepestFirst(bits.of).flatMap((part, i) => [...stepsIn(part), ...(i > 0 ? [ofList(bits.op)] : [])]);
}

const never: BitTest = { op: 'test', mask: 0n, value: 0n, flip: 0n, field: 0n, low: 1n, width: 1n };
const always: BitTest = { ...never, low: 0n, width: 0n };

/** The steps of a question, for a machine that keeps answers on a stack; one is left at the end. */
export const stepsOf = (bits: Bits): BigUint64Array =>
  BigUint64Array.from(stepsIn(typeof bits === 'boolean' ? (bits ? always : never) : bits).flat());
