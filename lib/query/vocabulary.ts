/** The words of queries about an entry: what decode() says of one, under its names. docs/query.md lists them. */
import { families, flagColumn, kindRows, kinds } from '../../spec/kinds.ts';
import { keptByModify, presentBits } from '../../spec/present.ts';
import type { Row } from '../../spec/schema.ts';
import { swapBits } from '../../spec/swap.ts';
import type { Kind } from '../codec/decoded.ts';

/**
 * Flags that are no column of a batch: fields of Decoded, `writable`, which is what pte_write() of the kernel says, and `impossible`: a rule
 * of spec/impossible.ts is broken.
 */
const otherFlags = [
  'writable',
  'user',
  'exec',
  'global',
  'special',
  'huge',
  'poisoned',
  'guard',
  'impossible',
] as const;

/** A flag that a query can ask for. */
export type QueryFlag = (typeof flagColumn)[number]['id'] | (typeof otherFlags)[number];

/** What a word asks: whether the entry is of one of some kinds, has a flag, or a bit that the kernel has a name for. */
export type Meaning =
  | { readonly of: 'kinds'; readonly kinds: readonly Kind[] }
  | { readonly of: 'flag'; readonly flag: QueryFlag }
  | { readonly of: 'bit'; readonly name: string };

/** Fields that are compared with numbers, by all their names. */
const numbers = {
  pfn: 'pfn',
  type: 'type',
  swapType: 'type',
  offset: 'offset',
  swapOffset: 'offset',
  pkey: 'pkey',
} as const;
/** A field that is compared with a number. */
export type QueryField = (typeof numbers)[keyof typeof numbers];

const identifiers = (rows: readonly Row[]) =>
  rows.flatMap(({ kernel, renamed = [] }) => [kernel, ...renamed.map((later) => later.kernel)]);
const machineRows = keptByModify.filter(({ id }) => id === 'enc' || id === 'cc');
/** The names of the bits of memory encryption: what the flag `enc` asks for. */
export const machineBits: readonly string[] = machineRows.map((row) => row.kernel);

const ofFamily = (family: string): readonly Kind[] =>
  kindRows.filter((row) => row.family === family).map(({ id }) => id);

// A family takes its name from a kind of the same name: `kind = present` asks for the kind alone
const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ...kinds.map((kind) => [kind, { of: 'kinds', kinds: [kind] }] as const),
  ...families.map((family) => [family, { of: 'kinds', kinds: ofFamily(family) }] as const),
  ...[...flagColumn.map(({ id }) => id), ...otherFlags].map((flag) => [flag, { of: 'flag', flag }] as const),
  ...identifiers([...presentBits, ...swapBits, ...machineRows]).map((name) => [name, { of: 'bit', name }] as const),
]);
const fields: ReadonlyMap<string, QueryField> = new Map(Object.entries(numbers));

/** What a word of an entry means; undefined where it is none. */
export const meaningOf = (name: string): Meaning | undefined => meanings.get(name);
/** The field of a name that is compared with numbers; undefined where it is none. */
export const fieldOf = (name: string): QueryField | undefined => fields.get(name);
/** Whether a name is that of a kind. */
export const isKind = (name: string): name is Kind => kinds.some((kind) => kind === name);

/** Names to suggest: words, then fields. */
export const suggestions: readonly string[] = [...meanings.keys(), ...fields.keys(), 'kind'];
