import { expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { sayables } from '../../lib/world/operations/names.ts';
import { play } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { kernels } from '../../spec/kernels.ts';

const lacks = (series: string, line: string): boolean =>
  play(kernel(series), parseScript(`anon; write; ${line}`)).at(-1)?.result === 'cannot';

// the release behind a name in the help comes from the rows; what says it here is the life of a page
const dated = Object.entries(sayables).flatMap(([name, { since, words, wordMayLack }]) =>
  since && !/-(begin|end)$/.test(name)
    ? [[since, words[0] === undefined || wordMayLack ? name : `${name} ${words[0]}`] as const]
    : [],
);

it('operations that the oldest release lacks have a first one', () => {
  expect(dated.length).toBeGreaterThan(12);
  expect(dated).toContainEqual(['6.8', 'uffd-move']);
  expect(dated).toContainEqual(['5.13', 'uffd-continue']);
  expect(dated).toContainEqual(['7.3', 'uffd-rwp']);
});

it.each(dated)('from %s on there is %s, and not before', (since, line) => {
  const at = kernels.findIndex(({ series }) => series === since);
  const before = kernels[at - 1]?.series ?? '';
  expect([lacks(before, line), lacks(since, line)]).toEqual([true, false]);
});
