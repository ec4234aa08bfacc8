/** The fields of an entry as a caller gives them to encode(), and the check that they are ones. */
import { kinds, migrationKinds, pfnKinds } from '../../spec/kinds.ts';
import { markerBits } from '../../spec/swap.ts';
import { rangeError, shown, typeError } from '../base/errors.ts';
import type { Decoded, Kind, Marker } from './decoded.ts';

/** What encode() takes: a Decoded, or its `kind` and any of its other fields; in `marker` each bit is optional too. */
export type EncodeParts = {
  [K in Kind]: { readonly kind: K } & Partial<Omit<Extract<Decoded, { kind: K }>, 'kind' | 'marker'>> &
    (K extends 'pteMarker' ? { readonly marker?: Partial<Marker> } : unknown);
}[Kind];

type Union<T> = T extends unknown ? keyof T : never;
type FieldOf<T, F> = T extends unknown ? (F extends keyof T ? T[F] : never) : never;
/** The same for an entry of any kind: every field of every shape, each of them perhaps left out. */
export type EntryFields = { readonly kind: Kind } & {
  readonly [F in Exclude<Union<EncodeParts>, 'kind'>]?: FieldOf<EncodeParts, F> | undefined;
};
/** The name of a field. */
export type Field = keyof EntryFields;
/** The name of a field that is true or false. */
export type BooleanField = {
  [F in Field]-?: NonNullable<EntryFields[F]> extends boolean ? F : never;
}[Field];

const common = ['kind', 'level', 'flags', 'unexplained', 'raw'] as const satisfies readonly Field[];
const mapped = [
  'pfn',
  'young',
  'dirty',
  'write',
  'user',
  'exec',
  'global',
  'special',
  'softDirty',
  'uffdWp',
  'pkey',
  'huge',
] as const satisfies readonly Field[];
const swapLike = ['swapType', 'swapOffset', 'softDirty', 'uffdWp', 'exclusive'] as const satisfies readonly Field[];

function fieldsOf(kind: Kind): readonly Field[] {
  const is = (list: readonly Kind[]) => list.includes(kind);
  if (kind === 'none') return common;
  if (kind === 'present' || kind === 'protnone') return [...common, ...mapped];
  return [
    ...common,
    ...swapLike,
    ...(is(pfnKinds) ? (['pfn'] as const) : []),
    ...(is(migrationKinds) ? (['young', 'dirty'] as const) : []),
    ...(kind === 'pteMarker' ? (['marker'] as const) : []),
  ];
}

const lastWord = 2n ** 64n - 1n;
function word(field: string, v: unknown): void {
  if (typeof v !== 'bigint') throw typeError(`expected ${field} to be a bigint, got ${shown(v)}`);
  if (v < 0n || v > lastWord) throw rangeError(`expected ${field} to be from 0 to 2^64 - 1, got ${shown(v)}`);
}
function count(field: string, v: unknown): void {
  if (typeof v !== 'number') throw typeError(`expected ${field} to be a number, got ${shown(v)}`);
  if (!Number.isInteger(v) || v < 0) throw rangeError(`expected ${field} to be an integer from 0, got ${shown(v)}`);
}
function truth(field: string, v: unknown): void {
  if (typeof v !== 'boolean') throw typeError(`expected ${field} to be true or false, got ${shown(v)}`);
}
function strings(field: string, v: unknown): void {
  if (!Array.isArray(v)) throw typeError(`expected ${field} to be an array of the kernel's names, got ${shown(v)}`);
  for (const name of v) checkFlag(name);
}
/** @throws TypeError unless a member of `flags` is a string. */
export function checkFlag(name: unknown): void {
  if (typeof name !== 'string') throw typeError(`expected flags to hold strings, got ${shown(name)}`);
}
const markerIds: readonly string[] = markerBits.map((row) => row.id);
function marker(field: string, v: unknown): void {
  if (typeof v !== 'object' || v === null) throw typeError(`expected ${field} to be an object, got ${shown(v)}`);
  for (const [id, bit] of Object.entries(v)) {
    if (!markerIds.includes(id))
      throw rangeError(`expected ${field} to have ${markerIds.join(', ')}, got ${shown(id)}`);
    if (bit !== undefined) truth(`${field}.${id}`, bit);
  }
}
const ignored = () => {};

type Check = (field: string, v: unknown) => void;
/** Fields that are not true or false. */
const checks: Readonly<Partial<Record<Field, Check>>> = {
  kind: ignored,
  raw: ignored, // plays no part
  level: ignored, // is checked where the formats are looked up
  pfn: word,
  swapOffset: word,
  unexplained: word,
  swapType: count,
  pkey: count,
  flags: strings,
  marker,
};

const checksOfKind: ReadonlyMap<unknown, ReadonlyMap<string, Check>> = new Map(
  kinds.map((kind) => [kind, new Map(fieldsOf(kind).map((field) => [field, checks[field] ?? truth]))]),
);

/**
 * The fields, once each of them is known to be one of the kind and of the right type.
 * @throws TypeError for a field of the wrong type, RangeError for a kind or a field that there is not.
 */
export function checkFields(parts: EncodeParts): EntryFields {
  const given: unknown = parts;
  if (typeof given !== 'object' || given === null)
    throw typeError(`expected the parts of an entry, got ${shown(given)}`);
  const allowed = checksOfKind.get(parts.kind);
  if (!allowed) throw rangeError(`expected a kind among ${kinds.join(', ')}, got ${shown(parts.kind)}`);
  const all = parts as EntryFields; // every field of it is one of EntryFields, as is checked now
  for (const field of Object.keys(all) as Field[]) {
    const check = allowed.get(field);
    if (!check)
      throw rangeError(
        `expected the fields of a ${parts.kind} entry (${[...allowed.keys()].join(', ')}), got ${shown(field)}`,
      );
    const v = all[field];
    if (v !== undefined) check(field, v);
  }
  return all;
}
