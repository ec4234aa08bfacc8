/** docs/bugs.md: the bugs that rows and tests name by number. */
import { behaviours } from '../behaviours.ts';
import { type Bug, bugs } from '../bugs.ts';
import type { Row } from '../schema.ts';
import { when } from './historyPage.ts';

const rowItems = (id: string): string[] =>
  (behaviours as readonly Row[])
    .filter((row) => row.id === id)
    .map((row) => `* Row \`${id}\`, \`${row.kernel}()\`: ${when(row)}${row.cite ? `; commit ${row.cite}` : ''}`);

function section({ id, title, says, rows, releases, cite = [], tests }: Bug): string {
  const items = [
    ...(releases ? [`* Releases: ${releases}`] : []),
    ...[...new Set(rows)].flatMap(rowItems),
    ...cite.map((hash) => `* Also commit ${hash}`),
    ...tests.map((file) => `* Shown by test/mm/${file}`),
  ];
  return [`## ${id}`, '', `**${title}.** ${says}`, '', ...items, ''].join('\n');
}

/** The text of the page. */
export const bugsPage = (): string =>
  [
    '<!-- Generated from spec/bugs.ts by spec/tools/generate.ts. Do not edit: change an entry and run npm run spec. -->',
    '# Bugs, by number',
    '',
    'What Linux releases did wrong to page-table entries. H1 to H31 were fixed, or are behaviours that go with one that was; C1 to C5 are in every release that can have them. Both sides of each were read in the source. A row is dated as in history.md: of a row that fixes, the releases before it have the bug; of a row that is the bug, those within.',
    '',
    ...bugs.map(section),
  ].join('\n');
