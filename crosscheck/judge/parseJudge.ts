/** The judge of a row, read: what showed it, and between which releases. */
import { rangeError } from '../../lib/base/errors.ts';
import { dated, isOfStableAlone, nameOf } from '../../lib/kernel/inForce.ts';
import { compareSeries, parseRelease, type Release } from '../../lib/kernel/release.ts';
import { kernels } from '../../spec/kernels.ts';
import type { Judge, Row } from '../../spec/schema.ts';

/** A function, macro, declaration or constant in the trees of two releases. */
export interface SourceJudge {
  readonly kind: 'source';
  readonly older: Release;
  readonly newer: Release;
  readonly file: string;
  readonly name: string;
}
/** What the headers of two releases answer. */
export interface HeadersJudge {
  readonly kind: 'headers';
  readonly older: Release;
  readonly newer: Release;
}
/** A record of a running kernel: the file, and the place in its list of records, from 0. */
export interface RecordingJudge {
  readonly kind: 'recording';
  readonly file: string;
  readonly record: number;
}
/** Any of the three. */
export type ReadJudge = SourceJudge | HeadersJudge | RecordingJudge;

/** A row with the table it stands in. */
export interface JudgedRow {
  readonly table: string;
  readonly row: Row;
  /** Of a helper that answers "no" by itself where a kernel has none of the name. */
  readonly mayLack?: boolean;
}

/** The judges of a row as a list. */
export const judgesOf = ({ judge = [] }: Row): readonly Judge[] => (typeof judge === 'string' ? [judge] : judge);

/** A row by table and id, and by its first release where others have its id too. */
export const rowName = ({ table, row }: JudgedRow): string => `${table}.${row.id} since ${row.since}`;

const form = 'headers: A, B or recording: FILE#RECORD or source: A, B, FILE, FUNCTION';
const folders = /^(mm|fs|include|arch|kernel|drivers)\/[\w./-]+\.[ch]$/;
const wrong = (expected: string, got: string) => rangeError(`expected ${expected}, got ${got}`, 'ERR_PTE_INPUT');

/**
 * Reads a judge.
 *
 * @throws RangeError for what has none of the three forms, a release that is none or no newer than the other, and a file that
 *   stands in no folder that rows are about.
 */
export function parseJudge(judge: Judge): ReadJudge {
  const [, kind, text = ''] = /^(headers|recording|source): (.*)$/.exec(judge) ?? [];
  const [first = '', second = '', file = '', name = '', ...more] = text.split(', ');
  if (kind === 'recording') return recordingJudge(text);
  if (!kind || !second || more.length > 0 || (kind === 'source') !== (name !== '')) throw wrong(form, judge);
  const [older, newer] = [parseRelease(first), parseRelease(second)];
  if (compareReleases(older, newer) >= 0)
    throw wrong(`two releases, the older first, in "${judge}"`, `${first}, ${second}`);
  if (kind === 'headers') return { kind, older, newer };
  if (!folders.test(file)) throw wrong('a file under mm, fs, include, arch, kernel or drivers', file);
  if (!/^\w+$/.test(name)) throw wrong('the name of a function, a macro or a constant', name);
  return { kind: 'source', older, newer, file, name };
}

function recordingJudge(text: string): RecordingJudge {
  const [, file, record] = /^([\w./-]+\.json)#(\d+)$/.exec(text) ?? [];
  if (!file || !record) throw wrong('recording: FILE#RECORD', `recording: ${text}`);
  return { kind: 'recording', file, record: Number(record) };
}

/** Orders two releases: negative if `a` is older. */
export const compareReleases = (a: Release, b: Release): number =>
  compareSeries(a.series, b.series) || a.patch - b.patch;

/** What lies between two releases, for a row: one of its dates, another name of it, nothing at all; undefined if it holds on neither. */
export type Crossing = 'since' | 'until' | 'renamed' | 'throughout' | undefined;

/** Which date of a row lies between two releases. */
export function crossing(row: Row, older: Release, newer: Release): Crossing {
  const [before, after] = [dated(row, older), dated(row, newer)];
  if (before !== after) return after ? 'since' : 'until';
  if (!before) return undefined;
  return nameOf(row, older) === nameOf(row, newer) ? 'throughout' : 'renamed';
}

const oldest = kernels[0].series as string;
/** Whether a row has a date: it came or went while there were releases that rows cover. */
export const isDated = (row: Row): boolean =>
  row.since !== oldest || row.until !== undefined || row.untilStable !== undefined;
/** A row in words, for messages. */
const inWords = ({ since, until, untilStable = {} }: Row) =>
  `since ${since}, until ${
    until ??
    Object.entries(untilStable)
      .map((date) => date.join('.'))
      .join(', ')
  }`.replace(/, until $/, '');

/** What is wrong with the form of a row's judges, in words; nothing if they are as they should be. */
export function* formProblems({ table, row, mayLack }: JudgedRow): Generator<string> {
  const name = rowName({ table, row });
  const shown = new Set<Crossing | 'recorded'>();
  for (const judge of judgesOf(row))
    try {
      const read = parseJudge(judge);
      if (read.kind === 'recording') shown.add('recorded');
      else {
        const date = crossing(row, read.older, read.newer);
        if (date === undefined || (date === 'throughout' && isDated(row) && !mayLack))
          yield `${name}: expected releases on both sides of a date of the row (${inWords(row)}), got ${judge}`;
        shown.add(date);
      }
    } catch (error) {
      yield `${name}: ${(error as Error).message}`;
    }
  if (shown.size === 0) yield `${name}: expected a judge, got none`;
  else if (!shown.has('recorded'))
    for (const date of datesOf(row))
      if (!shown.has(date)) yield `${name}: expected a judge of its ${date} (${inWords(row)}), got none`;
}

/** The dates that each need a judge; a row that has held from the first release on is shown by any. */
const datesOf = (row: Row): readonly ('since' | 'until')[] => [
  ...(row.since === oldest ? [] : (['since'] as const)),
  ...((row.until ?? row.untilStable) && !isOfStableAlone(row) ? (['until'] as const) : []), // those came only
];
