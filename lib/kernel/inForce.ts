/** When a row of the spec holds: dates, needs, and what the caller overrides by name. */
import type { Need, Row, Series, StableDates } from '../../spec/schema.ts';
import { compareSeries, type Release } from './release.ts';

/** The circumstances rows are asked about. */
export interface Circumstances {
  readonly release: Release;
  readonly needs: ReadonlySet<Need>;
  /** Row keys (`table.id`) held to be there, or not there, whatever the release. */
  readonly added: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
}

const reached = (date: Series, stable: StableDates | undefined, at: Release): boolean =>
  compareSeries(at.series, date) >= 0 || at.patch >= (stable?.[at.series] ?? Number.POSITIVE_INFINITY);

/** Whether the release is one of a row's, whatever the options. */
export const dated = (row: Row, at: Release): boolean =>
  reached(row.since, row.sinceStable, at) && !(row.until && reached(row.until, row.untilStable, at));

export function holds(table: string, row: Row, at: Circumstances): boolean {
  const key = `${table}.${row.id}`;
  if (at.removed.has(key)) return false;
  return (dated(row, at.release) || at.added.has(key)) && (row.needs ?? []).every((need) => at.needs.has(need));
}

/** The identifier that a release uses for a row. */
export const nameOf = (row: Row, at: Release): string =>
  (row.renamed ?? []).reduce((name, r) => (compareSeries(at.series, r.since) >= 0 ? r.kernel : name), row.kernel);
