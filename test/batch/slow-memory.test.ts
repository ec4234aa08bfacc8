/** Nothing that the library is given is kept without end: neither on the heap nor in memory that no collector sees. */
import { describe, expect, it } from 'vitest';
import { growing, grows, room } from '../support/grows.ts';

describe('10,000 calls with what was never there before', () => {
  it.each(growing)('leave the memory of the process as it was after half of them: %s', (what) => {
    const { heap, all } = grows(what, 10_000);
    expect(heap).toBeLessThan(room);
    expect(all).toBeLessThan(room);
  });
});
