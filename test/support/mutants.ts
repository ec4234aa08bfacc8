/**
 * Wrong readings of Linux: the rows of the codec with one thing changed. Rows are changed in place, which `as const` hides
 * from the types; every kernel is resolved anew afterwards.
 */
import { dated } from '../../lib/kernel/inForce.ts';
import { forgetKernels } from '../../lib/kernel/kernel.ts';
import { parseRelease } from '../../lib/kernel/release.ts';
import { helperBehaviours } from '../../spec/helperBehaviours.ts';
import { helpers } from '../../spec/helpers.ts';
import { kernels } from '../../spec/kernels.ts';
import { migrationKinds, pfnKinds, writableKinds } from '../../spec/kinds.ts';
import {
  keptByModify,
  otherBits,
  presentBits,
  presentFields,
  protectionMap,
  protections,
  tableBits,
  values,
  vmFlagBits,
} from '../../spec/present.ts';
import type { BitRow, FieldRow, Row, SetRow, ValueRow } from '../../spec/schema.ts';
import { markerBits, migrationBits, swapBits, swapFields, swapTypes } from '../../spec/swap.ts';
import { releasePoints } from '../../spec/tools/points.ts';

/** Two rows of one id say the same thing of different kernels: never both of one. Where they are, in words. */
export function* overlaps(): Generator<string> {
  for (const [table, row, twin] of twins)
    if (meet(row, twin) && !excluded(row, twin)) yield `${table}.${row.id} holds twice`;
}
const excluded = (a: AnyRow, b: AnyRow) => {
  const needs = [...(a.needs ?? []), ...(b.needs ?? [])];
  return needs.includes('paging4') && needs.includes('paging5');
};

export interface Mutant {
  /** The row and what was done to it. */
  readonly name: string;
  /** The row that is changed, and whether only when it holds; none where a list is. */
  readonly changed?: { readonly table: string; readonly row: Row; readonly when: boolean };
  /** Makes the change and gives back what undoes it. */
  readonly apply: () => () => void;
}

type AnyRow = Row & Partial<BitRow & FieldRow & ValueRow & SetRow>;

const tables: Readonly<Record<string, readonly AnyRow[]>> = {
  presentBits,
  otherBits,
  presentFields,
  values,
  keptByModify,
  protections,
  vmFlagBits,
  swapFields,
  swapBits,
  swapTypes,
  markerBits,
  migrationBits,
  behaviours: helperBehaviours,
  helpers,
};
/** Every two rows of one id; no mutant changes an id. */
const twins = Object.entries(tables).flatMap(([table, rows]) =>
  rows.flatMap((row, i) =>
    rows.slice(i + 1).flatMap((twin) => (twin.id === row.id ? [[table, row, twin] as const] : [])),
  ),
);
/** Sets of ids. */
const lists: Readonly<Record<string, readonly string[]>> = {
  tableBits,
  pfnKinds,
  migrationKinds,
  writableKinds,
};

/** All that is changed. */
export const mutated = { ...tables, ...lists };

const order = kernels.map(({ series }) => series as string);
/** The releases before and after one; none beyond the first and the last. */
const neighbours = (series: string) =>
  [order[order.indexOf(series) - 1], order[order.indexOf(series) + 1]].filter((s) => s !== undefined);

/** Keys that say when a row holds and nothing else. */
const whenKeys: readonly string[] = ['since', 'until', 'sinceStable', 'untilStable', 'needs'];

/** A row with some keys replaced. A name begins with that of the table. */
const change = (name: string, row: AnyRow, keys: Partial<Record<keyof AnyRow, unknown>>): Mutant => ({
  name,
  changed: { table: name.split('.')[0] ?? '', row, when: Object.keys(keys).every((key) => whenKeys.includes(key)) },
  apply: () => {
    const before = Object.fromEntries(Object.keys(keys).map((key) => [key, row[key as keyof AnyRow]]));
    Object.assign(row, keys);
    forgetKernels();
    return () => {
      Object.assign(row, before);
      forgetKernels();
    };
  },
});

/** A list with two neighbours exchanged or one member replaced. */
const rearrange = <T>(name: string, list: readonly T[], make: (list: T[]) => void): Mutant => ({
  name,
  apply: () => {
    const before = [...list];
    make(list as T[]);
    forgetKernels();
    return () => {
      (list as T[]).splice(0, before.length + 1, ...before);
      forgetKernels();
    };
  },
});

const numbers = ['bit', 'hi', 'lo', 'value'] as const;
const dates = ['since', 'until'] as const;
const stable = ['sinceStable', 'untilStable'] as const;

/** The row's number, place or end one up and one down. */
const moved = (name: string, row: AnyRow): Mutant[] =>
  numbers.flatMap((key) => {
    const at = row[key];
    if (at === undefined) return [];
    const places = [at - 1, at + 1].filter((n) => n >= 0 && n <= 63);
    return places.map((n) => change(`${name}: ${key} ${n}`, row, { [key]: n }));
  });

/** Each date one release earlier and later; 4.19 stands for "4.19 or older", so it has no earlier one. */
const redated = (name: string, row: AnyRow): Mutant[] => [
  ...dates.flatMap((key) => {
    const date = row[key];
    const others = date === undefined ? [] : neighbours(date);
    return others.map((series) => change(`${name}: ${key} ${series}`, row, { [key]: series }));
  }),
  ...(row.until ? [change(`${name}: for ever`, row, { until: undefined, untilStable: undefined })] : []),
  ...(row.renamed ?? []).flatMap((rename, i) =>
    neighbours(rename.since).map((since) =>
      change(`${name}: renamed ${since}`, row, {
        renamed: row.renamed?.map((r, j) => (j === i ? { ...r, since } : r)),
      }),
    ),
  ),
];

/** Each stable date one release earlier, later, and left out. */
const restabled = (name: string, row: AnyRow): Mutant[] =>
  stable.flatMap((key) =>
    Object.entries(row[key] ?? {}).flatMap(([series, patch]) => [
      ...[patch - 1, patch + 1].map((n) =>
        change(`${name}: ${key} ${series}.${n}`, row, { [key]: { ...row[key], [series]: n } }),
      ),
      change(`${name}: ${key} without ${series}`, row, { [key]: { ...row[key], [series]: undefined } }),
    ]),
  );

/** Not there at all; there without an option; of another name; at other levels; a set without a member. */
const weakened = (name: string, row: AnyRow): Mutant[] => [
  change(`${name}: never`, row, { since: '4.19', until: '4.19', sinceStable: undefined, untilStable: undefined }),
  ...(row.needs ?? []).map((need) =>
    change(`${name}: without needing ${need}`, row, { needs: row.needs?.filter((n) => n !== need) }),
  ),
  ...(row.levels ? [change(`${name}: at all levels`, row, { levels: undefined })] : []),
  ...(row.levels ?? []).map((level) =>
    change(`${name}: not at ${level}`, row, { levels: row.levels?.filter((l) => l !== level) }),
  ),
  ...(row.bits ?? []).map((bit) =>
    change(`${name}: without ${bit}`, row, { bits: row.bits?.filter((b) => b !== bit) }),
  ),
];

const renamed = (name: string, row: AnyRow): Mutant[] => [
  change(`${name}: other name`, row, { kernel: `${row.kernel}_` }),
];

/** Tables whose kernel identifiers are only documentation: functions, and places in several constants. */
const unnamed = ['behaviours', 'helpers', 'keptByModify', 'values', 'presentFields', 'swapFields', 'migrationBits'];

/** Tables whose rows hold on every kernel: their date is for the reader, and no resolver asks for it. */
const undated = ['presentFields', 'swapFields'];

function* rowMutants(): Generator<Mutant> {
  for (const [table, rows] of Object.entries(tables))
    for (const [i, row] of rows.entries()) {
      const place = rows.filter(({ id }) => id === row.id).length > 1 ? ` (row ${i})` : '';
      const name = `${table}.${row.id}${place}`;
      yield* moved(name, row);
      if (!undated.includes(table)) yield* [...redated(name, row), ...restabled(name, row), ...weakened(name, row)];
      if (!unnamed.includes(table)) yield* renamed(name, row);
    }
}

/** Whether two rows are ever in force on one release. */
const meet = (a: AnyRow, b: AnyRow) => points.some((release) => dated(a, release) && dated(b, release));
const points = releasePoints.map((release) => parseRelease(release));

/** The order of swapTypes is the stacking of numbers, the order of protectionMap its index. */
function* orderMutants(): Generator<Mutant> {
  const exchange = <T>(name: string, list: readonly T[], i: number) =>
    rearrange(`${name}: ${i - 1} and ${i} exchanged`, list, (items) => {
      [items[i - 1], items[i]] = [items[i] as T, items[i - 1] as T];
    });
  for (const [i, row] of swapTypes.entries())
    if (i > 0 && meet(row, swapTypes[i - 1] as AnyRow)) yield exchange('swapTypes', swapTypes, i);
  const same = (a: string | undefined, b: string | undefined) => `${bitsOf(a)}` === `${bitsOf(b)}`;
  for (const [i, id] of protectionMap.entries())
    if (i > 0 && !same(id, protectionMap[i - 1])) yield exchange('protectionMap', protectionMap, i);
}
const bitsOf = (id: string | undefined) => protections.find((row) => row.id === id)?.bits;

/** Sets of ids, each without one. */
function* listMutants(): Generator<Mutant> {
  for (const [name, ids] of Object.entries(lists))
    for (const id of ids) yield rearrange(`${name}: without ${id}`, ids, (list) => list.splice(list.indexOf(id), 1));
}

/** Changes that change nothing, and why. */
export const equivalent: Readonly<Record<string, string>> = {
  'keptByModify.uffdWp: since 5.6': 'there is no such bit before 5.7 that could be kept',
  'keptByModify.savedDirty: since 6.5': 'there is no such bit before 6.6 that could be kept',
  'values.maxPhysmemBits (row 1): since 4.20': 'nothing asks for it before 6.1',
  'values.maxPhysmemBits (row 2): since 4.20': 'nothing asks for it before 6.1',
  'behaviours.hwpoisonHasPfn: without needing memoryFailure': 'there is no hwpoison entry to ask about without it',
};

export const mutants: readonly Mutant[] = [...rowMutants(), ...orderMutants(), ...listMutants()];
