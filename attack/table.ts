/** The table, and below it what failed with how to show it. */
import { printable } from '../lib/base/printable.ts';
import { columns, type Failure } from './area.ts';
import type { Row } from './attack.ts';

const widths = [10, 9, ...columns.map((name) => name.length)];
const line = (cells: readonly (string | number)[]): string =>
  cells.map((cell, i) => (i === 0 ? `${cell}`.padEnd(widths[i] ?? 0) : `${cell}`.padStart(widths[i] ?? 0))).join('  ');

/** The first line of the table. */
export const heading = (): string => line(['area', 'inputs', ...columns]);

/** An area's line. */
export const rowLine = ({ area, inputs, counts }: Row): string =>
  line([area, inputs.toLocaleString('en'), ...columns.map((column) => counts[column])]);

/** The sum of all areas. */
export const sumLine = (rows: readonly Row[]): string =>
  line([
    'all',
    rows.reduce((sum, { inputs }) => sum + inputs, 0).toLocaleString('en'),
    ...columns.map((column) => rows.reduce((sum, { counts }) => sum + counts[column], 0)),
  ]);

/** What is said in the same words is shown once, as it was first met. */
function alike(failures: readonly Failure[]): (Failure & { times: number })[] {
  const found = new Map<string, Failure & { times: number }>();
  for (const one of failures) {
    const key = `${one.column} ${one.what}`;
    found.set(key, { ...(found.get(key) ?? one), times: (found.get(key)?.times ?? 0) + 1 });
  }
  return [...found.values()];
}

/** What failed, area by area, and what could not be tried. */
export function details(rows: readonly Row[]): string[] {
  const skipped = rows.flatMap(({ area, skipped = [] }) => skipped.map((why) => `${area}: skipped: ${why}`));
  const failed = rows.flatMap(({ area, failures, kept }) => [
    ...alike(failures).flatMap(({ column, what, show, times }) => [
      '',
      `${area}: ${column}: ${printable(what)}${times > 1 ? `, ${times} times` : ''}`,
      `  ${show}`,
    ]),
    ...(kept === undefined ? [] : ['', `${area}: its files are kept in ${kept}`]),
  ]);
  return [...skipped, ...failed];
}
