/** Slots of swap that lie in a row in a world, where an entry is one of several. */
import { allBackings } from '../../world/places.ts';
import type { World } from '../../world/world.ts';

/** Slots of swap in a row. */
export interface SlotsInRow {
  readonly first: bigint;
  readonly many: bigint;
  /** Where the row begins now, if that is decided before it is asked for: so far behind the first slot. */
  readonly behind?: bigint;
}
/** What slotsInRows() gives where no slot is used. */
export const noRows: ReadonlyMap<bigint, SlotsInRow> = new Map();

/** The slots that are used, and the one that comes next, by the rows in which they lie: the last row stays the last. */
export function slotsInRows(w: World): ReadonlyMap<bigint, SlotsInRow> {
  const rows: bigint[][] = [];
  for (const offset of slotsIn(w)) {
    const last = rows.at(-1);
    if (last && offset === (last.at(-1) ?? 0n) + 1n) last.push(offset);
    else rows.push([offset]);
  }
  const behind = rows.slice(0, -1).reduce((sum, row) => sum + BigInt(row.length) + 1n, 0n);
  return new Map(
    rows.flatMap((row, i) => {
      const its = { first: row[0] ?? 0n, many: BigInt(row.length), ...(i === rows.length - 1 && { behind }) };
      return row.map((offset) => [offset, its] as const);
    }),
  );
}

function slotsIn(w: World): readonly bigint[] {
  const contents = [...w.frames, ...w.slots, ...allBackings(w).flatMap(({ content }) => content ?? [])];
  const kept = contents.flatMap(({ folio }) => folio.swapSlot ?? []);
  const used = new Set([...w.slots.map(({ offset }) => offset), ...kept, w.nextSlot]);
  return [...used].sort((a, b) => (a < b ? -1 : 1));
}
