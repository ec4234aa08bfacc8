/**
 * Bugs of released kernels, found by the search alone: on every release that has one by the shortest script, and on no other. The
 * releases are those of the sources (spec/explored.ts); what `npm run bugs` has found of them stands in spec/found.json.
 */
import { describe, expect, it } from 'vitest';
import { searchLine, tryLine } from '../../explorer/tryLine.ts';
import { allInvariants } from '../../lib/explore/index.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { behaviours } from '../../spec/behaviours.ts';
import { bugs } from '../../spec/bugs.ts';
import { type ExploredBug, explored, lineName, unexplored, unturned } from '../../spec/explored.ts';
import { kernels } from '../../spec/kernels.ts';
import { readFound } from '../../spec/tools/found.ts';
import { allPoints } from '../../spec/tools/points.ts';
import { isDocumented, rangesOf, rowsAt } from '../../spec/tools/spans.ts';
import { whole } from '../support/whole.ts';

const lines = explored.map((line) => ({ ...line, name: lineName(line) }));
const some = lines.filter((_, i) => whole || i % 6 === 4);
const newest = '7.3.4';

/** Where a line changes: the releases on both sides. */
const bothSides = (line: ExploredBug): readonly string[] =>
  allPoints.filter((release, i) =>
    [allPoints[i - 1], allPoints[i + 1]].some(
      (beside) => beside !== undefined && isDocumented(line, beside) !== isDocumented(line, release),
    ),
  );

const documented = (line: ExploredBug, releases: readonly string[]) =>
  rangesOf(releases, (release) => isDocumented(line, release));

describe('the lines of the table', () => {
  it('have a name each, and a bug', () => {
    expect(new Set(lines.map(({ name }) => name)).size).toBe(lines.length);
    const ids: readonly string[] = bugs.map(({ id }) => id);
    expect(lines.filter(({ bug }) => !ids.includes(bug))).toEqual([]);
  });

  it('and bugs without one, of which it is said why, are all bugs', () => {
    const all = [...new Set(lines.map(({ bug }) => bug)), ...Object.keys(unexplored)];
    expect(all.sort()).toEqual(bugs.map(({ id }): string => id).sort());
  });

  it.each(lines)('$name breaks a promise that there is, of its kind', ({ breaks, design }) => {
    expect(allInvariants.find(({ name }) => name === breaks)?.kind).toBe(design ? 'design' : 'bug');
  });

  it.each(lines)('$name is dated by rows where it ends', (line) => {
    const ends = line.spans.flatMap(([, until]) => until ?? []);
    expect(ends.filter((date) => rowsAt(line, date).length === 0)).toEqual([]);
    expect(line.rows.filter((row) => !behaviours.some(({ id }) => id === row))).toEqual([]);
  });

  it.each(lines)('$name says what confirms it before 5.7, or begins there', ({ spans, older }) => {
    const order: readonly string[] = kernels.map(({ series }) => series);
    const isOlder = order.indexOf(spans[0]?.[0] ?? '') < order.indexOf('5.7');
    expect(older !== undefined).toBe(isOlder);
  });
});

describe('rows of bugs', () => {
  const turned = new Set(
    lines.flatMap(({ rows, again = [] }) => [...rows, ...again.map((row) => row.replace('-', ''))]),
  );
  const ofFound = bugs
    .filter(({ id }) => !Object.hasOwn(unexplored, id))
    .flatMap(({ rows }): readonly string[] => rows);

  it('are all turned by a line, or it is said why not', () => {
    const not = ofFound.filter((row) => !turned.has(row));
    expect(not.sort()).toEqual(Object.keys(unturned).sort());
  });
});

describe('the history of the kernel', () => {
  it('has been found as the sources have it', () => {
    const found = readFound().map(({ line, ranges }) => [line, ranges]);
    expect(found).toEqual(lines.map((line) => [line.name, documented(line, allPoints)]));
  });

  it.each(some)('$name is where the sources say, and nowhere else', (line) => {
    const releases = whole ? allPoints : bothSides(line);
    expect(tryLine(line, releases).ranges).toEqual(documented(line, releases));
  });

  it.each(some)('$name takes $length operations, and no fewer', (line) => {
    const release = allPoints.findLast((one) => isDocumented(line, one)) ?? newest;
    const { shortest } = tryLine(line, [release]);
    expect(shortest?.script.split('; ').slice(1), shortest?.script).toHaveLength(line.length);
  });

  const gone = some.filter((line) => !isDocumented(line, newest));
  it.each(gone)('$name comes back to 7.3 with its rows turned', (line) => {
    for (const rows of turnsOf(line)) {
      const { invariants } = searchLine(kernel([newest, ...rows].join(':')), line);
      expect(invariants[0]?.verdict, rows.join()).toBe('violated');
    }
    expect(searchLine(kernel(newest), line).invariants[0]?.verdict).not.toBe('violated');
  });
});

/** Changes of the newest release by which it has a bug again, each list by itself. */
const turnsOf = ({ again, rows }: ExploredBug): readonly (readonly string[])[] =>
  again ? [again] : rows.map((row) => [kernel(newest).does(row as 'anonExclusive') ? `-${row}` : row]);
