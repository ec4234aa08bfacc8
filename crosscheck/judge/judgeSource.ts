/** A row against the sources of two releases: what its function says on both sides of a date. */
import { dated, nameOf } from '../../lib/kernel/inForce.ts';
import type { Release } from '../../lib/kernel/release.ts';
import { functionNames } from '../../spec/functionNames.ts';
import type { Row } from '../../spec/schema.ts';
import { compared } from './cutC.ts';
import { compareReleases, crossing, type JudgedRow, type SourceJudge } from './parseJudge.ts';
import type { SourceTree } from './trees.ts';

/** What was found: whether it shows the row, in words; and the two texts, for one who wants to read them. */
export interface Shown {
  readonly verdict: 'ok' | 'wrong' | 'not to be had';
  readonly says: string;
  readonly texts?: readonly [older: string, newer: string];
}

/** Compares the text of the judge's function in two trees, the named ones or, without them, the nearest on the same sides. */
export function judgeSource(judged: JudgedRow, judge: SourceJudge, trees: readonly SourceTree[]): Shown {
  const { row } = judged;
  const [older, newer] = [nearest(row, judge, 'older', trees), nearest(row, judge, 'newer', trees)];
  if (!older || !newer) return { verdict: 'not to be had', says: `no tree on the ${older ? 'newer' : 'older'} side` };
  const [a, b] = [older, newer].map((tree) => find(tree, row, judge));
  const between = `${older.release.text} and ${newer.release.text}`;
  const isNamed = older.release.text === judge.older.text && newer.release.text === judge.newer.text;
  if (!a && !b && !isNamed) return { verdict: 'not to be had', says: `another name in ${between}` };
  if (!a && !b) return { verdict: 'wrong', says: `expected ${judge.name} in one of ${between}, got it in neither` };
  const texts = [a?.text ?? '', b?.text ?? ''] as const;
  const same = compared(texts[0]) === compared(texts[1]);
  const says = !a
    ? `only in ${newer.release.text}`
    : !b
      ? `only in ${older.release.text}`
      : same
        ? `same in ${between}`
        : `differs between ${between}`;
  const stands = standIns(judge, older, newer);
  const isMoved = [a, b].some((found) => found && found.file !== judge.file);
  const where = isMoved ? ` (${[...new Set([a, b].flatMap((found) => (found ? [found.file] : [])))].join(', ')})` : '';
  return {
    verdict: holdsUp(judged, judge, { a: a !== undefined, b: b !== undefined, same }) ? 'ok' : 'wrong',
    says: says + where + stands,
    texts,
  };
}

/** A date lies where the text changes; what holds throughout, by whatever name, is there on both sides. */
function holdsUp(
  { row, mayLack }: JudgedRow,
  judge: SourceJudge,
  { a, b, same }: { a: boolean; b: boolean; same: boolean },
): boolean {
  const date = crossing(row, judge.older, judge.newer);
  if (date === 'throughout' || date === 'renamed') return b && (a || mayLack === true);
  return !same;
}

/** Which trees stand in for those that the judge names. */
function standIns(judge: SourceJudge, ...trees: readonly [older: SourceTree, newer: SourceTree]): string {
  const named = [judge.older, judge.newer];
  const other = trees.flatMap(({ release }, i) =>
    release.text === named[i]?.text ? [] : [`${release.text} for ${named[i]?.text}`],
  );
  return other.length > 0 ? `; ${other.join(', ')}` : '';
}

/** Under the judge's name, or what the row calls it in that release. */
function find(tree: SourceTree, row: Row, { file, name }: SourceJudge) {
  const names = [row, ...functionNames.filter(({ id }) => id === row.id)].map((of) => nameOf(of, tree.release));
  const found = tree.find(file, name);
  if (found || !isNameOf(row, name)) return found;
  return names.map((other) => tree.find(file, other)).find((other) => other !== undefined);
}
/** Whether a judge looks at the row's own function, which can have had other names, and not at another that shows it. */
const isNameOf = (row: Row, name: string): boolean =>
  [row, ...functionNames.filter(({ id }) => id === row.id)].some((of) =>
    [of.kernel, ...((of as Row).renamed ?? []).map(({ kernel }) => kernel)].includes(name),
  );

/** Something of a release: a tree, or the offer of one. */
interface OfRelease {
  readonly release: Release;
}

/**
 * The tree of a judge's release. Without it, one for which the row says the same, away from the date: of the nearest series,
 * and of that the newest, so that few trees serve all rows. What holds throughout is looked at as far apart as can be, between
 * the two.
 */
export function nearest<T extends OfRelease>(
  row: Row,
  judge: SourceJudge,
  side: 'older' | 'newer',
  trees: readonly T[],
): T | undefined {
  const exact = trees.find(({ release }) => release.text === judge[side].text);
  if (exact) return exact;
  const beyond = trees
    .filter(({ release }) => isSame(row, release, judge[side]) && isBeyond(row, release, judge, side))
    .sort((a, b) => compareReleases(a.release, b.release));
  const [first, last] = [beyond[0], beyond.at(-1)];
  if (crossing(row, judge.older, judge.newer) === 'throughout')
    return first === last ? undefined : { older: first, newer: last }[side];
  return side === 'older' ? last : beyond.findLast(({ release }) => release.series === first?.release.series);
}
const isSame = (row: Row, a: Release, b: Release) =>
  dated(row, a) === dated(row, b) && nameOf(row, a) === nameOf(row, b);

/** On the judge's side of the date; of a stable tree's date only releases of that tree are. What holds throughout lies between. */
function isBeyond(row: Row, release: Release, { older, newer }: SourceJudge, side: 'older' | 'newer'): boolean {
  if (older.series === newer.series && release.series !== older.series) return false;
  const [after, before] = [compareReleases(release, older) > 0, compareReleases(release, newer) < 0];
  if (crossing(row, older, newer) === 'throughout') return after && before;
  return side === 'older' ? before : after;
}
