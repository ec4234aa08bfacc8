import { describe, expect, it } from 'vitest';
import { decode } from '../../lib/codec/decode.ts';
import {
  callDifferences,
  files,
  pagemapDifferences,
  recordings,
  vmFlagDifferences,
  wordDifferences,
  wordsOf,
} from '../support/observations.ts';
import { stepDifferences } from '../support/steps.ts';

const all = recordings();
const recording = (file: string) => all.get(file) as NonNullable<ReturnType<typeof all.get>>;
const scenarios = files.filter((file) => file.startsWith('linux-'));
const walks = files.filter((file) => file.startsWith('walk-'));
/** Made by record/, on other releases and with five-level paging; and of kernels built for it. */
const built = ['lives-4.19', 'lives-5.4', 'lives-6.12-hmm', 'walk-4.19-1', 'walk-5.4-1'];
const own = ['lives-5.10', 'lives-6.16', 'lives-7.3', 'lives-7.3-5level', 'walk-5.10-1', 'walk-6.16-5level-2'];
const ownFiles = [...own, ...built].map((name) => `${name}.json`);
const count = (names: readonly string[]) => names.reduce((n, file) => n + recording(file).records.length, 0);

describe('the recordings', () => {
  it('are 326 steps of scenarios and 1616 operations of walks', () => {
    expect(count(scenarios)).toBe(326);
    expect(count(walks.filter((file) => !ownFiles.includes(file)))).toBe(1616);
    expect(count(ownFiles)).toBeGreaterThan(3400);
    expect(new Set([...scenarios, ...walks, ...ownFiles])).toEqual(new Set(files));
  });

  it('name the kernel they were made on', () => {
    const kernels = scenarios.map((file) => recording(file).kernel);
    expect(kernels.map(({ release }) => `${release.series}.${release.patch}`)).toEqual([
      '6.1.192',
      '6.12.107',
      '6.18.15',
    ]);
    expect(kernels.map(({ config }) => config.devicePrivate)).toEqual([false, false, true]);
  });
});

describe('an entry of a running kernel', () => {
  it.each(scenarios)('is of the kind that the step describes: %s', (file) => {
    const { kernel: k, records } = recording(file);
    const differences = records.flatMap(({ scenario, step, raw, level }) => [
      ...stepDifferences(scenario, step, decode(k, raw, { level })),
    ]);
    expect(differences).toEqual([]);
  });

  it.each(files)('holds what its pagemap word says: %s', (file) => {
    const { kernel: k, records } = recording(file);
    expect(records.flatMap((step) => [...pagemapDifferences(k, step)])).toEqual([]);
  });

  it.each(files)('has a meaning for every bit, and comes back the same: %s', (file) => {
    const { kernel: k, records } = recording(file);
    const words = records.flatMap(wordsOf);
    expect(words.flatMap(([word, level]) => [...wordDifferences(k, word, level)])).toEqual([]);
  });

  it.each(files)('is before and after a call what the function works on: %s', (file) => {
    const { kernel: k, records } = recording(file);
    const calls = records.flatMap((step) => step.calls);
    expect(calls.length).toBeGreaterThan(50);
    expect(calls.flatMap((call) => [...callDifferences(k, call)])).toEqual([]);
  });

  it.each(walks)('lies in a mapping whose flags are those that smaps shows: %s', (file) => {
    const { kernel: k, records } = recording(file);
    expect(records.flatMap((step) => [...vmFlagDifferences(k, step)])).toEqual([]);
  });
});
