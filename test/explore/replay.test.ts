/** What `pte explore` prints as a command ends in the entry that the search has seen. */
import { describe, expect, it } from 'vitest';
import { scriptText } from '../../cli/commands/explore/asJson.ts';
import { kernelFor, searchLine } from '../../explorer/tryLine.ts';
import { allEntries } from '../../lib/world/entries.ts';
import { play } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { explored, lineName } from '../../spec/explored.ts';
import { allPoints } from '../../spec/tools/points.ts';
import { isDocumented } from '../../spec/tools/spans.ts';

const lines = explored.map((line) => ({ ...line, name: lineName(line) }));

describe('the command of a violation', () => {
  it.each(lines)('$name: pte run plays it to the same entry', (line) => {
    const release = allPoints.findLast((one) => isDocumented(line, one)) ?? '';
    const k = kernelFor(release, line);
    const { script, entry } = searchLine(k, line).invariants[0] ?? {};
    const text = script && scriptText(script);
    const rows = play(k, parseScript(text ?? ''));
    expect(rows.length, text).toBe(line.length);
    const world = rows.at(-1)?.world;
    const its = world && allEntries(world).find(({ name }) => name === entry?.name);
    expect([its?.pte.toString(16), its?.level ?? 'pte'], text).toEqual([entry?.pte.toString(16), entry?.level]);
  });
});
