/** The whole of what scenario.test.ts asks two releases: every pair of operations, on every release that checks its entries. */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { checkedSeries, pairs } from '../support/pairs.ts';
import { onceForAnswers } from '../support/recordedKernel.ts';

describe('every pair of operations', () => {
  /** It depends on a kernel by what the operations ask of it. */
  const passes = onceForAnswers((k) => {
    const { ends, refused } = pairs(k);
    expect(ends).toBeGreaterThan(300);
    expect(refused).toEqual([]);
  });

  it.each(checkedSeries)('of %s leaves an entry that the kernel’s own check lets pass', (series) => {
    passes(kernel(series));
  });
});
