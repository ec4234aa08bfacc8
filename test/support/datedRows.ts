/** Releases that a text names, and the releases that rows speak of. */
import { functionNames } from '../../spec/functionNames.ts';
import { commonHelpers } from '../../spec/helpers.ts';
import { kernels } from '../../spec/kernels.ts';
import type { Row } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';

/** Every row. */
export const allRows: readonly Row[] = [...Object.values(tables).flat(), ...commonHelpers, ...functionNames];

const names: readonly string[] = kernels.map((k) => k.series);
const series = new Set(names);
export const oldest = kernels[0].series;
export const newest = kernels.at(-1)?.series;

/** The release before another one, the last that still has what the other lost: "to 7.2" is "until 7.3". */
export const before = (release: string): string => names[names.indexOf(release) - 1] ?? '';

/** Every release that a row speaks of. */
export const datesOf = (row: Row): string[] => [
  row.since,
  ...(row.until === undefined ? [] : [row.until, before(row.until)]),
  ...(row.renamed ?? []).flatMap((r) => [r.since, before(r.since)]),
  ...Object.entries({ ...row.sinceStable, ...row.untilStable }).map(([tree, patch]) => `${tree}.${patch}`),
];

/** Releases that a text names, `6.1` or `6.1.192`, but for those in quotes: they are examples. */
export const releasesIn = (text: string): string[] =>
  [...text.replace(/'[^']*'|`[^`]*`/g, '').matchAll(/(?<![\w.])\d\.\d{1,2}(\.\d+)?(?![\w.]*\d)/g)]
    .map(([said]) => said)
    .filter((said) => series.has(said.split('.', 2).join('.')));
