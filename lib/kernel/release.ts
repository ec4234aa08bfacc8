/** Kernel release strings, as people and uname write them. */
import { kernels } from '../../spec/kernels.ts';
import type { Series } from '../../spec/schema.ts';
import { rangeError, shown, typeError } from '../base/errors.ts';

/** A release as rows are dated by it: what parseRelease() reads out of a string or of uname. */
export interface Release {
  /** `major.minor`. */
  readonly series: Series;
  /** The third number; -1 for a release candidate, which precedes 0. */
  readonly patch: number;
  /** As given; of what uname says, the release string. */
  readonly text: string;
}

/** What uname(2) says: `release` as `uname -r` prints it, `version` as `uname -v` does. */
export interface Uname {
  readonly release: string;
  readonly version: string;
}

const places: ReadonlyMap<string, number> = new Map(kernels.map(({ series }, i) => [series, i]));

/** The place of a series among the releases from the first to the last that the rows cover; NaN if it is none of them. */
export const placeOf = (series: string): number => places.get(series) ?? Number.NaN;

/** Orders any two series `major.minor`, known to the rows or not: negative if `a` is older, 0 if they are one, positive if newer. */
export function compareSeries(a: string, b: string): number {
  const [a1, a2] = a.split('.').map(Number) as [number, number];
  const [b1, b2] = b.split('.').map(Number) as [number, number];
  return a1 - b1 || a2 - b2;
}

const form = /^v?(\d{1,3})\.(\d{1,3})(?:\.(\d{1,5}))?(-rc\d+)?(?:[-+.~_].*)?$/;
/** A distribution's ABI number in place of the stable number: 6.1.0-56-amd64, 5.15.0-91-generic. */
const hidesStable = /^v?\d+\.\d+\.0-\d+(?:\.|-|$)/;
/** Where uname -v or /proc/version_signature has it: `Debian 6.1.192-2`, `Ubuntu ... 5.15.131`. */
const stableNumber = /(?:^|\s|\()(\d+)\.(\d+)\.(\d+)(?:[-+~]\S*)?(?=\s|\)|$)/g;

/**
 * Reads `6.12`, `6.12.107`, `6.12.107+deb13-amd64`, `6.1-rc7`, or what uname says.
 *
 * @throws TypeError for what is no string and no uname; RangeError for a string that is no release or one that the rows do
 *   not cover (ERR_PTE_KERNEL), and for one that hides the stable number (ERR_PTE_AMBIGUOUS_RELEASE).
 */
export function parseRelease(given: string | Uname): Release {
  if (typeof given === 'object' && given !== null) return parseUname(given);
  if (typeof given !== 'string')
    throw typeError(`expected a kernel release as a string such as '6.12', got ${shown(given)}`);
  const m = form.exec(given.trim());
  if (!m) throw rangeError(`expected a kernel release such as 6.12 or 6.12.107, got ${shown(given)}`, 'ERR_PTE_KERNEL');
  if (hidesStable.test(given.trim())) throw ambiguous(given);
  return checkSeries(`${Number(m[1])}.${Number(m[2])}`, m[4] ? -1 : Number(m[3] ?? 0), given.trim());
}

function parseUname({ release, version }: Uname): Release {
  if (typeof release !== 'string' || typeof version !== 'string')
    throw typeError('expected { release, version } as uname gives them, two strings');
  if (!hidesStable.test(release.trim())) return parseRelease(release);
  const series = /^v?(\d+\.\d+)/.exec(release.trim())?.[1];
  for (const m of version.matchAll(stableNumber))
    if (`${m[1]}.${m[2]}` === series && !hidesStable.test(m[0].trim()))
      return checkSeries(series, Number(m[3]), release.trim());
  throw ambiguous(release);
}

const ambiguous = (release: string) =>
  rangeError(
    `expected a release that tells its stable number, got ${shown(release)}: this distribution hides it; ` +
      `give the number (such as ${/\d+\.\d+/.exec(release)?.[0]}.100), or { release, version } as uname -r and uname -v say`,
    'ERR_PTE_AMBIGUOUS_RELEASE',
  );

/** A release for display: as given, unless that hides the stable number. Then it leads: `6.1.192 (6.1.0-56-amd64)`. */
export const releaseName = ({ series, patch, text }: Release): string =>
  hidesStable.test(text) ? `${series}.${patch} (${text})` : text;

function checkSeries(series: string, patch: number, text: string): Release {
  const row = kernels[placeOf(series)];
  if (row) return { series: row.series, patch, text };
  const all = kernels.map((k) => k.series as string);
  const older = all.filter((s) => compareSeries(s, series) < 0).at(-1);
  const newer = all.find((s) => compareSeries(s, series) > 0);
  const nearest = older && newer ? [older, newer] : older ? all.slice(-2) : all.slice(0, 2);
  throw rangeError(
    `expected a kernel from ${all[0]} to ${all.at(-1)}, got ${shown(text)}; the nearest are ${nearest.join(' and ')}`,
    'ERR_PTE_KERNEL',
  );
}
