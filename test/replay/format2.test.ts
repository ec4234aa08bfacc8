import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRecording } from '../../lib/replay/recording.ts';
import { replay } from '../../lib/replay/replayCalls.ts';
import { replaySteps } from '../../lib/replay/replaySteps.ts';
import { callDifferences, pagemapDifferences, textOf, wordDifferences, wordsOf } from '../support/observations.ts';

const file = new URL('../data/observations/format2/walk-7.3-9.json', import.meta.url);
const json = JSON.parse(readFileSync(file, 'utf8'));
const recording = parseRecording(JSON.stringify(json));
const { kernel: k, records } = recording;

describe('a recording in format 2', () => {
  it('is what the kernel says of it itself', () => {
    expect(k.release).toMatchObject({ series: '7.3', patch: 4 });
    expect(records).toHaveLength(208);
    expect(records.flatMap((step) => [...pagemapDifferences(k, step)])).toEqual([]);
    expect(records.flatMap(wordsOf).flatMap(([word, level]) => [...wordDifferences(k, word, level)])).toEqual([]);
    expect(records.flatMap(({ calls }) => calls).flatMap((call) => [...callDifferences(k, call)])).toEqual([]);
  });

  it('is predicted as a whole', () => {
    const { calls, words } = replay(recording);
    const steps = replaySteps(recording);
    expect([calls.length, steps.length, words.same]).toEqual([44, 75, 208]);
    expect([...calls, ...steps].filter(({ verdict }) => verdict === 'mismatch')).toEqual([]);
  });

  it('is read by its operations, whatever the words of the steps', () => {
    const renamed = json.records.map((record: object) => ({ ...record, step: 'UFFDIO_WRITEPROTECT after clear_refs' }));
    const verdicts = (text: string) => replaySteps(parseRecording(text)).map(({ verdict, after }) => [verdict, after]);
    expect(verdicts(JSON.stringify({ ...json, records: renamed }))).toEqual(verdicts(JSON.stringify(json)));
    const none = json.records.map((record: object) => ({ ...record, operation: { name: 'other' } }));
    expect(verdicts(JSON.stringify({ ...json, records: none })).length).toBeLessThan(50); // mprotect() shows in smaps
  });

  it('has operations that its description names', () => {
    const described = new Set([...textOf('README.md').matchAll(/`([a-z-]+)`/g)].map(([, name]) => name));
    const names = new Set(records.map(({ operation }) => operation.name));
    expect(names.size).toBeGreaterThan(15);
    expect([...names].filter((name) => !described.has(name))).toEqual([]);
    expect(records.filter(({ operation }) => operation.mapping === undefined)).toEqual([]);
  });

  it('is in the order of time', () => {
    expect(records.map(({ at }) => at)).toEqual(records.map((_, i) => i));
  });
});
