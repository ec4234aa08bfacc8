/** When a row of the spec holds: dates, needs, and what the caller overrides by name. */
import type { Need, Row, Series, StableDates } from '../../spec/schema.ts';
import { firstCandidate } from './firstCandidate.ts';
import { placeOf, type Release } from './release.ts';

/** What decides whether a row holds: a release, the options that are on, and rows added or removed by name. */
export interface Circumstances {
  readonly release: Release;
  readonly needs: ReadonlySet<Need>;
  /** What a caller says of rows by name, by table; most tables have none. */
  readonly named: ReadonlyMap<string, NamedRows>;
}

/** Ids of rows of one table. */
export interface NamedRows {
  /** Held to be there whatever the release. */
  readonly added: ReadonlySet<string>;
  /** Held not to be there whatever the release. */
  readonly removed: ReadonlySet<string>;
}

/** Whether a stable tree has what it took by itself, ahead of mainline or without it. */
const reachedInStable = (stable: StableDates | undefined, at: Release): boolean =>
  stable !== undefined && at.patch >= (stable[at.series] ?? Infinity);

/** Whether a release is on the new side of one of a row's dates. Candidates of that very series are asked for by their number. */
function reached(row: Row, date: Series, stable: StableDates | undefined, at: Release): boolean {
  const before = reachedInStable(stable, at);
  if (before || placeOf(at.series) < placeOf(date)) return before;
  return at.patch >= 0 || at.series !== date || (at.candidate ?? Infinity) >= firstCandidate(row, date, stable).from;
}

/** Whether a release lies between a row's dates, stable releases included. Options and overrides are not asked. */
export function dated(row: Row, at: Release): boolean {
  if (isOfStableAlone(row)) return reachedInStable(row.sinceStable, at);
  if (!reached(row, row.since, row.sinceStable, at)) return false;
  return !(row.until ? reached(row, row.until, row.untilStable, at) : reachedInStable(row.untilStable, at));
}

/** Whether no mainline release has what a row says, but the stable ones of `sinceStable`. */
export const isOfStableAlone = ({ since, until }: Row): boolean => since === until;

const met = (row: Row, needs: ReadonlySet<Need>): boolean => !row.needs || row.needs.every((need) => needs.has(need));

/** Whether a row of a table is in force: dated for the release or added by name, not removed, and all its needs met. */
export function holds(table: string, row: Row, at: Circumstances): boolean {
  if (!met(row, at.needs)) return false;
  const named = at.named.get(table);
  if (!named) return dated(row, at.release);
  return !named.removed.has(row.id) && (named.added.has(row.id) || dated(row, at.release));
}

/** What a row says of itself in a release: the last of its sentences that the series has reached; '' if it has none. */
export const saysOf = (row: Row, at: Release): string =>
  (row.laterSays ?? []).reduce(
    (says, later) => (placeOf(at.series) >= placeOf(later.since) ? later.says : says),
    row.says ?? '',
  );

/** The kernel's identifier for a row in a release: the last of its names that the series has reached. */
export const nameOf = (row: Row, at: Release): string =>
  (row.renamed ?? []).reduce((name, r) => (placeOf(at.series) >= placeOf(r.since) ? r.kernel : name), row.kernel);
