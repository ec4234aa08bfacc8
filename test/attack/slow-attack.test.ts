/** An attack counts what it is for: each fault that is put in falls into its column. */
import { describe, expect, it } from 'vitest';
import { type Area, columns } from '../../attack/area.ts';
import { areas } from '../../attack/areas.ts';
import { attackArea } from '../../attack/attack.ts';
import { randomOf } from '../../attack/random.ts';
import { countedWith, putIn } from '../../attack/selftest.ts';
import { heading, rowLine } from '../../attack/table.ts';
import { native } from '../support/native.ts';

describe.skipIf(!native)('a fault that is put in', () => {
  it.each(putIn.filter(({ cheap }) => cheap))('$fault is counted in $area.name: $column', async (one) => {
    expect(await countedWith(1, one)).toMatchObject({ counted: true });
  });

  it('is there for every column', () => {
    expect(columns.filter((column) => !putIn.some((one) => one.column === column))).toEqual([]);
  });
});

describe('an attack', () => {
  const settings = {
    form: 'tiny',
    seed: 1,
    victim: { command: '', library: '', addon: '' },
    patience: 60,
  } as const;

  it('that cannot go on is a failure, and no silence', async () => {
    const broken: Area = { name: 'broken', run: () => Promise.reject(new Error('no such tool')) };
    const row = await attackArea(broken, settings);
    expect(row.counts['wrong exits or verdicts']).toBe(1);
    expect(row.failures[0]?.what).toContain('no such tool');
  });

  it('has a line for each area under the columns', async () => {
    const row = await attackArea({ name: 'calm', run: async () => ({ inputs: 1234, failures: [] }) }, settings);
    expect(heading()).toBe(
      'area           inputs  crash / raw stack  hangs  wrong exits or verdicts  lost or wrong data',
    );
    expect(rowLine(row).replaceAll(/ +/g, ' ')).toBe('calm 1,234 0 0 0 0');
    expect(new Set(areas.map(({ name }) => name)).size).toBe(areas.length);
  });

  it('tries the same for the same seed', () => {
    const list = Array.from({ length: 100 }, (_, i) => i);
    const chosen = (seed: number, name: string) => randomOf(seed, name).sample(list, 10);
    expect(chosen(1, 'a')).toEqual(chosen(1, 'a'));
    expect(chosen(1, 'a')).toHaveLength(10);
    expect(chosen(1, 'a')).not.toEqual(chosen(2, 'a'));
    expect(chosen(1, 'a')).not.toEqual(chosen(1, 'b'));
  });
});
