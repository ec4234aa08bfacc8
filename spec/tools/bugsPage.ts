/** docs/bugs.md: the bugs that rows and tests name by number, and what the explorer finds of them. */
import { behaviours } from '../behaviours.ts';
import { type Bug, bugs } from '../bugs.ts';
import { type ExploredBug, explored, lineName, unexplored } from '../explored.ts';
import { kernels } from '../kernels.ts';
import type { Row } from '../schema.ts';
import type { FoundBug } from './found.ts';
import { when } from './historyPage.ts';
import { allPoints } from './points.ts';
import { isDocumented, rangesOf, rangesText } from './spans.ts';

const rowItems = (id: string): string[] =>
  (behaviours as readonly Row[])
    .filter((row) => row.id === id)
    .map((row) => `* Row \`${id}\`, \`${row.kernel}()\`: ${when(row)}${row.cite ? `; commit ${row.cite}` : ''}`);

/** What the sources say of a line, next to what was found. */
function agreement(line: ExploredBug, found: string): string {
  const said = rangesText(rangesOf(allPoints, (release) => isDocumented(line, release)), allPoints);
  const older = line.older === undefined ? '' : `; before 5.7 ${line.older}`;
  return found === said ? `the sources say the same${older}` : `**the sources say ${said || 'none'}**${older}`;
}

function lineItem(line: ExploredBug, found: FoundBug | undefined): string {
  const ranges = rangesText(found?.ranges ?? [], allPoints) || 'none';
  const what = line.part === undefined ? 'Found in' : `Found (${line.part}) in`;
  const breaks = `\`${line.breaks}\`${line.design ? ', by design' : ''}`;
  const besides = line.beside === undefined ? '' : `, each with ${line.beside.map((row) => `\`${row}\``).join(', ')}`;
  const kernel = [found?.shortest?.release, ...(line.beside ?? [])].join(':');
  const script = found?.shortest && `: \`pte run -k ${kernel} '${found.shortest.script}'\``;
  const shortest = line.held ? '; a program could tie up a processor by it, and the script is left out' : script;
  return `* ${what} **${ranges}**${besides}: ${agreement(line, ranges)}. It breaks ${breaks}${shortest ?? ''}`;
}

function section({ id, title, says, rows, releases, cite = [], seen, tests }: Bug, found: readonly FoundBug[]): string {
  const lines = explored.filter(({ bug }) => bug === id);
  const items = [
    ...(releases ? [`* Releases: ${releases}`] : []),
    ...lines.map((line) => lineItem(line, found.find((one) => one.line === lineName(line)))),
    ...(seen ? [`* A running kernel: ${seen} ([findings.md](findings.md))`] : []),
    ...[...new Set(rows)].flatMap(rowItems),
    ...cite.map((hash) => `* Also commit ${hash}`),
    ...tests.map((file) => `* Shown by test/mm/${file}`),
  ];
  return [`## ${id}`, '', `**${title}.** ${says}`, '', ...items, ''].join('\n');
}

const newest = kernels.at(-1)?.series;

/** The text of the page. */
export const bugsPage = (found: readonly FoundBug[]): string =>
  [
    '<!-- Generated from spec/bugs.ts, spec/explored.ts and what npm run bugs found. Do not edit: change an entry and run npm run spec. -->',
    '# Bugs, by number',
    '',
    'What Linux releases did wrong to page-table entries. Those with an H were fixed, or are behaviours that go with one that was; those with a C are in every release that can have them. Both sides of each were read in the source. A row is dated as in history.md: of a row that fixes, the releases before it have the bug; of a row that is the bug, those within.',
    '',
    `*Found in* is what the explorer says by itself: \`npm run bugs\` searches every release from ${kernels[0].series} to ${newest} and both sides of each change in a stable tree (${allPoints.length} kernels) for the shortest script that breaks a promise of [explore.md](explore.md). A series by its name alone stands for all its releases. What the sources say was read from 5.7 on; where a range begins earlier, the function and the release that confirm it are named.`,
    '',
    ...bugs.map((bug) => section(bug, found)),
    '## What the explorer does not find',
    '',
    ...Object.entries(unexplored).map(([id, why]) => `* ${id}: ${why}`),
    '',
  ].join('\n');
