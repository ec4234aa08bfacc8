/** docs/history.md: what Linux does differently from release to release, out of the rows of behaviours. */
import { behaviourGroups } from '../behaviours.ts';
import { kernels } from '../kernels.ts';
import type { Row } from '../schema.ts';

const oldest = kernels[0].series;
const stable = (dates: Row['sinceStable']) => Object.entries(dates ?? {}).map(([series, patch]) => `${series}.${patch}`).join(', ');
const date = (series: string, dates: Row['sinceStable']) => [series, stable(dates)].filter(Boolean).join(', ');

/** The releases of a row in words. */
export function when(row: Row): string {
  if (row.since === row.until) return `from ${stable(row.sinceStable)}, there alone`;
  const from = row.since === oldest && !row.sinceStable ? '' : `from ${date(row.since, row.sinceStable)}`;
  const to = row.until ? `before ${date(row.until, row.untilStable)}` : row.untilStable ? `not from ${stable(row.untilStable)}` : '';
  return [from, to].filter(Boolean).join('; ') || 'always';
}

/** What showed a row, in words: the function and the releases that it differs between, headers, or a recording. */
function shownBy(row: Row): string {
  const judges: readonly string[] = typeof row.judge === 'string' ? [row.judge] : (row.judge ?? []);
  const places = new Map<string, string[]>();
  for (const judge of judges) {
    const [kind = '', a = '', b = '', , name = ''] = judge.split(/: |, /);
    const what = { source: `\`${name}\` of`, headers: 'headers of' }[kind] ?? 'recording';
    places.set(what, [...(places.get(what) ?? []), kind === 'recording' ? a : `${a} and ${b}`]);
  }
  const words = [...places].map(([what, pairs]) => `${what} ${pairs.join(', ')}`);
  return words.length > 0 ? ` Shown by ${words.join('; ')}.` : '';
}

/** A sentence; an identifier keeps its case. */
const capital = (text: string) => (/^\w*_/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1));

function item(row: Row): string {
  const needs = row.needs ? ` Needs ${row.needs.join(', ')}.` : '';
  const cite = row.cite ? ` (${row.cite})` : '';
  return `* **${when(row)}**, \`${row.kernel}()\`${cite}: ${capital(row.says ?? '')}.${needs}${shownBy(row)} \`${row.id}\``;
}

const byDate = (rows: readonly Row[]): Row[] => {
  const order = kernels.map((k) => k.series as string);
  const place = (row: Row) => order.indexOf(row.since === oldest ? (row.until ?? row.since) : row.since);
  return [...rows].sort((a, b) => place(a) - place(b));
};

/** The text of the page, group by group, each by date. */
export const historyPage = (): string =>
  [
    '<!-- Generated from spec/ by spec/tools/generate.ts. Do not edit: change a row and run npm run spec. -->',
    `# What Linux does to page-table entries, ${oldest} to ${kernels.at(-1)?.series}, and since when`,
    '',
    'One line for each behaviour that is not the same in all releases. After the mainline release stand the stable releases that took the change. Numbers such as H12 are bugs: bugs.md says what happens. `npm run judge` compares what a row is shown by. The name at the end is the row: `kernel(version, { without: [...] })` leaves it out, `backports` adds it.',
    '',
    ...behaviourGroups.flatMap(({ title, rows }) => [`## ${title}`, '', ...byDate(rows).map(item), '']),
  ].join('\n');
