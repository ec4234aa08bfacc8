/**
 * Bugs of released kernels, found by the search alone: on the last release that has one, by the shortest script, and not on the first
 * that is mended. The releases are those of the sources that the rows are judged by, as docs/bugs.md has them.
 */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { sayLine } from '../../lib/world/script.ts';
import { whole } from '../support/whole.ts';
import { history as older } from './historyLines.ts';
import { search } from './historySearch.ts';
import { missingLines } from './lines/missing.ts';

const history = [...older, ...missingLines];

const some = history.filter((_, i) => whole || i % 6 === 4);

describe('the history of the kernel', () => {
  it.each(some)('$bug breaks $breaks, up to $releases.0', (found) => {
    const { invariants } = search(found.releases[0], found);
    const { verdict, script } = invariants.find(({ invariant }) => invariant.name === found.breaks) ?? {};
    expect([verdict, script?.lines.length], script?.lines.map(sayLine).join('; ')).toEqual(['violated', found.length]);
  });

  it.each(some)('$bug is gone in $releases.1', (found) => {
    const { invariants } = search(found.releases[1], found);
    const { verdict, script } = invariants.find(({ invariant }) => invariant.name === found.breaks) ?? {};
    expect(verdict, script?.lines.map(sayLine).join('; ')).toBe('holds');
  });

  it.each(history)('$bug: the row $row parts the two', ({ row, releases: [before, after] }) => {
    expect(kernel(before).does(row)).not.toBe(kernel(after).does(row));
  });

  const again = some.filter((found) => found.again?.length !== 0);
  it.each(again)('$bug comes back to 7.3 with the row $row turned', (found) => {
    const its = kernel('7.3').does(found.row) ? [`-${found.row}`] : [found.row];
    const { invariants } = search(['7.3.4', ...(found.again ?? its)].join(':'), found);
    expect(invariants.find(({ invariant }) => invariant.name === found.breaks)?.verdict).toBe('violated');
    const now = search('7.3.4', found).invariants.find(({ invariant }) => invariant.name === found.breaks);
    expect(now?.verdict ?? 'not promised').not.toBe('violated');
  });
});
