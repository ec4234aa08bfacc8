/**
 * What programs have shown on running kernels (F1 to F14, C1 to C5), found by the search alone: on the first release that has it and on the
 * newest one, by the shortest script, and not on the release before. The releases are those of the sources.
 */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { whole } from '../support/whole.ts';
import type { Found } from './historyLines.ts';
import { search } from './historySearch.ts';
import { findsLines } from './lines/finds.ts';

const some = findsLines.filter((_, i) => whole || i % 3 === 0);

/** What the search says of the promise that a line breaks, and by how many operations. */
function found(release: string, line: Found): readonly [string, number] {
  const { invariants } = search(release, line);
  const one = invariants.find(({ invariant }) => invariant.name === line.breaks);
  return [one?.verdict ?? 'not promised', one?.script?.lines.length ?? 0];
}

describe('what running kernels were seen to do', () => {
  it.each(some)('$bug breaks $breaks in $releases.0', (line) => {
    expect(found(line.releases[0], line)).toEqual(['violated', line.length]);
  });

  it.each(some.filter(({ open }) => open))('$bug is in 7.3.4 still', (line) => {
    const [verdict, length] = found('7.3.4', line);
    expect([verdict, length > 0 && length <= line.length]).toEqual(['violated', true]);
  });

  const begun = some.flatMap(({ releases: [, before], ...line }) =>
    before === undefined ? [] : [{ ...line, releases: [before] as const }],
  );
  it.each(begun)('$bug is not in $releases.0', (line) => {
    expect(found(line.releases[0], line)[0]).not.toBe('violated');
  });

  const parted = findsLines.flatMap(({ row, bug, releases: [first, before] }) =>
    row === undefined || before === undefined ? [] : [{ bug, row, first, before }],
  );
  it.each(parted)('$bug: the row $row parts $first and $before', ({ row, first, before }) => {
    expect(kernel(first).does(row)).not.toBe(kernel(before).does(row));
  });
});
