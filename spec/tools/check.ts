/** Checks the rows against each other: what no type can say. */
import { type CandidateRow, candidates } from '../candidates.ts';
import { kernels } from '../kernels.ts';
import { tableBits } from '../present.ts';
import { type ProposalRow, proposals } from '../proposals.ts';
import type { Row } from '../schema.ts';
import { tables } from '../tables.ts';

const place = (series: string) => kernels.findIndex((k) => k.series === series);
const wordBits = 64;

/** What is wrong with the dates of a row, in words. */
export function* dateProblems(row: Row): Generator<string> {
  const from = place(row.since);
  const to = row.until === undefined ? kernels.length : place(row.until);
  if (from < 0) yield `since ${row.since} is no series`;
  if (to < 0) yield `until ${row.until} is no series`;
  const stableOnly = to === from && row.sinceStable !== undefined; // a change that no mainline release has
  if (to <= from && !stableOnly) yield `until ${row.until} is not after since ${row.since}`;
  for (const series of Object.keys(row.sinceStable ?? {}))
    if (place(series) < 0 || place(series) >= from + Number(stableOnly))
      yield `stable series ${series} ${stableOnly ? 'is newer than' : 'does not precede'} since ${row.since}`;
  for (const series of Object.keys(row.untilStable ?? {}))
    if (place(series) < from || place(series) >= to)
      yield `stable series ${series} ${row.until ? 'is not between since and until' : `cannot lose what came in ${row.since}`}`;
  for (const { since } of row.renamed ?? [])
    if (place(since) <= from || place(since) >= to) yield `renamed in ${since}, outside its dates`;
}

function* placesOf(row: Row & { bit?: number; hi?: number; lo?: number }): Generator<string> {
  for (const n of [row.bit, row.hi, row.lo])
    if (n !== undefined && (!Number.isInteger(n) || n < 0 || n >= wordBits)) yield `bit ${n} is outside a word`;
  if (row.hi !== undefined && row.lo !== undefined && row.hi < row.lo) yield `hi ${row.hi} is below lo ${row.lo}`;
  if (row.cite !== undefined && !/^[\da-f]{12}$/.test(row.cite)) yield `cite ${row.cite} is not 12 hex digits`;
}

/** Rows with one id must not hold together: disjoint dates, or different needs. */
function together(a: Row, b: Row): boolean {
  if (a === b || a.id !== b.id) return false;
  if (JSON.stringify(a.needs ?? []) !== JSON.stringify(b.needs ?? []) && a.since === b.since) return false;
  const end = (row: Row) => (row.until === undefined ? kernels.length : place(row.until));
  return place(a.since) < end(b) && place(b.since) < end(a);
}

/** Lines about candidates must be about a date of a row, in the order of the releases. */
function* candidatesOf(lines: readonly CandidateRow[]): Generator<string> {
  const keyed = (Object.entries(tables) as [string, readonly Row[]][]).flatMap(([table, rows]) =>
    rows.map((row) => [`${table}.${row.id}`, row] as const),
  );
  for (const [i, { row, series, first }] of lines.entries()) {
    const [from, to] = typeof first === 'number' ? [first, first] : first;
    if (!keyed.some(([key, r]) => key === row && (r.since === series || r.until === series)))
      yield `candidates.${row}: no date ${series}`;
    if (from < 1 || to < from) yield `candidates.${row}: first ${first}`;
    if (place(series) < place(lines[i - 1]?.series ?? series)) yield `candidates.${row}: ${series} comes too late`;
  }
}

/** A proposal has a name of its own, which no row has, claims of its discussion, and a pattern exactly if it is a layout. */
function* proposalProblems(rows: readonly ProposalRow[]): Generator<string> {
  const taken = new Set(Object.values(tables).flatMap((table) => table.map(({ id }): string => id)));
  for (const { id, kind, discussion, claims, date, since, until, pattern } of rows) {
    if (taken.has(id)) yield `proposals.${id}: the name is taken`;
    taken.add(id);
    if (claims.some((claim) => !claim.startsWith(`C${discussion}.`)))
      yield `proposals.${id}: a claim of another discussion`;
    if (date !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(date)) yield `proposals.${id}: ${date} is no date`;
    for (const series of [since, until])
      if (series !== undefined && place(series) < 0) yield `proposals.${id}: ${series} is no series`;
    if ((kind === 'layout') !== (pattern !== undefined))
      yield `proposals.${id}: a layout has a pattern, and nothing else has`;
  }
}

/** Everything that is wrong, one line each; none when the rows are sound. */
export function problems(): readonly string[] {
  const found: string[] = [];
  for (const [table, rows] of Object.entries(tables) as [string, readonly Row[]][]) {
    for (const row of rows) {
      const wrong = [...dateProblems(row), ...placesOf(row)];
      if (rows.some((other) => together(row, other))) wrong.push('holds together with another row of its id');
      found.push(...wrong.map((what) => `${table}.${row.id}: ${what}`));
    }
  }
  const ids = new Set<string>(tables.presentBits.map((row) => row.id));
  const named = [...tables.protections.flatMap((row) => row.bits as readonly string[]), ...tableBits];
  for (const id of named) if (!ids.has(id)) found.push(`${id}: a set names a bit that is no row`);
  found.push(...candidatesOf(candidates), ...proposalProblems(proposals));
  return found;
}
