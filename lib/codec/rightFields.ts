/** Whether the parts of an entry are as they should be, asked by counting: most are, and to look at each name takes six times as long. */
import { pfnKinds } from '../../spec/kinds.ts';
import type { Kind } from './decoded.ts';
import type { EncodeParts, EntryFields } from './entryFields.ts';

const one = (isRight: boolean): number => (isRight ? 1 : 0);
const truth = (v: unknown): number => one(typeof v === 'boolean');
const count = (v: unknown): number => one(typeof v === 'number' && v >= 0 && Number.isInteger(v));
const word = (v: unknown): number => one(typeof v === 'bigint' && (v === 0n || v === BigInt.asUintN(64, v)));
const given = (v: unknown): number => one(v !== undefined);

/** `kind`, `raw` and `level` need be there only: the last is checked where the formats are looked up, and each flag where its bit is. */
const common = (e: EntryFields): number =>
  1 + given(e.level) + given(e.raw) + one(Array.isArray(e.flags)) + word(e.unexplained);

const ofMapped = (e: EntryFields): number =>
  word(e.pfn) +
  truth(e.young) +
  truth(e.dirty) +
  truth(e.write) +
  truth(e.user) +
  truth(e.exec) +
  truth(e.global) +
  truth(e.special) +
  truth(e.softDirty) +
  truth(e.uffdWp) +
  truth(e.huge) +
  count(e.pkey);

const ofSwapLike = (e: EntryFields): number =>
  count(e.swapType) + word(e.swapOffset) + truth(e.softDirty) + truth(e.uffdWp) + truth(e.exclusive);

function ofMarker({ marker }: EntryFields): number {
  if (typeof marker !== 'object' || marker === null) return 0;
  return one(keys(marker) === truth(marker.uffdWp) + truth(marker.poisoned) + truth(marker.guard));
}

/** The fields of a kind besides the common ones, counted where they are right. */
function ofKind(kind: Kind, e: EntryFields): number {
  switch (kind) {
    case 'none':
      return 0;
    case 'present':
    case 'protnone':
      return ofMapped(e);
    case 'swap':
    case 'unknown':
      return ofSwapLike(e);
    case 'migrationRead':
    case 'migrationReadExclusive':
    case 'migrationWrite':
      return ofSwapLike(e) + word(e.pfn) + truth(e.young) + truth(e.dirty);
    case 'pteMarker':
      return ofSwapLike(e) + ofMarker(e);
    default:
      return (pfnKinds as readonly unknown[]).includes(kind) ? ofSwapLike(e) + word(e.pfn) : NaN; // NaN is no count
  }
}

function keys(parts: object): number {
  let n = 0;
  for (const _ in parts) n++;
  return n;
}

/** Whether each field is one of the kind and of the right type. False says nothing: checkFields() says what is wrong, or that nothing is. */
export function hasRightFields(parts: EncodeParts): boolean {
  const e: unknown = parts;
  if (typeof e !== 'object' || e === null) return false;
  return keys(e) === common(e as EntryFields) + ofKind(parts.kind, e as EntryFields);
}
