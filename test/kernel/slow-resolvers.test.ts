/** The long form of resolvers.test.ts: every combination of options. */
import { describe, expect, it } from 'vitest';
import { native } from '../support/native.ts';
import { differences, distinct, everySwitch } from '../support/resolvers.ts';

describe.skipIf(!native)('the two resolvers', () => {
  it('agree for every set of rows of entries that a release can have, with every combination of the options it asks for', () => {
    expect(distinct.length).toBeGreaterThan(25);
    expect(distinct.flatMap((release) => differences([release], everySwitch(release)))).toEqual([]);
  });
});
