/** `npm run bugs`: the table of bugs on every release (`help` says how), written to spec/found.json and docs/bugs.md. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { save } from '../files/save.ts';
import { rangeError } from '../lib/base/errors.ts';
import { packageRoot } from '../lib/batch/engine/packageRoot.ts';
import { kernel } from '../lib/kernel/kernel.ts';
import { type ExploredBug, explored, lineName } from '../spec/explored.ts';
import { bugsPage } from '../spec/tools/bugsPage.ts';
import { foundPath, foundText } from '../spec/tools/found.ts';
import { allPoints } from '../spec/tools/points.ts';
import { isDocumented, rangesOf, rangesText } from '../spec/tools/spans.ts';
import { shareOut } from './crew.ts';
import { openResults } from './results.ts';
import type { LineJob } from './thread.ts';
import type { LineFound, Tried } from './tryLine.ts';

const help = `Tries each line of spec/explored.ts on every release that rows tell apart, and says which have the bug. Writes
spec/found.json and docs/bugs.md where all lines were tried everywhere.

  npm run bugs -- [options]
  --check           compares the two files with what it finds, and writes nothing
  --lines NAMES     lines by the numbers of their bugs: H1,C1
  --kernels NAMES   releases: 5.10.23,6.12
  --resume FILE     keeps what was tried in FILE, and goes on from there
  --threads N       threads (default: one for each processor)
  --seconds N       ends after so long; --resume goes on (default: 3600)

Exit codes: 0, 1 wrong usage, 2 where the explorer and the sources disagree, or not all was tried.`;

const listed = (text: string | undefined): readonly string[] | undefined => text?.split(/[\s,]+/).filter(Boolean);

function linesOf(names: readonly string[] | undefined): readonly ExploredBug[] {
  const unknown = names?.find((name) => !explored.some(({ bug }) => bug === name));
  if (unknown !== undefined) throw rangeError(`expected --lines with numbers of bugs, got ${unknown}`, 'ERR_PTE_INPUT');
  return explored.filter(({ bug }) => names === undefined || names.includes(bug));
}

function releasesOf(names: readonly string[] | undefined): readonly string[] {
  return names?.map((name) => kernel(name).name.replace(/^\D*/, '')).map(withPatch) ?? allPoints;
}
const withPatch = (release: string): string => (/^\d+\.\d+$/.test(release) ? `${release}.0` : release);

function countOf(name: string, given: string | undefined, usual: number): number {
  if (given === undefined) return usual;
  if (!/^[1-9]\d{0,5}$/.test(given))
    throw rangeError(`expected --${name} with a number, got ${given}`, 'ERR_PTE_INPUT');
  return Number(given);
}

/** What the sources say of a line, and whether the explorer says the same. */
function judged(line: ExploredBug, found: LineFound | undefined, releases: readonly string[]): string {
  if (!found) return `${lineName(line)}: not tried`;
  const said = rangesText(
    rangesOf(releases, (release) => isDocumented(line, release)),
    releases,
  );
  const got = rangesText(found.ranges, releases);
  return got === said ? `${lineName(line)}: ${got}` : `${lineName(line)}: found ${got}, the sources say ${said}`;
}

const isDone = (line: string): boolean => !/: not tried$|the sources say/.test(line);

function writeOrCheck(path: string, text: string, check: boolean): void {
  const file = join(packageRoot(), path);
  if (!check) save(file, text);
  if (readFileSync(file, 'utf8') === text) return;
  console.error(`expected ${path} as the explorer gives it, got another text: npm run bugs`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      lines: { type: 'string' },
      kernels: { type: 'string' },
      resume: { type: 'string' },
      threads: { type: 'string' },
      seconds: { type: 'string' },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return console.log(help);
  const lines = linesOf(listed(values.lines));
  const releases = releasesOf(listed(values.kernels));
  const results = openResults(values.resume);
  const jobs = lines.map((line): LineJob => {
    const name = lineName(line);
    return { line: name, releases, known: results.known.filter((one) => one.line === name) };
  });
  const progress = progressOf(jobs.length);
  const found = await shareOut<LineJob, Tried, LineFound>(
    new URL('./thread.js', import.meta.url),
    jobs,
    countOf('threads', values.threads, availableParallelism()),
    {
      onPart: (search) => {
        results.add(search);
        progress.searched(search);
      },
      onResult: progress.done,
      signal: AbortSignal.timeout(1000 * countOf('seconds', values.seconds, 3600)),
    },
  );
  progress.end();
  report(lines, found, releases, values.check);
}

function report(
  lines: readonly ExploredBug[],
  found: readonly (LineFound | undefined)[],
  releases: readonly string[],
  check: boolean,
): void {
  const said = lines.map((line, i) => judged(line, found[i], releases));
  for (const line of said) console.log(line);
  const all = found.flatMap((one) => one ?? []);
  const sum = (of: (one: LineFound) => number) => all.reduce((total, one) => total + of(one), 0).toLocaleString('en');
  console.log(
    `${all.length} of ${lines.length} lines on ${releases.length} releases: ${sum(({ searches }) => searches)} searches, ${sum(({ transitions }) => transitions)} transitions; the others answer as one of these`,
  );
  if (!said.every(isDone)) process.exitCode = 2;
  if (all.length < explored.length || releases !== allPoints) return;
  writeOrCheck(foundPath, foundText(all), check);
  writeOrCheck('docs/bugs.md', bugsPage(all), check);
}

/** A line on stderr that is drawn over and over, where that is a terminal. */
function progressOf(jobs: number) {
  let [searches, lines] = [0, 0];
  const show = (text: string) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${text}\x1b[K`);
  };
  return {
    searched: ({ line }: Tried) => show(`${lines} of ${jobs} lines, ${++searches} searches; ${line}`),
    done: () => void lines++,
    end: () => show(''),
  };
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
