/** Rows of the spec by the names that people have for them, and when each thing came and went. */
import { kinds } from '../../spec/kinds.ts';
import { messages } from '../../spec/messages.ts';
import { type ProposalRow, proposals } from '../../spec/proposals.ts';
import type { Row, StableDates } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';
import { rangeError, shown } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { dashed } from '../base/spelling.ts';
import { isOfStableAlone } from './inForce.ts';

/** Where the things of a table are, after the name of one: `uffd-wp in swap entries`. */
const places = {
  presentBits: 'in present entries',
  otherBits: 'as a name of a bit',
  presentFields: 'as a field of present entries',
  values: 'as a number of the kernel',
  keptByModify: 'kept by pte_modify()',
  protections: 'as a protection',
  vmFlagBits: 'in vm_flags',
  swapFields: 'as a field of swap entries',
  swapBits: 'in swap entries',
  swapTypes: 'as a type of entry',
  markerBits: 'in PTE markers',
  migrationBits: 'in migration entries',
  vmFaultBits: 'in vm_fault_t',
  faultFlagBits: 'in the flags of a fault',
  ttuFlagBits: 'in the flags of try_to_unmap()',
  cpFlagBits: 'in the flags of change_protection()',
  uffdFeatureBits: 'as a feature of userfaultfd',
  pagemapBits: 'in words of pagemap',
  behaviours: 'as a behaviour',
  helpers: 'as a helper',
  functions: 'as a function',
  uapi: 'for user space',
  messages: 'as a message',
} as const satisfies Record<keyof typeof tables | 'messages', string>;

/** A table of things that have dates. */
export type DatedTable = keyof typeof places;

/** One thing that kernels have from some release on. */
export interface DatedThing {
  readonly table: DatedTable;
  readonly row: Row;
  /** What it is called, with where it is: `uffd-wp in swap entries`. */
  readonly title: string;
}

/** What an id begins with because another table has the plain one. */
const prefix = /^(?:swp|pm|mig)(?=[A-Z])/;
const plainOf = (id: string): string => {
  const plain = id.replace(prefix, '');
  return plain === id ? id : plain.charAt(0).toLowerCase() + plain.slice(1);
};

const thing = (table: DatedTable, row: Row): DatedThing => ({
  table,
  row,
  title: `${dashed(plainOf(row.id))} ${places[table]}`,
});

/** Every row of the spec that `backports` and `without` take, table by table. */
export const rowThings: readonly DatedThing[] = Object.entries(tables).flatMap(([table, rows]) =>
  rows.map((row) => thing(table as DatedTable, row)),
);
const things: readonly DatedThing[] = [...rowThings, ...messages.map((row) => thing('messages', row))];

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Every name of a thing, without case and signs. */
const namesOf = ({ table, row, title }: DatedThing): readonly string[] =>
  [
    row.id,
    plainOf(row.id),
    row.kernel,
    ...(row.renamed ?? []).map(({ kernel }) => kernel),
    `${table}.${row.id}`,
    title,
  ].map(plain);

/** What a name names: rows, a kind of entry that no row dates, or a proposal that no release has. */
export interface NamedThings {
  readonly things: readonly DatedThing[];
  readonly kinds: readonly string[];
  readonly proposals: readonly ProposalRow[];
}

const found = (is: (names: readonly string[]) => boolean): NamedThings => {
  const dated = things.filter((each) => is(namesOf(each)));
  const ids = new Set(dated.map(({ row }) => row.id));
  return {
    things: dated,
    kinds: kinds.filter((kind) => !ids.has(kind) && is([plain(kind)])),
    proposals: proposals.filter(({ id, kernel }) => is([plain(id), plain(kernel)])),
  };
};
const isEmpty = ({ things, kinds, proposals }: NamedThings): boolean =>
  things.length + kinds.length + proposals.length === 0;

/**
 * What a name stands for: a bit, a type, a helper, a behaviour, a kind, a message, as the kernel, the library or the command spells it;
 * if it is none, whatever has it in its name.
 * @throws RangeError for a name of nothing, with the nearest.
 */
export function thingsNamed(name: string): NamedThings {
  const wanted = plain(name);
  const exact = wanted === '' ? found(() => false) : found((names) => names.includes(wanted));
  if (!isEmpty(exact)) return exact;
  const parts = wanted.length < 3 ? exact : found((names) => names.some((text) => text.includes(wanted)));
  const told = messages.filter(({ prints }) => wanted.length >= 3 && plain(prints).includes(wanted));
  const all = {
    ...parts,
    things: [...new Set([...parts.things, ...things.filter(({ row }) => told.some((m) => m === row))])],
  };
  if (!isEmpty(all)) return all;
  throw rangeError(
    `expected a name of a bit, a type, a helper, a behaviour or a kind, got ${shown(name)}${meant(name)}`,
    'ERR_PTE_INPUT',
  );
}

/** No name that is longer was meant for one. */
const longest = 60;
function meant(name: string): string {
  if (name.length > longest) return '';
  const spellings = [
    ...new Set(things.flatMap(({ row }) => [dashed(plainOf(row.id)), row.kernel])),
    ...kinds.map(dashed),
  ];
  const near = nearest(name, spellings);
  return near === undefined ? '' : ` (did you mean ${near}?)`;
}

const releases = (stable: StableDates = {}): string =>
  Object.entries(stable)
    .map(([series, patch]) => `${series}.${patch}`)
    .join(', ');

/** When a row came and went, in words: `5.14 to before 6.15; in stable trees from 6.1.20`. */
export function datesOf(row: Row, first: string): string {
  if (isOfStableAlone(row)) return `in stable trees alone, from ${releases(row.sinceStable)}`;
  const since = row.since === first ? `${first} or older` : row.since;
  const until = row.until ? ` to before ${row.until}` : '';
  const early = row.sinceStable ? `; in stable trees from ${releases(row.sinceStable)}` : '';
  const late = row.untilStable ? `; gone in stable trees from ${releases(row.untilStable)}` : '';
  return `${since}${until}${early}${late}`;
}
