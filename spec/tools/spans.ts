/** Releases in words, and which of them a line of explored.ts is said to hold on. */
import { behaviours } from '../behaviours.ts';
import type { ExploredBug } from '../explored.ts';
import { kernels } from '../kernels.ts';
import type { Row, Series } from '../schema.ts';

const order: readonly string[] = kernels.map(({ series }) => series);

/** `6.1.7` in two. */
function parts(release: string): readonly [string, number] {
  const at = release.lastIndexOf('.');
  return [release.slice(0, at), Number(release.slice(at + 1))];
}

/** In stable trees, a date is that of a row of the line which has the same mainline date. */
export function rowsAt({ rows }: Pick<ExploredBug, 'rows'>, date: Series): readonly Row[] {
  return (behaviours as readonly Row[]).filter(
    ({ id, since, until }) => rows.includes(id) && (since === date || until === date),
  );
}

/** A row of stable trees alone begins and ends at one date: what it mends ends where it begins, and is back where it ends. */
function isReached(line: ExploredBug, date: Series, release: string, side: 'from' | 'to'): boolean {
  const [series, patch] = parts(release);
  const begins = ({ since, until }: Row) => since === date && (until !== date || side === 'to');
  const stable = rowsAt(line, date).map((row) => (begins(row) ? row.sinceStable : row.untilStable));
  const third = stable.map((dates) => dates?.[series as Series] ?? Number.POSITIVE_INFINITY);
  return order.indexOf(series) >= order.indexOf(date) || third.some((from) => patch >= from);
}

/** Whether a release has the bug of a line as the sources say. */
export const isDocumented = (line: ExploredBug, release: string): boolean =>
  line.spans.some(
    ([from, to]) =>
      (from === order[0] || isReached(line, from, release, 'from')) && (to === undefined || !isReached(line, to, release, 'to')),
  );

/** The first and the last of some releases that follow each other. */
export type Range = readonly [string, string];

/** Those of all releases that are so, put together where they follow each other. */
export function rangesOf(releases: readonly string[], is: (release: string) => boolean): readonly Range[] {
  const ranges: [string, string][] = [];
  let open = false;
  for (const release of releases) {
    const last = ranges.at(-1);
    if (!is(release)) open = false;
    else if (open && last) last[1] = release;
    else open = ranges.push([release, release]) > 0;
  }
  return ranges;
}

/** `5.19 to 6.1.7`: a whole series stands for its releases up to the last of them. */
export function rangesText(ranges: readonly Range[], releases: readonly string[]): string {
  const lastOf = new Map(releases.map((release) => [parts(release)[0], release]));
  const text = ([first, last]: Range): string => {
    const [from, patch] = parts(first);
    const [to] = parts(last);
    const begins = patch === 0 ? from : first;
    const ends = lastOf.get(to) === last ? to : last;
    return begins === ends ? begins : `${begins} to ${ends}`;
  };
  return ranges.map(text).join(', ');
}
