/** `npm run judge -- [ROW...] [--sources DIR] [--fetch] [--show]`: shows for each row, by its judges, that it is so. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { removeTemporary, temporaryFolder } from '../../files/temporary.ts';
import { rangeError } from '../../lib/base/errors.ts';
import { printable, printableLines } from '../../lib/base/printable.ts';
import { packageRoot } from '../../lib/batch/engine/packageRoot.ts';
import { nameOf } from '../../lib/kernel/inForce.ts';
import { parseRecording } from '../../lib/replay/recording.ts';
import type { Judge } from '../../spec/schema.ts';
import { cache, fetchSources, offered } from './debian.ts';
import { judgeHeaders } from './judgeHeaders.ts';
import { judgeRecording } from './judgeRecording.ts';
import { judgeSource, nearest, type Shown } from './judgeSource.ts';
import {
  compareReleases,
  formProblems,
  type HeadersJudge,
  type JudgedRow,
  judgesOf,
  parseJudge,
  rowName,
  type SourceJudge,
} from './parseJudge.ts';
import { judgedRows } from './rows.ts';
import { type SourceTree, treesIn } from './trees.ts';
import { type ConstantVector, constantVectors } from './vectors.ts';

const usage = `npm run judge -- [ROW...] [--sources DIR] [--fetch] [--show]

For each row of the spec and each of its judges, whether it is so: the function of a source judge differs between two releases,
constants of headers tell the row, a recorded call is predicted with the row and not without.

  ROW            the id of a row, table.id, or a table; all rows without one
  --sources DIR  kernel sources, one folder for each, named by its version (default: those that --fetch has fetched)
  --fetch        fetch what Debian offers (scripts/kernels/kernel-headers.sh): where it does not offer a release that a judge
                 names, the nearest on the same side of the date
  --show         the text of the function on both sides, as a unified diff

Exit codes: 0 all are so as far as there is something to judge by, 1 wrong usage, 2 one is not.`;

/** A row with one of its judges. */
interface Case {
  readonly judged: JudgedRow;
  readonly judge: Judge;
}

/** The rows that somebody asks for, by their names. */
function chosen(names: readonly string[]): readonly JudgedRow[] {
  const isNamed = ({ table, row }: JudgedRow, name: string) => [row.id, `${table}.${row.id}`, table].includes(name);
  const unknown = names.find((name) => !judgedRows.some((judged) => isNamed(judged, name)));
  if (unknown !== undefined)
    throw rangeError(`expected the id of a row, table.id or a table, got ${unknown}`, 'ERR_PTE_INPUT');
  return names.length === 0 ? judgedRows : judgedRows.filter((judged) => names.some((name) => isNamed(judged, name)));
}

/** The order of releases, so that few trees are open at once. */
function byRelease({ judge: a }: Case, { judge: b }: Case): number {
  const [x, y] = [parseJudge(a), parseJudge(b)];
  if (x.kind !== 'source' || y.kind !== 'source') return Number(x.kind === 'source') - Number(y.kind === 'source');
  return compareReleases(x.newer, y.newer) || compareReleases(x.older, y.older);
}

/** Fetches the trees that the judges need, as far as they are on offer. */
function fetchFor(cases: readonly Case[], own: readonly SourceTree[]): void {
  const offers = offered().map((release) => ({ release }));
  const wanted = new Map<string, SourceTree['release']>();
  for (const { judged, judge } of cases) {
    const read = parseJudge(judge);
    if (read.kind !== 'source') continue;
    const sides = [
      nearest(judged.row, read, 'older', [...own, ...offers]),
      nearest(judged.row, read, 'newer', [...own, ...offers]),
    ];
    if (!sides.includes(undefined))
      for (const side of sides) if (side && !('find' in side)) wanted.set(side.release.text, side.release);
  }
  fetchSources([...wanted.values()]);
}

const data = (name: string) => join(packageRoot(), 'test/data', name);

let known: readonly ConstantVector[] | undefined;
const vectors = () => (known ??= constantVectors(data('vectors')));

/** Headers that no constants were taken of are judged by their text. */
const inText = ({ row }: JudgedRow, { older, newer }: HeadersJudge): SourceJudge => ({
  kind: 'source',
  older,
  newer,
  file: 'arch/x86/include/asm/pgtable.h',
  name: nameOf(row, newer),
});

/** Judges one case. */
function shownBy({ judged, judge }: Case, trees: readonly SourceTree[]): Shown {
  const read = parseJudge(judge);
  if (read.kind === 'source') return judgeSource(judged, read, trees);
  if (read.kind === 'headers')
    return judgeHeaders(judged, read, vectors()) ?? judgeSource(judged, inText(judged, read), trees);
  const path = data(`observations/${read.file}`);
  if (!existsSync(path))
    return { verdict: 'wrong', says: `expected a recording in test/data/observations, got ${read.file}` };
  return judgeRecording(judged, read, parseRecording(readFileSync(path, 'utf8')));
}

/** The diff of two texts, by the machine's own diff. */
function diff([older, newer]: readonly [string, string]): string {
  const folder = temporaryFolder('judge');
  const files = ['older', 'newer'].map((name) => join(folder, name));
  [older, newer].forEach((text, i) => void writeFileSync(files[i] as string, `${text}\n`));
  try {
    return execFileSync('diff', ['-u', '--label', 'older', '--label', 'newer', ...files], {
      encoding: 'utf8',
      timeout: 60_000,
    });
  } catch (error) {
    return String((error as { stdout?: string }).stdout ?? error);
  } finally {
    removeTemporary(folder);
  }
}

const options = {
  sources: { type: 'string' },
  fetch: { type: 'boolean' },
  show: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The trees of --sources, and those that are fetched or were. */
function treesFor(cases: readonly Case[], sources: string | undefined, isFetching: boolean): readonly SourceTree[] {
  const own = sources === undefined ? [] : treesIn(sources);
  if (isFetching) fetchFor(cases, own);
  const fetched = join(cache(), 'source');
  const isWanted = (isFetching || sources === undefined) && existsSync(fetched);
  return [...own, ...(isWanted ? treesIn(fetched) : [])];
}

/** Prints a line for each case, and its texts if asked for; gives back how many there were of each verdict. */
function report(cases: readonly Case[], trees: readonly SourceTree[], show: boolean): Record<Shown['verdict'], number> {
  const counts = { ok: 0, wrong: 0, 'not to be had': 0 };
  for (const one of [...cases].sort(byRelease)) {
    const shown = shownBy(one, trees);
    counts[shown.verdict]++;
    const word = shown.verdict === 'wrong' ? 'WRONG' : shown.verdict;
    console.log(`${word.padEnd(15)}${rowName(one.judged)} | ${one.judge} | ${shown.says}`);
    if (show && shown.texts) console.log(printableLines(diff(shown.texts)));
  }
  return counts;
}

function main(): void {
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  if (values.help) {
    console.log(usage);
    return;
  }
  const rows = chosen(positionals);
  const problems = rows.flatMap((judged) => [...formProblems(judged)]);
  for (const problem of problems) console.log(`WRONG          ${problem}`);
  const sound = rows.filter((judged) => formProblems(judged).next().done);
  const cases = sound.flatMap((judged) => judgesOf(judged.row).map((judge) => ({ judged, judge })));
  const counts = report(cases, treesFor(cases, values.sources, values.fetch === true), values.show === true);
  const wrong = counts.wrong + problems.length;
  console.log(
    `${rows.length} rows: ${counts.ok} judges are so, ${wrong} wrong, ${counts['not to be had']} not to be had`,
  );
  if (wrong > 0) process.exitCode = 2;
}

try {
  main();
} catch (error) {
  console.error(`judge: ${printable((error as Error).message)}`);
  process.exitCode = 1;
}
