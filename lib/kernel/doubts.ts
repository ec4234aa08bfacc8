/** What a release string leaves open: rows that a kernel of that name may or may not have. */
import { kernels } from '../../spec/kernels.ts';
import type { Row, Series, StableDates } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';
import { rowKeys } from './config.ts';
import { firstCandidate } from './firstCandidate.ts';
import { dated, isOfStableAlone, saysOf } from './inForce.ts';
import { checkKernel, type Kernel } from './kernel.ts';
import { isNewerThanRows, newestOf, placeOf, type Release, releaseName } from './release.ts';

/** One row that the name of a kernel does not decide. */
export interface Doubt {
  /** The row as `table.id`: what `backports` and `without` take. */
  readonly row: string;
  /** Whether the kernel value has it. */
  readonly has: boolean;
  /** The release in whose making it came or went. */
  readonly series: Series;
  /** What the row says. */
  readonly says: string;
}

/** What a kernel's name does not tell. */
export interface Doubts {
  /** Sentences for a reader, also of rows that are added or left out to no effect; empty where the name tells everything. */
  readonly notes: readonly string[];
  /** The rows, without those that the configuration names or rules out. */
  readonly rows: readonly Doubt[];
}

/** Whether a tree past its tag may have a change of a series: those of the release in the making. */
function maybePast(at: Release, date: Series): boolean {
  if (at.past === undefined) return false;
  const ahead = placeOf(date) - placeOf(at.series);
  return at.patch < 0 ? ahead === 0 || (ahead === 1 && at.past === 'next') : ahead === 1 && at.patch === 0;
}

/** Whether a candidate may be on either side of a date: it lies between the first that may have the change and the first that must. */
function betweenCandidates(row: Row, date: Series, stable: StableDates | undefined, at: Release): boolean {
  const number = at.candidate ?? Number.POSITIVE_INFINITY;
  if (at.patch >= 0 || at.series !== date) return false;
  const { from, to } = firstCandidate(row, date, stable);
  return number < to && (number >= from || at.past !== undefined);
}

/** Whether the stable release that is in the making, or the next one, took the change, or any may have that hides its number. */
function inStable(stable: StableDates | undefined, at: Release): boolean {
  const date = stable?.[at.series];
  if (date === undefined) return false;
  if (at.hidden) return true;
  if (at.patch <= 0) return false;
  return at.candidate === undefined ? at.past !== undefined && date === at.patch + 1 : date === at.patch;
}

const open = (row: Row, date: Series | undefined, stable: StableDates | undefined, at: Release): boolean =>
  inStable(stable, at) ||
  (date !== undefined &&
    !isOfStableAlone(row) &&
    (betweenCandidates(row, date, stable, at) || (placeOf(date) > placeOf(at.series) && maybePast(at, date))));

function rowsInDoubt(k: Kernel): Doubt[] {
  const named = new Set([...k.config.backports, ...k.config.without].flatMap((id) => [id, id.split('.').at(-1)]));
  const found: Doubt[] = [];
  for (const [table, rows] of Object.entries(tables) as [keyof typeof tables, readonly Row[]][])
    for (const row of rows) {
      const dates = [[row.since, row.sinceStable] as const, [row.until, row.untilStable] as const];
      const date = dates.find(([series, stable]) => open(row, series, stable, k.release));
      if (date === undefined || named.has(row.id) || !possible(k, row)) continue;
      found.push({
        row: `${table}.${row.id}`,
        has: k.holds(table, row),
        series: date[0] ?? k.release.series,
        says: saysOf(row, k.release) || row.kernel,
      });
    }
  return found;
}

const possible = ({ config }: Kernel, { needs = [] }: Row): boolean =>
  needs.every((need) => (need === 'paging4' || need === 'paging5' ? true : config[need]));

function notesOf(release: Release): string[] {
  const { patch, text, candidate, past, series, backporter, hidden } = release;
  const next = kernels[placeOf(series) + 1]?.series;
  const notes: string[] = [];
  if (past === 'next') notes.push(`${text} is linux-next: it may have changes of ${next ?? 'the next release'}`);
  else if (past && patch < 0) notes.push(`${text} was built past its tag: it may have later changes of ${series}`);
  else if (past && patch === 0)
    notes.push(`${text} was built past ${series}: it may have changes of ${next ?? 'the next release'}`);
  else if (past) notes.push(`${text} was built past ${series}.${patch}: it may have changes of its own`);
  if (candidate !== undefined && patch > 0)
    notes.push(`${text} is a candidate of ${series}.${patch}, and is taken for that`);
  if (backporter)
    notes.push(
      `${backporter} takes changes of newer releases into older numbers, which ${text} does not tell: ` +
        `taken as ${series}${hidden || patch < 0 ? '' : `.${patch}`} without them; name them as backports`,
    );
  if (isNewerThanRows(release))
    notes.push(
      `${series}.${patch} is newer than ${newestOf(release)}, the newest ${series} that the rows know: taken as that`,
    );
  return notes;
}

/** Rows that are added though the release has them, or left out though it does not. */
function idle({ config, release }: Kernel): string[] {
  const byTable: Readonly<Record<string, readonly Row[] | undefined>> = tables;
  /** Whether the release has it; undefined of a row that stands in no table. */
  const isThere = (key: string): boolean | undefined => {
    const [table = '', id] = key.split('.');
    return byTable[table]?.some((row) => row.id === id && dated(row, release));
  };
  const added = [...rowKeys('backports', config.backports)].filter((key) => isThere(key) === true);
  const left = [...rowKeys('without', config.without)].filter((key) => isThere(key) === false);
  return [
    ...added.map((key) => `${releaseName(release)} has ${key} by itself: adding it changes nothing`),
    ...left.map((key) => `${releaseName(release)} does not have ${key}: leaving it out changes nothing`),
  ];
}

/**
 * What the name of a kernel leaves open. A release candidate has what had been merged by then, and of some fixes it is not
 * known when that was; a name with `-NNNNN-gHASH` stands for a tree past its tag, which may have changes of the next release;
 * some distributions take changes early. `backports` and `without` decide a row.
 */
export function doubtsOf(k: Kernel): Doubts {
  checkKernel(k);
  const rows = rowsInDoubt(k);
  const notes = notesOf(k.release);
  if (notes.length === 0 && rows.length > 0)
    notes.push(`of some fixes it is not known whether they were merged before ${releaseName(k.release)}`);
  return { notes: [...notes, ...idle(k)], rows };
}
