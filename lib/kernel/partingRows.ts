/** Why two kernels part: the rows and proposals that one has and the other lacks, each of which can be taken alone. */
import { proposals } from '../../spec/proposals.ts';
import type { Row, Series, StableDates } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';
import { source } from './diffKernels.ts';
import { saysOf } from './inForce.ts';
import { type Kernel, patched } from './kernel.ts';
import { placeOf } from './release.ts';

/** One difference between two kernels. */
export interface PartingRow {
  /** The row as `table.id`, or the id of a proposal: what withRow() takes. */
  readonly key: string;
  /** The id alone. */
  readonly id: string;
  /** Which of the two has it. */
  readonly heldBy: 'first' | 'second';
  /** The commit, if it is known. */
  readonly cite: string | undefined;
  /** When it came, or went if that is what parts the two: `6.2 and 6.1.8`. Of a proposal, who made it. */
  readonly when: string;
  /** What it says. */
  readonly says: string;
}

const listed = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');

/** The mainline release, and the stable ones from the newest down. */
function releases(series: Series, stable: StableDates = {}, isOfMainline = true): string {
  const older = Object.entries(stable).map(([tree, patch]) => [tree, `${tree}.${patch}`] as const);
  older.sort(([a], [b]) => placeOf(b) - placeOf(a));
  return listed([...(isOfMainline ? [series] : []), ...older.map(([, name]) => name)]);
}

/** The date of a row that lies between two kernels: that of its end where the older of them has it. */
function dateBetween(row: Row, holder: Kernel, other: Kernel): string {
  const [a, b] = [holder.release, other.release];
  const holderIsOlder = placeOf(a.series) < placeOf(b.series) || (a.series === b.series && a.patch < b.patch);
  const ends = holderIsOlder && (row.until !== undefined || row.untilStable !== undefined);
  const isOfMainline = row.since !== row.until;
  return ends
    ? releases(row.until ?? row.since, row.untilStable, row.until !== undefined && isOfMainline)
    : releases(row.since, row.sinceStable, isOfMainline);
}

type TableId = keyof typeof tables;

function heldRows(k: Kernel, table: TableId): ReadonlyMap<string, Row> {
  const rows: readonly Row[] = tables[table];
  return new Map(rows.filter((row) => k.holds(table, row)).map((row) => [row.id, row]));
}

function* ofTable(table: TableId, first: Kernel, second: Kernel): Generator<PartingRow> {
  const [a, b] = [heldRows(first, table), heldRows(second, table)];
  for (const [id, row] of new Map([...a, ...b])) {
    if (a.has(id) && b.has(id)) continue;
    const [holder, other] = a.has(id) ? [first, second] : [second, first];
    const when = dateBetween(row, holder, other);
    const heldBy = holder === first ? 'first' : 'second';
    yield { key: `${table}.${id}`, id, heldBy, cite: row.cite, when, says: saysOf(row, holder.release) || row.kernel };
  }
}

const ofProposals = (first: Kernel, second: Kernel): PartingRow[] =>
  proposals
    .filter(({ id }) => first.does(id) !== second.does(id))
    .map((row) => ({
      key: row.id,
      id: row.id,
      heldBy: first.does(row.id) ? 'first' : 'second',
      cite: undefined,
      when: source(row),
      says: row.says,
    }));

/**
 * The rows and proposals in which two kernels differ, behaviours first. A thing that both have in another form (a bit that has moved,
 * a type with another number) is none of them: diffKernels() lists those too.
 */
export function partingRows(first: Kernel, second: Kernel): readonly PartingRow[] {
  const order: readonly TableId[] = [
    'behaviours',
    ...(Object.keys(tables) as TableId[]).filter((t) => t !== 'behaviours'),
  ];
  return [...order.flatMap((table) => [...ofTable(table, first, second)]), ...ofProposals(first, second)];
}

/**
 * The kernel with one row or proposal more (`on`), or less; the name says so. With those of partingRows() one by one it shows which
 * of them parts two kernels.
 * @throws RangeError for a key that is none.
 */
export const withRow = (k: Kernel, key: string, on: boolean): Kernel => patched(k, [on ? key : `-${key}`]);
