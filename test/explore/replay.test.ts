/** What `pte explore` prints as a command ends in the entry that the search has seen. */
import { describe, expect, it } from 'vitest';
import { scriptText } from '../../cli/commands/explore/asJson.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { allEntries } from '../../lib/world/entries.ts';
import { play } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { history } from './historyLines.ts';
import { search } from './historySearch.ts';

describe('the command of a violation', () => {
  it.each(history)('$bug: pte run plays it to the same entry', (found) => {
    const [release] = found.releases;
    const { script, entry } =
      search(release, found).invariants.find(({ invariant }) => invariant.name === found.breaks) ?? {};
    const text = script && scriptText(script);
    const rows = play(kernel(release), parseScript(text ?? ''));
    expect(rows.length, text).toBe(found.length);
    const world = rows.at(-1)?.world;
    const its = world && allEntries(world).find(({ name }) => name === entry?.name);
    expect([its?.pte.toString(16), its?.level ?? 'pte'], text).toEqual([entry?.pte.toString(16), entry?.level]);
  });
});
