/** What kernels have from some release on: rows of the spec with where they are, and when each came and went. */
import { faultErrorBits } from '../../spec/faultErrorCode.ts';
import { messages } from '../../spec/messages.ts';
import type { Row, StableDates } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';
import { vmFlagNames } from '../../spec/vmFlagNames.ts';
import { dashed } from '../base/spelling.ts';
import { isOfStableAlone } from './inForce.ts';

/** Rows that are read in logs alone: no kernel is built with or without them. */
const readOnly = { vmFlagNames, faultErrorBits, messages } as const;

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
  vmFlagNames: 'in vm_flags',
  faultErrorBits: 'in the error code of a page fault',
  messages: 'as a message',
} as const satisfies Record<keyof typeof tables | keyof typeof readOnly, string>;

/** A table of things that have dates. */
export type DatedTable = keyof typeof places;

/** One thing that kernels have from some release on. */
export interface DatedThing<Table extends DatedTable = DatedTable> {
  readonly table: Table;
  readonly row: Row;
  /** What it is called, with where it is: `uffd-wp in swap entries`. */
  readonly title: string;
}

/** What an id begins with because another table has the plain one. */
const prefix = /^(?:swp|pm|mig)(?=[A-Z])/;
/** An id without that. */
export const plainOf = (id: string): string => {
  const plain = id.replace(prefix, '');
  return plain === id ? id : plain.charAt(0).toLowerCase() + plain.slice(1);
};

/** A name in capitals, such as `UFFDIO_MOVE`, is written so everywhere. */
const titleOf = (id: string): string => (/[a-z]/.test(id) ? dashed(plainOf(id)) : id);

const thing = <Table extends DatedTable>(table: Table, row: Row): DatedThing<Table> => ({
  table,
  row,
  title: `${titleOf(row.id)} ${places[table]}`,
});
const thingsOf = <Table extends DatedTable>(
  of: Readonly<Record<Table, readonly Row[]>>,
): readonly DatedThing<Table>[] =>
  (Object.keys(of) as Table[]).flatMap((table) => of[table].map((row) => thing(table, row)));

/** Every row of the spec that `backports` and `without` take, table by table. */
export const rowThings = thingsOf(tables);
/** Those, and what is read in logs alone. */
export const things: readonly DatedThing[] = [...rowThings, ...thingsOf(readOnly)];

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
