import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { coverage, scriptsOf, scriptsWithMore } from '../support/coverageOfRows.ts';

/** Dated rows that no script can show, `row`, release and reason with tabs between. */
const reasons = readFileSync(new URL('../data/notShown.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t'));

// `PTE_SLOW=1 npx vitest run slow-coverage` names what is missing: write a row of test/data/releases, or say why there can be none
it('has a script or a reason for each dated row that an operation asks about', () => {
  const folders = ['world', 'mm', 'data/claims', 'data/releases'];
  const dates = coverage([...scriptsOf(folders), ...scriptsWithMore()]);
  const open = [...dates].flatMap(([date, script]) => (script === undefined ? [date] : []));
  expect(open.sort()).toEqual(reasons.map(([row, release]) => `${row} ${release}`).sort());
  expect(dates.size).toBeGreaterThan(open.length);
});

it('gives a reason wherever there is no script', () => {
  for (const [row, release, reason, ...more] of reasons) {
    expect([row, release, more]).toEqual([expect.stringMatching(/^[a-z]\w+$/), expect.stringMatching(/^\d/), []]);
    expect(reason?.length, row).toBeGreaterThan(20);
  }
});
