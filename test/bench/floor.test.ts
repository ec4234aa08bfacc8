/** What the bench concludes from times; the times themselves are not tested. */
import { expect, it } from 'vitest';
import { quantile, spread } from '../../bench/byTurns.ts';
import { measuredFloors, underFloor } from '../../bench/floor.ts';

const result = { name: 'decode', target: 'avx2', threads: 1, words: 4, nsPerWord: 1, ratioToMemcpy: 0.5, spread: 0.1 };
const floor = { name: 'decode', target: 'avx2', words: 4 };

it('takes quantiles between the values', () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([1, 2, 3, 4, 5], 0.25)).toBe(2);
  expect(spread([1, 2, 3, 4, 5])).toBeCloseTo(1 / 3);
});

it('tells of a ratio that is under its floor by more than the noise', () => {
  expect(underFloor([{ ...floor, ratio: 0.59 }], [result])).toEqual([]);
  expect(underFloor([{ ...floor, ratio: 0.61 }], [result])).toEqual([
    'decode, avx2, 4 words: expected a ratio of 0.61 or more, got 0.500 (±10 %)',
  ]);
});

it('asks nothing of a target that the machine lacks', () => {
  expect(underFloor([{ ...floor, target: 'avx512', ratio: 9 }], [result])).toEqual([]);
});

it('counts what was measured alone', () => {
  const floors = [floor, { ...floor, target: 'avx512' }, { ...floor, words: 8 }].map((f) => ({ ...f, ratio: 0.1 }));
  expect(measuredFloors(floors, [result])).toEqual(floors.slice(0, 1));
});
