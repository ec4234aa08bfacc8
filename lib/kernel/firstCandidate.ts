/** Which release candidate was the first with what a row dates, as far as it is known. */
import { candidates } from '../../spec/candidates.ts';
import type { Row, Series, StableDates } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';

/** The first candidate lies between `from` and `to`; they are one where it is known. */
export interface FirstCandidate {
  readonly from: number;
  readonly to: number;
}

const mergeWindow: FirstCandidate = { from: 1, to: 1 };
/** A fix of which nobody said when it came. */
const atAnyTime: FirstCandidate = { from: 1, to: Number.POSITIVE_INFINITY };

type Lines = ReadonlyMap<string, FirstCandidate>;

/** The lines of the spec about each row, by series. */
function linesByRow(): ReadonlyMap<Row, Lines> {
  const found = new Map<Row, Map<string, FirstCandidate>>();
  for (const { row: key, series, first } of candidates) {
    const [table, id] = key.split('.') as [keyof typeof tables, string];
    const [from, to] = typeof first === 'number' ? [first, first] : first;
    for (const row of (tables[table] as readonly Row[]).filter((r) => r.id === id))
      found.set(row, (found.get(row) ?? new Map<string, FirstCandidate>()).set(series, { from, to }));
  }
  return found;
}
let lines: ReadonlyMap<Row, Lines> | undefined; // few kernels are candidates

/** Of the date `series` of a row, with the stable releases that took the change: its `since` or its `until`. */
export function firstCandidate(row: Row, series: Series, stable: StableDates | undefined): FirstCandidate {
  lines ??= linesByRow();
  return lines.get(row)?.get(series) ?? (stable ? atAnyTime : mergeWindow);
}
