/** Nothing that the library is given is kept without end. slow-memory.test.ts does the same ten thousand times. */
import { describe, expect, it } from 'vitest';
import { growing, grows, room } from '../support/grows.ts';

describe('300 calls with what was never there before', () => {
  it.each(growing)('leave no more memory in use than half of them did: %s', (what) => {
    expect(grows(what, 300).heap).toBeLessThan(room);
  });
});
