/** Words that kernels left: none of them breaks a rule, and none gets a hint. */
import { readdirSync, readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { checkEntry } from '../../lib/check/checkEntry.ts';
import type { CheckOptions } from '../../lib/check/finding.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { parseRecording, type Recording } from '../../lib/replay/recording.ts';
import { recordings } from '../support/observations.ts';
import { everyNth } from '../support/whole.ts';

const folder = new URL('../data/selftests/', import.meta.url);
const selftests = readdirSync(folder)
  .filter((name) => name.endsWith('.json.br'))
  .map((name) => [name, `${brotliDecompressSync(readFileSync(new URL(name, folder)))}`] as const);

/** The words of a recording with their levels. After a call a huge page may be split, and then the word is one of another level. */
function* wordsOf(recording: Recording): Generator<[bigint, CheckOptions]> {
  for (const { raw, level, pagemap, calls } of recording.records) {
    yield [raw, { level }];
    yield [pagemap, { as: 'pagemap' }];
    for (const { before, after, level: ofCall = 'pte' } of calls)
      for (const word of [before, ofCall === 'pte' ? after : undefined])
        if (word !== undefined) yield [word, { level: ofCall }];
  }
}

function complaints(k: Kernel, words: Iterable<[bigint, CheckOptions]>): readonly string[] {
  const found = new Set<string>();
  for (const [word, options] of words) {
    const { rules, hints } = checkEntry(k, word, options);
    for (const { name, text } of [...rules, ...hints])
      found.add(`${word.toString(16)} ${options.level ?? options.as}: ${name}: ${text}`);
  }
  return [...found];
}

describe('a word that a kernel left', () => {
  it.each(everyNth([...recordings()], 5))('can be, and gets no hint: %s', (_, recording) => {
    expect(complaints(recording.kernel, wordsOf(recording))).toEqual([]);
  });

  it.each(everyNth(selftests, 4))('can be, and gets no hint: %s', (_, text) => {
    const recording = parseRecording(text);
    expect(complaints(recording.kernel, wordsOf(recording))).toEqual([]);
  });
});
