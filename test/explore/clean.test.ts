/** What the default exploration of a release finds is what the table of bugs says of it, and nothing else. */
import { describe, expect, it } from 'vitest';
import { help } from '../../cli/commands/explore/help.ts';
import { defaultsFor } from '../../lib/explore/defaults.ts';
import { ExploreTables, explore, type Setting } from '../../lib/explore/index.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { explored } from '../../spec/explored.ts';
import { kernels } from '../../spec/kernels.ts';
import { allPoints } from '../../spec/tools/points.ts';
import { isDocumented } from '../../spec/tools/spans.ts';
import { whole } from '../support/whole.ts';

/** The newest of every series; that of the sample is quick. */
const releases = whole
  ? kernels.flatMap(({ series }) => allPoints.findLast((point) => point.startsWith(`${series}.`)) ?? [])
  : ['5.10.0'];

/** What a setting has come to on releases before. */
const tables = new Map<string, ExploreTables>();
function tablesOf(setting: Setting): ExploreTables {
  const name = JSON.stringify(setting);
  const its = tables.get(name) ?? new ExploreTables();
  tables.set(name, its);
  return its;
}

/** Promises of kind `bug` that a release breaks in one of the default settings, each with a script. */
function broken(release: string): ReadonlyMap<string, string> {
  const k = kernel(release);
  const found = defaultsFor(k).flatMap((setting) => explore(k, { ...setting, tables: tablesOf(setting) }).invariants);
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
