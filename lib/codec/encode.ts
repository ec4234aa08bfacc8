/** The word that has a meaning: decode() backwards. */

import type { TableLevel } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';
import { rangeError, typeError } from '../base/errors.ts';
import { hex, short } from '../base/hex.ts';
import { placePfn, restoreDirty, saveDirty } from '../helpers/pgtable.ts';
import { archSwpEntry } from '../helpers/swapEntry.ts';
import { type Kernel, spans } from '../kernel/kernel.ts';
import { decode } from './decode.ts';
import type { Decoded, Kind } from './decoded.ts';
import { type BooleanField, checkFields, type EncodeParts, type EntryFields } from './entryFields.ts';
import { fitting, flagBits, put } from './fieldBits.ts';
import { type Format, formatOf, isUpper, type MappedFormat, type MappedMasks, type SwapFormat } from './formats.ts';
import { sameAsDecoded } from './sameAsDecoded.ts';

export type { EncodeParts } from './entryFields.ts';

// Mapped entries

/** The fields that are one bit of the word, which has the same name among the masks. */
const oneBitFields = [
  'huge',
  'young',
  'user',
  'global',
  'special',
  'softDirty',
  'uffdWp',
] as const satisfies readonly (BooleanField & keyof MappedMasks)[];

function plainBits(k: Kernel, { mask }: MappedFormat, e: EntryFields, flags: bigint): bigint {
  let word = flags;
  for (const field of oneBitFields) word = put(k, word, mask[field], e[field], field, e);
  return put(k, word, mask.nx, e.exec === undefined ? undefined : !e.exec, 'exec', e);
}

/**
 * Dirty and write, where they differ from what the bits say. As in pte_mkdirty(), pte_mkwrite() and pte_wrprotect(), Dirty
 * moves with RW; soft-dirty is left alone. A pointer to a table keeps its Dirty where the processor puts it.
 */
function dirtyAndWrite(k: Kernel, { leaf, mask: m }: MappedFormat, e: EntryFields, before: bigint): bigint {
  const save = (w: bigint) => (leaf ? saveDirty(k, w) : w);
  const restore = (w: bigint) => (leaf ? restoreDirty(k, w) : w);
  const dirty = (before & m.dirtyBits) !== 0n;
  const word =
    e.dirty === undefined || e.dirty === dirty ? before : e.dirty ? save(before | k.mask.dirty) : before & ~m.dirtyBits;
  const write = (word & (m.rw | m.shstkDirty)) !== 0n;
  return e.write === undefined || e.write === write ? word : e.write ? restore(word | m.rw) : save(word & ~m.rw);
}

function withPkey(k: Kernel, { mask: m }: MappedFormat, e: EntryFields, word: bigint): bigint {
  if (e.pkey === undefined) return word;
  const key = BigInt(e.pkey) * (m.pkeyBit0 || 1n);
  if ((key & ~m.pkey) === 0n) return (word & ~m.pkey) | key;
  const most = m.pkey === 0n ? 0n : m.pkey / m.pkeyBit0;
  throw rangeError(`expected pkey of a ${e.kind} entry to be at most ${most} on ${k.name}, got ${e.pkey}`);
}

function mappedWord(k: Kernel, f: Format, kind: 'present' | 'protnone', e: EntryFields): bigint {
  const pse = f.leaf[kind].bits.find((bit) => bit.mask === f.pse);
  const huge = e.huge ?? (pse !== undefined && e.flags?.includes(pse.name));
  const format = huge || f.pse === 0n ? f.leaf[kind] : f.table[kind];
  const flags = flagBits(k, e, format.bits);
  // PSE alone among the flags is a huge page that pmd_mkinvalid() left.
  const must = kind === 'protnone' ? k.mask.protnone : (flags & format.mask.huge) === 0n ? k.mask.present : 0n;
  const word = withPkey(k, format, e, dirtyAndWrite(k, format, e, plainBits(k, format, e, flags | must)));
  return placePfn(k, fitting(k, e, e.pfn ?? 0n, format.pfn >> k.mask.pageShift), word, format.pfn);
}

// Entries that are not mapped

function typeOf(k: Kernel, e: EntryFields): number {
  if (e.kind === 'swap') return swapAreaOf(k, e);
  const type = (k.type as Readonly<Partial<Record<Kind, number>>>)[e.kind];
  if (type === undefined) {
    const having = spans(tables.swapTypes.filter((row) => row.id === e.kind));
    throw rangeError(`expected a kind that ${k.name} has with its options, got ${e.kind} (${having || 'no kernel'})`);
  }
  if (e.swapType !== undefined && e.swapType !== type)
    throw rangeError(`expected swapType of a ${e.kind} entry to be ${type} on ${k.name}, got ${e.swapType}`);
  return type;
}
function swapAreaOf(k: Kernel, e: EntryFields): number {
  if (e.swapType === undefined) throw typeError('expected swapType, the number of the swap area, got undefined');
  if (e.swapType < k.mask.maxSwapfiles) return e.swapType;
  throw rangeError(
    `expected swapType of a swap entry to be at most ${k.mask.maxSwapfiles - 1n} on ${k.name}, got ${e.swapType}`,
  );
}

/** Page frame number, young and dirty, or marker bits win over `swapOffset`; what means nothing in it comes from `unexplained`, if that is given. */
function offsetOf(k: Kernel, format: SwapFormat, e: EntryFields): bigint {
  const most = k.mask.swpOffset >> k.mask.swpOffsetShift;
  const given = e.swapOffset ?? 0n;
  if (given > most) throw rangeError(`expected swapOffset to be at most ${short(most)}, got ${short(given)}`);
  const offset = e.unexplained === undefined ? given : given & format.meaningful;
  if (e.kind === 'pteMarker') return withMarker(k, e, offset);
  const placed = e.pfn === undefined ? offset : (offset & ~k.mask.swpPfn) | fitting(k, e, e.pfn, k.mask.swpPfn);
  return put(k, put(k, placed, format.young, e.young, 'young', e), format.dirty, e.dirty, 'dirty', e);
}

function withMarker(k: Kernel, e: EntryFields, offset: bigint): bigint {
  const { markerUffdWp, markerPoisoned, markerGuard } = k.mask;
  const { uffdWp, poisoned, guard } = e.marker ?? {};
  const wp = put(k, offset, markerUffdWp, uffdWp, 'marker.uffdWp', e);
  return put(k, put(k, wp, markerPoisoned, poisoned, 'marker.poisoned', e), markerGuard, guard, 'marker.guard', e);
}

/**
 * `uffdWp` of a marker is its own bit or the swap bit. Where it differs from what flags and `swapOffset` say, false
 * takes both, and true asks for the marker's, or for the other if the marker is told not to.
 */
function markerWord(k: Kernel, type: number, e: EntryFields, offset: bigint, flags: bigint): bigint {
  const { markerUffdWp, swpUffdWp } = k.mask;
  const before = (flags & swpUffdWp) !== 0n || ((e.swapOffset ?? 0n) & markerUffdWp) !== 0n;
  if (e.uffdWp === undefined || e.uffdWp === before) return archSwpEntry(k, type, offset) | flags;
  if (!e.uffdWp) return archSwpEntry(k, type, offset & ~markerUffdWp) | (flags & ~swpUffdWp);
  return e.marker?.uffdWp === false
    ? archSwpEntry(k, type, offset) | put(k, flags, swpUffdWp, true, 'uffdWp', e)
    : archSwpEntry(k, type, put(k, offset, markerUffdWp, true, 'uffdWp', e)) | flags;
}

function swapWord(k: Kernel, f: Format, e: EntryFields): bigint {
  const type = typeOf(k, e);
  const offset = offsetOf(k, f.swap[type] as SwapFormat, e);
  const named = flagBits(k, e, f.swapBits);
  const soft = put(k, named, k.mask.swpSoftDirty, e.softDirty, 'softDirty', e);
  const flags = put(k, soft, k.mask.swpExclusive, e.exclusive, 'exclusive', e);
  if (e.kind === 'pteMarker') return markerWord(k, type, e, offset, flags);
  return archSwpEntry(k, type, offset) | put(k, flags, k.mask.swpUffdWp, e.uffdWp, 'uffdWp', e);
}

function wordOf(k: Kernel, f: Format, e: EntryFields): bigint {
  if (isUpper(f.level)) checkUpper(f.level, e);
  if (e.kind === 'none') return flagBits(k, e, f.noneBits);
  if (e.kind === 'present' || e.kind === 'protnone') return mappedWord(k, f, e.kind, e);
  if (e.kind === 'pteMarker' && k.proposedMarker) return k.proposedMarker.word;
  return swapWord(k, f, e);
}

/** At p4d and pgd there are pointers to tables, and nothing. */
function checkUpper(level: TableLevel, { kind, huge }: EntryFields): void {
  if (kind !== 'present' && kind !== 'none')
    throw rangeError(`expected a kind that ${level} has, present or none, got ${kind}`);
  if (huge) throw rangeError(`expected no huge page at ${level}, whose entries are tables alone, got huge: true`);
}

/**
 * Encodes an entry from what decode() gives, or from parts made by hand: `kind` and what else matters, as
 * `{ kind: 'present', pfn: 0x12345n, write: true, user: true, young: true }`. It starts from `flags`, `swapOffset` and the
 * bits that the kind implies; then each other field that says something else wins, with what the kernel's helpers do for
 * it: Dirty moves where a read-only entry keeps it elsewhere. `unexplained` is XORed in at the end, and `raw` plays no part.
 * So `encode(k, decode(k, x, { level }))` is x for every word, and `{ ...decode(k, x), pfn: 5n }` is that entry of page 5. With a
 * proposed layout a marker is its one word.
 *
 * @throws TypeError or RangeError for parts that no entry of this kernel and level has.
 */
export function encode(k: Kernel, parts: EncodeParts): bigint {
  return sameAsDecoded(k, parts) ?? encodeParts(k, parts);
}

function encodeParts(k: Kernel, parts: EncodeParts): bigint {
  const e = checkFields(parts);
  const level = e.level ?? 'pte';
  const word = wordOf(k, formatOf(k, level), e) ^ (e.unexplained ?? 0n);
  const back: Decoded = decode(k, word, { level });
  if (back.kind !== e.kind)
    throw rangeError(
      `expected parts of a ${e.kind} entry, got ${hex(word)}, which is ${back.kind} at ${level} on ${k.name}`,
    );
  if (e.unexplained !== undefined && e.unexplained !== back.unexplained)
    throw rangeError(
      `expected unexplained bits without a meaning in a ${e.kind} entry of ${k.name}, got ${hex(e.unexplained)}`,
    );
  return word;
}
