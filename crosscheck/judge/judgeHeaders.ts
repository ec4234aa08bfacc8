/** A row against the constants of headers: with the row turned over, the library has other numbers than they. */
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import type { Release } from '../../lib/kernel/release.ts';
import { constantsOf } from '../ourConstants.ts';
import type { Shown } from './judgeSource.ts';
import type { HeadersJudge, JudgedRow } from './parseJudge.ts';
import type { ConstantVector } from './vectors.ts';

/** Compares a row with the columns of both releases; undefined where one of them has none. */
export function judgeHeaders(
  judged: JudgedRow,
  judge: HeadersJudge,
  vectors: readonly ConstantVector[],
): Shown | undefined {
  const sides = [judge.older, judge.newer].map((release) => ({ release, columns: columnsOf(release, vectors) }));
  if (sides.some(({ columns }) => columns.length === 0)) return undefined;
  const told = sides.map((side) =>
    side.columns.map((column) => toldApart(judged, side.release, column, vectors)).find((names) => names.length > 0),
  );
  const silent = sides[told.indexOf(undefined)];
  if (silent)
    return {
      verdict: 'wrong',
      says: `expected constants of ${silent.release.text} to tell whether the row holds, got none that do`,
    };
  return { verdict: 'ok', says: `told by ${[...new Set(told.flatMap((names = []) => names.slice(0, 1)))].join(', ')}` };
}

/** The columns of a release: its plain build and those with other options. */
function columnsOf(release: Release, vectors: readonly ConstantVector[]): string[] {
  const codes = vectors.find(({ name }) => name === 'LINUX_VERSION_CODE')?.values ?? {};
  const code = constantsOf(kernel(release.text)).get('LINUX_VERSION_CODE');
  return Object.keys(codes).filter(
    (column) => /^[\d.]+(-devpriv)?$/.test(column) && BigInt(codes[column] ?? '') === code,
  );
}

/** Constants that the library has right with the row as it is and wrong with the row turned over. */
function toldApart(
  { table, row }: JudgedRow,
  { text }: Release,
  column: string,
  vectors: readonly ConstantVector[],
): readonly string[] {
  const devices = vectors.find(({ name }) => name === 'SWP_DEVICE_NUM')?.values[column];
  const config = { devicePrivate: devices !== '0' };
  const k = kernel(text, config);
  const key = `${table}.${row.id}`;
  const holds = k.holds(table as Parameters<Kernel['holds']>[0], row);
  const other = kernel(text, { ...config, ...(holds ? { without: [key] } : { backports: [key] }) });
  const wrong = differences(k, column, vectors);
  return differences(other, column, vectors).filter((name) => !wrong.includes(name));
}

const differences = (k: Kernel, column: string, vectors: readonly ConstantVector[]): readonly string[] => {
  const ours = constantsOf(k);
  const isOurs = (name: string, value: string | undefined) =>
    value === '-' ? !ours.has(name) : ours.get(name) === BigInt(value ?? '');
  return vectors.filter(({ name, values }) => !isOurs(name, values[column])).map(({ name }) => name);
};
