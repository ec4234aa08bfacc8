/** What the default exploration of a release finds is what the table of bugs says of it, and nothing else. */
import { describe, expect, it } from 'vitest';
import { help } from '../../cli/commands/explore/help.ts';
import { defaultsFor } from '../../lib/explore/defaults.ts';
import { explore } from '../../lib/explore/index.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { explored } from '../../spec/explored.ts';
import { isDocumented } from '../../spec/tools/spans.ts';
import { whole } from '../support/whole.ts';

/** One of each time; that of the sample is quick. */
const sample = ['5.10.0'];
const releases = whole
  ? [
      ...sample,
      '4.19.0',
      '5.4.0',
      '5.7.0',
      '5.14.0',
      '5.19.0',
      '6.1.0',
      '6.2.0',
      '6.6.0',
      '6.8.0',
      '6.12.0',
      '6.12.118',
      '7.3.4',
    ]
  : sample;

/** Promises of kind `bug` that a release breaks in one of the default settings, each with a script. */
function broken(release: string): ReadonlyMap<string, string> {
  const k = kernel(release);
  const found = defaultsFor(k).flatMap((setting) => explore(k, setting).invariants);
  return new Map(
    found.flatMap(({ invariant, script }) =>
      script ? [[invariant.name, script.lines.map(({ name }) => name).join('; ')]] : [],
    ),
  );
}

describe('the default exploration', () => {
  it.each(releases)('of %s breaks the promises that the table says, and no others', (release) => {
    const said = explored.filter((line) => !line.design && isDocumented(line, release)).map(({ breaks }) => breaks);
    const found = broken(release);
    expect([...found.keys()].sort(), JSON.stringify([...found])).toEqual([...new Set(said)].sort());
  });
});

describe('what could tie up a processor', () => {
  it('is explored, and not told by --help', () => {
    const held = explored.filter(({ held }) => held);
    expect(held.map(({ bug }) => bug)).toEqual(['C16', 'C17']);
    const text = help().replaceAll(/\s+/g, ' ');
    for (const { operations } of held) expect(text).not.toContain(operations);
    expect(text).toContain(explored[0]?.operations);
  });
});
