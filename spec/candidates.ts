/**
 * When in the making of a release a change came, where it was not the merge window: which release candidate was the first to
 * have what a row dates. A feature comes in the merge window, so that -rc1 has it, and needs no line here. A fix may come at
 * any time: of a row that stable trees took and that has no line, the candidate is not known.
 */
import type { Series } from './schema.ts';

/** One change of one release. */
export interface CandidateRow {
  /** The row as `table.id`, and the release of its `since` or `until`. */
  readonly row: string;
  readonly series: Series;
  /** The first candidate on the new side of the date, or the two numbers between which that is. One past the last candidate is the release itself. */
  readonly first: number | readonly [number, number];
  /** What showed it. */
  readonly judge: string;
}

/** In the order of the releases. */
export const candidates = [
  { row: 'behaviours.closeResolves', series: '6.9', first: 8, judge: 'the fix was merged after 6.9-rc7' },
] as const satisfies readonly CandidateRow[];
