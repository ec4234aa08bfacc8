/** Rows are resolved twice, by lib/kernel/layout.ts and by native/spec/layout.hpp: to the same words for every release and configuration. */
import { describe, expect, it } from 'vitest';
import { kernels } from '../../spec/kernels.ts';
import { allPoints } from '../../spec/tools/points.ts';
import { native } from '../support/native.ts';
import { differences, distinct, everySwitch, machines, oneOff, oneOn } from '../support/resolvers.ts';
import { everyNth } from '../support/whole.ts';

const ends = [allPoints[0] as string, allPoints.at(-1) as string];

describe.skipIf(!native)('the two resolvers', () => {
  it('agree for every release, with each option alone on and alone off, on every machine', () => {
    const switched = [...oneOff, ...oneOn];
    expect(differences(everyNth(allPoints, 16), switched)).toEqual([]);
    // A machine is seen by rows of entries alone
    const configs = switched.flatMap((config) => machines.map((machine) => ({ ...config, ...machine })));
    expect(differences(everyNth(distinct, 6), configs)).toEqual([]);
  });

  // slow-resolvers.test.ts does so for every set of rows of entries that a release can have
  it('agree for the first and the last release, with every combination of the options they ask for', () => {
    expect(ends.flatMap((release) => differences([release], everySwitch(release)))).toEqual([]);
  });

  it('agree before the first release of a series and far after it', () => {
    const releases = allPoints.filter((release) => release.endsWith('.0'));
    const series = releases.map((release) => release.slice(0, -2));
    const late = kernels.map((row) => `${row.series}.${'last' in row ? row.last : 999}`);
    const candidates = series.flatMap((name) => [0, 1, 4, 8].map((n) => `${name}-rc${n}`));
    expect(differences([...late, ...candidates], [{}, { pagingLevels: 5 }])).toEqual([]);
  });
});
