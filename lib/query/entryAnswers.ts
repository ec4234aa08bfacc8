/** What an entry that decode() gave says to the words of a query. */
import { writableKinds } from '../../spec/kinds.ts';
import type { Decoded, Kind } from '../codec/decoded.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { brokenRules } from './brokenRules.ts';
import { type Meaning, machineBits, type QueryField, type QueryFlag } from './vocabulary.ts';

/** A field of an entry that is true or false; false where the entry has none of the name. */
const field =
  (
    name:
      | 'young'
      | 'dirty'
      | 'write'
      | 'user'
      | 'exec'
      | 'global'
      | 'special'
      | 'huge'
      | 'softDirty'
      | 'uffdWp'
      | 'exclusive',
  ) =>
  (entry: Decoded): boolean =>
    name in entry && (entry as Partial<Record<typeof name, boolean>>)[name] === true;
const isWritableKind = (kind: Kind): boolean => writableKinds.some((one) => one === kind);

/** Whether an entry breaks a rule of spec/impossible.ts; a marker by a proposed layout breaks none. */
const impossible = (entry: Decoded, k: Kernel): boolean =>
  entry.raw !== k.proposedMarker?.word && brokenRules(k, entry.raw, entry.level).length > 0;

/** What the flags column of a batch says too comes first: the two agree. */
const flags: Readonly<Record<QueryFlag, (entry: Decoded, k: Kernel) => boolean>> = {
  enc: ({ flags }) => flags.some((name) => machineBits.includes(name)),
  young: field('young'),
  dirty: field('dirty'),
  write: (entry) => field('write')(entry) || isWritableKind(entry.kind),
  softDirty: field('softDirty'),
  uffdWp: field('uffdWp'),
  exclusive: field('exclusive'),
  unexplained: ({ unexplained }) => unexplained !== 0n,
  writable: field('write'),
  user: field('user'),
  exec: field('exec'),
  global: field('global'),
  special: field('special'),
  huge: field('huge'),
  poisoned: (entry) => entry.kind === 'pteMarker' && entry.marker.poisoned,
  impossible,
  guard: (entry) => entry.kind === 'pteMarker' && entry.marker.guard,
};

/** Whether a word of a query holds for an entry. */
export function holdsFor(k: Kernel, entry: Decoded, meaning: Meaning): boolean {
  switch (meaning.of) {
    case 'kinds':
      return meaning.kinds.includes(entry.kind);
    case 'flag':
      return flags[meaning.flag](entry, k);
    case 'bit':
      return entry.flags.includes(meaning.name);
    default:
      return meaning satisfies never;
  }
}

/** The number that a field of an entry holds; undefined where the entry has no such field. */
export function numberIn(entry: Decoded, field: QueryField): bigint | undefined {
  switch (field) {
    case 'pfn':
      return 'pfn' in entry ? entry.pfn : undefined;
    case 'type':
      return 'swapType' in entry ? BigInt(entry.swapType) : undefined;
    case 'offset':
      return 'swapOffset' in entry ? entry.swapOffset : undefined;
    case 'pkey':
      return 'pkey' in entry ? BigInt(entry.pkey) : undefined;
    default:
      return field satisfies never;
  }
}
