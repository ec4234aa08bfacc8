import { expect, it } from 'vitest';
import { coverage, scriptsOf } from '../support/coverageOfRows.ts';

// Pairs of an operation and a date that no script shows: `PTE_SLOW=1 npx vitest run slow-coverage` prints them
it('shows most of the dates that operations ask about', () => {
  const pairs = coverage(scriptsOf(['world', 'mm']));
  const dateOf = (pair: string) => pair.slice(pair.indexOf(' ') + 1);
  const asked = new Set([...pairs.keys()].map(dateOf));
  const shown = new Set([...pairs].flatMap(([pair, script]) => (script === undefined ? [] : [dateOf(pair)])));
  const open = [...asked].filter((date) => !shown.has(date)).sort();
  console.log(`${shown.size} of ${asked.size} dates, ${pairs.size} pairs; not shown:\n${open.join('\n')}`);
  expect(shown.size).toBeGreaterThan(asked.size / 2);
});
