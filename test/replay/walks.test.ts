/**
 * Recorded random walks, each page's whole life played in the world: no entry of a recording is handed on to the next step, and every one
 * is the recorded one, but for the number of the page.
 */
import { describe, expect, it } from 'vitest';
import { files, recordings } from '../support/observations.ts';
import { playedEntries, withoutNumber } from '../support/recordedWalks.ts';
import { everyNth } from '../support/whole.ts';

const walks = files.filter((file) => file.startsWith('walk-'));

describe('a recorded walk', () => {
  it.each(everyNth(walks, 6))('is what the world makes of the lives of its pages: %s', (file) => {
    const recording = recordings().get(file);
    if (!recording) throw new Error(`expected the recording ${file}`);
    const entries = playedEntries(recording);
    // Lives of private file mappings end at mremap(), and those of pages that a child may share: what they were is not told
    expect(entries.length).toBeGreaterThan(290);
    const wrong = entries.filter(({ recorded, played }) => withoutNumber(recorded) !== withoutNumber(played));
    const shown = wrong.map((e) => `${e.step}: ${e.recorded.toString(16)}, not ${e.played.toString(16)}: ${e.script}`);
    expect(shown).toEqual([]);
  });
});
