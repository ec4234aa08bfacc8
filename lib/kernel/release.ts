/** Kernel release strings, as people and uname write them. */
import { type DistributionRow, distributions } from '../../spec/distributions.ts';
import { type KernelRow, kernels } from '../../spec/kernels.ts';
import type { Series } from '../../spec/schema.ts';
import { rangeError, shown, typeError } from '../base/errors.ts';

/** A release as rows are dated by it: what parseRelease() reads out of a string or of uname. */
export interface Release {
  /** `major.minor`. */
  readonly series: Series;
  /** The third number; -1 for a candidate of the series, which precedes 0. */
  readonly patch: number;
  /** As given; of what uname says, the release string. */
  readonly text: string;
  /** N of `-rcN`: with `patch` -1 a candidate of the series, else one of that stable release. 0 is the merge window before -rc1. */
  readonly candidate?: number;
  /** Built from a tree past its tag: with commits on top of it, or linux-next, which has much of the next release. */
  readonly past?: 'commits' | 'next';
  /** Who builds it, if they take changes of newer releases into this number. */
  readonly backporter?: string;
  /** The string does not tell the stable number, as those of some who backport do not: `patch` is 0 for want of it. */
  readonly hidden?: true;
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

/** The longest release that a kernel can have: __NEW_UTS_LEN of include/uapi/linux/utsname.h, which its Makefile holds to. */
const longest = 64;
/**
 * Major, minor, third number (a fourth is WSL's or Azure Linux's own), and the rest, which says more: a local version of
 * letters, digits and a few signs, or a + alone. A number that does not begin so is none: nothing of a string is passed over.
 */
const form =
  /^v?([1-9]\d{0,2})\.(0|[1-9]\d{0,2})(?:\.(0|[1-9]\d{0,2})(?:\.\d{1,5})?)?((?:\+|[-+~_](?=.*[\p{L}\p{N}])[\p{L}\p{M}\p{N}._+~:@=,^%-]*)?)$/u;
/** 6.9-rc4, Debian's 6.9~rc4, Fedora's 6.9.0-0.rc4.20240415git..., Ubuntu's 6.9.0-060900rc4-generic. */
const candidateForm = /^(?:[-~]rc(\d{1,2})(?![\da-z])|(?:-0\.|-\d{6})rc(\d{1,2})(?!\d))/i;
/** What would be a candidate if it had a number: 6.9-rc, 6.9-rcx, 6.9-rc4x; a local version such as -rcu is none. */
const halfCandidate = /^[-~]rc(?:x(?![a-z])|[^a-z]|$)/i;
/** git describe's -00123-gHASH, Fedora's gitHASH, Ubuntu's daily builds, and the + and -dirty of scripts/setlocalversion. */
const pastTag = /[-.]g[\da-f]{7,40}(?![\da-z])|git[\da-f]{7,}|-\d{6}(?:rc\d+)?daily|\+$|-dirty/;
const linuxNext = /-next(?:-|$)/;
/** A distribution's ABI number in place of the stable number: 6.1.0-56-amd64, 5.15.0-91-generic; not git describe's number of commits. */
const abiNumber = /^-\d+(?!-g[\da-f]{7})(?:[a-z]+\d*)?(?:\.|-|\+|$)/;
/** Where uname -v or /proc/version_signature has it: `Debian 6.1.192-2`, `Ubuntu ... 5.15.131`. */
const stableNumber = /(?:^|\s|\()(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:[-+~]\S*)?(?=\s|\)|$)/g;

const patterns = distributions.map((row: DistributionRow) => ({ row, pattern: new RegExp(row.pattern) }));
const distributionOf = (text: string): DistributionRow | undefined =>
  patterns.find(({ pattern }) => pattern.test(text))?.row;

/** What a string says; `hides` where its number is not the stable one. */
type Read = Omit<Release, 'series'> & { readonly series: string; readonly hides: boolean };

function read(given: string): Read | undefined {
  const text = given.trim();
  const m = text.length > longest ? null : form.exec(text);
  if (!m) return undefined;
  const [, major, minor, third, rest = ''] = m;
  const [, plain, dated] = candidateForm.exec(rest) ?? [];
  const rc = plain ?? dated;
  if (rc === undefined && halfCandidate.test(rest)) return undefined;
  const past = linuxNext.test(rest) ? 'next' : pastTag.test(rest) ? 'commits' : undefined;
  const by = distributionOf(text);
  const number = Number(third ?? 0);
  const abi = by ? by.hides === true : third !== undefined && abiNumber.test(rest);
  return {
    series: `${Number(major)}.${Number(minor)}`,
    patch: rc !== undefined && number === 0 ? -1 : number,
    text,
    ...(rc !== undefined && { candidate: Number(rc) }),
    ...(past && { past }),
    ...(by?.backports && { backporter: by.says }),
    hides: number === 0 && rc === undefined && abi,
  };
}

/**
 * Reads `6.12`, `6.12.107`, `6.12.107+deb13-amd64`, `6.1-rc7`, `6.10.0-08676-g720261cfc732`, or what uname says.
 *
 * @throws TypeError for what is no string and no uname; RangeError for a string that is no release or one that the rows do
 *   not cover (ERR_PTE_KERNEL), and for one that hides the stable number (ERR_PTE_AMBIGUOUS_RELEASE).
 */
export function parseRelease(given: string | Uname): Release {
  if (typeof given === 'object' && given !== null) return parseUname(given);
  if (typeof given !== 'string')
    throw typeError(`expected a kernel release as a string such as '6.12', got ${shown(given)}`);
  const found = read(given);
  if (!found) throw noRelease(given);
  const release = known(found);
  if (!found.hides) return notPastItsEnd(release);
  if (release.backporter === undefined) throw ambiguous(release);
  return { ...release, hidden: true };
}

/** The row of a release's series. */
const rowOf = ({ series }: Release): KernelRow => kernels[placeOf(series)] as KernelRow;

/** Those who backport count on from a number after its series has ended. */
function notPastItsEnd(release: Release): Release {
  const { series, patch, text, backporter } = release;
  const { last = Number.POSITIVE_INFINITY } = rowOf(release);
  if (patch <= last || backporter !== undefined) return release;
  throw rangeError(
    `expected a release of ${series} up to ${series}.${last}, which was its last, got ${shown(text)}`,
    'ERR_PTE_KERNEL',
  );
}

/** The newest release of a series that the rows know, as `6.12.118`: its last one where it has ended. */
export function newestOf(release: Release): string {
  const { series, last, newest } = rowOf(release);
  return `${series}.${last ?? newest}`;
}

/** Whether a release is a newer one of its series than rows were compared with. */
export const isNewerThanRows = (release: Release): boolean =>
  release.patch > (rowOf(release).newest ?? Number.POSITIVE_INFINITY);

function parseUname({ release, version }: Uname): Release {
  if (typeof release !== 'string' || typeof version !== 'string')
    throw typeError('expected { release, version } as uname gives them, two strings');
  const found = read(release);
  if (!found?.hides) return parseRelease(release);
  for (const [text, major, minor, patch] of version.matchAll(stableNumber))
    if (`${major}.${minor}` === found.series && !read(text.replace(/^[\s(]+/, ''))?.hides)
      return notPastItsEnd({ ...known(found), patch: Number(patch) });
  return parseRelease(release);
}

/** Whether a string is a release older than the rows: of it no more is known than what the processor reads. */
export function precedesRows(text: string): boolean {
  if (typeof text !== 'string') throw typeError(`expected a kernel release as a string, got ${shown(text)}`);
  const found = read(text);
  return found !== undefined && compareSeries(found.series, kernels[0].series) < 0;
}

function noRelease(given: string): RangeError {
  const dated = /^next-\d{8}/.test(given.trim())
    ? '; a date of linux-next does not tell the release: write 6.9-rc4-next-20240415'
    : '';
  return rangeError(
    `expected a kernel release such as 6.12 or 6.12.107, got ${shown(given)}${dated}`,
    'ERR_PTE_KERNEL',
  );
}

function ambiguous(release: Release): RangeError {
  return rangeError(
    `expected a release that tells its stable number, got ${shown(release.text)}: this distribution hides it; ` +
      `give the number (such as ${newestOf(release)}), or { release, version } as uname -r and uname -v say`,
    'ERR_PTE_AMBIGUOUS_RELEASE',
  );
}

/**
 * A release for display: as given, unless that hides the stable number. Then it leads: `6.1.192 (6.1.0-56-amd64)`. `patches` follow
 * the number, each after a colon.
 */
export function releaseName({ series, patch, text, hidden }: Release, patches: readonly string[] = []): string {
  const more = patches.map((name) => `:${name}`).join('');
  return !hidden && read(text)?.hides ? `${series}.${patch}${more} (${text})` : `${text}${more}`;
}

/** The same without what is only for the parser, if the rows cover the series. */
function known({ hides: _, ...release }: Read): Release {
  const { series, text } = release;
  const row = kernels[placeOf(series)];
  if (row) return { ...release, series: row.series };
  const all = kernels.map((k) => k.series as string);
  if (compareSeries(series, all[0] as string) < 0) throw tooOld(text);
  const older = all.filter((s) => compareSeries(s, series) < 0).at(-1);
  const newer = all.find((s) => compareSeries(s, series) > 0);
  const nearest = older && newer ? [older, newer] : all.slice(-2);
  throw rangeError(
    `expected a kernel from ${all[0]} to ${all.at(-1)}, got ${shown(text)}; the nearest are ${nearest.join(' and ')}`,
    'ERR_PTE_KERNEL',
  );
}

function tooOld(text: string): RangeError {
  const [first, last] = [kernels[0].series, kernels.at(-1)?.series];
  return rangeError(
    `expected a kernel from ${first} to ${last}, got ${shown(text)}; before ${first} swap and PROT_NONE entries were laid out ` +
      'otherwise: decodeHardware() and pte decode read what the processor reads of a word with PRESENT set',
    'ERR_PTE_KERNEL',
  );
}
